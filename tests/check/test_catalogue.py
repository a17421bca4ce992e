"""Every rule, by its own examples and by the folder tests/examples/rules.

An example is prose, or whole task files divided by ``---`` lines. In files the characters that a
rule must underline stand between ⟦ and ⟧; a file without the marks must have no diagnostic of its
rule. The folder's name is the rule's.
"""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.project import ROOT
from support.tasks import sourced

from progress_report.check.corpus import Corpus, PassageDiagnostic
from progress_report.check.rule import FOUND_BY, RULES, Family, Rule, rule_texts
from progress_report.check.run import check
from progress_report.check.search import FAMILIES
from progress_report.domain.config import CheckConfig
from progress_report.domain.diagnostics import Diagnostic
from progress_report.source.load import load_project

FOLDER = ROOT / "tests/examples/rules"
FILES = sorted(FOLDER.glob("*/*.txt"))
LAYOUT = 'title: "{year}年{period}表"\ncolumns: [{heading: 进展, value: progress, width: 3}]\n'
TASK = "year: 2021\ndocket: 1\ntask: 完成任务。\nentries:\n  H1:\n    progress: |\n"
PROSE_RULES = [RULES[name] for names in FOUND_BY.values() for name in names]


def diagnostics(example: str, folder: Path, layout: str = LAYOUT) -> list[Diagnostic]:
    """What check says of an example, with every rule that is on."""
    (folder / "data/tasks").mkdir(parents=True)
    (folder / "data/report.yaml").write_text(layout, encoding="utf-8")
    if not example.startswith("year:"):
        lines = example.strip().split("\n")
        example = TASK + "".join(f"      {line}\n" if line else "\n" for line in lines)
    for text in example.split("---\n"):
        values = dict(line.split(": ", 1) for line in text.split("\n")[:2])
        path = folder / f"data/tasks/{values['year']}/{values['docket'].zfill(3)}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return check(load_project(folder))


def underlined(diagnostic: Diagnostic) -> str:
    where = diagnostic.location
    assert where is not None
    return where.excerpt[where.column - 1 : where.column - 1 + where.length]


def test_there_are_rules_and_examples() -> None:
    assert len(PROSE_RULES) >= 40
    assert len(FILES) >= 500
    assert {path.parent.name for path in FILES} <= RULES.keys()


@pytest.mark.parametrize("family", Family)
def test_every_rule_has_texts_in_both_languages_and_every_text_is_of_a_rule(family: Family) -> None:
    texts = rule_texts(family)
    assert texts.keys() == {rule.name for rule in RULES.values() if rule.family is family}
    for text in texts.values():
        assert text.keys() - {"source"} == {"summary", "reason", "bad", "good"}
        assert text["summary"].keys() == text["reason"].keys() == {"zh", "en"}


@pytest.mark.parametrize("rule", PROSE_RULES, ids=lambda rule: rule.name)
def test_a_rule_finds_its_bad_example_and_not_its_good_one(rule: Rule, tmp_path: Path) -> None:
    layout = f"{LAYOUT}check:\n  rules: {{{rule.name}: {rule.severity}}}\n"
    assert rule.name in {d.rule for d in diagnostics(rule.bad, tmp_path / "bad", layout)}
    assert rule.quiet or rule.name in {d.rule for d in diagnostics(rule.bad, tmp_path / "plain")}
    good = diagnostics(rule.good, tmp_path / "good", layout)
    assert [d for d in good if d.severity != "note" or d.rule == rule.name] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_examples(path: Path, tmp_path: Path) -> None:
    marked = path.read_text(encoding="utf-8")
    expected = [part.split("⟧")[0] for part in marked.split("⟦")[1:]]
    rule = RULES[path.parent.name]
    layout = (
        f"{LAYOUT}check:\n  rules: {{{rule.name}: {rule.severity}}}\n" if rule.quiet else LAYOUT
    )
    found = diagnostics(marked.replace("⟦", "").replace("⟧", ""), tmp_path, layout)
    assert [underlined(d) for d in found if d.rule == path.parent.name] == expected
    assert [d for d in found if d.severity == "error"] == []
    assert [d for d in found if not (d.hint or d.severity == "note")] == []


WORDS = [
    *"，。；、《》“”（）%万\n",
    *("截至", "目前", "预计", "将于", "已于", "2021年", "6月31日", "十二月", "二季度末", "上半年"),
    *("累计完成", "12.5", "亿元", "进一步", "方面", "其中", "分别", "正在建设"),
]
PIECES = st.one_of(st.sampled_from(WORDS), st.characters(exclude_categories=["Cs"]))
PROSE = st.lists(PIECES, min_size=1, max_size=30).map("".join).filter(str.strip)
REPORTS = st.dictionaries(st.sampled_from(["Q1", "H1", "H2", "FY"]), PROSE, max_size=3)


def prose_diagnostics(tasks: list[dict[str, str]]) -> list[PassageDiagnostic]:
    """What every family says of tasks of 2021, each given as its reports by period."""
    numbered = enumerate(tasks, start=1)
    corpus = Corpus.of([sourced(reports, str(n)) for n, reports in numbered], CheckConfig())
    return [diagnostic for family in FAMILIES for diagnostic in family.check(corpus)]


@given(st.lists(REPORTS, max_size=3))
def test_any_text_can_be_read_and_diagnostics_lie_within_it(tasks: list[dict[str, str]]) -> None:
    for diagnostic in prose_diagnostics(tasks):
        assert 0 <= diagnostic.start <= diagnostic.end <= len(diagnostic.passage.text)
        assert diagnostic.start < diagnostic.end or not diagnostic.passage.text


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "，",
        "。",
        "《",
        "”",
        "1",
        "已",
        " ",
        "a",
        "截至5月",
        "预计",
        "6月",
        "1.",
        "累计1个，",
        "方面，",
    ],
)
def test_a_text_of_one_thing_over_and_over_is_read_in_no_time(text: str) -> None:
    report = "开" + text * (20_000 // len(text)) + "完"
    start = time.process_time()
    prose_diagnostics([{"H1": report, "H2": report + report[1:9]}, {"H1": report}])
    assert time.process_time() - start < 4  # seconds; what is quadratic takes half a minute
