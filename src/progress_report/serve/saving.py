"""Save one report: read again, compare with what the browser began with, and write it whole."""

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from progress_report.domain.diagnostics import DataError, Diagnostic, Location
from progress_report.domain.period import Period
from progress_report.domain.period_file import PeriodFile
from progress_report.domain.task import Ignore, Task
from progress_report.editing.tasks import changed, find_task
from progress_report.serve.entry import EntryForm
from progress_report.serve.workspace import Contents, Title, Workspace
from progress_report.source.closed import closed_entry
from progress_report.source.files import decode
from progress_report.source.load import Project
from progress_report.source.read_model import parse_text, validate
from progress_report.system.i18n import _

_Model = TypeVar("_Model", Task, PeriodFile)


@dataclass
class ChangedMeanwhileError(Exception):
    """The report on the disk is no longer the one that the browser began with."""

    theirs: EntryForm


def save_report(
    workspace: Workspace,
    key: tuple[int, str],
    period: Period,
    base: EntryForm,
    form: EntryForm,
    accepted: Ignore | None = None,
    *,
    into_closed: bool = False,
) -> None:
    """Write a report into its task file; comments, order, quotes and line ends stay.

    ``key`` is year and docket of the task, ``base`` what the browser began with, ``accepted`` a
    diagnostic that a person accepts, with the reason. With ``into_closed`` the period may be
    closed. A report that was changed on the disk raises ChangedMeanwhileError, and is not written.
    """
    folder = Path(find_task(workspace.project, *key).source.path).parent
    with workspace.writing(folder):
        sourced = find_task(workspace.project, *key)
        task, path = sourced.task, sourced.source.path
        project = workspace.project
        theirs = EntryForm.of(task, period)
        if theirs.meaning() != base.meaning():
            raise ChangedMeanwhileError(theirs)
        values: dict[str, object] = {}
        if form.meaning() != theirs.meaning():
            refusal = closed_entry(
                project.closed, project.reporting, period, task.docket, Location(path)
            )
            if refusal and not into_closed:
                raise DataError(refusal.message, refusal.hint)
            values |= entry_values(task, period, form)
        if accepted is not None:
            values["ignore"] = (*task.ignore, accepted)
        if values:
            content = changed(project, sourced, values)
            title = Title(task.docket, period)
            workspace.history.write({Path(path): content}, title, into_closed=into_closed)


def entry_values(task: Task, period: Period, form: EntryForm) -> dict[str, object]:
    """The values of a task with a report as a form says; ReportError if it cannot be written."""
    entry = form.entry(task.entries.get(period.key))
    return {"entries": {**task.entries, period.key: entry}}


def closed_changes(project: Project, before: Contents, after: Contents) -> list[Diagnostic]:
    """The entries of closed periods that two readable versions of files do not share."""
    old: dict[tuple[Period, str], Diagnostic] = {}
    new: dict[tuple[Period, str], Diagnostic] = {}
    for path in before.keys() & after.keys():
        raws = before[path], after[path]
        tasks = [read_as(Task, path, raw) for raw in raws]
        if [task is None for task in tasks] == [raw is None for raw in raws]:
            for entries, task in zip((old, new), tasks, strict=True):
                entries.update(_closed_entries(project, path, task) if task else {})
    return [(old | new)[key] for key in old.keys() ^ new.keys()]


def read_as(model: type[_Model], path: Path, raw: bytes | None) -> _Model | None:
    """What a file holds; None unless it can be read as this."""
    if path.suffix != ".yaml" or raw is None:
        return None
    text, diagnostics = decode(path.as_posix(), raw)
    return validate(parse_text(path.as_posix(), text, diagnostics), model)[1]


def _closed_entries(
    project: Project, path: Path, task: Task
) -> dict[tuple[Period, str], Diagnostic]:
    """By period and content, the entries of closed periods."""
    entries = {}
    for key, entry in task.entries.items():
        period, place = Period.from_key(task.year, key), Location(path.as_posix())
        if refusal := closed_entry(project.closed, project.reporting, period, task.docket, place):
            entries[period, entry.model_dump_json()] = refusal
    return entries


def undo(workspace: Workspace, number: str) -> None:
    """Take a save back, by default the last, unless that would change what was closed since."""
    history = workspace.history
    with contextlib.ExitStack() as stack:
        for folder in sorted({path.parent for path in history.find(number).after}):
            stack.enter_context(workspace.writing(folder))
        save = history.find(number)
        if not save.into_closed:
            for refusal in closed_changes(workspace.project, save.after, save.before):
                raise DataError(refusal.message, _("the save stays"))
        history.undo(save)
