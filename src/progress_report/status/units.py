"""Which units have reported on a period, and what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from progress_report.collect.out.requests import (
    author,
    contributions_of,
    make_forms,
    with_present_names,
)
from progress_report.collect.signatures import signatures_of
from progress_report.domain.config import ReportConfig
from progress_report.domain.period import Period
from progress_report.domain.succession import Succession, is_inside
from progress_report.domain.task import Task
from progress_report.source.load import SourcedTask

if TYPE_CHECKING:
    from progress_report.collect.back.verify_form import Answers


@dataclass(frozen=True, slots=True)
class UnitStatus:
    """The dockets of a unit, in order; each is reported, returned or missing."""

    unit: str
    """Empty for tasks without a form."""
    asked: tuple[str, ...]
    reported: tuple[str, ...]
    """Dockets with a report in the task files."""
    returned: tuple[str, ...]
    """Dockets filled in on forms that are not merged yet."""
    missing: tuple[str, ...]
    signature: Mapping[str, str] = field(default_factory=dict)
    """Who filled in and checked its form, and whom to call, by label."""


def days_late(due: date | None, today: date) -> int:
    """By how many days the last day to report has passed; 0 if it has not, or there is none."""
    return max(0, (today - due).days) if due else 0


def unit_statuses(
    tasks: Sequence[SourcedTask],
    config: ReportConfig,
    period: Period,
    by: str,
    answers: "Sequence[Answers]" = (),
    signatures: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> list[UnitStatus]:
    """List the status of each unit, then of the tasks without a form.

    ``by`` says how forms are given out, see `progress_report.collect.out.requests.make_forms`; the
    signatures are those on forms merged before, by unit.
    """
    tasks = with_present_names(tasks, config)
    tasks_by_docket = {
        sourced.task.docket_in(period): sourced.task
        for sourced in tasks
        if sourced.task.year == period.year and is_inside(sourced.task, period)
    }
    succession = Succession([sourced.task for sourced in tasks], config.reporting)
    filled = {
        (form.unit, answer.task.docket_in(period))
        for form in answers
        for answer in form.given
        if not answer.target
    }
    known = {**signatures, **signatures_of(answers)}
    statuses = []
    form_set = make_forms(tasks, config, period, by, finished=True)
    units = [
        (form.unit, tuple(line.docket for line in form.lines if not line.target))
        for form in form_set.forms
    ]
    if form_set.unassigned:
        unassigned = (sourced.task.docket_in(period) for sourced in form_set.unassigned)
        units.append(("", tuple(unassigned)))
    for unit, dockets in units:
        named = author(by, unit)
        reported = tuple(
            d for d in dockets if _has_reported(succession, tasks_by_docket[d], period, named)
        )
        open_ = [docket for docket in dockets if docket not in reported]
        returned = tuple(docket for docket in open_ if (unit, docket) in filled)
        missing = tuple(docket for docket in open_ if docket not in returned)
        signed = known.get(unit, {})
        statuses.append(UnitStatus(unit, dockets, reported, returned, missing, signed))
    return statuses


def _has_reported(succession: Succession, task: Task, period: Period, unit: str) -> bool:
    """Whether a unit has reported on all parts of a period; a finished task needs no more."""
    selection = succession.own(task, period)
    if not selection.complete:
        return bool(contributions_of(task, period, unit))
    return all(contributions_of(task, report.period, unit) for report in selection.reports)
