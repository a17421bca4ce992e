"""Drafts: marked in every place, and never among what may be published."""

import re
import shutil
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader
from support.project import GOOD, project, report

pytestmark = pytest.mark.program

UNREPORTED = "year: 2021\ndocket: 2\ntask: 任务。\n"


def test_a_project_without_entries_has_a_draft(tmp_path: Path) -> None:
    folder = project(tmp_path, t002=UNREPORTED)
    built = report("build", "--draft", "--format", "html", cwd=folder)
    assert (built.returncode, built.stdout) == (0, "work/2021H2.html\n")
    assert report("build", "--format", "html", cwd=folder).returncode == 1
    assert report("build", "--draft", cwd=project(tmp_path / "empty")).returncode == 1
    other = report("build", "2022H1", "--draft", "--format", "html", cwd=folder)
    assert "there are no tasks of 2022" in other.stderr
    assert "report new year 2022 --carry …" in other.stderr


def test_a_draft_is_of_the_period_just_begun(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD, t002=UNREPORTED)

    def drafted() -> str:
        return report("build", "--draft", "--format", "md", cwd=folder).stdout

    assert drafted() == "work/2021H1.md\n"
    (folder / "data/periods").mkdir()
    for name in ("2021plan", "2021Q1", "2021FY", "2021Q3", "2021H2"):
        (folder / f"data/periods/{name}.yaml").touch()
    assert drafted() == "work/2021Q3.md\n"
    (folder / "data/periods/2021Q3.yaml").unlink()
    assert drafted() == "work/2021H2.md\n"
    shutil.rmtree(folder / "data/periods")
    assert report("new", "year", "2022", "--carry", "2", cwd=folder).returncode == 0
    assert drafted() == "work/2022H2.md\n"


def test_a_draft_is_marked_in_every_format(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD, t002=UNREPORTED)
    formats = ("--format", "html,pdf,docx,xlsx,md,json")
    assert report("build", "2021H1", "--draft", *formats, cwd=folder).returncode == 0
    work = folder / "work"
    assert (work / ".gitignore").read_text(encoding="utf-8") == "*\n"
    page = (work / "2021H1.html").read_text(encoding="utf-8")
    assert "<title>2021年上半年表（草稿）</title>" in page
    assert '<meta name="robots" content="noindex">' in page
    [missing] = re.findall(r'<p class="draft">(.*)</p>', page)
    assert re.findall('href="#(.*?)"', missing) == ["docket-2"]
    assert 'id="docket-2"' in page
    pdf = PdfReader(work / "2021H1.pdf")
    assert all("草稿　— " in sheet.extract_text() for sheet in pdf.pages)
    assert pdf.metadata is not None
    assert pdf.metadata.title == "2021年上半年表（草稿）"
    for name, marked in (
        ("2021H1.docx", ("word/footer1.xml", "word/footer2.xml", "docProps/core.xml")),
        ("2021H1.xlsx", ("xl/worksheets/sheet1.xml", "docProps/core.xml")),
    ):
        with zipfile.ZipFile(work / name) as archive:
            assert [part for part in marked if "草稿" in archive.read(part).decode()] == [*marked]
    for name in ("2021H1.md", "2021H1.json"):
        assert "（草稿）" in (work / name).read_text(encoding="utf-8")


def test_a_draft_replaces_no_official_file(tmp_path: Path) -> None:
    folder = project(tmp_path, t001=GOOD)
    html = ("2021H1", "--format", "html")
    assert report("build", *html, cwd=folder).returncode == 0
    before = {path: path.read_bytes() for path in (folder / "out").iterdir()}
    assert "草稿".encode() not in before[folder / "out/2021H1.html"]
    assert report("build", *html, "--draft", cwd=folder).returncode == 0
    assert report("build", *html, "--draft", "--out", "out", cwd=folder).returncode == 2
    assert {path: path.read_bytes() for path in (folder / "out").iterdir()} == before
