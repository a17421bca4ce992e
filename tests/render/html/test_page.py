"""What the page offers beside the table: a choice of rows by a column in which values repeat."""

import re

import pytest
from support.tasks import layout

from progress_report.domain.period import Period
from progress_report.domain.table import Cell, Column, ColumnKind, Row, Table
from progress_report.render.html.page import render_page


@pytest.mark.parametrize(
    ("kind", "cells", "choices"),
    [
        (ColumnKind.LEAD, ["乙局", "甲局", "甲局"], ["乙局", "甲局"]),
        (ColumnKind.UNITS, ["乙局、甲局", "甲局", ""], ["乙局", "甲局"]),
        (ColumnKind.FIELD, ["乙局、甲局", "甲局", "甲局"], ["乙局、甲局", "甲局"]),
        (ColumnKind.FIELD, ["长" * 20, "甲", "甲"], ["甲", "长" * 20]),
        (ColumnKind.FIELD, ["长" * 21, "甲", "甲"], []),
        (ColumnKind.LEAD, ["甲局", "乙局", "丙局"], []),  # each once
        (ColumnKind.LEAD, ["甲局", "甲局", "甲局"], []),  # nothing to choose between
        (ColumnKind.TASK, ["甲局", "甲局", "乙局"], []),
    ],
)
def test_rows_are_chosen_by_values_that_repeat(
    kind: ColumnKind, cells: list[str], choices: list[str]
) -> None:
    columns = (Column("栏", kind, 50, row_heading=True), Column("任务", ColumnKind.TASK, 50))
    rows = [Row(str(n), (Cell(text), Cell("文。"))) for n, text in enumerate(cells)]
    total = Row("", (Cell("丁局"), Cell("")), total=True)
    table = Table("表", Period(2021, 1, 6), columns, (*rows, total))
    page = render_page(table, layout(totals={"label": "合计"}))
    assert re.findall("<option>(.*?)</option>", page) == choices
    assert ("data-lists>" in page) == (choices != [] and kind is not ColumnKind.FIELD)


def test_a_value_of_rows_that_share_a_cell_repeats() -> None:
    columns = (
        Column("单位", ColumnKind.LEAD, 50, row_heading=True),
        Column("任务", ColumnKind.TASK, 50),
    )
    rows = [
        Row("1", (Cell("甲局", rowspan=2), Cell("文。"))),
        Row("2", (None, Cell("文。"))),
        Row("3", (Cell("乙局"), Cell("文。"))),
    ]
    page = render_page(Table("表", Period(2021, 1, 6), columns, tuple(rows)), layout())
    assert re.findall("<option>(.*?)</option>", page) == ["乙局", "甲局"]
