"""New periods and years.

What is there already, and a file that cannot be edited, raise DataError; values that are not valid
raise ReportError.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from progress_report.domain.diagnostics import DataError, ReportError
from progress_report.domain.docket import docket_identity
from progress_report.domain.period import Period
from progress_report.domain.period_file import PeriodFile
from progress_report.editing.tasks import find_task, latest_year, new_task
from progress_report.source.files import PERIODS_FOLDER
from progress_report.source.load import Project
from progress_report.source.read_model import refusal
from progress_report.source.writing.edit import EditError, amend, new_file
from progress_report.system.i18n import _, period_name
from progress_report.text.prose import unwrap


def new_period(
    project: Project, period: Period | None, values: Mapping[str, Any]
) -> dict[Path, bytes]:
    """Plan the file of a period, by default of the one after the latest, of the same length."""
    period = period or next_period(project)
    path = project.root / PERIODS_FOLDER / f"{period.name}.yaml"
    if path.exists():
        raise DataError(_("{path} already exists").format(path=path.as_posix()))
    try:
        return {path: new_file(PeriodFile.model_validate(values)).encode()}
    except ValidationError as error:
        raise ReportError(refusal(error)) from None


def next_period(project: Project) -> Period:
    """The period that follows the latest one known, of the same length within its year.

    A year begins with a period as long as the first of the year before. Without any, it is the
    half-year of today, or the first one of the latest tasks' year.
    """
    reported = {period for sourced in project.tasks for period in sourced.task.periods()}
    known = [period for period in reported | {*project.periods} if not period.is_plan]
    if not known:
        today, year = date.today(), latest_year(project)  # noqa: DTZ011 - the clerk's own calendar
        first = 7 if today.month > 6 and today.year == year else 1  # noqa: PLR2004 - the calendar's
        return Period(year, first, first + 5)
    latest = max(known)
    if latest.last == 12:  # noqa: PLR2004 - December
        opening = min(period for period in known if period.year == latest.year)
        return Period(latest.year + 1, 1, opening.last - opening.first + 1)
    last = 2 * latest.last - latest.first + 1
    return Period(latest.year, latest.last + 1, min(12, last))


def due_day(project: Project, period: Period) -> date | None:
    """The day by which units report on a period, if its file says so."""
    return project.periods[period].file.due if period in project.periods else None


def with_due_day(project: Project, period: Period, due: date) -> dict[Path, bytes]:
    """A period's file with the day by which units report; empty if it says so already."""
    same = due_day(project, period) == due
    return {} if same else with_settings(project, period, {"due": due})


def with_settings(project: Project, period: Period, values: Mapping[str, Any]) -> dict[Path, bytes]:
    """A period's file with other values of some keys, None for one left out; perhaps a new file."""
    if period not in project.periods:
        return new_period(project, period, values)
    sourced = project.periods[period]
    path = Path(sourced.source.path)
    try:
        settings = PeriodFile.model_validate({**sourced.file.model_dump(by_alias=True), **values})
        text = amend(path.read_bytes().decode(), settings)
    except ValidationError as error:
        raise ReportError(refusal(error)) from None
    except EditError:
        message = _("{path} cannot be changed without rewriting it").format(path=path.as_posix())
        lines = _(", ").join(f"{key}: {value}" for key, value in values.items())
        hint = _("write the line yourself: {line}").format(line=lines)
        raise DataError(message, hint) from None
    return {path: text.encode()}


def new_year(project: Project, year: int, carried: Mapping[str, str]) -> dict[Path, bytes]:
    """Plan a year, and the tasks carried over from the year before: new dockets by old ones."""
    if len(set(map(docket_identity, carried.values()))) < len(carried):
        raise ReportError(_("two tasks cannot get the same docket"))
    plan = Period(year, 0, 0)
    files = {} if plan in project.periods else new_period(project, plan, {})
    for old, new in carried.items():
        task = find_task(project, year - 1, old).task
        values: dict[str, Any] = {"lead": task.lead, "units": task.units, "fields": task.fields}
        values |= {"year": year, "docket": new, "task": unwrap(task.task)}
        files |= [new_task(project, {**values, "formerly": (f"{year - 1}/{task.docket}",)})]
    if not files:
        message = _("{period} is there already, and no task is carried over")
        raise DataError(message.format(period=period_name(plan)))
    return files
