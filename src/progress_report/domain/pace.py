"""Pace (序时进度): what a task has reached of its targets, and its status. Pure and exact.

Shares are fractions, so that nothing is rounded before it is compared. A sum or works compare with
the share of the year that has passed, or with milestones; a level or a growth rate with the target
itself. The status a person gives wins; the computed one is kept beside it.
"""

import calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from progress_report.domain.period import Period
from progress_report.domain.succession import is_finished, is_inside
from progress_report.domain.target import (
    PaceConfig,
    Target,
    TargetBound,
    TargetKind,
    figure_value,
    is_percent,
)
from progress_report.domain.task import Task

ABOUT_TOLERANCE = Fraction(5, 100)  # how far below an amount of 左右 may stay, as a share of it
_GREEN, _YELLOW, _RED, _GREY = "#C6E5C3", "#FFE699", "#F4B6B0", "#E4E4E4"
"""Fills on which black text has a contrast of at least 9:1."""
_WORST = 1_000


@dataclass(frozen=True, slots=True)
class PaceStatus:
    """The state of a task or a target, as it is printed."""

    name: str
    mark: str = ""
    colour: str = ""  # a fill such as ``#C6E5C3``; empty for none
    behind: bool = False
    order: int = -1  # greater is worse; negative where the pace says nothing

    @property
    def text(self) -> str:
        """The mark and the word."""
        return f"{self.mark}{self.name}"


NO_STATUS = PaceStatus("")
"""Of a target without a figure, or with a stage that only a person can judge."""


@dataclass(frozen=True)
class TargetPace:
    """What is reached of one target at the end of a period."""

    target: Target
    written: str | None  # the figure as the file has it, from 1 January
    period: Period
    validity: Period
    config: PaceConfig

    @cached_property
    def amount(self) -> Fraction | None:
        """In force at the end of the period."""
        return amount_at(self.target, self.period)

    @cached_property
    def share(self) -> Fraction | None:
        """Of the amount; of a growth rate or a level, too, if it is above 0."""
        value, amount = _fraction(self.written), self.amount
        if value is None or self.target.kind is TargetKind.NONE:
            return None
        if self.target.adds_up and (is_percent(self.written or "") or amount is None):
            return value / 100
        return value / amount if amount is not None and amount > 0 else None

    @cached_property
    def milestone(self) -> str:
        """What is due as the file words it; empty without milestones."""
        return milestone_at(self.target.milestones, self.period) or ""

    @cached_property
    def due(self) -> Fraction | None:
        """What should be reached: a share of a sum or works, else a value.

        None if nothing is due yet, or only a person can judge.
        """
        adds_up, amount = self.target.adds_up, self.amount
        if self.target.milestones:
            value = _fraction(self.milestone)
            if value is None or not adds_up:
                return value
            if is_percent(self.milestone):
                return value / 100
            return None if amount is None else value / amount
        if not adds_up:
            return amount
        if self.config.milestones:
            share = milestone_at(self.config.milestones, self.period)
            return (_fraction(share) or Fraction(0)) / 100
        return linear_share(self.period, self.validity)

    @property
    def in_points(self) -> bool:
        """Whether the gap is in 个百分点, and not in the target's measure."""
        return self.target.adds_up or self.target.is_percent

    @property
    def _reached(self) -> Fraction | None:
        return self.share if self.target.adds_up else _fraction(self.written)

    @cached_property
    def gap(self) -> Fraction | None:
        """Reached less due."""
        reached, due = self._reached, self.due
        if reached is None or due is None or self.target.kind is TargetKind.NONE:
            return None
        return (reached - due) * (100 if self.target.adds_up else 1)

    @cached_property
    def points(self) -> Fraction | None:
        """By how many 个百分点 it is ahead (above 0) or behind; what the lights compare.

        Above a ceiling is behind, and 左右 has a tolerance.
        """
        points, due, bound = self.gap, self.due, self.target.bound
        if points is None or due is None:
            return None
        if not self.in_points and due:
            points = points / abs(due) * 100
        if bound is TargetBound.AT_MOST:
            return -points
        if bound is TargetBound.ABOUT and points < 0:
            scale = abs(due) * (100 if self.target.adds_up else 1)
            tolerance = (scale if self.in_points else 100) * ABOUT_TOLERANCE
            return min(Fraction(0), points + tolerance)
        return points

    @cached_property
    def status(self) -> PaceStatus:
        """By what is reached and due."""
        target, config, reached, due = self.target, self.config, self._reached, self.due
        if target.kind is TargetKind.NONE:
            return PaceStatus(config.routine)
        rises = target.adds_up and target.bound is not TargetBound.AT_MOST
        if rises and reached is not None and reached >= 1 and config.completed:
            return _completed(config, self.period)
        if due is None and target.milestones and not self.milestone:
            return PaceStatus(config.yearly)
        if due is None or self.points is None:
            return NO_STATUS
        statuses = zip(config.lights, _light_statuses(config), strict=True)
        lit = (s for li, s in statuses if li.within is None or self.points >= -Fraction(li.within))
        light = next(lit, _light_statuses(config)[-1])
        if rises and reached == 0 and due > 0 and config.not_started:
            return _not_started(config, behind=light.behind)
        return light


@dataclass(frozen=True, slots=True)
class TaskPace:
    """The pace of a task in a period."""

    task: Task
    period: Period
    reported: Period | None  # the period of the entry that speaks for it
    targets: tuple[TargetPace, ...]
    computed: PaceStatus  # the worst status of its targets
    verdict: PaceStatus | None = None  # the one a person gave
    why: str = ""
    expected: str = ""

    @property
    def status(self) -> PaceStatus:
        """The one that counts: a person's, else the computed one."""
        return self.verdict or self.computed

    @property
    def overridden(self) -> PaceStatus | None:
        """The computed status, where a person gave another."""
        differs = self.verdict and self.computed.name not in ("", self.verdict.name)
        return self.computed if differs else None

    @property
    def points(self) -> Fraction | None:
        """Those of the target that is furthest behind."""
        return min((t.points for t in self.targets if t.points is not None), default=None)


@dataclass(frozen=True, slots=True)
class FallenFigure:
    """A figure that is lower than in the period before, though it adds up from 1 January."""

    target: str
    earlier: Period
    before: str
    later: Period
    after: str


def task_pace(task: Task, period: Period, config: PaceConfig) -> TaskPace:
    """The pace of a task at the end of a period, from the entry that ends there."""
    reported = reporting_period(task, period)
    entry = task.entries[reported.key] if reported else None
    figures = entry.done if entry else {}
    end = reported if reported and reported.last < period.last else period
    targets = tuple(
        TargetPace(target, figures.get(target.name), end, task.validity, config)
        for target in task.targets
    )
    computed = max((t.status for t in targets), key=lambda s: s.order, default=NO_STATUS)
    if is_finished(task, period.last) and targets:
        computed = _completed(config, period)
    verdict = known_statuses(config).get(entry.verdict) if entry and entry.verdict else None
    return TaskPace(
        task,
        period,
        reported,
        targets,
        computed,
        verdict,
        entry.why if entry else "",
        entry.expected if entry else "",
    )


def reporting_period(task: Task, period: Period) -> Period | None:
    """The period of the entry that speaks for the end of one; of a task that is over, the last."""
    inside = [p for p in task.periods() if is_inside(task, p) and p.last <= period.last]
    same_end = [p for p in inside if p.last == period.last]
    if same_end:
        entries = [(p, task.entries[p.key]) for p in same_end]
        preferred = [p for p, entry in entries if entry.done or entry.verdict] or same_end
        return period if period in preferred else preferred[-1]
    over = is_finished(task, period.last - 1) or (task.ended and task.validity.last < period.last)
    return inside[-1] if over and inside else None


def ranks(paces: Sequence[TaskPace]) -> list[int | None]:
    """The place of each task by how far it is ahead; equal ones share a place (1, 2, 2, 4)."""
    points = [pace.points for pace in paces]
    places: dict[Fraction, int] = {}
    for place, known in enumerate(sorted((p for p in points if p is not None), reverse=True), 1):
        places.setdefault(known, place)
    return [None if p is None else places[p] for p in points]


def known_statuses(config: PaceConfig) -> Mapping[str, PaceStatus]:
    """Every status by its word, as a verdict may name it."""
    lights = {status.name: status for status in _light_statuses(config)}
    good = _completed(config, Period(2000, 1, 12))  # of whichever year; each gets its own word
    worst = _not_started(config, behind=True)
    others = {
        config.completed: good,
        config.early: good,
        config.not_started: worst,
        config.routine: NO_STATUS,
        config.yearly: NO_STATUS,
    }
    return {word: replace(status, name=word) for word, status in others.items() if word} | lights


def amount_at(target: Target, period: Period) -> Fraction | None:
    """The amount in force on the last day of a period, after the revisions until then."""
    if not target.revised:
        return _fraction(target.amount)
    month = max(period.last, 1)
    day = 1 if period.is_plan else calendar.monthrange(period.year, month)[1]
    last = date(period.year, month, day)
    decided = [step.after for step in target.revised if step.date <= last]
    return _fraction(decided[-1] if decided else target.revised[0].before)


def milestone_at(milestones: Mapping[str, str], period: Period) -> str | None:
    """The latest milestone due by the end of a period, if one is."""
    ends = ((Period.from_key(period.year, key).last, text) for key, text in milestones.items())
    due = [(last, text) for last, text in ends if last <= period.last]
    return max(due)[1] if due else None


def linear_share(period: Period, validity: Period) -> Fraction:
    """The share of a task's months that has passed by the end of a period: 9/12 for September."""
    months = validity.last - validity.first + 1
    return Fraction(min(max(period.last - validity.first + 1, 0), months), months)


def _light_statuses(config: PaceConfig) -> list[PaceStatus]:
    """The statuses of the lights, from the best to the worst."""
    limits = [light.within for light in config.lights]
    last = limits.index(None) if None in limits else len(limits) - 1
    statuses = []
    for index, light in enumerate(config.lights):
        behind = light.behind
        if behind is None:
            behind = 0 < index <= last and (light.within is None or light.within > 0)
        if index > last:
            mark, colour = "◆", _GREY
        elif not behind:
            mark, colour = "●", _GREEN
        else:
            mark, colour = ("■", _RED) if index == last else ("▲", _YELLOW)
        shown = (mark if light.mark is None else light.mark) if config.marks else ""
        statuses.append(PaceStatus(light.name, shown, light.colour or colour, behind, index + 1))
    return statuses


def _completed(config: PaceConfig, period: Period) -> PaceStatus:
    first = _light_statuses(config)[0]
    early = config.early if config.completed and period.last < 12 else None  # noqa: PLR2004 - December
    name = early or config.completed or first.name
    return PaceStatus(name, first.mark, first.colour, order=0)


def _not_started(config: PaceConfig, *, behind: bool) -> PaceStatus:
    worst = max(_light_statuses(config), key=lambda status: (status.behind, status.order))
    return PaceStatus(config.not_started or worst.name, worst.mark, worst.colour, behind, _WORST)


def _fraction(text: str | None) -> Fraction | None:
    value = figure_value(text) if text else None
    return None if value is None else Fraction(value)


def fallen_figures(task: Task) -> Iterator[FallenFigure]:
    """Figures of sums and works that fell from one period to the next."""
    sums = [target.name for target in task.targets if target.adds_up]
    for name in sums:
        figures = [
            (period, task.entries[period.key].done[name])
            for period in task.periods()
            if name in task.entries[period.key].done
        ]
        for (earlier, before), (later, after) in pairwise(figures):
            same_form = is_percent(before) == is_percent(after)
            if same_form and (figure_value(after) or 0) < (figure_value(before) or 0):
                yield FallenFigure(name, earlier, before, later, after)
