"""Which reported periods make up a longer one, without gaps or overlaps."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from progress_report.domain.period import Period


@dataclass(frozen=True, slots=True)
class Tiling:
    """The reported periods within a period, and the gaps and overlaps between them."""

    tiles: tuple[Period, ...] = ()
    gaps: tuple[Period, ...] = ()
    overlaps: tuple[tuple[Period, Period], ...] = ()

    @property
    def complete(self) -> bool:
        """Whether the tiles cover the period exactly."""
        return bool(self.tiles) and not self.gaps and not self.overlaps


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
