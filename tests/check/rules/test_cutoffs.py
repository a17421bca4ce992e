"""The first and last days of the calendar, which a typing mistake reaches."""

from pathlib import Path

import pytest
from support.project import LAYOUT, project

from progress_report.check.run import check
from progress_report.source.load import load_project

TASK = """year: {year}
docket: 1
task: 完成任务。
entries:
  FY:
    as_of: {as_of}
    progress: 截至6月底，已于12月25日完成竣工验收，预计明年8月25日启动。截至去年12月底开工。
"""


@pytest.mark.parametrize(
    ("year", "as_of"),
    [
        ("9999", "9999-12-31"),
        ("2021", "0001-01-05"),
        ("2021", "9999-12-20"),
    ],
)
def test_days_at_the_ends_of_the_calendar_are_compared(
    year: str, as_of: str, tmp_path: Path
) -> None:
    folder = project(tmp_path, LAYOUT)
    path = folder / f"data/tasks/{year}/001.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TASK.format(year=year, as_of=as_of), encoding="utf-8")
    rules = {diagnostic.rule for diagnostic in check(load_project(folder))}
    assert rules & {"cutoff-outside-period", "early-cutoff", "as-of-outside-period"}
