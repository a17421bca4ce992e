"""The tables of grammatical slips: each row by its own examples, and any text at all."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.tasks import sourced

from progress_report.check.corpus import Corpus, PassageDiagnostic
from progress_report.check.language.patterns import examples
from progress_report.check.language.proof import flaws
from progress_report.check.rules import grammar
from progress_report.domain.config import CheckConfig, GrammarPattern, Pairing
from progress_report.system.data import read_data
from progress_report.system.i18n import hint_text

PATTERNS = [(rule, pattern.row) for rule, pattern in grammar.built_in().patterns]
PAIRINGS = read_data("check", "pairings")
PAIRS = [Pairing.model_validate(row) for row in PAIRINGS["pairs"]]
ROWS: list[tuple[str, GrammarPattern | Pairing]] = [
    *PATTERNS,
    *(("mismatched-pair", pair) for pair in PAIRS),
]
CASES = [pytest.param(rule, row, id=f"{rule}-{row.bad[0][:8]}") for rule, row in ROWS]
WORDS = [row.contains for _rule, row in PATTERNS]


def diagnostics(text: str, period: str = "H1") -> list[PassageDiagnostic]:
    """What the family says of a report for a period of 2021."""
    return list(grammar.check(Corpus.of([sourced({period: text})], CheckConfig())))


@pytest.mark.program
def test_each_row_is_sound() -> None:
    assert flaws([row for _rule, row in ROWS], PAIRINGS["verbs"]) == [[] for _row in ROWS]


@pytest.mark.parametrize(("rule", "row"), CASES)
def test_each_row_finds_its_bad_examples_and_not_its_good_ones(
    rule: str, row: GrammarPattern | Pairing
) -> None:
    for text in examples(row.bad, row.lists):
        assert {diagnostic.rule for diagnostic in diagnostics(text)} == {rule}, text
    for text in examples(row.good, row.lists):
        assert [diagnostic.message for diagnostic in diagnostics(text)] == [], text


@pytest.mark.parametrize("row", [row for rule, row in PATTERNS if rule == "residue"])
def test_where_nothing_can_be_offered_the_hint_says_what_to_do(row: GrammarPattern) -> None:
    for diagnostic in diagnostics(examples(row.bad, row.lists)[0]):
        assert hint_text(diagnostic.hint).isascii()


@pytest.mark.parametrize(
    ("text", "correct"),
    [
        ("加强执法力度。", "加大…力度"),
        ("群众生活水平不断改善。", "水平提高"),
        ("综合考评全区排名4位。", "排名第4位"),
        ("项目正在前期筹划阶段。", "正处于前期筹划阶段"),
        ("检测样本30件，其环境样本12件。", "其中环境样本"),
        ("会议较去年减少2次。", "较去年同期"),
    ],
)
def test_the_hint_is_the_correction(text: str, correct: str) -> None:
    [diagnostic] = diagnostics(text)
    assert correct in hint_text(diagnostic.hint)


def test_in_december_figures_are_compared_with_last_years() -> None:
    text = "召开全区性会议12次，较去年减少2次。"
    assert len(diagnostics(text, "H1")) == len(diagnostics(text, "Q1-Q3")) == 1
    assert diagnostics(text, "H2") == diagnostics(text, "FY") == []


PIECES = st.one_of(
    st.sampled_from([*WORDS, *(text for _rule, row in ROWS for text in row.bad)]),
    st.sampled_from("，。；、《》“”（）的已年个1"),
    st.characters(exclude_categories=["Cs"]),
)


@given(st.lists(PIECES, min_size=1, max_size=20).map("".join).filter(str.strip))
def test_diagnostics_lie_within_any_text(text: str) -> None:
    for diagnostic in diagnostics(text):
        assert 0 <= diagnostic.start < diagnostic.end <= len(diagnostic.passage.text)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "，",
        "《",
        "1",
        "1个",
        "正在",
        "通过",
        "约1",
        "加强",
        "力度",
        "已完成、",
        "1件，其",
        "制定《》",
    ],
)
def test_a_text_of_one_thing_over_and_over_is_read_in_no_time(text: str) -> None:
    start = time.process_time()
    diagnostics("开" + text * (200_000 // len(text)) + "完")
    assert time.process_time() - start < 10  # seconds; what is quadratic takes minutes
