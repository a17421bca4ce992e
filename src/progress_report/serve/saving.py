"""Save one report: read again, compare with what the browser began with, and write it whole."""

from dataclasses import dataclass
from pathlib import Path

from progress_report.domain.diagnostics import DataError, Location
from progress_report.domain.period import Period
from progress_report.domain.task import Ignore
from progress_report.editing.tasks import changed
from progress_report.serve.entry import EntryForm
from progress_report.serve.workspace import Workspace
from progress_report.source.closed import closed_entry
from progress_report.source.load import SourcedTask
from progress_report.system.i18n import _


@dataclass
class ChangedMeanwhileError(Exception):
    """The report on the disk is no longer the one that the browser began with."""

    theirs: EntryForm


def require_task(workspace: Workspace, year: int, docket: str) -> SourcedTask:
    """A task by its docket.

    Raises:
        DataError: there is none that can be read.
    """
    sourced = workspace.task(year, docket)
    if sourced is None:
        message = _("there is no task {docket} in {year}").format(docket=docket, year=year)
        raise DataError(message)
    return sourced


def save_report(
    workspace: Workspace,
    key: tuple[int, str],
    period: Period,
    base: EntryForm,
    form: EntryForm,
    accepted: Ignore | None = None,
) -> None:
    """Write a report into its task file; comments, order, quotes and line ends stay.

    ``key`` is year and docket of the task, ``base`` what the browser began with, ``accepted`` a
    diagnostic that a person accepts, with the reason.

    Raises:
        ChangedMeanwhileError: the report was changed on the disk; nothing is written.
        DataError: the period is closed, or the file cannot take the values.
        ReportError: the file cannot be written.
    """
    folder = Path(require_task(workspace, *key).source.path).parent
    with workspace.writing(folder):
        sourced = require_task(workspace, *key)
        task, path = sourced.task, sourced.source.path
        theirs = EntryForm.of(task, period)
        if theirs.meaning() != base.meaning():
            raise ChangedMeanwhileError(theirs)
        values: dict[str, object] = {}
        if form.meaning() != theirs.meaning():
            closed = workspace.project.closed
            if refusal := closed_entry(closed, period, task.docket, Location(path)):
                raise DataError(_("; ").join((refusal.message, refusal.hint)))
            values["entries"] = {
                **task.entries,
                period.key: form.entry(task.entries.get(period.key)),
            }
        if accepted is not None:
            values["ignore"] = (*task.ignore, accepted)
        if values:
            content = changed(sourced, values)
            title = _("{docket}, {period}").format(docket=task.docket, period=period.label)
            workspace.history.write({Path(path): content}, title)
