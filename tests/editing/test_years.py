"""New periods and years."""

from pathlib import Path

import pytest
from support.project import GOOD, project

from progress_report.domain.diagnostics import DataError, ReportError
from progress_report.domain.period import Period
from progress_report.editing.tasks import new_period, new_year, next_period
from progress_report.source.load import load_project
from progress_report.system.transaction import write_files


def test_a_period_gets_a_file(tmp_path: Path) -> None:
    loaded = load_project(project(tmp_path, t001=GOOD))
    values = {"due": "2021-12-25", "title": "{year}年表"}
    write_files({**new_period(loaded, None, values)})
    again = load_project(tmp_path)
    assert again.diagnostics == ()
    [(period, sourced)] = again.periods.items()
    assert (period.name, str(sourced.file.due), sourced.file.title) == (
        "2021H2",
        "2021-12-25",
        "{year}年表",
    )
    with pytest.raises(DataError):
        new_period(again, period, {})
    with pytest.raises(ReportError):
        new_period(again, Period(2022, 1, 6), {"due": "soon"})


@pytest.mark.parametrize(
    ("key", "following"),
    [("Q1", "2021Q2"), ("H2", "2022H1"), ("M10", "2021M11"), ("FY", "2022FY"), ("Q1-Q3", "2021Q4")],
)
def test_the_next_period_is_as_long(tmp_path: Path, key: str, following: str) -> None:
    loaded = load_project(project(tmp_path, t001=GOOD.replace("H1", key)))
    assert next_period(loaded).name == following


def test_a_year_begins_with_a_period_as_long_as_that_of_the_year_before(tmp_path: Path) -> None:
    entries = "".join(f"  {key}: {{progress: 进展。}}\n" for key in ("H1", "H2", "FY"))
    loaded = load_project(project(tmp_path, t001=GOOD.partition("  H1")[0] + entries))
    assert next_period(loaded).name == "2022H1"


def test_a_year_carries_tasks_over(tmp_path: Path) -> None:
    old = GOOD.replace("entries:", "lead: 区甲局\nunits: [区乙局]\nentries:")
    loaded = load_project(project(tmp_path, t001=old))
    write_files({**new_year(loaded, 2022, {"1": "5"})})
    again = load_project(tmp_path)
    assert again.diagnostics == ()
    task = again.tasks[-1].task
    assert (task.year, task.docket, task.formerly) == (2022, "5", ("2021/1",))
    assert (task.task, task.lead, task.units, task.entries) == (
        "任务。\n",
        "区甲局",
        ("区乙局",),
        {},
    )
    assert [period.name for period in again.periods] == ["2022plan"]
    for carried in ({"1": "5"}, {"2": "2"}, {}):
        with pytest.raises(DataError):
            new_year(again, 2022, carried)
