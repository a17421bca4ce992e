"""A new project from headings, or from last year's table."""

from pathlib import Path

import docx
import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]  # no types
from support.project import GOOD, project

from progress_report.build.assemble_table import assemble_tables
from progress_report.cli.app import run
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import DataError, ReportError
from progress_report.domain.period import Period, templated
from progress_report.domain.task import Task
from progress_report.editing.new_project import (
    ProjectSettings,
    add_table,
    plan_project,
    settings_of_table,
)
from progress_report.source.load import Project, load_project
from progress_report.system.transaction import write_files

TITLE = "2025年上半年重点工作推进情况表"
CHONGCHUAN = (
    *("序号", "主要任务", "全年目标任务", "牵头单位", "责任主体与协同单位"),
    *("1-10月推进情况", "1-11月推进情况", "说明"),
)


def workbook(path: Path, title: str, *rows: tuple[object, ...]) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append([title])
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def layout(root: Path, settings: ProjectSettings) -> ReportConfig:
    plan, _config = plan_project(root, settings)
    write_files(plan.files)
    project = load_project(root)
    assert project.diagnostics == ()
    assert project.config is not None
    return project.config


def test_the_default_layout_loads_and_its_schema_lines_resolve(tmp_path: Path) -> None:
    config = layout(tmp_path, ProjectSettings(office="区政府督查室"))
    assert [leaf.column.value for leaf in config.leaf_columns()] == [
        *("number", "docket", "task", "lead", "progress")
    ]
    assert [leaf.column.width for leaf in config.leaf_columns()] == [6, 9, 30, 14, 55]
    assert config.issuer == "区政府督查室"
    first_line = (tmp_path / "data/report.yaml").read_text(encoding="utf-8").split("\n")[0]
    assert (tmp_path / "data" / first_line.partition("$schema=")[2]).resolve().is_file()


def test_unknown_headings_become_fields(tmp_path: Path) -> None:
    headings = ("序号", "任务名称", "项目: 类别", "进展情况")
    config = layout(tmp_path, ProjectSettings(columns=headings))
    assert [leaf.column.value for leaf in config.leaf_columns()][2] == "fields.项目:类别"
    assert config.fields == {"项目:类别": "项目: 类别"}


def test_a_progress_column_is_needed(tmp_path: Path) -> None:
    with pytest.raises(ReportError):
        plan_project(tmp_path, ProjectSettings(columns=("序号", "任务")))


def test_nothing_that_is_there_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    layout(tmp_path, ProjectSettings())
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "mine"
    with pytest.raises(ReportError):
        plan_project(tmp_path, ProjectSettings())


def started_from(root: Path, table: Path) -> tuple[Project, list[str]]:
    """A project made after a table, and the notes on what was left out."""
    plan, config = plan_project(root, settings_of_table(table, None, ProjectSettings()))
    assert config is not None
    add_table(root, plan, config, table, None)
    assert plan.diagnostics == []
    write_files(plan.files)
    project = load_project(root)
    assert project.diagnostics == ()
    return project, plan.notes


def started(folder: Path, *rows: tuple[object, ...]) -> Project:
    """A project made after a table of which nothing is left out."""
    folder.mkdir()
    project, notes = started_from(folder, workbook(folder / "去年.xlsx", TITLE, *rows))
    assert notes == []
    return project


def layout_and_tasks(project: Project) -> tuple[ReportConfig, list[Task]]:
    assert project.config is not None
    return project.config, [sourced.task for sourced in project.tasks]


def test_last_years_table_gives_title_columns_and_tasks(tmp_path: Path) -> None:
    title = "2023年某区政府工作报告重点任务1-11月推进情况表"
    row = (1, "新建学校3所", "3所", "区教育局", "区财政局", "已开工2所。", "已完成2所。", "无")
    path = workbook(tmp_path / "去年.xlsx", title, CHONGCHUAN, row)
    project, _notes = started_from(tmp_path / "project", path)
    config, [task] = layout_and_tasks(project)
    assert config.title == "{year}年某区政府工作报告重点任务{period}推进情况表"
    columns = [leaf.column for leaf in config.leaf_columns()]
    assert [(c.heading, c.value, c.period) for c in columns][5:7] == [
        ("1-10月推进情况", "progress", "M01-M10"),
        ("{period}推进情况", "progress", None),
    ]
    assert (task.docket, task.lead) == ("1", "区教育局")
    assert task.fields == {"全年目标任务": "3所", "说明": "无"}
    assert [period.name for period in task.periods()] == ["2023M01-M10", "2023M01-M11"]


def test_a_column_of_targets_with_figures_is_one_and_others_are_texts(tmp_path: Path) -> None:
    heads = ("序号", "重点工作", "牵头单位", "年度目标", "完成数", "完成情况")
    one = (1, "建学校", "区教委", "建成3所", "2", "已建成2所。")
    [sourced] = started(tmp_path / "figures", heads, one).tasks
    assert [target.amount for target in sourced.task.targets] == ["3"]
    assert sourced.task.entries["H1"].done
    prose = (2, "建公园", "区园林局", "完成主体施工", "1", "已建成1处。")
    first, second = started(tmp_path / "prose", heads, one, prose).tasks
    assert first.task.targets == ()
    assert second.task.fields == {"年度目标": "完成主体施工", "完成数": "1"}


@pytest.mark.parametrize(
    ("rows", "pattern"),
    [
        (("一、城建", "二、民生"), "{ordinal}、{group}"),
        (("（一）城建（1项）", "（二）民生（1项）"), "（{ordinal}）{group}（{count}项）"),
        (("城建", "民生"), "{group}"),
    ],
)
def test_group_rows_become_groups(tmp_path: Path, rows: tuple[str, str], pattern: str) -> None:
    heads = ("序号", "重点工作", "牵头单位", "完成情况")
    tasks = [(n, f"任务{n}。", "区教委", "已完成。") for n in (1, 2)]
    project = started(tmp_path / "new", heads, (rows[0],), tasks[0], (rows[1],), tasks[1])
    assert project.config is not None
    assert project.config.group is not None
    assert project.config.group.heading == (pattern,)
    assert [s.task.fields for s in project.tasks] == [{"分组": "城建"}, {"分组": "民生"}]
    [table], diagnostics = assemble_tables(project, project.config, [])
    assert diagnostics == []
    assert [row.headings for row in table.rows] == [(rows[0],), (rows[1],)]


def test_who_is_responsible_leads_where_others_support(tmp_path: Path) -> None:
    row = (1, "建学校", "区教委\n（配合：区规自分局）", "区财政局", "已建成2所。")
    heads = ("序号", "重点工作", "责任单位", "配合单位", "完成情况")
    [sourced] = started(tmp_path / "two", heads, (*row[:2], "区教委", *row[3:])).tasks
    assert (sourced.task.lead, sourced.task.units) == ("区教委", ("区财政局",))
    [sourced] = started(tmp_path / "one", (*heads[:3], heads[4]), (*row[:3], row[4])).tasks
    assert (sourced.task.lead, sourced.task.units) == ("", ("区教委", "区规自分局"))


def test_a_title_without_a_period_is_named(tmp_path: Path) -> None:
    plan, _config = plan_project(tmp_path, ProjectSettings(title="重点工作完成情况表"))
    assert plan.notes
    assert not plan_project(tmp_path, ProjectSettings())[0].notes


def test_a_file_without_such_a_table_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", "名单", ("姓名", "电话"), ("张某", "1"))
    with pytest.raises(DataError):
        settings_of_table(path, None, ProjectSettings())


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("2021年某区重点任务上半年进展情况", "{year}年某区重点任务{period}进展情况"),
        ("2021年度某区{重点}1—9月表", "{year}年度某区{{重点}}{period}表"),
        ("二〇二一年前三季度表", "{year}年{period}表"),
        ("重点任务", "重点任务"),
    ],
)
def test_a_title_as_a_pattern(text: str, pattern: str) -> None:
    assert templated(text) == pattern
    assert pattern.format(year="2021", period=Period(2021, 1, 6).label)


def test_both_heading_rows_of_a_table_are_kept(tmp_path: Path) -> None:
    table = tmp_path / "重点项目.csv"
    table.write_text(
        "2024年上半年重点项目情况,,,,,\n序号,项目名称,本月进展情况,,协调情况,\n"
        ",,前期手续,在建形象进度,前期手续,问题\n1,建桥。,已批复,完成45%。,已协调,无问题\n",
        encoding="utf-8",
    )
    settings = settings_of_table(table, None, ProjectSettings())
    plan, config = plan_project(tmp_path, settings)
    assert plan.diagnostics == []
    assert config is not None
    assert [
        (leaf.over, leaf.column.heading, leaf.column.value) for leaf in config.leaf_columns()
    ] == [
        ("", "序号", "number"),
        ("", "项目名称", "task"),
        ("本月进展情况", "前期手续", "fields.前期手续"),
        ("本月进展情况", "在建形象进度", "progress"),
        ("协调情况", "前期手续", "fields.协调情况前期手续"),
        ("协调情况", "问题", "fields.问题"),
    ]
    add_table(tmp_path, plan, config, table, None)
    [text] = [raw.decode() for path, raw in plan.files.items() if path.name == "001.yaml"]
    assert "完成45%。" in text
    assert "前期手续: 已批复, 协调情况前期手续: 已协调, 问题: 无问题" in text


def test_a_word_table_below_a_remark_and_with_groups(tmp_path: Path) -> None:
    document = docx.Document()
    for text in ("附件1", "2023年某县民生实事第三季度进展情况表", "（截至2023年9月30日）"):
        document.add_paragraph(text)
    table = document.add_table(rows=0, cols=3)
    for row in (
        ("序号", "项目名称", "完成情况"),
        ("一、教育惠民（1项）",) * 3,
        ("1", "新建幼儿园3所", "已建成2所。"),
        ("二、交通便民（1项）",) * 3,
        ("2", "新建农村公路20公里", "完成12.5公里。"),
        ("合计",) * 3,
    ):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(str(tmp_path / "去年.docx"))
    project, notes = started_from(tmp_path / "new", tmp_path / "去年.docx")
    config, tasks = layout_and_tasks(project)
    assert config.title == "{year}年某县民生实事{period}进展情况表"
    assert config.group is not None
    assert config.group.heading == ("{ordinal}、{group}（{count}项）",)
    assert [task.fields for task in tasks] == [{"分组": "教育惠民"}, {"分组": "交通便民"}]
    assert [period.name for period in tasks[0].periods()] == ["2023Q3"]
    assert len(notes) == 1  # the total


def test_groups_of_two_levels(tmp_path: Path) -> None:
    rows = [
        ("一、经济",),
        ("（一）投资",),
        (1, "项目A", "开工。"),
        ("（二）消费",),
        (2, "项目B", "完成。"),
    ]
    heads = ("序号", "类别", "项目名称", "进展情况")
    rows = [(row[0], "大", *row[1:]) if len(row) > 1 else row for row in rows]
    path = workbook(tmp_path / "a.xlsx", "2023年上半年项目进展表", heads, *rows)
    project, _notes = started_from(tmp_path / "new", path)
    config, tasks = layout_and_tasks(project)
    assert config.group is not None
    assert config.group.fields == ("分组", "二级分组")
    assert config.group.heading == ("{ordinal}、{group}", "（{ordinal}）{group}")
    assert tasks[1].fields == {"分组": "经济", "二级分组": "消费", "类别": "大"}


def test_the_period_of_headings_and_answers_to_a_question(tmp_path: Path) -> None:
    heads = (*CHONGCHUAN[:7], "是否达序")
    row = [1, "新建学校3所", "3所", "区教育局", "区财政局", "已开工2所。", "已完成2所。", "否"]
    title = "崇川区2023年重点工作推进情况表"
    path = workbook(tmp_path / "a.xlsx", title, heads, tuple(row))
    project, _notes = started_from(tmp_path / "new", path)
    config, [task] = layout_and_tasks(project)
    columns = [(leaf.column.heading, leaf.column.period) for leaf in config.leaf_columns()]
    assert columns[5:7] == [("1-10月推进情况", "M01-M10"), ("{period}推进情况", None)]
    assert task.fields["是否达序"] == "否"  # without a target to judge by
    path = workbook(tmp_path / "b.xlsx", title, (*heads[:2], "年度目标", *heads[3:]), tuple(row))
    project, _notes = started_from(tmp_path / "targets", path)
    config, [task] = layout_and_tasks(project)
    assert config.pace.lights[0].name == "是"
    assert task.entries["M01-M11"].verdict == "否"


def test_the_title_is_no_line_of_a_form(tmp_path: Path) -> None:
    rows = [
        ("填报单位：区督查室", None, "2023年12月31日"),
        ("序号", "任务", "全年完成情况"),
        (1, "甲。", "完成。"),
    ]
    path = workbook(tmp_path / "a.xlsx", "2023年度任务完成情况统计表", *rows)
    project, _notes = started_from(tmp_path / "new", path)
    config, [task] = layout_and_tasks(project)
    assert config.title == "{year}年度任务完成情况统计表"
    assert [(leaf.column.heading, leaf.column.period) for leaf in config.leaf_columns()][2] == (
        "{period}完成情况",
        None,
    )
    assert [*task.entries] == ["FY"]


def test_a_table_without_numbers(tmp_path: Path) -> None:
    rows = [("项目内容", "当前进度"), ("建设甲路", "完成60%。"), ("建设乙园", "完成设计。")]
    path = workbook(tmp_path / "a.xlsx", "2022年重点任务进展（截至10月31日）", *rows)
    project, notes = started_from(tmp_path / "new", path)
    _config, tasks = layout_and_tasks(project)
    assert [task.docket for task in tasks] == ["1", "2"]
    assert any("numbered in order" in note for note in notes)


@pytest.mark.parametrize(
    ("title", "progress"),
    [
        ("2022年某区重点任务分解表", "{year}年某区重点任务{period}进展情况表"),
        ("2022年某区重点工作计划", "{year}年某区重点工作任务{period}进展情况表"),
    ],
)
def test_a_plan_gives_the_title_of_the_tables_of_progress(
    tmp_path: Path, title: str, progress: str
) -> None:
    rows = [("序号", "项目内容", "当前进度"), ("1", "建设甲路", "")]
    path = workbook(tmp_path / "a.xlsx", title, *rows)
    settings = settings_of_table(path, Period(2022, 0, 0), ProjectSettings())
    assert settings.title == progress
    assert settings_of_table(path, Period(2022, 1, 6), ProjectSettings()).title == templated(title)


def test_a_table_of_this_program_gives_its_layout(tmp_path: Path) -> None:
    layout = (
        'title: "{year}年{period}表"\nfields: {kind: 类别}\n'
        "group: {by: fields.kind, heading: '{ordinal}、{group}'}\ncolumns:\n"
        "  - {heading: 折子号, value: docket, width: 1}\n"
        "  - {heading: 任务, value: task, width: 3}\n"
        "  - heading: 上半年\n    columns:\n"
        "      - {heading: 目标, value: target, width: 1}\n"
        "      - {heading: 进展, value: progress, width: 3}\n"
    )
    root = project(tmp_path, layout, t001=GOOD.replace("\ntask", "\nfields: {kind: 经济}\ntask"))
    assert run(["build", "2021H1", "--format", "json", "--project", str(root)]) == 0
    settings = settings_of_table(root / "out/2021H1.json", None, ProjectSettings())
    assert settings.columns == ("折子号", "任务", "上半年/目标", "上半年/进展")
    assert (settings.title, settings.table_period) == ("{year}年{period}表", Period(2021, 1, 6))
    assert (settings.groups, settings.has_targets) == (("一、经济",), True)
    assert not settings.rows_are_dockets
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(DataError, match=r"a\.pdf: .*damaged"):
        settings_of_table(tmp_path / "a.pdf", None, ProjectSettings())
