"""Each problem with the way to its place."""

from pathlib import Path

import pytest
from support.project import project
from support.serving import Visitor

TASK = (
    "year: 2021\ndocket: 7\ntask: 任务。\nentries:\n"
    "  Q1:\n    progress: |\n      完工，，验收。\n"
    "  H1:\n    progress: |\n      开工。\n      （完工。\n"
)


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    return Visitor(project(tmp_path, t007=TASK, t008="year: 2021\ndocket：8\n"))


def test_a_problem_leads_to_the_form_and_to_the_line(visitor: Visitor) -> None:
    page = visitor.get("/problems", period="2021H1", rule="unbalanced-marks").text
    assert 'href="/task/2021/7?period=2021H1"' in page
    assert "path=data%2Ftasks%2F2021%2F007.yaml&amp;line=11" in page
    assert '<mark class="warning">（</mark>' in page


def test_a_problem_is_listed_with_its_own_period(visitor: Visitor) -> None:
    assert 'value="doubled-mark"' not in visitor.get("/problems", period="2021H1").text
    page = visitor.get("/problems", period="2021H1", scope="all", rule="doubled-mark").text
    assert 'href="/task/2021/7?period=2021Q1"' in page


def test_a_period_has_no_problems_of_one_whose_name_begins_alike(tmp_path: Path) -> None:
    visitor = Visitor(project(tmp_path, t007=TASK.replace("Q1:", "Q1-Q3:")))
    assert 'value="doubled-mark"' in visitor.get("/problems", period="2021Q1-Q3").text
    assert 'value="doubled-mark"' not in visitor.get("/problems", period="2021Q1").text


def test_a_file_that_cannot_be_read_leads_to_its_text(visitor: Visitor) -> None:
    page = visitor.get("/problems", severity="error").text
    assert "path=data%2Ftasks%2F2021%2F008.yaml&amp;line=2" in page
    assert "unbalanced-marks" not in page.partition("<h2>")[2]


def test_the_list_of_tasks_is_searched_and_sorted(visitor: Visitor) -> None:
    assert "/task/2021/7" in visitor.get("/tasks", period="2021H1", q="7 任务").text
    assert "No task matches." in visitor.get("/tasks", period="2021H1", q="8").text
    assert "No task matches." in visitor.get("/tasks", period="2021H1", state="missing").text
    for sort in ("docket", "unit", "state", "problems", "nothing"):
        assert visitor.get("/tasks", sort=sort).status_code == 200
