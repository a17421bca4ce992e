"""The rules for numbers on any text: laws of arithmetic, places, and time."""

import time
from calendar import isleap
from decimal import Decimal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from support.tasks import sourced

from progress_report.check.corpus import Corpus, Passage, PassageDiagnostic, TaskPassages
from progress_report.check.rules.numbers import check
from progress_report.domain.period import Period
from progress_report.system.i18n import hint_text

PIECES = [
    *(
        "完成",
        "检查",
        "企业",
        "人员",
        "其中",
        "包括",
        "其他",
        "合计",
        "由",
        "到",
        "增长",
        "占年度计划的",
    ),
    *"：，、。（）《》“”—-～约逾六三万亿元个家名人年月日底%",
    *("1", "12", "3.5", "40", "2021", "个百分点"),
]
PROSE = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


TASK = sourced({})


def found(text: str, wording: str = "完成任务。") -> list[PassageDiagnostic]:
    """What the family says of one report, and of the wording of its task."""
    period = Period(2021, 1, 6)
    report = Passage(text, TASK, ("entries", "H1", "progress"), period)
    row = TaskPassages(TASK, Passage(wording, TASK, ("task",)), {period: (report,)})
    return list(check(Corpus((row,))))


def names(text: str) -> set[str]:
    return {diagnostic.rule for diagnostic in found(text)}


@given(st.text() | PROSE)
def test_a_diagnostic_lies_within_the_text(text: str) -> None:
    for diagnostic in found(text):
        assert 0 <= diagnostic.start < diagnostic.end <= len(text)
        assert diagnostic.message


@given(st.data(), st.lists(st.integers(1, 999), min_size=2, max_size=6))
def test_parts_must_add_up_to_their_total(data: st.DataObject, parts: list[int]) -> None:
    total = data.draw(st.integers((sum(parts) + 1) // 2, sum(parts) * 2))
    listed = "、".join(f"第{index}类{part}家" for index, part in enumerate(parts))
    wrong = sum(parts) != total
    assert ("sum-mismatch" in names(f"检查企业{total}家，包括{listed}。")) == wrong
    assert ("sum-mismatch" in names(f"检查企业{total}家（{listed}）。")) == wrong


@given(st.integers(1, 9999), st.integers(1, 9999), st.integers(-300, 300))
@example(78, 73, -1200)
def test_a_share_must_follow_from_count_and_target(count: int, target: int, off: int) -> None:
    assume(count != target)
    share = Decimal(count) / target * 100
    printed = round(share, 2) + Decimal(off) / 100
    assume(printed >= 0)
    assume(printed != 100 or count < target)  # what is done, and more, may be called 100%
    assume(abs(printed - Decimal(target) / count * 100) > 1)  # the figures give it the other way
    text = f"全年目标{target}个，已完成{count}个，完成率{printed}%。"
    assert ("share-mismatch" in names(text)) == (abs(printed - share) > Decimal("0.01"))


@given(st.integers(1, 12), st.integers(1, 31), st.integers(1900, 2100))
def test_only_dates_of_the_calendar_exist(month: int, day: int, year: int) -> None:
    days = [31, 29 if isleap(year) else 28]
    days += [31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    text = f"于{year}年{month}月{day}日竣工。"
    assert ("impossible-date" in names(text)) == (day > days[month - 1])


def seconds(text: str) -> float:
    """CPU time of reading a text; a busy machine takes longer for every text."""
    started = time.process_time()
    found(text)
    return time.process_time() - started


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "其中1个" * 8_000,
        "1%" * 20_000,
        "六月底" * 12_000,
        "1-2月" * 8_000,
        "由1个到2个，增长3%" * 1_600,
        "投资3万，" * 8_000,
        "1人2名" * 8_000,
        "（" * 80_000,
    ],
    ids=lambda text: text[:6],
)
def test_a_sentence_without_end_is_read_in_linear_time(text: str) -> None:
    quarter = seconds(text[: len(text) // 4])
    assert seconds(text) < 8 * quarter + 0.2  # sixteen times as long if it were quadratic


def test_the_calculation_is_shown() -> None:
    (diagnostic,) = found("检查样本139713件，其中食品29432件、环境62497件、其他人员47794件。")
    assert "29432 + 62497 + 47794 = 139723" in diagnostic.message
    assert "10" in diagnostic.message


def test_the_right_form_is_offered() -> None:
    hints = {
        diagnostic.rule: hint_text(diagnostic.hint)
        for diagnostic in found("4月25日-4月29日，入住率63-68%。")
    }
    assert "4月25日—4月29日" in hints["hyphen-range"]
    assert "63%～68%" in hints["range-without-unit"]


def test_no_share_is_worked_out_from_the_wording_of_a_task() -> None:
    wording = "全年目标任务2000个，已完成1500个，完成率80%，1-6月开工。"
    assert {diagnostic.rule for diagnostic in found("完成。", wording)} == {"hyphen-range"}
    assert "share-mismatch" in names(wording)


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("新增车位10个，其中路侧车位10个。", set()),
        ("新增车位10个，其中路侧车位11个。", {"part-exceeds-whole"}),
        ("完成两个项目建设，另有5个项目建设。", set()),
        ("完成三个项目建设，另有5个项目建设。", {"mixed-numerals"}),
        ("完成三个项目立项，另有5个项目建设。", set()),
    ],
)
def test_where_a_number_is_just_right(text: str, rules: set[str]) -> None:
    assert names(text) == rules
