"""Which figures of a report changed, by how much, and which are gone."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from progress_report.diff.align import Fate, Step
from progress_report.text.quantities import Quantity, digits, quantities

_UP = re.compile("[升增涨]|提高")
_DOWN = re.compile("[降减跌缩]|下滑|回落")


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure in the old report, in the new one, or in both with another value."""

    label: str
    """What is counted, by the words before it."""
    unit: str
    old: Quantity | None
    new: Quantity | None

    @property
    def difference(self) -> Decimal | None:
        """New less old, in the unit; None where one is absent."""
        return self.new.value - self.old.value if self.old and self.new else None

    @property
    def fell(self) -> bool:
        """Whether the figure is lower than before."""
        return self.difference is not None and self.difference < 0

    @property
    def difference_written(self) -> str:
        """The difference as one reads it: ``+44.24个百分点``, ``-3万元``; empty without one."""
        if self.difference is None or self.old is None or self.new is None:
            return ""
        scale = min(self.old.scale, self.new.scale)
        words = {10**4: "万", 10**8: "亿"}.get(scale, "")
        unit = "个百分点" if self.unit == "%" else words + self.unit
        sign = "+" if self.difference > 0 else "-"
        return f"{sign}{digits(abs(self.difference), scale if words else 1)}{unit}"


def figure_changes(steps: Sequence[Step]) -> list[FigureChange]:
    """Compare the figures along the steps from one report to another.

    Figures pair within a changed sentence: first those with the same words before them, then
    those of one unit in order where both sides have as many. Figures of dropped and of added
    sentences pair only by unit and words. Equal figures are no change.
    """
    found: list[FigureChange] = []
    gone: list[Quantity] = []
    come: list[Quantity] = []
    for step in steps:
        if step.fate is Fate.CHANGED:
            found += _paired(quantities(step.old_text), quantities(step.new_text), loosely=True)
        elif step.fate is Fate.DROPPED:
            gone += quantities(step.old_text)
        elif step.fate is Fate.ADDED:
            come += quantities(step.new_text)
    found += _paired(gone, come, loosely=False)
    return found


def _paired(
    old: Sequence[Quantity], new: Sequence[Quantity], *, loosely: bool
) -> Iterator[FigureChange]:
    if not (old or new):
        return
    before, after = ([quantity.label for quantity in side] for side in (old, new))
    keys = (
        [(quantity.measure, label) for quantity, label in zip(side, labels, strict=True)]
        for side, labels in ((old, before), (new, after))
    )
    partners = dict(_alike(*keys))
    if loosely:
        left = _in_order(old, new, partners)
        partners |= {i: j for i, j in left if _same_way(before[i], after[j])}
    for i, quantity in enumerate(old):
        other = new[partners[i]] if i in partners else None
        if other is None or other.value != quantity.value:
            label = (after[partners[i]] if i in partners else "") or before[i]
            yield FigureChange(label, quantity.measure, quantity, other)
    reached = set(partners.values())
    for j, quantity in enumerate(new):
        if j not in reached:
            yield FigureChange(after[j], quantity.measure, None, quantity)


def _alike(
    old: Iterable[tuple[str, str]], new: Iterable[tuple[str, str]]
) -> Iterator[tuple[int, int]]:
    """Figures of one unit with the same words before them; of several the first with the first.

    Args:
        old: Unit and words of each.
        new: The same of the other side.
    """
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for j, key in enumerate(new):
        places[key].append(j)
    for i, key in enumerate(old):
        if key[1] and (candidates := places[key]):
            yield i, candidates.pop(0)


def _in_order(
    old: Sequence[Quantity], new: Sequence[Quantity], taken: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """Figures of one unit in order, where both sides have as many left."""
    reached = set(taken.values())
    left, right = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    for i, quantity in enumerate(old):
        if i not in taken:
            left[quantity.measure].append(i)
    for j, quantity in enumerate(new):
        if j not in reached:
            right[quantity.measure].append(j)
    return chain.from_iterable(
        zip(left[unit], right[unit], strict=True)
        for unit in left
        if len(left[unit]) == len(right[unit])
    )


def _same_way(old: str, new: str) -> bool:
    """Whether both go up, both down, or neither: a fall of 14.3% is no more than a rise of 4.3%."""
    return all(bool(way.search(old)) is bool(way.search(new)) for way in (_UP, _DOWN))
