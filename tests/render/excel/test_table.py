"""Tables as Excel workbooks."""

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]  # the package carries no types
import pytest
from hypothesis import given, settings
from support.tables import (
    CONFIG,
    ELSEWHERE,
    TALL,
    TEXT,
    built,
    bytes_elsewhere,
    grid_of,
    records,
    sentences,
    tables,
)

from progress_report.domain.diagnostics import DataError
from progress_report.domain.period import Period
from progress_report.domain.table import Cell, Column, ColumnKind, Row, Table
from progress_report.readers.excel.grids import read
from progress_report.readers.grid import Grid
from progress_report.render.excel.layout import MAX_HEIGHT, columns_in_pixels, lines, text_height
from progress_report.render.excel.table import render
from progress_report.render.excel.workbook import MAX_TEXT
from progress_report.text.width import breaks

PERIOD = Period(2021, 1, 6)


def one_cell(text: str, kind: ColumnKind = ColumnKind.PROGRESS) -> Table:
    return Table(
        "表", PERIOD, (Column("列", kind, 100, row_heading=True),), (Row("021", (Cell(text),)),)
    )


def opened(raw: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(raw)).active


def only(raw: bytes) -> Grid:
    [grid], problems = read("t.xlsx", raw)
    assert not problems
    return grid


@given(tables() | tables(TEXT | TALL))
def test_what_is_written_is_read_again(table: Table) -> None:
    width = len(table.columns)
    beside = (table.title, *table.notes, CONFIG.issuer, CONFIG.date)
    title, *below = [(text.strip(),) * width for text in beside]
    rows = [title, *(texts for texts, own in records(table) if own), *below]
    # a column is there if it has a text of its own; what goes across is the first column's
    cells = [row.cells for row in table.rows]
    headed = [
        any(cell and cell.text.strip() for cell in column) for column in zip(*cells, strict=True)
    ]
    kept = [at for at in range(width) if at == 0 or headed[at] or table.columns[at].heading.strip()]
    wanted = [tuple(row[at] for at in kept) for row in rows if any(row)]
    assert list(only(render(table, CONFIG)).rows) == wanted


def test_the_real_table() -> None:
    table, config = built()
    raw = render(table, config)
    grid = only(raw)
    assert grid.rows[0] == (table.title,) * 4
    assert list(grid.rows[1:]) == grid_of(table)
    sheet = opened(raw)
    assert sheet.title == "2021年上半年"
    assert (sheet["A3"].value, sheet["B3"].value) == (1, "21")
    assert sheet.freeze_panes == "A3"
    assert sheet.print_title_rows == "$2:$2"
    assert sheet.auto_filter.ref == "A2:D39"  # a long row is set smaller
    page = sheet.page_setup
    assert (page.paperSize, page.orientation, page.fitToHeight) == (9, "landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    margins = sheet.page_margins
    sides = (margins.top, margins.right, margins.bottom, margins.left)
    assert [round(inches * 25.4) for inches in sides] == [28, 37, 26, 35]
    assert sheet.oddFooter.center.text == "— &P —"
    assert (sheet.oddFooter.center.font, sheet.oddFooter.center.size) == ("宋体,Regular", 14)
    fonts = [sheet[at].font.name for at in ("A1", "A2", "D3")]
    assert fonts == ["方正小标宋简体", "黑体", "仿宋_GB2312"]
    assert sheet["D3"].alignment.wrap_text


def test_its_properties_name_title_and_language_and_no_moment() -> None:
    table, config = built()
    with zipfile.ZipFile(io.BytesIO(render(table, config))) as archive:
        # no green corners in the docket column
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert '<ignoredError sqref="A3:D39" numberStoredAsText="1"/>' in sheet
        core = archive.read("docProps/core.xml").decode()
        workbook = archive.read("xl/workbook.xml").decode()
    assert f"<dc:title>{table.title}</dc:title>" in core
    assert "<dc:language>zh-CN</dc:language>" in core
    assert not re.search(r"\d{4}-\d\d-\d\d", core)
    # where JAWS and NVDA look for the headings of rows and columns
    assert re.search(r'name="TitleRegion1\.A2\.D\d+\.1">\'2021年上半年\'!\$B\$2<', workbook)


def test_columns_fill_the_sheet_in_their_shares() -> None:
    table, config = built()
    widths = [opened(render(table, config)).column_dimensions[at].width for at in "ABCD"]
    pixels = [round(width * 7) for width in widths]
    assert sum(pixels) == pytest.approx((297 - 35 - 37) / 25.4 * 96, abs=5)
    assert pixels[3] / pixels[2] == pytest.approx(55 / 30, rel=0.02)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-x", "@a", "{=1}", "021", "1e5", "TRUE", "#N/A", "http://a.b", "mailto:a@b.cn",
     "internal:x", "_x0041_", "_x000D_", "甲\n乙", '"', "<b>&", "😀𠮷"],
)  # fmt: skip
def test_a_text_is_never_taken_for_anything_else(text: str) -> None:
    raw = render(one_cell(text), CONFIG)
    cell = openpyxl.load_workbook(io.BytesIO(raw)).active["A3"]
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert only(raw).rows[2] == (text,)


@pytest.mark.parametrize(("text", "value"), [("12", 12), ("0", 0), ("012", "012"), ("1-2", "1-2")])
def test_a_row_s_number_is_a_number(text: str, value: object) -> None:
    assert opened(render(one_cell(text, ColumnKind.NUMBER), CONFIG))["A3"].value == value


def test_groups_tall_cells_and_what_stands_below() -> None:
    table, config = built("chongchuan")
    grouped = Table(
        table.title,
        table.period,
        table.columns,
        tuple(
            Row(row.docket, row.cells, headings)
            for row, headings in zip(table.rows, (("一、产业",), (), ("二、民生",)), strict=True)
        ),
        table.notes,
    )
    raw = render(grouped, config.model_copy(update={"issuer": "督查室", "date": "2023年12月5日"}))
    sheet = opened(raw)
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert merged == {"A1:J1", "A3:J3", "A6:J6", "B4:B5", "D4:D5", "A9:J9", "A10:J10", "A11:J11"}
    assert sheet.auto_filter.ref == "A2:J7"  # row 8 keeps the notes out of it
    assert [sheet[at].alignment.horizontal for at in ("A9", "A10", "A11")] == [
        *("left", "right", "right")
    ]
    # the text under a tall cell, by which a filter finds the row
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    under = [re.search(rf'<c r="{at}"[^>]*><v>(\d+)</v>', xml) for at in ("B4", "B5")]
    assert under[0]
    assert under[1]
    assert under[0][1] == under[1][1]
    # heights are kept for good only where no program works them out
    kept = re.findall(r'<row r="(\d+)"[^>]* customHeight="1"', xml)
    assert kept == ["1", "3", "4", "5", "6", "8", "9", "10", "11"]


@given(tables(TEXT | TALL))
@settings(max_examples=8)
def test_no_line_lies_on_the_end_of_a_sheet(table: Table) -> None:
    sheet = opened(render(table, CONFIG))
    areas = [area for area in sheet.merged_cells.ranges if area.min_col < area.max_col]
    heading, widths = CONFIG.office.fonts.heading[0], columns_in_pixels(table.columns, CONFIG.page)
    for cell in (cell for row in sheet.iter_rows() for cell in row if cell.font.name != heading):
        height = sheet.row_dimensions[cell.row].height
        assert height <= MAX_HEIGHT
        if isinstance(cell.value, str) and not any(cell.coordinate in area for area in areas):
            assert text_height(cell.value, widths[cell.column - 1], cell.font.sz) <= height + 0.01


def test_a_text_higher_than_a_row_may_be_is_divided_between_sentences() -> None:
    text = sentences(60) + "\n" + sentences(8)
    columns = (
        Column("折子号", ColumnKind.DOCKET, 10, row_heading=True),
        Column("牵头单位", ColumnKind.LEAD, 10),
        Column("进展", ColumnKind.PROGRESS, 80),
    )
    rows = (
        Row("1", (Cell("1"), Cell("教委", rowspan=2), Cell(text))),
        Row("2", (Cell("2"), None, Cell("甲"))),
    )
    raw = render(Table("表", PERIOD, columns, rows), CONFIG)
    sheet = opened(raw)
    column = [cell.value for cell in sheet["C"]]
    last = column.index("甲") + 1
    pieces = column[2 : last - 1]
    assert len(pieces) > 3
    assert "".join(pieces) == text
    assert all(piece.rstrip().endswith("。") for piece in pieces)
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {f"A3:A{last - 1}", f"B3:B{last}"} <= merged
    borders = [sheet.cell(4, 3).border, sheet.cell(3, 3).border]
    assert [(bool(b.top.style), bool(b.bottom.style)) for b in borders] == [
        (False, False),
        (True, False),
    ]
    assert list(only(raw).rows[2:4]) == [("1", "教委", text), ("2", "教委", "甲")]


def test_a_row_a_little_too_high_is_set_smaller_and_stays_whole() -> None:
    text = "进展情况很好，" * 95  # in 12 points 26 lines of 26 Han characters
    narrow = one_cell(text)
    columns = (replace(narrow.columns[0], width=50), Column("备注", ColumnKind.FIELD, 50))
    rows = (Row("1", (Cell(text), Cell("甲"))), Row("2", (Cell("乙"), Cell("丙"))))
    raw = render(replace(narrow, columns=columns, rows=rows), CONFIG)
    sheet = opened(raw)
    assert not [area for area in sheet.merged_cells.ranges if area.min_row in (3, 4)]
    sizes = {at: sheet[at].font.sz for at in ("A3", "B3", "A4", "B4")}
    assert sizes["A4"] == sizes["B4"] == CONFIG.page.text_size
    assert 9 <= sizes["A3"] == sizes["B3"] < CONFIG.page.text_size
    height = sheet.row_dimensions[3].height
    assert MAX_HEIGHT * 0.8 < height <= MAX_HEIGHT
    assert only(raw).rows[2] == (text, "甲")


def test_rows_are_as_high_as_their_lines_need() -> None:
    table, _config = built()
    texts = [cell.text for row in table.rows for cell in row.cells if cell]
    checked = 0
    for width in range(120, 700, 20):
        available = int((width - 8) / 8)  # 12 points are 16 pixels, half a character 8
        for text in texts:
            exact = 1 + sum(1 for _ in breaks(text, available))
            checked += exact > 1
            assert exact <= lines(text, width, 12) <= exact + 1 + exact // 4
    assert checked > 1000
    assert lines("甲\n\n乙", 200, 12) == 3
    assert lines("a word and another word of Latin", 100, 12) >= 3


def test_what_no_cell_holds_is_refused_with_its_task() -> None:
    assert only(render(one_cell("一" * MAX_TEXT), CONFIG)).rows[2] == ("一" * MAX_TEXT,)
    for text in ("一" * (MAX_TEXT + 1), "😀" * (MAX_TEXT // 2 + 1)):
        with pytest.raises(DataError, match="task 021"):
            render(one_cell(text), CONFIG)
    noted = replace(one_cell("甲"), notes=("注：" + "一" * MAX_TEXT,))
    with pytest.raises(DataError, match=r"注：一一.*32769 characters"):
        render(noted, CONFIG)


@pytest.mark.program
def test_the_bytes_are_the_same_everywhere(tmp_path: Path) -> None:
    table, config = built()
    for at, env in enumerate(ELSEWHERE):
        assert bytes_elsewhere("xlsx", tmp_path / str(at), **env) == render(table, config)
