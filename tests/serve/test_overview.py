"""What the overview says of a period."""

import re
import shutil
from pathlib import Path

from support.project import GOOD, ROOT, project
from support.serving import Visitor, text_of


def test_pace_and_statuses_of_a_real_project(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests/examples/pace/data", tmp_path / "data")
    page = Visitor(tmp_path).get("/", period="2023H1").text
    assert page.count('<line class="due"') == 15
    assert "due 2023-06-25" in text_of(page)
    assert "▲欠序 6" in text_of(page)


def test_counts_are_those_of_the_lists_they_lead_to(tmp_path: Path) -> None:
    wrong = "year: 2021\ndocket: 1\ntask: 任务。\nentries:\n"
    wrong += "  Q1: {progress: '进展，，有误。'}\n  Q2: {progress: 进展顺利完成建设。}\n"
    visitor = Visitor(project(tmp_path, t001=wrong))
    counts = {}
    for period in ("2021Q1", "2021Q2"):
        page = visitor.get("/", period=period).text
        address = re.escape(f"/problems?period={period}&amp;severity=warning")
        [count] = re.findall(rf'href="{address}">warning <strong>(\d+)<', page)
        listed = visitor.get("/problems", period=period, severity="warning").text
        assert listed.count('<li class="advice warning"') == int(count)
        counts[period] = int(count)
    assert counts["2021Q1"] > counts["2021Q2"]


def test_units_are_joint_units_where_no_task_has_a_lead_unit(tmp_path: Path) -> None:
    visitor = Visitor(
        project(tmp_path, t001="year: 2021\ndocket: 1\ntask: 任务。\nunits: [甲局]\n")
    )
    assert "<dt>甲局</dt>" in visitor.get("/", period="2021H1").text
    page = visitor.get("/units", period="2021H1").text
    assert '<option value="units" selected>' in page
    assert "(no unit named)" not in page


def test_missing_reports_stand_under_their_units(tmp_path: Path) -> None:
    other = "year: 2021\ndocket: 2\ntask: 另一项。\nlead: 乙局\n"
    folder = project(tmp_path, t001=GOOD, t002=other)
    visitor = Visitor(folder)
    page = visitor.get("/", period="2021H1").text
    assert "<dt>乙局</dt>" in page
    assert 'href="/task/2021/2?period=2021H1"' in page
    assert "<strong>1</strong> / 2" in page
    (folder / "data/tasks/2021/002.yaml").unlink()
    assert "All tasks are reported." in visitor.get("/", period="2021H1").text


def test_a_file_that_cannot_be_read_is_not_counted_as_reported(tmp_path: Path) -> None:
    visitor = Visitor(project(tmp_path, t001=GOOD, t002=GOOD.replace("docket: 1", "docket: [")))
    page = visitor.get("/", period="2021H1").text
    assert "<strong>1</strong> / 2" in page
    assert "All tasks are reported." not in page
    assert "data/tasks/2021/002.yaml" in text_of(page)
    dead = visitor.get("/task/2021/2", period="2021H1").text
    assert "data/tasks/2021/002.yaml has errors; correct them first" in text_of(dead)
    assert "/file?period=2021H1&amp;path=data%2Ftasks%2F2021%2F002.yaml" in dead
