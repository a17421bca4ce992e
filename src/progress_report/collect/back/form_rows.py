"""Rows of a returned form, headings included, from an Excel sheet or a Word table alike."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from zipfile import ZipFile

from progress_report.collect import worded
from progress_report.collect.back import extra_content
from progress_report.collect.out.form import CODE_LABEL, HEADINGS, UNIT_LABEL
from progress_report.collect.signatures import starts_signature
from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.readers import worded as of_files
from progress_report.readers.excel.sheet import Area, Fault, read_sheet
from progress_report.readers.excel.workbook import open_workbook, part_of
from progress_report.readers.grid import Grid, column_name
from progress_report.system.i18n import _
from progress_report.system.limits import MAX_CELLS, require_at_most
from progress_report.text.prose import without_whitespace


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of a sheet or a table; columns are 1-based."""

    number: int
    cells: dict[int, str | Fault]
    sheet: str = ""
    joined: tuple[range, ...] = ()  # columns of merged cells that continue from the row above
    losses: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """By row and column of the table, a sentence on what a cell shows and its text lacks."""

    @property
    def texts(self) -> dict[str, int]:
        """Each text with its first column; the text of a merged cell appears once."""
        texts = [
            ((text.value or "=…") if isinstance(text, Fault) else text, column)
            for column, text in sorted(self.cells.items(), reverse=True)
        ]
        return dict(reversed(dict(texts).items()))

    @property
    def _beginning(self) -> str:
        """The first text: what a unit writes into the cell of a task is never that."""
        return next(iter(self.texts), "")

    @property
    def has_mark(self) -> bool:
        """Whether the row has the unit or the code of the form."""
        return self._beginning.startswith((UNIT_LABEL, CODE_LABEL))

    @property
    def is_foot(self) -> bool:
        """Whether the row has the signature, the unit or the code of the form, by its beginning."""
        return self.has_mark or starts_signature(self._beginning)

    def locate(self, path: str, column: int) -> Location:
        """The location of a cell in the row."""
        return extra_content.cell_location(path, self.number, column, self.sheet)


def of_workbook(archive: ZipFile) -> tuple[list[list[FormRow]], list[str], list[str]]:
    """The rows of each visible sheet, notes on them, and notes on hidden sheets.

    Hidden rows are read too, because a filter may have hidden them.
    """
    workbook = open_workbook(archive)
    tables, notes, left_out = [], [], []
    for name, part in workbook.sheets:
        sheet = read_sheet(workbook, part_of(archive, part))
        vertical = [area for area in sheet.merged if area.bottom > area.top]
        joined = _joined(vertical, sorted(sheet.cells))
        losses = {(row, column): message for row, column, message in sheet.warnings}
        tables.append(
            [
                FormRow(number, cells, name, tuple(joined.get(number, ())), losses)
                for number, cells in sorted(sheet.cells.items())
            ]
        )
        struck = [place for place in sheet.struck if place[1] in sheet.cells[place[0]]]
        if struck:
            cells = [f"{column_name(column)}{row}" for row, column in struck]
            notes.append(of_files.sentence("struck-cells", sheet=name, cells=cells))
    if workbook.hidden:
        left_out.append(of_files.sentence("hidden-sheets", sheets=workbook.hidden))
    return tables, notes, left_out


def _joined(areas: Sequence[Area], rows: Sequence[int]) -> dict[int, list[range]]:
    """The columns of merged cells that continue from above, by row."""
    joined: dict[int, list[range]] = {}
    count = 0
    for area in areas:
        reached = rows[bisect_right(rows, area.top) : bisect_right(rows, area.bottom)]
        count += len(reached)
        require_at_most(MAX_CELLS, count, _("merged cells"))
        for row in reached:
            joined.setdefault(row, []).append(range(area.left, area.right + 1))
    return joined


def of_table(grid: Grid) -> list[FormRow]:
    """The rows of a table in a Word file."""
    joined: dict[int, list[range]] = {}
    for y, x in grid.continued:
        joined.setdefault(y, []).append(range(x + 1, x + 2))
    numbers = grid.numbers
    losses = {(numbers[w.row], w.column + 1): w.message for w in grid.warnings if not w.beside}
    return [
        FormRow(number, dict(enumerate(texts, 1)), "", tuple(joined.get(y, ())), losses)
        for y, (number, texts) in enumerate(zip(numbers, grid.rows, strict=True))
    ]


def heading_number(text: str, headings: Sequence[str]) -> int | None:
    """Which of a form's headings a text is: the layout's, or the customary one."""
    return _numbers(tuple(headings)).get(without_whitespace(text))


@cache
def _numbers(headings: tuple[str, ...]) -> dict[str, int]:
    texts = [(text, index) for known in (HEADINGS, headings) for index, text in enumerate(known)]
    return {without_whitespace(text): index for text, index in texts}


def find_headings(rows: Sequence[FormRow], headings: Sequence[str]) -> tuple[int, list[int]] | None:
    """The index of the heading row and the column of each heading, or None."""
    for index, row in enumerate(rows):
        places = {
            heading_number(text, headings): column
            for column, text in row.cells.items()
            if isinstance(text, str)
        }
        if all(number in places for number in range(len(HEADINGS))):
            return index, [places[number] for number in range(len(HEADINGS))]
    return None


def split_foot(
    rows: Sequence[FormRow], columns: Sequence[int]
) -> tuple[list[FormRow], list[FormRow]]:
    """The rows of tasks, and those of the foot: the one above the mark has the signature.

    It is known by its place, whatever the unit wrote there: a single text, not in a later column.
    """
    lines: list[FormRow] = []
    foot: list[FormRow] = []
    for row, below in zip(rows, (*rows[1:], None), strict=True):
        is_alone = len(row.texts) == 1 and min(row.cells) <= min(columns)
        is_signed = below is not None and below.has_mark and is_alone
        (foot if row.is_foot or is_signed else lines).append(row)
    return lines, foot


def count_headings(row: FormRow, headings: Sequence[str]) -> int:
    """The number of a form's headings in a row."""
    return sum(heading_number(text, headings) is not None for text in row.texts)


def changed_headings(
    path: str, rows: Sequence[FormRow], headings: Sequence[str]
) -> Iterator[Diagnostic]:
    """Report changed headings and missing columns.

    The heading row is the one with the most headings left; without any, nothing is reported.
    """
    heading_index = max(range(len(rows)), key=lambda index: count_headings(rows[index], headings))
    row = rows[heading_index]
    columns = {
        number: column
        for text, column in row.texts.items()
        if (number := heading_number(text, headings)) is not None
    }
    if not columns:
        return
    for index, heading in enumerate(headings):
        if index in columns:
            continue
        nearest = min(columns, key=lambda other: abs(other - index))
        column = columns[nearest] + index - nearest
        actual = row.cells.get(column, "")
        actual = actual.value if isinstance(actual, Fault) else actual
        rows_below = (below for below in rows[heading_index + 1 :] if not below.is_foot)
        filled = any(column in below.cells for below in rows_below)
        if column in columns.values():
            name = "missing-column"
        elif not (column in row.cells or filled):  # a sheet does not show which
            name = "missing-heading"
        else:
            name = "changed-heading"
        location = row.locate(path, max(column, 1))
        yield worded(name, location, heading=heading, expected=heading, found=actual)
