"""Validity: what follows what, and what is still to come."""

from dataclasses import replace
from typing import Any

import pytest

from progress_report.check.corpus import Corpus
from progress_report.check.rules import (
    continuity,
    coverage,
    cutoffs,
    time,
)
from progress_report.domain.config import CheckConfig, Reporting
from progress_report.domain.task import Task
from progress_report.source.load import SourcedTask
from progress_report.source.places import Source

FAMILIES = (coverage, continuity, cutoffs, time)


def task(docket: str, reports: dict[str, str] | None = None, **keys: Any) -> SourcedTask:
    progress = {period: {"progress": text} for period, text in (reports or {}).items()}
    data = {"year": 2021, "docket": docket, "task": "任务。", "entries": progress}
    data |= {"from" if key == "begins" else key: value for key, value in keys.items()}
    return SourcedTask(Task.model_validate(data), Source(f"{docket}.yaml", ""))


def found(
    *tasks: SourcedTask, reporting: Reporting = Reporting.SEPARATE
) -> list[tuple[str, str, str]]:
    """Docket, rule and place of everything that the families find."""
    corpus = replace(Corpus.of(tasks, CheckConfig()), reporting=reporting)
    return [
        (d.passage.sourced.task.docket, d.rule, ".".join(map(str, d.passage.path)))
        for family in FAMILIES
        for d in family.check(corpus)
    ]


SPLIT = (
    task("6", {"H1": "开工5个小区。"}, until="H1"),
    task("6-1", {"H2": "建成2个小区。"}, begins="H2", formerly=["6"]),
    task("6-2", begins="H2", formerly=["6"]),
)


@pytest.mark.parametrize(
    ("tasks", "expected"),
    [
        (SPLIT, []),
        ((task("6", {"H1": "甲。"}, until="H1"),), [("6", "validity-hole", "until")]),
        ((task("6", {"H1": "甲。"}, until="H1", ended="调减"),), []),
        ((task("6", {"H1": "甲。"}, until="FY"),), []),
        (
            (task("6", until="Q1"), task("7", begins="Q3", formerly=["6"])),
            [("6", "validity-hole", "until")],
        ),
        # of several that continue it, the first counts
        (
            (
                task("6", until="Q1"),
                task("7", begins="Q2", formerly=["6"]),
                task("8", begins="H2", formerly=["6"]),
            ),
            [],
        ),
        ((task("6"), task("7", formerly=["6"])), [("7", "validity-overlap", "formerly.0")]),
        (
            (task("6", until="Q3"), task("7", begins="H2", formerly=["6"])),
            [("7", "validity-overlap", "formerly.0")],
        ),
        ((task("6", until="H1"), task("7", formerly=["6"])), []),  # it took the other in
        (
            (task("6", {"Q1": "甲。", "H2": "乙。"}, begins="Q2", until="H1", ended="调减"),),
            [
                ("6", "entry-outside-validity", "entries.Q1"),
                ("6", "entry-outside-validity", "entries.H2"),
            ],
        ),
    ],
)
def test_one_task_follows_the_other(
    tasks: tuple[SourcedTask, ...], expected: list[tuple[str, str, str]]
) -> None:
    assert found(*tasks) == expected


def test_overlapping_entries_are_pointed_out_where_a_table_needs_them() -> None:
    overlapping = {"Q1": "甲。", "M03-M06": "乙。"}
    assert found(task("1", overlapping)) == [("1", "unbuildable-period", "entries")]
    assert found(task("1", overlapping | {"H1": "丙。"})) == []
    twice = task("1", {"Q2": "甲。", "H1": "乙。"})
    assert found(twice) == []
    assert found(twice, reporting=Reporting.CUMULATIVE) == [("1", "unbuildable-period", "entries")]


def test_only_the_tasks_of_a_period_can_lack_its_report() -> None:
    others = [task(str(number), {"H1": f"第{number}项。"}) for number in range(20, 23)]
    late = task("30", {"H2": "开工。"})
    assert found(*others, late) == [("30", "missing-report", "entries")]
    assert found(*others, task("30", {"H2": "开工。"}, begins="H2")) == []
    assert found(*others, task("30", {"Q1": "完成。"}, finished="Q1")) == []
    # two have ended, one has reported, one is still to come: no majority
    ended = [task(str(n), {"H1": f"第{n}项。"}, until="H1", ended="调减") for n in (1, 2)]
    assert found(*ended, task("3", {"H1": "甲。", "H2": "乙。"}), task("4", {"H1": "丙。"})) == []


DATED = "截至3月底，工程已经完工，目前正在组织验收。"


def test_old_texts_and_dates_of_a_finished_task_are_in_order() -> None:
    reports = {"Q1": DATED, "H1": DATED, "H2": DATED}
    rules = {rule for _docket, rule, _path in found(task("1", reports))}
    assert rules == {"cutoff-outside-period", "unchanged-text"}
    assert found(task("1", reports, finished="Q1")) == []


def test_a_text_is_compared_with_that_of_the_task_it_continues() -> None:
    text = "正在编制改造方案，下一步将组织施工招标。"
    assert found(
        task("6", {"H1": text}, until="H1"), task("7", {"H2": text}, begins="H2", formerly=["6"])
    ) == [("7", "unchanged-text", "entries.H2.progress")]


def test_a_cumulative_total_cannot_fall_whatever_its_key() -> None:
    falling = task("1", {"Q2": "已完成改造10个小区。", "Q3": "已完成改造8个小区。"})
    assert found(falling) == []
    assert found(falling, reporting=Reporting.CUMULATIVE) == [
        ("1", "falling-figure", "entries.Q3.progress")
    ]


@pytest.mark.parametrize(
    ("units", "silent"),
    [(["甲局"], []), (["甲局", "乙局"], [("1", "silent-unit", "entries.H1.progress")])],
)
def test_a_unit_is_silent_only_where_others_report_separately(
    units: list[str], silent: list[tuple[str, str, str]]
) -> None:
    parts = [{"unit": unit, "text": f"{unit}已完成。"} for unit in units]
    reports: dict[str, Any] = {"H1": parts}
    asked = task("1", reports, lead="甲局", units=["乙局", "丙局"])
    assert found(asked) == silent
