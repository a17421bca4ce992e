"""What a file hides is left out, what it strikes through is taken in; and both are said."""

from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import (  # type: ignore[import-untyped]  # the package carries no types
    Workbook,
    load_workbook,
)
from support.files import (
    CHINESE,
    HEAD,
    TITLE,
    Rows,
    imported,
    markdown,
    records,
    whole,
    workbook,
)

pytestmark = pytest.mark.program

ROWS = [["1", "21", "甲。", "好。"], ["2", "22", "乙。", "好。"], ["3", "23", "丙。", "好。"]]


def web(folder: Path, *rows: str) -> str:
    """A page of a table, whose first row has the headings."""
    head = "".join(f"<th>{text}" for text in HEAD)
    text = f"<p>{TITLE}</p><table><tr>{head}{''.join(rows)}</table>"
    (folder / "a.html").write_text(text, encoding="utf-8")
    return "a.html"


def tr(number: int, progress: str, attributes: str = "") -> str:
    return f"<tr {attributes}><td>{number}<td>2{number}<td>任务{number}。<td>{progress}"


def web_of(folder: Path, rows: Rows) -> str:
    return web(folder, *("<tr>" + "".join(f"<td>{text}" for text in row) for row in rows[1:]))


def text_of(folder: Path, rows: Rows) -> str:
    lines = [TITLE, *(" ".join(row) for row in rows)]
    (folder / "a.txt").write_text("\n".join(lines), encoding="utf-8")
    return "a.txt"


def word(folder: Path, rows: Rows, *hidden: int) -> str:
    """A document of a table, some rows of which are hidden."""
    document = Document()
    document.add_paragraph(TITLE)
    table = document.add_table(rows=0, cols=4)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    elements = list(document.element.body.iter(qn("w:tr")))
    for index in hidden:
        elements[index].get_or_add_trPr().append(OxmlElement("w:hidden"))
    document.save(str(folder / "a.docx"))
    return "a.docx"


def test_hidden_sheets_are_reported_whatever_sheet_comes_first(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "封面"
    book.active.append(["督查室"])
    for name in ("甲局", "乙局", "旧稿"):
        sheet = book.create_sheet(name)
        at = ("甲局", "乙局", "旧稿").index(name)
        for row in ([TITLE], HEAD, ROWS[at]):
            sheet.append(row)
    book["旧稿"].sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    code, out, err = imported(tmp_path, "a.xlsx")
    assert (code, out) == (0, "2021H1: 2 rows; 2 tasks created, 0 updated, 0 the same\n")
    assert err == ["a.xlsx: hidden sheets were left out: 旧稿"]


@pytest.mark.parametrize(
    ("head", "heading"),
    [
        (["折子号", "任务", "进展情况", "备注", "三季度进展情况", "说明"], "三季度进展情况"),
        (["折子号", "任务", "进展情况", "备注", "进展情况", "说明"], "进展情况"),
        (["", "", "上半年", "一季度", "前三季度", ""], "进展情况/前三季度"),
    ],
)
def test_a_hidden_column_of_progress_is_a_warning_at_its_heading(
    tmp_path: Path, head: list[str], heading: str
) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append([TITLE])
    if not head[0]:
        sheet.append(["折子号", "任务", "进展情况", "", "", "说明"])
        sheet.merge_cells("C2:E2")
    sheet.append(head)
    sheet.append([21, "甲。", "好。", "", "很好。", "注。"])
    for column in "EF":
        sheet.column_dimensions[column].hidden = True
    book.save(tmp_path / "a.xlsx")
    code, out, err = imported(tmp_path, "a.xlsx")
    assert (code, out) == (0, "2021H1: 1 row; 1 task created, 0 updated, 0 the same\n")
    [warning] = [line for line in err if "warning" in line]
    assert warning.startswith(f"a.xlsx:Sheet!E{sheet.max_row - 1}: warning")
    assert f"'{heading}'" in warning


def test_a_heading_over_one_column_and_a_hidden_one_is_divided(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    for row in (
        [TITLE],
        ["折子号", "任务", "2021年进展情况", ""],
        ["", "", "上半年", "前三季度"],
        [21, "甲。", "好。", "很好。"],
    ):
        sheet.append(row)
    sheet.merge_cells("C2:D2")
    sheet.column_dimensions["D"].hidden = True
    book.save(tmp_path / "a.xlsx")
    code, out, _err = imported(tmp_path, "a.xlsx")
    assert (code, out) == (0, "2021H1: 1 row; 1 task created, 0 updated, 0 the same\n")


def test_hidden_sheets_are_reported_where_no_other_is_a_table(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["督查室"])
    book.create_sheet("旧稿").sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    code, _out, err = imported(tmp_path, "a.xlsx")
    assert code == 1
    assert "a.xlsx: hidden sheets were left out: 旧稿" in err


def test_rows_that_a_page_hides_are_counted(tmp_path: Path) -> None:
    rows = [
        tr(1, "好。"),
        tr(2, "旧。", "hidden"),
        tr(3, "旧。", 'style="height:0; display:none"'),
        tr(4, "好。"),
        f'<tbody style="mso-hide:all">{tr(5, "旧。")}</tbody>',
        tr(6, "甲<span style='visibility:hidden'>藏</span>。"),
        "<tr hidden><td><td>",
    ]
    code, out, err = imported(tmp_path, web(tmp_path, *rows))
    assert (code, out) == (0, "2021H1: 3 rows; 3 tasks created, 0 updated, 0 the same\n")
    assert err == [
        "a.html: hidden rows of the page were left out: 3",
        "a.html: hidden text was left out",
    ]
    _code, _out, err = imported(tmp_path, "a.html", **CHINESE)
    assert err == ["a.html: 已略去网页中隐藏的行：3 行", "a.html: 已略去隐藏的文字"]


@pytest.mark.parametrize("kind", ["strike", "double_strike"])
def test_text_struck_through_in_word_is_reported(tmp_path: Path, kind: str) -> None:
    document = Document(str(tmp_path / word(tmp_path, [HEAD, *ROWS])))
    cells = document.tables[0].rows[2].cells
    run = cells[3].paragraphs[0].add_run("作废。")
    setattr(run.font, kind, True)
    setattr(cells[2].paragraphs[0].add_run(" ").font, kind, True)
    setattr(document.tables[0].rows[1].cells[3].paragraphs[0].runs[0].font, kind, False)
    document.save(str(tmp_path / "a.docx"))
    code, _out, err = imported(tmp_path, "a.docx")
    assert code == 0
    assert err == ["a.docx: struck-through text was read, in rows 3"]
    _code, _out, err = imported(tmp_path, "a.docx", **CHINESE)
    assert err == ["a.docx: 加删除线的文字已照常读取（第 3 行）"]


def test_a_hidden_row_is_no_gap_in_the_numbers(tmp_path: Path) -> None:
    name = workbook(tmp_path, [[TITLE], HEAD, *ROWS])
    book = load_workbook(tmp_path / name)
    book.active.row_dimensions[4].hidden = True
    book.save(tmp_path / name)
    page = web(tmp_path, tr(1, "好。"), tr(2, "旧。", "hidden"), tr(3, "好。"))
    for file in (name, word(tmp_path, [HEAD, *ROWS], 2), page):
        code, _out, err = imported(tmp_path, file, "--dry-run")
        assert (code, len(err)) == (0, 2), err
        assert "left out" in err[0]


def test_a_table_within_a_layout_of_word_is_the_table(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph(TITLE)
    outer = document.add_table(rows=2, cols=1)
    outer.cell(0, 0).text = "附件1"
    inner = outer.cell(1, 0).add_table(rows=0, cols=4)
    for row in [HEAD, *ROWS]:
        for cell, text in zip(inner.add_row().cells, row, strict=True):
            cell.text = text
    document.save(str(tmp_path / "a.docx"))
    code, out, err = imported(tmp_path, "a.docx")
    assert (code, err) == (0, [])
    assert out == "2021H1: 3 rows; 3 tasks created, 0 updated, 0 the same\n"


@pytest.mark.parametrize("make", [whole, records, markdown, web_of, word, text_of])
def test_invisible_characters_do_not_come_along(
    tmp_path: Path, make: Callable[[Path, Rows], str]
) -> None:
    emoji = "\U0001f468\u200d\U0001f469"
    rows = [HEAD, ["1", "21", "甲\u200b。", f"完成\ufeff3\t个{emoji}。\u200b"]]
    name = make(tmp_path, rows)
    code, out, err = imported(tmp_path, name, "--period", "2021H1")
    assert (code, out) == (0, "2021H1: 1 row; 1 task created, 0 updated, 0 the same\n"), err
    written = (tmp_path / "data/tasks/2021/021.yaml").read_text(encoding="utf-8")
    assert "task: |\n  甲。\n" in written
    assert f"完成3 个{emoji}。\n" in written
    # what a file says already, but for such characters, is the same
    there = written.replace("完成", "完\u200b成")
    (tmp_path / "data/tasks/2021/021.yaml").write_text(there, encoding="utf-8")
    _code, out, _err = imported(tmp_path, name, "--period", "2021H1")
    assert out == "2021H1: 1 row; 0 tasks created, 0 updated, 1 the same\n"
