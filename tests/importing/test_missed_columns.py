"""What an import must not take: other tables, targets, ticks, the end of a torn row as a note."""

from pathlib import Path

import pytest
from support.pages import TITLE, file, imported, row, table
from support.project import report

pytestmark = pytest.mark.program

HEAD = row("序号", "市折子号", "任务", "目前进展情况")
MAIN = row("1", "21", "甲", "已开工。")
CONTACTS = row("序号", "单位", "联系人", "电话") + row("1", "区商务局", "张三", "13800138000")


def tasks(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "data/tasks").rglob("*.yaml"))


@pytest.mark.parametrize(
    "page",
    [
        TITLE + table(HEAD, MAIN) + "<p>联系人名单</p>" + table(CONTACTS),
        TITLE
        + table(HEAD, MAIN)
        + table(row("1", "区商务局", "张三", "138"), row("2", "甲局", "乙", "139")),
        TITLE + table(HEAD, MAIN, CONTACTS),
        TITLE + table(HEAD, MAIN, row("", "", "", ""), CONTACTS),
    ],
)
def test_another_table_is_no_more_of_the_first(tmp_path: Path, page: str) -> None:
    code, out, err = imported(tmp_path, page)
    assert (code, tasks(tmp_path)) == (0, ["021.yaml"]), err
    assert out.startswith("2021H1: 1 row; 1 task created")
    assert "left out" in err


def test_rows_of_another_table_below_are_named(tmp_path: Path) -> None:
    _code, _out, err = imported(tmp_path, TITLE + table(HEAD, MAIN, CONTACTS))
    why = "left out (part of another table below): "
    assert f"row 3, column 1: {why}序号 单位 联系人 电话" in err
    assert f"row 4, column 1: {why}1 区商务局 张三 13800138000" in err


def test_a_table_goes_on_in_the_next_one(tmp_path: Path) -> None:
    first, more = table(HEAD, MAIN), table(row("2", "22", "乙", "已完工。"))
    code, _out, err = imported(tmp_path, TITLE + first + more)
    assert (code, tasks(tmp_path)) == (0, ["021.yaml", "022.yaml"]), err


@pytest.mark.parametrize(("number", "taken"), [("2", 2), ("1", 1), ("5", 1)])
def test_by_their_wording_alone_rows_go_on_if_their_numbers_do(
    tmp_path: Path, number: str, taken: int
) -> None:
    known = {
        f"t{n:03}": f"year: 2021\ndocket: {n}\ntask: {text}\n" for n, text in ((1, "甲"), (2, "乙"))
    }
    head = row("序号", "任务", "目前进展情况")
    page = TITLE + table(head, row("1", "甲", "已开工。"))
    page += table(row(number, "乙", "已完工。"))
    code, out, err = imported(tmp_path, page, **known)
    assert code == 0, err
    rows = "1 row" if taken == 1 else f"{taken} rows"
    assert out.startswith(f"2021H1: {rows}; 0 tasks created, {taken} updated")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("目标进度", "当前进度"),
        ("年度目标进度", "实际完成进度"),
        ("完成情况（是/否）", "具体完成情况"),
        ("完成情况（√/×）", "工作进展"),
        ("目标完成情况", "进展情况"),
        ("去年同期进展", "今年进展"),
        ("备注", "年度目标完成情况"),
        ("备注", "完成情况及下步打算"),
    ],
)
def test_the_column_of_the_report_is_taken(tmp_path: Path, left: str, right: str) -> None:
    page = TITLE + table(row("市折子号", "任务", left, right), row("21", "甲", "是", "已开工。"))
    code, _out, err = imported(tmp_path, page)
    assert code == 0, err
    assert file(tmp_path, "2021/021").endswith("entries:\n  H1:\n    progress: |\n      已开工。\n")


@pytest.mark.parametrize("pair", [("本月进展", "累计进展"), ("总体进展", "具体进展")])
def test_of_two_that_may_be_the_report_none_is_guessed(
    tmp_path: Path, pair: tuple[str, str]
) -> None:
    page = TITLE + table(row("市折子号", "任务", *pair), row("21", "甲", "完成1项。", "完成6项。"))
    code, _out, err = imported(tmp_path, page)
    assert (code, tasks(tmp_path)) == (1, [])
    told = "error[no-heading]: any of these may be the progress: "
    assert f"a.html:row 1, column 3: {told}{pair[0]}, {pair[1]}" in err
    assert f"import: {{headings: {{progress: [{pair[0]}]}}}}" in err
    same = page.replace("完成1项。", "完成6项。")
    (tmp_path / "a.html").write_text(same, encoding="utf-8")
    run = report("import", "a.html", cwd=tmp_path)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(
    "cells", [("", "", "", "甲后半。"), ("", "", "乙的全文，还没有折子号。", "")]
)
def test_the_end_of_a_torn_last_row_is_no_note(tmp_path: Path, cells: tuple[str, ...]) -> None:
    page = TITLE + table(HEAD, row("1", "21", "甲", "甲前半，"), row(*cells))
    code, _out, err = imported(tmp_path, page)
    assert (code, tasks(tmp_path)) == (1, [])
    assert "a.html:row 3, column 2: error[bad-row]: this row has no docket number" in err


@pytest.mark.parametrize(
    "cells",
    [("", "", "", "2021年7月1日"), ("", "", "审核人：张三，李四", "")],
)
def test_a_signature_below_the_last_row_is_left_out(tmp_path: Path, cells: tuple[str, ...]) -> None:
    code, _out, err = imported(tmp_path, TITLE + table(HEAD, MAIN, row(*cells)))
    assert (code, tasks(tmp_path)) == (0, ["021.yaml"]), err
    assert "left out (a note)" in err


def test_a_heading_may_say_the_year(tmp_path: Path) -> None:
    head = row("市折子号", "任务", "2021年前三季度进展情况")
    code, out, err = imported(tmp_path, table(head, row("21", "甲", "已开工。")))
    assert code == 0, err
    assert out.startswith("2021Q1-Q3: 1 row; 1 task created")


def test_a_period_that_contradicts_the_title_is_reported(tmp_path: Path) -> None:
    page = TITLE + table(HEAD, MAIN)
    code, out, err = imported(tmp_path, page, "--period", "2021H2")
    assert (code, out.split(":")[0]) == (0, "2021H2")
    assert "the title says 2021H1; imported as 2021H2, as asked" in err


def test_an_office_names_totals_and_ends_of_units(tmp_path: Path) -> None:
    heads = row("折子号", "任务", "协办单位", "进展情况")
    rows = row("21", "甲任务", "城市更新筹备组 区发改委", "已完成。")
    page = TITLE + table(heads, rows, row("汇总", "37项", "", "已全部完成，其中提前完成5项。"))
    assert imported(tmp_path, page)[0] == 1
    with (tmp_path / "data/report.yaml").open("a", encoding="utf-8") as layout:
        layout.write("import: {unit_endings: [筹备组], totals: [汇总]}\n")
    code, _out, err = imported(tmp_path, page)
    assert (code, "left out (a total, not a task)" in err) == (0, True), err
    assert "units: [城市更新筹备组, 区发改委]" in file(tmp_path, "2021/021")


def test_an_office_names_rows_that_are_no_tasks(tmp_path: Path) -> None:
    signed = TITLE + table(HEAD, MAIN, row("", "", "督办员 张三，区政府督查室", "2021年7月5日。"))
    assert imported(tmp_path, signed)[0] == 1
    with (tmp_path / "data/report.yaml").open("a", encoding="utf-8") as layout:
        layout.write("import: {skip_lines: [督办员]}\n")
    code, _out, err = imported(tmp_path, signed)
    assert (code, tasks(tmp_path)) == (0, ["021.yaml"]), err
    assert "left out (a note): 督办员 张三" in err
