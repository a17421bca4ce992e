"""Other offices' tables, as their pages have them: found, understood, every row accounted for."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import Workbook  # type: ignore[import-untyped]  # the package carries no types
from pypdf import PdfWriter
from support.pages import HEAD, STANDARD, TITLE, file, imported, row, table
from support.project import project, report

pytestmark = pytest.mark.program


GROUPED = HEAD + (
    "fields: {kind: 类别}\ngroup: {by: fields.kind%s}\n"
    "columns:\n"
    "  - {heading: 类别, value: fields.kind, width: 9, merge: true}\n"
    "  - {heading: 折子号, value: docket, width: 9}\n"
    "  - {heading: 任务, value: task, width: 30}\n"
    "  - {heading: 目前进展情况, value: progress, width: 55}\n"
)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        *(
            ("一、民生保障", "民生保障"),
            ("（一）民生保障", "民生保障"),
            ("一 民生保障", "民生保障"),
        ),
        *(("十四五规划", "十四五规划"), ("民生三件事", "民生三件事"), ("三农", "三农")),
        ("第二类：民生", "民生"),
    ],
)
@pytest.mark.parametrize("across", [False, True])
def test_a_group_is_known_by_its_name(
    tmp_path: Path, written: str, name: str, across: bool
) -> None:
    heading = f"<tr><td colspan=4>{written}</td></tr>" if across else ""
    page = TITLE + table(
        row("类别", "折子号", "任务", "目前进展情况"),
        heading,
        f"<tr><td rowspan=2>{written}</td><td>1</td><td>甲</td><td>好。</td></tr>",
        row("2", "乙", "好。"),
    )
    assert imported(tmp_path, page, layout=GROUPED % "")[0] == 0
    for docket in ("001", "002"):
        assert f"fields: {{kind: {name}}}\n" in file(tmp_path, f"2021/{docket}")
    assert imported(tmp_path, page)[1].endswith("2 the same\n")


@pytest.mark.parametrize("heading", ["", ", heading: '{ordinal}、{group}'"])
@pytest.mark.parametrize("form", ["html", "docx", "xlsx", "csv", "md", "json"])
def test_a_group_whose_name_has_a_number_comes_back(
    tmp_path: Path, form: str, heading: str
) -> None:
    known = KNOWN.replace("{leader: 张某}", "{kind: 一、民生保障}")
    folder = project(tmp_path, GROUPED % heading, t021=known)
    assert report("build", "2021H1", "--format", form, cwd=folder).returncode == 0
    run = report("import", f"out/2021H1.{form}", cwd=folder)
    assert run.stdout == "2021H1: 1 row; 0 tasks created, 0 updated, 1 the same\n", run.stderr


def test_a_table_without_dockets_finds_its_tasks_by_their_wording(tmp_path: Path) -> None:
    page = TITLE + table(
        row("类别", "指标名称", "年度目标", "完成情况", "责任部门"),
        row("经济", "甲指标", "6%", "7.1%", "统计局，发改委"),
        row("经济", "乙指标", "5%", "5.5%", "发改委"),
    )
    code, _out, err = imported(tmp_path, page)
    assert code == 1
    assert "a.html:row 2, column 1: error[bad-row]: no docket number" in err
    assert "such rows: 2" in err
    assert "= add a docket column, or use the exact wording of each task" in err
    tasks = "year: 2021\ndocket: {}\ntask: {}指标\n"
    for number, name in ((7, "甲"), (8, "乙")):
        path = tmp_path / f"data/tasks/2021/00{number}.yaml"
        path.write_text(tasks.format(number, name), encoding="utf-8")
    code, out, err = imported(tmp_path, page)
    assert (code, out) == (0, "2021H1: 2 rows; 0 tasks created, 2 updated, 0 the same\n")
    assert "columns left out: 类别\n" in err
    assert file(tmp_path, "2021/007").endswith(
        "units: [统计局, 发改委]\ntargets:\n  - {name: 甲指标, amount: 6%, kind: level}\n"
        "entries:\n  H1:\n    progress: |\n      7.1%\n"
    )


HEADINGS = row("编号", "工作内容", "牵头部门", "推动情况")


def test_headings_of_ones_own_are_named_in_the_layout(tmp_path: Path) -> None:
    page = TITLE + table(HEADINGS, row("21", "甲", "区商务局", "好。"))
    code, out, err = imported(tmp_path, page)
    assert (code, out) == (1, "")
    assert "columns left out: 推动情况" in err
    layout = (tmp_path / "data/report.yaml").read_text(encoding="utf-8")
    layout += "import: {headings: {progress: [推动情况]}}\n"
    (tmp_path / "data/report.yaml").write_text(layout, encoding="utf-8")
    code, out, _err = imported(tmp_path, page)
    assert (code, out) == (0, "2021H1: 1 row; 1 task created, 0 updated, 0 the same\n")
    (tmp_path / "data/report.yaml").write_text(layout.replace("progress:", "proges:"), "utf-8")
    code, _out, err = imported(tmp_path, page)
    assert code == 2
    assert "data/report.yaml:11:21: error[bad-value]: 'proges' is not allowed here" in err


@pytest.mark.parametrize(
    ("rows", "place", "words"),
    [
        (row("1", "", "甲", "好。"), "row 2, column 2", "this row has no docket number"),
        (row("1", "21/3", "甲", "好。"), "row 2, column 2", "'21/3' is not a docket number"),
        (row("", "", "", "接上页。"), "row 2, column 2", "this row has no docket number"),
        (row("1", "21", "", "好。"), "row 2, column 2", "task 21 of 2021 is not in the project"),
        (
            row("1", "21", "甲", "好。") + row("2", "021", "乙", "好。"),
            "row 3, column 2",
            "docket 021 is also in a.html:row 2, column 2",
        ),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused_with_its_cell(
    tmp_path: Path, rows: str, place: str, words: str
) -> None:
    head = row("序号", "市折子号", "任务", "目前进展情况")
    last = row("9", "99", "尾", "好。")
    code, out, err = imported(tmp_path, TITLE + table(head, rows, last))
    assert (code, out) == (1, "")
    assert f"a.html:{place}: error" in err
    assert words in err
    assert ", 1 refused" in err
    assert not list(tmp_path.glob("data/tasks/*/*"))


@pytest.mark.parametrize(
    ("layout", "line", "code"),
    [
        (GROUPED % "", "一、城建", 0),
        (GROUPED % "", "城建", 1),
        (STANDARD, "一、城建", 1),
    ],
)
def test_a_line_below_an_unfinished_report_is_no_group_unless_it_is_numbered_as_one(
    tmp_path: Path, layout: str, line: str, code: int
) -> None:
    page = TITLE + table(
        row("类别", "折子号", "任务", "目前进展情况"),
        row("", "1", "甲", "已开工3个，"),
        f"<tr><td colspan=4>{line}</td></tr>",
        row("", "2", "乙", "好。"),
    )
    run = imported(tmp_path, page, layout=layout)
    assert run[0] == code
    assert ("row 3, column 2: error[bad-row]" in run[2]) is bool(code)


KNOWN = (
    "year: 2021\ndocket: 21\n# 市里原文\ntask: 甲任务。\nlead: 甲局  # 电话\n"
    "fields: {leader: 张某}\nentries:\n  H1:\n    as_of: 2021-06-20\n    progress: 已开工3个。\n"
)
FULL = row("序号", "市折子号", "任务", "牵头单位", "协办单位", "分管领导", "目前进展情况")


def test_one_text_never_replaces_those_of_several_units(tmp_path: Path) -> None:
    parts = "\n      - {unit: 甲局, text: 甲。}\n      - {unit: 乙局, text: 乙。}\n"
    known = KNOWN.replace(" 已开工3个。\n", parts)
    head = row("市折子号", "任务", "目前进展情况")
    page = TITLE + table(head, row("21", "甲任务。", "甲。乙。"))
    assert imported(tmp_path, page, t021=known)[1].endswith("1 the same\n")
    page = TITLE + table(head, row("21", "甲任务。", "甲。丙。"))
    code, _out, err = imported(tmp_path, page, "--update")
    assert code == 1
    assert "has the texts of several units for 2021H1, this table only one" in err
    assert file(tmp_path, "2021/021") == known


def pdf(*, encrypted: bool = False) -> bytes:
    writer, file = PdfWriter(), BytesIO()
    writer.add_blank_page(100, 100)
    if encrypted:
        writer.encrypt("a", algorithm="RC4-128")
    writer.write(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("a.docx", b"", "the file is empty"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1WordDocument".replace(b"W", b"W"), "old"),
        ("a.xlsx", b"PK\x03\x04 xl/workbook.xml", "only partly copied"),
        ("a.zip", b"PK\x03\x04 readme.txt", "a ZIP archive"),
        ("a.doc", b"{\\rtf1 x}", "this is a Rich Text file"),
        ("a.mht", b"MIME-Version: 1.0\n", "a web page in one file"),
        ("a.pdf", b"%PDF-1.7\n%%EOF", "damaged"),
        ("a.pdf", pdf(), "this PDF has no attached data"),
        ("a.pdf", pdf(encrypted=True), "password"),
        ("a.csv", b"\xff\xfe\xff", "unknown character encoding"),
        ("a.md", b"| \xff\xe4 |\n| - |\n", "unknown character encoding"),
        ("a.json", b'{"a": ', "not complete, valid JSON"),
        ("a.json", b'{"a": 1}', "this JSON is not a table that this program has built"),
        ("a.json", b'[{"docket": 21}]', "this JSON is not a table"),
        ("a.json", b"[]", "this JSON is not a table"),
        ("a.json", b"[" * 100_000 + b"]" * 100_000, "this JSON is not a table"),
        ("a.json", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "this JSON is not a table"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_content(
    tmp_path: Path, name: str, raw: bytes, words: str
) -> None:
    folder = project(tmp_path, STANDARD)
    (folder / name).write_bytes(raw)
    run = report("import", name, cwd=folder)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.startswith(f"{name}:1:")
    assert words in run.stderr


def test_a_workbook_with_an_explanation_and_a_place_as_excel_names_it(tmp_path: Path) -> None:
    folder = project(tmp_path, STANDARD, t021=KNOWN)
    book = Workbook()
    book.worksheets[0].title = "填表说明"
    book.worksheets[0].append(["一、请勿改动表头"])
    book.worksheets[0].append(["二、按时报送"])
    sheet = book.create_sheet("上半年进展")
    sheet["B2"] = "2021年重点工作"
    sheet.merge_cells("B2:E2")
    sheet["C4"], sheet["D4"], sheet["F4"] = "折 子 号", "工作内容", "完成\n情况"
    sheet["C5"], sheet["D5"], sheet["F5"] = "021", "甲任务。", "已开工5个。"
    sheet["C6"], sheet["D6"], sheet["F6"] = 22.0, "乙任务。", 0.3576
    sheet["F6"].number_format = "0.00%"
    sheet["C7"], sheet["D7"], sheet["F7"] = 23, "丙任务。", "甲"
    sheet.row_dimensions[7].hidden = True
    sheet["B9"], sheet["D9"] = "填表人：张某", "电话：123"
    book.save(folder / "a.xlsx")
    run = report("import", "a.xlsx", cwd=folder)
    assert run.returncode == 1
    assert "a.xlsx:上半年进展!F5: error[entry-differs]" in run.stderr
    assert "a.xlsx: 填表说明: left out; it has no headings of a progress table" in run.stderr
    assert "a.xlsx: sheet '上半年进展': hidden rows were left out: 7" in run.stderr
    assert "a.xlsx: 上半年进展!B9: left out (a note): 填表人：张某 电话：123" in run.stderr
    run = report("import", "a.xlsx", "--update", cwd=folder)
    assert run.stdout.startswith("2021H1: 2 rows; 1 task created, 1 updated, 0 the same\n")
    assert "docket: 22\n" in file(folder, "2021/022")
    assert "      35.76%\n" in file(folder, "2021/022")


def test_headings_in_two_rows_of_a_csv_file(tmp_path: Path) -> None:
    folder = project(tmp_path, STANDARD)
    text = (
        "序号,折子号,工作任务,推进情况,,备注\n,,,1-5月,1-6月,\n"
        '1,21,"甲,任务",好。,更好。,\n2,22,乙,好。,,\n'
    )
    (folder / "2021年上半年.csv").write_bytes(text.encode("gbk"))
    run = report("import", "2021年上半年.csv", cwd=folder)
    assert run.stdout == "2021M01-M05, 2021H1: 2 rows; 2 tasks created, 0 updated, 0 the same\n"
    assert "  M01-M05:\n    progress: |\n      好。\n" in file(folder, "2021/021")
    assert "  H1:\n    progress: |\n      更好。\n" in file(folder, "2021/021")
    assert "H1:" not in file(folder, "2021/022")


@pytest.mark.parametrize(
    ("sheet", "title", "period"),
    [
        ("2021H1", "重点任务进展", "2021H1"),
        ("2021-H1", "2021年重点任务进展", "2021H1"),
        ("2021Q1-Q3", "填报日期：2021年10月8日", "2021Q1-Q3"),
        ("H1", "二〇二一年重点任务进展", "2021H1"),
        ("Sheet1", "二○二一年重点任务上半年进展", "2021H1"),
        ("Sheet1", "2021年三季度累计进展情况", "2021Q1-Q3"),
    ],
)
def test_a_sheet_or_a_title_states_the_period_in_any_writing(
    tmp_path: Path, sheet: str, title: str, period: str
) -> None:
    folder = project(tmp_path, STANDARD)
    book = Workbook()
    page = book.worksheets[0]
    page.title = sheet
    for cells in ([title], ["折子号", "任务", "进展情况"], [21, "甲任务。", "好。"]):
        page.append(cells)
    book.save(folder / "a.xlsx")
    run = report("import", "a.xlsx", cwd=folder)
    assert run.stdout == f"{period}: 1 row; 1 task created, 0 updated, 0 the same\n", run.stderr


def divided(spec: str, cells: str) -> str:
    """A table of one row: 序号 进展:好坏,具体 is a heading over two columns beside a tall one."""
    upper, lower = [], []
    for heading in spec.split():
        name, _colon, below = heading.partition(":")
        names = below.split(",") if below else []
        lower += names
        span = f"colspan={len(names)}" if below else "rowspan=2"
        upper.append(f"<td {span}>{name}</td>")
    return TITLE + f"<table><tr>{''.join(upper)}</tr>{row(*lower)}{row(*cells.split())}</table>"


@pytest.mark.parametrize(
    ("spec", "cells", "wanted", "left_out"),
    [
        (
            "序号 折子号 任务 完成情况:是否完成,具体进展",
            "1 21 甲 是 已开工。",
            "entries:\n  H1:\n    progress: |\n      已开工。\n",
            "完成情况/是否完成",
        ),
        (
            "序号 折子号 任务 推进情况:存在问题,进展,下一步",
            "1 21 甲 缺地 已开工。 加快。",
            "entries:\n  H1:\n    progress: |\n      已开工。\n",
            "推进情况/存在问题, 推进情况/下一步",
        ),
        (
            "序号 折子号 任务 完成情况:达标率,情况说明",
            "1 21 甲 50% 已开工。",
            "entries:\n  H1:\n    progress: |\n      已开工。\n",
            "完成情况/达标率",
        ),
        (
            "序号 折子号 任务 推进情况:完成进度,具体进展",
            "1 21 甲 50% 已开工。",
            "entries:\n  H1:\n    progress: |\n      已开工。\n",
            "推进情况/完成进度",
        ),
        (
            "序号 折子号 任务 责任单位:主责,协办 进展情况",
            "1 21 甲 甲局 乙局、丙局 已开工。",
            "lead: 甲局\nunits: [乙局, 丙局]\nentries:\n  H1:\n    progress: |\n      已开工。\n",
            "",
        ),
        (
            "序号 折子号 任务 单位:牵头单位,配合单位 推进情况:1-5月,1-6月",
            "1 21 甲 甲局 乙局 起步。 已开工。",
            (
                "lead: 甲局\nunits: [乙局]\nentries:\n  M01-M05:\n    progress: |\n      起步。\n"
                "  H1:\n    progress: |\n      已开工。\n"
            ),
            "",
        ),
        (
            "序号 折子号 任务 责任单位:市级,区级 进展情况",
            "1 21 甲 市局 区局 已开工。",
            "entries:\n  H1:\n    progress: |\n      已开工。\n",
            "责任单位/市级, 责任单位/区级",
        ),
        (
            "基本情况:序号,折子号,任务 责任:主办单位,协办单位 一季度:进展情况,是否滞后",
            "1 21 甲 甲局 乙局 已开工。 否",
            "lead: 甲局\nunits: [乙局]\nentries:\n  Q1:\n    progress: |\n      已开工。\n",
            "一季度/是否滞后",
        ),
        (
            "序号 重点任务:编号,内容,目标 截至5月底:进度,存在问题 责任分工:分管领导,牵头,配合",
            "1 21 甲 5个 已开工。 无 张某 甲局 乙局",
            (
                "lead: 甲局\nunits: [乙局]\nfields: {leader: 张某}\n"
                "entries:\n  M01-M05:\n    progress: |\n      已开工。\n"
            ),
            "重点任务/目标, 截至5月底/存在问题",
        ),
        (
            "序号 折子号 任务 责任单位:单位,联系人 目前进展及存在问题",
            "1 21 甲 甲局 张某 已开工。",
            "units: [甲局]\nentries:\n  H1:\n    progress: |\n      已开工。\n",
            "责任单位/联系人",
        ),
    ],
)
def test_headings_over_headings_are_understood_together(
    tmp_path: Path, spec: str, cells: str, wanted: str, left_out: str
) -> None:
    code, _out, err = imported(tmp_path, divided(spec, cells))
    assert code == 0, err
    assert file(tmp_path, "2021/021") == f"year: 2021\ndocket: 21\ntask: |\n  甲\n{wanted}"
    said = f"a.html: columns left out: {left_out}\n" if left_out else ""
    assert said == err


PROBLEMS = divided("序号 折子号 任务 推进情况:存在问题,下一步工作", "1 21 甲 缺地。 加快。")


@pytest.mark.parametrize(
    ("layout", "wanted"),
    [
        (
            STANDARD + "import: {headings: {progress: [下一步工作]}}\n",
            "entries:\n  H1:\n    progress: |\n      加快。\n",
        ),
        (
            STANDARD + "import: {headings: {progress: [推进情况/存在问题]}}\n",
            "entries:\n  H1:\n    progress: |\n      缺地。\n",
        ),
        (
            STANDARD.replace("{leader", "{problem: 存在问题, next: 下一步工作, leader"),
            "fields: {problem: 缺地。, next: 加快。}\n",
        ),
    ],
)
def test_what_no_heading_calls_the_progress_is_not_guessed(
    tmp_path: Path, layout: str, wanted: str
) -> None:
    code, out, err = imported(tmp_path, PROBLEMS)
    assert (code, out) == (1, "")
    assert "a.html:row 2, column 4: error[no-heading]: '推进情况' is divided into" in err
    assert "存在问题, 下一步工作; it is unclear which of them is the progress" in err
    assert "if it is one of them, name it under 'import: headings: progress:' in data/report" in err
    (tmp_path / "data/report.yaml").write_text(layout, encoding="utf-8")
    assert imported(tmp_path, PROBLEMS)[0] == 0
    assert file(tmp_path, "2021/021") == f"year: 2021\ndocket: 21\ntask: |\n  甲\n{wanted}"


@pytest.mark.parametrize(
    ("written", "name", "docket"),
    [
        ("第901号", "901", "901"),
        ("第 ９０１ 号", "901", "901"),
        ("901号", "901", "901"),
        ("№77", "077", "77"),
        ("Ｎｏ．７７", "077", "77"),
        ("No. 77", "077", "77"),
        ("#77", "077", "77"),
        ("第21-1号", "021-1", "21-1"),
        ("021", "021", '"021"'),
        ("21-1", "021-1", "21-1"),
        ("督办3", "督办3", "督办3"),
        ("第一号", "第一号", "第一号"),
    ],
)
def test_a_docket_is_the_number_whatever_it_is_called(
    tmp_path: Path, written: str, name: str, docket: str
) -> None:
    head = row("序号", "市折子号", "任务", "目前进展情况")
    page = TITLE + table(head, row("1", written, "甲", "好。"))
    code, _out, err = imported(tmp_path, page)
    assert (code, err) == (0, "")
    assert f"docket: {docket}\n" in file(tmp_path, f"2021/{name}")
    assert imported(tmp_path, page)[1].endswith("1 the same\n")


TALL = [
    ["序号", "市折子号", "任务", "协办单位", "目前进展情况"],
    ["4", "20", "前任务。", "甲局", "好。"],
    ["5", "21", "甲任务。", "甲局", "甲局做了。"],
    ["", "", "", "乙局", "乙局做了。"],
    ["6", "22", "乙任务。", "丙局", "好。"],
]
"""The first three cells of the third row reach over the fourth."""


def word(path: Path, rows: list[list[str]], *merged: int) -> None:
    document = Document()
    document.add_paragraph("2021年上半年重点工作情况表")
    made = document.add_table(len(rows), len(rows[0]))
    for y, texts in enumerate(rows):
        for x, text in enumerate(texts):
            made.cell(y, x).text = text
    for x in merged:
        made.cell(2, x).merge(made.cell(3, x)).text = rows[2][x]
    document.save(str(path))


def excel(path: Path, rows: list[list[str]], *merged: int) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "2021H1"
    for texts in rows:
        sheet.append(texts)
    for x in merged:
        sheet.merge_cells(start_row=3, end_row=4, start_column=x + 1, end_column=x + 1)
    book.save(path)


def web(path: Path, rows: list[list[str]], *merged: int) -> None:
    lines = [[f"<td>{text}</td>" for text in texts] for texts in rows]
    for x in merged:
        lines[2][x] = lines[2][x].replace("<td", "<td rowspan=2")
        lines[3][x] = ""
    made = "".join(f"<tr>{''.join(line)}</tr>" for line in lines)
    path.write_text(f"{TITLE}<table>{made}</table>", encoding="utf-8")


@pytest.mark.parametrize(("make", "name"), [(word, "a.docx"), (excel, "a.xlsx"), (web, "a.html")])
def test_the_rows_that_a_docket_spans_are_one_task(tmp_path: Path, make: Any, name: str) -> None:
    folder = project(tmp_path, STANDARD)
    make(folder / name, TALL, 0, 1, 2)
    run = report("import", name, cwd=folder)
    assert run.stdout == "2021H1: 3 rows; 3 tasks created, 0 updated, 0 the same\n", run.stderr
    assert run.stderr == f"{name}: rows merged into the task above, whose cell spans them: 4\n"
    assert file(folder, "2021/021") == (
        "year: 2021\ndocket: 21\ntask: |\n  甲任务。\nunits: [甲局, 乙局]\n"
        "entries:\n  H1:\n    progress:\n"
        "      - unit: 甲局\n        text: |\n          甲局做了。\n"
        "      - unit: 乙局\n        text: |\n          乙局做了。\n"
    )
    run = report("import", name, cwd=folder)
    assert run.stdout == "2021H1: 3 rows; 0 tasks created, 0 updated, 3 the same\n", run.stderr


@pytest.mark.parametrize(("make", "name"), [(word, "a.docx"), (excel, "a.xlsx"), (web, "a.html")])
def test_what_rows_of_one_task_say_of_one_unit_are_paragraphs(
    tmp_path: Path, make: Any, name: str
) -> None:
    folder = project(tmp_path, STANDARD)
    make(folder / name, TALL, 0, 1, 2, 3)
    assert report("import", name, cwd=folder).returncode == 0
    assert file(folder, "2021/021").endswith(
        "units: [甲局]\nentries:\n  H1:\n    progress: |\n      甲局做了。\n\n      乙局做了。\n"
    )


def test_a_docket_over_two_tasks_is_refused_and_reported_with_the_remedy(tmp_path: Path) -> None:
    folder = project(tmp_path, STANDARD)
    rows = [*TALL[:3], ["", "", "另一任务。", "乙局", "乙局做了。"], TALL[4]]
    word(folder / "a.docx", rows, 0, 1)
    run = report("import", "a.docx", cwd=folder)
    assert run.returncode == 1
    assert (
        "a.docx:row 4, column 3: error[bad-row]: this row has the docket of the row" in run.stderr
    )
    assert "give each task its own docket" in run.stderr
    assert "numbering" not in run.stderr


def test_an_error_in_a_formula_hides_no_other_problem(tmp_path: Path) -> None:
    folder = project(tmp_path, STANDARD, t021=KNOWN)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "2021H1"
    for texts in (
        ["折子号", "任务", "牵头单位", "目前进展情况"],
        [21, "甲项任务。", "#REF!", "已开工3个。"],
        ["#N/A", "乙任务。", "乙局", "好。"],
        [23, "#VALUE!", "丙局", "好。"],
        ["24/5", "丁任务。", "丁局", "好。"],
        [26, "戊任务。", "戊局", "好。"],
    ):
        sheet.append(texts)
    book.save(folder / "a.xlsx")
    run = report("import", "a.xlsx", cwd=folder)
    assert run.returncode == 1
    found = [line for line in run.stderr.split("\n") if "error[" in line]
    assert [line.partition(":")[2][:60] for line in found] == [
        "2021H1!B2: error[task-differs]: the task text of docket 21 d",
        "2021H1!C2: error[bad-cell]: its formula gives the error #REF",
        "2021H1!A3: error[bad-cell]: its formula gives the error #N/A",
        "2021H1!B4: error[bad-cell]: its formula gives the error #VAL",
        "2021H1!A5: error[bad-row]: '24/5' is not a docket number",
    ]
    assert "1 task created, 0 updated, 0 the same, 4 refused" in run.stderr


def test_a_dry_run_shows_a_longer_period_as_first_reported(tmp_path: Path) -> None:
    page = "<p>2021年前三季度情况表</p>" + table(
        FULL, row("1", "21", "甲任务。", "", "", "", "已竣工9个。")
    )
    _code, out, _err = imported(tmp_path, page, "--dry-run", t021=KNOWN)
    assert "reported for the first time: 1 (21)" in out
    assert "已竣工9个。" in out
    assert "已开工3个。" not in out
    assert imported(tmp_path, page)[0] == 0
    text = file(tmp_path, "2021/021")
    assert "已开工3个。" in text
    page = page.replace("甲任务", "甲项任务").replace("已竣工9个。", "")
    _code, out, _err = imported(tmp_path, page, "--dry-run", "--update")
    assert "甲" in out
    assert "{+项+}" in out


def test_a_last_row_whose_docket_is_none_is_no_note(tmp_path: Path) -> None:
    head = row("序号", "市折子号", "任务", "目前进展情况")
    last = row("", "24/5", "乙任务。", "好。")
    signed = row("局长：", "张某", "股长：", "李某")
    page = TITLE + table(head, row("1", "21", "甲", "好。"), last, signed)
    code, _out, err = imported(tmp_path, page)
    assert code == 1
    assert "a.html:row 3, column 2: error[bad-row]: '24/5' is not a docket number" in err
    assert "row 4, column 1: left out (a note): 局长： 张某 股长： 李某" in err
    code, _out, err = imported(tmp_path, page.replace("24/5", ""))
    assert code == 1
    assert "a.html:row 3, column 2: error[bad-row]: this row has no docket number" in err


def test_a_bar_that_parts_a_text_of_markdown_is_reported_alone(tmp_path: Path) -> None:
    folder = project(tmp_path, STANDARD, t021=KNOWN)
    text = "# 2021年上半年\n\n|折子号|任务|进展情况|\n|-|-|-|\n|21|甲任务。|已开工|3个。|\n"
    (folder / "a.md").write_text(text, encoding="utf-8")
    run = report("import", "a.md", cwd=folder)
    assert "a.md:5:1: error[bad-row]: this row has 4 cells, but there are 3 headings" in run.stderr
    assert "entry-differs" not in run.stderr
    assert "0 the same, 1 refused" in run.stderr
    (folder / "a.md").write_text(text.replace("工|3", "工3"), encoding="utf-8")
    run = report("import", "a.md", cwd=folder)
    assert run.stdout == "2021H1: 1 row; 0 tasks created, 0 updated, 1 the same\n"


def test_one_heading_over_two_columns_is_not_guessed(tmp_path: Path) -> None:
    head = "<tr><td>折子号</td><td colspan=2>任务</td><td>进展情况</td></tr>"
    both = "<tr><td>22</td><td colspan=2>乙任务。</td><td>好。</td></tr>"
    page = TITLE + table(head, row("21", "经济", "甲任务。", "好。"), both)
    code, out, err = imported(tmp_path, page)
    assert (code, out) == (1, "")
    assert (
        "a.html:row 1, column 2: error[no-heading]: '任务' is the heading of several columns" in err
    )
    code, out, _err = imported(tmp_path, TITLE + table(head, both))
    assert (code, out) == (0, "2021H1: 1 row; 1 task created, 0 updated, 0 the same\n")


def test_reports_of_other_units_are_reported_by_their_names(tmp_path: Path) -> None:
    parts = "\n      - {unit: 甲局, text: 甲。}\n      - {unit: 乙局, text: 乙。}\n"
    folder = project(tmp_path, STANDARD, t021=KNOWN.replace(" 已开工3个。\n", parts))
    rows = [TALL[0], TALL[1], ["5", "21", "甲任务。", "甲局", "甲。"], ["", "", "", "丁局", "乙。"]]
    word(folder / "a.docx", rows, 0, 1, 2)
    run = report("import", "a.docx", cwd=folder)
    assert run.returncode == 1
    assert "'甲局：甲。乙局：乙。' there, '甲局：甲。丁局：乙。' here" in run.stderr
    rows[3][3] = "乙局（配合）"
    word(folder / "a.docx", rows, 0, 1, 2)
    run = report("import", "a.docx", cwd=folder)
    assert run.stdout.startswith("2021H1: 2 rows; 1 task created, 1 updated, 0 the same\n"), (
        run.stderr
    )
    assert "units: [乙局]" in file(folder, "2021/021")


def test_two_files_that_speak_of_one_task_otherwise_are_distinguished(tmp_path: Path) -> None:
    folder = project(tmp_path, STANDARD)
    for name, text in (("a", "好。"), ("b", "很好。"), ("c", "好。")):
        line = f"折子号,任务,进展情况\n21,甲,{text}\n"
        (folder / f"2021H1 {name}.csv").write_text(line, encoding="utf-8")
    run = report("import", "2021H1 a.csv", "2021H1 b.csv", cwd=folder)
    assert "2021H1 b.csv:2:1: error[duplicate-docket]: docket 21 is also in 2021H1 a.csv:2" in (
        run.stderr
    )
    assert "= import one file after the other" in run.stderr
    run = report("import", "2021H1 a.csv", "2021H1 c.csv", cwd=folder)
    assert run.stdout == "2021H1: 2 rows; 1 task created, 0 updated, 1 the same\n"
