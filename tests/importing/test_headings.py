"""Headings as offices word them: remarks hide nothing, and what is not read is told."""

from itertools import product
from pathlib import Path

import pytest
from support.expected import assert_expected
from support.pages import TITLE, file, imported, row, table
from support.project import ROOT, report
from support.tasks import layout

from progress_report.domain.config import ReportConfig
from progress_report.importing.headings import Headings
from progress_report.system.data import read_data

pytestmark = pytest.mark.program
CONFIG = layout([("甲", "number", 1)], fields={"note": "备注"})

TASK = "year: 2021\ndocket: 21\ntask: |\n  甲\n"
SAID = "    progress: |\n      已开工。\n"


@pytest.mark.parametrize(
    ("heading", "period"),
    [
        ("目前进展情况（500字以内）", "H1"),
        ("上半年进展情况（不超过300字）", "H1"),
        ("进展情况（请填写）", "H1"),
        ("进展情况说明", "H1"),
        ("目前进展情况/措施", "H1"),
        ("进展情况（万元）", "H1"),
        ("目前进展情况¹", "H1"),
        ("①进展情况〔2〕", "H1"),
        ("取得成效", "H1"),
        ("进展情况（截至5月底，500字以内）", "M01-M05"),
        ("进展情况（Q1）", "Q1"),
        ("进展情况（7月底前报送）", "H1"),
    ],
)
def test_a_note_hides_no_report(tmp_path: Path, heading: str, period: str) -> None:
    page = TITLE + table(row("市折子号", "任务", heading), row("21", "甲", "已开工。"))
    code, _out, err = imported(tmp_path, page)
    assert code == 0, err
    assert file(tmp_path, "2021/021") == f"{TASK}entries:\n  {period}:\n{SAID}"


def test_a_note_hides_no_docket_task_or_unit_and_may_say_which(tmp_path: Path) -> None:
    head = row("市折子号（必填）", "任务（原文）", "牵头单位（盖章）", "责任单位（配合）", "进展*")
    page = TITLE + table(head, row("21", "甲", "甲局", "乙局", "已开工。"))
    code, _out, err = imported(tmp_path, page)
    assert (code, err) == (0, "")
    units = "lead: 甲局\nunits: [乙局]\n"
    assert file(tmp_path, "2021/021") == f"{TASK}{units}entries:\n  H1:\n{SAID}"
    page = page.replace("牵头单位（盖章）", "责任单位（牵头）").replace("甲局", "丙局")
    code, _out, err = imported(tmp_path, page, "--update")
    assert code == 0, err
    assert "lead: 丙局\n" in file(tmp_path, "2021/021")


def test_a_column_that_looks_like_the_reports_is_never_lost_in_success(tmp_path: Path) -> None:
    known = "year: 2021\ndocket: 21\ntask: 甲\n"
    rows = row("市折子号", "任务", "办理结果"), row("21", "甲", "已开工。")
    code, out, err = imported(tmp_path, TITLE + table(*rows), t021=known)
    assert (code, out) == (1, "")
    assert (
        "a.html:row 1, column 3: error[no-heading]: no report of 2021H1 was found, but the column "
        "'办理结果' was left out"
    ) in err
    text = "import: {headings: {progress: [办理结果]}}"
    assert f"write '{text}' in data/report.yaml" in err
    with (tmp_path / "data/report.yaml").open("a", encoding="utf-8") as layout:
        layout.write(f"{text}\n")
    code, out, err = imported(tmp_path, TITLE + table(*rows))
    assert (code, err) == (0, "")
    assert file(tmp_path, "2021/021") == f"{known}entries:\n  H1:\n{SAID}"


@pytest.mark.parametrize(
    "heading",
    [
        "市折子编号",
        "市级折子号",
        "市政府折子号",
        "折子号码",
        "折子任务号",
        "督办号",
        "项目编号",
        "任务编号",
        "编号",
    ],
)
def test_dockets_have_many_names(tmp_path: Path, heading: str) -> None:
    page = TITLE + table(row("序号", heading, "任务", "进展"), row("1", "21", "甲", "已开工。"))
    code, _out, err = imported(tmp_path, page)
    assert (code, err) == (0, "")
    assert file(tmp_path, "2021/021") == f"{TASK}entries:\n  H1:\n{SAID}"


def test_a_column_that_looks_like_the_dockets_is_named_when_they_lack(tmp_path: Path) -> None:
    head = row("序号", "联系电话号码", "台账编号", "任务", "进展")
    page = TITLE + table(head, row("1", "81", "21", "甲", "已开工。"))
    code, _out, err = imported(tmp_path, page)
    assert code == 1
    text = "import: {headings: {docket: [台账编号]}}"
    assert f"if the column '台账编号' holds the dockets, write '{text}' in data/report.yaml" in err
    run = report("import", "a.html", cwd=tmp_path, LANGUAGE="zh_CN")
    assert "如“台账编号”一栏即为折子号，请在 data/report.yaml 中写上“" in run.stderr
    with (tmp_path / "data/report.yaml").open("a", encoding="utf-8") as layout:
        layout.write(f"{text}\n")
    assert imported(tmp_path, page)[0] == 0
    assert file(tmp_path, "2021/021").startswith(TASK)


@pytest.mark.parametrize("nobody", ["无", "暂无", "/", "—", "－－", "--", "／"])
def test_a_mark_for_no_unit_is_no_unit(tmp_path: Path, nobody: str) -> None:
    head = row("市折子号", "任务", "牵头单位", "配合单位", "进展")
    page = TITLE + table(head, row("21", "甲", nobody, nobody, "已开工。"))
    code, _out, err = imported(tmp_path, page)
    assert (code, err) == (0, "")
    assert file(tmp_path, "2021/021") == f"{TASK}entries:\n  H1:\n{SAID}"


@pytest.mark.parametrize(
    ("heading", "period"),
    [("首期情况", "2021Q1"), ("2021年上半年办理", "2021H1"), ("办理", None)],
)
def test_a_column_of_the_layout_may_show_one_period(heading: str, period: str | None) -> None:
    own = [
        {"heading": "首期情况", "value": "progress", "width": 1, "period": "Q1"},
        {"heading": "{year}年{period}办理", "value": "progress", "width": 1, "period": "Q2"},
    ]
    config = ReportConfig.model_validate({"title": "表", "columns": own})
    meaning = Headings(config).meaning(heading, 2021)
    assert meaning is not None
    assert (meaning.period and meaning.period.name) == period


def test_the_meaning_of_each_heading_is_as_expected() -> None:
    """Of customary headings, and of what offices make of them: kind, period and certainty."""
    whole = [
        heading
        for listed in read_data("importing", "headings")["customary"].values()
        for heading in listed
    ]
    parts = (
        ("", "目前", "上半年", "截至6月底", "2020年", "全年", "1-5月", "市"),
        ("进展情况", "完成情况", "目标", "任务", "编号", "责任单位", "完成数", "下一步措施"),
        ("", "（万元）", "（请填写）", "及存在问题", "/备注", "¹", "（协办）", "（6月底前）"),
    )
    headings = Headings(CONFIG)
    lines = []
    for heading in dict.fromkeys([*whole, *map("".join, product(*parts))]):
        meaning = headings.meaning(heading, 2021)
        shown = "-"
        if meaning is not None:
            period = meaning.period.name if meaning.period else ""
            shown = f"{meaning.kind} {meaning.field} {period} {meaning.rank}"
        lines.append(f"{heading}: {' '.join(shown.split())}\n")
    assert_expected("".join(lines), ROOT / "tests/examples/headings.txt")
