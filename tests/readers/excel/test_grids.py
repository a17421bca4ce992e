"""Workbooks of many makes, read."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import openpyxl  # type: ignore[import-untyped]  # the package carries no types
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.rich_text import (  # type: ignore[import-untyped]  # as above
    CellRichText,
    TextBlock,
)
from openpyxl.cell.text import InlineFont  # type: ignore[import-untyped]  # as above
from openpyxl.chart import BarChart  # type: ignore[import-untyped]  # as above
from openpyxl.drawing.image import Image  # type: ignore[import-untyped]  # as above
from openpyxl.styles import Font  # type: ignore[import-untyped]  # as above
from support.laws import tries
from support.tables import TEXT
from support.unit_forms import PICTURE

from progress_report.office.package import pack
from progress_report.readers.excel.grids import read
from progress_report.readers.grid import Grid


def only(raw: bytes) -> Grid:
    [grid], problems = read("t.xlsx", raw)
    assert not problems
    return grid


# Out


# In: what openpyxl makes


def saved(workbook: openpyxl.Workbook) -> bytes:
    packed = io.BytesIO()
    workbook.save(packed)
    return packed.getvalue()


def filled(rows: list[list[Any]]) -> tuple[openpyxl.Workbook, Any]:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    return workbook, workbook.active


@given(st.lists(st.lists(TEXT, min_size=2, max_size=2), min_size=1, max_size=4))
def test_texts_of_another_writer_are_read(rows: list[list[str]]) -> None:
    workbook, sheet = filled([])
    for at, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            sheet.cell(at, column).value = text
            sheet.cell(at, column).data_type = "s"
    wanted = [[text.strip() for text in row] for row in rows]
    grids, _ = read("t.xlsx", saved(workbook))
    found = [text for grid in grids for row in grid.rows for text in row if text]
    # what looks like an escape is one to every reader; openpyxl writes it as it stands
    if not any("_x" in text for row in wanted for text in row):
        assert found == [text for row in wanted for text in row if text]


def test_values_are_shown_as_a_person_sees_them() -> None:
    workbook, sheet = filled(
        [[0.3576, 21.0, "021", date(2021, 6, 30), datetime(2021, 6, 30, 9, 5), True, 1234.5]]  # noqa: DTZ001 - a spreadsheet knows no zone
    )
    sheet["A1"].number_format = "0.00%"
    sheet["D1"].number_format = 'yyyy"年"m"月"d"日"'
    sheet["E1"].number_format = "yyyy/m/d h:mm"
    sheet["G1"].number_format = "#,##0.00"
    assert only(saved(workbook)).rows == (
        ("35.76%", "21", "021", "2021年6月30日", "2021/6/30 9:05", "TRUE", "1,234.50"),
    )


def test_dates_since_1904() -> None:
    workbook, sheet = filled([[date(2021, 6, 30)]])
    workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet["A1"].number_format = "yyyy-mm-dd"
    assert only(saved(workbook)).rows == (("2021-06-30",),)


def test_merged_cells_are_filled_and_hidden_ones_left_out() -> None:
    workbook, sheet = filled(
        [
            ["标题"],
            ["号", "类", "密", "文"],
            [1, "甲", "x", "子"],
            [2, None, "y", "丑"],
            [3, "乙", "z", "寅"],
        ]
    )
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("B3:B4")
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[5].hidden = True
    workbook.create_sheet("草稿").append(["x"])
    workbook["草稿"].sheet_state = "hidden"
    workbook.create_sheet("底稿").append(["x"])
    workbook["底稿"].sheet_state = "veryHidden"
    grid = only(saved(workbook))
    assert (grid.name, grid.title) == ("Sheet", "Sheet")
    assert grid.numbers == (1, 2, 3, 4)
    assert grid.columns == (1, 2, 4)
    assert grid.rows == (("标题",) * 3, ("号", "类", "文"), ("1", "甲", "子"), ("2", "甲", "丑"))
    assert grid.notes == (
        "hidden sheets were left out: 草稿, 底稿",
        "sheet 'Sheet': hidden rows were left out: 5",
        "sheet 'Sheet': hidden columns were left out: C",
    )


def test_a_merged_cell_shows_though_it_begins_in_a_hidden_row() -> None:
    workbook, sheet = filled([["类", "甲"], ["一", "乙"], [None, "丙"]])
    sheet.merge_cells("A2:A3")
    sheet.row_dimensions[2].hidden = True
    assert only(saved(workbook)).rows == (("类", "甲"), ("一", "丙"))


def test_each_visible_sheet_with_text_is_a_grid() -> None:
    workbook, _ = filled([["甲"]])
    workbook.create_sheet("空")
    workbook.create_sheet("乙").append(["乙"])
    grids, problems = read("t.xlsx", saved(workbook))
    assert not problems
    assert [(grid.name, grid.rows) for grid in grids] == [("Sheet", (("甲",),)), ("乙", (("乙",),))]


def test_rich_text_and_text_struck_through() -> None:
    struck = CellRichText("已", TextBlock(InlineFont(strike=True), "完成"), "开工")
    workbook, sheet = filled([[struck, "留", "删"]])
    sheet["C1"].font = Font(strike=True)
    grid = only(saved(workbook))
    assert grid.rows == (("已完成开工", "留", "删"),)
    assert grid.notes == ("sheet 'Sheet': struck-through text was read: A1, C1",)


def test_a_formula_without_its_result_is_refused_with_its_cell() -> None:
    workbook, sheet = filled([["合计", "=SUM(A2:A3)"], [1, 2]])
    [grid], none = read("t.xlsx", saved(workbook))
    [(place, problem)] = grid.faults.items()
    assert (none, place) == ([], (0, 1))
    assert (grid.rows, grid.unreadable) == ((("合计", ""), ("1", "2")), frozenset({(0, 1)}))
    assert problem.rule == "bad-cell"
    assert problem.location is not None
    assert (problem.location.line, problem.location.column) == (1, 2)
    assert problem.location.cell == "Sheet!B1"
    assert problem.message == "the result of its formula was not saved"
    sheet.column_dimensions["B"].hidden = True
    assert only(saved(workbook)).rows == (("合计",), ("1",))


# In: what openpyxl cannot make

_SPACE = "http://schemas.openxmlformats.org"
_OFFICE = f"{_SPACE}/officeDocument/2006/relationships"
_STYLES = """<numFmts count="2"><numFmt numFmtId="164" formatCode="0.0%"/>
<numFmt numFmtId="165" formatCode="odd"/></numFmts><fonts><font/></fonts>
<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="31"/></cellXfs>"""


def _relation(name: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>'


def handmade(
    rows: str, *, after: str = "", before: str = "", strings: str = "", strict: bool = False,
    more: Mapping[str, str] | None = None,
) -> bytes:  # fmt: skip
    """A workbook of one sheet whose XML is written here."""
    parts = {
        "_rels/.rels": _relation("a", "officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": '<sheets><sheet name="表" sheetId="1" r:id="s"/></sheets>',
        "xl/_rels/workbook.xml.rels": "".join(
            _relation(*relation)
            for relation in (
                ("s", "worksheet", "/xl/worksheets/sheet1.xml"),
                ("t", "sharedStrings", "sharedStrings.xml"),
                ("y", "styles", "styles.xml"),
                ("x", "externalLink", "externalLinks/externalLink1.xml"),
            )
        ),
        "xl/sharedStrings.xml": strings,
        "xl/styles.xml": _STYLES,
        "xl/worksheets/sheet1.xml": f"{before}<sheetData>{rows}</sheetData>{after}",
        **(more or {}),
    }
    roots = {"rels": "Relationships", "strings": "sst", "styles": "styleSheet"}
    main = (
        "http://purl.oclc.org/ooxml/spreadsheetml/main"
        if strict
        else f"{_SPACE}/spreadsheetml/2006/main"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inner in parts.items():
            kind = next((roots[key] for key in roots if key in name.lower()), "")
            root = kind or ("workbook" if "workbook" in name else "worksheet")
            space = f"{_SPACE}/package/2006/relationships" if root == "Relationships" else main
            xml = f'<{root} xmlns="{space}" xmlns:r="{_OFFICE}">{inner}</{root}>'
            archive.writestr(name, inner if inner.startswith("<?") else xml)
    return packed.getvalue()


def test_strings_of_every_make() -> None:
    strings = (
        "<si><t>共享</t></si>"
        '<si><r><t xml:space="preserve">东 </t></r><r><rPr><b/></rPr><t>京</t></r>'
        '<rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si>'
        "<si><t>甲_x000D_\n乙_x005F_x0041__xD83D__xDE00_</t></si>"
    )
    rows = (
        '<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c>'
        '<c r="C3" t="s"><v>2</v></c><c r="D3" t="inlineStr">'
        "<is><t>内</t><rPh><t>x</t></rPh></is></c>"
        '<c r="E3" t="str"><f>A3</f><v>果</v></c><c r="F3" t="str"><f>""</f><v></v></c>'
        '<c r="G3" t="d" s="3"><v>2021-06-30</v></c>'
        '<c r="H3" t="d"><v>2021-06-30T23:59:59Z</v></c></row>'
    )
    grid = only(handmade(rows, strings=strings))
    assert grid.rows == (
        ("共享", "东 京", "甲\n乙_x0041_😀", "内", "果", "2021年6月30日", "44377.99999"),
    )
    assert grid.numbers == (3,)


def test_cells_without_an_address_follow_one_another_in_the_strict_form_too() -> None:
    rows = (
        "<row><c><v>1</v></c><c/><c><v>2.50</v></c></row><row r='9'><c s='1'><v>0.5</v></c></row>"
    )
    for strict in (False, True):
        grid = only(handmade(rows, strict=strict))
        assert grid.rows == (("1", "2.5"), ("50.0%", ""))
        assert grid.numbers == (1, 9)


def test_an_unknown_number_format_is_reported() -> None:
    grid = only(handmade('<row r="1"><c r="B1" s="2"><v>0.30000000000000004</v></c></row>'))
    assert grid.rows == (("0.3",),)
    assert grid.notes == ("sheet '表': numbers of an unknown format were taken as stored: B1",)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ('<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "gives the error #DIV/0!"),
        ('<c r="B2" t="e"><v>#REF!</v></c>', "gives the error #REF!"),
        ('<c r="B2"><f>A1</f></c>', "was not saved"),
        ('<c r="B2"><f>A1</f><v/></c>', "was not saved"),
        ('<c r="B2" s="3"><v>-1</v></c>', "'-1' is not a valid date"),
    ],
)
def test_cells_without_a_text_are_named(cell: str, words: str) -> None:
    [grid], _none = read("t.xlsx", handmade(f'<row r="2">{cell}</row>'))
    [problem] = grid.faults.values()
    assert (grid.rows, grid.unreadable) == ((("",),), frozenset({(0, 0)}))
    assert words in problem.message
    assert problem.location is not None
    assert (problem.location.cell, problem.location.line) == ("表!B2", 2)


def test_pictures_in_cells_are_left_out() -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="e" vm="1"><v>#VALUE!</v></c>'
        '<c r="C1" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c></row>'
    )
    assert only(handmade(rows)).rows == (("1",),)


def test_what_lies_on_cells_is_warned_about_by_the_cell() -> None:
    workbook, sheet = filled([["序号", "任务", "进展"], ["1", "甲", "完成。"]])
    sheet.add_image(Image(io.BytesIO(PICTURE)), "C2")
    sheet.add_chart(BarChart(), "B2")
    raw = io.BytesIO(saved(workbook))
    with zipfile.ZipFile(raw, "a") as archive:
        name = "xl/drawings/drawing1.xml"
        drawn = archive.read(name).decode()
        end = drawn.rindex("</")
        box = (
            '<oneCellAnchor xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><from>'
            "<col>0</col><row>0</row></from><sp><a:p><a:t>请于</a:t></a:p><a:p><a:t>月底前报</a:t>"
            "</a:p></sp></oneCellAnchor>"
        )
        archive.writestr("drawing", drawn[:end] + box + drawn[end:])
        parts = {one: archive.read(one) for one in archive.namelist()}
    parts[name] = parts.pop("drawing")
    grid = only(pack(parts))
    assert sorted((w.row, w.column, w.message) for w in grid.warnings) == [
        (0, 0, "the text of a text box on the cell was not read: '请于 月底前报'"),
        (1, 1, "an embedded object, such as a chart, was not read"),
        (1, 2, "a picture on the cell was not read"),
    ]


def test_what_lies_under_a_merged_cell_is_not_seen() -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="e"><v>#REF!</v></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c></row>'
        '<row r="3"><c r="A3"><v>3</v></c></row>'
    )
    merged = '<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="A3:XFD1048576"/></mergeCells>'
    grid = only(handmade(rows, after=merged))
    assert (grid.rows, grid.numbers) == ((("1",), ("3",)), (1, 3))


def test_links_to_other_files_are_passed_over() -> None:
    more = {"xl/externalLinks/externalLink1.xml": "<externalBook r:id='http://127.0.0.1:9/x'/>"}
    assert only(handmade("<row><c><v>1</v></c></row>", more=more)).rows == (("1",),)


# What lxml takes is not Python's: only the process knows. Its peak of memory (VmHWM, in kB) begins
# with it; that of getrusage is inherited.
_COST = """
import re, sys, time
from progress_report.readers.excel.grids import read
[grid], problems = read("t.xlsx", sys.stdin.buffer.read())
assert grid.rows == (("1",),) and not problems
print(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1], time.process_time())
"""


@pytest.mark.program
def test_formatted_emptiness_costs_nothing() -> None:
    columns = '<dimension ref="A1:XFD1048576"/><cols><col min="2" max="16384" width="9"/></cols>'
    end = '<row r="1048576" hidden="1"><c r="A1048576" s="1"/></row>'
    memory = []
    for count in (1_000, 200_000):
        stray = "".join(
            f'<row r="{n}"><c r="A{n}" s="1"/><c r="XFD{n}" s="1"/></row>' for n in range(2, count)
        )
        one = '<row r="1"><c r="A1"><v>1</v></c></row>'
        done = subprocess.run(
            [sys.executable, "-c", _COST],
            input=handmade(one + stray + end, before=columns),
            capture_output=True,
            check=True,
        )
        kilobytes, seconds = map(float, done.stdout.split())
        memory.append(kilobytes / 1024)
        assert seconds < 20
    assert memory[1] - memory[0] < 60  # the sheet's text alone is 13


def test_a_few_cells_far_apart_fill_no_memory() -> None:
    letters = [openpyxl.utils.get_column_letter(n) for n in range(1, 3000)]
    rows = "".join(
        f'<row r="{n}"><c r="{name}{n}"><v>1</v></c></row>'
        for n, name in enumerate(letters, start=1)
    )
    grids, [problem] = read("t.xlsx", handmade(rows))
    assert not grids
    assert "2999 rows and 2999 columns" in problem.message


_XML = "<?xml version='1.0'?>"
_DTD = f"{_XML}<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 and no more", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "old Office format"),
        ("序号,任务\n".encode(), "neither a Word nor an Excel file"),
        (handmade("<row r='0'/>"), "damaged"),
        (handmade("<row r='1'><c r='A1' t='s'><v>7</v></c></row>"), "damaged"),
        (handmade("<row r='1'><c r='A1'><v>abc</v></c></row>"), "damaged"),
        (handmade("<row r='1'><c r='ZZZZ1'><v>1</v></c></row>"), "damaged"),
        (handmade("<row><c></row>"), "damaged"),
        (handmade("", after="<mergeCells><mergeCell ref='A'/></mergeCells>"), "damaged"),
        (handmade("", more={"xl/worksheets/sheet1.xml": _DTD}), "document type"),
        (handmade("", more={"xl/workbook.xml": f"{_XML}<document/>"}), "not an Excel workbook"),
        (handmade(""), "no visible sheet"),
    ],
)  # fmt: skip
def test_what_is_no_sound_workbook_is_refused(raw: bytes, words: str) -> None:
    grids, problems = read("t.xlsx", raw)
    assert not grids
    assert [problem.rule for problem in problems] == ["not-importable"]
    assert words in problems[0].message


def test_the_binary_form_is_distinguished() -> None:
    packed = io.BytesIO()
    relations = _relation("a", "officeDocument", "xl/workbook.bin")
    space = f"{_SPACE}/package/2006/relationships"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "_rels/.rels", f'<Relationships xmlns="{space}">{relations}</Relationships>'
        )
        archive.writestr("xl/workbook.bin", b"x")
    [problem] = read("t.xlsx", packed.getvalue())[1]
    assert ".xlsb" in problem.message


@given(st.data())
@tries(150)
def test_a_damaged_workbook_is_never_a_bug(data: st.DataObject) -> None:
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>0.5</v></c></row>'
    with zipfile.ZipFile(io.BytesIO(handmade(rows, strings="<si><t>x</t></si>"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    at = data.draw(st.integers(0, len(parts[name]) - 1))
    parts[name] = parts[name][:at] + data.draw(st.binary(max_size=2)) + parts[name][at + 1 :]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    grids, problems = read("t.xlsx", packed.getvalue())
    assert grids or problems


@pytest.mark.parametrize(
    ("value", "number_format", "text", "warned"),
    [
        (
            CellRichText("10", TextBlock(InlineFont(vertAlign="superscript"), "4"), "户"),
            "General",
            "10⁴户",
            False,
        ),
        (
            CellRichText("乙", TextBlock(InlineFont(vertAlign="subscript"), "甲")),
            "General",
            "乙甲",
            True,
        ),
        (123456789012, "General", "1.23457E+11", True),
        (100000000000, "0E+00", "1E+11", False),
        (0.1, "0", "0", True),
        (0, "0", "0", False),
        (0.3576, "0.0%", "35.8%", False),
    ],
)
def test_a_cell_that_shows_more_than_its_text_is_warned_about(
    value: object, number_format: str, text: str, warned: bool
) -> None:
    workbook, sheet = filled([["序号", "进展"], ["1", value]])
    sheet["B2"].number_format = number_format
    grid = only(saved(workbook))
    assert grid.rows[1][1] == text
    assert [(w.row, w.column) for w in grid.warnings] == [(1, 1)] * warned
