"""What became of each task between two sides: two periods, two revisions, two projects."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from progress_report.diff.align import Step, align
from progress_report.diff.figures import FigureChange, figure_changes
from progress_report.domain.docket import docket_identity, docket_order
from progress_report.domain.period import Period
from progress_report.domain.task import Task
from progress_report.domain.tiling import tile
from progress_report.source.load import SourcedTask
from progress_report.system.parallel import fork_map
from progress_report.text.prose import unwrap

_WORTH_FORKING = 200
"""Tasks from which on a second process brings more than it costs."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one side says of a task."""

    year: int
    docket: str
    wording: str
    """The city's wording of the task."""
    parts: tuple[tuple[str, str], ...]
    """Unit and running text of each contribution, in the order merged; none if not reported."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that are compared."""

    label: str
    reports: tuple[Report, ...]


class Status(StrEnum):
    """What became of a task."""

    STALLED = "stalled"
    """Its report is the same, word for word."""
    CHANGED = "changed"
    UNREPORTED = "unreported"
    """It was reported, and is not now."""
    FIRST = "first"
    """It is reported now, and was not."""
    ADDED = "added"
    """The task is new."""
    DROPPED = "dropped"
    """The task is gone."""


@dataclass(frozen=True, slots=True)
class PartChange:
    """What became of one unit's contribution; empty where nobody in particular reported."""

    unit: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class TaskChange:
    """What became of a task. A side is None where the task is not there."""

    status: Status
    old: Report | None
    new: Report | None
    wording: tuple[Step, ...]
    """Steps between the two wordings of the task; none if it is the same."""
    parts: tuple[PartChange, ...]
    figures: tuple[FigureChange, ...]

    @property
    def report(self) -> Report:
        """The newer side that there is."""
        report = self.new or self.old
        if report is None:
            raise TypeError("a change has at least one side")
        return report

    @property
    def shows_steps(self) -> bool:
        """Whether its sentences are worth reading one by one: not if none moved, or none came."""
        return self.status not in (Status.STALLED, Status.UNREPORTED)

    @property
    def renumbered(self) -> bool:
        """Whether the same task has another docket now."""
        return bool(self.old and self.new and self.old.docket != self.new.docket)

    @property
    def fell(self) -> bool:
        """Whether a figure is lower than before."""
        return any(figure.fell for figure in self.figures)

    @property
    def same(self) -> bool:
        """Whether there is no difference at all."""
        return self.status is Status.STALLED and not self.wording and not self.renumbered


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of every task, in the order of dockets."""

    old_label: str
    new_label: str
    tasks: tuple[TaskChange, ...]

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        return not all(task.same for task in self.tasks)


def side(tasks: Iterable[SourcedTask], period: Period, *, latest: bool = False) -> Side:
    """What the tasks of a period's year report for it.

    Args:
        tasks: In any order.
        period: The period; entries of shorter periods that make it up are taken together.
        latest: Whether of several such entries the last speaks for all.

    Returns:
        A report on every task of the year; without parts where none has come.
    """
    reports = []
    for sourced in tasks:
        task = sourced.task
        if task.year != period.year:
            continue
        parts = tuple(
            (contribution.unit, unwrap(contribution.text))
            for key in _keys(task, period, latest=latest)
            for contribution in task.entries[key].progress
        )
        reports.append(Report(task.year, task.docket, unwrap(task.task), parts))
    reports.sort(key=lambda report: docket_order(report.docket))
    return Side(period.name, tuple(reports))


def _keys(task: Task, period: Period, *, latest: bool) -> list[str]:
    """The entries that speak for a period."""
    if period.key in task.entries:
        return [period.key]
    keys = [each.key for each in tile(period, task.periods()).tiles]
    return keys[-1:] if latest else keys


def compare(old: Side, new: Side) -> Changes:
    """Find what became of every task. Tasks pair by year and docket, then by equal wording."""
    pairs = [
        (before, after)
        for before, after in _pairs(
            sorted(old.reports, key=_order), sorted(new.reports, key=_order)
        )
        if (before and before.parts) or (after and after.parts)
    ]
    workers = None if len(pairs) >= _WORTH_FORKING else 1
    found = fork_map(_difference, pairs, workers=workers)
    changes = [
        TaskChange(_status(old, new), old, new, wording, parts, figures)
        for (old, new), (wording, parts, figures) in zip(pairs, found, strict=True)
    ]
    changes.sort(key=lambda change: _order(change.report))
    return Changes(old.label, new.label, tuple(changes))


def _order(report: Report) -> tuple[int, tuple[tuple[int, int, str], ...]]:
    return report.year, docket_order(report.docket)


def _pairs(
    old: Sequence[Report], new: Sequence[Report]
) -> Iterator[tuple[Report | None, Report | None]]:
    left = {(report.year, docket_identity(report.docket)): report for report in old}
    unmatched = []
    for report in new:
        before = left.pop((report.year, docket_identity(report.docket)), None)
        if before is None:
            unmatched.append(report)
        else:
            yield before, report
    by_wording = {report.wording: key for key, report in reversed(left.items())}
    for report in unmatched:
        key = by_wording.pop(report.wording, None)
        yield (left.pop(key) if key else None), report
    for report in left.values():
        yield report, None


def _difference(
    pair: tuple[Report | None, Report | None],
) -> tuple[tuple[Step, ...], tuple[PartChange, ...], tuple[FigureChange, ...]]:
    """What became of the wording of a task, its parts, and its figures."""
    old, new = pair
    parts = tuple(_part_changes(old.parts if old else (), new.parts if new else ()))
    figures = tuple(figure for part in parts for figure in figure_changes(part.steps))
    if old and new and old.wording != new.wording:
        return tuple(align(old.wording, new.wording)), parts, figures
    return (), parts, figures


def _status(old: Report | None, new: Report | None) -> Status:
    if old is None or new is None:
        return Status.ADDED if old is None else Status.DROPPED
    if not (old.parts and new.parts):
        return Status.UNREPORTED if old.parts else Status.FIRST
    return Status.STALLED if old.parts == new.parts else Status.CHANGED


def _part_changes(
    old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]
) -> Iterator[PartChange]:
    """Contributions pair by unit; where the units differ altogether, they are read as one text."""
    before, after = _by_unit(old), _by_unit(new)
    if before and after and not before.keys() & after.keys():
        before = {"": "".join(before.values())}
        after = {"": "".join(after.values())}
    for unit in (*after, *(unit for unit in before if unit not in after)):
        yield PartChange(unit, tuple(align(before.get(unit, ""), after.get(unit, ""))))


def _by_unit(parts: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The text of each unit; what it reported for several periods, or twice, follows on."""
    texts: dict[str, list[str]] = {}
    for unit, text in parts:
        texts.setdefault(unit, []).append(text)
    return {unit: "\n".join(found) for unit, found in texts.items()}
