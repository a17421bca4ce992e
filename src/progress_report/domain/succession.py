"""Tasks over time: the tasks of a period's table, and the entries that make up each row.

A task belongs to a part of the year (`Task.validity`) and may continue others (``formerly``). All
functions are pure; `docs/en/tasks.md` states the rules for users.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from progress_report.domain.config import Reporting
from progress_report.domain.docket import docket_identity
from progress_report.domain.period import Period
from progress_report.domain.task import Task

Key: TypeAlias = tuple[int, str]  # `Task.key`: the year, and the docket's identity


class TaskPeriod(NamedTuple):
    """What a task reported, or should have reported, for a period."""

    task: Task
    period: Period


@dataclass(frozen=True, slots=True)
class Selection:
    """The entries that make up a row's report for a period."""

    reports: tuple[TaskPeriod, ...] = ()  # in the order they are printed
    missing: tuple[TaskPeriod, ...] = ()  # periods for which a task has no entry at all
    gaps: tuple[TaskPeriod, ...] = ()
    """Periods missing between the entries of a task, or after them."""
    overlaps: tuple[tuple[Task, Period, Period], ...] = ()
    ended: bool = False
    repeated: bool = False

    @property
    def complete(self) -> bool:
        """Whether nothing is missing or ambiguous; a task need not belong to the period at all."""
        return not (self.missing or self.gaps or self.overlaps)


class Tiling(NamedTuple):
    """The reported periods within a period, and the gaps and overlaps between them."""

    tiles: tuple[Period, ...] = ()
    gaps: tuple[Period, ...] = ()
    overlaps: tuple[tuple[Period, Period], ...] = ()


def reference_key(reference: str, year: int) -> Key:
    """The key of the task that an item of ``formerly`` names, in a file of ``year``."""
    other_year, slash, docket = reference.rpartition("/")
    return (int(other_year) if slash else year), docket_identity(docket)


def is_inside(task: Task, period: Period) -> bool:
    """Whether an entry for a period ends while the task is valid; only then is it printed."""
    return task.validity.first <= period.last <= task.validity.last


@dataclass(slots=True)
class Succession:
    """Tasks of any years, and how they continue one another."""

    tasks: Collection[Task]
    reporting: Reporting = Reporting.SEPARATE
    _by_key: dict[Key, Task] = field(init=False)
    _renumbered: list[Task] = field(init=False)

    def __post_init__(self) -> None:
        """Index the tasks."""
        self._by_key = {task.key: task for task in self.tasks}
        self._renumbered = [task for task in self.tasks if task.renumbered]

    @property
    def cumulative(self) -> bool:
        """Whether an entry speaks for January to its last month."""
        return self.reporting is Reporting.CUMULATIVE

    def find(self, year: int, docket: str, period: Period | None = None) -> Task | None:
        """The task that has a docket, or had it in a period; former dockets come first."""
        identity = docket_identity(docket)
        if period is not None:
            for task in self._renumbered:
                if task.year == year and docket_identity(task.docket_in(period)) == identity:
                    return task
        return self._by_key.get((year, identity))

    def bearers(self, year: int, docket: str, period: Period) -> list[Task]:
        """The tasks a docket may mean in a period's table, likeliest first.

        The one that had it then, the one that has it now, those that had it at any other time.
        """
        identity = docket_identity(docket)
        known = [self.find(year, docket, period), self._by_key.get((year, identity))]
        known += [
            task
            for task in self._renumbered
            if task.year == year
            and identity in {docket_identity(old.docket) for old in task.renumbered}
        ]
        return list({task.key: task for task in known if task is not None}.values())

    def predecessors(self, task: Task) -> list[Task]:
        """The tasks that a task continues directly, as far as they are known."""
        keys = (reference_key(reference, task.year) for reference in task.formerly)
        return [self._by_key[key] for key in dict.fromkeys(keys) if key in self._by_key]

    def ancestors(self, *tasks: Task) -> set[Key]:
        """The tasks that any of some tasks continues directly or through others."""
        reached: set[Key] = set()
        waiting = [*tasks]
        while waiting:
            before = [t for t in self.predecessors(waiting.pop()) if t.key not in reached]
            reached.update(t.key for t in before)
            waiting += before
        return reached

    def in_table(self, period: Period) -> list[Task]:
        """The tasks that have a row in a period's table, in the order given.

        Those valid at its end, and those that ended within it and that no task of the table
        continues. A cumulative table speaks from January. The plan has those of 1 January.
        """
        if period.is_plan:
            return [t for t in self.tasks if t.year == period.year and t.validity.first == 1]
        first = 1 if self.cumulative else period.first
        candidates = [
            task
            for task in self.tasks
            if task.year == period.year
            and task.validity.first <= period.last
            and task.validity.last >= first
        ]
        continued = self.ancestors(*(task for task in candidates if task.formerly))
        return [
            task
            for task in candidates
            if task.validity.last >= period.last or task.key not in continued
        ]

    def is_reported(self, period: Period) -> bool:
        """Whether any task has reported on a period, or on a part of it."""
        entries = (p for task in self.tasks if task.year == period.year for p in task.periods())
        if self.cumulative:
            return any(p.last == period.last for p in entries)
        return any(map(period.contains, entries))

    def select(self, task: Task, period: Period, rows: Collection[Key]) -> Selection:
        """The entries that make up the report on a task for a period.

        The period is that of the table, or of one of its columns; ``rows`` are the keys of the
        tasks that have rows of their own, from which no other inherits.
        """
        if period.is_plan:
            return Selection()
        return self._latest(task, period) if self.cumulative else self._merged(task, period, rows)

    def own(self, task: Task, period: Period) -> Selection:
        """The task's own entries for a period, without those of its predecessors."""
        return self._latest(task, period) if self.cumulative else self._tiled(task, period)

    def _latest(self, task: Task, period: Period) -> Selection:
        """Cumulative reporting: the one entry that ends when the period does."""
        entries = [p for p in task.periods() if is_inside(task, p) and p.last <= period.last]
        same_end = [p for p in entries if p.last == period.last]
        reports = tuple(TaskPeriod(task, p) for p in (same_end or entries)[-1:])
        ended = task.validity.last < period.last
        if len(same_end) > 1:
            return Selection(reports, overlaps=((task, same_end[-2], same_end[-1]),))
        if same_end or period.last < task.validity.first:
            return Selection(reports)
        if reports and is_finished(task, period.last - 1):
            return Selection(reports, repeated=True)
        if ended and (reports or task.ended):
            return Selection(reports, ended=True)
        return Selection(missing=(TaskPeriod(task, period),))

    def _merged(self, task: Task, period: Period, rows: Collection[Key]) -> Selection:
        """Separate reporting: the entries that tile the period, and those of predecessors."""
        selection = self._tiled(task, period)
        if not selection.reports and selection.complete and is_finished(task, period.first - 1):
            earlier = [p for p in task.periods() if is_inside(task, p) and p.last < period.first]
            if earlier:
                return Selection((TaskPeriod(task, earlier[-1]),), repeated=True)
            return Selection(missing=(TaskPeriod(task, period),))
        if not task.formerly:
            return selection
        return self._with_inherited(task, period, selection, rows)

    def _tiled(self, task: Task, period: Period) -> Selection:
        if task.start is None and task.until is None:
            if period.key in task.entries:  # of most tasks, and tiles the period alone
                return Selection((TaskPeriod(task, period),))
            entries = task.periods()
        else:
            entries = [entry for entry in task.periods() if is_inside(task, entry)]
        tiling = tile(period, entries)
        reports = tuple(TaskPeriod(task, p) for p in tiling.tiles)
        is_covered = reports and not tiling.gaps and not tiling.overlaps
        if is_covered:  # it reaches the end of the period, so the task is valid then
            return Selection(reports)
        ended = task.validity.last < period.last
        overlaps = tuple((task, *pair) for pair in tiling.overlaps)
        last = min(period.last, task.validity.last)
        if task.finished:
            last = min(last, Period.from_key(task.year, task.finished).last)
        expected = common_months(period, Period(task.year, 1, last))
        expected = expected and common_months(expected, task.validity)
        if expected is None or (ended and task.ended):
            return Selection(reports, overlaps=overlaps, ended=ended)
        if not reports:
            return Selection(missing=(TaskPeriod(task, expected),), ended=ended)
        gaps = filter(None, (common_months(gap, expected) for gap in tiling.gaps))
        return Selection(reports, (), tuple(TaskPeriod(task, gap) for gap in gaps), overlaps, ended)

    def _with_inherited(
        self, task: Task, period: Period, own: Selection, rows: Collection[Key]
    ) -> Selection:
        """Add the reports of predecessors, each for the months before another took over."""
        parts = [own]
        reached = {*rows, task.key}
        waiting: list[tuple[Task, Period, Selection, list[Period]]] = [(task, period, own, [])]
        while waiting:
            heir, window, selection, held_before = waiting.pop(0)
            held = [*held_before, *(report.period for report in selection.reports)]
            for before in self.predecessors(heir):
                months = _months_before(heir, before, window, selection)
                if months is None or before.key in reached or before.year != task.year:
                    continue
                reached.add(before.key)
                inherited = _without_contained(self._tiled(before, months), held)
                parts.append(inherited)
                waiting.append((before, months, inherited, held))
        reports = [report for part in parts for report in part.reports]
        return Selection(
            tuple(sorted(reports, key=lambda r: (r.period.last, r.task is not task, r.task.order))),
            tuple(report for part in parts for report in part.missing),
            tuple(report for part in parts for report in part.gaps),
            tuple(overlap for part in parts for overlap in part.overlaps),
            own.ended,
        )


def _months_before(heir: Task, before: Task, window: Period, selection: Selection) -> Period | None:
    """The months for which a predecessor speaks: until the heir begins, or until it ends itself."""
    last = before.validity.last
    if heir.start is not None:
        last = min([heir.validity.first, *(report.period.first for report in selection.reports)])
        last -= 1
    return common_months(window, Period(window.year, 1, last)) if last else None


def _without_contained(selection: Selection, held: Collection[Period]) -> Selection:
    """Leave out what a wider entry of a successor speaks for already."""

    def remaining(reports: Iterable[TaskPeriod]) -> tuple[TaskPeriod, ...]:
        inside = (r for p in held for r in reports if p != r.period and p.contains(r.period))
        contained = {(report.task.key, report.period) for report in inside}
        return tuple(r for r in reports if (r.task.key, r.period) not in contained)

    return replace(
        selection,
        reports=remaining(selection.reports),
        missing=remaining(selection.missing),
        gaps=remaining(selection.gaps),
    )


def entry_period(task: Task, period: Period, reporting: Reporting) -> Period:
    """The period of the entry that speaks for a period; cumulatively, one with the same end."""
    if reporting is Reporting.SEPARATE or period.key in task.entries:
        return period
    return next((p for p in task.periods() if p.last == period.last), period)


def common_months(one: Period, other: Period) -> Period | None:
    """The months that two periods of a year share."""
    first, last = max(one.first, other.first), min(one.last, other.last)
    return Period(one.year, first, last) if first <= last else None


def is_finished(task: Task, month: int) -> bool:
    """Whether a task was finished in an earlier month, or in this one."""
    return bool(task.finished) and Period.from_key(task.year, task.finished).last <= month


def tile(period: Period, reported: Iterable[Period]) -> Tiling:
    """Find which of the reported periods make up ``period``; no tiles if none is within it."""
    inside = {candidate for candidate in reported if period.contains(candidate)}
    if period in inside:
        return Tiling((period,))
    widest = sorted(
        (p for p in inside if not any(q != p and q.contains(p) for q in inside)),
        key=lambda p: (p.first, p.last),
    )
    if not widest:
        return Tiling()
    gaps = []
    expected = period.first
    for part in widest:
        if part.first > expected:
            gaps.append(Period(period.year, expected, part.first - 1))
        expected = max(expected, part.last + 1)
    if expected <= period.last:
        gaps.append(Period(period.year, expected, period.last))
    overlaps = [(a, b) for a, b in pairwise(widest) if a.overlaps(b)]
    return Tiling(tuple(widest), tuple(gaps), tuple(overlaps))
