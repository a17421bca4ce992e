"""The wording rules as a whole: any text at all, a project's own words, and how sounds compare."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.tasks import sourced

from progress_report.check.corpus import Corpus, Passage, PassageDiagnostic, TaskPassages
from progress_report.check.language.sounds import alike, nearly_alike, syllable
from progress_report.check.rules import confusions, doubled_words, near_terms, titles
from progress_report.domain.config import CheckConfig
from progress_report.domain.period import Period

FAMILIES = (near_terms, confusions, doubled_words, titles)
HALF_YEAR = Period.from_key(2021, "H1")
PIECES = st.sampled_from(
    [
        "推进",
        "推推",
        "留白增绿",
        "绿白增绿",
        "《通州区",
        "管理办法》",
        "己",
        "截止",
        "的的",
        "，",
        "。",
        "𠮷",
        "\n",
    ]
)
PROSE = st.lists(PIECES, max_size=30).map("".join)


def corpus(texts: list[str], config: CheckConfig | None = None) -> Corpus:
    """A row for each text, with the text as wording and as report."""
    rows = []
    for number, text in enumerate(texts):
        task = sourced({}, str(number))
        wording = Passage(text, task, ("task",))
        report = Passage(text[::-1] + text, task, ("entries",), HALF_YEAR)
        rows.append(TaskPassages(task, wording, {HALF_YEAR: (report,)}))
    return Corpus(tuple(rows), config or CheckConfig())


def found(corpus: Corpus) -> list[PassageDiagnostic]:
    return [diagnostic for family in FAMILIES for diagnostic in family.check(corpus)]


@given(st.lists(st.text() | PROSE, max_size=5))
def test_a_diagnostic_lies_within_its_text(texts: list[str]) -> None:
    own = CheckConfig(
        confusions={"": "无", "(": "（", "推": "推动"}, terms=("", "推推", "留白增绿带")
    )
    for diagnostic in found(corpus(texts, own)):
        assert 0 <= diagnostic.start < diagnostic.end <= len(diagnostic.passage.text)
        assert diagnostic.message


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        "。",
        "1",
        "推",
        "推进",
        "己",
        "《",
        "《通州区街道管理办法》",
        "的",
        "一亿以艺",
        "《通州区街道管理",
        " ",
    ],
)
def test_no_repetition_takes_long(unit: str) -> None:
    text = corpus([unit * (100_000 // len(unit))])
    before = time.process_time()
    found(text)
    assert time.process_time() - before < 20  # seconds; quadratic takes minutes


def names(text: str, config: CheckConfig) -> list[str]:
    task = sourced({})
    row = TaskPassages(task, Passage(text, task, ("task",)), {})
    return [diagnostic.rule for diagnostic in found(Corpus((row,), config))]


def test_a_project_names_its_own_confusions() -> None:
    own = CheckConfig(confusions={"临河里": "临河里街道"}, terms=("临河里街道",))
    assert names("梨园镇、临河里共建。", own) == ["confusable"]
    assert names("梨园镇、临河里街道共建。", own) == []


def test_an_accepted_term_is_right_and_makes_no_other_wrong() -> None:
    own = CheckConfig(terms=("绿白增绿", "截止目前", "纳入法制轨道"))
    assert names("“留白增绿”860公顷，绿白增绿土地复垦，截止目前已完成。", CheckConfig()) == [
        "near-term",
        "confusable",
    ]
    assert names("“留白增绿”860公顷，绿白增绿土地复垦，截止目前已完成。", own) == []
    assert names("政府工作全面纳入法治轨道。", own) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("制", "治"), ("馆", "观"), ("复", "覆"), ("身", "升"), ("旅", "律"), ("略", "掠")],
)
def test_characters_that_sound_alike(one: str, other: str) -> None:
    assert alike(one, other)


def test_characters_that_do_not_sound_alike() -> None:
    assert [syllable(char) for char in "啊绿女座𠮷，"] == ["a", "lv", "nv", "zuo", "", ""]
    assert not alike("市", "区")
    assert not alike("𠮷", "，")
    assert nearly_alike("机", "结")
    assert not nearly_alike("抓", "做")


def test_a_misspelling_does_not_arise_where_two_words_meet() -> None:
    assert names("这是关健的一步，报消了费用。", CheckConfig()) == ["confusable", "confusable"]
    seams = "海关健全制度，日报消息称，每班发放资料，主动公开募资情况。"
    assert names(seams, CheckConfig()) == []


def test_the_dictionary_is_cited_for_the_word_not_for_the_phrase() -> None:
    [task] = corpus(["公示期间未收到任何意义。"]).rows
    hints = {str(d.hint) for d in confusions.check(Corpus((task,), CheckConfig()))}
    assert hints
    assert all("“异议”" in hint for hint in hints)
