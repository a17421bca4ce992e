"""Laws of the rules for marks and seams: any text is read, and in linear time."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.tasks import sourced

from progress_report.check.corpus import Corpus, PassageDiagnostic
from progress_report.check.rule import RULES
from progress_report.check.rules import doubled_words, pairs, punctuation, seams, typography
from progress_report.check.search import locate, search
from progress_report.domain.config import CheckConfig

PIECES = [
    *"，。、；：！？“”‘’《》〈〉（）()\"'.…—-一1Ａ％ \n",
    *("老旧小区改造", "招商方面，", "已制定", "下一步，", "完成5处", "等", "力度", "（一）", "1）"),
]
PROSE = st.lists(st.one_of(st.sampled_from(PIECES), st.text()), min_size=1).map("".join)


def diagnostics(*reports: str) -> list[PassageDiagnostic]:
    """What the families say of one cell, to which several units report."""
    progress = [{"unit": "区城管委", "text": text} for text in reports]
    task = sourced({"H1": progress}, task="完成5个老旧小区改造，招商引资。")
    corpus = Corpus.of([task], CheckConfig())
    return search(corpus, (pairs, punctuation, typography, seams), RULES)


@given(st.lists(PROSE.filter(str.strip), min_size=1, max_size=3))
def test_any_text_is_read_and_diagnostics_lie_within_it(reports: list[str]) -> None:
    for diagnostic in diagnostics(*reports):
        assert 0 <= diagnostic.start < diagnostic.end <= len(diagnostic.passage.text)


@pytest.mark.slow
@pytest.mark.parametrize("piece", [*PIECES, "“《", "”》", "，a方面", "老旧小区改造，。"])
def test_a_long_text_is_read_in_linear_time_and_reported_briefly(piece: str) -> None:
    text = "始" + piece * (40_000 // len(piece)) + "终"
    start = time.process_time()
    found = diagnostics(text)
    assert time.process_time() - start < 3
    assert len(found) < 1_000


def test_of_one_rule_fifty_diagnostics_are_enough_for_a_text() -> None:
    clauses = [f"推进推进{number}号楼，" for number in range(20_000)]
    tasks = [sourced({"H1": "".join(clauses[:n])}, str(n)) for n in (20, 20_000)]
    start = time.process_time()
    found = search(Corpus.of(tasks, CheckConfig()), (doubled_words,), RULES)
    assert [d.passage.sourced.task.docket for d in found] == ["20"] * 20 + ["20000"] * 50
    assert len(locate(found)) == 70
    assert time.process_time() - start < 10  # each place in a long line takes as long as the line
