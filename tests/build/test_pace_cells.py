"""Columns on targets and pace, from the example project to the table."""

import shutil
from pathlib import Path

import pytest

from progress_report.build.assemble_table import assemble_tables
from progress_report.domain.columns import ColumnConfig
from progress_report.domain.period import Period
from progress_report.domain.table import Cell
from progress_report.readers.excel.number_format import shown_number
from progress_report.source.load import Project, load_project

EXAMPLE = Path(__file__).parents[1] / "examples/pace"
VALUES = ("docket", "target", "milestone", "done", "share", "gap", "status", "why", "rank")


@pytest.fixture(scope="module")
def project() -> Project:
    loaded = load_project(EXAMPLE)
    assert not loaded.diagnostics
    return loaded


def rows(project: Project, name: str, **options: object) -> dict[str, list[Cell]]:
    assert project.config is not None
    columns = tuple(
        ColumnConfig.model_validate({"heading": value, "value": value, "width": "10", **options})
        for value in VALUES
    )
    config = project.config.model_copy(update={"columns": columns, "group": None})
    (table,), _diagnostics = assemble_tables(project, config, [Period.parse(name)])
    return {row.docket: [cell or Cell("") for cell in row.cells] for row in table.rows}


def texts(cells: list[Cell]) -> list[str]:
    return [cell.text for cell in cells[1:]]


def test_what_the_columns_show(project: Project) -> None:
    h1 = rows(project, "2023H1")
    assert texts(h1["1"]) == [
        *("固定资产投资260亿元", "130亿元", "138.6亿元", "53.31%", "+3.31个百分点", "●达序"),
        *("", "4"),
    ]
    assert texts(h1["2"])[:6] == [
        *("地区生产总值增长6%左右", "6%左右", "5.9%", "", "-0.10个百分点", "●达序"),
    ]
    assert texts(h1["10"])[5:7] == ["▲欠序（测算：■严重欠序）", "集中拆除安排在下半年"]
    assert texts(h1["20"])[:4] == [
        "入河排口64个；污水管网18公里",
        "入河排口：32个；污水管网：9公里",
        "入河排口：35个；污水管网：7.5公里",
        "入河排口：54.69%；污水管网：41.67%",
    ]
    assert texts(h1["11"]) == ["人才公寓", "主体封顶", "", "", "", "●达序", "6月20日封顶", ""]
    assert texts(h1["8"]) == ["惠民消费活动", "", "", "", "", "常态化", "", ""]


def test_what_the_heading_says_is_not_said_again(project: Project) -> None:
    for heading, shown in (
        ("比率（%）", ["53.31", "+3.31个百分点"]),
        ("差（个百分点）", ["53.31%", "+3.31"]),
    ):
        assert texts(rows(project, "2023H1", heading=heading)["1"])[3:5] == shown


def test_a_target_is_the_one_of_the_period(project: Project) -> None:
    assert texts(rows(project, "2023H1")["10"])[0] == "拆除违建150万平方米"
    assert texts(rows(project, "2023H2")["10"])[0] == "拆除违建120万平方米"


def test_a_spreadsheet_shows_each_number_as_the_cell_has_it(project: Project) -> None:
    numbers = 0
    for period in ("2023H1", "2023H2"):
        for cells in rows(project, period).values():
            for cell in cells:
                if cell.number is not None:
                    numbers += 1
                    assert shown_number(cell.number.value, cell.number.pattern) == cell.text
    assert numbers > 150


def test_a_column_may_be_of_another_period(project: Project) -> None:
    other = rows(project, "2023H2", period="H1")
    assert texts(other["9"])[5] == "■严重欠序"


def test_rows_behind(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE / "data", tmp_path / "data")
    (tmp_path / "data/periods/2023H2.yaml").write_text("rows: behind\n", encoding="utf-8")
    assert sorted(rows(load_project(tmp_path), "2023H2"), key=int) == ["2", "5", "7", "16", "18"]
