"""Each problem with the way to its place."""

import re
from html import unescape
from pathlib import Path

import pytest
from support.project import project
from support.serving import Visitor

from progress_report.system.i18n import set_language

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


def test_messages_are_in_the_language_that_was_chosen(visitor: Visitor) -> None:
    for language, message in (("en", "should be one mark"), ("zh", "只应留一个标点")) * 2:
        visitor.post("/language", language=language, back="/problems")
        page = visitor.get("/problems", period="2021H1", scope="all").text
        assert message in page
    set_language("en")


def test_saves_to_undo_are_told_apart_in_the_language_that_was_chosen(visitor: Visitor) -> None:
    path = "/task/2021/7"
    for text in ("开工。", "完工。"):
        base = visitor.get(path, period="2021H1").text.partition('name="base" value="')[2]
        base = unescape(base.partition('"')[0])
        visitor.post(f"{path}/save", **{"period": "2021H1", "base": base, "text-0": text})
    visitor.post("/language", language="zh", back="/")
    page = visitor.get(path, period="2021H1").text.partition('<select name="save"')[2]
    set_language("en")
    titles = re.findall(r"<option[^>]*>(.*?)</option>", page)
    assert len(titles) == 2
    for title in titles:
        assert re.fullmatch(r"7，2021年上半年（\d\d:\d\d:\d\d）", title)
