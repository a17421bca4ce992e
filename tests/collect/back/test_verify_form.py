"""Forms that must not be taken in: altered, of another period or project, no forms at all."""

import shutil
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import openpyxl  # type: ignore[import-untyped]  # the package carries no types
import pytest
from openpyxl.drawing.image import Image  # type: ignore[import-untyped]  # as above
from support.project import project, report
from support.unit_forms import (
    BOTH,
    LAYOUT,
    PICTURE,
    TASKS,
    Fill,
    fill_excel,
    fill_word,
    give_out,
    reports,
    rows_of,
    snapshot,
    take_back,
)

from progress_report.collect.out.form import Code
from progress_report.collect.out.word_form import PROMPT

pytestmark = pytest.mark.program


def alter(path: Path, cell: str, value: str | None) -> None:
    book = openpyxl.load_workbook(path)
    book.active[cell] = value
    book.save(path)


@pytest.mark.parametrize(
    ("cell", "value", "words"),
    [
        ("B4", "推进“两区”建设。完成 5 个项目。\n另建一处。", "'任务内容' of task 021 was changed"),
        ("A4", "22", "task 22 is not on this unit's form"),
        ("A4", None, "a line without a docket was added"),
        ("D4", "【上半年】商务局全年。", "'上期进展情况（供参考）' of task 021 was changed"),
        (
            "A5",
            "报送单位：财政局\n表格编码：{code}",
            "the form belongs to 商务局, but names 财政局 at its foot",
        ),
    ],
)
def test_an_altered_form_is_refused_by_its_cell(
    folder: Path, cell: str, value: str | None, words: str
) -> None:
    made = give_out(folder)[0]
    code = Code.find(rows_of(made)[-1][0])
    fill_excel(made, {"021": "完成。"})
    alter(made, cell, value.format(code=code) if value else value)
    before = snapshot(folder)
    run = take_back(folder, made)
    assert run.returncode == 1
    assert "error[altered-form]" in run.stderr
    assert words in run.stderr
    if cell[1] == "4":
        assert f"报送表!{cell}: error[altered-form]" in run.stderr
    assert snapshot(folder) == before


def test_what_was_changed_is_shown(folder: Path) -> None:
    made = give_out(folder)[0]
    alter(made, "B4", "推进“两区”建设。完成 5 个项目。\n另建一处。")
    run = take_back(folder, made, LANG="zh_CN.UTF-8")
    assert "完成 3 个项目" in run.stderr
    assert "完成 5 个项目" in run.stderr


FILE = "data/tasks/2021/021.yaml"


@pytest.mark.parametrize(
    ("cells", "rewrite", "words"),
    [
        ({}, None, "A4: error[bad-form]: there is no task 021 in 2021"),
        (
            {"B4": "推进“两区”建设。完成 4 个项目。\n另建一处。"},
            ("完成 3 个", "完成 4 个"),
            "1:1: error[altered-form]: locked text was changed",
        ),
        ({"E4": 0.004}, (), "E4: warning[bad-cell]: '0%' is a rounded display of 0.004"),
    ],
)
def test_a_form_that_no_longer_fits_its_task_is_reported_by_the_cell(
    folder: Path, cells: dict[str, object], rewrite: tuple[str, str] | tuple[()] | None, words: str
) -> None:
    made = give_out(folder)[0]
    fill_excel(made, {"021": "完成。"})
    book = openpyxl.load_workbook(made)
    for cell, value in cells.items():
        book.active[cell], book.active[cell].number_format = value, "0%"
    book.save(made)
    if rewrite is None:
        (folder / FILE).unlink()
    elif rewrite:
        (folder / FILE).write_text((folder / FILE).read_text().replace(*rewrite))
    run = take_back(folder, made)
    assert words in run.stderr
    assert run.returncode == ("error[" in words)


def test_a_file_with_two_forms_is_refused(folder: Path) -> None:
    made = give_out(folder)[0]
    book = openpyxl.load_workbook(made)
    book.copy_worksheet(book.active)
    book.save(made)
    assert "error[bad-form]: the file has 2 forms" in take_back(folder, made).stderr


def test_lines_that_are_gone_or_doubled_are_refused(folder: Path) -> None:
    made = give_out(folder, "--by", "units")[2]
    doubled = made.with_name("doubled.xlsx")
    shutil.copy(made, doubled)
    book = openpyxl.load_workbook(made)
    book.active.delete_rows(4)
    book.save(made)
    run = take_back(folder, made)
    assert "error[altered-form]: lines were deleted: task 021" in run.stderr
    book = openpyxl.load_workbook(doubled)
    book.active.unmerge_cells("A6:E6")
    for column in range(1, 5):
        book.active.cell(6, column).value = book.active.cell(5, column).value
    book.save(doubled)
    assert "task 22 appears more than once" in take_back(folder, doubled).stderr


def test_sorted_lines_a_renamed_sheet_and_a_new_file_are_taken(folder: Path) -> None:
    made = give_out(folder, "--by", "units")[2]
    head, *lines, foot = rows_of(made)
    lines[0][4], lines[1][4] = "甲。", "乙。"
    book = openpyxl.Workbook()  # nothing hidden comes along
    book.active.title = "Sheet9"
    book.active.append([])
    order = [4, 0, 1, 2, 3]
    for row in (head, [""] * 5, *reversed(lines), foot):
        book.active.append([row[at] for at in order])
    book.save(folder / "copy.xlsx")
    run = take_back(folder, "copy.xlsx")
    assert (run.returncode, run.stderr) == (0, "")
    assert reports(folder) == {"021": [("财政局", "甲。")], "22": [("财政局", "乙。")]}


def test_dockets_that_a_spreadsheet_took_for_numbers(folder: Path) -> None:
    made = give_out(folder, "--by", "units")[2]
    fill_excel(made, {"021": "甲。", "22": "乙。"})
    book = openpyxl.load_workbook(made)
    book.active["A4"], book.active["A5"] = 21, 22
    book.save(made)
    assert take_back(folder, made).returncode == 0
    assert reports(folder) == {"021": [("财政局", "甲。")], "22": [("财政局", "乙。")]}


def test_tracked_changes_of_word_count_as_accepted_and_are_reported(folder: Path) -> None:
    made = give_out(folder, "--format", "docx")[0]
    with zipfile.ZipFile(made) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    prompt = f'<w:r><w:t xml:space="preserve">{PROMPT}</w:t></w:r>'
    text = parts["word/document.xml"].decode()
    assert text.count(prompt) == 1
    tracked = (
        f'<w:del w:id="9" w:author="a">{prompt.replace("w:t", "w:delText")}</w:del>'
        '<w:ins w:id="8" w:author="a"><w:r><w:t>完成。</w:t></w:r></w:ins>'
    )
    parts["word/document.xml"] = text.replace(prompt, tracked).encode()
    with zipfile.ZipFile(made, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    run = take_back(folder, made)
    assert (run.returncode, run.stderr) == (
        0,
        f"{made}: tracked changes were read as if accepted\n",
    )
    assert reports(folder) == {"021": [("商务局", "完成。")]}


def test_a_file_without_its_foot_is_known_by_what_is_hidden_in_it(folder: Path) -> None:
    made = give_out(folder)[0]
    fill_excel(made, {"021": "完成。"})
    alter(made, "A5", None)
    assert take_back(folder, made).returncode == 0
    assert reports(folder)["021"] == [("商务局", "完成。")]


def test_a_table_without_any_code_is_refused(folder: Path) -> None:
    made = give_out(folder)[0]
    book = openpyxl.Workbook()
    for row in rows_of(made)[:-1]:
        book.active.append(row)
    book.save(folder / "copy.xlsx")
    run = take_back(folder, "copy.xlsx")
    assert run.returncode == 1
    assert "error[bad-form]: the form has no code at its foot" in run.stderr


def test_rows_pasted_into_another_units_file_are_refused(folder: Path) -> None:
    lead, other = give_out(folder)
    book = openpyxl.load_workbook(lead)
    for number, row in enumerate(rows_of(other), start=3):
        for column, text in enumerate(row if number < 5 else row[:1], start=1):
            book.active.cell(number, column).value = text
    book.save(lead)
    run = take_back(folder, lead)
    assert run.returncode == 1
    assert ", the file to form R1-2021H2-L-" in run.stderr


def test_forms_of_another_period_or_project_are_refused(folder: Path, tmp_path: Path) -> None:
    made = give_out(folder)
    old = report("collect", "forms", "2021H1", "--out", "old", cwd=folder).stdout.split()[0]
    run = take_back(folder, *made, old)
    assert run.returncode == 1
    assert (
        "old/2021H1-商务局.xlsx:1:1: error[bad-form]: the form is for 2021H1, not 2021H2"
        in run.stderr
    )
    run = take_back(folder, made[0], "--period", "2021年上半年")
    assert "the form is for 2021H2, not 2021H1" in run.stderr
    other = project(tmp_path / "other", LAYOUT.replace("重点", "民生"), **TASKS)
    run = take_back(other, made[0])
    assert run.returncode == 1
    assert "error[bad-form]: the form belongs to another project" in run.stderr
    by_units = give_out(folder, "--by", "units", "--out", "units")
    run = take_back(folder, *made, by_units[0])
    assert "given out in another way than the others" in run.stderr


def test_a_newer_form_is_refused_and_a_unit_that_is_no_longer_asked(folder: Path) -> None:
    made = give_out(folder, "--by", "units")[1]
    fill_excel(made, {"021": "发改委完成。"})
    file = folder / "data/tasks/2021/021.yaml"
    file.write_text(file.read_text().replace("units: [发改委, 财政局]", "units: [财政局]"))
    run = take_back(folder, made)
    assert "task 021 no longer asks 发改委" in run.stderr
    file.write_text(
        file.read_text().replace("完成 3 个", "完成 4 个").replace("[财", "[发改委, 财")
    )
    run = take_back(folder, made)
    assert run.returncode == 0
    assert "B4: warning[task-differs]: the wording of task 021 has changed since" in run.stderr
    foot = rows_of(made)[-1][0]
    newer = give_out(folder, "--by", "units", "--out", "new")[1]
    alter(newer, "A5", foot.replace("R1-", "R2-"))
    with zipfile.ZipFile(newer) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    del parts["docProps/custom.xml"]
    with zipfile.ZipFile(newer, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    run = take_back(folder, newer)
    assert "error[bad-form]: the form was made by a newer version of this program" in run.stderr


def test_a_formula_counts_as_its_saved_result_or_is_refused(folder: Path) -> None:
    made = give_out(folder)[0]
    book = openpyxl.load_workbook(made)
    book.active["E4"] = '="完成"&"了"'  # no result: no spreadsheet has seen it
    book.save(made)
    run = take_back(folder, made)
    assert run.returncode == 1
    assert "报送表!E4: error[bad-cell]" in run.stderr
    raw = made.read_bytes()
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert sheet.count(b"<v></v>") + sheet.count(b"<v />") + sheet.count(b"<v/>") == 1
    for empty in (b"<v></v>", b"<v />", b"<v/>"):
        sheet = sheet.replace(empty, "<v>完成了</v>".encode())
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b'<c r="E4"', b'<c r="E4" t="str"')
    with zipfile.ZipFile(made, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    assert take_back(folder, made).returncode == 0
    assert reports(folder)["021"] == [("商务局", "完成了")]


def test_numbers_are_taken_as_they_are_shown(folder: Path) -> None:
    made = give_out(folder)[0]
    book = openpyxl.load_workbook(made)
    book.active["E4"] = 0.3576
    book.active["E4"].number_format = "0.00%"
    book.save(made)
    assert take_back(folder, made).returncode == 0
    assert reports(folder)["021"] == [("商务局", "35.76%")]


def test_pictures_are_reported_as_unread(folder: Path) -> None:
    made = give_out(folder)[0]
    book = openpyxl.load_workbook(made)
    book.active.add_image(Image(BytesIO(PICTURE)), "E4")
    book.save(made)
    run = take_back(folder, made)
    assert run.returncode == 0
    assert "warning[hollow-text]: the file has pictures" in run.stderr
    assert "商务局: not filled in: 021" in run.stderr


def test_what_is_no_form_is_refused(folder: Path) -> None:
    made = give_out(folder)[0]
    (folder / "a.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))
    (folder / "empty.xlsx").write_bytes(b"")
    with zipfile.ZipFile(folder / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(20 * 2**20))
    (folder / "cut.xlsx").write_bytes(made.read_bytes()[:3000])
    book = openpyxl.Workbook()
    book.active.append(["序号", "任务"])
    book.save(folder / "other.xlsx")
    docx.Document().save(str(folder / "other.docx"))
    files = ["a.doc", "empty.xlsx", "bomb.xlsx", "cut.xlsx", "other.xlsx", "other.docx"]
    before = snapshot(folder)
    fill_excel(made, {"021": "完成。"})
    run = take_back(folder, made, *files)
    assert run.returncode == 1
    assert "added" not in run.stderr + run.stdout  # nothing was
    for name in files:
        assert run.stderr.count(f"{name}:1:1: error[") == 1
    assert run.stderr.count("error[bad-form]: this is not a form for units") == 2
    assert "6 error(s); nothing was written" in run.stderr
    assert snapshot(folder) == before


def test_the_prompt_of_a_word_form_counts_as_nothing(folder: Path) -> None:
    made = give_out(folder, "--format", "docx")
    fill_word(made[0], {"021": f"{PROMPT}完成。"})
    assert take_back(folder, *made).returncode == 0
    assert reports(folder) == {"021": [("商务局", "完成。")]}


@BOTH
def test_yellow_cells_that_were_merged_are_refused_by_their_tasks(
    folder: Path, suffix: str, fill: Fill
) -> None:
    made = give_out(folder, "--by", "units", "--format", suffix)[2]
    fill(made, {"021": "两项都已完成。"})
    if suffix == "xlsx":
        book = openpyxl.load_workbook(made)
        book.active.merge_cells("E4:E5")
        book.save(made)
        cells = ["报送表!E4", "报送表!E5"]
    else:
        document = docx.Document(str(made))
        rows = document.tables[0].rows
        rows[1].cells[4].merge(rows[2].cells[4])
        document.save(str(made))
        cells = ["table row 2, column 5", "table row 3, column 5"]
    before = snapshot(folder)
    run = take_back(folder, made)
    assert run.returncode == 1
    assert (
        f"{made}:{cells[0]}: error[altered-form]: the yellow cells {', '.join(cells)} of tasks "
        "021, 22 were merged into one\n" in run.stderr
    )
    assert "split the cell, and give each task its own text" in run.stderr
    assert "not filled in" not in run.stderr
    assert "1 error(s)" in run.stderr
    assert snapshot(folder) == before


def test_merged_cells_that_say_nothing_are_not_filled_in(folder: Path) -> None:
    made = give_out(folder, "--by", "units")[2]
    book = openpyxl.load_workbook(made)
    book.active.merge_cells("E4:E5")
    book.save(made)
    run = take_back(folder, made)
    assert (run.returncode, run.stderr) == (0, "财政局: not filled in: 021, 22\n")


def test_a_task_that_stands_twice_on_one_form_contradicts_no_other_form(folder: Path) -> None:
    made = give_out(folder)[0]
    fill_excel(made, {"021": "甲。"})
    book = openpyxl.load_workbook(made)
    book.active["A7"], book.active["E7"] = 21, "乙。"
    book.save(made)
    run = take_back(folder, made)
    assert run.returncode == 1
    assert run.stderr.count("error[") == run.stderr.count("appears more than once") == 2
    assert "--latest" not in run.stderr
    assert "H2" not in run.stderr.replace(str(made), "")


def test_a_file_of_open_document_is_reported_as_another_format(folder: Path) -> None:
    with zipfile.ZipFile(folder / "x.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office/>")
    run = take_back(folder, "x.ods")
    assert run.returncode == 1
    assert "this is neither a Word nor an Excel file, whatever its name" in run.stderr
    assert "save it as .docx or .xlsx" in run.stderr


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_status_with_a_form_that_cannot_be_read_fails(folder: Path, form: str) -> None:
    made = give_out(folder, "--by", "units")[2]
    fill_excel(made, {"22": "乙。"})
    (folder / "cut.xlsx").write_bytes(made.read_bytes()[:3000])
    arguments = ("collect", "status", "2021H2", str(made), "--by", "units", "--format", form)
    assert report(*arguments, cwd=folder).returncode == 0
    run = report(*arguments, "cut.xlsx", cwd=folder)
    assert run.returncode == 1
    assert "cut.xlsx:1:1: error[not-importable]" in run.stderr
    assert "1 error(s); forms with errors may be counted wrongly" in run.stderr
    assert "财政局" in run.stdout  # what is known is shown all the same
