"""The changes of each task between two sides: two periods, revisions, files or projects."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from progress_report.diff.align import Step, align
from progress_report.diff.figures import FigureChange, figure_changes, target_changes
from progress_report.domain.config import Merge, ReportConfig
from progress_report.domain.docket import DocketOrder, docket_identity, docket_order
from progress_report.domain.pace import reporting_period
from progress_report.domain.period import Period
from progress_report.domain.succession import Key, Succession, is_finished, reference_key
from progress_report.domain.table import ColumnKind
from progress_report.domain.target import figure_value, is_percent
from progress_report.domain.task import Task
from progress_report.source.load import SourcedTask
from progress_report.system import progress
from progress_report.system.i18n import _
from progress_report.system.parallel import fork_map
from progress_report.text.prose import unwrap
from progress_report.text.quantities import Quantity

_WORTH_FORKING = 200  # number of tasks from which a second process pays


@dataclass(frozen=True, slots=True)
class TaskReport:
    """The report on a task on one side."""

    year: int
    docket: str
    wording: str
    parts: tuple[tuple[str, str], ...]
    """Unit and text of each contribution, in the order of the merge; none if not reported."""
    numbers: tuple[str, ...] = field(default=(), compare=False)
    """The dockets it has had, identities, the present one last; by default that alone."""
    formerly: frozenset[Key] = field(default=frozenset(), compare=False)
    """The tasks that it continues, directly or through others."""
    done: tuple[Quantity, ...] = ()
    """The figures of its targets; the words before each are the target's name."""
    repeated: bool = field(default=False, compare=False)
    """Whether the task was finished, or ended, before the period's end."""
    last: int = field(default=12, compare=False)  # the last month of the period

    @property
    def key(self) -> Key:
        """The year, and the docket's identity."""
        return self.year, docket_identity(self.docket)

    @property
    def line(self) -> tuple[int, tuple[str, ...]]:
        """The year, and the numbers."""
        return self.year, self.numbers or (docket_identity(self.docket),)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two sides of a comparison."""

    label: str
    reports: tuple[TaskReport, ...]
    wording_heading: str = ""
    """What the layout calls the wording of a task; empty if no column shows it."""


class Status(StrEnum):
    """How a task has changed; in the order of importance."""

    STALLED = "stalled"  # its report is the same text
    UNREPORTED = "unreported"  # it was reported before, but not after
    FELL = "fell"  # the group, within a summary, of those changed of which a figure is lower
    CHANGED = "changed"
    FIRST = "first"  # it is reported for the first time
    ADDED = "added"  # the task is new
    DROPPED = "dropped"  # the task is gone


@dataclass(frozen=True, slots=True)
class PartChange:
    """The change of one unit's contribution."""

    unit: str  # empty if the report names none
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class TaskChange:
    """The change of a task; a side without the task is None."""

    status: Status
    before: TaskReport | None
    after: TaskReport | None
    wording: tuple[Step, ...]  # steps between the two wordings of the task; none if it is the same
    parts: tuple[PartChange, ...]
    figures: tuple[FigureChange, ...]
    succeeds: bool = False
    """Whether it continues the task before after a split or a merger, and is not the same task."""

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
    wording_heading: str = ""  # of the side after

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        return not all(task.same for task in self.tasks)


def side(tasks: Iterable[SourcedTask], period: Period, config: ReportConfig) -> Side:
    """A report on every task of a period's table, without parts if it has not been reported.

    Entries of shorter periods that make it up are combined.
    """
    of_task = config.unit_names.of_task  # a unit that was renamed is the same
    succession = Succession([of_task(sourced.task) for sourced in tasks], config.reporting)
    in_table = succession.in_table(period)
    rows = {task.key for task in in_table}
    reports = []
    for task in in_table:
        selection = succession.select(task, period, rows)
        chosen = selection.reports[-1:] if config.merge is Merge.LATEST else selection.reports
        parts = tuple(
            (contribution.unit, unwrap(contribution.text))
            for report in chosen
            for contribution in report.task.entries[report.period.key].progress
        )
        renumbered = sorted(task.renumbered, key=lambda old: Period.from_key(task.year, old.until))
        former = [old.docket for old in renumbered]
        formerly = {reference_key(text, task.year) for text in task.formerly}
        reports.append(
            TaskReport(
                task.year,
                task.docket,
                unwrap(task.task),
                parts,
                (*map(docket_identity, (*former, task.docket)),),
                frozenset(formerly | succession.ancestors(task)),
                _done(task, period),
                selection.ended or is_finished(task, period.last - 1),
                period.last,
            )
        )
    reports.sort(key=lambda report: docket_order(report.docket))
    heading = config.heading_of(ColumnKind.TASK) or ""
    return Side(period.name, tuple(reports), heading)


def _done(task: Task, period: Period) -> tuple[Quantity, ...]:
    """What is done of each target by the end of a period, exactly as the file has it."""
    reported = reporting_period(task, period) if task.targets else None
    figures = task.entries[reported.key].done if reported else {}
    done = []
    for target in task.targets:
        written = figures.get(target.name, "")
        value = figure_value(written)
        if value is not None:
            is_rate = is_percent(written) or target.is_percent
            measure = "%" if is_rate else target.measure
            text = f"{target.name}{written.removesuffix('%')}{measure}"
            done.append(Quantity(value, measure, len(target.name), len(text), 1, text=text))
    return tuple(done)


def compare(before: Side, after: Side) -> Changes:
    """Compare two sides.

    Tasks pair by year and docket, former dockets included; then with those they continue, however
    many; then by equal wording.
    """
    sides = (sorted(side.reports, key=_order) for side in (before, after))
    pairs = [pair for pair in _pairs(*sides) if _is_worth_showing(pair)]
    workers = None if len(pairs) >= _WORTH_FORKING else 1
    progress.begin(_("comparing"), len(pairs))
    differences = fork_map(_difference, pairs, workers=workers)
    changes = [
        TaskChange(_status(*pair[:2]), *pair[:2], wording, parts, figures, pair.succeeds)
        for pair, (wording, parts, figures) in zip(pairs, differences, strict=True)
    ]
    changes.sort(key=lambda change: _order(change.report))
    return Changes(before.label, after.label, tuple(changes), after.wording_heading)


class _Pair(NamedTuple):
    before: TaskReport | None
    after: TaskReport | None
    succeeds: bool = False  # see `TaskChange.succeeds`
    is_part: bool = False
    """Whether either side is only a part of the other, so that figures may be lower."""


def _is_worth_showing(pair: _Pair) -> bool:
    """Whether either side has a report that is not only the repetition of an earlier one."""
    before, after = pair[:2]
    if before and after and after.repeated and before.parts == after.parts:
        return False
    return any(report and report.parts for report in (before, after))


def _order(report: TaskReport) -> tuple[int, DocketOrder]:
    return report.year, docket_order(report.docket)


def _pairs(before: Sequence[TaskReport], after: Sequence[TaskReport]) -> Iterator[_Pair]:
    left = {report.key: report for report in before}
    own = _by_number(before, after)
    for report in own.values():
        left.pop(report.key, None)
    former = {
        report.key: [left[key] for key in sorted(report.formerly) if key in left]
        for report in after
    }
    heirs = Counter(report.key for reports in former.values() for report in reports)
    left = {key: report for key, report in left.items() if key not in heirs}
    by_wording = {report.wording: key for key, report in reversed(left.items())}
    for report in after:
        partners = [*([own[report.key]] if report.key in own else []), *former[report.key]]
        if not partners:
            key = by_wording.pop(report.wording, None)
            yield _Pair(left.pop(key) if key else None, report)
            continue
        parts = tuple(part for partner in partners for part in partner.parts)
        is_part = len(partners) > 1 or heirs[partners[0].key] > 1
        succeeds = report.key not in own
        yield _Pair(replace(partners[0], parts=parts), report, succeeds, is_part)
    for report in left.values():
        yield _Pair(report, None)


def _by_number(before: Sequence[TaskReport], after: Sequence[TaskReport]) -> dict[Key, TaskReport]:
    """The partner before of each later report that is of the same task, renumbered or not."""
    by_line = {report.line: report for report in before}
    renumbered_back = {
        (report.year, numbers[:count]): report
        for report in before
        for numbers in (report.line[1],)
        for count in range(1, len(numbers))
    }
    partners: dict[Key, TaskReport] = {}
    for report in after:
        year, numbers = report.line
        lines = [(year, numbers[:count]) for count in range(len(numbers), 0, -1)]
        partner = next((by_line.pop(line) for line in lines if line in by_line), None)
        partner = partner or renumbered_back.get(report.line)
        if partner is not None:
            partners[report.key] = partner
    return partners


def _difference(
    pair: _Pair,
) -> tuple[tuple[Step, ...], tuple[PartChange, ...], tuple[FigureChange, ...]]:
    """The changes of the wording, the parts and the figures of a task."""
    before, after = pair[:2]
    parts = tuple(_part_changes(before.parts if before else (), after.parts if after else ()))
    done = before.done if before else (), after.done if after else ()
    of_targets = (*target_changes(*done),)
    shown = {figure.values for figure in of_targets}  # prose often repeats them
    in_prose = (figure for part in parts for figure in figure_changes(part.steps))
    figures = (*of_targets, *(figure for figure in in_prose if figure.values not in shown))
    if pair.is_part:
        figures = tuple(half for figure in figures for half in figure.halves)
    # a half-year is not compared with the whole year before: the count begins in January
    elif before and after and before.year < after.year and before.last > after.last:
        figures = tuple(replace(figure, restarts=True) for figure in figures)
    if before and after and before.wording != after.wording:
        return tuple(align(before.wording, after.wording)), parts, figures
    return (), parts, figures


def _status(before: TaskReport | None, after: TaskReport | None) -> Status:
    if before is None or after is None:
        return Status.ADDED if before is None else Status.DROPPED
    if not (before.parts and after.parts):
        return Status.UNREPORTED if before.parts else Status.FIRST
    is_same = (before.parts, before.done) == (after.parts, after.done)
    return Status.STALLED if is_same else Status.CHANGED


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
