"""Forms out and back through the browser: the files get what the units wrote."""

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from support.project import LAYOUT, project
from support.serving import Visitor, contents, text_of
from support.unit_forms import fill_excel, fill_word

TASK = "year: 2021\ndocket: {docket}\ntask: 任务{docket}。\nlead: {lead}\n"
LAYOUT_OF_UNITS = LAYOUT + "  - {heading: 任务, value: task, width: 3}\n"


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    (tmp_path / "project").mkdir()
    tasks = {
        f"t00{docket}": TASK.format(docket=docket, lead=lead)
        for docket, lead in [(1, "区商务局"), (2, "区教育局"), (3, "区商务局")]
    }
    return Visitor(project(tmp_path / "project", LAYOUT_OF_UNITS, **tasks))


def forms(visitor: Visitor, form_format: str = "xlsx") -> dict[str, bytes]:
    sent = visitor.post("/units/forms", period="2021H1", format=form_format)
    assert sent.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(sent.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def filled(folder: Path, name: str, raw: bytes, answers: Mapping[str, str]) -> tuple[str, bytes]:
    path = folder / name
    path.write_bytes(raw)
    (fill_word if name.endswith(".docx") else fill_excel)(path, answers)
    return name, path.read_bytes()


def upload_of(page: str) -> str:
    return str(re.findall(r'name="upload" value="([0-9a-f]+)"', page)[0])


def stage_of(page: str) -> str:
    """What the button sends that merges; without it the other button has to be pressed."""
    return "".join(re.findall(r'name="stage" value="([0-9a-f]+)"', page))


def test_units_and_what_they_owe(visitor: Visitor) -> None:
    page = text_of(visitor.get("/units", period="2021H1").text)
    assert re.search(r"区商务局 2 0 2: 1 , 3", page)
    assert visitor.post("/units/forms", period="2021H1").content == (
        visitor.post("/units/forms", period="2021H1").content
    )


@pytest.mark.parametrize("form_format", ["xlsx", "docx"])
def test_filled_forms_are_shown_and_then_merged(
    visitor: Visitor, tmp_path: Path, form_format: str
) -> None:
    root = visitor.workspace.root
    name, raw = next((n, r) for n, r in forms(visitor, form_format).items() if "商务" in n)
    file = filled(tmp_path, name, raw, {"1": "已完成。", "3": ""})
    before = contents(root)
    page = visitor.drop("/units/returned", [file], period="2021H1").text
    assert contents(root) == before
    assert "已完成。" in text_of(page)
    sent = {"period": "2021H1", "upload": upload_of(page)}
    done = visitor.post("/units/merge", stage=stage_of(page), **sent)
    assert done.url.path == "/units"
    assert "已完成。" in (root / "data/tasks/2021/001.yaml").read_text("utf-8")
    assert re.search(r"区商务局 2 1 1: 3", text_of(done.text))


def test_due_date_is_remembered(visitor: Visitor) -> None:
    visitor.post("/units/forms", period="2021H1", due="2021-06-25")
    assert "2021-06-25" in (visitor.workspace.root / "data/periods/2021H1.yaml").read_text("utf-8")
    assert 'value="2021-06-25"' in visitor.get("/units", period="2021H1").text


def test_a_form_that_cannot_be_taken_is_named_and_nothing_is_written(visitor: Visitor) -> None:
    before = contents(visitor.workspace.root)
    page = visitor.drop("/units/returned", [("乱.xlsx", b"no form")], period="2021H1")
    assert page.status_code == 422
    assert "乱.xlsx" in page.text
    again = visitor.post("/units/merge", period="2021H1", upload=upload_of(page.text))
    assert again.status_code == 422
    assert contents(visitor.workspace.root) == before


def test_contradicting_forms_need_a_choice(visitor: Visitor, tmp_path: Path) -> None:
    name, raw = next((n, r) for n, r in forms(visitor).items() if "教育" in n)
    files = [
        filled(tmp_path, f"{number}-{name}", raw, {"2": text})
        for number, text in enumerate(["甲。", "乙。"])
    ]
    page = visitor.drop("/units/returned", files, period="2021H1")
    assert page.status_code == 422
    assert "甲。" not in (visitor.workspace.root / "data/tasks/2021/002.yaml").read_text("utf-8")


def test_another_look_writes_nothing_and_only_what_was_seen_is_merged(
    visitor: Visitor, tmp_path: Path
) -> None:
    path = visitor.workspace.root / "data/tasks/2021/002.yaml"
    path.write_text(f"{path.read_text('utf-8')}entries: {{H1: {{progress: 原文。}}}}\n", "utf-8")
    name, raw = next((n, r) for n, r in forms(visitor).items() if "教育" in n)
    before = contents(visitor.workspace.root)
    file = filled(tmp_path, name, raw, {"2": "改写。"})
    page = visitor.drop("/units/returned", [file], period="2021H1").text
    assert stage_of(page) == ""
    sent = {"period": "2021H1", "upload": upload_of(page), "update": "1"}
    again = visitor.post("/units/merge", **sent)
    assert again.status_code == 200
    assert contents(visitor.workspace.root) == before
    path.write_text(path.read_text("utf-8") + "# 后来\n", "utf-8")
    shown = visitor.post("/units/merge", stage=stage_of(again.text), **sent).text
    assert "改写。" not in path.read_text("utf-8")
    visitor.post("/units/merge", stage=stage_of(shown), **sent)
    assert "改写。" in path.read_text("utf-8")


def test_an_upload_that_is_gone_is_said(visitor: Visitor) -> None:
    answer = visitor.post("/units/merge", period="2021H1", upload="00")
    assert answer.status_code == 422


def test_figures_of_targets_are_shown_and_merged(visitor: Visitor, tmp_path: Path) -> None:
    path = visitor.workspace.root / "data/tasks/2021/002.yaml"
    target = "targets: [{name: 新增学位, amount: 900, measure: 个}]\n"
    path.write_text(path.read_text("utf-8") + target, "utf-8")
    name, raw = next((n, r) for n, r in forms(visitor).items() if "教育" in n)
    file = filled(tmp_path, name, raw, {"2": "正在建设。", "2（1）": "480个"})
    page = visitor.drop("/units/returned", [file], period="2021H1").text
    assert "2（1） 新增学位：480" in text_of(page)
    sent = {"period": "2021H1", "upload": upload_of(page)}
    visitor.post("/units/merge", stage=stage_of(page), **sent)
    assert "done: {新增学位: 480}" in path.read_text("utf-8")
