"""Decide where the table breaks across sheets, based on the previous layout.

The style sheet keeps every row whole and every group heading with its first row. CSS cannot express
the rest: a row taller than a sheet must split, with text on both sheets; and a cell over several
rows must end where its sheet ends, and begin again on the next.
"""

import copy
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from progress_report.render.pdf.continued import (
    MeasuredRow,
    Repeated,
    page_style,
    plan_rows,
    repeated,
)
from progress_report.render.pdf.fonts import MAX_NAME
from progress_report.render.pdf.tagging import find_boxes, find_lines

MAX_LAYOUTS = 12
# After this many layouts, breaks are only added and never removed, so that the layouts terminate.
_FREE_LAYOUTS = 5

STYLE = """
[data-split] { break-inside: auto !important; orphans: 3; widows: 3 }
[data-pushed] { break-before: page !important }
[data-seam] { border-bottom-width: 0 !important }
[data-kept] { break-inside: avoid }
"""


@dataclass(frozen=True)
class _Part:
    """A piece of a cell over several rows."""

    start: int
    end: int
    named: bool  # whether it shows the text of the cell, which appears once on a sheet
    seam: bool  # whether the next piece follows on the same sheet, with no line between them


@dataclass
class _Merged:
    """A cell over several rows, in the page."""

    cell: Any
    rows: list[Any]
    followers: list[Any]  # the cell to its right in each of its rows; None at the end of the row
    parts: list[_Part]
    inserted: list[tuple[Any, Any]] = field(default_factory=list)
    """Row and cell of every lower piece inserted into the page."""

    @property
    def is_name(self) -> bool:
        return len(_text(self.cell)) <= MAX_NAME

    def write(self) -> None:
        """Insert its pieces into the page, in place of those of the previous layout."""
        for row, cell in self.inserted:
            row.remove(cell)
        self.inserted.clear()
        for part in self.parts:
            piece = self.cell if part.start == 0 else self._lower_piece(part)
            piece.set("rowspan", str(part.end - part.start))
            _mark(piece, "data-seam", part.seam)
            if self.is_name:
                piece.set("data-name", _text(self.cell))

    def _lower_piece(self, part: _Part) -> Any:
        piece = copy.deepcopy(self.cell)
        if not part.named:
            piece.text = None
            piece[:] = []
        row, follower = self.rows[part.start], self.followers[part.start]
        row.insert(len(row) if follower is None else list(row).index(follower), piece)
        self.inserted.append((row, piece))
        return piece


@dataclass(frozen=True)
class _RowPart:
    """The part of a row on one sheet."""

    sheet: int
    height: float
    padding: float  # above and below together; every part has it
    incomplete: bool  # whether the text of some cell does not appear on this sheet
    lines: tuple[dict[Any, int], ...]
    """Of each cell that spans no other row, by the element of the paragraph."""
    line_height: float
    names: tuple[Repeated, ...]  # its number and its docket, for the sheets on which it goes on


@dataclass
class _Sheets:
    """The rows on the sheets of a layout."""

    parts: dict[Any, list[_RowPart]] = field(default_factory=dict)  # by element of the row
    rows: list[list[Any]] = field(default_factory=list)
    headed: list[bool] = field(default_factory=list)
    room: float = 0  # the height of a sheet that is available to rows
    first_room: float = 0  # the same of the first sheet, below the title
    tops: list[float] = field(default_factory=list)
    """Where the rows of each sheet begin, in CSS pixels."""
    left: float = 0  # the left edge and the width of the text area, in CSS pixels
    width: float = 0

    def add(self, box: Any) -> None:
        """Add the next sheet; its boxes are not kept."""
        heads = list(find_boxes(box, "thead"))
        self.room = max(self.room, box.height - sum(head.height for head in heads))
        self.headed.append(bool(heads))
        rows = [row for body in find_boxes(box, "tbody") for row in find_boxes(body, "tr")]
        self.left, self.width = box.content_box_x(), box.width
        self.tops.append(rows[0].position_y if rows else box.content_box_y())
        if not self.rows and rows:
            self.first_room = box.content_box_y() + box.height - self.tops[0]
        for row in rows:
            parts = self.parts.setdefault(row.element, [])
            parts.append(_row_part(len(self.rows), row))
        self.rows.append([row.element for row in rows])

    def torn(self, row: Any) -> bool:
        """Whether a row lies on more than one sheet."""
        return len(self.parts[row]) > 1

    def fits(self, row: Any) -> bool:
        """Whether a torn row would fit on one sheet."""
        parts = self.parts[row]
        height = sum(part.height for part in parts) - (len(parts) - 1) * parts[0].padding
        return height <= self.room

    def lacks_text(self, row: Any) -> bool:
        """Whether a torn row has a cell whose text is not on the row's first sheet."""
        return self.torn(row) and self.parts[row][0].incomplete

    def first(self, row: Any) -> int:
        """The sheet a row begins on."""
        return self.parts[row][0].sheet

    def last(self, row: Any) -> int:
        """The sheet a row ends on."""
        return self.parts[row][-1].sheet


class Breaks:
    """The decisions about the tables of a page, revised after each layout."""

    def __init__(self, root: Any, split: Collection[str]) -> None:
        bodies = [body.findall("tr") for body in root.iter("tbody")]
        self._rows = [row for rows in bodies for row in rows]
        self._merged = [merged for rows in bodies for merged in _merged_cells(rows)]
        self._split = {row for row in self._rows if row.get("id") in split}
        self._never_whole: set[Any] = set()
        self._pushed: set[Any] = set()
        self._kept: set[Any] = set()
        self._layouts = 0
        self.style = ""  # prints what is named again where rows go on; part of the layout in work

    def write(self) -> None:
        """Write the decisions into the page, for the next layout."""
        for row in self._rows:
            _mark(row, "data-split", row in self._split)
            _mark(row, "data-pushed", row in self._pushed)
        for paragraph in self._kept:
            paragraph.set("data-kept", "")
        for merged in self._merged:
            merged.write()

    def revise(self, boxes: Iterable[Any]) -> bool:
        """Revise the decisions; whether any changed, so that the page must be laid out again.

        The boxes are WeasyPrint's, one for each sheet of the layout. What does not depend on the
        position of a row comes first.
        """
        self._layouts += 1
        sheets = _Sheets()
        for box in boxes:
            sheets.add(box)
        # rows that a style sheet hides, or of a table within a cell, have no position
        self._rows = [row for row in self._rows if row in sheets.parts]
        return (
            self._fill_sheets(sheets)
            or self._revise_splits(sheets)
            or self._revise_pushes(sheets)
            or self._revise_cuts(sheets)
            or self._revise_names(sheets)
        )

    def _fill_sheets(self, sheets: _Sheets) -> bool:
        """Let rows break that would leave much of a sheet empty; decided by the first layout."""
        if self._layouts > 1:
            return False
        measured = [_measured(row, sheets.parts[row]) for row in self._rows]
        plan = plan_rows(measured, sheets.first_room, sheets.room)
        self._kept = plan.kept
        broken = {self._rows[i] for i in plan.broken}
        self._split |= broken
        self._never_whole |= broken
        # a row goes with its group heading, which the other revisions know of
        self._pushed |= {self._rows[i] for i in plan.pushed if i and not measured[i - 1].is_heading}
        further = (
            (sheet, sheets.parts[self._rows[index]][0].names)
            for index, numbers in plan.goes_on.items()
            for sheet in numbers
        )
        if broken:  # another layout follows, in which the plan is mostly right
            self.style = page_style(further, sheets.tops, sheets.left, sheets.width)
        return bool(broken)

    def _revise_names(self, sheets: _Sheets) -> bool:
        """Name rows again on the sheets on which they go on."""
        further = ((part.sheet, part.names) for row in self._rows for part in sheets.parts[row][1:])
        before = self.style
        self.style = page_style(further, sheets.tops, sheets.left, sheets.width)
        return self.style != before and self._layouts < MAX_LAYOUTS

    def _revise_splits(self, sheets: _Sheets) -> bool:
        torn = {row for row in self._rows if sheets.torn(row)}
        self._never_whole |= (torn - self._split) | set(_cramped(self._rows, sheets))
        wrongly = {row for row in torn - self._never_whole if sheets.fits(row)}
        before, self._split = self._split, (self._split | self._never_whole) - wrongly
        return self._split != before

    def _revise_pushes(self, sheets: _Sheets) -> bool:
        """Start a new sheet with a row that would show its number without its text.

        At first only with the topmost, since those below will move. A group heading stays with its
        row.
        """
        new = []
        heading = None
        for row in self._rows:
            stranded = _is_heading(row) and sheets.rows[sheets.first(row)][-1] is row
            target = row if heading is None else heading
            if (stranded or sheets.lacks_text(row)) and target not in self._pushed:
                new.append(target)
            heading = row if _is_heading(row) else None
        self._pushed.update(new[:1] if self._layouts <= _FREE_LAYOUTS else new)
        return bool(new)

    def _revise_cuts(self, sheets: _Sheets) -> bool:
        """Cut the cells over several rows where their sheets end."""
        changed = False
        for merged in self._merged:
            if not all(row in sheets.parts for row in merged.rows):
                continue
            starts = _starts(merged.rows, sheets)
            if self._layouts > _FREE_LAYOUTS:
                starts |= {part.start for part in merged.parts}
            parts = _parts(merged, sorted(starts), sheets)
            changed |= parts != merged.parts
            merged.parts = parts
        return changed


def _cramped(rows: list[Any], sheets: _Sheets) -> Iterator[Any]:
    """Rows that fit on a sheet, but not below the title or the heading row."""
    under = {above: row for above, row in pairwise(rows) if _is_heading(above)}
    for number, on_sheet in enumerate(sheets.rows):
        title_alone = number == 0 and not on_sheet
        headless = any(sheets.headed) and on_sheet and not sheets.headed[number]
        if title_alone or headless:
            for first in (on_sheet or rows)[:1]:
                yield under.get(first, first)


def _starts(rows: list[Any], sheets: _Sheets) -> set[int]:
    """Where a cell over these rows is cut: at a new sheet, and around a torn row."""
    return {0} | {
        number
        for number, (above, row) in enumerate(pairwise(rows), start=1)
        if sheets.torn(above) or sheets.torn(row) or sheets.last(above) != sheets.first(row)
    }


def _parts(merged: _Merged, starts: list[int], sheets: _Sheets) -> list[_Part]:
    parts: list[_Part] = []
    named = set[int]()
    rows = merged.rows
    for start, end in pairwise([*starts, len(rows)]):
        sheet, last = sheets.first(rows[start]), sheets.last(rows[end - 1])
        seam = end < len(rows) and sheet == last == sheets.first(rows[end])
        has_text = start == 0 or (merged.is_name and sheet not in named)
        parts.append(_Part(start, end, has_text, seam))
        named |= {sheet, last}  # where a row of it goes on, the page names it
    return parts


def _merged_cells(rows: list[Any]) -> Iterator[_Merged]:
    """The cells of a table body that span rows, in the order in which to cut them."""
    grid: dict[tuple[int, int], Any] = {}
    spanning = []
    for top, row in enumerate(rows):
        column = 0
        for cell in row:
            while (top, column) in grid:
                column += 1
            height = min(int(cell.get("rowspan", "1")), len(rows) - top)
            width = int(cell.get("colspan", "1"))
            grid |= {(top + y, column + x): cell for y in range(height) for x in range(width)}
            if height > 1:
                spanning.append((column, top, height, cell))
    columns = 1 + max((column for _, column in grid), default=0)
    for column, top, height, cell in sorted(spanning, key=lambda entry: entry[:2]):
        followers = []
        for number in range(top, top + height):
            right = (grid.get((number, index)) for index in range(column + 1, columns))
            in_row = (box for box in right if box is not cell and box in list(rows[number]))
            followers.append(next(in_row, None))
        whole = [_Part(0, height, named=True, seam=False)]
        yield _Merged(cell, rows[top : top + height], followers, whole)


def _row_part(sheet: int, row: Any) -> _RowPart:
    padding = 0.0
    if row.children:  # there are none if cells from above cover it
        style = row.children[0].style
        padding = style["padding_top"].value + style["padding_bottom"].value
    complete = all(_has_text(cell) for cell in row.children if _text(cell.element))
    own = [cell for cell in row.children if getattr(cell, "rowspan", 1) == 1]
    paragraphs = [[*find_boxes(cell, "p")] or [cell] for cell in own]
    lines = tuple({box.element: len([*find_lines(box)]) for box in boxes} for boxes in paragraphs)
    heights = (line.height for cell in own for line in find_lines(cell))
    highest = max(heights, default=1.0)
    return _RowPart(sheet, row.height, padding, not complete, lines, highest, tuple(repeated(row)))


def _measured(row: Any, parts: list[_RowPart]) -> MeasuredRow:
    cells: list[Counter[Any]] = [Counter() for _cell in parts[0].lines]
    for part in parts:
        for counts, here in zip(cells, part.lines, strict=False):
            counts.update(here)
    height = sum(part.height for part in parts) - (len(parts) - 1) * parts[0].padding
    return MeasuredRow(height, parts[0].padding, parts[0].line_height, cells, _is_heading(row))


def _text(element: Any) -> str:
    return "".join(element.itertext()).strip()


def _has_text(box: Any) -> bool:
    """Whether there is text in a box."""
    return bool(getattr(box, "text", "")) or any(map(_has_text, getattr(box, "children", ())))


def _is_heading(row: Any) -> bool:
    return "group" in row.get("class", "").split()


def _mark(element: Any, name: str, present: bool) -> None:
    if present:
        element.set(name, "")
    else:
        element.attrib.pop(name, None)
