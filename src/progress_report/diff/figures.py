"""Which figures of a report changed, by how much, and which are gone."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from progress_report.diff.align import Fate, Step
from progress_report.quantities import Quantity, digits, quantities

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
    partners = dict(_same_words(old, new))
    if loosely:
        partners |= _in_order(old, new, partners)
    for i, quantity in enumerate(old):
        other = new[partners[i]] if i in partners else None
        if other is None or other.value != quantity.value:
            label = (other.label if other else "") or quantity.label
            yield FigureChange(label, quantity.unit, quantity, other)
    reached = set(partners.values())
    for j, quantity in enumerate(new):
        if j not in reached:
            yield FigureChange(quantity.label, quantity.unit, None, quantity)


def _same_words(old: Iterable[Quantity], new: Iterable[Quantity]) -> Iterator[tuple[int, int]]:
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for j, quantity in enumerate(new):
        places[quantity.unit, quantity.label].append(j)
    for i, quantity in enumerate(old):
        if quantity.label and (candidates := places[quantity.unit, quantity.label]):
            yield i, candidates.pop(0)


def _in_order(
    old: Sequence[Quantity], new: Sequence[Quantity], taken: dict[int, int]
) -> Iterator[tuple[int, int]]:
    reached = set(taken.values())
    for unit in dict.fromkeys(quantity.unit for quantity in old):
        left = [i for i, q in enumerate(old) if q.unit == unit and i not in taken]
        right = [j for j, q in enumerate(new) if q.unit == unit and j not in reached]
        if len(left) == len(right):
            pairs = zip(left, right, strict=True)
            yield from (pair for pair in pairs if _same_way(old[pair[0]], new[pair[1]]))


def _same_way(old: Quantity, new: Quantity) -> bool:
    """Whether both go up, both down, or neither: a fall of 14.3% is no more than a rise of 4.3%."""
    return all(bool(way.search(old.label)) is bool(way.search(new.label)) for way in (_UP, _DOWN))
