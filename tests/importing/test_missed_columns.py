"""What an import must not take: other tables, targets, ticks, the end of a torn row as a note."""

from pathlib import Path

import pytest
from support.pages import TITLE, file, imported, row, table
from support.project import report

pytestmark = pytest.mark.program

HEAD = row("序号", "市折子号", "任务", "目前进展情况")
MAIN = row("1", "21", "甲", "已开工。")


def tasks(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "data/tasks").rglob("*.yaml"))


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
