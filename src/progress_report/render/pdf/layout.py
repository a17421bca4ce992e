"""Lay out the page on sheets, repeatedly until its rows break well."""

from collections.abc import Iterator
from math import ceil
from typing import TYPE_CHECKING, Any

from progress_report.domain.config import ReportConfig
from progress_report.domain.table import Table
from progress_report.render.html.page import anchor
from progress_report.render.pdf.breaks import MAX_LAYOUTS, STYLE, Breaks
from progress_report.render.pdf.tagging import find_boxes, find_lines, sheet_boxes

if TYPE_CHECKING:
    from weasyprint import Document

_LINE_HEIGHT = 1.5
_FILLED = 0.8  # of a sheet, where rows stay whole
_MIN_FILLED = 10
"""The characters of a line from which on it is filled: in narrow cells names would stretch."""
_MAX_SPACING = 1 / 8  # of a character, between two of them
# Not in print.css: browsers and checkers do not know these properties.
_OUTLINE = """
tbody tr[id] { bookmark-level: 2; bookmark-label: attr(data-label) }
tbody .group th { bookmark-level: 2; bookmark-label: content(text) }
tbody .group ~ tr[id] { bookmark-level: 3 }
"""


def likely_split(table: Table, config: ReportConfig) -> frozenset[str]:
    """Ids of rows taller than a sheet, estimated by characters: a right guess saves a layout."""
    available = _lines_of_a_sheet(config)
    return frozenset(
        anchor(row.docket)
        for row, lines in zip(table.rows, _lines(table, config), strict=True)
        if lines > available
    )


def likely_sheets(table: Table, config: ReportConfig) -> int:
    """How many sheets the table takes, estimated in the same way: for a person who waits."""
    lines = sum(ceil(lines) + 0.5 for lines in _lines(table, config))  # and the padding
    return ceil(lines / _lines_of_a_sheet(config) / _FILLED)


def _lines_of_a_sheet(config: ReportConfig) -> float:
    _across, down = config.page.text_area
    lines = down / (config.page.text_size * _LINE_HEIGHT) - 2  # less the heading row
    return max(1, lines)


def _lines(table: Table, config: ReportConfig) -> Iterator[float]:
    """The lines of each row, by the number of its characters; a cell over many shares its own."""
    page = config.page
    across, _down = page.text_area
    per_line = [
        max(1, across * column.width / 100 / page.text_size - 1) for column in table.columns
    ]
    for row in table.rows:
        cells = zip(row.cells, per_line, strict=True)
        yield max((len(cell.text) / line / cell.rowspan for cell, line in cells if cell), default=0)


def lay_out(weasyprint: Any, page: Any, guess: frozenset[str]) -> tuple["Document", bool]:
    """Lay the page out until every row is whole, or splits in a way that reads well.

    Rows and cells over many rows are changed in place in the page, WeasyPrint's ``HTML`` object.
    Rows whose ids are guessed may split from the first layout. Gives the last layout, which is
    complete in any case, and whether its rows have settled.
    """
    breaks = Breaks(page.etree_element, guess)
    for _attempt in range(MAX_LAYOUTS):
        breaks.write()
        fonts = weasyprint.text.fonts.FontConfiguration()
        sheet = weasyprint.CSS(string=_OUTLINE + STYLE + breaks.style)
        document: Document = page.render(font_config=fonts, stylesheets=[sheet])
        if settled := not breaks.revise(sheet_boxes(document)):
            break
    for box in sheet_boxes(document):
        for cell in find_boxes(box, "td"):
            _fill_lines(cell)
    return document, settled


def _fill_lines(cell: Any) -> None:
    """Space the characters so that the lines of a wide cell end below each other.

    The last line of a paragraph stays as it is. WeasyPrint itself stretches spaces only, of which
    Chinese has none.
    """
    size = cell.style["font_size"]
    is_centred = "centred" in cell.element.get("class", "").split()
    if is_centred or cell.width < _MIN_FILLED * size:
        return
    right = cell.content_box_x() + cell.width
    for line in find_lines(cell):
        if line.resume_at is None or len(line.children) != 1:
            continue
        [box] = line.children
        gaps = len(getattr(box, "text", "")) - 1
        spacing = (right - box.position_x - box.width) / max(gaps, 1)
        if 0 < spacing <= _MAX_SPACING * size:
            box.style = box.style.copy()
            box.style["letter_spacing"] = spacing
