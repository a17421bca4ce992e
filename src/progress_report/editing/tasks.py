"""New tasks, and tasks that change: each change planned whole, as the new contents of files.

A docket that is taken, or not there, and a file that cannot be edited raise DataError; values that
are not valid raise ReportError.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from progress_report.domain.diagnostics import DataError, ReportError
from progress_report.domain.docket import docket_identity, file_name
from progress_report.domain.task import UNWORDED, Task
from progress_report.importing.plan import rewritten
from progress_report.source.files import TASKS_FOLDER
from progress_report.source.load import Project, SourcedTask
from progress_report.source.read_model import refusal
from progress_report.source.writing.edit import new_file
from progress_report.system.i18n import _
from progress_report.text.prose import wrap


def new_tasks(
    project: Project, year: int | None, dockets: Sequence[str], values: Mapping[str, Any]
) -> dict[Path, bytes]:
    """Plan new tasks.

    The year is by default that of the latest tasks; without dockets there is one, the number after
    the highest. The ``values`` are keys of task files, ``task`` as running text.
    """
    year = year or latest_year(project)
    return dict(
        new_task(project, {"year": year, "task": UNWORDED, **values, "docket": docket})
        for docket in dockets or [next_docket(project, year)]
    )


def task_path(project: Project, year: int, docket: str) -> Path:
    """The file of a task."""
    return project.root / TASKS_FOLDER / str(year) / file_name(docket)


def new_task(project: Project, values: Mapping[str, Any]) -> tuple[Path, bytes]:
    """The file of a new task, its wording given as running text."""
    try:
        task = Task.model_validate({**values, "task": wrap(values["task"])})
    except ValidationError as error:
        raise ReportError(refusal(error)) from None
    path = task_path(project, task.year, task.docket)
    if task.key in tasks_by_key(project) or path.exists():
        message = _("there is a task {docket} of {year} already")
        raise DataError(message.format(docket=task.docket, year=task.year))
    return path, new_file(task).encode()


def tasks_by_key(project: Project) -> dict[tuple[int, str], SourcedTask]:
    """The tasks by year and docket in any spelling."""
    return {sourced.task.key: sourced for sourced in project.tasks}


def find_task(project: Project, year: int, docket: str) -> SourcedTask:
    """A task by its docket, in any spelling."""
    sourced = tasks_by_key(project).get((year, docket_identity(docket)))
    if sourced is None:
        message = _("there is no task {docket} in {year}")
        raise DataError(message.format(docket=docket, year=year))
    return sourced


def changed(sourced: SourcedTask, values: Mapping[str, Any]) -> bytes:
    """The content of a task's file with other values; all else stays byte for byte."""
    path = sourced.source.path
    data = {**sourced.task.model_dump(by_alias=True), **values}
    try:
        task = Task.model_validate(data)
    except ValidationError as error:
        from progress_report.source.mistakes.model_errors import explain  # noqa: PLC0415 - only for wrong values

        message = _("{path} cannot take these values: {reason}")
        problems = explain(sourced.source, Task, data, error.errors(include_url=False))
        reason = _("; ").join(problem.message for problem in problems)
        raise DataError(message.format(path=path, reason=reason)) from None
    content = rewritten(sourced, task, sourced.source.locate(("docket",)))
    if isinstance(content, bytes):
        return content
    raise DataError(content.message, content.hint)


def latest_year(project: Project) -> int:
    """The year of the latest tasks; this year if there are none."""
    years = [sourced.task.year for sourced in project.tasks]
    return max(years, default=date.today().year)  # noqa: DTZ011 - the clerk's own calendar


def next_docket(project: Project, year: int) -> str:
    """The number after the highest docket of a year."""
    numbers = (
        sourced.task.docket.partition("-")[0]
        for sourced in project.tasks
        if sourced.task.year == year
    )
    return str(max((int(text) for text in numbers if text.isdecimal()), default=0) + 1)


def docket_pairs(texts: Sequence[str]) -> dict[str, str]:
    """Dockets with their new ones: ``6=7``, or ``6`` alone if it stays the same."""
    pairs = [text.partition("=") for text in texts]
    if len({old for old, _equals, _new in pairs}) < len(pairs):
        raise ReportError(_("a docket is named twice"))
    return {old: new or old for old, _equals, new in pairs}
