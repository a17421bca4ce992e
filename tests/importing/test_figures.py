"""Targets, figures and statuses from tables of other offices."""

from pathlib import Path

import pytest
from support.project import project, report

from progress_report.domain.target import PaceConfig, TargetBound, TargetKind
from progress_report.importing.figures import read_figure, read_status, read_target
from progress_report.importing.plan import plan
from progress_report.importing.read_statements import read_statements
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
    config = load_project(folder).config
    assert config is not None
    statements = read_statements("t.csv", table.encode(), config, None).statements
    task = plan(folder, (), statements, config).changes[0].after
    assert [entry.done for entry in task.entries.values()] == [{"固定资产投资": "138.6"}]


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
