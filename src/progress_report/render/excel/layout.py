"""The widths of columns, and the heights that rows need for their text.

Programs recompute a height when a text changes, except for merged cells. Until then the
heights estimated here apply: for Han characters as wide as they are high, and for the line height
of the fonts that replace those of GB/T 9704-2012 where these are missing.
"""

import math
import re
from collections.abc import Sequence

from progress_report.domain.config import PageConfig
from progress_report.domain.table import Column, Row
from progress_report.text.width import breaks

HEADINGS_NAME = "TitleRegion1."
"""The beginning of a defined name, by which screen readers find headings."""
LONG_TEXT = "LongText"
"""Begins the defined names of texts in pieces, by which a reader puts them together."""
MAX_HEIGHT = 409.0  # points; Excel's limit for a row
PADDING = 4.0  # points above and below the text of a cell, together
_PIXELS_PER_MM = 96 / 25.4
_PIXELS_PER_POINT = 96 / 72
_SIDE_MARGIN = 8  # pixels of a column beside its text, with a reserve
_LINE = 1.5  # of the type size: Noto Serif SC takes 1.45, 仿宋 1.2
_MIN_SIZE, _SIZE_STEP = 9.0, 0.5  # points: 小五, the smallest that official tables are set in
_SENTENCES = re.compile(r"[^。；！？\n]{0,200}(?:[。；！？]{1,9}[”’』」）]{0,9}|\n)|.{1,200}")
_PIXEL = 0.75  # in points
_MIN_WIDTH, _LINE_RESERVE = 4, 2
"""Half characters: the least width of a column, and the unused end of a line."""


def columns_in_pixels(columns: Sequence[Column], page: PageConfig) -> list[int]:
    """Widths that add up to the text area of the sheet."""
    text = (page.sheet[0] - page.margin_left - page.margin_right) * _PIXELS_PER_MM
    total = sum(column.width for column in columns)
    return [max(1, int(text * column.width / total)) for column in columns]


def line_height(size: float) -> float:
    """The height of a line in points, from the type size in points."""
    return size * _LINE


def lines(text: str, width: int, size: float) -> int:
    """Number of lines of a text, by the width of its cell (pixels) and the type size (points)."""
    half_characters = int((width - _SIDE_MARGIN) / (size * _PIXELS_PER_POINT / 2))
    return _lines(text, max(_MIN_WIDTH, half_characters))


def _lines(text: str, available: int) -> int:
    """Number of lines: never too few, and seldom one too many."""
    if "\n" in text:
        return sum(_lines(part, available) for part in text.split("\n"))
    # GB 18030 has one byte for characters half as wide as a Han character, two or four for others
    needed = len(text.encode("gb18030", "replace"))
    if needed <= available:
        return 1
    if needed > 1.5 * len(text):  # Han: only a mark or a number leaves the end of a line unused
        return math.ceil(needed / (available - _LINE_RESERVE))
    return 1 + sum(1 for _ in breaks(text, available))


def text_height(text: str, width: int, size: float) -> float:
    """The height of a cell in points, from its text, its width (pixels) and the type size."""
    return lines(text, width, size) * line_height(size) + PADDING


def row_height(row: Row, widths: Sequence[int], size: float) -> float:
    """The height of a row in points.

    A cell over several rows counts whole: its text then lies in its first row, where no end of a
    sheet cuts it.
    """
    cells = zip(row.cells, widths, strict=True)
    needed = (text_height(cell.text, width, size) for cell, width in cells if cell is not None)
    return max(needed, default=line_height(size) + PADDING)


def fitting_size(row: Row, widths: Sequence[int], size: float, room: float) -> float:
    """The type size in which a row fits into the height of a row, in points.

    A clerk would do the same: the row then sorts, filters and prints in one piece. The size stays
    if none down to `_MIN_SIZE` fits, or if a cell of the row spans others.
    """
    if any(cell is None or cell.rowspan > 1 for cell in row.cells):
        return size
    smaller = size - _SIZE_STEP
    while smaller >= _MIN_SIZE:
        if row_height(row, widths, smaller) <= room:
            return smaller
        smaller -= _SIZE_STEP
    return size


def pieces(text: str, width: int, size: float, room: float) -> list[str]:
    """Split a text between sentences, into pieces of which none is higher than ``room`` points.

    Each piece gets a row of its own, so that no sheet ends in the middle of a line. A sentence
    that is higher itself is split as well. Together the pieces are the text.
    """
    if text_height(text, width, size) <= room:
        return [text]
    result = [""]
    for sentence in _SENTENCES.findall(text):
        if result[-1] and text_height(result[-1] + sentence, width, size) > room:
            result.append("")
        result[-1] += sentence
    parts: list[str] = []
    for part in [part for piece in result for part in _halves(piece, width, size, room)]:
        text = part.lstrip() if parts else part  # white space shows least at the end of a piece
        if parts:
            parts[-1] += part[: len(part) - len(text)]
        if text:
            parts.append(text)
    return parts


def _halves(text: str, width: int, size: float, room: float) -> list[str]:
    if len(text) < 2 or text_height(text, width, size) <= room:  # noqa: PLR2004 - one has no half
        return [text]
    middle = len(text) // 2
    halves = text[:middle], text[middle:]
    return [part for half in halves for part in _halves(half, width, size, room)]


def whole_pixels(height: float) -> float:
    """A height rounded up as Excel stores it; over many rows, rounding down could lose a line."""
    return math.ceil(height / _PIXEL) * _PIXEL
