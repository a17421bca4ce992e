"""Tables as Markdown, read by an independent reader."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from lxml import html  # type: ignore[import-untyped]  # the package carries no types
from markdown_it import MarkdownIt
from support.tables import CONFIG, ELSEWHERE, built, bytes_elsewhere, tables

from progress_report.domain.table import Cell, Table
from progress_report.readers import markdown
from progress_report.render.markdown import render

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def shown(raw: bytes) -> tuple[list[str], list[list[str]]]:
    """Texts of headings and paragraphs, and of the cells; a <br> is a line feed."""
    made = READER.render(raw.decode())
    page = html.fromstring(f"<body>{made.replace('<br>', chr(0xF8FF))}</body>")
    rows = [
        [cell.text_content().replace("\uf8ff", "\n") for cell in row.iter("th", "td")]
        for row in page.iter("tr")
    ]
    beside = [e.text_content().replace("\uf8ff", "\n") for e in page.iter("h1", "p", "li")]
    return beside, rows


def tidy(text: str) -> str:
    """White space as HTML shows it."""
    return "\n".join(re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n")).strip()


@given(tables())
def test_the_cells_come_back(table: Table) -> None:
    _, rows = shown(render(table, CONFIG))
    width = len(table.columns)
    wanted = [[column.heading for column in table.columns]]
    for row in table.rows:
        wanted += [[heading, *[""] * (width - 1)] for heading in row.headings]
        wanted.append([cell.text if isinstance(cell, Cell) else "" for cell in row.cells])
    assert [[tidy(cell) for cell in row] for row in rows] == [
        [tidy(cell) for cell in row] for row in wanted
    ]


@given(tables())
def test_the_reader_gives_back_what_was_written(table: Table) -> None:
    [grid], problems = markdown.read("t.md", render(table, CONFIG))
    assert problems == []
    width = len(table.columns)
    wanted = [tuple(column.heading.strip() for column in table.columns)]
    for row in table.rows:
        wanted += [(heading.strip(),) * width for heading in row.headings]
        texts = (cell.text.strip() if isinstance(cell, Cell) else "" for cell in row.cells)
        wanted.append(tuple(texts))
    assert list(grid.rows) == wanted
    assert grid.title == table.title.strip()


def test_title_and_notes_stand_around_the_table() -> None:
    table, config = built("chongchuan")
    beside, rows = shown(render(table, config))
    assert beside == ["2023年重点工作1—11月推进情况表", "注：1.数据截至11月30日。"]
    assert len(rows) == 4
    assert [row[1] for row in rows] == ["主要任务", "产业", "", "民生"]


def test_a_note_is_no_list_and_no_person_is_mentioned() -> None:
    table, config = built("halves")
    noted = Table(
        table.title, table.period, table.columns, (), ("1. 甲@user :100: #5", "- 乙", "# 丙")
    )
    raw = render(noted, config)
    assert "@<i></i>user" in raw.decode()
    assert ":<i></i>100:" in raw.decode()
    assert "<li>" not in READER.render(raw.decode())
    assert shown(raw)[0][1:] == ["1. 甲@user :100: #5", "- 乙", "# 丙"]


def test_the_real_table_in_full() -> None:
    table, config = built()
    lines = render(table, config).decode().split("\n")
    assert lines[0] == f"# {table.title}"
    assert lines[2:4] == [
        "| 序号 | 市折子号 | 市政府工作报告任务 | 目前进展情况 |",
        "| :---: | :---: | --- | --- |",
    ]
    assert len(lines) == 2 + 2 + 37 + 1


@pytest.mark.program
def test_the_bytes_are_the_same_everywhere(tmp_path: Path) -> None:
    table, config = built()
    for at, env in enumerate(ELSEWHERE):
        assert bytes_elsewhere("md", tmp_path / str(at), **env) == render(table, config)
