"""Targets, figures and statuses from tables of other offices."""

from pathlib import Path

import pytest
from support.project import ROOT, project, report
from typer.testing import CliRunner

from progress_report.cli.app import app
from progress_report.domain.target import PaceConfig, TargetBound, TargetKind
from progress_report.importing.figures import read_figure, read_status, read_target
from progress_report.importing.plan import Plan, plan
from progress_report.importing.read_statements import read_statements
from progress_report.importing.statement import FileStatements
from progress_report.source.load import load_project

LAYOUT = (
    'title: "{year}年{period}表"\n'
    "columns:\n"
    "  - {heading: 折子号, value: docket, width: 1}\n"
    "  - {heading: 任务, value: task, width: 3}\n"
    "  - {heading: 进展, value: progress, width: 3}\n"
)
TABLE = (
    "2023年上半年重点工作推进情况表,,,,,,\n"
    "折子号,任务,全年目标,完成情况,完成,完成率,是否达序\n"
    "1,推进固定资产投资。,固定资产投资260亿元,完成138.6亿元。,138.6亿元,53.3%,是\n"
    "2,新建学校。,新建学校2所,一所学校完工。,,50%,否\n"
    "3,整治排口。,整治排口64个以上、管网18公里,正在整治。,约一半,,\n"
)


@pytest.mark.parametrize(
    ("text", "name", "amount", "measure", "kind", "bound"),
    [
        ("固定资产投资260亿元", "固定资产投资", "260", "亿元", "sum", "at-least"),
        ("新建学校2所。", "新建学校", "2", "所", "sum", "at-least"),
        ("地区生产总值增长6%左右", "地区生产总值", "6%", "", "growth", "about"),
        ("覆盖率不低于98%", "覆盖率", "98%", "", "level", "at-least"),
        ("能耗控制在1,800吨以内", "能耗", "1,800", "吨", "sum", "at-most"),
        ("120万平方米", "拆除违建", "120", "万平方米", "sum", "at-least"),
        ("120", "拆除违建", "120", "", "sum", "at-least"),
    ],
)
def test_a_target_in_a_cell(
    text: str, name: str, amount: str, measure: str, kind: str, bound: str
) -> None:
    target = read_target(text, "拆除违建，恢复绿地。")
    assert target is not None
    assert (target.name, target.amount, target.measure) == (name, amount, measure)
    assert (target.kind, target.bound) == (TargetKind(kind), TargetBound(bound))


@pytest.mark.parametrize(
    ("text", "wording", "name", "kind", "bound"),
    [
        ("4000个", "新增停车位4000个以上。", "新增停车位", "sum", "at-least"),
        ("5000个", "新增停车位4000个以上。", "新增停车位", "sum", "at-least"),
        ("4000个", "新增4000个以上停车位。", "新增停车位", "sum", "at-least"),
        (
            "78%",
            "全年空气质量优良天数比例达到78%以上。",
            "空气质量优良天数比例",
            "level",
            "at-least",
        ),
        ("18个", "完成老旧小区综合整治18个。", "老旧小区综合整治", "sum", "at-least"),
        (
            "6.5%",
            "实现规模以上工业增加值同比增长6.5%。",
            "规模以上工业增加值",
            "growth",
            "at-least",
        ),
        ("10%", "实现总产值1.5亿元，同比增长10%左右。", "总产值", "growth", "about"),
        ("120.55亿元", "完成投资120.55亿元。", "投资", "sum", "at-least"),
        ("完成投资120亿元", "推进基础设施建设。", "投资", "sum", "at-least"),
        ("35微克", "PM2.5年均浓度控制在35微克以内。", "PM2.5年均浓度", "sum", "at-most"),
        ("3个", "新建学校2所、操场3个。", "操场", "sum", "at-least"),
        ("50", "建设绿道200公里，改造公园50处。", "改造公园", "sum", "at-least"),
        ("95%", "确保办结率保持在90%以上。", "办结率", "level", "at-least"),
        (
            "80个",
            "推进综合交通枢纽及周边地区一体化建设工程",
            "综合交通枢纽及周边地区一体化建设工程",
            "sum",
            "at-least",
        ),
    ],
)
def test_a_target_is_called_by_what_the_task_counts(
    text: str, wording: str, name: str, kind: str, bound: str
) -> None:
    target = read_target(text, wording)
    assert target is not None
    assert (target.name, target.kind, target.bound) == (name, TargetKind(kind), TargetBound(bound))


CONTRADICTED = (
    "编号,任务,牵头单位,年度目标,完成数,进展情况\n"
    "1,新增停车位4000个以上。,区城管委,4000个,1800,新增停车位1900个。\n"
    "2,全年空气质量优良天数比例达到78%以上。,区生态环境局,78%,76.5%,优良天数比例为86.5%。\n"
    "3,完成老旧小区综合整治18个。,区住建委,18个,10,完成老旧小区综合整治11个。\n"
    "4,实现规模以上工业增加值同比增长6.5%。,区经信局,6.5%,6.1%,规模以上工业增加值同比增长5.1%。\n"
    "5,完成投资120.55亿元。,区发改委,120.55亿元,60亿元,完成投资70亿元。\n"
)


def test_figures_taken_from_a_table_are_compared_with_its_prose(tmp_path: Path) -> None:
    folder = project(tmp_path, LAYOUT)
    (folder / "2023H1.csv").write_text(CONTRADICTED, encoding="utf-8")
    for command in (["import", str(folder / "2023H1.csv")], ["check", "--format", "json"]):
        run = CliRunner().invoke(app, [*command, "--project", str(folder)])
    assert run.stdout.count('"done-against-prose"') == 5, run.output


@pytest.mark.parametrize(
    "text", ["整治排口64个、管网18公里", "全面完成", "2所学校完工，3所学校开工", "0个", ""]
)
def test_prose_is_no_target(text: str) -> None:
    assert read_target(text, "任务。") is None


def test_figures_and_statuses() -> None:
    assert read_figure("１３８．６亿元") is not None
    config = PaceConfig.model_validate({})
    names = {
        text: read_status(text, config)
        for text in ("●达序时", "否", "是", "滞后（测算：■严重滞后）", "不清楚")
    }
    assert [status and status.name for status in names.values()] == [
        *("达序时", "滞后", "达序时", "滞后"),
        None,
    ]


@pytest.mark.parametrize("title", ["三季度", "三季度累计", "1—9月"])
def test_a_figure_goes_to_the_entry_that_ends_with_it(tmp_path: Path, title: str) -> None:
    folder = project(tmp_path, LAYOUT)
    table = TABLE.replace("上半年", title).replace(",完成,", ",三季度累计完成,")
    task = planned(folder, table)[1].changes[0].after
    assert [entry.done for entry in task.entries.values()] == [{"固定资产投资": "138.6"}]


def planned(folder: Path, table: str) -> tuple[FileStatements, Plan]:
    known = load_project(folder)
    assert known.config is not None
    file = read_statements("2023H1.csv", table.encode(), known.config, None)
    return file, plan(folder, known.tasks, file.statements, known.config)


def test_rows_that_differ_in_a_figure_are_not_the_same(tmp_path: Path) -> None:
    head = "折子号,任务,全年目标,完成情况,完成\n"
    rows = ("1,新建学校。,5所,完成。,2所\n", "1,新建学校。,5所,完成。,3所\n")
    _file, result = planned(project(tmp_path, LAYOUT), head + "".join(rows))
    assert [d.rule for d in result.diagnostics] == ["duplicate-docket"]


@pytest.mark.parametrize("known", [{}, {"t001": "year: 2023\ndocket: 1\ntask: 新建学校。\n"}])
def test_figures_of_several_rows_of_a_task_are_noted(tmp_path: Path, known: dict[str, str]) -> None:
    rows = (
        "<tr><td rowspan=2>1<td rowspan=2>新建学校。<td>学校5<td rowspan=2>完成。<td>2"
        "<tr><td>操场6<td>4"
    )
    page = f"<table><tr><td>折子号<td>任务<td>全年目标<td>完成情况<td>完成{rows}</table>"
    file, result = planned(project(tmp_path, LAYOUT, **known), page)
    assert file.diagnostics == []
    assert [note.count("row 2, column 3, row 2, column 5") for _path, note in result.notes] == [1]
    [change] = result.changes
    assert (change.after.targets, change.after.entries["H1"].done) == ((), {})


def test_a_unit_that_was_renamed_keeps_the_day_of_the_report(tmp_path: Path) -> None:
    folder = project(tmp_path, LAYOUT + "offices: {区数据局: {formerly: [区政务局]}}\n")
    title = "2023年上半年进展（截至2023年6月10日）,,,\n"
    _file, result = planned(folder, f"{title}折子号,任务,牵头单位,进展\n1,甲。,区政务局,好。\n")
    [change] = result.changes
    assert change.after.lead == "区数据局"
    assert str(change.after.entries["H1"].as_of) == "2023-06-10"


@pytest.mark.program
def test_a_table_with_targets(tmp_path: Path) -> None:
    folder = project(tmp_path, LAYOUT)
    (folder / "t.csv").write_text(TABLE, encoding="utf-8")
    run = report("import", "t.csv", cwd=folder)
    assert run.returncode == 0, run.stderr
    assert "the task has no target: 2 (line 5, line 5)" in run.stderr
    loaded = load_project(folder)
    assert not loaded.diagnostics
    tasks = {sourced.task.docket: sourced.task for sourced in loaded.tasks}
    assert tasks["1"].entries["H1"].done == {"固定资产投资": "138.6"}
    assert tasks["1"].entries["H1"].verdict == ""  # it is what the figures say
    assert tasks["2"].entries["H1"].done == {"新建学校": "50%"}
    assert tasks["2"].entries["H1"].verdict == "滞后"
    assert (tasks["3"].targets, tasks["3"].entries["H1"].done) == ((), {})
    again = report("import", "t.csv", cwd=folder)
    assert "0 tasks created, 0 updated, 3 the same" in again.stdout
    (folder / "t.csv").write_text(TABLE.replace("138.6亿元,53", "140亿元,53"), encoding="utf-8")
    other = report("import", "t.csv", cwd=folder)
    assert other.returncode == 1
    assert "field-differs" in other.stderr


def test_a_file_named_by_its_period_gives_the_figures_of_that_period() -> None:
    example = ROOT / "tests/examples/pace"
    sheet = (example / "expected/2023H1.csv").read_bytes()  # with a column for each half-year
    project = load_project(example)
    assert project.config is not None
    table = read_statements("2023H1.csv", sheet, project.config, None)
    changes = plan(example, project.tasks, table.statements, project.config)
    assert (table.diagnostics, changes.diagnostics, changes.files) == ([], [], {})


def test_a_dry_run_shows_another_target(tmp_path: Path) -> None:
    folder, table = project(tmp_path, LAYOUT), tmp_path / "2023H1.csv"
    shown = []
    for amount in ("4000个", "5000个"):
        table.write_text(f"编号,任务,年度目标,进展情况\n1,新增停车位。,{amount},完成。\n", "utf-8")
        for option in (["--dry-run"], []):
            command = ["import", str(table), "--update", *option, "--project", str(folder)]
            shown.append(CliRunner().invoke(app, command).stdout)
    assert "1 target 新增停车位: 4000个\n" in shown[0]
    assert "1 target 新增停车位: 4000个 → 5000个\n" in shown[2]
