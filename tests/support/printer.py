"""A layout, and how tests print with it."""

from support.tasks import layout

from progress_report.domain.config import Fonts
from progress_report.domain.table import Column, ColumnKind
from progress_report.render.pdf.fonts import FontSet, find_fonts
from progress_report.render.pdf.weasyprint import print_pdf

FONTS = find_fonts(Fonts(), [])
COLUMNS = (
    Column("序号", ColumnKind.NUMBER, 6, row_heading=True),
    Column("分管领导", ColumnKind.LEAD, 9),
    Column("任务", ColumnKind.TASK, 30),
    Column("进展", ColumnKind.PROGRESS, 55),
)
CONFIG = layout((column.heading, column.kind, column.width) for column in COLUMNS)


def print_page(
    page: str, fonts: FontSet = FONTS, split: frozenset[str] = frozenset()
) -> tuple[bytes, list[str]]:
    """The PDF of a page, and WeasyPrint's warnings."""
    output = print_pdf("2021H1.pdf", page, fonts, split=split)
    return output.content, list(output.notes)
