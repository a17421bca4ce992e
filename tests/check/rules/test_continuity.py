"""What is compared between periods and revisions, where an example file cannot show it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.tasks import sourced

from progress_report.check.corpus import Corpus, Passage
from progress_report.check.rule import RULES
from progress_report.check.rules.continuity import running_totals
from progress_report.check.rules.revision import changed_task
from progress_report.check.run import check
from progress_report.domain.config import CheckConfig
from progress_report.domain.period import Period
from progress_report.source.load import load_project


def wording(text: str) -> Passage:
    return Corpus.of([sourced({}, task=text)], CheckConfig()).rows[0].wording


@pytest.mark.parametrize(
    ("now", "before", "underlined"),
    [
        ("拆除违法建设2000万平方米。", "拆除违法建设2500万平方米。", "2000"),
        ("建设90座5G基站。", "建设9座5G基站。", "90"),
        ("完成率1.05%。", "完成率1.5%。", "1.05"),
        ("腾退土地，拆除违建。", "拆除违建。", "腾退土地，"),
        ("拆除违建，腾退土地。", "拆除全部违建，腾退土地。", "除违"),
        ("拆除违建。", "拆除违建。腾退土地。", "。"),
        ("甲", "乙", "甲"),
    ],
)
def test_a_changed_wording_is_shown_at_what_differs(now: str, before: str, underlined: str) -> None:
    (diagnostic,) = changed_task(wording(now), before)
    assert diagnostic.rule == "changed-task"
    assert now[diagnostic.start : diagnostic.end] == underlined


def test_a_changed_wording_names_both() -> None:
    (diagnostic,) = changed_task(wording("腾退土地2000公顷。"), "腾退土地3000公顷。")
    assert "2000" in diagnostic.message
    assert "3000" in diagnostic.message


def test_the_rules_own_examples() -> None:
    rule = RULES["changed-task"]
    for example, expected in ((rule.bad, 1), (rule.good, 0)):
        before, now = (part.split("task: ")[1].strip() for part in example.split("---\n"))
        assert len([*changed_task(wording(now), before)]) == expected


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ("拆除违建，腾退土地。", "拆除违建，腾退土地。"),
        ("拆除违建，腾退土地。", "拆除违建,腾退土地。"),
        ("拆除违建，\n\n腾退土地。", "拆除违建， 腾退土地。"),
    ],
)
def test_breaks_and_widths_are_no_change(now: str, before: str) -> None:
    assert [*changed_task(wording(now), before)] == []


@given(st.text("甲乙12.，。 ", min_size=1).filter(str.strip), st.text("甲乙12.，。 "))
def test_any_two_wordings_can_be_compared(now: str, before: str) -> None:
    passage = wording(now)
    for diagnostic in changed_task(passage, before):
        assert 0 <= diagnostic.start < diagnostic.end <= len(passage.text)


@pytest.mark.parametrize(
    ("key", "reported", "previous"),
    [
        ("H1", "Q1 Q2 H1", "Q1"),
        ("H2", "Q1 H1 H2", "H1"),
        ("FY", "Q1 H1 H2 FY", "H1"),
        ("H2", "Q1-Q3 H2", None),
        ("H2", "Q1 Q1-Q3 H2", "Q1"),
        ("M02", "M01 M02 M03", "M01"),
        ("M01-M03", "M01 M01-M02 M01-M03", "M01-M02"),
        ("Q1", "Q1 H1", None),
    ],
)
def test_the_period_before(key: str, reported: str, previous: str | None) -> None:
    periods = [Period.from_key(2021, other) for other in reported.split()]
    found = Period.from_key(2021, key).previous([*periods, Period.from_key(2020, "FY")])
    assert (found.key if found else None) == previous


@pytest.mark.parametrize(
    ("text", "totals"),
    [
        ("累计完成改造12个小区。", {("完成改造", "个", "小区"): "12个"}),
        ("截至目前已完成投资1.2亿元。", {("完成投资", "元", ""): "1.2亿元"}),
        ("上半年共改造12个小区，已增长5%，还有3个未开工。", {}),
        ("一期累计完成5个。累计完成12个。累计完成3个。", {("一期完成", "个", ""): "5个"}),
        ("累计发放手册1200份。", {("发放手册", "份", ""): "1200份"}),
    ],
)
def test_running_totals(text: str, totals: dict[tuple[str, str, str], str]) -> None:
    assert {key: total.figure.written for key, total in running_totals([text]).items()} == totals


def test_accepting_a_changed_wording_is_not_judged_without_the_older_revision(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "data/tasks/2021"
    folder.mkdir(parents=True)
    layout = 'title: "{year}"\ncolumns: [{heading: 进展, value: progress, width: 3}]\n'
    (tmp_path / "data/report.yaml").write_text(layout, encoding="utf-8")
    accepted = "ignore: [{rule: changed-task, why: 市里已调整}]\n"
    text = f"year: 2021\ndocket: 89\ntask: 拆除违建。\n{accepted}"
    (folder / "089.yaml").write_text(text, encoding="utf-8")
    assert check(load_project(tmp_path)) == []
