"""How wide the columns of a sheet are, and how high its rows must be for their text.

A program works a height out anew when a text is changed, except where cells are merged. Until
then, and there, the heights counted here hold: for Han characters as wide as they are high, and
for lines as high as those of the faces that stand in where those of GB/T 9704-2012 are not.
"""

import math
from collections.abc import Sequence

from progress_report.domain.config import Orientation, PageConfig
from progress_report.domain.table import Cell, Column, Row
from progress_report.text.width import breaks

MAX_HEIGHT = 409.0
"""Points; no row of Excel is higher."""
PADDING = 4.0
"""Points above and below the text of a cell, together."""
_PIXELS_PER_MM = 96 / 25.4
_PIXELS_PER_POINT = 96 / 72
_BESIDE_TEXT = 8
"""Pixels of a column that are not its text's, and some to spare."""
_LINE = 1.5
"""Of the type size. Noto Serif SC takes 1.45, 仿宋 1.2."""
_LEAST_SIZE, _SIZE_STEP = 9.0, 0.5
"""Points: 小五, the smallest that official tables are set in."""
_LEAST, _AT_END = 4, 2
"""Half characters: the fewest that are a column, and what is left free at the end of a line."""


def columns_in_pixels(columns: Sequence[Column], page: PageConfig) -> list[int]:
    """Widths that together make up the text area of the sheet."""
    across = 297 if page.orientation is Orientation.LANDSCAPE else 210
    text = (across - page.margin_left - page.margin_right) * _PIXELS_PER_MM
    whole = sum(column.width for column in columns)
    return [max(1, int(text * column.width / whole)) for column in columns]


def line_height(size: float) -> float:
    """Points a line takes, of a type size in points."""
    return size * _LINE


def lines(text: str, width: int, size: float) -> int:
    """How many lines a text takes in a cell so many pixels wide, in a type size in points."""
    return _lines(text, _available(width, size))


def _available(width: int, size: float) -> int:
    """Half characters of a line."""
    return max(_LEAST, int((width - _BESIDE_TEXT) / (size * _PIXELS_PER_POINT / 2)))


def _lines(text: str, available: int) -> int:
    """Enough lines, and seldom one too many."""
    if "\n" in text:
        return sum(_lines(part, available) for part in text.split("\n"))
    # GB 18030 takes a byte for what is half as wide as a Han character, and two or four for others
    needed = len(text.encode("gb18030", "replace"))
    if needed <= available:
        return 1
    if needed > 1.5 * len(text):  # Han: a line ends short of its end only for a mark or a number
        return math.ceil(needed / (available - _AT_END))
    return 1 + sum(1 for _ in breaks(text, available))


def heights(rows: Sequence[Row], widths: Sequence[int], size: float) -> list[float]:
    """The height of each row in points, that of its tall cells shared among the rows they span."""
    available = [_available(width, size) for width in widths]
    line = line_height(size)
    most = [1] * len(rows)
    """Lines of each row's highest cell, tall ones apart."""
    tall: list[tuple[int, Cell, float]] = []
    for number, row in enumerate(rows):
        for cell, room in zip(row.cells, available, strict=True):
            if cell is None:
                continue
            needed = _lines(cell.text, room)
            if cell.rowspan > 1:
                tall.append((number, cell, needed * line + PADDING))
            elif needed > most[number]:
                most[number] = needed
    found = [count * line + PADDING for count in most]
    for number, cell, wanted in tall:
        spanned = range(number, number + cell.rowspan)
        lacking = wanted - sum(found[at] for at in spanned)
        for at in spanned:
            found[at] += max(0.0, lacking) / cell.rowspan
    return found


def fitting(row: Row, widths: Sequence[int], size: float) -> float:
    """The type size in which a row fits that would be higher than Excel allows.

    A clerk would do the same: such a row then sorts, filters and prints in one piece. Merged over
    several rows of the sheet it would be parted where a page ends, in the middle of a line.

    Returns:
        The size itself if none down to `_LEAST_SIZE` will do, or if the row shares a tall cell.
    """
    if any(cell is None or cell.rowspan > 1 for cell in row.cells):
        return size
    smaller = size - _SIZE_STEP
    while smaller >= _LEAST_SIZE:
        if heights([row], widths, smaller)[0] <= MAX_HEIGHT:
            return smaller
        smaller -= _SIZE_STEP
    return size


def steps(height: float) -> list[float]:
    """The rows of a sheet that together are so high; one, unless that is more than Excel allows."""
    count = math.ceil(height / MAX_HEIGHT)
    return [round(height / count, 2)] * count
