"""A title of several lines breaks between words, into lines alike in length."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pypdf
import pytest
from support.pdfs import CONFIG, table
from support.project import GOOD, LAYOUT, project, report

from progress_report.render.title import title_lines

PORTRAIT = "page: {orientation: portrait}\n"


@pytest.mark.parametrize(
    ("size", "lines"),
    [
        (22, "2021年通州区重点任务上半年情况表"),
        (33, "2021年通州区涉及市政府工作报告|重点任务上半年进展情况表（草稿）"),
        (33, "青栎区人民政府关于2024年度|为民办实事项目完成情况一览表"),
        (45, "贯彻落实市委、市政府|重点工作进展情况表"),
        (33, "关于《青栎区重点工作任务清单》|2023年上半年落实情况的通报"),
        (45, "2024年青栎县贯彻落实|省委、省政府重点工作|任务三季度进展情况表"),
        (45, "Annual Report of|Important Matters 2025"),
        (45, "甲乙丙丁戊己庚辛壬癸" * 3),
    ],
)
def test_a_line_ends_after_a_word(size: float, lines: str) -> None:
    page = CONFIG.page.model_copy(update={"title_size": size})
    config = CONFIG.model_copy(update={"page": page})
    joined = lines.replace("|Imp", " Imp").replace("|", "")
    assert title_lines(replace(table(), title=joined), config) == lines.split("|")


def test_a_line_that_the_title_ends_stays_one() -> None:
    title = "青栎区人民政府\n重点工作情况表"
    assert title_lines(replace(table(), title=title), CONFIG) == title.split("\n")


@pytest.mark.program
@pytest.mark.parametrize("engine", ["weasyprint", "typst"])
def test_a_printed_title_has_these_lines(tmp_path: Path, engine: str) -> None:
    lines = "2021年Q&A区涉及“市政府工作报告”", "重点任务上半年进展情况表"
    layout = LAYOUT.replace("{year}年{period}表", "".join(lines), 1)
    folder = project(tmp_path, layout + PORTRAIT, t001=GOOD)
    assert (
        report("build", "--format", "pdf,docx", "--pdf-engine", engine, cwd=folder).returncode == 0
    )
    reader: Any = pypdf.PdfReader(io.BytesIO((folder / "out/2021H1.pdf").read_bytes()))
    assert tuple(reader.pages[0].extract_text().split()[:2]) == lines
    assert reader.outline[0]["/Title"] == "".join(lines)
    with ZipFile(folder / "out/2021H1.docx") as package:
        assert f">{lines[1]}</w:t>" in package.read("word/document.xml").decode()
