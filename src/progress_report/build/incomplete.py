"""What keeps a row's report for a period from being printed."""

from collections.abc import Mapping

from progress_report.check.rules.coverage import overlap_texts
from progress_report.domain.diagnostics import Diagnostic, ListRow
from progress_report.domain.period import Period
from progress_report.domain.succession import Key, Selection, TaskPeriod
from progress_report.domain.task import Task
from progress_report.source.load import SourcedTask
from progress_report.system.i18n import _, period_name


def incomplete(
    selection: Selection, period: Period, tasks: Mapping[Key, SourcedTask]
) -> list[Diagnostic]:
    """What keeps a row's report for a period from being printed, at the entries of its tasks."""
    diagnostics = [_missing(report, tasks[report.task.key]) for report in selection.missing]
    for task, gap in selection.gaps:
        location = tasks[task.key].source.locate(("entries",), key=True)
        keys = _(", ").join(r.period.key for r in selection.reports if r.task is task)
        hint = _("entries found: {keys}").format(keys=keys)
        diagnostics.append(Diagnostic("gap", _gap_message(task, gap, period), location, hint))
    for task, first, second in selection.overlaps:
        location = tasks[task.key].source.locate(("entries",), key=True)
        message, hint = overlap_texts(task, first, second, period)
        diagnostics.append(Diagnostic("overlap", message, location, hint))
    return diagnostics


def _missing(report: TaskPeriod, sourced: SourcedTask) -> Diagnostic:
    task, period = report
    named = {"docket": task.docket, "period": period_name(period)}
    message = _("task {docket} has no entry for {period}").format(**named)
    hint = _("add one under 'entries', or build with --draft")
    heading = _("no entry for {period}").format(**named)
    location = sourced.source.locate(("entries",), key=True)
    list_row = ListRow(heading, (task.docket, task.lead))
    return Diagnostic("missing-entry", message, location, hint, list_row=list_row)


def _gap_message(task: Task, gap: Period, period: Period) -> str:
    message = _("task {docket}: {gap} is missing to make up {period}")
    return message.format(docket=task.docket, gap=period_name(gap), period=period_name(period))
