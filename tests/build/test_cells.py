"""The cells of tasks that change within the year."""

from typing import Any

import pytest
from support.tasks import layout

from progress_report.build.assemble_table import assemble_table
from progress_report.domain.period import Period
from progress_report.domain.table import Table
from progress_report.domain.task import Task
from progress_report.source.load import SourcedTask
from progress_report.source.places import Source

COLUMNS = [("号", "docket", 1), ("进展", "progress", 3)]


def task(docket: str, reports: dict[str, str] | None = None, **keys: Any) -> SourcedTask:
    entries = {period: {"progress": text} for period, text in (reports or {}).items()}
    data = {"year": 2021, "docket": docket, "task": "任务。", "entries": entries}
    data |= {"from" if key == "begins" else key: value for key, value in keys.items()}
    return SourcedTask(Task.model_validate(data), Source(f"data/tasks/2021/{docket}.yaml", ""))


def table(tasks: list[SourcedTask], period: str, **keys: Any) -> tuple[Table, list[str]]:
    columns = keys.pop("columns", COLUMNS)
    draft = keys.pop("draft", False)
    of = Period.from_key(2021, period)
    made, diagnostics = assemble_table(tasks, layout(columns, **keys), of, draft=draft)
    return made, [diagnostic.rule for diagnostic in diagnostics]


def texts(tasks: list[SourcedTask], period: str, **keys: Any) -> list[list[str]]:
    made, rules = table(tasks, period, **keys)
    assert rules == []
    return [[cell.text if cell else "" for cell in row.cells] for row in made.rows]


SPLIT = [
    task("6", {"H1": "开工5个。"}, until="H1"),
    task("6-1", {"H2": "建成2个。"}, begins="H2", formerly=["6"]),
    task("6-2", {"H2": "建成3个。"}, begins="H2", formerly=["6"]),
]
MERGED = [
    task("9", {"H1": "开工9个。", "H2": "建成9个。"}, formerly=["10"]),
    task("10", {"H1": "开工1个。"}, until="H1"),
]


def test_each_part_of_a_split_task_begins_with_its_former_text() -> None:
    assert texts(SPLIT, "H1") == [["6", "开工5个。"]]
    assert texts(SPLIT, "H2") == [["6-1", "建成2个。"], ["6-2", "建成3个。"]]
    assert texts(SPLIT, "FY") == [
        ["6-1", "上半年（原第6项）：开工5个。\n下半年：建成2个。"],
        ["6-2", "上半年（原第6项）：开工5个。\n下半年：建成3个。"],
    ]


def test_a_task_that_took_in_another_shows_its_text_after_its_own() -> None:
    assert texts(MERGED, "FY") == [
        ["9", "上半年：开工9个。\n上半年（原第10项）：开工1个。\n下半年：建成9个。"]
    ]
    assert texts(MERGED, "H1") == [["9", "开工9个。"], ["10", "开工1个。"]]


def test_side_by_side_a_former_text_stands_in_the_column_of_its_period() -> None:
    assert texts(SPLIT, "FY", merge="columns")[0] == ["6-1", "开工5个。", "建成2个。"]
    [[_docket, first, second]] = texts(MERGED, "FY", merge="columns")
    assert first == "上半年：开工9个。\n上半年（原第10项）：开工1个。"
    assert second == "建成9个。"


def test_the_latest_text_is_the_tasks_own() -> None:
    assert texts(SPLIT, "FY", merge="latest")[0] == ["6-1", "建成2个。"]
    assert texts(MERGED, "FY", merge="latest") == [["9", "建成9个。"]]


def with_first_half(merge: str) -> list[list[str]]:
    columns = {"heading": "上半年", "value": "progress", "width": 1, "period": "H1"}
    config = layout(COLUMNS, merge=merge).model_dump(by_alias=True, exclude_unset=True)
    config["columns"] = [*config["columns"], columns]
    made, diagnostics = assemble_table(
        SPLIT, type(layout()).model_validate(config), Period(2021, 7, 12)
    )
    assert diagnostics == []
    return [[cell.text if cell else "" for cell in row.cells] for row in made.rows]


def test_a_column_of_an_earlier_period_shows_the_former_text() -> None:
    assert with_first_half("latest")[0] == ["6-1", "建成2个。", "开工5个。"]
    assert with_first_half("stack")[0] == ["6-1", "建成2个。", "上半年（原第6项）：开工5个。"]


def test_the_label_has_the_number_that_the_task_had_then() -> None:
    former = task("7", {"H1": "甲。"}, until="H1", renumbered=[{"docket": "5", "until": "H1"}])
    heir = task("8", {"H2": "乙。"}, begins="H2", formerly=["7"])
    assert texts([former, heir], "FY") == [["8", "上半年（原第5项）：甲。\n下半年：乙。"]]


ENDED = {"why": "不再实施", "date": "2021-08-30", "by": "区人大常委会"}


@pytest.mark.parametrize(
    ("reports", "ended", "expected"),
    [
        ({"H1": "甲。"}, "市级调减", "甲。\n市级调减。"),
        ({"Q1": "甲。", "Q2": "乙。"}, "调减！", "一季度：甲。\n二季度：乙。\n调减！"),
        ({"Q1": "甲。"}, ENDED, "甲。\n2021年8月30日，经区人大常委会同意，不再实施。"),
        ({}, "市级调减", "市级调减。"),
        ({"H1": "甲。"}, None, "甲。"),
    ],
)
def test_an_ended_task_keeps_its_last_report_and_says_why(
    reports: dict[str, str], ended: Any, expected: str
) -> None:
    tasks = [task("7", reports, until="H1", ended=ended), task("8", {"FY": "丙。"})]
    assert texts(tasks, "FY") == [["7", expected], ["8", "丙。"]]
    assert texts([*tasks[:1], task("8", {"H2": "丙。"})], "H2") == [["8", "丙。"]]


def test_the_decision_stands_in_the_column_of_the_last_report() -> None:
    ended = task("7", {"H1": "甲。"}, until="H1", ended="调减")
    both = task("8", {"H1": "乙。", "H2": "丙。"})
    assert texts([ended, both], "FY", merge="columns") == [
        ["7", "甲。\n调减。", ""],
        ["8", "乙。", "丙。"],
    ]


def test_a_task_that_ended_without_any_report_is_missing_one() -> None:
    made, rules = table([task("7", until="H1"), task("8", {"FY": "丙。"})], "FY")
    assert rules == ["missing-entry"]
    assert [row.docket for row in made.rows] == ["7", "8"]


@pytest.mark.parametrize(
    ("shown", "expected"),
    [("keep", [["8", "甲。全部完成。"]]), ("short", [["8", "甲。"]]), ("omit", [])],
)
@pytest.mark.parametrize("reporting", ["separate", "cumulative"])
def test_a_finished_task_is_repeated_shortened_or_left_out(
    shown: str, expected: list[list[str]], reporting: str
) -> None:
    done = task("8", {"H1": "甲。全部完成。"}, finished="H1")
    keys = {"finished_tasks": shown, "reporting": reporting}
    assert texts([done], "H1", **keys) == [["8", "甲。全部完成。"]]
    assert texts([done], "Q3", **keys) == expected


def test_fields_follow_the_entry_that_is_shown() -> None:
    done = SourcedTask(
        Task.model_validate(
            {
                "year": 2021,
                "docket": "8",
                "task": "任务。",
                "fields": {"pace": "滞后"},
                "finished": "H1",
                "entries": {"H1": {"progress": "甲。", "fields": {"pace": "完成"}}},
            }
        ),
        Source("8.yaml", ""),
    )
    columns = [*COLUMNS, ("进度", "fields.pace", 1)]
    for keys in ({}, {"reporting": "cumulative"}):
        assert texts([done], "Q3", columns=columns, fields={"pace": "进度"}, **keys) == [
            ["8", "甲。", "完成"]
        ]


def test_cumulative_reports_are_never_put_together() -> None:
    tasks = [
        task("6", {"Q1": "甲。", "Q2": "乙。"}),
        task("7", {"Q1": "丙。", "H1": "丁。", "Q3": "戊。"}, begins="Q1", formerly=["5"]),
    ]
    keys = {"reporting": "cumulative"}
    assert texts(tasks, "H1", **keys) == [["6", "乙。"], ["7", "丁。"]]
    made, rules = table(tasks, "FY", **keys, draft=True)
    assert (rules, [row.cells[1].missing for row in made.rows if row.cells[1]]) == ([], [True] * 2)
    assert table(tasks, "Q1-Q3", **keys)[1] == ["missing-entry"]
    twice = task("9", {"Q2": "己。", "H1": "庚。"})
    assert table([*tasks, twice], "H1", **keys)[1] == ["overlap"]
    assert table([*tasks, twice], "H1", **keys, draft=True)[1] == ["overlap"]
