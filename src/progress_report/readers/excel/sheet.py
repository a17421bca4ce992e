"""One sheet of an Excel workbook: the text of every cell, and what is hidden or merged."""

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any

from progress_report.readers import worded
from progress_report.readers.excel import number_format
from progress_report.readers.excel.workbook import Style, Text, Workbook, each, is_on, string_of
from progress_report.readers.excel.workbook import unescape as typed
from progress_report.readers.grid import unraised
from progress_report.system.i18n import _
from progress_report.system.limits import MAX_CELLS, require_at_most
from progress_report.text.linear import script

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_DIGITS = "0123456789"
_POWER_OF_TEN = re.compile(r"-?\d+(?:\.\d+)?E[+-]\d+")
_ZERO = re.compile(r"[-(]?0(?:\.0+)?[%)]?")
_PLAIN = Style(number_format.GENERAL, struck=False)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells; rows and columns from 1, both ends in it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the text of a cell is unknown."""

    kind: str  # ``no-result`` of a formula, ``error``, or ``no-date``
    value: str


@dataclass(slots=True)
class Sheet:
    """What a sheet holds; rows and columns from 1."""

    cells: dict[int, dict[int, str | Fault]] = field(default_factory=dict)
    """Texts by row and column; only what is not empty."""
    struck: list[tuple[int, int]] = field(default_factory=list)
    unformatted: list[tuple[int, int]] = field(default_factory=list)
    """Numbers whose format is not known."""
    warnings: list[tuple[int, int, str]] = field(default_factory=list)
    """Row, column, and a sentence on what the cell shows and its text does not."""
    hidden_rows: bytearray = field(default_factory=lambda: bytearray(LAST_ROW + 1))
    """1 for each that is."""
    hidden_columns: bytearray = field(default_factory=lambda: bytearray(LAST_COLUMN + 1))
    merged: list[Area] = field(default_factory=list)
    spaces_behind: dict[tuple[int, int], str] = field(default_factory=dict)
    """White space at the end of texts, by row and column."""
    filters: list[Area] = field(default_factory=list)
    """Those at work; the first row has the headings."""
    filtered_rows: list[int] = field(default_factory=list)
    """Rows that only a filter hides: they are shown."""

    def add_filter(self, element: Any) -> None:
        """Add a filter if it is at work: if it has conditions."""
        if len(element):
            self.filters.append(area_of(element.get("ref", "")))

    def show_filtered(self) -> None:
        """Show the rows that a filter hides: their tasks were not withdrawn."""
        for area in self.filters:
            row = area.top
            while (row := self.hidden_rows.find(1, row + 1, area.bottom + 1)) > 0:
                self.hidden_rows[row] = 0
                self.filtered_rows.append(row)

    def hides(self, row: int, column: int) -> bool:
        """Whether a cell is hidden."""
        return bool(self.hidden_rows[row] or self.hidden_columns[column])


@cache
def column_number(name: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in name:
        number = number * 26 + "ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(letter) + 1
    if not 1 <= number <= LAST_COLUMN:
        raise ValueError("no such column")
    return number


def read_sheet(workbook: Workbook, raw: bytes, title: str = "") -> Sheet:
    """Read a sheet; texts that a build has divided among rows are put together by its title."""
    sheet = Sheet()
    number = 0
    for element in each(raw, "col", "row", "mergeCell", "autoFilter"):
        name = element.tag.rpartition("}")[2]
        if name == "row":
            number = int(element.get("r", number + 1))
            if not 1 <= number <= LAST_ROW:
                raise ValueError("no such row")
            if is_on(element, "hidden") or element.get("ht") == "0":
                sheet.hidden_rows[number] = 1
            _read_row(sheet, workbook, element, number)
        elif name == "autoFilter":
            sheet.add_filter(element)
        elif name == "mergeCell":
            sheet.merged.append(area_of(element.get("ref", "")))
            require_at_most(MAX_CELLS, len(sheet.merged), _("merged cells"))
        elif is_on(element, "hidden") or element.get("width") == "0":
            first, last = int(element.get("min", "")), min(int(element.get("max", "")), LAST_COLUMN)
            sheet.hidden_columns[first : last + 1] = b"\1" * max(0, last - first + 1)
    _put_together(sheet, [area_of(c) for name, c in workbook.long_texts if name == title])
    return sheet


def _put_together(sheet: Sheet, areas: Iterable[Area]) -> None:
    """Move the pieces of a text into the first of its cells, with a cell merged with the last."""
    rows = sorted({*sheet.cells, *(row for row, _column in sheet.spaces_behind)})
    places = set[tuple[int, int]]()
    ends = {}
    for area in areas:
        column, text = area.left, ""
        for row in rows[bisect_left(rows, area.top) : bisect_right(rows, area.bottom)]:
            if (row, column) in places:
                raise ValueError("divided texts overlap")
            places.add((row, column))
            piece = sheet.cells.get(row, {}).pop(column, "")
            text += piece if isinstance(piece, str) else piece.value
            text += sheet.spaces_behind.get((row, column), "")
        sheet.cells.setdefault(area.top, {})[column] = text.strip()
        ends[area.bottom, column] = area.top
    sheet.merged = [
        replace(area, top=ends.get((area.top, area.left), area.top))
        if area.left == area.right
        else area
        for area in sheet.merged
    ]


def area_of(reference: str) -> Area:
    """The cells that a reference such as ``A1:C9`` names."""
    first, _colon, last = reference.replace("$", "").partition(":")
    (top, left), (bottom, right) = _place(first), _place(last or first)
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def _place(reference: str) -> tuple[int, int]:
    name = reference.rstrip(_DIGITS)
    return min(int(reference[len(name) :]), LAST_ROW), column_number(name)


def _read_row(sheet: Sheet, workbook: Workbook, row: Any, number: int) -> None:
    column = 0
    for cell in row:
        reference = cell.get("r")
        column = column_number(reference.rstrip(_DIGITS)) if reference else column + 1
        if len(cell) == 0:
            continue
        index = int(cell.get("s", "0"))
        style = workbook.styles[index] if index < len(workbook.styles) else _PLAIN
        children = {child.tag.rpartition("}")[2]: child for child in cell}
        read = _text(workbook, cell, children, style)
        if isinstance(read, Fault):
            sheet.cells.setdefault(number, {})[column] = read
            continue
        found, exact = read
        for message in _losses(cell, children, found):
            sheet.warnings.append((number, column, message))
        if found.space_behind:
            sheet.spaces_behind[number, column] = found.space_behind
        if found.text:
            sheet.cells.setdefault(number, {})[column] = found.text
            if found.struck or style.struck:
                sheet.struck.append((number, column))
            if not exact:
                sheet.unformatted.append((number, column))


def _losses(cell: Any, children: Mapping[str, Any], shown: Text) -> Iterator[str]:
    """Sentences on what a cell holds and its text does not say."""
    value = _content(children, "v") or ""
    if _is_picture(cell, children):
        yield _("a picture in the cell was not read")
    if shown.unraised:
        yield unraised(shown.unraised)
    if cell.get("t", "n") == "n" and _is_rounded(value, shown.text):
        yield worded.sentence("rounded", shown=shown.text, value=value.strip())


def _is_rounded(value: str, shown: str) -> bool:
    """Whether a number shows in powers of ten with fewer digits than it has, or falsely as zero."""
    if _POWER_OF_TEN.fullmatch(shown):
        return Decimal(shown) != Decimal(value.strip())
    return _ZERO.fullmatch(shown) is not None and Decimal(value.strip()) != 0


def _content(children: Mapping[str, Any], name: str) -> str | None:
    return children[name].text if name in children else None


def _text(
    workbook: Workbook, cell: Any, children: Mapping[str, Any], style: Style
) -> tuple[Text, bool] | Fault:
    """What a cell shows, and whether its number format is known; or why its text is unknown."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inner = children.get("is")
        return (_formatted(string_of(inner), style) if inner is not None else Text("", False)), True
    value = _content(children, "v")
    if value is None and "f" in children and kind != "str":
        return Fault("no-result", "")
    if value is None or _is_picture(cell, children):
        return Text("", False), True
    if kind == "e":
        return Fault("error", value.strip())
    if kind in ("s", "str"):
        string = workbook.strings[int(value)] if kind == "s" else Text(typed(value), False)
        return _raised(_formatted(string, style), style), True
    return _number(value.strip(), kind, style.code, since_1904=workbook.since_1904)


def _is_picture(cell: Any, children: Mapping[str, Any]) -> bool:
    """Whether a picture stands in the cell: Excel stores it as an error, WPS as a formula."""
    if _content(children, "v") == "#VALUE!" and cell.get("vm") is not None:
        return True
    return "DISPIMG(" in (_content(children, "f") or "")


def _formatted(text: Text, style: Style) -> Text:
    """A text with what its format puts around it; an unknown format changes nothing."""
    try:
        shown = number_format.shown_text(text.text, style.code)
    except ValueError:
        return text
    return text if shown == text.text else replace(text, text=shown.strip())


def _raised(text: Text, style: Style) -> Text:
    """A text whose whole cell is raised or lowered."""
    converted = script(text.text, style.script)
    return replace(text, unraised=text.text) if converted is None else replace(text, text=converted)


def _number(written: str, kind: str, code: str, *, since_1904: bool) -> tuple[Text, bool] | Fault:
    """What a number or a truth value shows, and whether its format is known."""
    if kind == "b":
        return Text("TRUE" if written in ("1", "true") else "FALSE", False), True
    value = _serial(written, since_1904=since_1904) if kind == "d" else _decimal(written)
    try:
        shown = number_format.shown_number(value, code, since_1904=since_1904)
    except number_format.NotADateError:
        return Fault("no-date", written)
    except ValueError:
        return Text(number_format.shown_number(value, number_format.GENERAL), False), False
    return Text(shown.strip(), False), True


def _decimal(written: str) -> Decimal:
    value = Decimal(written)
    if not math.isfinite(float(value)):
        raise ValueError("not a number")
    return value


def _serial(written: str, *, since_1904: bool) -> Decimal:
    """A date of ISO 8601 as a number of days since the epoch."""
    epoch = date(1904, 1, 1) if since_1904 else date(1899, 12, 30)
    moment = datetime.fromisoformat(written.removesuffix("Z"))
    passed = moment.replace(tzinfo=UTC) - datetime.combine(epoch, time(), UTC)
    return Decimal(passed.days) + Decimal(passed.seconds) / 86_400
