"""What a cell holds is written as it is meant, and only if a task file can hold it."""

from pathlib import Path

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from support.files import HEAD, imported, records, workbook

from progress_report.domain.period import Period
from progress_report.readers.decoding import is_garbled

pytestmark = pytest.mark.program


def written(folder: Path) -> str:
    """The text of the only task file."""
    [path] = (folder / "data/tasks").rglob("*.yaml")
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["甲。\n\n乙。", "甲。\n  乙。", "甲:完成,乙:完成,丙:完成。"])
def test_what_was_imported_is_the_same_the_second_time(tmp_path: Path, text: str) -> None:
    name = workbook(tmp_path, [HEAD, ["1", "21", "甲。", text]])
    imported(tmp_path, name, "--period", "2021H1")
    code, out, err = imported(tmp_path, name, "--period", "2021H1")
    assert (code, err) == (0, [])
    assert "0 tasks created, 0 updated, 1 the same" in out


def test_one_cell_over_task_and_progress_is_refused(tmp_path: Path) -> None:
    name = workbook(tmp_path, [HEAD, ["1", "21", "甲。", ""]], "C2:D2")
    code, _out, err = imported(tmp_path, name, "--period", "2021H1")
    assert code == 1
    assert "C2" in err[0]


def test_one_report_over_two_tasks_is_warned_about_at_the_second(tmp_path: Path) -> None:
    rows = [HEAD, *([str(n), str(20 + n), f"{n}任务。", "好。"] for n in (1, 2, 3))]
    name = workbook(tmp_path, rows, "D2:D3")
    code, _out, err = imported(tmp_path, name, "--period", "2021H1")
    warnings = [line for line in err if "warning[bad-cell]" in line]
    assert (code, ["D3" in line for line in warnings]) == (0, [True])


@pytest.mark.parametrize(("position", "warned"), [("10", True), ("-6", True), ("2", False)])
def test_a_run_set_higher_or_lower_is_warned_about(
    tmp_path: Path, position: str, *, warned: bool
) -> None:
    document = Document()
    table = document.add_table(2, 4)
    for row, texts in zip(table.rows, [HEAD, ["1", "21", "甲。", "共10"]], strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    for text in ("4", "户已经完成。"):
        run = table.rows[1].cells[3].paragraphs[0].add_run(text)
        moved = OxmlElement("w:position")
        moved.set(qn("w:val"), position)
        run._r.get_or_add_rPr().append(moved)  # noqa: SLF001 - python-docx has no other way
    document.save(str(tmp_path / "2021H1.docx"))
    code, _out, err = imported(tmp_path, "2021H1.docx")
    assert (code, sum("warning[bad-cell]: '4'" in line for line in err)) == (0, int(warned))
    assert "共104户已经完成。" in written(tmp_path)


@pytest.mark.parametrize("cell", ["已完成道路3条，", "一是完成立项；", "涉及甲、"])
@pytest.mark.parametrize("below", [[], ["2", "22", "乙。", "好。"]])
def test_a_loose_line_below_an_unfinished_report_is_refused(
    tmp_path: Path, cell: str, below: list[str]
) -> None:
    rows = [
        HEAD,
        ["1", "21", "甲。", cell],
        ["其余正在施工。", "", "", ""],
        *([below] if below else []),
    ]
    code, _out, err = imported(tmp_path, records(tmp_path, rows))
    assert code == 1
    assert err[0].startswith("2021H1.csv:3:1: error[bad-row]")
    rows[1][3] = "已完成。"
    assert imported(tmp_path, records(tmp_path, rows))[0] == 0


@pytest.mark.parametrize(
    ("wording", "name"),
    [
        ("2021年元至9月情况", "2021Q1-Q3"),
        ("2021年元月情况", "2021M01"),
        ("2021年前8个月情况", "2021M01-M08"),
        ("2021年截至三季度末情况", "2021Q1-Q3"),
        ("2021年资金300元至9月情况", "2021M09"),
    ],
)
def test_periods_as_offices_write_them(wording: str, name: str) -> None:
    period = Period.find_in(wording)
    assert period is not None
    assert period.name == name


def test_garbled_text_is_known() -> None:
    text = "序号折子号任务进展情况"
    assert not is_garbled(text)
    assert is_garbled(text.encode().decode("gb18030", "replace"))
