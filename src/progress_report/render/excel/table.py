"""The table as an Excel workbook that can be printed, filtered and edited.

A plain range, not an Excel table (ListObject), which has neither merged cells nor group headings;
screen readers find the headings by a defined name instead. The rows below a merged cell repeat its
text invisibly, so that a filter finds every task; a filter hides group headings, never a task.
"""

import io
import re
from typing import Any, NamedTuple

import xlsxwriter  # type: ignore[import-untyped]  # the package carries no types
from xlsxwriter.utility import (  # type: ignore[import-untyped]  # as above
    xl_range,
    xl_range_abs,
    xl_rowcol_to_cell,
)

from progress_report.domain.columns import centred_columns
from progress_report.domain.config import Orientation, PageSize, ReportConfig
from progress_report.domain.table import DRAFT, Cell, CellNumber, ColumnKind, Row, Table
from progress_report.render.excel import layout
from progress_report.render.excel.workbook import finished, refuse_long
from progress_report.system.i18n import _
from progress_report.text.excerpt import truncate

_MAX_SHOWN_CELLS = 40  # length of the excerpt that identifies a text outside the rows
_PAPER = {PageSize.A4: 9, PageSize.A3: 8}
_MM_PER_INCH, _POINTS_PER_INCH = 25.4, 72
_NUMBER_BELOW_TEXT, _NUMBER_SIZE = 7, 14  # millimetres, points: GB/T 9704-2012, 7.5
_GREY = "#595959"  # contrast 7:1 on white; the text 待报送 has the same meaning
_ROUNDING = 2.0  # points
_PIECE = 0.5
"""Of the height of a sheet: the greatest of a piece of a long text, small enough to fill sheets."""
_MIN_LINES = 3  # of a sheet, however high its headings are
_COUNT = re.compile(r"0|[1-9][0-9]{0,14}")  # numbers that Excel can store and show unchanged

_Form = dict[str, object]  # properties of a cell format


def render(table: Table, config: ReportConfig) -> bytes:
    """Write the table as ``.xlsx``: the same bytes for the same table, on any machine."""
    _reject_long_texts(table, config)
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": table.title, "author": config.issuer})
        name = f"{table.period.year}年{table.period.label}"
        sheet = _TableSheet(workbook, workbook.add_worksheet(name), table, config)
        sheet.write()
    return finished(packed.getvalue(), sheet.fixed.__contains__, config.language)


def _looks(cell: Cell) -> _Form:
    """What a cell's format has beside that of its column."""
    looks: _Form = {}
    if cell.missing:
        looks["font_color"] = _GREY
    if cell.fill:
        looks["bg_color"] = cell.fill
    if cell.number:
        looks["num_format"] = cell.number.pattern
    return looks


def _reject_long_texts(table: Table, config: ReportConfig) -> None:
    """Raise DataError for a text that is too long for a cell."""
    others = [table.title, *table.notes, config.issuer, config.date]
    others += [text for column in table.columns for text in (column.over, column.heading)]
    others += [heading for row in table.rows for heading in row.headings]
    texts = [(truncate(text, _MAX_SHOWN_CELLS), text) for text in others]
    for row in table.rows:
        task = _("task {docket}").format(docket=row.docket)
        texts += [(task, cell.text) for cell in row.cells if cell is not None]
    for place, text in texts:
        refuse_long(place, text, _("shorten it, or build another format"))


class _PlacedRow(NamedTuple):
    """A row of the table on the sheet."""

    first: int
    last: int
    texts: list[list[str]]  # the pieces of each cell, a row of the sheet each
    size: float  # the type size


class _TableSheet:
    """The one sheet of a workbook. Rows and columns are counted from 0."""

    def __init__(self, workbook: Any, sheet: Any, table: Table, config: ReportConfig) -> None:
        self.workbook, self.sheet, self.table, self.config = workbook, sheet, table, config
        self.widths = layout.columns_in_pixels(table.columns, config.page)
        self.first_heading = self.head = 0
        """The first row with headings, and the one with those of all columns."""
        self.room = layout.MAX_HEIGHT  # of a sheet, in points, for a row below the headings
        self.fixed: set[int] = set()
        """Rows whose height programs cannot compute: those of merged cells."""
        self.long_texts: list[tuple[int, int, int]] = []
        """First row, column and last row of each text in pieces."""
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}
        self.forms = [{"align": "center" if c else "left"} for c in centred_columns(table)]

    def write(self) -> None:
        """Write all cells and settings."""
        fonts, page = self.config.office.fonts, self.config.page
        for index, width in enumerate(self.widths):
            self.sheet.set_column_pixels(index, index, width)
        title = self._format(
            font_name=fonts.title[0], font_size=page.title_size, border=0, align="center"
        )
        self.first_heading = self._across(0, self.table.title, title, page.title_size)
        self.head = self.first_heading + bool(self.table.upper_headings)
        self._headings()
        end = self._body(self.head + 1)
        self._below(end)
        self._set_up(end - 1)

    def _headings(self) -> None:
        """Write one heading row, or two if columns share a heading."""
        form = self._format(
            font_name=self.config.office.fonts.heading[0], align="center", valign="vcenter"
        )
        size, top, low = self.config.page.text_size, self.first_heading, self.head
        line_counts = {top: 1, low: 1}
        for index, column in enumerate(self.table.columns):
            if top < low and not column.over:
                self.sheet.merge_range(top, index, low, index, column.heading, form)
            else:
                self.sheet.write_string(low, index, column.heading, form)
                needed = layout.lines(column.heading, self.widths[index], size)
                line_counts[low] = max(line_counts[low], needed)
        first = 0
        for over, span in self.table.upper_headings:
            if span > 1:
                self.sheet.merge_range(top, first, top, first + span - 1, over, form)
            elif over:
                self.sheet.write_string(top, first, over, form)
            needed = layout.lines(over, sum(self.widths[first : first + span]), size)
            line_counts[top] = max(line_counts[top], needed)
            first += span
        page = self.config.page
        area = (page.sheet[1] - page.margin_top - page.margin_bottom) / _MM_PER_INCH
        room = area * _POINTS_PER_INCH - _ROUNDING
        for row, count in line_counts.items():
            height = min(
                layout.whole_pixels(count * layout.line_height(size) + 2 * layout.PADDING),
                layout.MAX_HEIGHT,
            )
            self.sheet.set_row(row, height)
            room -= height
        self.room = max(
            min(room, layout.MAX_HEIGHT - _ROUNDING), _MIN_LINES * layout.line_height(size)
        )

    def _format(self, **options: object) -> Any:
        """A cached cell format; by default bordered body text."""
        properties = {
            "font_name": self.config.office.fonts.body[0],
            "font_size": self.config.page.text_size,
            "text_wrap": True,
            "valign": "top",
            "align": "left",
            "border": 1,
            **options,
        }
        key = tuple(properties.items())
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(properties)
        return self._formats[key]

    def _body(self, first: int) -> int:
        """Write the rows of the table, from ``first``; return the row after the last."""
        size = self.config.page.text_size
        group = self._format(font_name=self.config.office.fonts.heading[0])
        sheet_row = first
        placed: list[_PlacedRow] = []
        for row in self.table.rows:
            for heading in row.headings:
                sheet_row = self._across(sheet_row, heading, group, size)
            texts, own_size = self._divided(row)
            count = max(map(len, texts), default=1)
            placed.append(_PlacedRow(sheet_row, sheet_row + count - 1, texts, own_size))
            for number in range(count):
                parts = [cell[number] if number < len(cell) else "" for cell in texts]
                heights = map(layout.text_height, parts, self.widths, [own_size] * len(parts))
                height = max(heights, default=layout.line_height(size) + layout.PADDING)
                self.sheet.set_row(sheet_row, layout.whole_pixels(height))
                sheet_row += 1
        for number, (row, (top, _last, texts, size)) in enumerate(
            zip(self.table.rows, placed, strict=True)
        ):
            for column, cell in enumerate(row.cells):
                if cell is not None:
                    last = placed[number + cell.rowspan - 1].last
                    form = {**self.forms[column], "font_size": size, **_looks(cell)}
                    self._cell(top, last, column, texts[column], form, cell.number)
        return sheet_row

    def _divided(self, row: Row) -> tuple[list[list[str]], float]:
        """The pieces of each cell of a row, and the type size in which they fit."""
        size = self.config.page.text_size
        if layout.row_height(row, self.widths, size) > self.room:
            size = layout.fitting_size(row, self.widths, size, self.room)
        texts = [cell.text if cell is not None else "" for cell in row.cells]
        if layout.row_height(row, self.widths, size) <= self.room:
            return [[text] for text in texts], size
        return [
            layout.pieces(text, width, size, self.room * _PIECE)
            for text, width in zip(texts, self.widths, strict=True)
        ], size

    def _cell(
        self,
        top: int,
        last: int,
        column: int,
        texts: list[str],
        form: _Form,
        number: CellNumber | None,
    ) -> None:
        """Write a cell over the rows from ``top`` to ``last``: each piece into a row of its own."""
        if len(texts) > 1:
            self.long_texts.append((top, column, top + len(texts) - 1))
        for piece in texts[:-1]:
            self._write(top, column, piece, self._format(**form, bottom=0))
            form = {**form, "top": 0}
            top += 1
        if last > top:
            self.sheet.merge_range(top, column, last, column, "", self._format(**form))
            self.fixed |= {*range(top, last + 1)}
        for row in range(top, last + 1):
            if number is None:
                self._write(row, column, texts[-1], self._format(**form))
            else:
                self.sheet.write_number(row, column, float(number.value), self._format(**form))

    def _write(self, row: int, column: int, text: str, form: Any) -> None:
        # a docket is text even if it is all digits; a row number is a number and sorts as one
        if self.table.columns[column].kind is ColumnKind.NUMBER and _COUNT.fullmatch(text):
            self.sheet.write_number(row, column, int(text), form)
        elif text:
            self.sheet.write_string(row, column, text, form)
        else:
            self.sheet.write_blank(row, column, None, form)

    def _across(self, row: int, text: str, form: Any, size: float) -> int:
        """Write a text as wide as the table; return the row below it."""
        last, width = len(self.widths) - 1, sum(self.widths)
        parts = layout.pieces(text, width, size, self.room)
        if len(parts) > 1:
            self.long_texts.append((row, 0, row + len(parts) - 1))
        for piece in parts:
            if last:
                self.sheet.merge_range(row, 0, row, last, "", form)
            self.sheet.write_string(row, 0, piece, form)
            self.sheet.set_row(row, layout.whole_pixels(layout.text_height(piece, width, size)))
            self.fixed.add(row)
            row += 1
        return row

    def _below(self, row: int) -> None:
        """Write notes, issuing body and date line, after a gap so that filters exclude them."""
        size = self.config.page.text_size
        self.sheet.set_row(row, layout.line_height(size) / 2)
        self.fixed.add(row)
        row += 1
        for note in self.table.notes:
            row = self._across(row, note, self._format(border=0), size)
        for line in filter(None, (self.config.issuer, self.config.date)):
            row = self._across(row, line, self._format(border=0, align="right"), size)

    def _set_up(self, last: int) -> None:
        """Set up printing, filters and navigation; ``last`` is the last task's row."""
        page, sheet, right = self.config.page, self.sheet, len(self.widths) - 1
        sheet.set_paper(_PAPER[page.size])
        (sheet.set_landscape if page.orientation is Orientation.LANDSCAPE else sheet.set_portrait)()
        inches = [
            side / _MM_PER_INCH
            for side in (page.margin_left, page.margin_right, page.margin_top, page.margin_bottom)
        ]
        sheet.set_margins(*inches)
        sheet.fit_to_pages(1, 0)
        first = self.head + 1
        sheet.repeat_rows(self.first_heading, self.head)
        sheet.freeze_panes(first, 0)
        sheet.autofilter(self.head, 0, last, right)
        sheet.ignore_errors({"number_stored_as_text": xl_range(first, 0, max(last, first), right)})
        below = _NUMBER_BELOW_TEXT + _NUMBER_SIZE / _POINTS_PER_INCH * _MM_PER_INCH
        font = self.config.office.fonts.page_number[0]
        draft = f"{DRAFT}　" * self.table.draft
        footer = f'&C&"{font},Regular"&{_NUMBER_SIZE}{draft}— &P —'
        sheet.set_footer(footer, {"margin": max(0, page.margin_bottom - below) / _MM_PER_INCH})
        # where screen readers look for the headings of rows and columns
        names = next((i for i, c in enumerate(self.table.columns) if c.row_heading), 0)
        area = xl_range(self.head, 0, last, right).replace(":", ".")
        corner = xl_rowcol_to_cell(self.head, names, row_abs=True, col_abs=True)
        self._define(f"{layout.HEADINGS_NAME}{area}.1", corner)
        for number, (top, column, bottom) in enumerate(self.long_texts, start=1):
            cells = xl_range_abs(top, column, bottom, column)
            self._define(f"{layout.LONG_TEXT}{number}", cells)

    def _define(self, name: str, cells: str) -> None:
        self.workbook.define_name(name, f"='{self.sheet.name}'!{cells}")
