"""The widths of columns, and the heights that rows need for their text.

Programs recompute a height when a text changes, except for merged cells. Until then the
heights estimated here apply: for Han characters as wide as they are high, and for the line height
of the fonts that replace those of GB/T 9704-2012 where these are missing.
"""

import math
from collections.abc import Sequence

from progress_report.domain.config import PageConfig
from progress_report.domain.table import Cell, Column, Row
from progress_report.text.width import breaks

HEADINGS_NAME = "TitleRegion1."
"""The beginning of a defined name, by which screen readers find headings."""
MAX_HEIGHT = 409.0
"""Points; Excel's limit for a row."""
PADDING = 4.0
"""Points above and below the text of a cell, together."""
_PIXELS_PER_MM = 96 / 25.4
_PIXELS_PER_POINT = 96 / 72
_SIDE_MARGIN = 8
"""Pixels of a column beside its text, with a reserve."""
_LINE = 1.5
"""Of the type size. Noto Serif SC takes 1.45, 仿宋 1.2."""
_MIN_SIZE, _SIZE_STEP = 9.0, 0.5
"""Points: 小五, the smallest that official tables are set in."""
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
    return _lines(text, _available(width, size))


def _available(width: int, size: float) -> int:
    """Half characters that fit on a line."""
    return max(_MIN_WIDTH, int((width - _SIDE_MARGIN) / (size * _PIXELS_PER_POINT / 2)))


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


def heights(rows: Sequence[Row], widths: Sequence[int], size: float) -> list[float]:
    """The height of each row in points; cells over several rows share theirs among these."""
    available = [_available(width, size) for width in widths]
    line = line_height(size)
    line_counts = [1] * len(rows)
    """Of the highest cell of each row that spans no other."""
    spanning: list[tuple[int, Cell, float]] = []
    for number, row in enumerate(rows):
        for cell, room in zip(row.cells, available, strict=True):
            if cell is None:
                continue
            needed = _lines(cell.text, room)
            if cell.rowspan > 1:
                spanning.append((number, cell, needed * line + PADDING))
            elif needed > line_counts[number]:
                line_counts[number] = needed
    result = [count * line + PADDING for count in line_counts]
    for number, cell, height in spanning:
        spanned = range(number, number + cell.rowspan)
        lacking = height - sum(result[index] for index in spanned)
        for index in spanned:
            result[index] += max(0.0, lacking) / cell.rowspan
    return result


def fitting_size(row: Row, widths: Sequence[int], size: float) -> float:
    """The type size in which a row fits that would be higher than Excel allows.

    A clerk would do the same: the row then sorts, filters and prints in one piece. Over several
    rows of the sheet it would be split at the end of a page, in the middle of a line.

    Returns:
        The size itself if none down to `_MIN_SIZE` fits, or if a cell of the row spans others.
    """
    if any(cell is None or cell.rowspan > 1 for cell in row.cells):
        return size
    smaller = size - _SIZE_STEP
    while smaller >= _MIN_SIZE:
        if heights([row], widths, smaller)[0] <= MAX_HEIGHT:
            return smaller
        smaller -= _SIZE_STEP
    return size


def split_height(height: float) -> list[float]:
    """Heights of rows that add up to a height: one row, unless it is higher than Excel allows."""
    count = math.ceil(height / MAX_HEIGHT)
    return [round(height / count, 2)] * count
