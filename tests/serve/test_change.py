"""Changes of tasks and periods: shown first, then made, and the same as the commands'."""

import json
import re
from collections.abc import Mapping
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from support.project import GOOD, project
from support.serving import Visitor, contents, text_of

from progress_report.cli.app import run
from progress_report.domain.period import Period

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


def test_a_project_without_tasks_begins_with_the_half_year_of_today(tmp_path: Path) -> None:
    visitor = Visitor(project(tmp_path))
    assert 'href="/change/task?' in visitor.get("/").text
    today = date.today()  # noqa: DTZ011 - as the program does
    half = Period.from_key(today.year, "H2" if today.month > 6 else "H1")
    assert visitor.workspace.present_period == half
    submit(visitor, "task", FORMS["task"])
    assert (tmp_path / f"data/tasks/{today.year}/003.yaml").exists()


def test_a_new_period_is_the_one_to_work_on(visitor: Visitor) -> None:
    form = FORMS["period"]
    shown = visitor.post("/change/period", stage="preview", **form)
    digest = re.findall(r'name="stage" value="([0-9a-f]{64})"', shown.text)[0]
    done = visitor.post("/change/period", stage=digest, **form)
    assert done.url.params["period"] == "2021H2"


def test_no_address_holds_a_secret(visitor: Visitor) -> None:
    page = visitor.get("/change/edit").text
    assert (
        'name="csrf"'
        not in page.partition('method="get" action="/change/edit"')[2].partition("</form>")[0]
    )


def test_each_change_has_its_form(visitor: Visitor) -> None:
    page = visitor.get("/change").text
    for name in [*FORMS, "edit", "settings", "correct", "reopen"]:
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
    assert "report close" not in shown.text
    link = '<a href="/change/close?period=2021H1&amp;name=2021H1">“Close a period”</a>'
    assert f"close it first with {link}" in shown.text
    run(["close", "2021H1", "--project", str(root)])
    shown = visitor.post("/change/task", stage="preview", **FORMS["task"])
    assert "“Close a period”" not in shown.text


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


TARGETS = (
    "# 一号\nyear: 2021\ndocket: 1\ntask: 任务。\nlead: 甲局  # 牵头\nunits: [乙局]\n"
    "targets:\n  - {name: 绿地, amount: 120, measure: 公顷}  # 绿\n"
    "entries:\n  H1:\n    progress: 进展。  # 注\n"
)
BASE = {
    "task": "任务。",
    "lead": "甲局",
    "units": "乙局",
    "target-0-name": "绿地",
    "target-0-amount": "120",
    "target-0-measure": "公顷",
    "target-0-kind": "sum",
    "target-0-bound": "at-least",
}


@pytest.fixture
def worded(visitor: Visitor) -> Visitor:
    (visitor.workspace.root / "data/tasks/2021/001.yaml").write_text(TARGETS, encoding="utf-8")
    return visitor


def edit(worded: Visitor, **new: str) -> str:
    """Change a task by its form; the file as it is then."""
    submit(worded, "edit", {"docket": "1", "base": json.dumps(BASE), **BASE, **new})
    return (worded.workspace.root / "data/tasks/2021/001.yaml").read_text("utf-8")


def test_the_form_of_a_task_begins_with_what_the_file_says(worded: Visitor) -> None:
    page = worded.get("/change/edit", docket="1").text
    [base] = re.findall(r'name="base" value="([^"]+)"', page)
    assert json.loads(unescape(base)) == BASE
    assert 'name="lead" type="text" value="甲局"' in page
    assert 'name="target-1-name"' in page
    assert 'action="/change/edit"' in worded.get("/change/edit").text
    assert "/change/edit?period=2021H1&amp;docket=1" in worded.get("/task/2021/1").text


def test_a_task_is_reworded_and_its_lead_taken_out(worded: Visitor) -> None:
    after = edit(worded, task="新任务。\n第二句。", lead="", units="丙局、丁局")
    assert after == TARGETS.replace("task: 任务。", "task: |\n  新任务。\n  第二句。").replace(
        "lead: 甲局  # 牵头\nunits: [乙局]", "# 牵头\nunits: [丙局, 丁局]"
    )


def test_a_target_is_revised_and_another_added(worded: Visitor) -> None:
    path = worded.workspace.root / "data/tasks/2021/001.yaml"
    path.write_text(TARGETS.replace("  # 绿", ""), encoding="utf-8")
    new = {"name": "里程", "amount": "30", "measure": "公里"}
    due = "前三季度=60%\n2021H1＝完成选址\n\nFY=100%"
    after = edit(
        worded,
        **{f"target-1-{key}": text for key, text in new.items()},
        **{"target-1-milestones": due, "target-0-amount": "100"},
        **{"target-0-on": "2021-08-30", "target-0-by": "区人大常委会"},
    )
    assert "revised:\n      - {date: 2021-08-30, by: 区人大常委会, from: 120, to: 100}" in after
    assert "- name: 里程\n    amount: 30\n    measure: 公里\n" in after
    assert "milestones: {Q1-Q3: 60%, H1: 完成选址, FY: 100%}" in after
    shown = worded.get("/change/edit", docket="1").text
    assert "2021H1=完成选址" in shown
    path.write_text(TARGETS.replace("  # 绿", ""), encoding="utf-8")
    assert "targets" not in edit(worded, **{"target-0-name": ""})


def test_a_task_ends_begins_and_is_done_by_its_form(worded: Visitor) -> None:
    ending = {"until": "H1", "why": "市级调减", "by": "区政府", "on": "2021-07-01"}
    after = edit(worded, formerly="2020/8", **ending)
    assert "until: H1\nended: {why: 市级调减, date: 2021-07-01, by: 区政府}\n" in after
    assert "formerly: [2020/8]\n" in after


def test_what_was_changed_meanwhile_is_not_overwritten(worded: Visitor) -> None:
    path = worded.workspace.root / "data/tasks/2021/001.yaml"
    path.write_text(TARGETS.replace("甲局", "戊局"), encoding="utf-8")
    form = {"docket": "1", "base": json.dumps(BASE), **BASE, "lead": "己局"}
    refused = worded.post("/change/edit", stage="preview", **form)
    assert refused.status_code == 422
    assert "changed meanwhile" in refused.text
    assert 'value="己局"' in refused.text
    assert "lead: 戊局" in edit(worded, units="丙局")


@pytest.mark.parametrize(
    "new",
    [
        {},
        {"task": ""},
        {"target-0-amount": "很多"},
        {"target-0-milestones": "明年=50%"},
        {"base": "1"},
    ],
    ids=str,
)
def test_what_a_task_cannot_take_is_not_written(worded: Visitor, new: dict[str, str]) -> None:
    before = contents(worded.workspace.root)
    form = {"docket": "1", "base": json.dumps(BASE), **BASE, **new}
    assert worded.post("/change/edit", stage="preview", **form).status_code == 422
    assert contents(worded.workspace.root) == before


def test_the_preview_compares_item_by_item_in_words(worded: Visitor) -> None:
    form = {"docket": "1", "base": json.dumps(BASE), **BASE, "lead": "己局", "finished": "H1"}
    shown = text_of(worded.post("/change/edit", stage="preview", **form).text)
    assert "1 Lead unit 甲局 己局" in shown
    assert "1 Duration: Done in 2021H1" in shown
    shown = text_of(worded.post("/change/renumber", stage="preview", pairs="1=7, 2=1").text)
    assert "7 Docket 1 7" in shown
    assert "1 Docket 2 1" in shown


def test_the_dates_of_a_period_are_changed(visitor: Visitor) -> None:
    root = visitor.workspace.root
    submit(visitor, "settings", {"name": "2021H1", "base": "{}", "due": "2021-06-25"})
    page = visitor.get("/change/settings", period="2021H1").text
    assert 'value="2021-06-25"' in page
    base = {"due": "2021-06-25"}
    form = {"name": "2021H1", "base": json.dumps(base), **base, "title": "新标题", "due": ""}
    submit(visitor, "settings", form)
    assert (root / "data/periods/2021H1.yaml").read_text("utf-8").endswith("\ntitle: 新标题\n")


def test_closing_names_the_table_and_what_stays_open(visitor: Visitor) -> None:
    form = {"name": "2021FY", "on": "2021-12-31"}
    for name, docket in (("001", "1"), ("002", "2")):
        path = visitor.workspace.root / f"data/tasks/2021/{name}.yaml"
        text = GOOD.replace("docket: 1", f"docket: {docket}")
        path.write_text(text + "  H2: {progress: 后半。}\n", encoding="utf-8")
    shown = visitor.post("/change/close", stage="preview", **form).text
    assert "with 2 rows is closed" in text_of(shown)
    assert "still open within it: 2021H1, 2021H2" in text_of(shown)
    assert "<details><summary>The changes in 2 file(s)" in shown


def test_columns_are_called_as_in_the_layout(visitor: Visitor) -> None:
    path = visitor.workspace.root / "data/report.yaml"
    column = "  - {heading: 市折子号, value: docket, width: 2}\n"
    path.write_text(path.read_text("utf-8") + column, encoding="utf-8")
    try:
        visitor.post("/language", language="zh", back="/")
        for page in ("/tasks", "/change/task", "/change/split", "/change/edit"):
            assert "市折子号" in visitor.get(page).text, page
    finally:
        visitor.post("/language", language="en", back="/")


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
    shown = text_of(answer.text)
    assert re.search(r"task 2 has no entry for 2021H1 \S+002.yaml:1:1", shown), shown
    assert "to build a draft, use “Build a draft”" in shown


@pytest.mark.parametrize(
    "name", ["target-x-name", "target-999999999-name", "target-", "target-²-a"]
)
def test_the_name_of_a_field_may_be_anything(visitor: Visitor, name: str) -> None:
    page = visitor.get("/change/edit", docket="1").text
    base = unescape(re.findall(r'name="base" value="([^"]*)"', page)[0])
    form = {"docket": "1", "base": base, "task": "另一项任务。", name: "甲"}
    assert visitor.post("/change/edit", stage="preview", **form).status_code in (200, 422)
