"""What was imported is the same the second time, and what an update names it also cures."""

import csv
import json
from collections.abc import Callable
from html import escape
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st
from openpyxl import Workbook  # type: ignore[import-untyped]  # the package carries no types
from pypdf import PdfWriter
from support.laws import tries
from support.project import ROOT, project
from support.word import blank

from progress_report.domain.config import ReportConfig
from progress_report.domain.table import Table
from progress_report.importing.plan import Plan, plan
from progress_report.importing.read_statements import read_statements
from progress_report.importing.task_changes import Update
from progress_report.source.load import load_project
from progress_report.text.punctuation import ascii_marks, fold

HEADINGS = ["序号", "折子号", "任务", "牵头单位", "协办单位", "备注", "进展情况"]
LAYOUT = (
    'title: "{year}年重点工作{period}情况表"\n'
    "fields: {note: 备注}\n"
    "columns:\n"
    "  - {heading: 序号, value: number, width: 6}\n"
    "  - {heading: 折子号, value: docket, width: 9}\n"
    "  - {heading: 任务, value: task, width: 30}\n"
    "  - {heading: 牵头单位, value: lead, width: 9}\n"
    "  - {heading: 协办单位, value: units, width: 9}\n"
    "  - {heading: 备注, value: fields.note, width: 9}\n"
    "  - {heading: 进展情况, value: progress, width: 55}\n"
)
PAGE_LAYOUT = "".join(
    line + "\n" for line in LAYOUT.split("\n") if "位" not in line and "注" not in line
)
TITLE = "2021年上半年重点工作情况表"
Rows = list[list[str]]


def as_csv(rows: Rows) -> bytes:
    file = StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


def as_xlsx(rows: Rows) -> bytes:
    book, file = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    for cell in (cell for row in book.active for cell in row):
        cell.data_type = "s"  # a text, though it begins with =
    book.save(file)
    return file.getvalue()


def as_docx(rows: Rows) -> bytes:
    document, file = blank(), BytesIO()
    table = document.add_table(len(rows), len(rows[0]))
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.text = text
    document.save(file)
    return file.getvalue()


def as_html(rows: Rows) -> bytes:
    cells = [[escape(text).replace("\n", "<br>") for text in row] for row in rows]
    lines = ["<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in cells]
    return f"<table>{''.join(lines)}</table>".encode()


def as_md(rows: Rows) -> bytes:
    cells = [
        [
            escape(text.replace("\\", "\\\\").replace("|", "\\|")).replace("\n", "<br>")
            for text in row
        ]
        for row in rows
    ]
    lines = [cells[0], ["-"] * len(cells[0]), *cells[1:]]
    return "\n".join(f"|{'|'.join(line)}|" for line in lines).encode()


def as_json(rows: Rows) -> bytes:
    kinds = ["number", "docket", "task", "lead", "units", "field", "progress"]
    cell: dict[str, object] = {"origin": None, "rowspan": 1, "missing": False, "parts": []}
    table = {
        "version": 1,
        "title": TITLE,
        "period": "2021H1",
        "columns": [
            {"heading": heading, "kind": kind, "width": 1, "row_heading": False}
            for heading, kind in zip(rows[0], kinds, strict=True)
        ],
        "rows": [
            {"docket": row[1], "heading": None, "cells": [{**cell, "text": text} for text in row]}
            for row in rows[1:]
        ],
        "notes": [],
        "issuer": "",
        "date": "",
    }
    return json.dumps(table).encode()


def as_pdf(rows: Rows) -> bytes:
    writer, file = PdfWriter(), BytesIO()
    writer.add_blank_page(100, 100)
    writer.add_attachment("2021H1.json", as_json(rows))
    writer.write(file)
    return file.getvalue()


def as_txt(rows: Rows) -> bytes:
    lines = [TITLE, "序号 折子号 任务 进展情况"]
    lines += [" ".join((*row[:2], row[2].replace(" ", "\u3000"), row[6])) for row in rows[1:]]
    return "\n".join(lines).encode()


WRITERS = {
    "csv": as_csv,
    "xlsx": as_xlsx,
    "docx": as_docx,
    "html": as_html,
    "md": as_md,
    "json": as_json,
    "pdf": as_pdf,
    "txt": as_txt,
}
PIECES = st.sampled_from(
    [
        *(
            "甲。",
            "乙！”",
            "丙",
            "完成5个",
            "１２％",
            "3.5万元",
            "Net",
            "a",
            "-",
            "=1+1",
            "@",
            "#",
            "&amp;",
        ),
        *(
            ",",
            ":",
            ";",
            "(一)",
            "?",
            "（二）",
            "，",
            "：",
            "“",
            '"',
            "'",
            "‘",
            "|",
            "\\",
            "`",
            "*",
            "<b>",
        ),
        *(
            " ",
            "  ",
            "\t",
            "\n",
            "\n\n",
            "\n  ",
            " \n",
            "\xa0",
            "\u3000",
            "\n\u3000\u3000",
            "\xa0\n",
        ),
        *(
            "1.",
            "1、",
            "①",
            "- ",
            "一、",
            "\u200b",
            "\ufe0f",
            "😀",
            "⼈",
            "無",
            "---",
            "...",
            "注：",
            "合计",
        ),
    ]
)
TEXT = st.lists(PIECES, min_size=1, max_size=8).map("".join)
UNIT = st.sampled_from(
    ["区商务局", "区城管委（牵头）", "甲局 \n乙局", "区财政局、区委办", "无", "甲局，等", ""]
)


@st.composite
def tables(draw: st.DrawFn, text: st.SearchStrategy[str] = TEXT) -> Rows:
    """Rows that report on one or two tasks."""
    return [
        [
            str(number),
            str(20 + number),
            f"任{draw(text)}务",
            draw(UNIT),
            draw(UNIT),
            draw(text),
            f"好{draw(text)}",
        ]
        for number in range(1, draw(st.integers(2, 3)))
    ]


def imported(root: Path, form: str, raw: bytes, *, update: bool = False) -> Plan:
    project = load_project(root)
    assert not [one for one in project.diagnostics if one.severity.name == "ERROR"]
    config = project.config
    assert isinstance(config, ReportConfig)
    read = read_statements(f"2021H1.{form}", raw, config, None)
    result = plan(root, project.tasks, read.statements, config, Update(update))
    result.diagnostics += read.diagnostics
    return result


def errors(result: Plan) -> list[str]:
    return [one.rule for one in result.diagnostics if one.severity.name == "ERROR"]


def carry_out(result: Plan) -> None:
    for path, content in result.files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def written(form: str, rows: Rows) -> bytes:
    if form == "txt":  # a row is a line
        rows = [[" ".join(text.split("\n")).replace("\t", " ") for text in row] for row in rows]
    return WRITERS[form]([HEADINGS, *rows])


@pytest.mark.parametrize("form", WRITERS)
@given(data=st.data())
@tries(20)
def test_importing_twice_is_importing_once(form: str, data: st.DataObject) -> None:
    rows = data.draw(tables())
    raw = written(form, rows)
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "data").mkdir()
        (root / "data/report.yaml").write_text(PAGE_LAYOUT if form == "txt" else LAYOUT, "utf-8")
        first = imported(root, form, raw)
        event(f"refused: {errors(first)[:1]}")
        assume(not errors(first))
        carry_out(first)
        again = imported(root, form, raw)
        assert (again.files, again.same, errors(again)) == ({}, len(rows), [])


@pytest.mark.parametrize("form", WRITERS)
@given(data=st.data())
@tries(20)
def test_an_update_cures_what_it_is_the_cure_for(form: str, data: st.DataObject) -> None:
    before, after = data.draw(tables()), data.draw(tables())
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "data").mkdir()
        (root / "data/report.yaml").write_text(PAGE_LAYOUT if form == "txt" else LAYOUT, "utf-8")
        for rows in (before, after):
            raw = written(form, rows)
            result = imported(root, form, raw, update=True)
            assume(not errors(result))
            carry_out(result)
        again = imported(root, form, raw)
        assert (again.files, again.same, errors(again)) == ({}, len(rows), [])


def folded(text: str) -> str:
    return fold(text)


def without_quotes(text: str) -> str:
    return ascii_marks(text)


def in_half_of_the_texts(text: str) -> str:
    return fold(text) if len(text) % 2 else text


def some_marks(text: str) -> str:
    return text.replace("（", "(").replace("）", ")").replace("；", ";")


@pytest.mark.parametrize("form", ["csv", "xlsx", "docx", "html", "md"])
@pytest.mark.parametrize("lose", [folded, without_quotes, in_half_of_the_texts, some_marks])
def test_marks_that_a_copy_lost_make_no_difference(
    form: str, lose: Callable[[str], str], real: tuple[Table, ReportConfig]
) -> None:
    table, config = real
    tasks = load_project(ROOT).tasks
    rows = [[lose(cell.text) for cell in row.cells if cell] for row in table.rows]
    raw = WRITERS[form]([[column.heading for column in table.columns], *rows])
    read = read_statements(f"2021H1.{form}", raw, config, None)
    for update in (Update(), Update(True)):
        result = plan(ROOT, tasks, read.statements, config, update)
        assert (result.files, result.same, result.diagnostics) == ({}, 37, [])


def test_full_width_marks_replace_those_the_file_lost(tmp_path: Path) -> None:
    root = project(tmp_path, LAYOUT)
    for text in ("甲,乙(丙)。", "甲，乙（丙）。"):
        carry_out(
            imported(
                root, "csv", written("csv", [["1", "21", "任务。", "", "", "", text]]), update=True
            )
        )
    [path] = (root / "data/tasks/2021").iterdir()
    assert "甲，乙（丙）。" in path.read_text("utf-8")
