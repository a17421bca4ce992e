"""Publishing from the browser: what blocks, previews, the build, downloads, git, comparison."""

import re
import subprocess
from pathlib import Path

import pytest
from support.project import GOOD, LAYOUT, project
from support.serving import Visitor, text_of
from typer.testing import CliRunner

from progress_report.cli.app import app

pytestmark = pytest.mark.program  # git is asked

MISSING = "year: 2021\ndocket: 2\ntask: 任务。\n"


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    return Visitor(project(tmp_path, t001=GOOD, t003=GOOD.replace("docket: 1", "docket: 3")))


def build(visitor: Visitor, **form: str | list[str]) -> str:
    visitor.post("/publish/build", period="2021H1", **form)
    visitor.workspace.building.wait(60)
    return text_of(visitor.get("/publish", period="2021H1").text)


def test_files_are_built_listed_and_can_be_taken(visitor: Visitor) -> None:
    page = build(visitor, format="csv")
    assert "2021H1.csv" in page
    assert "current" in page
    file = visitor.get("/files/out/2021H1.csv")
    assert file.content == (visitor.workspace.root / "out/2021H1.csv").read_bytes()
    assert "attachment" in file.headers["content-disposition"]


@pytest.mark.parametrize("path", ["/files/out/nothing", "/files/data/report.yaml", "/files/out/.."])
def test_no_other_file_can_be_taken(visitor: Visitor, path: str) -> None:
    build(visitor, format="csv")
    assert visitor.get(path).status_code == 404


def test_what_blocks_is_named_and_a_draft_can_be_built(tmp_path: Path) -> None:
    visitor = Visitor(project(tmp_path, t001=GOOD, t002=MISSING))
    page = visitor.get("/publish", period="2021H1").text
    assert 'href="/task/2021/2?' in page
    assert not (tmp_path / "out").exists()
    assert "2021H1.csv" in build(visitor, format="csv", draft="1")
    assert (tmp_path / "work/2021H1.csv").exists()


def test_a_build_that_fails_says_why(tmp_path: Path) -> None:
    visitor = Visitor(project(tmp_path, t001=GOOD, t002=MISSING))
    assert "nothing was written" in build(visitor, format="csv")


@pytest.mark.parametrize("engine", ["typst", "weasyprint"])
def test_a_pdf_is_built_while_other_threads_run(tmp_path: Path, engine: str) -> None:
    layout = f"{LAYOUT}pdf: {{engine: {engine}}}\n"
    visitor = Visitor(project(tmp_path, layout, t001=GOOD))
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/page.html.j2").write_text(
        '{% extends "builtin/page.html.j2" %}', "utf-8"
    )
    assert "2021H1.pdf" in build(visitor, format="pdf").partition("In out/")[0]


def test_a_stale_file_is_named(visitor: Visitor) -> None:
    build(visitor, format="csv")
    path = visitor.workspace.root / "data/tasks/2021/001.yaml"
    path.write_text(GOOD.replace("进展。", "新进展。"), encoding="utf-8")
    page = text_of(visitor.get("/publish", period="2021H1").text)
    assert "2021H1.csv" in page
    assert " current " not in page.partition("In out/")[2]
    overview = text_of(visitor.get("/", period="2021H1").text)
    assert "To be built again: 2021H1.csv" in overview


def test_what_is_published_is_built_again_and_compared(visitor: Visitor) -> None:
    build(visitor, format="csv")

    def compare() -> str:
        visitor.post("/publish/check", period="2021H1")
        visitor.workspace.building.wait(60)
        return text_of(visitor.get("/publish", period="2021H1").text).partition("In out/")[0]

    assert "compared: all 1 files are current" in compare()
    file = visitor.workspace.root / "out/2021H1.csv"
    file.write_bytes(file.read_bytes().replace("进展。".encode(), "改了。".encode()))
    page = compare()
    assert "are current" not in page
    assert "2021H1.csv: " in page


def test_a_comparison_expires_when_the_data_change(visitor: Visitor) -> None:
    build(visitor, format="csv")
    visitor.post("/publish/check", period="2021H1")
    visitor.workspace.building.wait(60)
    assert "are current" in visitor.get("/publish", period="2021H1").text
    path = visitor.workspace.root / "data/tasks/2021/001.yaml"
    path.write_text(GOOD.replace("进展。", "新的进展。"), encoding="utf-8")
    page = text_of(visitor.get("/publish", period="2021H1").text)
    assert "are current" not in page
    assert "Files have changed since they were checked" in page


def test_only_what_is_there_can_be_taken_and_has_a_size(visitor: Visitor) -> None:
    build(visitor, format="csv")
    out = visitor.workspace.root / "out"
    (out / "2021H1.csv").unlink()
    (out / "index.html").write_text("改过", encoding="utf-8")
    page = visitor.get("/publish", period="2021H1").text
    assert "2021H1.csv" in page
    assert "/files/out/2021H1.csv" not in page
    assert " 0 KB" not in text_of(page)
    assert visitor.get("/files/out/index.html").text == "改过"
    assert visitor.get("/files/out/2021H1.csv").status_code == 404


def test_two_periods_are_compared(visitor: Visitor) -> None:
    path = visitor.workspace.root / "data/tasks/2021/001.yaml"
    path.write_text(f"{GOOD}  H2: {{progress: 新进展。}}\n", encoding="utf-8")
    page = visitor.get("/compare", period="2021H2")
    assert "/compare/page?period=2021H2&amp;before=2021H1" in page.text
    shown = visitor.get("/compare/page", period="2021H2", before="2021H1")
    assert re.search(r"added: 新 \] 进展。", text_of(shown.text))
    assert visitor.get("/compare/page", period="2021H2", before="…").status_code == 404


def test_a_closed_period_is_shown_as_its_readers_saw_it(visitor: Visitor) -> None:
    root = visitor.workspace.root
    closed = CliRunner().invoke(app, ["close", "2021H1", "--project", str(root)])
    assert closed.exit_code == 0, closed.output
    path = root / "data/tasks/2021/001.yaml"
    path.write_text(GOOD.replace("进展。", "新进展。"), encoding="utf-8")

    def seen(page: str, period: str = "2021H1", **query: str) -> str:
        return text_of(visitor.get(page, period=period, **query).text)

    assert "This period is closed: its table stays as readers saw it." in seen("/")
    assert "2021H1 was closed on 20" in seen("/", "2021H2")
    assert "the table as closed" in seen("/compare")
    assert "the table as closed" not in seen("/compare", "2021H2")
    assert re.search(r"added: 新 \] 进展。", seen("/compare/page", before="closed"))
    assert "新进展" not in seen("/preview/page")


@pytest.mark.parametrize("path", ["/compare/page", "/preview/page", "/preview/pdf"])
def test_what_cannot_be_shown_in_a_frame_is_said_there(tmp_path: Path, path: str) -> None:
    visitor = Visitor(project(tmp_path, t001=MISSING))
    (tmp_path / "data/report.yaml").write_text("title: [", encoding="utf-8")
    headers = {"sec-fetch-site": "same-origin", "sec-fetch-dest": "iframe"}
    query = {"period": "2021H2", "before": "2021H1"}
    answer = visitor.request("GET", path, params=query, headers=headers)
    assert answer.status_code == 422
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert 'class="error"' in answer.text
    assert "<nav" not in answer.text
    assert "frame-ancestors 'none'" in visitor.get(path, **query).headers["content-security-policy"]


def test_data_and_outputs_are_recorded_in_git_and_nothing_else(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = visitor.workspace.root
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "督查室")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "office@example.org")

    def git(*arguments: str) -> str:
        run = subprocess.run(
            ["git", "-C", root, *arguments], capture_output=True, text=True, check=True
        )
        return run.stdout

    assert "data/report.yaml" not in visitor.get("/publish").text
    git("init", "-q")
    marker = root / "ran"
    hook = root / ".git/hooks/post-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {marker}\n", encoding="utf-8")
    hook.chmod(0o755)
    (root / "notes.txt").write_text("…", encoding="utf-8")
    git("add", "notes.txt")
    assert "data/report.yaml" in visitor.get("/publish").text
    visitor.post("/publish/commit", message="定稿前核对")
    assert git("log", "--format=%s%n%an").split() == ["定稿前核对", "督查室"]
    assert git("ls-tree", "-r", "--name-only", "HEAD").split() == [
        "data/report.yaml",
        "data/tasks/2021/001.yaml",
        "data/tasks/2021/003.yaml",
    ]
    assert git("status", "--porcelain", "--", "data") == ""
    assert git("status", "--porcelain", "--", "notes.txt").startswith("A ")
    (root / "data/tasks/2021/003.yaml").unlink()
    visitor.post("/publish/commit")
    assert git("status", "--porcelain", "--", "data") == ""
    assert "003.yaml" not in git("ls-tree", "-r", "--name-only", "HEAD")
    assert visitor.post("/publish/commit").status_code == 422
    (root / "data/tasks/2021/001.yaml").write_text(GOOD.replace("进展", "新进展"), encoding="utf-8")
    (root / ".git/MERGE_HEAD").write_text(git("rev-parse", "HEAD"), encoding="utf-8")
    assert "a merge is not finished" in visitor.post("/publish/commit").text
    assert not marker.exists()


def test_a_build_starts_no_fork_of_a_process_with_threads(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fork", lambda: pytest.fail("forked"))
    assert "2021H1.csv" in build(visitor, format=["csv", "html"])


def test_what_goes_wrong_in_the_program_is_shown_on_the_page(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("内部")

    monkeypatch.setattr("progress_report.serve.workspace.build_project", fail)
    assert "internal error: RuntimeError: 内部" in build(visitor, format="csv")
    monkeypatch.setattr("progress_report.serve.pages.publish.compare_fingerprints", fail)
    page = visitor.get("/publish", period="2021H1")
    assert page.status_code == 500
    assert "internal error: RuntimeError: 内部" in text_of(page.text)
    assert "content-security-policy" in page.headers
