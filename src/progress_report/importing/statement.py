"""What a foreign table says of one task: every text with the place it came from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.domain.offices import Offices
from progress_report.domain.period import Period
from progress_report.domain.table import ColumnKind, Part
from progress_report.importing import worded
from progress_report.importing.units import (
    NamedUnits,
    on_one_line,
    read_lead,
    read_units,
    split_units,
)
from progress_report.readers.grid import plain
from progress_report.source.load import unclear_unit, unknown_unit

_ORDINAL = re.compile(
    r"\s*(?:[(（][一二三四五六七八九十]{1,3}[)）]\s*[、.．,，:：]?|"
    r"[一二三四五六七八九十]{1,3}(?:\s*[、.．,，:：]|(?=\s))|"
    r"第[一二三四五六七八九十]{1,3}(?:部分|类|项|章)[、:：]?)\s*"
)
_COUNT = re.compile(r"\s*[(（]\s*共?\s*\d+\s*[项件个]\s*[)）]$")


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A text, and where it stands."""

    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class Report:
    """The report on one period."""

    parts: tuple[Part, ...]
    """One without a unit where only the whole is known; their texts are running text."""
    location: Location
    locations: tuple[Location, ...] = ()  # of each part, where they stand in different cells
    as_of: date | None = None  # the day up to which it reports


@dataclass(slots=True)
class Statement:
    """One row's word on a task. What it does not say is None, or not there."""

    year: int
    docket: str  # empty if the row has none; the task's wording then tells which it is
    location: Location
    period: Period  # the period the table is about
    task: PlacedText | None = None
    lead: PlacedText | None = None
    units: PlacedText | None = None
    fields: dict[tuple[Period, str], PlacedText] = field(default_factory=dict)
    """By the period they are shown for, and name."""
    pace: dict[tuple[Period, ColumnKind], PlacedText] = field(default_factory=dict)
    """Targets, figures and statuses, by the period they are shown for, and column."""
    reports: dict[Period, Report] = field(default_factory=dict)
    printed: PlacedText | None = None
    """The printed text for the table's period, of which ``reports`` may be the parts."""
    readable: bool = True  # whether all of the row could be read; else it has a diagnostic
    has_row_numbers: bool = False  # whether the table has a column of row numbers
    docket_heading: str = ""
    """If the row has no docket, the heading of a column left out that may hold it."""
    folded: bool = False
    """Whether the copy folded full-width marks, so that they cannot be compared."""
    unit_endings: tuple[str, ...] = ()  # additional ends of units' names, by the layout
    own_output: bool = False
    """Whether it is this program's own data, in which a list of units needs no understanding."""

    def lead_name(self) -> str:
        """Who leads; empty if it does not say."""
        if self.lead is None:
            return ""
        if self.own_output:
            return on_one_line(self.lead.text)
        return read_lead(self.lead.text, self.unit_endings)

    def named_leads(self) -> NamedUnits:
        """All that the cell of the lead names."""
        return self._read(self.lead, ColumnKind.LEAD)

    def named_units(self) -> NamedUnits:
        """Who joins in; none if it does not say."""
        return self._read(self.units, ColumnKind.UNITS)

    def _read(self, text: PlacedText | None, column: ColumnKind) -> NamedUnits:
        if text is None:
            return NamedUnits(())
        if self.own_output:
            return NamedUnits(split_units(text.text))
        return read_units(text.text, column, self.unit_endings)


@dataclass(slots=True)
class FileStatements:
    """What the rows of a file or of a grid say, and what to report about them."""

    statements: list[Statement] = field(default_factory=list)
    periods: set[Period] = field(default_factory=set)
    refused: int = 0  # rows that could not be read; each has a diagnostic
    diagnostics: list[Diagnostic] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # sentences on what was left out on purpose
    group_rows: list[str] = field(default_factory=list)
    """Where the layout declares no groups: the texts of a row of each level, from the outermost."""

    def add(self, other: "FileStatements") -> None:
        """Add what another file says; notes stay with their file."""
        self.statements += other.statements
        self.periods |= other.periods
        self.refused += other.refused
        self.diagnostics += other.diagnostics
        self.group_rows = max(self.group_rows, other.group_rows, key=len)


def cell_text(text: str) -> str:
    """The text of a cell without blank lines, and without white space at the ends of lines."""
    return "\n".join(filter(None, map(str.strip, plain(text).split("\n"))))


def group_name(text: str) -> str:
    """The group that ``一、民生保障``, ``（一）民生保障（12项）`` or ``第一类：民生保障`` names."""
    ordinal, count = _ORDINAL.match(text), _COUNT.search(text)
    return text[ordinal.end() if ordinal else 0 : count.start() if count else None]


def present_names(text: str, offices: Offices, location: Location) -> tuple[str, list[Diagnostic]]:
    """A list of units with their present names, and a diagnostic for each other one.

    Task files and forms have these for periods before a unit was renamed, too. A name that two
    units claim stays, with an error that asks which of them is meant.
    """
    if not offices.offices:
        return text, []
    outdated = offices.outdated(text)
    diagnostics = [
        worded("renamed-office", location, name=name, unit=units[0])
        if len(units) == 1
        else unclear_unit(name, units, location)
        for name, units in outdated.items()
    ]
    unknown = offices.unknown(text).items()
    diagnostics += [unknown_unit(name, similar, location) for name, similar in unknown]
    return offices.replaced(text, outdated), diagnostics


def rename_units(statement: Statement, offices: Offices) -> Iterator[Diagnostic]:
    """Change the units of a statement to their present names; what there is to say of them."""
    for key in ("lead", "units"):
        cell: PlacedText | None = getattr(statement, key)
        if cell is not None:
            text, diagnostics = present_names(cell.text, offices, cell.location)
            setattr(statement, key, replace(cell, text=text))
            yield from diagnostics
    for period, report in statement.reports.items():
        parts = []
        for part in report.parts:
            unit, diagnostics = present_names(part.unit, offices, report.location)
            parts.append(replace(part, unit=unit))
            yield from diagnostics
        statement.reports[period] = replace(report, parts=(*parts,))
