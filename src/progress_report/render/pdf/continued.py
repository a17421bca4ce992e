"""Which rows break where a sheet ends, and what is named again where they go on.

A row goes whole to the next sheet only if that leaves less than a fifth of the sheet empty. The
number and the docket of a row that goes on are printed by margin boxes of its page, which belong to
no tag: the row stays one for screen readers.
"""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from progress_report.render.html.templates import css_string
from progress_report.render.pdf.fonts import CONTINUED

MIN_LINES = 3
"""Of a cell on either side of the end of a sheet."""
LARGE_GAP = 0.2
"""Of the height of a sheet: what may not stay empty."""
_BOXES = ("top-left", "top-center", "top-right", "top-left-corner", "top-right-corner")


class MeasuredRow(NamedTuple):
    """A row that is laid out whole."""

    height: float
    padding: float
    """Above and below together."""
    line_height: float
    lines: tuple[int, ...]
    """Of each cell."""
    is_heading: bool
    """Whether it stays with the row below."""


class Repeated(NamedTuple):
    """A text at the top of a sheet, in CSS pixels from its upper left corner."""

    x: float
    y: float
    width: float
    text: str
    is_centred: bool


def broken_rows(
    rows: Sequence[MeasuredRow], first_room: float, room: float
) -> tuple[list[int], list[int]]:
    """The rows that break to fill a sheet, and those that begin a new one: two lists of indices.

    A row that fits on a sheet breaks where it would leave a large gap. One that is higher begins a
    new sheet where too few of its lines would stand on the old one.
    """
    broken, pushed = [], []
    used, available, headings = 0.0, first_room, 0.0
    for index, row in enumerate(rows):
        if row.is_heading:
            headings += row.height
            continue
        height, gap = headings + row.height, available - used
        if height <= gap:
            used += height
        else:
            fitting = math.floor((gap - headings - row.padding) / row.line_height + 0.01)
            rest = [max(count - fitting, MIN_LINES) for count in row.lines if count > fitting]
            readable = fitting >= MIN_LINES and all(
                count <= fitting or count >= 2 * MIN_LINES for count in row.lines
            )
            if height > room:  # it breaks anyway
                if fitting < MIN_LINES:
                    pushed.append(index)
                    fitting = math.floor((room - headings - row.padding) / row.line_height + 0.01)
                full = max(1, math.floor((room - row.padding) / row.line_height + 0.01))
                left = max(row.lines, default=1) - max(0, fitting)
                used = ((left - 1) % full + 1) * row.line_height + row.padding
            elif gap >= LARGE_GAP * room and readable:
                broken.append(index)
                used = max(rest, default=0) * row.line_height + row.padding
            else:
                used = height
            available = room
        headings = 0.0
    return broken, pushed


def repeated(cells: Sequence[Any]) -> list[Repeated]:
    """What names a row again, from the boxes of its cells on a further sheet."""
    texts = []
    for cell in cells:
        element = cell.element
        text = ""
        if element is not None and {"number", "docket"} & {*element.get("class", "").split()}:
            text = "".join(element.itertext()).strip() + CONTINUED
        elif element is not None and not cell.children:
            text = element.get("data-name", "")
        if text:
            x, y = cell.content_box_x(), cell.content_box_y()
            is_centred = "centred" in element.get("class", "").split()
            texts.append(Repeated(x, y, cell.width, text, is_centred))
    return texts[: len(_BOXES)]


def page_style(sheets: dict[int, list[Repeated]], margin: float, width: float) -> str:
    """The style sheet that prints texts on sheets.

    The texts come by the number of their sheet; margin and width of the text area are in CSS
    pixels.
    """
    rules = []
    for number, texts in sheets.items():
        boxes = []
        for name, (x, y, own, text, is_centred) in zip(_BOXES, texts, strict=False):
            before = {
                "top-left": 0.0,
                "top-center": (width - own) / 2,
                "top-right": width - own,
                "top-left-corner": -margin,
                "top-right-corner": width,
            }
            sides = "0 auto auto 0" if name.endswith("corner") else "0 auto auto"
            boxes.append(
                f"@{name} {{ content: {css_string(text)}; width: {own:.3f}px; height: 1px;"
                f" margin: {sides}; vertical-align: top;"
                f" text-align: {'center' if is_centred else 'left'};"
                f" transform: translate({x - margin - before[name]:.3f}px, {y:.3f}px) }}"
            )
        rules.append(f"@page :nth({number}) {{ {' '.join(boxes)} }}")
    return "\n".join(rules)
