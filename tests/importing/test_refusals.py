"""What an import says of tables with small faults: all of it, at its place, in both languages."""

from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook  # type: ignore[import-untyped]  # the package carries no types
from support.files import (
    CHINESE,
    HEAD,
    LAYOUT,
    TITLE,
    Rows,
    imported,
    markdown,
    records,
    web,
    whole,
    workbook,
)
from support.project import project

pytestmark = pytest.mark.program


def test_a_row_without_its_docket_is_reported_and_hides_no_other(tmp_path: Path) -> None:
    rows = [
        HEAD,
        ["1", "21", "甲。", "好。"],
        ["2", "", "乙。", "好。"],
        ["3", "23", "丙", "丁", "好。"],
        ["4", "24/5", "戊。", "好。"],
        ["5", "25", "己。", "好。"],
    ]
    code, out, err = imported(tmp_path, records(tmp_path, rows))
    assert (code, out) == (1, "")
    assert [line for line in err if "[" in line] == [
        "2021H1.csv:3:1: error[bad-row]: this row has no docket number",
        "2021H1.csv:4:1: error[bad-row]: this record has 5 fields; the others have 4",
        "2021H1.csv:5:1: error[bad-row]: '24/5' is not a docket number",
    ]
    assert "   4 | 3 | 23 | 丙 | 丁 | 好。" in err
    counts = "5 rows; 2 tasks created, 0 updated, 0 the same, 3 refused"
    assert f"not done: 2021H1: {counts}" in err
    code, _out, err = imported(tmp_path, "2021H1.csv", **CHINESE)
    assert "2021H1.csv:3:1: 错误[bad-row]: 本行没有折子号" in err
    assert "2021H1.csv:4:1: 错误[bad-row]: 本条记录有 5 个字段，其他记录有 4 个" in err


def test_a_ragged_record_is_not_judged_where_the_wording_names_the_task(tmp_path: Path) -> None:
    rows = [["任务", "目前进展情况"], ["甲。", "好。"], ["乙", "丙", "好。"], ["丁。", "好。"]]
    code, _out, err = imported(tmp_path, records(tmp_path, rows))
    assert code == 1
    assert "2021H1.csv:3:1: error[bad-row]: this record has 3 fields; the others have 2" in err
    assert any(
        "not exactly one task" in line and line.endswith(" 2 (line 2, line 4)") for line in err
    )
    assert any(line.endswith("3 refused") for line in err)
    _code, _out, err = imported(tmp_path, "2021H1.csv", **CHINESE)
    assert "     = 请加上折子号一栏，或使各行的任务内容与任务文件完全一致" in err


@pytest.mark.parametrize(
    ("total", "merged"),
    [
        (["合计：3项"], "A4:D4"),
        (["合计 37项"], "A4:D4"),
        (["共计：12项"], "A4:D4"),
        (["合  计"], "A4:D4"),
        (["总计（3项任务）"], "A4:D4"),
        (["合计：3项", "", "完成2项", "67%"], "A4:B4"),
        (["合计", "3项"], ""),
        (["", "合计", "3项"], ""),
    ],
)
def test_a_total_is_no_task_no_note_and_no_group(
    tmp_path: Path, total: list[str], merged: str
) -> None:
    rows = [[TITLE], HEAD, ["1", "21", "甲。", "好。"], total, ["2", "22", "合计新开工3项", "好。"]]
    code, out, err = imported(tmp_path, workbook(tmp_path, rows, *filter(None, [merged])))
    assert (code, out) == (0, "2021H1: 2 rows; 2 tasks created, 0 updated, 0 the same\n")
    assert len(err) == 1
    assert "!A4: left out (a total, not a task): " in err[0]
    assert "合计新开工3项" in (tmp_path / "data/tasks/2021/022.yaml").read_text(encoding="utf-8")


def test_every_place_in_a_workbook_names_its_sheet(tmp_path: Path) -> None:
    rows = [
        [TITLE],
        HEAD,
        ["1", "21", "甲。", "=A1"],
        ["2", "22", "乙。", ""],
        ["3", "", "丙。", "好。"],
        ["注：无"],
    ]
    code, _out, err = imported(tmp_path, workbook(tmp_path, rows))
    assert code == 1
    assert [line for line in err if not line.startswith("     =")][:-2] == [
        "a.xlsx: rows that report nothing for 2021H1: 1 (汇总!B4)",
        "a.xlsx: 汇总!A6: left out (a note): 注：无",
        "a.xlsx:汇总!D3: error[bad-cell]: the result of its formula was not saved",
        "a.xlsx:汇总!B5: error[bad-row]: this row has no docket number",
        "   5 | 3 |  | 丙。 | 好。",
        "     |     ^",
    ]


def divided(*below: str) -> list[list[str]]:
    top = ["序号", "市折子号", "任务", "推进情况", *[""] * (len(below) - 1)]
    return [[TITLE], top, ["", "", "", *below], ["1", "21", "甲。", *("好。" for _ in below)]]


@pytest.mark.parametrize(
    ("below", "proposed"),
    [
        (["是否完成", "存在问题", "推动落地"], "推动落地"),
        (["完成时限", "已做工作", "推动落地"], "推动落地"),
        (["责任领导", "已做工作"], "已做工作"),
    ],
)
def test_the_column_proposed_is_no_yes_or_no(
    tmp_path: Path, below: list[str], proposed: str
) -> None:
    name = workbook(tmp_path, divided(*below), "D2:F2" if len(below) > 2 else "D2:E2")
    code, _out, err = imported(tmp_path, name)
    assert code == 1
    assert "a.xlsx:汇总!D3: error[no-heading]: '推进情况' is divided into" in err[0]
    text = f"import: {{headings: {{progress: [{proposed}]}}}}"
    assert f"such as {text}; to keep the others" in err[1]
    with (tmp_path / "data/report.yaml").open("a", encoding="utf-8") as layout:
        layout.write(f"{text}\n")
    assert imported(tmp_path, name)[0] == 0


def test_where_no_column_is_likely_none_is_proposed(tmp_path: Path) -> None:
    name = workbook(tmp_path, divided("是否完成", "存在问题"), "D2:E2")
    _code, _out, err = imported(tmp_path, name)
    assert err[1].strip() == (
        "= if it is one of them, name it under 'import: headings: progress:' in data/report.yaml; "
        "otherwise add a column for it"
    )
    _code, _out, err = imported(tmp_path, name, **CHINESE)
    assert err[1].strip() == (
        "= 如其中一列是，请写入 data/report.yaml 的“import: headings: progress:”下；"
        "如都不是，请另设一列"
    )


@pytest.mark.parametrize("make", [whole, records, markdown, web])
@pytest.mark.parametrize("heading", ["办理结果", "上半年办理结果"])
def test_a_report_of_another_period_does_not_hide_one_left_out(
    tmp_path: Path, make: Callable[[Path, Rows], str], heading: str
) -> None:
    rows = [["市折子号", "任务", "一季度进展情况", heading], ["21", "甲。", "已开工。", "已完工。"]]
    name = make(tmp_path, [[TITLE], *rows] if make is whole else rows)
    code, out, err = imported(tmp_path, name)
    assert (code, out) == (1, "")
    [found] = [line for line in err if "error[" in line]
    assert found.endswith(f"no report of 2021H1 was found, but the column '{heading}' was left out")
    _code, _out, err = imported(tmp_path, name, **CHINESE)
    assert any(f"未读到2021年上半年的进展，而“{heading}”一栏未导入" in line for line in err)
    assert imported(tmp_path, name, "--period", "2021Q1")[0] == 0
    with (tmp_path / "data/report.yaml").open("a", encoding="utf-8") as layout:
        layout.write(f"import: {{headings: {{progress: [{heading}]}}}}\n")
    code, out, err = imported(tmp_path, name)
    assert (code, out) == (0, "2021Q1, 2021H1: 1 row; 0 tasks created, 1 updated, 0 the same\n")


def test_a_heading_named_keeps_the_period_it_states(tmp_path: Path) -> None:
    rows = [["2021年重点工作"], ["市折子号", "任务", "一季度进展情况", "上半年办理结果"]]
    name = workbook(tmp_path, [*rows, ["21", "甲。", "已开工。", "已完工。"]])
    code, _out, err = imported(tmp_path, name)
    assert code == 1
    assert any("no report of 2021H1 was found" in line for line in err)
    with (tmp_path / "data/report.yaml").open("a", encoding="utf-8") as layout:
        layout.write("import: {headings: {progress: [上半年办理结果]}}\n")
    _code, out, _err = imported(tmp_path, name)
    assert out == "2021Q1, 2021H1: 1 row; 1 task created, 0 updated, 0 the same\n"


@pytest.mark.parametrize(
    "headings",
    [
        ["一季度办理结果", "目前进展情况"],
        ["一季度进展情况", "二季度进展情况", "工作亮点成果"],
        ["一季度进展情况", "下半年推进事项"],
        ["一季度进展情况", "上半年推进措施"],
    ],
)
def test_a_column_of_another_time_may_be_left_out(tmp_path: Path, headings: list[str]) -> None:
    rows = [[TITLE], ["市折子号", "任务", *headings], ["21", "甲。", *("好。" for _ in headings)]]
    code, _out, err = imported(tmp_path, workbook(tmp_path, rows))
    assert code == 0, err
    assert any(line.startswith("a.xlsx: columns left out: ") for line in err)


def test_a_table_that_reports_nothing_is_reported_with_any_column_that_may(tmp_path: Path) -> None:
    rows = [[TITLE], ["市折子号", "任务", "1-5月办理结果"], ["21", "甲。", "好。"]]
    code, _out, err = imported(tmp_path, workbook(tmp_path, rows))
    assert code == 1
    assert any("but the column '1-5月办理结果' was left out" in line for line in err)


def test_a_table_of_headings_alone_is_no_import(tmp_path: Path) -> None:
    name = records(tmp_path, [HEAD])
    code, out, err = imported(tmp_path, name)
    assert (code, out) == (1, "")
    told = "2021H1.csv:1:1: error[not-importable]: no task rows below these headings"
    assert told in err
    told = "2021H1.csv:1:1: 错误[not-importable]: 表头之下没有任务"
    assert told in imported(tmp_path, name, **CHINESE)[2]


def test_a_sheet_of_headings_alone_is_named_beside_others(tmp_path: Path) -> None:
    book = Workbook()
    for title, rows in (("空表", []), ("进展", [["21", "甲。", "好。"]])):
        sheet = book.create_sheet(title)
        for row in [[TITLE], ["市折子号", "任务", "目前进展情况"], *rows]:
            sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    code, out, err = imported(tmp_path, "a.xlsx")
    assert (code, out) == (0, "2021H1: 1 row; 1 task created, 0 updated, 0 the same\n")
    assert "a.xlsx: 空表!A2: no task rows below these headings" in err


def test_a_cover_is_left_out_and_two_periods_in_two_tables_are_both_taken(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "封面"
    book.active.append(["重点工作情况表"])
    book.active.append(["某区政府督查室"])
    sheet = book.create_sheet("2021年上半年")
    for row in (HEAD, ["1", "21", "甲。", "上半年。"]):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    code, out, err = imported(tmp_path, "a.xlsx")
    assert (code, out) == (0, "2021H1: 1 row; 1 task created, 0 updated, 0 the same\n")
    assert err == ["a.xlsx: 封面: left out; it has no headings of a progress table"]
    document = Document()
    for period in ("一季度", "上半年"):
        document.add_paragraph(f"2021年{period}重点工作情况表")
        table = document.add_table(rows=2, cols=4)
        for at, row in enumerate((HEAD, ["1", "21", "甲。", f"{period}。"])):
            for cell, text in zip(table.rows[at].cells, row, strict=True):
                cell.text = text
    document.save(str(tmp_path / "a.docx"))
    code, out, err = imported(tmp_path, "a.docx")
    assert (code, err) == (0, [])
    assert out == "2021Q1, 2021H1: 2 rows; 0 tasks created, 1 updated, 1 the same\n"


def text_page(folder: Path, *lines: str) -> str:
    """The text of a page: headings, two rows, and what stands below."""
    rows = ["1 21 甲,乙. 好,很好.", "2 22 丙. 好:快."]
    text = "\n".join([TITLE, " ".join(HEAD), *rows, *lines])
    (folder / "a.txt").write_text(text + "\n", encoding="utf-8")
    return "a.txt"


@pytest.mark.parametrize(
    "line",
    [
        "注:数据截至6月30日.",
        "联系人:张三",
        "打印 关闭",
        "【打印】【关闭】",
        "附件:1.任务表.docx",
        "附件下载",
        "责任编辑:李四",
        "分享到:",
        "字号: 大 中 小",
        "上一篇:通知",
        "2021-07-05",
        "填报单位:甲局",
    ],
)
def test_notes_and_the_frame_of_a_site_are_no_rows(tmp_path: Path, line: str) -> None:
    code, _out, err = imported(tmp_path, text_page(tmp_path, line))
    assert (code, err) == (0, [f"a.txt: line 5: left out (a note): {line}"])


@pytest.mark.parametrize(
    "line", ["3 23丁.好", "第二段,更好.", "联系企业3家,走访2次:好.", "关闭污染企业3家", "说明情况."]
)
def test_a_torn_row_of_a_page_stays_an_error(tmp_path: Path, line: str) -> None:
    code, _out, err = imported(tmp_path, text_page(tmp_path, line, "打印本页"))
    assert code == 1
    assert "a.txt: line 6: left out (a note): 打印本页" in err
    assert any(found.startswith("a.txt:5:1: error[bad-row]") for found in err)


@pytest.mark.parametrize("make", [whole, records, markdown, web])
def test_rows_that_were_numbered_and_not_filled_in_are_reported(
    tmp_path: Path, make: Callable[[Path, Rows], str]
) -> None:
    rows = [["1", "21", "甲。", "好。"], ["2", "", "", ""], ["3", "23", "丙。", "好。"]]
    name = make(tmp_path, [HEAD, *rows, ["4", "", "", ""], ["5", "", "", ""]])
    code, out, err = imported(tmp_path, name, "--period", "2021H1")
    assert (code, out) == (0, "2021H1: 2 rows; 2 tasks created, 0 updated, 0 the same\n")
    assert len(err) == 1
    assert "rows with a number and nothing else: 3 (" in err[0]


@pytest.mark.parametrize(
    ("heading", "english", "chinese"),
    [
        ("目前进展情况", "the period of the table is unknown", "未写明本表的报告期"),
        (
            "前三季度进展情况",
            "'前三季度进展情况' names a period without a year",
            "“前三季度进展情况”写了报告期，但未写明年份",
        ),
    ],
)
def test_a_table_without_its_period_is_reported_with_what_is_missing(
    tmp_path: Path, heading: str, english: str, chinese: str
) -> None:
    text = f"序号,市折子号,任务,{heading}\n1,21,甲。,好。\n"
    project(tmp_path, LAYOUT)
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    _code, _out, err = imported(tmp_path, "a.csv")
    assert err[0] == f"a.csv:1:1: error[no-period]: {english}"
    assert err[1] == "     = name it, such as '--period 2021H1'"
    _code, _out, err = imported(tmp_path, "a.csv", **CHINESE)
    assert err[0] == f"a.csv:1:1: 错误[no-period]: {chinese}"
