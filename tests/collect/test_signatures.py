"""The end of a form: who filled it in, kept and shown, and never printed; and when it is due."""

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]  # no types
from support.unit_forms import at_once, give_out
from typer.testing import CliRunner

from progress_report.cli.app import app
from progress_report.collect.out.form import SIGNATURE_LINE
from progress_report.collect.signatures import read_signature
from progress_report.office.wordml import MAIN
from progress_report.status.overview import days_late

SIGNED = "填报人：张三　　审核人: 李四 联系电话：010-1234　（盖章）"


ALL = {"填报人": "张三", "审核人": "李四", "联系电话": "010-1234"}


@pytest.mark.parametrize(
    ("text", "labelled", "rest"),
    [
        (SIGNED, ALL, ""),
        (SIGNATURE_LINE, {}, ""),
        ("填报人：张三\n审核人：\n联系电话：\n（盖章）", {"填报人": "张三"}, ""),
        ("填报人：张三", {"填报人": "张三"}, ""),
        ("填报人：张三　审核人：李四　联系电话：010-1234", ALL, ""),
        ("填报人：张三，审核人：李四，电话：010-1234。", ALL, ""),
        ("审批人：李四（加盖公章）2026年7月3日\n填表人：张三 手机：010-1234", ALL, ""),
        ("负责人：赵六 填报人：张三（已盖章）", {"负责人": "赵六", "填报人": "张三"}, ""),
        (f"{SIGNED}另附一页", ALL, "另附一页"),
        ("填报人：张三 审核人：投资已完成。另附一页", {"填报人": "张三"}, "投资已完成。另附一页"),
        ("王五 138", {}, "王五 138"),
    ],
)
def test_a_signature_is_read(text: str, labelled: dict[str, str], rest: str) -> None:
    assert read_signature(text) == (labelled, rest, False)


@pytest.mark.parametrize("form", ["xlsx", "docx"])
@pytest.mark.parametrize(
    ("text", "severity", "hint"),
    [
        ("填报人：王五", "", ""),
        ("联系人：王五\n电话：138", "", ""),
        ("王五", "warning", "move it into the yellow cell of the task and merge again"),
        ("填报人：王五 （盖章）另附一页", "warning", "otherwise nothing is to be done"),
        ("下半年完成投资3亿元，正在验收。", "error", "leave only names and a telephone number"),
    ],
)
def test_the_place_of_the_signature_is_known_whatever_stands_there(
    folder: Path, form: str, text: str, severity: str, hint: str
) -> None:
    [path, *_others] = give_out(folder, "--format", form)
    sign(path, text)
    run = CliRunner().invoke(app, ["collect", "merge", str(path), "--project", str(folder)])
    assert run.exit_code == (1 if severity == "error" else 0), run.output
    assert (f"{severity}[beside-form]" if severity else "1 text added") in run.output
    assert hint in " ".join(run.output.split())


def sign(path: Path, text: str = SIGNED) -> None:
    """Fill in the first task and the signature."""
    if path.suffix == ".xlsx":
        book = load_workbook(path)
        sheet = book.worksheets[0]
        [cell] = [c for row in sheet for c in row if c.value == SIGNATURE_LINE]
        assert not cell.protection.locked
        cell.value, sheet["E4"] = text, "下半年。"
        book.save(path)
        return
    document = docx.Document(str(path))
    row = document.tables[0].rows[-2]
    assert [*row._tr.iter(f"{{{MAIN}}}permStart")]  # noqa: SLF001 - what docx does not show
    for cells, words in ((row.cells, text), (document.tables[0].rows[1].cells[-1:], "下半年。")):
        run, *others = [run for p in cells[0].paragraphs for run in p.runs]
        run.text = words
        for other in others:
            other.text = ""
    document.save(str(path))


@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_a_signature_is_kept_and_shown_and_not_printed(folder: Path, form: str) -> None:
    [path, *_others] = give_out(folder, "--format", form)
    sign(path)
    at_once(folder, "merge", str(path))
    assert "张三" not in "".join(p.read_text("utf-8") for p in (folder / "data").rglob("*.yaml"))
    assert (folder / "work/.gitignore").exists()
    shown = at_once(folder, "status", "2021H2").splitlines()
    assert shown[-1] == "商务局：填报人：张三，审核人：李四，联系电话：010-1234"
    document = json.loads(at_once(folder, "status", "2021H2", "--format", "json"))
    assert [unit.get("signature", {}).get("填报人") for unit in document["units"]] == [
        *("张三", None, None),
    ]
    (folder / "work/signatures.json").write_text("[", encoding="utf-8")
    assert "张三" not in at_once(folder, "status", "2021H2")
    assert "张三" in at_once(folder, "status", "2021H2", str(path))


def test_of_forms_that_agree_the_one_that_is_signed_counts(folder: Path) -> None:
    [path, *_others] = give_out(folder)
    later = path.with_name("二.xlsx")
    shutil.copy(path, later)
    sign(later)
    at_once(folder, "merge", str(path), str(later))
    assert "商务局：填报人：张三" in at_once(folder, "status", "2021H2")


def test_the_due_day_is_remembered_and_the_late_are_named(folder: Path) -> None:
    due = date.today() - timedelta(days=3)  # noqa: DTZ011 - as the clerk's calendar
    give_out(folder, "--due", due.isoformat())
    assert f"due: {due}" in (folder / "data/periods/2021H2.yaml").read_text(encoding="utf-8")
    [path, *_others] = give_out(folder, "--out", "again")
    sheet = load_workbook(path).worksheets[0]
    assert f"{due.month}月{due.day}日前发回" in sheet["A2"].value
    shown = at_once(folder, "status", "2021H2").splitlines()
    assert shown[-2:] == [f"due {due}", "late by 3 day(s): 商务局, 财政局, (no unit named)"]
    document = json.loads(at_once(folder, "status", "2021H2", "--format", "json"))
    assert document["due"] == due.isoformat()
    assert {unit["days_late"] for unit in document["units"]} == {3}


def test_nobody_is_late_before_the_day_has_passed() -> None:
    due = date(2021, 12, 25)
    assert [days_late(due, due + timedelta(days=n)) for n in (-1, 0, 2)] == [0, 0, 2]
    assert days_late(None, due) == 0
