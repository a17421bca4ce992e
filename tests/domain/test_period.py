"""Periods: spellings, order, containment, labels."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.expected import assert_expected
from support.project import ROOT

from progress_report.domain.period import Period, day_in, joined_periods, year_in


def months(period: Period) -> set[int]:
    return {*range(max(period.first, 1), period.last + 1)}


@st.composite
def periods(draw: st.DrawFn) -> Period:
    first = draw(st.integers(1, 12))
    return Period(draw(st.integers(1900, 2100)), first, draw(st.integers(first, 12)))


SPELLINGS = {
    "2021H1": ["2021-H1", "2021-S1", "2021h1", "2021上半年", "2021年上半年", "２０２１年上半年"],
    "2022H1": ["二〇二二年上半年", "二零二二年上半年", "二○二二年上半年", "二0二二年上半年"],
    "2021H2": ["2021S2", "2021年下半年", "2021M07-M12"],
    "2021Q1": ["2021年一季度", "2021年第一季度", "2021年1季度", "2021年1-3月"],
    "2021Q1-Q3": ["2021年前三季度", "2021年1—9月", "2021年1至9月", "2021M01-M09"],
    "2021M01-M10": ["2021年1-10月", "2021年1—10月", "2021年一至十月", "截至2021年10月31日"],
    "2021M01-M08": ["截至2021年8月底", "2021M1-8"],
    "2021M07": ["2021年7月", "2021-M07", "2021年7月份", "2021年七月"],
    "2021FY": ["2021", "2021年", "2021全年", "2021年度", "2021Q1-Q4", "2021FY", "二〇二一年度"],
    "2021Q2-Q4": ["2021年二—四季度", "2021M04-M12"],
}


@pytest.mark.parametrize(("name", "spelling"), [(n, s) for n, ss in SPELLINGS.items() for s in ss])
def test_every_spelling_is_read(name: str, spelling: str) -> None:
    assert Period.parse(spelling).name == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "H1",
        "2021H3",
        "2021Q5",
        "2021M13",
        "2021M00",
        "2021Q3-Q1",
        "21H1",
        "2021 foo",
        "H12021",
        "12021H1",
    ],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="period"):
        Period.parse(text)


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("FY", "全年"),
        ("H1", "上半年"),
        ("H2", "下半年"),
        ("Q1", "一季度"),
        ("Q4", "四季度"),
        ("Q1-Q3", "前三季度"),
        ("Q2-Q4", "二—四季度"),
        ("M07", "7月"),
        ("M01-M10", "1—10月"),
    ],
)
def test_labels_are_those_of_official_tables(key: str, label: str) -> None:
    assert Period.from_key(2021, key).label == label


def test_in_cumulative_reporting_each_quarter_counts_from_january() -> None:
    title = "2021年三季度累计进展情况表"
    assert Period.find_in(title, cumulative=True) == Period.parse("2021Q3")
    assert Period.split_from("三季度累计进展", 2021) == (Period.parse("2021Q1-Q3"), "累计进展")
    heading = Period.split_from("8月累计进展", 2021, cumulative=True)
    assert heading == (Period.parse("2021M08"), "累计进展")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("2021年通州区涉及市政府工作报告重点任务上半年进展情况表", "2021H1"),
        ("2021年通州区涉及市政府工作报告重点任务一季度完成情况", "2021Q1"),
        ("2022年苍南县民生实事项目进展（截至10月31日）", "2022M01-M10"),
        ("重点工作进展（截至2021年8月底）", "2021M01-M08"),
        ("二〇二一年重点任务上半年进展情况表", "2021H1"),
        ("二零二一年前三季度", "2021Q1-Q3"),
        ("二○二一年重点任务（截至十月三十一日）", "2021M01-M10"),
        ("2021上半年重点工作进展", "2021H1"),
        ("投资2021万元，上半年", None),
        ("2021年前6月进展", "2021H1"),
        ("2021年前三季进展", "2021Q1-Q3"),
        ("2020—2021年度上半年进展", None),
        ("2021H1", "2021H1"),
        ("2021-H1", "2021H1"),
        ("2021Q1-Q3 进展 (2)", "2021Q1-Q3"),
        ("第2021H12号", None),
        ("2021年重点任务，填报日期：6月25日", None),
        ("二〇二一年六月二十五日", None),
        ("2021年三季度累计进展情况表", "2021Q1-Q3"),
        ("2021年第三季度末（累计）完成情况", "2021Q1-Q3"),
        ("2021年8月份累计完成情况", "2021M01-M08"),
        ("2021年三至四季度累计", "2021H2"),
        ("没有年份的上半年表", None),
        ("2022年11—2月进展", None),
        ("2022年11—2月（上半年）", "2022H1"),
    ],
)
def test_a_title_names_its_period(title: str, name: str | None) -> None:
    found = Period.find_in(title)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("2021年一季度和上半年完成情况", "2021Q1 2021H1"),
        ("2021年上半年及三季度重点工作", "2021H1 2021Q3"),
        ("2021年一、二季度进展", "2021Q1 2021Q2"),
        ("2021年上、下半年进展", "2021H1 2021H2"),
        ("2021年7、8月份进展", "2021M07 2021M08"),
        ("上半年暨1—7月进展", "2021H1 2021M01-M07"),
        ("2020年度和2021年上半年情况", "2020FY 2021H1"),
        ("2021年一季度重点任务和上半年实事进展情况", "2021Q1 2021H1"),
        ("2021年上半年工作进展及下半年工作打算", ""),
        ("2021年上半年和1—6月进展", ""),
        ("2021年上半年重点工作（截至6月10日）", ""),
        ("2021年度重点工作和上半年进展", ""),
        ("2021年一季度至三季度", ""),
        ("2021年和11—2月", ""),
    ],
)
def test_a_title_may_join_several_periods(title: str, names: str) -> None:
    assert " ".join(period.name for period in joined_periods(title, 2021)) == names


def test_without_any_year_no_periods_are_joined() -> None:
    assert joined_periods("一季度和上半年", None) == []


@given(periods())
def test_parsing_undoes_formatting(period: Period) -> None:
    assert Period.parse(period.name) == period
    assert Period.from_key(period.year, period.key) == period
    assert Period.parse(f"{period.year}年{period.label}") == period


@given(periods(), periods(), periods())
def test_order_is_total(a: Period, b: Period, c: Period) -> None:
    assert (a < b) + (b < a) + (a == b) == 1
    if a < b < c:
        assert a < c
    assert sorted([a, b, c]) == sorted([c, b, a])


@given(periods(), periods())
def test_containing_means_every_month(a: Period, b: Period) -> None:
    inside = a.year == b.year and months(b) <= months(a)
    assert a.contains(b) == inside
    assert a.overlaps(b) == (a.year == b.year and bool(months(a) & months(b)))


def test_of_two_that_end_together_the_longer_is_later() -> None:
    names = ["2021M06", "2021Q2", "2021H1", "2021M07", "2021FY", "2021Q4", "2022M01"]
    ordered = sorted(Period.parse(name) for name in names)
    assert [period.name for period in ordered] == [
        "2021M06",
        "2021Q2",
        "2021H1",
        "2021M07",
        "2021Q4",
        "2021FY",
        "2022M01",
    ]


def test_what_titles_name_is_as_expected() -> None:
    """Periods with their spellings, cumulative or not, and years and days, in many titles."""
    parts = (
        ("2021年", "二〇二一年", "2021", "", "本"),
        (
            "上半年",
            "1-6月",
            "一季度",
            "前三季度",
            "全年",
            "1月",
            "截至6月底",
            "7月1日",
            "三、四季度",
        ),
        ("工作进展情况表", "", "和7月完成情况"),
    )
    lines = []
    for text in map("".join, product(*parts)):
        found = [Period.find_in(text, cumulative=flag) for flag in (False, True)]
        several = [str(period) for period in joined_periods(text, 2021)]
        rest = [Period.split_from(text, 2021), year_in(text), day_in(text), day_in(text, 2021)]
        named = [str(period) for period in found]
        labels = [period.label for period in found if period]
        lines.append(f"{text}: {[*named, several, *map(str, rest), *labels]}\n")
    assert_expected("".join(lines), ROOT / "tests/examples/titles.txt")
