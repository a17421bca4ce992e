"""Each word of data/*.yaml does what its list says, and nothing else does it in its place."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from support.expected import assert_expected
from support.project import ROOT
from support.tasks import layout
from support.word_lists import repeated, without, words_in

from progress_report.domain.table import ColumnKind
from progress_report.importing import refusals, units
from progress_report.importing.headings import Headings
from progress_report.system.data import Patterns, read_data

HEADINGS = read_data("importing", "headings")
UNITS = read_data("importing", "units")
ROWS = read_data("importing", "rows")
CONFIG = layout([("甲", "number", 1)])

HEADING_EXAMPLES = {
    "docket_of": "{}任务编号",
    "docket": "重点{}",
    "progress_of": "{}任务完成情况",
    "progress_target": "{}完成情况",
    "progress": "{}",
    "degree": "{}",
    "also_of": "进展情况及{}问题",
    "also": "进展情况及{}",
    "next_step": "进展情况及下一步{}",
    "target_year": "{}任务完成情况",
    "target_of": "年度{}任务完成情况",
    "target": "年度{}完成情况",
    "other_meaning": "进展情况（{}）",
    "deadline": "进展情况（6月底{}）",
    "measure": "进展情况（{}）",
    "responsible": "{}（协办）",
    "role": "责任（{}）",
    "empty_end": "办理情况{}",
}
"""A heading for each list, whose meaning depends on the word in it."""


def meaning_of(heading: str, words: dict[str, Any]) -> object:
    return Headings(CONFIG, words).meaning(heading, 2021)


@pytest.mark.parametrize(("name", "word"), words_in("importing", "headings", *HEADING_EXAMPLES))
def test_each_word_of_headings_counts(name: str, word: str) -> None:
    heading = HEADING_EXAMPLES[name].format(word)
    assert meaning_of(heading, HEADINGS) != meaning_of(heading, without(HEADINGS, name, word))


@pytest.mark.parametrize(
    ("kind", "heading"),
    [(kind, heading) for kind, listed in HEADINGS["customary"].items() for heading in listed],
)
def test_each_customary_heading_counts(kind: str, heading: str) -> None:
    known = Headings(CONFIG).meaning(heading, 2021)
    assert known is not None
    assert known.kind is ColumnKind(kind)
    customary = without(HEADINGS["customary"], kind, heading)
    assert meaning_of(heading, {**HEADINGS, "customary": customary}) != known


@pytest.mark.parametrize(("name", "word"), words_in("importing", "headings", "empty"))
def test_each_empty_word_adds_nothing_to_the_heading_above(name: str, word: str) -> None:
    def meaning(words: dict[str, Any]) -> object:
        return Headings(CONFIG, words).of_path(["推进情况", f"{word}情况"], 2021)

    assert meaning(HEADINGS) != meaning(without(HEADINGS, name, word))
    assert meaning(HEADINGS) is not None


MISSED_EXAMPLES: dict[str, tuple[str, Callable[[str], object]]] = {
    "like_progress": ("其{}", partial(refusals.is_like, "progress")),
    "like_progress_verb": ("{}的结果", partial(refusals.is_like, "progress")),
    "like_progress_result": ("办理{}", partial(refusals.is_like, "progress")),
    "not_task": ("{}甲", lambda heading: refusals.likeliest(ColumnKind.TASK, [heading])),
    "not_task_end": ("甲{}", lambda heading: refusals.likeliest(ColumnKind.TASK, [heading])),
    "not_progress": ("{}动态", partial(refusals.is_like, "progress")),
    "not_progress_end": ("动态{}", partial(refusals.is_like, "progress")),
    "not_progress_alone": ("推进{}", partial(refusals.is_like, "progress")),
    "not_progress_alone_of": ("动态/{}措施", partial(refusals.is_like, "progress")),
    "like_docket": ("甲{}", partial(refusals.is_like, "docket")),
    "not_docket": ("{}编号", partial(refusals.is_like, "docket")),
}


@pytest.mark.parametrize(("name", "word"), words_in("importing", "headings", *MISSED_EXAMPLES))
def test_each_word_for_missed_columns_counts(
    name: str, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    template, judge = MISSED_EXAMPLES[name]
    heading = template.format(word)
    before = judge(heading)
    reduced = Patterns(without(HEADINGS, name, word))
    monkeypatch.setattr(refusals, "HEADING_PATTERNS", reduced)
    assert judge(heading) != before


UNIT_EXAMPLES = {
    "no_unit": "{}",
    "lead": "{}单位：区商务局",
    "joint": "区商务局（{}）",
    "lead_in_brackets": "区商务局（{}）",
    "label": "{}单位：区商务局",
    "more": "区商务局等{}",
    "not_before_more": "区{}等",
    "end": "区商务局 永顺新华{}",
    "short_end": "区商务局 某{}",
    "collective": "区商务局 {}村",
    "branch": "区商务局 永顺{}",
    "generic": "区商务局 {}委员会",
    "generic_end": "区商务局 建设{}",
}


@pytest.mark.parametrize(("name", "word"), words_in("importing", "units", *UNIT_EXAMPLES))
def test_each_word_for_units_counts(name: str, word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    column = ColumnKind.LEAD if name == "lead_in_brackets" else ColumnKind.UNITS

    def read() -> object:
        text = UNIT_EXAMPLES[name].format(word)
        return units.names_no_unit(text), units.read_units(text, column)

    before = read()
    reduced = without(UNITS, name, word)
    monkeypatch.setattr(units, "UNIT_PATTERNS", Patterns(reduced))
    monkeypatch.setattr(units, "_DATA", reduced)
    assert read() != before


@pytest.mark.parametrize(("name", "word"), words_in("importing", "rows"))
def test_each_word_for_totals_counts(name: str, word: str) -> None:
    examples = {"total": f"{word[0]}  {word[1:]}", "total_measure": f"合计：37{word}任务"}
    examples["sample"] = f"（{word}）"

    def is_total(words: dict[str, Any]) -> bool:
        patterns = Patterns(words)
        return any(patterns[key].fullmatch(examples[name]) for key in words["patterns"])

    assert is_total(ROWS)
    assert not is_total(without(ROWS, name, word))


@pytest.mark.parametrize(
    ("package", "name"),
    [
        ("importing", "headings"),
        ("importing", "units"),
        ("importing", "rows"),
        ("readers", "page_lines"),
        ("check", "placeholders"),
    ],
)
def test_no_list_repeats_a_word_and_all_lists_have_a_test(package: str, name: str) -> None:
    data = read_data(package, name)
    assert not [*repeated(data)]
    if name == "headings":
        assert {*data} == {"customary", "empty", "patterns", *HEADING_EXAMPLES, *MISSED_EXAMPLES}
    if name == "units":
        assert {*data} == {"patterns", *UNIT_EXAMPLES}


def test_the_units_of_each_cell_are_as_expected() -> None:
    cells = (ROOT / "tests/examples/units.txt").read_text(encoding="utf-8").splitlines()
    lines = []
    for cell in [line.partition(": ")[0] for line in cells]:
        text = cell.replace("↵", "\n")
        found = [units.read_units(text, kind) for kind in (ColumnKind.LEAD, ColumnKind.UNITS)]
        named = [units.split_units(text), units.read_lead(text), units.names_several(text)]
        lines.append(f"{cell}: {[*found, *named]}\n")
    assert_expected("".join(lines), ROOT / "tests/examples/units.txt")
