"""Merging: whose entry speaks for a period, and how the table is made of them."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.project import ROOT
from support.tasks import layout, sourced

from progress_report.build.assemble_table import assemble_table
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic
from progress_report.domain.period import Period
from progress_report.domain.period_file import PeriodFile
from progress_report.domain.succession import tile
from progress_report.domain.table import Table
from progress_report.domain.task import Task
from progress_report.source.load import SourcedTask, load_project
from progress_report.text.numerals import ordinal

EXAMPLES = ROOT / "tests/examples"
LAYOUT = layout([("号", "docket", 1), ("进展", "progress", 3)], title="{year}年{period}表")


def example(name: str, **changes: object) -> tuple[list[SourcedTask], ReportConfig]:
    project = load_project(EXAMPLES / name)
    assert not project.diagnostics
    assert project.config is not None
    assert len(project.tasks) == 3
    data = project.config.model_dump(exclude_unset=True) | changes
    return list(project.tasks), ReportConfig.model_validate(data)


def task(docket: str, *periods: str) -> SourcedTask:
    return sourced({period: f"{period}的进展。" for period in periods}, docket)


def texts(table: Table, column: int = -1) -> list[str | None]:
    return [cell.text if (cell := row.cells[column]) else None for row in table.rows]


def rules(found: list[Diagnostic]) -> list[str]:
    return [diagnostic.rule for diagnostic in found]


def test_stack_puts_each_half_under_its_label() -> None:
    table, found = assemble_table(*example("halves"), Period(2021, 1, 12))
    assert found == []
    assert table.title == "2021年重点任务全年进展情况表"
    assert texts(table, 0) == ["1", "2", "3"]
    assert texts(table, 1) == ["2", "10", "21-1"]
    assert texts(table) == [
        "上半年：已开工2个。已建成1个。\n下半年：公园建设方面，已建成5个。资金保障方面，已全部拨付。",
        "上半年：完成设计。\n下半年：完成改造。",
        "全年完成。",
    ]


def test_columns_puts_the_halves_side_by_side() -> None:
    table, found = assemble_table(*example("halves", merge="columns"), Period(2021, 1, 12))
    assert found == []
    headings = [column.heading for column in table.columns]
    assert headings[3:] == ["上半年进展情况", "下半年进展情况", "全年进展情况"]
    assert sum(column.width for column in table.columns) == pytest.approx(100)
    assert [texts(table, i)[1] for i in (3, 4, 5)] == ["完成设计。", "完成改造。", ""]
    assert [texts(table, i)[2] for i in (3, 4, 5)] == ["", "", "全年完成。"]


def test_latest_lets_the_last_entry_speak() -> None:
    table, found = assemble_table(*example("halves", merge="latest"), Period(2021, 1, 12))
    assert found == []
    assert texts(table)[1:] == ["完成改造。", "全年完成。"]


def test_units_may_have_a_paragraph_each() -> None:
    tasks, config = example("halves", contributions="paragraphs")
    table, _ = assemble_table(tasks[:2], config, Period(2021, 7, 12))
    assert texts(table)[0] == "公园建设方面，已建成5个。\n资金保障方面，已全部拨付。"


def test_own_entry_comes_first_and_knows_its_line() -> None:
    tasks, config = example("halves")
    table, found = assemble_table(tasks[:1], config, Period(2021, 1, 3))
    assert found == []
    assert texts(table) == ["一季度已开工1个。"]
    cell = table.rows[0].cells[-1]
    assert cell is not None
    assert cell.origin is not None
    assert (Path(cell.origin.path).name, cell.origin.line) == ("002.yaml", 8)


def test_missing_entries_are_named_all_at_once() -> None:
    tasks, config = example("halves")
    _, found = assemble_table(tasks, config, Period(2021, 1, 6))
    assert rules(found) == ["missing-entry"]
    assert "21-1" in found[0].message
    assert "2021H1" in found[0].message
    assert found[0].location is not None
    assert (Path(found[0].location.path).name, found[0].location.line) == ("021-1.yaml", 4)


def test_a_draft_shows_what_is_still_to_come() -> None:
    table, found = assemble_table(*example("halves"), Period(2021, 1, 6), draft=True)
    assert found == []
    cell = table.rows[2].cells[-1]
    assert cell is not None
    assert (cell.text, cell.missing) == ("待报送", True)


@pytest.mark.parametrize(
    ("period", "keys", "expected"),
    [
        ("FY", ["H1"], [("gap", "2021H2")]),
        ("FY", ["Q1", "Q2", "Q4"], [("gap", "2021Q3")]),
        ("FY", ["Q1-Q3", "H2"], [("overlap", "2021Q1-Q3")]),
        ("H1", ["M01", "M03"], [("gap", "2021M02"), ("gap", "2021Q2")]),
        ("FY", ["H1", "M06-M11"], [("gap", "2021M12"), ("overlap", "2021M06-M11")]),
    ],
)
def test_gaps_and_overlaps_are_named(
    period: str, keys: list[str], expected: list[tuple[str, str]]
) -> None:
    for policy in ("stack", "columns", "latest"):
        changed = LAYOUT.model_copy(update={"merge": policy})
        wanted = Period.from_key(2021, period)
        _, found = assemble_table([task("5", *keys)], changed, wanted)
        assert rules(found) == [rule for rule, _ in expected]
        for diagnostic, (_, named) in zip(found, expected, strict=True):
            assert named in diagnostic.message
            assert "5" in diagnostic.message


def test_a_wider_report_supersedes_the_ones_within_it() -> None:
    tiling = tile(Period(2021, 1, 12), task("1", "Q1", "Q2", "H1", "H2").task.periods())
    assert [period.key for period in tiling.tiles] == ["H1", "H2"]
    assert (tiling.gaps, tiling.overlaps) == ((), ())


def test_ten_columns_two_periods_side_by_side() -> None:
    tasks, config = example("chongchuan")
    table, found = assemble_table(tasks, config, Period(2023, 1, 11))
    assert found == []
    assert table.title == "2023年重点工作1—11月推进情况表"
    assert [column.heading for column in table.columns] == [
        "序号",
        "主要任务",
        "全年目标任务",
        "分管领导",
        "牵头单位",
        "责任主体与协同单位",
        "1-10月推进情况",
        "1-11月推进情况",
        "是否达序",
        "说明",
    ]
    assert texts(table, 1) == ["产业", None, "民生"]
    spans = [cell.rowspan if (cell := row.cells[1]) else 0 for row in table.rows]
    assert spans == [2, 0, 1]
    assert texts(table, 6)[0] == "任务2至10月的进展。"
    assert texts(table, 7)[0] == "任务2至11月的进展。"
    assert texts(table, 8) == ["达序"] * 3
    assert texts(table, 5)[0] == "各街道、区财政局"


def test_group_headings_are_counted() -> None:
    group = {"by": "fields.category", "heading": "{ordinal}、{group}"}
    tasks, config = example("chongchuan", group=group)
    table, _ = assemble_table(tasks, config, Period(2023, 1, 11))
    assert [row.headings for row in table.rows] == [("一、民生",), ("二、产业",), ()]
    numerals = [ordinal(n) for n in (1, 10, 11, 20, 21, 99)]
    assert numerals == ["一", "十", "十一", "二十", "二十一", "九十九"]


def test_tasks_without_a_group_come_last_under_the_customary_name() -> None:
    group = {"by": ["fields.category"], "heading": "{ordinal}、{group}（{count}）"}
    tasks, config = example("chongchuan", group=group)
    tasks[0].task.fields.pop("category")
    table, _ = assemble_table(tasks, config, Period(2023, 1, 11))
    assert [row.headings for row in table.rows] == [("一、产业（2）",), (), ("二、其他（1）",)]
    for ungrouped in tasks:
        ungrouped.task.fields.pop("category", None)
    table, _ = assemble_table(tasks, config, Period(2023, 1, 11))
    assert [row.headings for row in table.rows] == [()] * 3


DOCKETS = st.lists(
    st.from_regex(r"[1-9][0-9]{0,2}(-[1-9])?", fullmatch=True), min_size=1, unique=True, max_size=9
)


@given(DOCKETS, st.randoms(use_true_random=False))
def test_the_order_of_files_does_not_matter(dockets: list[str], chance: random.Random) -> None:
    tasks = [task(docket, "H1") for docket in dockets]
    shuffled = list(tasks)
    chance.shuffle(shuffled)
    table, _ = assemble_table(tasks, LAYOUT, Period(2021, 1, 6))
    assert assemble_table(shuffled, LAYOUT, Period(2021, 1, 6))[0] == table
    pairs = [tuple(int(part) for part in f"{docket}-0".split("-")[:2]) for docket in dockets]
    assert texts(table, 0) == [docket for _, docket in sorted(zip(pairs, dockets, strict=True))]


def months(period: Period) -> range:
    return range(period.first, period.last + 1)


@st.composite
def cut_year(draw: st.DrawFn) -> tuple[Period, list[Period]]:
    first = draw(st.integers(1, 12))
    whole = Period(2021, first, draw(st.integers(first, 12)))
    cuts = sorted(draw(st.sets(st.integers(whole.first, whole.last))) | {whole.last})
    starts = [whole.first, *(cut + 1 for cut in cuts[:-1])]
    return whole, [Period(2021, a, b) for a, b in zip(starts, cuts, strict=True)]


@given(cut_year())
def test_stacked_tiles_cover_exactly_the_period(cut: tuple[Period, list[Period]]) -> None:
    whole, parts = cut
    tiling = tile(whole, parts)
    assert (tiling.gaps, tiling.overlaps) == ((), ())
    assert [month for part in tiling.tiles for month in months(part)] == [*months(whole)]


@given(cut_year(), st.data())
def test_a_missing_tile_is_a_gap(cut: tuple[Period, list[Period]], data: st.DataObject) -> None:
    whole, parts = cut
    lost = data.draw(st.sampled_from(parts))
    tiling = tile(whole, [part for part in parts if part != lost])
    missing = {month for gap in tiling.gaps for month in months(gap)}
    assert tiling.gaps or not tiling.tiles
    assert missing == (set(months(lost)) if tiling.tiles else set())


@pytest.mark.parametrize(
    ("keys", "numbers", "dockets"),
    [
        ({}, ["1", "2", "3", "4"], ["1", "2", "3", "4"]),
        ({"rows": "unfinished"}, ["1", "2"], ["1", "4"]),
        ({"rows": "unfinished", "numbers": "plan"}, ["1", "4"], ["1", "4"]),
    ],
)
def test_a_period_may_show_the_unfinished_tasks_alone(
    keys: dict[str, str], numbers: list[str], dockets: list[str]
) -> None:
    changes = {"2": {"finished": "H1"}, "3": {"until": "Q1", "ended": "市级调减。"}, "4": {}}
    tasks = [task("1", "H1")]
    for docket, change in changes.items():
        data = task(docket, "Q1" if "until" in change else "H1").task.model_dump(by_alias=True)
        tasks.append(SourcedTask(Task.model_validate(data | change), task(docket).source))
    columns = layout([("序号", "number", 1), ("号", "docket", 1), ("进展", "progress", 3)])
    table, diagnostics = assemble_table(
        tasks, columns, Period(2021, 1, 6), PeriodFile.model_validate(keys)
    )
    assert diagnostics == []
    assert (texts(table, 0), texts(table, 1)) == (numbers, dockets)
