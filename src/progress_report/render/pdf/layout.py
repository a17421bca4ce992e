"""Lay out the page on sheets, repeatedly until its rows break well."""

from typing import TYPE_CHECKING, Any

from progress_report.domain.config import ReportConfig
from progress_report.domain.table import Table
from progress_report.render.html.page import anchor
from progress_report.render.pdf.breaks import MAX_LAYOUTS, STYLE, Breaks
from progress_report.render.pdf.tagging import sheet_boxes

if TYPE_CHECKING:
    from weasyprint import Document

_MM_PER_POINT = 25.4 / 72
_LINE_HEIGHT = 1.5
# Not in print.css: browsers and checkers do not know these properties.
_OUTLINE = """
tbody tr[id] { bookmark-level: 2; bookmark-label: attr(data-label) }
tbody .group th { bookmark-level: 2; bookmark-label: content(text) }
tbody .group ~ tr[id] { bookmark-level: 3 }
"""


def likely_split(table: Table, config: ReportConfig) -> frozenset[str]:
    """Ids of rows that are taller than a sheet, estimated from their numbers of characters.

    A right guess saves a layout; after a wrong one the page is laid out again.
    """
    page = config.page
    width, height = page.sheet
    across = (width - page.margin_left - page.margin_right) / _MM_PER_POINT
    down = (height - page.margin_top - page.margin_bottom) / _MM_PER_POINT
    lines = down / (page.text_size * _LINE_HEIGHT) - 2  # less the heading row
    split = set()
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            if cell is not None:
                per_line = max(1, across * column.width / 100 / page.text_size - 1)
                if len(cell.text) / per_line > lines * cell.rowspan:
                    split.add(anchor(row.docket))
    return frozenset(split)


def lay_out(weasyprint: Any, page: Any, guess: frozenset[str]) -> tuple["Document", bool]:
    """Lay the page out until every row is whole, or splits in a way that reads well.

    Args:
        weasyprint: The module, imported by the caller.
        page: Its ``HTML`` object; rows and cells over many rows are changed in place.
        guess: Ids of rows that may split from the first layout.

    Returns:
        The last layout, and whether its rows have settled. It is complete in any case.
    """
    _remove_links_to_themselves(page.etree_element)
    breaks = Breaks(page.etree_element, guess)
    for _attempt in range(MAX_LAYOUTS):
        breaks.write()
        fonts = weasyprint.text.fonts.FontConfiguration()
        sheet = weasyprint.CSS(string=_OUTLINE + STYLE)
        document: Document = page.render(font_config=fonts, stylesheets=[sheet])
        for box in sheet_boxes(document):
            breaks.add_sheet(box)
        if not breaks.revise():
            return document, True
    return document, False


def _remove_links_to_themselves(root: Any) -> None:
    """Remove the links from which readers of the web page copy a row's address."""
    for row in root.iter("tr"):
        for link in row.iter("a"):
            if link.get("href") == f"#{row.get('id')}":
                del link.attrib["href"]
