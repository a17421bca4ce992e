"""Whatever a file holds is taken in, or named with its place: never lost without a word."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from openpyxl import Workbook  # type: ignore[import-untyped]  # the package carries no types
from openpyxl.comments import Comment  # type: ignore[import-untyped]  # as above
from openpyxl.worksheet.filters import AutoFilter  # type: ignore[import-untyped]  # as above
from openpyxl.worksheet.table import Table  # type: ignore[import-untyped]  # as above
from support.files import HEAD, LAYOUT, TITLE

from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Severity
from progress_report.importing.read_statements import read_statements
from progress_report.importing.statement import FileStatements
from progress_report.source.nodes import parse

CONFIG = ReportConfig.model_validate(parse("report.yaml", LAYOUT)[1])
ROWS = [["1", "21", "甲任务。", "已开工。"], ["2", "22", "乙任务。", "已完工。"]]
Rows = list[list[str]]


def read(raw: bytes | str, name: str = "2021H1") -> FileStatements:
    return read_statements(name, raw if isinstance(raw, bytes) else raw.encode(), CONFIG, None)


def problems(raw: bytes | str, name: str = "2021H1") -> list[tuple[str, str | int]]:
    """The rule and the cell or line of each diagnostic."""
    return [
        (found.rule, found.location.cell or found.location.line)
        for found in read(raw, name).diagnostics
        if found.location
    ]


def dockets(raw: bytes | str) -> list[str]:
    return [statement.docket for statement in read(raw).statements]


def page(rows: Rows, title: str = TITLE) -> str:
    lines = ("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows)
    return f"<p>{title}</p><table>{''.join(lines)}</table>"


def workbook(change: Callable[[Any, Any], None], rows: Rows | None = None) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in rows or [HEAD, *ROWS]:
        book.active.append(row)
    change(book, book.active)
    book.save(file)
    return file.getvalue()


def document(change: Callable[[Any, Any], None], rows: Rows | None = None) -> bytes:
    made, file = Document(), io.BytesIO()
    rows = rows or [HEAD, *ROWS]
    table = made.add_table(len(rows), len(rows[0]))
    for line, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(line.cells, row, strict=True):
            cell.text = text
    change(made, table)
    made.save(file)
    return file.getvalue()


def archive(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("_", "."), content)
    return file.getvalue()


def test_a_second_table_beside_the_first_is_an_error() -> None:
    beside = [[*HEAD, "", *HEAD], [*ROWS[0], "", *ROWS[1]]]
    assert problems(page(beside)) == [("not-importable", "row 1, column 6")]
    assert problems(page([[*HEAD, *HEAD], [*ROWS[0], *ROWS[1]]])) == [
        ("not-importable", "row 1, column 5")
    ]
    others = [[*HEAD, "", "姓名", "电话"], [*ROWS[0], "", "张三", "138"]]
    assert problems(page(others)) == []
    merged = [[name for name in row for _ in range(2)] for row in (HEAD, *ROWS)]
    assert problems(page(merged)) == []  # as cells over two columns are read


@pytest.mark.parametrize("above", [ROWS[0], ["", "", "甲任务。", "已开工，正在施工。"]])
def test_a_row_above_the_headings_is_an_error(above: list[str]) -> None:
    assert problems(page([above, HEAD, ROWS[1]])) == [("bad-row", "row 1, column 2")]
    assert problems(page([["通州区", "", "2021年", "单位：万元"], HEAD, ROWS[1]])) == []


def test_a_table_of_this_program_without_rows_is_an_error() -> None:
    columns = [{"heading": "任务", "kind": "task", "width": 9, "row_heading": False}]
    table: dict[str, object] = {"version": 1, "title": "", "period": "2021H1", "columns": columns}
    table |= {"rows": [], "notes": [], "issuer": "", "date": ""}
    assert problems(json.dumps(table)) == [("not-importable", 1)]


def hide(sheet: Any) -> None:
    sheet.row_dimensions[2].hidden = True


def by_filter(_book: Any, sheet: Any) -> None:
    hide(sheet)
    sheet.auto_filter.ref = "A1:D3"
    sheet.auto_filter.add_filter_column(0, ["2"])


def by_filter_of_a_table(_book: Any, sheet: Any) -> None:
    hide(sheet)
    table = Table(displayName="T", ref="A1:D3", autoFilter=AutoFilter(ref="A1:D3"))
    table.autoFilter.add_filter_column(0, ["2"])
    sheet.add_table(table)


def by_hand(_book: Any, sheet: Any) -> None:
    hide(sheet)
    sheet.auto_filter.ref = "A1:D3"


def test_rows_that_only_a_filter_hides_are_read() -> None:
    for change in (by_filter, by_filter_of_a_table):
        result = read(workbook(change))
        assert [statement.docket for statement in result.statements] == ["21", "22"]
        assert len(result.notes) == 1
    assert dockets(workbook(by_hand)) == ["22"]


def fault(cell: str) -> Callable[[Any, Any], None]:
    def change(_book: Any, sheet: Any) -> None:
        sheet["F1"] = "核对"
        sheet[cell] = "=1/0"

    return change


@pytest.mark.parametrize(
    ("cell", "rules"), [("F2", []), ("H9", []), ("D2", ["bad-cell"]), ("D1", ["bad-cell"])]
)
def test_a_bad_formula_counts_only_in_a_column_that_counts(cell: str, rules: list[str]) -> None:
    errors = [found.rule for found in read(workbook(fault(cell))).diagnostics]
    assert errors[: len(rules)] == rules
    assert bool(errors) == bool(rules)


WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
VML = 'xmlns:v="urn:schemas-microsoft-com:vml"'


def in_a_text_box(_document: Any, table: Any) -> None:
    box = f"<w:pict><v:shape {VML}><v:textbox><w:txbxContent/></v:textbox></v:shape></w:pict>"
    paragraph = parse_xml(f"<w:p {WORD}><w:r>{box}</w:r></w:p>")
    table._tbl.addprevious(paragraph)  # noqa: SLF001 - python-docx has no other way
    paragraph.xpath(".//w:txbxContent")[0].append(table._tbl)  # noqa: SLF001 - as above


def test_a_table_in_a_text_box_is_read() -> None:
    assert dockets(document(in_a_text_box)) == ["21", "22"]


def without_table(_document: Any, table: Any) -> None:
    table._tbl.getparent().remove(table._tbl)  # noqa: SLF001 - as above


def only_a_picture(made: Any, table: Any) -> None:
    without_table(made, table)
    made.add_paragraph()._p.append(parse_xml(f"<w:r {WORD}><w:drawing/></w:r>"))  # noqa: SLF001 - as above


def only_a_chunk(made: Any, table: Any) -> None:
    table._tbl.addnext(parse_xml(f"<w:altChunk {WORD}/>"))  # noqa: SLF001 - as above
    without_table(made, table)


BIG5 = "序號,折子號,任務,進展情況\n1,21,改造老舊小區五個,已經開工建設三個項目\n".encode("big5")
SPREADSHEET = (
    b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
)
PACKAGE = b'<?xml version="1.0"?><pkg:package xmlns:pkg="a"/>'
OPEN_DOCUMENT = archive(mimetype=b"application/vnd.oasis.opendocument.text", content_xml=b"<a/>")


def test_each_kind_of_file_has_its_own_sentence() -> None:
    files = [
        *(document(without_table), document(only_a_picture), document(only_a_chunk)),
        *(b"<p>2021</p>", b"\x89PNG\r\n\x1a\n", SPREADSHEET, PACKAGE, OPEN_DOCUMENT, BIG5),
        archive(uof_xml=b"<uof:UOF/>"),
        archive(甲局_docx=document(lambda *_: None), 乙局_xlsx=workbook(lambda *_: None)),
    ]
    results = [read(file).diagnostics for file in files]
    assert [len(diagnostics) for diagnostics in results] == [1] * len(files)
    assert len({diagnostics[0].message for diagnostics in results}) == len(files)
    assert all(diagnostics[0].hint for diagnostics in results)


def test_text_in_gbk_is_not_taken_for_big5() -> None:
    for rows in (
        [HEAD, *ROWS],
        [HEAD, ["1", "21", "改造老旧小区。", "已开工三个项目，完成投资5亿元。"]],
    ):
        text = "\n".join(",".join(row) for row in rows)
        assert problems(text.encode("gbk")) == []


def test_one_cause_is_one_error_and_a_count() -> None:
    wide = "".join(f"{number},{number},甲,好,多\n" for number in range(1, 900))
    rows = "".join(f"{number},{number},甲,好\n" for number in range(1, 1000))
    found = problems(",".join(HEAD) + "\n" + rows + wide)
    assert found == [("bad-row", line) for line in (1001, 1002, 1003, 1004)]
    lines = [TITLE, " ".join(HEAD)]
    for number in range(1, 60):
        lines += [f"{number} {number} 推进任务，完成全部", "前期工作 已完成手续，", "正在招标。"]
    assert problems("\n".join(lines)) == [("bad-row", 3)]


def commented(_book: Any, sheet: Any) -> None:
    sheet["D2"].comment = Comment("请核实", "张三")
    sheet["H9"].comment = Comment("表外", "张三")


def test_comments_of_excel_are_named_at_their_cells() -> None:
    [warning] = read(workbook(commented)).diagnostics
    assert warning.severity is Severity.WARNING
    assert "请核实" in warning.message
    assert warning.location is not None
    assert warning.location.cell == "Sheet!D2"


@pytest.mark.parametrize(
    "inside",
    ["<img src=a.png>", "<textarea>好</textarea>", "<input value=好>", "<select></select>"],
)
def test_what_a_page_draws_in_a_cell_is_named_at_it(inside: str) -> None:
    rows = [HEAD, [*ROWS[0][:3], f"好。{inside}"]]
    assert problems(page(rows)) == [("bad-cell", "row 2, column 4")]
    assert problems(page([HEAD, [*ROWS[0][:3], '好。<img src=a.gif width="1px">']])) == []


@pytest.mark.parametrize(
    ("title", "heading", "period", "day"),
    [
        ("2021年情况表（截至2021年6月10日）", "目前进展情况", "2021H1", "2021-06-10"),
        ("截至2021年4月10日情况表", "目前进展情况", "2021M01-M04", "2021-04-10"),
        ("2021年情况表", "目前进展情况（截至6月10日）", "2021H1", "2021-06-10"),
        ("2021年情况表", "至6月10日进展情况", "2021H1", "2021-06-10"),
        ("2021年一季度情况表（截至4月6日）", "目前进展情况", "2021Q1", "None"),
        ("2021年上半年情况表", "目前进展情况", "2021H1", "None"),
    ],
)
def test_the_day_of_a_report_is_kept(title: str, heading: str, period: str, day: str) -> None:
    rows = [[*HEAD[:3], heading], ROWS[0]]
    result = read(page(rows, title), "a.html")
    [(reported, report)] = result.statements[0].reports.items()
    assert (reported.name, str(report.as_of)) == (period, day)
    assert any("2021-04-06" in note for note in result.notes) == ("4月6日" in title)


@pytest.mark.parametrize("marks", ["1234", ["（1）", "(2)", "（3）", "(4)"], "甲乙丙丁", "ABCD"])
def test_a_row_that_counts_the_columns_is_no_task(marks: str | list[str]) -> None:
    result = read(page([HEAD, [*marks], *ROWS]))
    assert [statement.docket for statement in result.statements] == ["21", "22"]
    assert result.diagnostics == []
    assert len(result.notes) == 1


def test_a_sample_is_no_task() -> None:
    assert dockets(page([HEAD, ["示例：", "99", "某任务。", "已完成50%。"], *ROWS])) == ["21", "22"]


def test_a_row_in_a_table_of_its_own_is_named() -> None:
    rest = "<table><tr><td>3</td><td>23</td><td>丙任务。</td></tr></table>"
    assert len(read(page([HEAD, *ROWS]) + rest).notes) == 1
    assert read(page([HEAD, *ROWS]) + "<table><tr><td>首页</td><td>1</td></tr></table>").notes == []


@pytest.mark.parametrize(
    ("attributes", "text"),
    [("", "1. 甲\n2. 乙"), (" start=3", "3. 甲\n4. 乙"), (" type=A", "A. 甲\nB. 乙")],
)
def test_numbers_of_lists_are_text(attributes: str, text: str) -> None:
    cell = f"<ol{attributes}><li>甲</li><li>乙</li></ol>"
    result = read(page([HEAD, [*ROWS[0][:3], cell]]))
    [report] = result.statements[0].reports.values()
    assert report.parts[0].text == text
    plain = read(page([HEAD, [*ROWS[0][:3], cell.replace("<ol", "<ol style=list-style:none")]]))
    [report] = plain.statements[0].reports.values()
    assert report.parts[0].text == "甲\n乙"


def test_a_character_of_one_font_alone_is_named() -> None:
    assert problems(page([HEAD, [*ROWS[0][:3], "\uf0fc完成"]])) == [("bad-cell", "row 2, column 4")]


def test_a_period_over_two_years_is_none() -> None:
    rows = [HEAD, ROWS[0]]
    found = problems(page(rows, "2020年12月至2021年6月情况表"), "a")
    assert found == [("no-period", "row 1, column 1")]
    periods = read(page(rows, "2021年1月至2021年6月情况表"), "a").periods
    assert {period.name for period in periods} == {"2021H1"}
