"""Where the table's rows fall on the sheets.

WeasyPrint lays out; this decides which rows it may split, from what the layout before came to.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from progress_report.config import ReportConfig
from progress_report.render.html import anchor
from progress_report.table import Table

if TYPE_CHECKING:
    from weasyprint import Document

_MAX_LAYOUTS = 5
_MM_PER_POINT = 25.4 / 72
_LINE_HEIGHT = 1.5
# Not in print.css: browsers and checkers do not know these properties.
_OUTLINE = "tbody tr[id] { bookmark-level: 2; bookmark-label: attr(data-label) }"


def likely_tall(table: Table, config: ReportConfig) -> frozenset[str]:
    """Ids of rows that, by a count of their characters, are taller than a sheet.

    A guess that saves a layout where it is right; where it is wrong the layout is done again.
    """
    page = config.page
    width, height = (297, 210) if page.orientation == "landscape" else (210, 297)
    across = (width - page.margin_left - page.margin_right) / _MM_PER_POINT
    down = (height - page.margin_top - page.margin_bottom) / _MM_PER_POINT
    lines = down / (page.text_size * _LINE_HEIGHT) - 2  # less the heading row
    tall = set()
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            if cell is not None:
                per_line = max(1, across * column.width / 100 / page.text_size - 1)
                if len(cell.text) / per_line > lines * cell.rowspan:
                    tall.add(anchor(row.docket))
    return frozenset(tall)


def lay_out(weasyprint: Any, page: Any, guess: frozenset[str]) -> "Document":
    """Lay the page out until every row is whole, or split in a way that reads well.

    The style sheet keeps all rows whole. A row taller than a sheet cannot be, and is allowed to
    split, and so is a first row that would leave the title alone on its sheet. Where a split row
    then shows its number on a sheet without its text, it is made to start a new sheet. A cell
    over many rows is cut where a sheet ends.

    Args:
        weasyprint: The module, imported by the caller.
        page: Its ``HTML`` object; cells may be cut in place.
        guess: Ids of rows that may split from the first try.
    """
    split, pushed, below_title = set(guess), set[str](), set[str]()
    for _attempt in range(_MAX_LAYOUTS):
        rules = [f"[id='{name}'] {{ break-inside: auto !important }}" for name in sorted(split)]
        rules += [f"[id='{name}'] {{ break-before: page !important }}" for name in sorted(pushed)]
        sheet = weasyprint.CSS(string="\n".join([_OUTLINE, *rules]))
        fonts = weasyprint.text.fonts.FontConfiguration()
        document = page.render(font_config=fonts, stylesheets=[sheet])
        torn = _torn_rows(document)
        below_title |= _first_row_missed(document)
        wrongly = {name for name, row in torn.items() if row.fits} & split - below_title
        newly = (torn.keys() | below_title) - split
        lonely = {name for name, row in torn.items() if row.lonely} - pushed
        if not (wrongly or newly or lonely or _cut_tall_cells(page.etree_element, document)):
            break
        split = (split | newly) - wrongly
        pushed |= lonely - newly - wrongly
    return document


def _cut_tall_cells(root: Any, document: "Document") -> bool:
    """Cut cells that span rows of two sheets, in place; the text stands again on the next sheet.

    WeasyPrint would leave such a cell open at the sheet's end, and nameless on the next.

    Returns:
        Whether there were any.
    """
    sheets: dict[str, int] = {}
    for number, page in enumerate(document.pages):
        for row in _boxes(page._page_box, "tr"):  # noqa: SLF001 - no public road to the boxes
            sheets.setdefault(row.element.get("id"), number)
    changed = False
    for body in root.iter("tbody"):
        rows = [row for row in body.iter("tr") if row.get("id") in sheets]
        for top, row in enumerate(rows):
            for cell in list(row):
                height = int(cell.get("rowspan", "1"))
                ends = [sheets[below.get("id")] for below in rows[top : top + height]]
                kept = ends.count(ends[0])
                if kept < height:
                    _cut(cell, rows[top + kept], kept, height - kept)
                    changed = True
    return changed


def _cut(cell: Any, next_row: Any, kept: int, rest: int) -> None:
    """Shorten a cell to ``kept`` rows, and let a copy go on for ``rest`` rows in another row."""
    lower = copy.deepcopy(cell)
    cell.set("rowspan", str(kept))
    lower.set("rowspan", str(rest))
    column = _column(cell)
    position = sum(_column(other) < column for other in next_row)
    next_row.insert(position, lower)


def _column(cell: Any) -> int:
    """The column number the page's templates put first into a cell's class (``c3 task``)."""
    return int(cell.get("class").split()[0].removeprefix("c"))


def _first_row_missed(document: "Document") -> set[str]:
    """The id of the first row, if the first sheet has room for the title only."""
    for number, page in enumerate(document.pages):
        for row in _boxes(page._page_box, "tr"):  # noqa: SLF001 - no public road to the boxes
            if (name := row.element.get("id")) is not None:
                return {name} if number else set()
    return set()


@dataclass
class _TornRow:
    """A row that lies on more than one sheet."""

    fits: bool
    """Whether one sheet would have held it."""
    lonely: bool
    """Whether a cell of its first sheet lacks its text."""


def _torn_rows(document: "Document") -> dict[str, _TornRow]:
    parts: dict[str, list[Any]] = {}
    room = 0.0
    for page in document.pages:
        box = page._page_box  # noqa: SLF001 - no public road to the boxes
        head = next(_boxes(box, "thead"), None)
        room = max(room, box.height - (head.height if head is not None else 0))
        for row in _boxes(box, "tr"):
            if (name := row.element.get("id")) is not None:
                parts.setdefault(name, []).append(row)
    torn = {}
    for name, rows in parts.items():
        if len(rows) > 1:
            cells = [cell for cell in rows[0].children if cell.element is not None]
            fits = sum(row.height for row in rows) <= room
            torn[name] = _TornRow(fits, not all(_has_text(cell) for cell in cells))
    return torn


def _boxes(box: Any, tag: str) -> Iterator[Any]:
    if box.element_tag == tag and box.element is not None:
        yield box
    else:
        for child in getattr(box, "children", ()):
            yield from _boxes(child, tag)


def _has_text(box: Any) -> bool:
    if getattr(box, "text", ""):
        return True
    empty = (
        box.element is not None and box.element_tag == "td" and not "".join(box.element.itertext())
    )
    return empty or any(_has_text(child) for child in getattr(box, "children", ()))
