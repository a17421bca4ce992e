"""The changes of each task between two sides: two periods, revisions, files or projects."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from progress_report.diff.align import Step, align
from progress_report.diff.figures import FigureChange, figure_changes
from progress_report.domain.docket import DocketOrder, docket_identity, docket_order
from progress_report.domain.period import Period
from progress_report.domain.task import Task
from progress_report.domain.tiling import tile
from progress_report.source.load import SourcedTask
from progress_report.system.parallel import fork_map
from progress_report.text.prose import unwrap

_WORTH_FORKING = 200
"""Number of tasks from which a second process pays."""


@dataclass(frozen=True, slots=True)
class TaskReport:
    """The report on a task on one side."""

    year: int
    docket: str
    wording: str
    """The city's wording of the task."""
    parts: tuple[tuple[str, str], ...]
    """Unit and text of each contribution, in the order of the merge; none if not reported."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two sides of a comparison."""

    label: str
    reports: tuple[TaskReport, ...]


class Status(StrEnum):
    """How a task has changed."""

    STALLED = "stalled"
    """Its report is the same text."""
    CHANGED = "changed"
    UNREPORTED = "unreported"
    """It was reported before, but not after."""
    FIRST = "first"
    """It is reported for the first time."""
    ADDED = "added"
    """The task is new."""
    DROPPED = "dropped"
    """The task is gone."""


@dataclass(frozen=True, slots=True)
class PartChange:
    """The change of one unit's contribution."""

    unit: str
    """Empty if the report names none."""
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class TaskChange:
    """The change of a task; a side without the task is None."""

    status: Status
    before: TaskReport | None
    after: TaskReport | None
    wording: tuple[Step, ...]
    """Steps between the two wordings of the task; none if it is the same."""
    parts: tuple[PartChange, ...]
    figures: tuple[FigureChange, ...]

    @property
    def report(self) -> TaskReport:
        """The later report, or the earlier one if there is no later."""
        report = self.after or self.before
        if report is None:
            raise TypeError("a change has at least one side")
        return report

    @property
    def shows_steps(self) -> bool:
        """Whether to show its sentences: not if none has changed, or none has been reported."""
        return self.status not in (Status.STALLED, Status.UNREPORTED)

    @property
    def renumbered(self) -> bool:
        """Whether the task has another docket than before."""
        return bool(self.before and self.after and self.before.docket != self.after.docket)

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
    """The changes of all tasks, in the order of dockets."""

    label_before: str
    label_after: str
    tasks: tuple[TaskChange, ...]

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        return not all(task.same for task in self.tasks)


def side(tasks: Iterable[SourcedTask], period: Period, *, latest: bool = False) -> Side:
    """The reports on all tasks of a year for one of its periods.

    Args:
        tasks: In any order.
        period: Entries of shorter periods that make it up are combined.
        latest: Whether the last of several such entries counts for all.

    Returns:
        A report on every task of the year, without parts if it has not been reported.
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
        reports.append(TaskReport(task.year, task.docket, unwrap(task.task), parts))
    reports.sort(key=lambda report: docket_order(report.docket))
    return Side(period.name, tuple(reports))


def _keys(task: Task, period: Period, *, latest: bool) -> list[str]:
    """The keys of the entries for a period."""
    if period.key in task.entries:
        return [period.key]
    keys = [part.key for part in tile(period, task.periods()).tiles]
    return keys[-1:] if latest else keys


def compare(before: Side, after: Side) -> Changes:
    """Compare two sides. Tasks pair by year and docket, then by equal wording."""
    sides = (sorted(side.reports, key=_order) for side in (before, after))
    pairs = [pair for pair in _pairs(*sides) if any(report and report.parts for report in pair)]
    workers = None if len(pairs) >= _WORTH_FORKING else 1
    differences = fork_map(_difference, pairs, workers=workers)
    changes = [
        TaskChange(_status(*pair), *pair, wording, parts, figures)
        for pair, (wording, parts, figures) in zip(pairs, differences, strict=True)
    ]
    changes.sort(key=lambda change: _order(change.report))
    return Changes(before.label, after.label, tuple(changes))


def _order(report: TaskReport) -> tuple[int, DocketOrder]:
    return report.year, docket_order(report.docket)


def _pairs(
    before: Sequence[TaskReport], after: Sequence[TaskReport]
) -> Iterator[tuple[TaskReport | None, TaskReport | None]]:
    left = {(report.year, docket_identity(report.docket)): report for report in before}
    unmatched = []
    for report in after:
        partner = left.pop((report.year, docket_identity(report.docket)), None)
        if partner is None:
            unmatched.append(report)
        else:
            yield partner, report
    by_wording = {report.wording: key for key, report in reversed(left.items())}
    for report in unmatched:
        key = by_wording.pop(report.wording, None)
        yield (left.pop(key) if key else None), report
    for report in left.values():
        yield report, None


def _difference(
    pair: tuple[TaskReport | None, TaskReport | None],
) -> tuple[tuple[Step, ...], tuple[PartChange, ...], tuple[FigureChange, ...]]:
    """The changes of the wording, the parts and the figures of a task."""
    before, after = pair
    parts = tuple(_part_changes(before.parts if before else (), after.parts if after else ()))
    figures = tuple(figure for part in parts for figure in figure_changes(part.steps))
    if before and after and before.wording != after.wording:
        return tuple(align(before.wording, after.wording)), parts, figures
    return (), parts, figures


def _status(before: TaskReport | None, after: TaskReport | None) -> Status:
    if before is None or after is None:
        return Status.ADDED if before is None else Status.DROPPED
    if not (before.parts and after.parts):
        return Status.UNREPORTED if before.parts else Status.FIRST
    return Status.STALLED if before.parts == after.parts else Status.CHANGED


def _part_changes(
    before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]
) -> Iterator[PartChange]:
    """Contributions pair by unit; if no unit is on both sides, each side counts as one text."""
    texts_before, texts_after = _by_unit(before), _by_unit(after)
    if texts_before and texts_after and not texts_before.keys() & texts_after.keys():
        texts_before = {"": "".join(texts_before.values())}
        texts_after = {"": "".join(texts_after.values())}
    for unit in dict.fromkeys((*texts_after, *texts_before)):
        steps = align(texts_before.get(unit, ""), texts_after.get(unit, ""))
        yield PartChange(unit, tuple(steps))


def _by_unit(parts: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The text of each unit; several contributions of a unit are joined by line feeds."""
    texts: dict[str, list[str]] = {}
    for unit, text in parts:
        texts.setdefault(unit, []).append(text)
    return {unit: "\n".join(parts) for unit, parts in texts.items()}
