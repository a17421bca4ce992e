"""The overview of a period as plain data: every page, table and file of the status shows it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from progress_report.collect.out.requests import (
    author,
    contributions_of,
    make_forms,
    recipients,
    usual_way,
    with_present_names,
)
from progress_report.collect.signatures import signatures_of
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Severity
from progress_report.domain.pace import (
    FallenFigure,
    PaceStatus,
    TargetPace,
    TaskPace,
    fallen_figures,
    ranks,
    task_pace,
)
from progress_report.domain.period import Period
from progress_report.domain.succession import Succession, is_inside
from progress_report.domain.target import TargetBound
from progress_report.domain.task import Task
from progress_report.source.load import Project, SourcedTask
from progress_report.text.prose import unwrap

if TYPE_CHECKING:
    from progress_report.collect.back.verify_form import Answers


@dataclass(frozen=True, slots=True)
class UnitStatus:
    """The dockets of a unit, in order; each is reported, returned or missing."""

    unit: str  # empty for tasks without a form
    asked: tuple[str, ...]
    reported: tuple[str, ...]  # dockets with a report in the task files
    returned: tuple[str, ...]  # dockets filled in on forms that are not merged yet
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


_MONTHS = 12  # of a year, after which no table needs to repeat a report


@dataclass(frozen=True, slots=True)
class TaskStatus:
    """A task in a period: what it reached, and whether anything is missing."""

    docket: str
    name: str  # the city's wording, as running text
    units: tuple[str, ...]
    pace: TaskPace
    rank: int | None
    missing: bool  # whether its report is missing, whoever owes it
    history: tuple[tuple[Period, TaskPace], ...]
    """Its pace in earlier periods that have a status, and in this one, in order."""


@dataclass(frozen=True)
class Overview:
    """All that there is to know of a period at a glance."""

    period: Period
    by: str
    due: date | None
    days_late: int  # days since the due date; 0 if it has not passed
    units: tuple[UnitStatus, ...]
    """In the order of their first tasks; tasks without a unit come last."""
    tasks: tuple[TaskStatus, ...]  # those with targets or a verdict, those furthest behind first
    fallen: tuple[tuple[str, FallenFigure], ...]
    stale: tuple[str, ...] | None = None
    """Names of outputs of the period that the data have left behind; None if not asked for."""
    closed: tuple[tuple[Period, date], ...] = ()
    unread: tuple[str, ...] = ()
    """Task files of the year that could not be read; whether they are reported is unknown."""
    diagnostics: Mapping[Severity, int] | None = None
    """Open diagnostics; None if they are not known."""

    @cached_property
    def behind(self) -> Mapping[str, list[str]]:
        """By unit, the dockets of its tasks behind; empty without targets and verdicts."""
        behind: dict[str, list[str]] = {}
        for task in sorted(self.tasks, key=lambda task: task.pace.task.order):
            for unit in task.units or ("",):
                behind.setdefault(unit, []).extend([task.docket] * task.pace.status.behind)
        return behind

    @cached_property
    def matrix(self) -> Mapping[str, Mapping[Period, tuple[int, int]]]:
        """By unit and period: how many tasks have a status, and how many are behind."""
        matrix: dict[str, dict[Period, tuple[int, int]]] = {}
        for task in sorted(self.tasks, key=lambda task: task.pace.task.order):
            for unit in task.units or ("",):
                row = matrix.setdefault(unit, {})
                for period, pace in task.history:
                    if pace.status.name:
                        counted, behind = row.get(period, (0, 0))
                        row[period] = counted + 1, behind + pace.status.behind
        return matrix

    @property
    def target_rows(self) -> "Iterator[tuple[TaskStatus, TargetPace | None, bool]]":
        """Each target with its task, and whether it is the first; a task without any has None."""
        for task in self.tasks:
            for number, target in enumerate(task.pace.targets or (None,)):
                yield task, target, number == 0

    @property
    def missing(self) -> int:
        """How many reports are missing, of all units together."""
        return sum(len(unit.missing) for unit in self.units)

    @property
    def late_units(self) -> tuple[UnitStatus, ...]:
        """The units with missing reports."""
        return tuple(unit for unit in self.units if unit.missing)

    @property
    def reached(self) -> tuple[str, ...]:
        """Dockets of tasks that have reached their targets early and are not noted as finished."""
        return tuple(
            task.docket
            for task in self.tasks
            if self.period.last < _MONTHS
            and not task.pace.task.finished
            and task.pace.targets
            and all(map(_is_reached, task.pace.targets))
        )

    @property
    def statuses(self) -> Mapping[PaceStatus, int]:
        """How many tasks have each status, the worst first."""
        shown = [task.pace.status for task in self.tasks if task.pace.status.name]
        return {s: shown.count(s) for s in sorted(set(shown), key=lambda s: (-s.order, s.name))}


def overview(
    project: Project,
    config: ReportConfig,
    period: Period,
    *,
    by: str = "",
    today: date | None = None,
    answers: "Sequence[Answers]" = (),
    signatures: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> Overview:
    """Put together what is known of a period.

    Without ``today`` no unit is late. The answers are those of returned forms that are not merged
    yet, the signatures those on forms merged before, by unit.
    """
    by = by or usual_way(project.tasks, period.year)
    units = unit_statuses(project.tasks, config, period, by, answers, signatures)
    due = project.settings_of(period).due
    tasks = with_present_names(project.tasks, config)
    of_year = [sourced for sourced in tasks if sourced.task.year == period.year]
    statuses = _task_statuses(of_year, config, period, by, units)
    return Overview(
        period,
        by,
        due,
        days_late(due, today) if today else 0,
        tuple(units),
        tuple(sorted(statuses, key=_by_gap)),
        tuple(
            (sourced.task.docket_in(period), figure)
            for sourced in of_year
            for figure in fallen_figures(sourced.task)
            if figure.later.last == period.last
        ),
        closed=tuple(
            (other, table.closed.date)
            for other, table in sorted(project.closed.items())
            if other.year == period.year
        ),
        unread=tuple(
            path.relative_to(project.root).as_posix()
            for path in map(Path, project.unread)
            if path.parent.name == str(period.year) or not path.parent.name.isdecimal()
        ),
    )


def _task_statuses(
    of_year: Sequence[SourcedTask],
    config: ReportConfig,
    period: Period,
    by: str,
    units: Iterable[UnitStatus],
) -> list[TaskStatus]:
    """The tasks of the period's table that have targets or a verdict, in order of docket."""
    succession = Succession([sourced.task for sourced in of_year], config.reporting)
    judged = [
        (task, pace)
        for task in succession.in_table(period)
        if (pace := task_pace(task, period, config.pace)).targets or pace.verdict
    ]
    places = ranks([pace for _task, pace in judged])
    missing = {docket for unit in units for docket in unit.missing}
    statuses = []
    for (task, pace), rank in zip(judged, places, strict=True):
        earlier = [p for p in task.periods() if p.last < period.last]
        history = [(p, task_pace(task, p, config.pace)) for p in earlier]
        history = [(p, known) for p, known in history if known.status.name]
        docket = task.docket_in(period)
        statuses.append(
            TaskStatus(
                docket,
                unwrap(task.task),
                tuple(recipients(task, by)),
                pace,
                rank,
                docket in missing,
                (*history, (period, pace)),
            )
        )
    return statuses


def _is_reached(pace: TargetPace) -> bool:
    """Whether a sum or works are complete; levels and growth may fall again within the year."""
    target = pace.target
    is_limit = target.bound is TargetBound.AT_MOST
    return target.adds_up and not is_limit and pace.share is not None and pace.share >= 1


def _by_gap(task: TaskStatus) -> tuple[bool, int, Fraction]:
    """Sort key: behind before others, then by the status, then by the gap; unknown ones last."""
    points = task.pace.points
    known = Fraction(10**9) if points is None else points
    return not task.pace.status.behind, -task.pace.status.order, known
