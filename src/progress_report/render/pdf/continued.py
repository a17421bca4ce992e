"""Which rows break where a sheet ends, and what is named again where they go on.

A row goes whole to the next sheet only if that leaves less than a fifth of the sheet empty. The
number and the docket of a row that goes on are printed by margin boxes of its page, which belong to
no tag: the row stays one for screen readers.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from progress_report.render.html.templates import css_string
from progress_report.render.pdf.fonts import CONTINUED

MIN_LINES = 3  # of a cell on either side of the end of a sheet
LARGE_GAP = 0.2  # of the height of a sheet: what may not stay empty
_BOXES = ("top-left", "top-center", "top-right", "top-left-corner", "top-right-corner")


class MeasuredRow(NamedTuple):
    """A row that is laid out whole."""

    height: float
    padding: float
    line_height: float
    lines: Sequence[Mapping[Any, int]]  # of each cell, by paragraph
    is_heading: bool  # whether it stays with the row below

    def fitting(self, space: float) -> int:
        """How many lines of it have room."""
        return math.floor((space - self.padding) / self.line_height + 0.01)


class SheetPlan(NamedTuple):
    """How rows fill the sheets; rows by their index, sheets from 0."""

    broken: Sequence[int]
    pushed: Sequence[int]  # those that begin a new sheet
    kept: set[Any]
    goes_on: Mapping[int, range]  # the further sheets of each row that has any


class Repeated(NamedTuple):
    """A text at the top of a sheet, in CSS pixels."""

    x: float
    y: float  # from the top of the row
    width: float
    text: str
    is_centred: bool


def plan_rows(rows: Sequence[MeasuredRow], first_room: float, room: float) -> SheetPlan:
    """Where rows break to fill the sheets.

    A row that fits on a sheet breaks where it would leave a large gap. One that is higher begins a
    new sheet where too few of its lines would stand on the old one.
    """
    broken: list[int] = []
    pushed: list[int] = []
    kept = set[Any]()
    goes_on: dict[int, range] = {}
    sheet, used, available, headings = 0, 0.0, first_room, 0.0
    for index, row in enumerate(rows):
        if row.is_heading:
            headings += row.height
            continue
        height, gap = headings + row.height, available - used
        if height <= gap:
            used += height
        else:
            fitting = row.fitting(gap - headings)
            counts = [sum(cell.values()) for cell in row.lines]
            readable = fitting >= MIN_LINES and all(
                count <= fitting or count >= 2 * MIN_LINES for count in counts
            )
            begins, further, used = sheet + 1, 0, height
            if height > room or (gap >= LARGE_GAP * room and readable):
                if height <= room:
                    broken.append(index)
                elif fitting < MIN_LINES:
                    pushed.append(index)
                    fitting = row.fitting(room - headings)
                begins = sheet + (index in pushed)
                sheets = [fitting, max(1, row.fitting(room))]
                near = LARGE_GAP * room / row.line_height
                ends = [_last_lines(cell, sheets, near, kept) for cell in row.lines]
                further, lines = max(ends, default=(0, 0))
                used = lines * row.line_height + row.padding
                goes_on[index] = range(begins + 1, begins + further + 1)
            sheet, available = begins + further, room
        headings = 0.0
    return SheetPlan(broken, pushed, kept, goes_on)


def _last_lines(
    paragraphs: Mapping[Any, int], sheets: Sequence[int], near: float, kept: set[Any]
) -> tuple[int, int]:
    """The sheet on which a cell ends, from 0, and its lines there.

    Sheets are the lines of the first one and of every other. Where a paragraph ends near the end
    of a sheet, the next one is kept whole and added to ``kept``.
    """
    sheet, used, room = 0, 0, sheets[0]
    for paragraph, count in paragraphs.items():
        left = max(0, room - used)
        if count <= left:
            used += count
            continue
        room = sheets[1]
        if used and left < near and count <= room:
            kept.add(paragraph)
            sheet, used = sheet + 1, count
        else:
            rest = max(count - left, MIN_LINES) - 1
            sheet, used = sheet + 1 + rest // room, rest % room + 1
    return sheet, used if sheet else 0


def repeated(row: Any) -> list[Repeated]:
    """What names a row again, from its box on a sheet."""
    texts = []
    for cell in row.children:
        element = cell.element
        text = ""
        if element is not None and {"number", "docket"} & {*element.get("class", "").split()}:
            text = "".join(element.itertext()).strip() + CONTINUED
        elif element is not None and not cell.children:
            text = element.get("data-name", "")
        if text:
            x, y = cell.content_box_x(), cell.content_box_y() - row.position_y
            is_centred = "centred" in element.get("class", "").split()
            texts.append(Repeated(x, y, cell.width, text, is_centred))
    return texts[: len(_BOXES)]


def page_style(
    named: Iterable[tuple[int, Sequence[Repeated]]],
    tops: Sequence[float],
    margin: float,
    width: float,
) -> str:
    """The style sheet that prints texts on sheets.

    The texts come with their sheet, from 0; the tops of the rows by sheet. These, margin and width
    of the text area are in CSS pixels.
    """
    sheets: dict[int, list[Repeated]] = {}
    for sheet, texts in named:
        sheets.setdefault(sheet, []).extend(texts)
    rules = []
    for sheet, texts in sheets.items():
        top = tops[min(sheet, len(tops) - 1)]  # a sheet that is still to come has the usual one
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
                f" transform: translate({x - margin - before[name]:.3f}px, {top + y:.3f}px) }}"
            )
        rules.append(f"@page :nth({sheet + 1}) {{ {' '.join(boxes)} }}")
    return "\n".join(rules)
