"""Layouts as offices use them: two heading rows, groups within groups, totals and shares.

``expected/`` holds what a reader sees of each example; read it when it changes.
"""

import shutil
from importlib import import_module
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]  # the package carries no types
import pytest
from docx import Document
from hypothesis import given
from lxml import html  # type: ignore[import-untyped]  # as above
from support.laws import tries
from support.project import ROOT, report
from support.tables import CONFIG, TALL, TEXT, tables

from progress_report.domain.table import Table
from progress_report.render.formats import PLAIN
from progress_report.render.html.page import render_page

pytestmark = pytest.mark.program

LAYOUTS = ROOT / "tests/examples/layouts"
EXPECTED = sorted(LAYOUTS.glob("*/expected/*"))
FORMATS = ("html", "docx", "xlsx", "csv", "md", "json")


def test_there_are_examples() -> None:
    assert {path.parts[-3] for path in EXPECTED} == {"hunan", "meishan", "xinjian"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for each example, with its table in all formats but PDF."""
    root = tmp_path_factory.mktemp("layouts")
    for example in LAYOUTS.iterdir():
        arguments = ("build", "--format", ",".join(FORMATS), "--out", str(root / example.name))
        run = report(*arguments, cwd=example)
        assert run.returncode == 0, run.stderr
    return root


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_readers_see_what_is_expected(built: Path, path: Path) -> None:
    assert (built / path.parts[-3] / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", ["hunan", "meishan", "xinjian"])
def test_a_built_table_imports_as_the_same(
    built: Path, tmp_path: Path, name: str, form: str
) -> None:
    shutil.copytree(LAYOUTS / name, tmp_path / "project")
    [path] = (built / name).glob(f"2024*.{form}")
    run = report("import", str(path), "--period", path.stem, cwd=tmp_path / "project")
    assert run.returncode == 0, run.stderr
    count = len(list((LAYOUTS / name).glob("data/tasks/*/*.yaml")))
    assert f"0 tasks created, 0 updated, {count} the same" in run.stdout
    assert "columns left out" not in run.stderr


@given(tables(TEXT | TALL))
@tries(12)
def test_every_table_builds_in_every_format(table: Table) -> None:
    for module in PLAIN.values():
        assert import_module(f"progress_report.render.{module}").render(table, CONFIG)
    page = render_page(table, CONFIG)
    assert page


def test_the_page_has_two_heading_rows(built: Path) -> None:
    page = html.fromstring((built / "meishan/2024H1.html").read_text(encoding="utf-8"))
    rows = [
        [(th.text, th.get("scope"), th.get("colspan"), th.get("rowspan")) for th in row]
        for row in page.findall(".//thead/tr")
    ]
    assert rows == [
        [
            ("序号", "col", None, "2"),
            ("地区", "col", None, "2"),
            ("农村公路（公里）", "colgroup", "3", None),
            ("上半年保障性住房（套）", "colgroup", "3", None),
        ],
        [(text, "col", None, None) for text in ("目标任务", "进度", "完成比例（%）") * 2],
    ]
    bodies = [[row.get("class") or "task" for row in body] for body in page.iter("tbody")]
    assert bodies == [
        ["group", "group", "task", "task", "total"],
        ["group", "group", "task", "total"],
        ["group", "task", "task", "total"],
    ]
    totals = [cell.text for cell in page.findall(".//tr[@class='total']/th[@scope='row']")]
    assert totals == ["小计"] * 3


def test_excel_merges_the_upper_headings(built: Path) -> None:
    sheet = openpyxl.load_workbook(built / "meishan/2024H1.xlsx").active
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A2:A3", "B2:B3", "C2:E2", "F2:H2"} <= merged
    assert sheet["C2"].value == "农村公路（公里）"
    assert [cell.value for cell in sheet[3]][2:] == ["目标任务", "进度", "完成比例（%）"] * 2
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A4", "$2:$3")
    assert sheet.auto_filter.ref == "A3:H16"


def test_word_merges_the_upper_headings_and_repeats_both_rows(built: Path) -> None:
    [table] = Document(str(built / "meishan/2024H1.docx")).tables
    upper, lower = table.rows[0], table.rows[1]
    assert [cell.text for cell in upper.cells] == [
        *("序号", "地区"),
        *["农村公路（公里）"] * 3,
        *["上半年保障性住房（套）"] * 3,
    ]
    assert [cell.text for cell in lower.cells][:4] == ["序号", "地区", "目标任务", "进度"]
    for row in (upper, lower):
        assert row._tr.xpath("./w:trPr/w:tblHeader")  # noqa: SLF001 - no public way to it
