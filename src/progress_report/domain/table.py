"""The table of a report: the result of merging, the input of every renderer."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from progress_report.domain.period import Period

DRAFT = "草稿"
DRAFT_MARK = f"（{DRAFT}）"


class ColumnKind(StrEnum):
    """What a column shows."""

    NUMBER = "number"
    DOCKET = "docket"
    TASK = "task"
    PROGRESS = "progress"
    LEAD = "lead"
    UNITS = "units"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class Origin:
    """The source of a text: a file and a 1-based line."""

    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its printed heading, its content, and its share of the width in percent."""

    heading: str
    kind: ColumnKind
    width: float
    row_heading: bool = False
    """Whether its cells are row headings (``<th scope="row">``); true for exactly one column."""


@dataclass(frozen=True, slots=True)
class Part:
    """The report of one unit for one period."""

    period: Period
    unit: str
    """Empty if the report names none."""
    text: str
    docket: str = ""
    """The docket, at that time, of the task it is inherited from; empty if it is the row's own."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of one cell. Paragraphs are separated by a line feed."""

    text: str
    origin: Origin | None = None
    rowspan: int = 1
    """The number of rows it spans; the rows below hold None in its place."""
    missing: bool = False
    """Whether its text replaces a report still missing (待报送 in a draft)."""
    parts: tuple[Part, ...] = ()
    """The parts that the text of a progress cell consists of, in order."""
    ended: str = ""
    """The decision printed after the parts if the task ended early."""

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs, at least one."""
        return self.text.split("\n")


@dataclass(frozen=True, slots=True)
class Row:
    """One task's row. ``cells`` runs parallel to the table's columns."""

    docket: str
    cells: tuple[Cell | None, ...]
    heading: str | None = None
    """The group heading printed as a full-width row above this one, if a group starts here."""


@dataclass(frozen=True, slots=True)
class Table:
    """A complete table: all data that a renderer needs."""

    title: str
    period: Period
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    draft: bool = False
    """Whether it may have gaps; then every sheet says so, and its title ends with `DRAFT_MARK`."""

    @property
    def missing(self) -> list[str]:
        """The dockets of the rows that lack a report."""
        return [
            row.docket
            for row in self.rows
            if any(cell is not None and cell.missing for cell in row.cells)
        ]

    def texts(self) -> Iterator[tuple[str, Origin | None]]:
        """Every printed text with its source, in reading order."""
        yield self.title, None
        for column in self.columns:
            yield column.heading, None
        for row in self.rows:
            if row.heading is not None:
                yield row.heading, None
            for cell in row.cells:
                if cell is not None:
                    yield cell.text, cell.origin
        for note in self.notes:
            yield note, None
