"""Forms as people handle them: saved as something else, packed, sorted, with long texts."""

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl  # type: ignore[import-untyped]  # the package carries no types
import pytest
from openpyxl.styles import Font  # type: ignore[import-untyped]  # as above
from support.project import report
from support.unit_forms import (
    PICTURE,
    fill_excel,
    give_out,
    reports,
    rows_of,
    snapshot,
    take_back,
    with_parts,
)

from progress_report.text.prose import without_whitespace

pytestmark = pytest.mark.program

BMP = b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\1\0\0\0\1\0\0\0\1\0\x18\0" + bytes(20)
"""A picture of one pixel."""


@pytest.mark.parametrize(
    ("name", "raw", "words", "advice"),
    [
        ("a.pdf", b"%PDF-1.7\n", "this is a PDF", "ask the unit for the Word or Excel file"),
        ("a.xlsx", PICTURE, "this is a picture", "ask the unit for the Word or Excel file"),
        ("a.bmp", BMP, "this is a picture", "ask the unit for the Word or Excel file"),
        ("a.heic", b"\0\0\0\x18ftypheic\0\0", "this is a picture", "ask the unit for the Word"),
        ("a.webp", b"RIFF\x1a\0\0\0WEBPVP8L", "this is a picture", "ask the unit for the Word"),
        ("a.rar", b"Rar!\x1a\x07\0", "this is an archive of files", "unpack it"),
        ("a.csv", "折子号,任务\n".encode("gbk"), "this is plain text", "ask the unit for the Word"),
        ("bm.csv", "BMI,任务\n1,甲\n".encode("gbk"), "this is plain text", "ask the unit for"),
        ("pk.csv", "PK,任务\n1,甲\n".encode("gbk"), "this is plain text", "ask the unit for"),
        ("a.mp4", b"\0\0\0\x18ftypmp42\0\0", "neither a Word nor an Excel file", "save it as"),
        ("a.htm", b"<html><table>", "such as CSV or a web page", "ask the unit for the Word"),
    ],
)
def test_what_comes_instead_of_a_form_is_called_by_its_name(
    folder: Path, name: str, raw: bytes, words: str, advice: str
) -> None:
    (folder / name).write_bytes(raw)
    run = take_back(folder, name)
    assert run.returncode == 1
    assert f"{name}:1:1: error[not-importable]: " in run.stderr
    assert words in run.stderr
    assert advice in run.stderr


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"], ids=["Windows", "macOS"])
def test_forms_packed_together_are_named(folder: Path, encoding: str) -> None:
    names = ["财政局.xlsx", *(f"{number}.docx" for number in range(9))]
    unit = "商务局".encode(encoding)
    stand_in = "A" * len(unit)
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        for name in [f"{stand_in}.xlsx", *names]:
            archive.writestr(name, give_out(folder)[0].read_bytes())
    raw = (folder / "all.zip").read_bytes()
    # no flag says how the name is written
    (folder / "all.zip").write_bytes(raw.replace(stand_in.encode(), unit))
    run = take_back(folder, "all.zip")
    assert run.returncode == 1
    said = "this is an archive of files: 商务局.xlsx, 财政局.xlsx, 0.docx, 1.docx, 2.docx, …\n"
    assert f"all.zip:1:1: error[not-importable]: {said}" in run.stderr
    assert "unpack it, and merge the files in it" in run.stderr


def test_an_archive_is_called_so_whatever_is_in_it(folder: Path) -> None:
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.writestr("批示.pdf", b"%PDF-1.7\n")
        archive.writestr("报送表.xlsx", give_out(folder)[0].read_bytes())
    run = take_back(folder, "all.zip")
    assert run.returncode == 1
    assert "this is an archive of files: 批示.pdf, 报送表.xlsx\n" in run.stderr


def hide(sheet: Any) -> None:
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["C"].hidden = True


def insert(sheet: Any) -> None:
    sheet.insert_rows(5)


def shift(sheet: Any) -> None:
    sheet.insert_cols(1)


@pytest.mark.parametrize("change", [hide, insert, shift])
def test_what_changes_no_text_is_taken(folder: Path, change: Callable[[Any], None]) -> None:
    made = give_out(folder, "--by", "units")[2]
    fill_excel(made, {"021": "甲。", "22": "乙。"})
    book = openpyxl.load_workbook(made)
    change(book.active)
    book.save(made)
    run = take_back(folder, made)
    assert (run.returncode, run.stderr) == (0, "")
    assert reports(folder) == {"021": [("财政局", "甲。")], "22": [("财政局", "乙。")]}


def test_a_form_on_a_hidden_sheet_is_reported_as_hidden(folder: Path) -> None:
    made = give_out(folder)[0]
    book = openpyxl.load_workbook(made)
    book.create_sheet("空")
    book.active.sheet_state = "hidden"
    book.active = 1
    book.save(made)
    run = take_back(folder, made)
    assert run.returncode == 1
    assert "its headings are missing; hidden sheets were left out: 报送表" in run.stderr
    assert "unhide its content, save it, and merge that" in run.stderr


def strike(folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["序号", "任务"])
    book.active.append([1, "植树"])
    book.active["B2"].font = Font(strike=True)
    book.save(folder / "other.xlsx")
    return folder / "other.xlsx"


def track(folder: Path) -> Path:
    return in_word(folder, '<w:ins w:id="1" w:author="a"><w:r><w:t>植树</w:t></w:r></w:ins>')


def hide_text(folder: Path) -> Path:
    return in_word(folder, "<w:r><w:rPr><w:vanish/></w:rPr><w:t>植树</w:t></w:r>")


def in_word(folder: Path, run: str) -> Path:
    """A table that is no form, with a run of text in its one cell."""
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).text = "RUN"
    document.save(str(folder / "other.docx"))
    marked = b"<w:r><w:t>RUN</w:t></w:r>"

    def change(parts: dict[str, bytes]) -> None:
        assert marked in parts["word/document.xml"]
        parts["word/document.xml"] = parts["word/document.xml"].replace(marked, run.encode())

    with_parts(folder / "other.docx", change)
    return folder / "other.docx"


@pytest.mark.parametrize("make", [strike, track])
def test_nothing_is_reported_as_hidden_in_a_file_that_hides_nothing(
    folder: Path, make: Callable[[Path], Path]
) -> None:
    run = take_back(folder, make(folder))
    assert run.returncode == 1
    assert "this is not a form for units: its headings are missing\n" in run.stderr
    assert "for other tables, use 'report import'" in run.stderr
    assert "hidden" not in run.stderr


def test_a_document_with_hidden_text_may_hide_the_form(folder: Path) -> None:
    run = take_back(folder, hide_text(folder))
    assert run.returncode == 1
    assert "its headings are missing; hidden text was left out\n" in run.stderr
    assert "unhide its content, save it, and merge that" in run.stderr


def test_a_heading_emptied_over_an_empty_column_is_reported_as_what_is_known(folder: Path) -> None:
    made = give_out(folder)[0]
    book = openpyxl.load_workbook(made)
    book.active["E3"] = None
    book.save(made)
    run = take_back(folder, made)
    assert run.returncode == 1
    assert (
        "报送表!E3: error[altered-form]: the heading '本期进展情况（请填写）' is missing, "
        "alone or with its column" in run.stderr
    )
    assert "write it above its column; if the column is gone, give the form out again" in run.stderr


def test_a_folder_is_taken_in_with_all_that_is_in_it(folder: Path) -> None:
    lead, other = give_out(folder, "--out", "back")
    fill_excel(lead, {"021": "甲。"})
    fill_excel(other, {"22": "乙。"})
    (folder / "back/财政局").mkdir()
    shutil.move(other, folder / "back/财政局")
    hidden = (".~lock.form.xlsx#", ".DS_Store", ".old/a.xlsx")
    for left in (*hidden, "财政局/Thumbs.db", "desktop.ini"):
        (folder / "back" / left).parent.mkdir(exist_ok=True)
        (folder / "back" / left).write_text("…")
    (folder / "back/~$form.xlsx").write_bytes(b"\x05admin")
    status = report("collect", "status", "2021H2", "back", cwd=folder).stdout
    assert status.splitlines()[-1].split() == ["财政局", "1", "0", "1", "0"]
    run = take_back(folder, "back")
    assert run.returncode == 0
    assert run.stdout == "2 forms, 2 cells: 2 texts added, 0 updated, 0 the same, 0 not filled in\n"
    assert run.stderr == (
        "back/~$form.xlsx: this marks a form that is open in another program; "
        "make sure it is saved\n"
    )


@pytest.mark.parametrize("left", [[], ["Thumbs.db", ".DS_Store"], ["~$f.xlsx"]])
def test_a_folder_without_forms_is_an_error(folder: Path, left: list[str]) -> None:
    (folder / "none").mkdir()
    for name in left:
        (folder / "none" / name).write_text("…")
    for run in (
        take_back(folder, "none"),
        report("collect", "status", "2021H2", "none", cwd=folder),
    ):
        assert (run.returncode, run.stdout) == (2, "")
        said = run.stderr.splitlines()
        assert said[-1] == "report: none: there are no files in this folder"
        assert len(said) == 1 + (left == ["~$f.xlsx"])


def test_a_hidden_folder_is_taken_in_if_it_is_named(folder: Path) -> None:
    (made,) = give_out(folder, "--out", ".forms")[:1]
    fill_excel(made, {"021": "甲。"})
    assert take_back(folder, ".forms").returncode == 0
    assert reports(folder) == {"021": [("商务局", "甲。")]}


def test_a_dry_run_counts_what_the_run_itself_counts(folder: Path) -> None:
    made = give_out(folder, "--by", "units")
    fill_excel(made[0], {"021": "甲。"})
    fill_excel(made[2], {"021": "乙。"})
    take_back(folder, made[0], made[2])
    fill_excel(made[0], {"021": "甲，已完成。"})
    fill_excel(made[1], {"021": "丙。"})
    before = snapshot(folder)
    dry = take_back(folder, *made, "--update", "--dry-run")
    assert snapshot(folder) == before
    counts = "3 forms, 4 cells: 1 text added, 1 updated, 1 the same, 1 not filled in\n"
    assert dry.stdout.endswith(f"\n{counts}")
    assert dry.stderr == "财政局: not filled in: 22\ndry run: nothing was written\n"
    run = take_back(folder, *made, "--update")
    assert (run.stdout, run.stderr) == (counts, "财政局: not filled in: 22\n")


# Texts higher than a row of Excel can be

PARAGRAPH = "拆除违建腾退土地方面，已拆除违法建设30万平方米；留白增绿方面，已完成绿化30公顷。\n"


def long(folder: Path) -> tuple[Path, str]:
    """A form on which far more was said last time than a row shows."""
    text = PARAGRAPH * 60
    file = folder / "data/tasks/2021/022.yaml"
    lines = "".join(f"      {line}\n\n" for line in text.splitlines())
    file.write_text(
        file.read_text().replace("{progress: 已完成方案。}", f"\n    progress: |\n{lines}")
    )
    return give_out(folder, "--by", "units", "--overwrite")[2], text


def long_answer(folder: Path) -> tuple[Path, str]:
    """A form on which a long answer stands already, beside little that was said last time."""
    text = PARAGRAPH * 90
    lines = "".join(f"          {line}\n\n" for line in text.splitlines())
    with (folder / "data/tasks/2021/022.yaml").open("a") as file:
        file.write(f"  H2:\n    progress:\n      - unit: 财政局\n        text: |\n{lines}")
    return give_out(folder, "--by", "units", "--overwrite")[2], text


def test_a_text_higher_than_a_row_stands_whole_on_several(folder: Path) -> None:
    made, text = long(folder)
    sheet = openpyxl.load_workbook(made).active
    rows = [number for number in range(5, sheet.max_row) if sheet.cell(number, 4).value]
    pieces = [sheet.cell(number, 4).value for number in rows]
    assert len(pieces) > 3
    assert without_whitespace("".join(pieces)) == without_whitespace("【上半年】" + text)
    assert {piece[-1] for piece in pieces} <= set("。；\n")  # parted between sentences
    assert [sheet.row_dimensions[number].customHeight for number in rows] == [True] * len(rows)
    for number, piece in zip(rows, pieces, strict=True):
        least = len(piece) / 24 * 9 * 1.2  # Han characters of 9 points in 300 pixels
        assert least < sheet.row_dimensions[number].height <= 409
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {f"{column}{rows[0]}:{column}{rows[-1]}" for column in "ABCE"} <= merged
    assert not any("D" in area for area in merged if area[0] == "D")
    free = [c.coordinate for row in sheet.iter_rows() for c in row if not c.protection.locked]
    signed = [f"{column}{rows[-1] + 1}" for column in "ABCDE"]
    assert free == ["E4", *(f"E{number}" for number in rows), *signed]


def test_a_yellow_cell_of_several_rows_is_as_high_as_its_text(folder: Path) -> None:
    made, text = long_answer(folder)
    sheet = openpyxl.load_workbook(made).active
    assert without_whitespace(sheet["E5"].value) == without_whitespace(text)
    area = next(area for area in sheet.merged_cells.ranges if area.coord.startswith("E5"))
    heights = [sheet.row_dimensions[row].height for row in range(5, area.max_row + 1)]
    assert max(heights) <= 409
    paragraph = 2 * 11 * 1.45  # lines of 26 Han characters; points a line takes in Noto Serif SC
    assert sum(heights) >= 90 * paragraph
    assert sheet["D5"].value.startswith("【上半年】")
    assert not any(sheet.cell(row, 4).value for row in range(6, area.max_row + 1))


def test_a_text_without_an_end_of_a_sentence_is_parted_too(folder: Path) -> None:
    file = folder / "data/tasks/2021/022.yaml"
    file.write_text(file.read_text().replace("已完成方案。", f"已完成方案{'！' * 5000}"))
    sheet = openpyxl.load_workbook(give_out(folder, "--by", "units")[2]).active
    texts = [sheet.cell(row, 4).value for row in range(5, sheet.max_row - 1)]
    assert "".join(texts) == f"【上半年】已完成方案{'！' * 5000}"
    assert len(texts) > 5
    assert max(sheet.row_dimensions[row].height for row in range(5, sheet.max_row)) <= 409


def test_what_is_stated_of_the_height_of_a_yellow_cell_is_true_of_it(folder: Path) -> None:
    made, _text = long_answer(folder)
    sheet = openpyxl.load_workbook(made).active
    prompts = {str(one.sqref): one.prompt for one in sheet.data_validations.dataValidation}
    one, several = prompts.values()
    last = sheet.max_row - 2
    assert [*prompts] == ["E4", f"E5:E{last}"]
    assert "行高会自动增加" in one
    assert "行高不会自动增加" in several
    with zipfile.ZipFile(made) as archive:
        raw = archive.read("xl/worksheets/sheet1.xml").decode()
    fixed = re.findall(r'<row r="(\d+)"[^>]*customHeight="1"', raw)
    assert "4" not in fixed
    assert {str(row) for row in range(5, last + 1)} <= {*fixed}


def split(sheet: Any) -> None:
    for area in [str(area) for area in sheet.merged_cells.ranges]:
        if area[0] in "ABC":
            sheet.unmerge_cells(area)


def keep(sheet: Any) -> None:
    del sheet


@pytest.mark.parametrize("change", [keep, split])
def test_such_a_form_comes_back(folder: Path, change: Callable[[Any], None]) -> None:
    made, _text = long(folder)
    fill_excel(made, {"021": "甲。", "22": "乙。\n另一段。"})
    book = openpyxl.load_workbook(made)
    change(book.active)
    book.save(made)
    run = take_back(folder, made)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == "1 form, 2 cells: 2 texts added, 0 updated, 0 the same, 0 not filled in\n"
    assert reports(folder)["22"] == [("财政局", "乙。\n另一段。")]


@pytest.mark.parametrize(("make", "row"), [(long, 6), (long_answer, 9)], ids=["next", "apart"])
def test_what_is_written_below_in_a_yellow_cell_taken_apart_is_taken(
    folder: Path, make: Callable[[Path], tuple[Path, str]], row: int
) -> None:
    made, _text = make(folder)
    fill_excel(made, {"22": "乙。"})
    book = openpyxl.load_workbook(made)
    area = next(str(a) for a in book.active.merged_cells.ranges if str(a).startswith("E5"))
    book.active.unmerge_cells(area)
    book.active.cell(row, 5).value = "另一段。"
    is_empty = not any(cell.value for cell in book.active[row - 1])
    assert is_empty == (make is long_answer)
    book.save(made)
    run = take_back(folder, made, "--update")
    assert (run.returncode, run.stderr) == (0, "财政局: not filled in: 021\n")
    assert reports(folder) == {"22": [("财政局", "乙。\n另一段。")]}


def test_a_change_in_a_part_of_such_a_text_is_reported(folder: Path) -> None:
    made, _text = long(folder)
    book = openpyxl.load_workbook(made)
    book.active["D7"] = book.active["D7"].value.replace("30公顷", "90公顷")
    book.save(made)
    run = take_back(folder, made)
    assert run.returncode == 1
    assert "报送表!D5: error[altered-form]: '上期进展情况（供参考）' of task 22 was" in run.stderr
    assert run.stderr.count("error[") == 1


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_such_a_form_saved_by_libreoffice_comes_back(folder: Path, tmp_path: Path) -> None:
    made, _text = long(folder)
    fill_excel(made, {"021": "甲。", "22": "乙。"})
    again = tmp_path / "again"
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"),
            *("--convert-to", "xlsx", "--outdir", str(again), str(made)),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    run = take_back(folder, again / made.name)
    assert (run.returncode, run.stderr) == (0, "")
    assert reports(folder) == {"021": [("财政局", "甲。")], "22": [("财政局", "乙。")]}
    assert len(rows_of(again / made.name)) == len(rows_of(made))
