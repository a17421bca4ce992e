"""The whole text of a file: saved as it is, or not at all."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from support.project import GOOD, project, report
from support.serving import Visitor, contents

NAME = "data/tasks/2021/001.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path, t001=GOOD)


def form(html: str) -> dict[str, str]:
    names = re.findall(r'name="(path|digest|base)" value="([^"]*)"', html)
    [body] = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", html, re.DOTALL)
    return {name: unescape(value) for name, value in names} | {"text-0": unescape(body)}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (GOOD, GOOD.replace("进展", "新进展")),
        ("\ufeff" + GOOD, "\ufeff" + GOOD.replace("进展", "新进展")),
        (GOOD.replace("\n", "\r\n"), GOOD.replace("进展", "新进展").replace("\n", "\r\n")),
        (GOOD.replace("\n", "\r\n", 1), GOOD.replace("进展", "新进展").replace("\n", "\r\n", 1)),
    ],
    ids=["lf", "mark", "crlf", "mixed"],
)
def test_mark_and_line_ends_stay(folder: Path, before: str, after: str) -> None:
    (folder / NAME).write_bytes(before.encode())
    visitor = Visitor(folder)
    sent = form(visitor.get("/file", path=NAME).text)
    assert sent["text-0"] == GOOD
    sent["text-0"] = sent["text-0"].replace("进展", "新进展")
    assert visitor.post("/file/save", **sent).status_code == 200
    assert (folder / NAME).read_bytes().decode() == after


def test_a_text_that_cannot_be_read_is_marked_and_not_saved(folder: Path) -> None:
    before = contents(folder)
    visitor = Visitor(folder)
    sent = form(visitor.get("/file", path=NAME).text)
    broken = GOOD.replace("task: 任务。", "task：任务。")
    said = json.loads(visitor.post("/file/check", **sent | {"text-0": broken}).text)
    [[start, end, severity]] = said["texts"]["0"]["marks"][:1]
    assert broken[start:end] == "task：任务。"
    assert severity == "error"
    answer = visitor.post("/file/save", **sent | {"text-0": broken})
    assert answer.status_code == 422
    assert "task：任务。" in answer.text
    assert contents(folder) == before


def test_a_file_of_many_equal_lines_is_saved_without_comparing_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = GOOD + "#\n" * 20_000
    (folder / NAME).write_text(text, encoding="utf-8", newline="\r\n")
    visitor = Visitor(folder)
    sent = form(visitor.get("/file", path=NAME).text)
    monkeypatch.setattr("progress_report.serve.pages.file.SequenceMatcher", lambda *_args: 1 / 0)
    changed = text.replace("任务。", "新任务。")
    assert visitor.post("/file/save", **sent | {"text-0": changed}).status_code == 200
    assert (folder / NAME).read_bytes().decode() == changed.replace("\n", "\r\n")


@pytest.mark.parametrize("raw", [GOOD.encode("gb18030"), b"year: [\n"], ids=["gbk", "broken"])
def test_a_file_that_cannot_be_read_can_be_opened_and_mended(folder: Path, raw: bytes) -> None:
    (folder / NAME).write_bytes(raw)
    visitor = Visitor(folder)
    assert visitor.get("/").status_code == 200
    page = visitor.get("/file", path=NAME)
    assert page.status_code == 200
    assert 'class="advice error"' in page.text
    sent = form(page.text) | {"text-0": GOOD}
    assert visitor.post("/file/save", **sent).status_code == 200
    assert (folder / NAME).read_bytes() == GOOD.encode()


def test_a_file_changed_meanwhile_is_merged_by_a_person(folder: Path) -> None:
    visitor = Visitor(folder)
    sent = form(visitor.get("/file", path=NAME).text)
    (folder / NAME).write_text(GOOD.replace("任务。", "新任务。"), encoding="utf-8")
    before = contents(folder)
    answer = visitor.post("/file/save", **sent | {"text-0": GOOD.replace("进展", "新进展")})
    assert answer.status_code == 409
    assert contents(folder) == before
    merged = form(answer.text)
    for version in (GOOD.replace("进展", "新进展"), GOOD.replace("任务。", "新任务。"), GOOD):
        assert f"<pre>{version}</pre>" in answer.text
    assert answer.text.count("Use this</button>") == 3
    assert "新任务。" in merged["text-0"]
    assert "新进展" in merged["text-0"]
    assert visitor.post("/file/save", **merged).status_code == 200
    assert "新任务。" in (folder / NAME).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "path", ["", "README.md", "../outside.yaml", "/etc/passwd", "data/tasks/2021/../../../x.yaml"]
)
def test_only_files_of_the_project_are_shown(folder: Path, path: str) -> None:
    (folder / "README.md").write_text("说明", encoding="utf-8")
    (folder.parent / "outside.yaml").write_text(GOOD, encoding="utf-8")
    answer = Visitor(folder).get("/file", path=path)
    assert answer.status_code == 422
    assert "<textarea" not in answer.text


@pytest.mark.parametrize("name", [NAME, "data/report.yaml", "data/periods/2021H1.yaml"])
def test_half_done_work_is_saved_when_it_is_asked_for_again(folder: Path, name: str) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(path.read_text("utf-8") if path.exists() else "date: 2021年7月9日\n", "utf-8")
    visitor = Visitor(folder)
    page = visitor.get("/file", path=name).text
    assert 'name="with_errors"' not in page
    sent, before = form(page) | {"text-0": "date: [1,\n"}, contents(folder)
    refused = visitor.post("/file/save", **sent)
    assert refused.status_code == 422
    assert 'name="with_errors"' in refused.text
    assert contents(folder) == before
    saved = visitor.post("/file/save", **form(refused.text) | {"with_errors": "1"})
    assert saved.status_code == 200
    assert path.read_text("utf-8") == "date: [1,\n"
    sent = form(saved.text) | {"text-0": sent["base"]}
    assert visitor.post("/file/save", **sent).status_code == 200
    assert contents(folder) == before


def test_without_a_layout_each_page_leads_to_it(folder: Path) -> None:
    visitor = Visitor(folder)
    (folder / "data/report.yaml").write_text("title: [", encoding="utf-8")
    failed = visitor.get("/tasks", period="2021H1")
    assert failed.status_code == 422
    assert 'href="/file?period=2021H1&amp;path=data%2Freport.yaml"' in failed.text


@pytest.mark.program
def test_a_report_of_a_closed_period_is_changed_only_when_it_is_ticked(folder: Path) -> None:
    assert report("close", "2021H1", cwd=folder).returncode == 0
    visitor = Visitor(folder)
    sent = form(visitor.get("/file", path=NAME).text)
    wording = {"text-0": GOOD.replace("任务。", "新任务。")}
    assert visitor.post("/file/save", **sent | wording).status_code == 200
    sent = form(visitor.get("/file", path=NAME).text)
    before = contents(folder)
    for text in (wording["text-0"].replace("进展。", "新进展。"), GOOD.partition("entries")[0]):
        answer = visitor.post("/file/save", **sent | {"text-0": text})
        assert answer.status_code == 422
        assert "2021H1 was closed on" in answer.text
        assert "<code>--" not in answer.text
        assert contents(folder) == before
    assert visitor.post("/file/save", closed="1", **sent | {"text-0": text}).status_code == 200
    assert (folder / NAME).read_text("utf-8") == text


def test_the_layout_has_a_page_too(folder: Path) -> None:
    visitor = Visitor(folder)
    sent = form(visitor.get("/file", path="data/report.yaml").text)
    changed = sent["text-0"].replace("表", "情况表")
    assert visitor.post("/file/save", **sent | {"text-0": changed}).status_code == 200
    wrong = sent | {"text-0": "title: [", "base": changed}
    assert visitor.post("/file/save", **wrong).status_code == 422
