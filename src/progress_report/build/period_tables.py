"""Which period a build takes, and the tables of closed periods."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from progress_report.domain.config import Corrections, ReportConfig
from progress_report.domain.diagnostics import CommandHint, DataError
from progress_report.domain.period import Period
from progress_report.domain.table import Table
from progress_report.source.files import new_task_command
from progress_report.source.load import Project, SourcedTask
from progress_report.system.i18n import _, period_name

if TYPE_CHECKING:  # few projects have closed tables
    from progress_report.source.closed import ClosedTable


def closed_table(closed: "ClosedTable", config: ReportConfig) -> Table:
    """The table of a closed period, with its corrections below the notes if the layout says so."""
    from progress_report.readers.json import to_table  # noqa: PLC0415 - as above

    table = to_table(closed.file)
    if config.corrections is not Corrections.NOTES:
        return table
    return replace(table, notes=(*table.notes, *closed.corrections()))


def no_tasks(year: int) -> DataError:
    """The error that there is nothing to make a draft of."""
    message = _("there are no tasks of {year}")
    text = _("to take those that go on from the year before, use {command}")
    fields = (("year", str(year)),)
    carry = CommandHint(text, f"report new year {year} --carry …", "year", fields)
    return DataError(message.format(year=year), carry)


def not_reported(period: Period, tasks: Iterable[SourcedTask]) -> DataError:
    """The error that no task has an entry for a period; names the periods that have one."""
    known = sorted({p for sourced in tasks for p in sourced.task.periods()})
    message = _("no task has an entry for {period}; periods with entries: {known}")
    names = _(", ").join(map(period_name, known)) or _("none")
    return DataError(message.format(period=period_name(period), known=names))


def require_closed(project: Project, period: Period) -> "ClosedTable":
    """The table of a closed period. Raises DataError if it is open."""
    if period not in project.closed:
        message = _("{period} is not closed").format(period=period_name(period))
        words, fields = f"report close {period.name}", (("name", period.name),)
        raise DataError(
            message, CommandHint(_("to close it, use {command}"), words, "close", fields)
        )
    return project.closed[period]


def default_period(project: Project, *, draft: bool = False) -> Period:
    """The period that a build without one takes; DataError if there is none.

    The latest open one that has a periods file or an entry of its key, and in which some entry ends
    where it ends; if all are closed, the latest closed one. The plan only if nothing is reported.
    An open period within a closed one, or of a year before one, is over: last year's table,
    imported and never closed, does not come back. A draft takes the one just begun, if there is
    one.
    """
    entries = {period for sourced in project.tasks for period in sourced.task.periods()}
    ends = {(period.year, period.last) for period in entries}
    if draft and (begun := _begun(project, max(ends, default=(0, 0)))) is not None:
        return begun
    candidates = {p for p in (*entries, *project.periods) if (p.year, p.last) in ends}
    closed = {period for period in project.closed if not period.is_plan}
    still_open = {
        p for p in candidates if not any(c.contains(p) or c.year > p.year for c in closed)
    }
    plans = {period for period in project.periods if period.is_plan}
    for periods in (still_open, closed, plans):
        if periods:
            return max(periods)
    if not project.tasks:
        raise DataError(_("there are no tasks yet"), new_task_command())
    message = _("no task has an entry yet; add one to a file in {folder}")
    raise DataError(message.format(folder=(project.root / "data/tasks").as_posix()))


def _begun(project: Project, reported: tuple[int, int]) -> Period | None:
    """The first period after the last month reported that has a periods file.

    Without one, the half-year of today if nothing is reported in the year of the latest tasks.
    """
    later = (p for p in project.periods if not p.is_plan and (p.year, p.last) > reported)
    if (begun := min(later, default=None)) is not None:
        return begun
    year = max((sourced.task.year for sourced in project.tasks), default=None)
    if year is None or year <= reported[0]:
        return None
    today = date.today()  # noqa: DTZ011 - the clerk's own calendar
    second = (year, 6) < (today.year, today.month)
    return Period(year, 7, 12) if second else Period(year, 1, 6)
