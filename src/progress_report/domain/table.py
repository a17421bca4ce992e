"""The table of a report: the result of merging, the input of every renderer."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import groupby, zip_longest
from typing import Any

from progress_report.domain.period import Period
from progress_report.text.excerpt import truncate

DRAFT = "草稿"
DRAFT_MARK = f"（{DRAFT}）"
CORRECTION = "更正："  # begins the line that is printed of each correction of a closed table
_MAX_BOOKMARK = 47  # cells: 23 Chinese characters


class ColumnKind(StrEnum):
    """What a column shows."""

    NUMBER = "number"
    DOCKET = "docket"
    TASK = "task"
    PROGRESS = "progress"
    LEAD = "lead"
    UNITS = "units"
    FIELD = "field"
    SHARE = "share"  # a percentage of two fields, or without any how much of the targets is done
    TARGET = "target"
    DONE = "done"
    GAP = "gap"
    STATUS = "status"
    WHY = "why"
    MILESTONE = "milestone"
    RANK = "rank"


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
    over: str = ""

    @property
    def full_heading(self) -> str:
        """Both headings on one line, for formats and places with a single heading row."""
        return f"{self.over} {self.heading}" if self.over else self.heading


@dataclass(frozen=True, slots=True)
class Part:
    """The report of one unit for one period."""

    period: Period
    unit: str  # empty if the report names none
    text: str
    docket: str = ""
    """The docket, at that time, of the task it is inherited from; empty if it is the row's own."""


@dataclass(frozen=True, slots=True)
class CellNumber:
    """The number that a cell shows, for spreadsheets."""

    value: Decimal  # to 15 significant digits, as spreadsheets keep numbers
    pattern: str  # a number format of ECMA-376 Part 1, 18.8.31, which shows exactly the cell's text


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of one cell. Paragraphs are separated by a line feed."""

    text: str
    origin: Origin | None = None
    rowspan: int = 1  # the number of rows it spans; the rows below hold None in its place
    missing: bool = False  # whether its text replaces a report still missing (待报送 in a draft)
    parts: tuple[Part, ...] = ()
    ended: str = ""  # the decision printed after the parts if the task ended early
    number: CellNumber | None = None
    fill: str = ""
    """A light colour such as ``#FFE699`` behind the text; the text alone says the same."""

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs, at least one."""
        return self.text.split("\n")


@dataclass(frozen=True, slots=True)
class Row:
    """One task's row. ``cells`` runs parallel to the table's columns."""

    docket: str
    cells: tuple[Cell | None, ...]
    headings: tuple[str, ...] = ()
    """The group headings printed as full-width rows above this one, if groups start here."""
    total: bool = False
    """Whether it is a computed total instead of a task's row; its docket is then empty."""


def repeated_cells(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """The cells of each row, one over several rows in each that it spans."""
    above: list[Any] = []
    for row in rows:
        above = [up if cell is None else cell for cell, up in zip_longest(row.cells, above)]
        yield above


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

    def bookmark(self, row: Row) -> str:
        """A row's entry in the PDF's outline: its docket and the beginning of its task."""
        tasks = [
            cell.text
            for column, cell in zip(self.columns, row.cells, strict=True)
            if column.kind is ColumnKind.TASK and cell is not None
        ]
        beginning = re.split("[，。；：\n]", "".join(tasks[:1]), maxsplit=1)[0]
        return f"{row.docket} {truncate(beginning, _MAX_BOOKMARK)}".strip()

    @property
    def upper_headings(self) -> list[tuple[str, int]]:
        """The upper heading row: each text, and how many columns it spans.

        A column without an upper heading has an empty text. The list is empty if the table has
        one heading row.
        """
        if not any(column.over for column in self.columns):
            return []
        runs: list[tuple[str, int]] = []
        for over, members in groupby(column.over for column in self.columns):
            count = len(list(members))
            runs += [(over, count)] if over else [("", 1)] * count
        return runs

    @property
    def headings(self) -> str:
        """The text of all headings, of columns and of groups."""
        columns = "".join(column.full_heading for column in self.columns)
        return columns + "".join(text for row in self.rows for text in row.headings)

    def texts(self) -> Iterator[tuple[str, Origin | None]]:
        """Every printed text with its source, in reading order."""
        yield self.title, None
        for over, _span in self.upper_headings:
            yield over, None
        for column in self.columns:
            yield column.heading, None
        for row in self.rows:
            for heading in row.headings:
                yield heading, None
            for cell in row.cells:
                if cell is not None:
                    yield cell.text, cell.origin
        for note in self.notes:
            yield note, None
