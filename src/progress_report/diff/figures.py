"""The figures of a report that have changed, with the difference, or are gone."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain

from progress_report.diff.align import Fate, Step
from progress_report.text.excerpt import common_prefix
from progress_report.text.quantities import Quantity, digits, quantities

_LIGHT = re.compile("完成|实现|累计|已经?|全部|[共均]|目前|年度|了|的")
"""Words that say that something is done, but not what."""
_UP = re.compile("[升增涨]|提高")
_DOWN = re.compile("[降减跌缩]|下滑|回落")


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure of the report before, of the one after, or of both with different values."""

    label: str  # the words before it, which say what it counts
    unit: str
    before: Quantity | None
    after: Quantity | None
    restarts: bool = False
    """Whether the count has begun anew between the two, so that a lower figure is no fall."""

    @property
    def difference(self) -> Decimal | None:
        """The value after less the one before; None if one is missing."""
        return self.after.value - self.before.value if self.before and self.after else None

    @property
    def values(self) -> tuple[str, str]:
        """The figures as written; empty where there is none."""
        before, after = (side.written if side else "" for side in (self.before, self.after))
        return before, after

    @property
    def fell(self) -> bool:
        """Whether the figure is lower than before."""
        return self.difference is not None and self.difference < 0 and not self.restarts

    @property
    def halves(self) -> "tuple[FigureChange, ...]":
        """The same, but a lower figure as one that is gone and one that is new."""
        if not self.fell:
            return (self,)
        return replace(self, after=None), replace(self, before=None)

    @property
    def difference_written(self) -> str:
        """The difference for readers: ``+44.24个百分点``, ``-3万元``; empty if there is none."""
        if self.difference is None or self.before is None or self.after is None:
            return ""
        scale = min(self.before.scale, self.after.scale)
        words = {10**4: "万", 10**8: "亿"}.get(scale, "")
        unit = "个百分点" if self.unit == "%" else words + self.unit
        sign = "+" if self.difference > 0 else "-"
        return f"{sign}{digits(abs(self.difference), scale if words else 1)}{unit}"


def figure_changes(steps: Sequence[Step]) -> list[FigureChange]:
    """Compare the figures along the steps from one report to another.

    Figures pair within a changed sentence: first those with the same words before them, then
    those of one unit in order where both sides have as many. Figures of dropped and of added
    sentences pair only by unit and words. Figures of different predicates never pair, such as
    完成立项 and 完成改造. Equal figures are no change.
    """
    changes: list[FigureChange] = []
    dropped: list[Quantity] = []
    added: list[Quantity] = []
    for step in steps:
        if step.fate is Fate.CHANGED:
            changes += _paired(
                quantities(step.text_before), quantities(step.text_after), loosely=True
            )
        elif step.fate is Fate.DROPPED:
            dropped += quantities(step.text_before)
        elif step.fate is Fate.ADDED:
            added += quantities(step.text_after)
    changes += _paired(dropped, added, loosely=False)
    return changes


def target_changes(before: Sequence[Quantity], after: Sequence[Quantity]) -> Iterator[FigureChange]:
    """Compare the figures of targets, which pair by the target's name and the measure alone."""
    sides = [{(q.text[: q.start], q.measure): q for q in side} for side in (before, after)]
    for name, measure in dict.fromkeys((*sides[1], *sides[0])):
        old, new = (side.get((name, measure)) for side in sides)
        if old is None or new is None or old.value != new.value:
            yield FigureChange(name, measure, old, new)


def _paired(
    before: Sequence[Quantity], after: Sequence[Quantity], *, loosely: bool
) -> Iterator[FigureChange]:
    """Pairs of different values, then the figures of either side without a partner."""
    partners = {i: j for i, j in _alike(before, after) if _same_predicate(before[i], after[j])}
    if loosely:
        partners |= {
            i: j
            for i, j in _in_order(before, after, partners)
            if _same_way(before[i].label, after[j].label) and _same_predicate(before[i], after[j])
        }
    for i, quantity in enumerate(before):
        partner = after[partners[i]] if i in partners else None
        if partner is None or partner.value != quantity.value:
            label = (partner.label if partner else "") or quantity.label
            yield FigureChange(label, quantity.measure, quantity, partner)
    reached = set(partners.values())
    for j, quantity in enumerate(after):
        if j not in reached:
            yield FigureChange(quantity.label, quantity.measure, None, quantity)


def _alike(before: Sequence[Quantity], after: Sequence[Quantity]) -> Iterator[tuple[int, int]]:
    """Figures of one unit with the same words before them; of several the first with the first."""
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for j, quantity in enumerate(after):
        places[quantity.measure, quantity.label].append(j)
    for i, quantity in enumerate(before):
        if (label := quantity.label) and (candidates := places[quantity.measure, label]):
            yield i, candidates.pop(0)


def _in_order(
    before: Sequence[Quantity], after: Sequence[Quantity], taken: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """Figures of one unit in order, where both sides have as many left."""
    reached = set(taken.values())
    left, right = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    for i, quantity in enumerate(before):
        if i not in taken:
            left[quantity.measure].append(i)
    for j, quantity in enumerate(after):
        if j not in reached:
            right[quantity.measure].append(j)
    return chain.from_iterable(
        zip(left[unit], right[unit], strict=True)
        for unit in left
        if len(left[unit]) == len(right[unit])
    )


def _same_way(before: str, after: str) -> bool:
    """Whether both labels rise, both fall, or neither: 下降14.3% does not pair with 增长4.3%."""
    return all(bool(way.search(before)) is bool(way.search(after)) for way in (_UP, _DOWN))


def _same_predicate(before: Quantity, after: Quantity) -> bool:
    """Whether two figures count the same: one's words hold the other's, or only add to them."""
    one, other = _predicate(before), _predicate(after)
    if one in other or other in one:
        return True
    start = common_prefix(one, other)
    most = min(len(one), len(other)) - start
    end = min(common_prefix(one[::-1], other[::-1]), most)
    return start + end in (len(one), len(other))


def _predicate(quantity: Quantity) -> str:
    """What is counted: the words before a figure, or those after it where these say nothing."""
    return _LIGHT.sub("", quantity.label) or _LIGHT.sub("", quantity.after)
