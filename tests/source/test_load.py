"""Task files to tasks."""

import gc
from pathlib import Path

import pytest
from support.project import GOOD, project

from progress_report.source.load import load_project, read_tasks


def test_tasks_come_in_the_order_of_year_and_docket_and_a_broken_one_hides_none() -> None:
    files = [
        ("c.yaml", GOOD.replace("docket: 1", "docket: 10").encode()),
        ("x.yaml", GOOD.replace("docket: 1", "dockets: 1").encode()),
        ("b.yaml", GOOD.replace("docket: 1", "docket: 9").encode()),
        ("a.yaml", GOOD.replace("2021", "2020").replace("docket: 1", "docket: 11").encode()),
    ]
    tasks, diagnostics = read_tasks(files)
    assert [sourced.source.path for sourced in tasks] == ["a.yaml", "b.yaml", "c.yaml"]
    assert {d.location.path for d in diagnostics if d.location} == {"x.yaml"}


def test_what_a_program_loads_again_is_collected_again(tmp_path: Path) -> None:
    """Else cycles in what it replaces stay in memory: `report serve` loads after each save."""
    root = project(tmp_path, t001=GOOD)
    first = load_project(root)
    exempt = gc.get_freeze_count()
    second = load_project(root)
    assert 0 < gc.get_freeze_count() <= exempt
    assert first.tasks[0].task == second.tasks[0].task


@pytest.mark.parametrize("space", ["\t", r"\t", r"\r", "\u2009", r"\u2009"])
def test_a_space_that_fonts_lack_is_a_space(space: str) -> None:
    text = GOOD + f'lead: "区{space}商务局"\nfields: {{"备{space}注": "甲{space}乙"}}\n'
    [sourced], diagnostics = read_tasks([("a.yaml", text.encode())])
    assert diagnostics == []
    assert sourced.task.lead == "区 商务局"
    assert sourced.task.fields == {"备 注": "甲 乙"}
