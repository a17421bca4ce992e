"""Tables printed, and the structure of the PDF."""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from support.printer import print_page
from support.tasks import layout

from progress_report.domain.config import ReportConfig
from progress_report.domain.period import Period
from progress_report.domain.table import Cell, Column, ColumnKind, Row, Table
from progress_report.render.html.page import render_page

COLUMNS = (
    Column("序号", ColumnKind.NUMBER, 6, row_heading=True),
    Column("市折子号", ColumnKind.DOCKET, 9),
    Column("任务", ColumnKind.TASK, 30),
    Column("进展", ColumnKind.PROGRESS, 55),
)


CONFIG = layout(
    ((column.heading, column.kind, column.width) for column in COLUMNS), title="{year}年{period}表"
)


def table(*progress: str) -> Table:
    rows = [
        Row(str(i), (Cell(str(i)), Cell(str(i)), Cell(f"任务甲乙丙{i}。"), Cell(text)))
        for i, text in enumerate(progress, start=1)
    ]
    return Table("2021年上半年表", Period(2021, 1, 6), COLUMNS, tuple(rows))


def printed(made: Table, config: ReportConfig = CONFIG) -> tuple[bytes, list[str]]:
    return print_page(render_page(made, config))


_OPENED: list[pikepdf.Pdf] = []


def elements(content: bytes) -> list[Any]:
    """The structure elements, in reading order."""

    def walk(element: Any) -> Iterator[Any]:
        yield element
        for kid in element.get("/K", []):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield from walk(kid)

    opened = pikepdf.open(io.BytesIO(content))
    _OPENED.append(opened)  # its objects live only as long as it does
    return list(walk(opened.Root.StructTreeRoot.K[0]))
