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


@dataclass(frozen=True, slots=True)
class TargetPace:
    """What is reached of one target at the end of a period."""

    target: Target
    amount: Fraction | None
    """In force at the end of the period."""
    done: Fraction | None
    """From 1 January; None if there is no figure, or only a share."""
    share: Fraction | None
    """Of the amount; of a growth rate or a level, too, if it is above 0."""
    due: Fraction | None
    """What should be reached: a share of a sum or works, else a value."""
    milestone: str
    """What is due as the file words it; empty without milestones."""
    gap: Fraction | None
    """Reached less due: in 个百分点 where `in_points`, else in the target's measure."""
    points: Fraction | None
    """By how many 个百分点 it is ahead (above 0) or behind; what the lights compare."""
    status: PaceStatus
    in_points: bool = True
    written: str | None = None
    """The figure as the file has it."""


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
    targets = tuple(_target_pace(t, figures.get(t.name), end, task, config) for t in task.targets)
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
    """The period of the entry that speaks for the end of a period, if there is one.

    Of a task that was finished or ended before, the last one.
    """
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
    lights = {light.name: _light_status(config, index) for index, light in enumerate(config.lights)}
    first, worst = lights[config.lights[0].name], _not_started(config, behind=True)
    good = _good(config, first)
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


def _target_pace(
    target: Target, written: str | None, period: Period, task: Task, config: PaceConfig
) -> TargetPace:
    amount = amount_at(target, period)
    done, share = _reached(target, written, amount)
    milestone = milestone_at(target.milestones, period)
    due = _due(target, milestone, amount, period, task, config)
    reached = share if target.adds_up else done
    in_points = target.adds_up or target.is_percent
    gap = points = None
    if reached is not None and due is not None and target.kind is not TargetKind.NONE:
        gap = (reached - due) * (100 if target.adds_up else 1)
        points = gap if in_points else (gap / abs(due) * 100 if due else gap)
        points = _bounded(target, points, due)
    status = _status(target, period, config, reached=reached, due=due, points=points)
    return TargetPace(
        target, amount, done, share, due, milestone or "", gap, points, status, in_points, written
    )


def _reached(
    target: Target, written: str | None, amount: Fraction | None
) -> tuple[Fraction | None, Fraction | None]:
    """The figure done, and the share of the amount that it is."""
    value = _fraction(written)
    if value is None or target.kind is TargetKind.NONE:
        return value, None
    if target.adds_up and (is_percent(written or "") or amount is None):
        share = value / 100
        return (None if amount is None else share * amount), share
    return value, value / amount if amount is not None and amount > 0 else None


def _due(
    target: Target,
    milestone: str | None,
    amount: Fraction | None,
    period: Period,
    task: Task,
    config: PaceConfig,
) -> Fraction | None:
    """What should be reached by the end of a period; None if only a person can judge."""
    if target.milestones:
        return _due_by_milestone(target, milestone, amount)
    if not target.adds_up:
        return amount
    if config.milestones:
        share = milestone_at(config.milestones, period)
        return Fraction(figure_value(share) or 0) / 100 if share else Fraction(0)
    return linear_share(period, task.validity)


def _due_by_milestone(
    target: Target, milestone: str | None, amount: Fraction | None
) -> Fraction | None:
    value = _fraction(milestone)
    if value is None or not target.adds_up:
        return value
    if is_percent(milestone or ""):
        return value / 100
    return None if amount is None else value / amount


def _bounded(target: Target, points: Fraction, due: Fraction) -> Fraction:
    """The points as the bound reads them: above a ceiling is behind, 左右 has a tolerance."""
    if target.bound is TargetBound.AT_MOST:
        return -points
    if target.bound is TargetBound.ABOUT and points < 0:
        in_points = target.adds_up or target.is_percent
        scale = abs(due) * (100 if target.adds_up else 1) if in_points else Fraction(100)
        return min(Fraction(0), points + scale * ABOUT_TOLERANCE)
    return points


def _status(
    target: Target,
    period: Period,
    config: PaceConfig,
    *,
    reached: Fraction | None,
    due: Fraction | None,
    points: Fraction | None,
) -> PaceStatus:
    if target.kind is TargetKind.NONE:
        return PaceStatus(config.routine)
    rises = target.adds_up and target.bound is not TargetBound.AT_MOST
    if rises and reached is not None and reached >= 1 and config.completed:
        return _completed(config, period)
    if due is None:
        is_due = milestone_at(target.milestones, period) is not None
        return NO_STATUS if is_due or not target.milestones else PaceStatus(config.yearly)
    if points is None:
        return NO_STATUS
    light = _light(config, points)
    if rises and reached == 0 and due > 0 and config.not_started:
        return _not_started(config, behind=light.behind)
    return light


def _light(config: PaceConfig, points: Fraction) -> PaceStatus:
    for index, light in enumerate(config.lights):
        if light.within is None or points >= -Fraction(light.within):
            return _light_status(config, index)
    return _light_status(config, len(config.lights) - 1)


def _light_status(config: PaceConfig, index: int) -> PaceStatus:
    light = config.lights[index]
    limits = [light.within for light in config.lights]
    last = limits.index(None) if None in limits else len(limits) - 1
    behind = light.behind
    if behind is None:
        behind = 0 < index <= last and (light.within is None or light.within > 0)
    mark, colour = _usual(behind=behind, worst=index == last, further=index > last)
    shown = "" if not config.marks else mark if light.mark is None else light.mark
    return PaceStatus(light.name, shown, light.colour or colour, behind, index + 1)


def _usual(*, behind: bool, worst: bool, further: bool) -> tuple[str, str]:
    if further:
        return "◆", _GREY
    if not behind:
        return "●", _GREEN
    return ("■", _RED) if worst else ("▲", _YELLOW)


def _good(config: PaceConfig, first: PaceStatus) -> PaceStatus:
    return PaceStatus(config.completed or first.name, first.mark, first.colour, order=0)


def _completed(config: PaceConfig, period: Period) -> PaceStatus:
    good = _good(config, _light_status(config, 0))
    early = config.early if config.completed and period.last < 12 else None  # noqa: PLR2004 - December
    return PaceStatus(early or good.name, good.mark, good.colour, order=0)


def _not_started(config: PaceConfig, *, behind: bool) -> PaceStatus:
    lights = (_light_status(config, index) for index in range(len(config.lights)))
    worst = max(lights, key=lambda status: (status.behind, status.order))
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
