"""Changes of tasks and periods: shown first, then made, and the same as the commands'."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from support.project import GOOD, project
from support.serving import Visitor, contents, text_of

from progress_report.cli.app import run

SECOND = GOOD.replace("docket: 1", "docket: 2")
FORMS = {
    "task": {"docket": "3", "task": "新建小学一所。", "lead": "区教育局", "units": "甲局、乙局"},
    "split": {"docket": "1", "into": "1-1, 1-2", "first": "H2"},
    "end": {"docket": "1", "last": "H1", "why": "市级调减", "by": "区政府", "on": "2021-07-01"},
    "finish": {"dockets": "1、2", "last": "H1"},
    "renumber": {"pairs": "1=7, 2=1"},
    "period": {"name": "2021H2", "due": "2021-12-20"},
    "year": {"year": "2022", "carry": "1=5"},
    "close": {"name": "2021H1", "on": "2021-07-09"},
}


TITLES = {
    "task": "New task: 3",
    "split": "Split a task: 1 任务。",
    "end": "End a task: 1 任务。",
    "finish": "Tasks are done: 1、2",
    "renumber": "Renumber tasks: 1=7, 2=1",
    "period": "New period: 2021H2",
    "year": "New year: 2022",
    "close": "Close a period: 2021H1",
}
"""What is named beside the button that takes each back."""


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    return Visitor(project(tmp_path, t001=GOOD, t002=SECOND))


def submit(visitor: Visitor, name: str, form: Mapping[str, str]) -> str:
    """Fill in a form, look at what it would do, and press the button below that."""
    shown = visitor.post(f"/change/{name}", stage="preview", **form)
    assert shown.status_code == 200, text_of(shown.text)
    digest = re.findall(r'name="stage" value="([0-9a-f]{64})"', shown.text)[0]
    done = visitor.post(f"/change/{name}", stage=digest, **form)
    assert done.url.path == "/change"
    return shown.text


def test_each_change_has_its_form(visitor: Visitor) -> None:
    page = visitor.get("/change").text
    for name in [*FORMS, "correct", "reopen"]:
        assert f'href="/change/{name}?' in page
        assert visitor.get(f"/change/{name}").status_code == 200
    assert visitor.get("/change/nothing").status_code == 404


@pytest.mark.parametrize("name", FORMS)
def test_a_preview_writes_nothing_and_shows_what_is_then_written(
    visitor: Visitor, name: str
) -> None:
    root = visitor.workspace.root
    before = contents(root)
    visitor.post(f"/change/{name}", stage="preview", **FORMS[name])
    assert contents(root) == before
    shown = submit(visitor, name, FORMS[name])
    changed = {path for path, raw in contents(root).items() if before.get(path) != raw}
    assert changed
    for path in changed:
        assert f"<code>{path}</code>" in shown
    undo = visitor.get("/change").text.partition('action="/undo"')[2]
    assert TITLES[name] in text_of(undo)
    visitor.post("/undo", back="/change")
    assert contents(root) == before


def test_a_published_table_that_would_change_too_is_named(visitor: Visitor) -> None:
    root = visitor.workspace.root
    run(["build", "2021H1", "--format", "csv", "--project", str(root)])
    shown = visitor.post("/change/task", stage="preview", **FORMS["task"])
    assert "report close 2021H1" in text_of(shown.text)
    run(["close", "2021H1", "--project", str(root)])
    shown = visitor.post("/change/task", stage="preview", **FORMS["task"])
    assert "report close 2021H1" not in text_of(shown.text)


@pytest.mark.program  # the page asks git
def test_undoing_a_correction_restores_the_published_page_too(visitor: Visitor) -> None:
    root = visitor.workspace.root
    visitor.post("/publish/build", period="2021H1", format="html")
    visitor.workspace.building.wait(60)
    submit(visitor, "close", FORMS["close"])
    path = root / "data/tasks/2021/001.yaml"
    path.write_text(GOOD.replace("进展。", "新进展。"), encoding="utf-8")
    before = contents(root)
    submit(visitor, "correct", {"name": "2021H1", "on": "2021-07-20", "why": "数字更正"})
    page = root / "out/2021H1.html"
    assert "新进展。" in page.read_text("utf-8")
    visitor.post("/undo", back="/change")
    assert contents(root) == before


def test_a_task_is_ended_as_the_form_says(visitor: Visitor) -> None:
    submit(visitor, "end", FORMS["end"])
    text = (visitor.workspace.root / "data/tasks/2021/001.yaml").read_text("utf-8")
    assert "until: H1" in text
    assert "why: 市级调减" in text
    assert "by: 区政府" in text


def test_a_closed_table_is_corrected_and_opened_again(visitor: Visitor) -> None:
    root = visitor.workspace.root
    submit(visitor, "close", FORMS["close"])
    path = root / "data/tasks/2021/001.yaml"
    path.write_text(GOOD.replace("进展。", "新进展。"), encoding="utf-8")
    form = {"name": "2021H1", "on": "2021-07-20", "why": "数字更正"}
    shown = text_of(visitor.post("/change/correct", stage="preview", **form).text)
    assert "新进展。" in shown
    assert "corrections" not in (root / "data/periods/2021H1.yaml").read_text("utf-8")
    submit(visitor, "correct", form)
    assert "数字更正" in (root / "data/periods/2021H1.yaml").read_text("utf-8")
    submit(visitor, "reopen", form)
    assert "reopened" in (root / "data/periods/2021H1.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("task", {"docket": "1", "task": "重复。"}),
        ("split", {"docket": "1", "into": "1-1", "first": "H3"}),
        ("end", {"docket": "9", "last": "H1", "why": "…"}),
        ("finish", {"dockets": "9", "last": "H1"}),
        ("renumber", {"pairs": "1=7, 1=8"}),
        ("period", {"name": "昨天"}),
        ("year", {"year": "明年"}),
        ("close", {"name": "2021H1", "on": "昨天"}),
        ("correct", {"name": "2021H1", "on": "2021-07-20", "why": "…"}),
    ],
)
def test_what_cannot_be_done_is_said_above_the_form(
    visitor: Visitor, name: str, form: dict[str, str]
) -> None:
    before = contents(visitor.workspace.root)
    answer = visitor.post(f"/change/{name}", stage="preview", **form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert contents(visitor.workspace.root) == before


def test_a_form_that_was_changed_after_the_preview_is_shown_again(visitor: Visitor) -> None:
    shown = visitor.post("/change/task", stage="preview", **FORMS["task"])
    digest = re.findall(r'name="stage" value="([0-9a-f]{64})"', shown.text)[0]
    before = contents(visitor.workspace.root)
    other = FORMS["task"] | {"task": "另一项任务。"}
    again = visitor.post("/change/task", stage=digest, **other)
    assert "另一项任务。" in text_of(again.text)
    assert contents(visitor.workspace.root) == before


def test_what_keeps_a_period_from_being_closed_is_named_with_its_place(tmp_path: Path) -> None:
    unreported = "year: 2021\ndocket: 2\ntask: 任务。\n"
    visitor = Visitor(project(tmp_path, t001=GOOD, t002=unreported))
    answer = visitor.post("/change/close", stage="preview", **FORMS["close"])
    assert answer.status_code == 422
    assert re.search(r"002.yaml:\d: task 2 has no entry", text_of(answer.text))
