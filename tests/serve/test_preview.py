"""The page and the PDF as they would be with the text that is being written."""

import json
import re
import shutil
from pathlib import Path

import pytest
from support.project import GOOD, LAYOUT, ROOT, project
from support.serving import Visitor, contents, text_of

PATH = "/task/2021/1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path, LAYOUT + "pdf: {engine: typst}\n", t001=GOOD)


def test_the_page_shows_the_text_being_written_and_nothing_is_saved(folder: Path) -> None:
    before = contents(folder)
    visitor = Visitor(folder)
    form = {"period": "2021H1", "unit-0": "", "text-0": "正在写。"}
    said = json.loads(visitor.post(f"{PATH}/check", **form).text)
    assert said["preview"].startswith("/preview/page?")
    assert said["preview"].endswith("#docket-1")
    assert "正在写。" in text_of(visitor.get("/preview/page", period="2021H1", unsaved="1").text)
    assert "正在写。" not in text_of(visitor.get("/preview/page", period="2021H1").text)
    again = json.loads(visitor.post(f"{PATH}/check", **form).text)
    assert again["preview"] != said["preview"]
    assert contents(folder) == before


def test_the_periods_file_chooses_rows_of_the_table_but_not_of_the_list(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests/examples/pace/data", tmp_path / "data")
    (tmp_path / "data/periods/2023H2.yaml").write_text("rows: behind\n", encoding="utf-8")
    visitor = Visitor(tmp_path)
    behind = ["2", "5", "7", "16", "18"]
    form = {"period": "2023H2", "unit-0": "", "text-0": "正在写。"}
    visitor.post("/task/2023/1/check", **form)
    for query in ({}, {"unsaved": "1"}):
        page = visitor.get("/preview/page", period="2023H2", **query).text
        assert sorted(re.findall(r'id="docket-(\d+)"', page), key=int) == behind
    assert (
        len(set(re.findall(r'"/task/2023/(\d+)', visitor.get("/tasks", period="2023H2").text)))
        == 20
    )


def test_a_preview_runs_nothing_and_is_framed_by_our_pages_alone(folder: Path) -> None:
    headers = Visitor(folder).get("/preview/page").headers
    policy = headers["content-security-policy"]
    assert policy.startswith("sandbox;")
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert headers["x-frame-options"] == "SAMEORIGIN"


@pytest.mark.program
def test_the_pdf_is_printed(folder: Path) -> None:
    answer = Visitor(folder).get("/preview/pdf", period="2021H1")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_a_table_without_gaps_is_shown_as_it_will_be_published(tmp_path: Path) -> None:
    visitor = Visitor(project(tmp_path, t001=GOOD))
    assert "草稿" not in visitor.get("/preview/page", period="2021H1").text
    path = tmp_path / "data/tasks/2021/002.yaml"
    path.write_text("year: 2021\ndocket: 2\ntask: 任务。\n", encoding="utf-8")
    assert "草稿" in visitor.get("/preview/page", period="2021H1").text
