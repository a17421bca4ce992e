"""Tasks split, ended, merged and renumbered: one plan each, comments kept."""

from pathlib import Path

import pytest
from support.project import project

from progress_report.domain.diagnostics import DataError, ReportError
from progress_report.domain.period import Period
from progress_report.domain.task import Task
from progress_report.editing.tasks import end, finish, renumber, split
from progress_report.source.load import Project, load_project
from progress_report.system.transaction import write_files

TASK = (
    "# 抬头\nyear: 2021\ndocket: {docket}  # 旁注\ntask: 任务{docket}。\nlead: 区甲局\n"
    "units: [区乙局]\nentries:\n  H1: {{progress: 进展{docket}。}}\n"
)
H1, H2 = Period(2021, 1, 6), Period(2021, 7, 12)


@pytest.fixture
def loaded(tmp_path: Path) -> Project:
    tasks = {f"t{docket:03}": TASK.format(docket=docket) for docket in (6, 7, 8)}
    return load_project(project(tmp_path, **tasks))


def written(
    loaded: Project, files: dict[Path, bytes] | dict[Path, bytes | None]
) -> dict[str, Task]:
    """The tasks by docket after a plan is carried out; every file still loads."""
    write_files({**files})
    again = load_project(loaded.root)
    assert again.diagnostics == ()
    return {sourced.task.docket: sourced.task for sourced in again.tasks}


def test_a_split_ends_the_old_task_and_starts_the_new_ones(loaded: Project) -> None:
    tasks = written(loaded, split(loaded, "06", ["6-1", "6-2"], H2, {"task": "新任务。"}))
    assert (tasks["6"].until, [*tasks["6"].entries]) == ("H1", ["H1"])
    for docket in ("6-1", "6-2"):
        task = tasks[docket]
        assert (task.task, task.lead, task.units) == ("新任务。\n", "区甲局", ("区乙局",))
        assert (task.formerly, task.start, task.until) == (("6",), "H2", None)
    assert "# 旁注" in (loaded.root / "data/tasks/2021/006.yaml").read_text(encoding="utf-8")


def test_a_split_keeps_the_months_before_it_whatever_they_are_called(loaded: Project) -> None:
    later = Period(2021, 8, 8)
    assert written(loaded, split(loaded, "6", ["6-1"], later, {}))["6"].until == "M01-M07"


def test_a_task_ends_with_its_reason(loaded: Project) -> None:
    ending = {"why": "市级调减", "date": "2021-07-01", "by": "区人大常委会"}
    ended = written(loaded, end(loaded, ["8"], H1, ending))["8"]
    assert ended.until == "H1"
    assert ended.ended is not None
    assert (ended.ended.why, str(ended.ended.date)) == ("市级调减", "2021-07-01")


def test_a_task_goes_on_in_another(loaded: Project) -> None:
    tasks = written(loaded, end(loaded, ["8"], H1, {}, "7"))
    assert (tasks["8"].until, tasks["8"].ended, tasks["7"].formerly) == ("H1", None, ("8",))


def test_tasks_go_on_together_in_another(loaded: Project) -> None:
    tasks = written(loaded, end(loaded, ["8", "6"], H1, {}, "7"))
    assert (tasks["8"].until, tasks["6"].until, tasks["7"].formerly) == ("H1", "H1", ("8", "6"))


def test_finished_tasks_keep_their_last_report(loaded: Project) -> None:
    tasks = written(loaded, finish(loaded, ["06", "8"], H1))
    assert [tasks[docket].finished for docket in ("6", "7", "8")] == ["H1", None, "H1"]
    with pytest.raises(DataError):
        finish(loaded, ["7"], Period(2021, 1, 3))  # it reports on April to June
    with pytest.raises(DataError):
        finish(loaded, ["9"], H1)


def test_dockets_move_along(loaded: Project) -> None:
    written(loaded, split(loaded, "6", ["6-1"], H2, {}))
    loaded = load_project(loaded.root)
    tasks = written(loaded, renumber(loaded, 2021, {"6": "7", "7": "8", "8": "9"}))
    assert sorted(tasks) == ["6-1", "7", "8", "9"]
    assert {docket: task.task for docket, task in tasks.items()}["8"] == "任务7。"
    assert [(old.docket, old.until) for old in tasks["7"].renumbered] == [("6", "H1")]
    assert tasks["6-1"].formerly == ("7",)
    names = sorted(path.name for path in (loaded.root / "data/tasks/2021").iterdir())
    assert names == ["006-1.yaml", "007.yaml", "008.yaml", "009.yaml"]


def test_references_of_the_next_year_follow(loaded: Project) -> None:
    next_year = loaded.root / "data/tasks/2022/001.yaml"
    next_year.parent.mkdir()
    next_year.write_text('year: 2022\ndocket: 1\ntask: 续。\nformerly: [2021/06, "9"]\n', "utf-8")
    files = renumber(load_project(loaded.root), 2021, {"6": "16"})
    assert b"formerly: [2021/16," in (files[next_year] or b"")


@pytest.mark.parametrize("dockets", [{"6": "7"}, {"9": "10"}], ids=["taken", "unknown"])
def test_dockets_that_are_taken_or_unknown(loaded: Project, dockets: dict[str, str]) -> None:
    with pytest.raises(DataError):
        renumber(loaded, 2021, dockets)


def test_two_tasks_get_no_one_docket(loaded: Project) -> None:
    with pytest.raises(ReportError):
        renumber(loaded, 2021, {"6": "11", "7": "011"})


def test_a_task_that_reports_later_does_not_end(loaded: Project) -> None:
    with pytest.raises(DataError):
        end(loaded, ["6"], Period(2021, 1, 3), {"why": "x"})
    with pytest.raises(DataError):
        split(loaded, "6", ["6-1"], Period(2021, 4, 6), {})
    with pytest.raises(DataError):
        end(loaded, ["5"], H1, {"why": "x"})


def test_nothing_is_split_at_the_years_beginning_or_ends_in_itself(loaded: Project) -> None:
    with pytest.raises(ReportError):
        split(loaded, "6", ["6-1"], H1, {})
    with pytest.raises(ReportError):
        end(loaded, ["6"], H1, {}, "6")
