"""What the overview says of a period."""

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
