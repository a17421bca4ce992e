"""New tasks."""

from pathlib import Path

import pytest
from support.project import GOOD, project

from progress_report.check.run import check
from progress_report.domain.diagnostics import DataError, ReportError
from progress_report.editing.tasks import latest_year, new_task, next_docket
from progress_report.source.load import load_project
from progress_report.system.transaction import write_files


def test_a_new_task_gets_the_next_docket_of_the_latest_year(tmp_path: Path) -> None:
    loaded = load_project(
        project(tmp_path, t001=GOOD, **{"t009-2": GOOD.replace("1\nt", "9-2\nt")})
    )
    wording = "改造小区20个。加装电梯10部。"
    year = latest_year(loaded)
    place = {"year": year, "docket": next_docket(loaded, year)}
    path, content = new_task(loaded, {**place, "task": wording, "lead": "区住建委"})
    write_files({path: content})
    assert path.relative_to(tmp_path).as_posix() == "data/tasks/2021/010.yaml"
    again = load_project(tmp_path)
    assert again.diagnostics == ()
    task = again.tasks[-1].task
    assert (task.docket, task.task, task.lead) == (
        "10",
        "改造小区20个。\n加装电梯10部。\n",
        "区住建委",
    )


def test_a_task_without_a_wording_is_reported(tmp_path: Path) -> None:
    write_files(dict([new_task(load_project(project(tmp_path)), {"year": 2021, "docket": "3"})]))
    places = {(d.rule, d.location.line) for d in check(load_project(tmp_path)) if d.location}
    assert ("hollow-text", 5) in places
    assert "residue" not in {rule for rule, _line in places}


def test_a_docket_in_another_spelling_is_taken(tmp_path: Path) -> None:
    loaded = load_project(project(tmp_path, t001=GOOD))
    with pytest.raises(DataError):
        new_task(loaded, {"year": 2021, "docket": "01"})
    assert new_task(loaded, {"year": 2022, "docket": "01"})


@pytest.mark.parametrize("values", [{"docket": "3/4"}, {"docket": "3", "task": " "}])
def test_what_no_task_can_hold_is_refused(tmp_path: Path, values: dict[str, str]) -> None:
    with pytest.raises(ReportError):
        new_task(load_project(project(tmp_path)), {"year": 2021, **values})
