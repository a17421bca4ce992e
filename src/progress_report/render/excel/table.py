"""The table as an Excel workbook that can be printed, filtered and edited.

A plain range, not an Excel table (ListObject), which has neither merged cells nor group headings;
screen readers find the headings by a defined name instead. The rows below a merged cell repeat its
text invisibly, so that a filter finds every task; a filter hides group headings, never a task.
"""

import io
import re
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # the package carries no types
from xlsxwriter.utility import (  # type: ignore[import-untyped]  # as above
    xl_range,
    xl_rowcol_to_cell,
)

from progress_report.domain.config import Orientation, PageSize, ReportConfig
from progress_report.domain.diagnostics import DataError
from progress_report.domain.table import DRAFT, Cell, ColumnKind, Table
from progress_report.office.package import pack, unpack
from progress_report.render.excel.layout import (
    HEADINGS_NAME,
    MAX_HEIGHT,
    PADDING,
    columns_in_pixels,
    fitting_size,
    heights,
    line_height,
    lines,
    split_height,
)
from progress_report.system.i18n import _
from progress_report.text.excerpt import truncate

MAX_TEXT = 32_767
"""The length of a cell's text, in UTF-16 code units, as Excel counts."""
_MAX_SHOWN_CELLS = 40
"""Length of the excerpt that identifies a text outside the rows."""
_PAPER = {PageSize.A4: 9, PageSize.A3: 8}
_MM_PER_INCH, _POINTS_PER_INCH = 25.4, 72
_NUMBER_BELOW_TEXT, _NUMBER_SIZE = 7, 14  # millimetres, points: GB/T 9704-2012, 7.5
_GREY = "#595959"  # contrast 7:1 on white; the text 待报送 has the same meaning
_NARROW = (ColumnKind.NUMBER, ColumnKind.DOCKET)
"""Columns of a few characters, which are centred."""
_COUNT = re.compile(r"0|[1-9][0-9]{0,14}")
"""Numbers that Excel can store and show unchanged."""
_NO_DATE = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
_ROW = re.compile(rb'(<row r="(\d+)"[^>]*?) customHeight="1"')
_SHEET, _CORE = "xl/worksheets/sheet1.xml", "docProps/core.xml"


def render(table: Table, config: ReportConfig) -> bytes:
    """Write the table as ``.xlsx``.

    Args:
        table: The data.
        config: The layout: sheet, margins, type sizes, and under ``office`` the fonts.

    Returns:
        The file; the same bytes from the same table and layout, on any machine.

    Raises:
        DataError: a text is longer than a cell of Excel.
    """
    _reject_long_texts(table, config)
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": table.title, "author": config.issuer})
        name = f"{table.period.year}年{table.period.label}"
        sheet = _TableSheet(workbook, workbook.add_worksheet(name), table, config)
        sheet.write()
    parts = unpack(packed.getvalue())
    # the time of creation would change the bytes
    language = f"<dc:language>{config.language}</dc:language></cp:coreProperties>".encode()
    core = _NO_DATE.sub(b"", parts[_CORE])
    parts[_CORE] = core.replace(b"</cp:coreProperties>", language)
    parts[_SHEET] = _ROW.sub(lambda row: _height_mark(row, sheet.fixed), parts[_SHEET])
    return pack(parts)


def _height_mark(row: re.Match[bytes], fixed: set[int]) -> bytes:
    """Mark a height as fixed only where a program cannot compute it."""
    return row[0] if int(row[2]) - 1 in fixed else row[1]


def _too_long(text: str) -> bool:
    return len(text) > MAX_TEXT // 2 and len(text.encode("utf-16-le")) // 2 > MAX_TEXT


def _reject_long_texts(table: Table, config: ReportConfig) -> None:
    """Reject texts that are too long for a cell: the writer would omit them silently.

    Raises:
        DataError: there is one.
    """
    others = [table.title, *table.notes, config.issuer, config.date]
    others += [text for column in table.columns for text in (column.over, column.heading)]
    others += [heading for row in table.rows for heading in row.headings]
    texts = [(truncate(text, _MAX_SHOWN_CELLS), text) for text in others]
    for row in table.rows:
        task = _("task {docket}").format(docket=row.docket)
        texts += [(task, cell.text) for cell in row.cells if cell is not None]
    for place, text in texts:
        if _too_long(text):
            message = _("{place}: a text of {count} characters; Excel takes {most}")
            message = message.format(place=place, count=len(text), most=MAX_TEXT)
            hint = _("shorten it, or build another format")
            raise DataError(message + _("; ") + hint)


class _TableSheet:
    """The one sheet of a workbook. Rows and columns are counted from 0."""

    def __init__(self, workbook: Any, sheet: Any, table: Table, config: ReportConfig) -> None:
        self.workbook, self.sheet, self.table, self.config = workbook, sheet, table, config
        self.widths = columns_in_pixels(table.columns, config.page)
        self.head = 2 if table.upper_headings else 1
        """The row with the headings of all columns."""
        self.fixed: set[int] = set()
        """Rows whose height programs cannot compute: those of merged cells."""
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}
        self._plain = self._plain_formats(config.page.text_size)

    def write(self) -> None:
        """Write all cells and settings."""
        fonts, page = self.config.office.fonts, self.config.page
        for index, width in enumerate(self.widths):
            self.sheet.set_column_pixels(index, index, width)
        title = self._format(
            font_name=fonts.title[0], font_size=page.title_size, border=0, align="center"
        )
        self._across(0, self.table.title, title, page.title_size)
        self._headings()
        end = self._body(self.head + 1)
        self._below(end)
        self._set_up(end - 1)

    def _headings(self) -> None:
        """Write one heading row, or two if columns share a heading."""
        form = self._format(font_name=self.config.office.fonts.heading[0], align="center")
        size = self.config.page.text_size
        upper, lower = [], []
        for index, column in enumerate(self.table.columns):
            if self.head > 1 and not column.over:
                self.sheet.merge_range(1, index, self.head, index, column.heading, form)
            else:
                self.sheet.write_string(self.head, index, column.heading, form)
                lower.append(lines(column.heading, self.widths[index], size))
        first = 0
        for over, span in self.table.upper_headings:
            if span > 1:
                self.sheet.merge_range(1, first, 1, first + span - 1, over, form)
            elif over:
                self.sheet.write_string(1, first, over, form)
            upper.append(lines(over, sum(self.widths[first : first + span]), size))
            first += span
        for row, most in ((1, max(upper, default=1)), (self.head, max(lower, default=1))):
            self.sheet.set_row(row, most * line_height(size) + 2 * PADDING)

    def _plain_formats(self, size: float) -> list[Any]:
        """The format of each column's cells, in a type size."""
        narrow, wide = self._format(align="center", font_size=size), self._format(font_size=size)
        return [narrow if c.kind in _NARROW else wide for c in self.table.columns]

    def _format(self, **options: object) -> Any:
        """A cached cell format; by default bordered body text."""
        properties = {
            "font_name": self.config.office.fonts.body[0],
            "font_size": self.config.page.text_size,
            "text_wrap": True,
            "valign": "vcenter",
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
        page = self.config.page
        group = self._format(font_name=self.config.office.fonts.heading[0])
        sheet_row = first
        spans: list[tuple[int, int]] = []
        """For each row of the table, its first row on the sheet and the row after its last."""
        smaller: dict[int, list[Any]] = {}
        """The formats of rows in a smaller type size, by row number."""
        needed = heights(self.table.rows, self.widths, page.text_size)
        for row, height in zip(self.table.rows, needed, strict=True):
            for heading in row.headings:
                self._across(sheet_row, heading, group, page.text_size)
                sheet_row += 1
            taken = split_height(height)
            if len(taken) > 1:
                size = fitting_size(row, self.widths, page.text_size)
                smaller[len(spans)] = self._plain_formats(size)
                taken = split_height(heights([row], self.widths, size)[0])
            for further, step in enumerate(taken):
                self.sheet.set_row(sheet_row + further, step)
            spans.append((sheet_row, sheet_row + len(taken)))
            sheet_row += len(taken)
        for number, row in enumerate(self.table.rows):
            for column, cell in enumerate(row.cells):
                if cell is None:
                    continue
                top, last = spans[number][0], spans[number + cell.rowspan - 1][1] - 1
                if top == last and not cell.missing:
                    self._write(top, column, cell, smaller.get(number, self._plain)[column])
                else:
                    self._special(top, last, column, cell)
        return sheet_row

    def _special(self, top: int, bottom: int, column: int, cell: Cell) -> None:
        """Write a cell over several rows, or one for a missing report."""
        kind = self.table.columns[column].kind
        wanted: dict[str, object] = {"align": "center"} if kind in _NARROW else {}
        if bottom - top >= cell.rowspan:  # over several sheets of paper: begin at the top
            wanted["valign"] = "top"
        if cell.missing:
            wanted["font_color"] = _GREY
        form = self._format(**wanted)
        if bottom > top:
            self.sheet.merge_range(top, column, bottom, column, "", form)
            self.fixed |= {*range(top, bottom + 1)}
        for row in range(top, bottom + 1):
            self._write(row, column, cell, form)

    def _write(self, row: int, column: int, cell: Cell, form: Any) -> None:
        # a docket is text even if it is all digits; a row number is a number and sorts as one
        if self.table.columns[column].kind is ColumnKind.NUMBER and _COUNT.fullmatch(cell.text):
            self.sheet.write_number(row, column, int(cell.text), form)
        elif cell.text:
            self.sheet.write_string(row, column, cell.text, form)
        else:
            self.sheet.write_blank(row, column, None, form)

    def _across(self, row: int, text: str, form: Any, size: float) -> None:
        """Write a row of one cell as wide as the table."""
        last = len(self.widths) - 1
        if last:
            self.sheet.merge_range(row, 0, row, last, "", form)
        self.sheet.write_string(row, 0, text, form)
        height = lines(text, sum(self.widths), size) * line_height(size) + PADDING
        self.sheet.set_row(row, min(round(height, 2), MAX_HEIGHT))
        self.fixed.add(row)

    def _below(self, row: int) -> None:
        """Write notes, issuing body and date line, after a gap so that filters exclude them."""
        size = self.config.page.text_size
        self.sheet.set_row(row, line_height(size) / 2)
        self.fixed.add(row)
        for note in self.table.notes:
            row += 1
            self._across(row, note, self._format(border=0), size)
        for line in filter(None, (self.config.issuer, self.config.date)):
            row += 1
            self._across(row, line, self._format(border=0, align="right"), size)

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
        sheet.repeat_rows(1, self.head)
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
        self.workbook.define_name(f"{HEADINGS_NAME}{area}.1", f"='{sheet.name}'!{corner}")
