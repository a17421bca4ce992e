"""How wide the columns of a sheet are, and how high its rows must be for their text.

A program works a height out anew when a text is changed, except where cells are merged. Until
then, and there, the heights counted here hold: for Han characters as wide as they are high, and
for lines as high as those of the faces that stand in where those of GB/T 9704-2012 are not.
"""

import math
from collections.abc import Sequence

from progress_report.cells import breaks
from progress_report.config import PageConfig
from progress_report.table import Cell, Column, Row

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
_LEAST = 4
"""Half characters: less is no column."""


def columns_in_pixels(columns: Sequence[Column], page: PageConfig) -> list[int]:
    """Widths that together make up the text area of the sheet."""
    across = 297 if page.orientation == "landscape" else 210
    text = (across - page.margin_left - page.margin_right) * _PIXELS_PER_MM
    whole = sum(column.width for column in columns)
    return [max(1, int(text * column.width / whole)) for column in columns]


def line_height(size: float) -> float:
    """Points a line takes, of a type size in points."""
    return size * _LINE


def lines(text: str, width: int, size: float) -> int:
    """How many lines a text takes in a cell so many pixels wide, in a type size in points."""
    half = size * _PIXELS_PER_POINT / 2
    available = max(_LEAST, int((width - _BESIDE_TEXT) / half))
    return sum(1 + sum(1 for _ in breaks(part, available)) for part in text.split("\n"))


def heights(rows: Sequence[Row], widths: Sequence[int], size: float) -> list[float]:
    """The height of each row in points, that of its tall cells shared among the rows they span."""
    found = [0.0] * len(rows)
    tall: list[tuple[int, Cell, float]] = []
    for number, row in enumerate(rows):
        for cell, width in zip(row.cells, widths, strict=True):
            if cell is None:
                continue
            needed = lines(cell.text, width, size) * line_height(size) + PADDING
            if cell.rowspan > 1:
                tall.append((number, cell, needed))
            else:
                found[number] = max(found[number], needed)
        found[number] = max(found[number], line_height(size) + PADDING)
    for number, cell, needed in tall:
        spanned = range(number, number + cell.rowspan)
        lacking = needed - sum(found[at] for at in spanned)
        for at in spanned:
            found[at] += max(0.0, lacking) / cell.rowspan
    return found


def steps(height: float) -> list[float]:
    """The rows of a sheet that together are so high; one, unless that is more than Excel allows."""
    count = math.ceil(height / MAX_HEIGHT)
    return [round(height / count, 2)] * count
