"""What the template of Typst is told of each cell."""

from collections import defaultdict

import pytest
from support.tasks import layout

from progress_report.domain.period import Period
from progress_report.domain.table import Cell, Column, ColumnKind, Row, Table
from progress_report.render.pdf.typst_data import plain_data

ADVANCES = defaultdict(lambda: 1.0, {chr(code): 1.0 for code in range(0x4E00, 0x9FFF)})


@pytest.mark.parametrize(
    ("end", "kept"),
    [
        ("抓施工", "抓施工"),
        ("抓施工。", "施工"),
        ("施工”。", "施工"),
        ("完成12户。", "12户"),
        ("完成12户", ""),
        ("完成123456789户。", ""),
        ("Abc", ""),
    ],
)
def test_the_last_characters_stay_together(end: str, kept: str) -> None:
    """With the marks behind them they are three or more; a number is no line of its own."""
    text = "一" * 60 + end
    columns = (
        Column("号", ColumnKind.NUMBER, 50, row_heading=True),
        Column("任务", ColumnKind.TASK, 50),
    )
    table = Table("表", Period(2021, 1, 6), columns, (Row("1", (Cell("1"), Cell(text))),))
    [row] = plain_data(table, layout(), ADVANCES)["rows"]
    [last] = row["cells"][1]["last"]
    assert (text.encode()[slice(*last)].decode() if last else "") == kept
    assert row["cells"][0]["last"] == [None]  # of one line


@pytest.mark.parametrize(("length", "is_name"), [(50, True), (51, False)])
def test_a_long_text_is_no_name_to_repeat(length: int, is_name: bool) -> None:
    columns = (Column("号", ColumnKind.NUMBER, 100, row_heading=True),)
    table = Table("表", Period(2021, 1, 6), columns, (Row("1", (Cell("长" * length),)),))
    [row] = plain_data(table, layout(), ADVANCES)["rows"]
    assert row["cells"][0]["name"] == is_name
