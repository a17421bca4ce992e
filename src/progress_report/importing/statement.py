"""What a foreign table says of one task: every text with the place it came from."""

import re
from dataclasses import dataclass, field

from progress_report.diagnostics import Location
from progress_report.period import Period
from progress_report.table import Part

_BETWEEN = re.compile(r"[、，,；;\n]")
"""What parts the names of units; within brackets it is part of a name."""
_UP_TO_BRACKET = re.compile(r"[^（(）)]*([（(）)]|$)")


@dataclass(frozen=True, slots=True)
class Said:
    """A text, and where it stands."""

    text: str
    where: Location


@dataclass(frozen=True, slots=True)
class Report:
    """What is said of one period."""

    parts: tuple[Part, ...]
    """One without a unit where only the whole is known; their texts are running text."""
    where: Location


@dataclass(slots=True)
class Statement:
    """One row's word on a task. What it does not say is None, or not there."""

    year: int
    docket: str
    """Empty if the row has none; the task's wording then tells which it is."""
    where: Location
    period: Period
    """The period the table is about."""
    task: Said | None = None
    lead: Said | None = None
    units: Said | None = None
    fields: dict[tuple[Period, str], Said] = field(default_factory=dict)
    """By the period they are shown for, and name."""
    reports: dict[Period, Report] = field(default_factory=dict)
    whole: Said | None = None
    """The printed text for the table's period, of which ``reports`` may be the parts."""
    sound: bool = True
    """Whether all of the row could be read; else it is among the findings."""
    docket_heading: str = ""
    """If the row has no docket, the heading of a column left out that may hold it."""
    folded: bool = False
    """Whether the copy folded full-width marks, so that they cannot be compared."""


def split_units(text: str) -> tuple[str, ...]:
    """Names of units, as tables list them in one cell."""
    names = [""]
    for piece in _UP_TO_BRACKET.finditer(text):
        within = piece[1] in ("）", ")")
        first, *others = [piece[0]] if within else _BETWEEN.split(piece[0])
        names[-1] += first
        names += others
    return tuple(filter(None, map(str.strip, names)))
