"""Forms out to units, filled in as a unit would, and taken back."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import openpyxl  # type: ignore[import-untyped]  # the package carries no types
import pytest
from docx.shared import Mm
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]  # as above
from openpyxl.comments import Comment  # type: ignore[import-untyped]  # as above
from openpyxl.drawing.image import Image  # type: ignore[import-untyped]  # as above
from support import project, report
from typer.testing import CliRunner

from progress_report.cli.app import app
from progress_report.collect.file_names import file_names
from progress_report.collect.form import HEADINGS, Code
from progress_report.collect.word_form import PROMPT
from progress_report.prose import unwrap
from progress_report.source.load import load_project

LAYOUT = (
    'title: "{year}年重点任务{period}进展情况表"\n'
    "fields: {leader: 分管领导}\n"
    "columns:\n"
    "  - {heading: 折子号, value: docket, width: 1}\n"
    "  - {heading: 进展, value: progress, width: 3}\n"
)
TASKS = {
    "t021": (
        "year: 2021\ndocket: 021\n"
        "task: |\n  推进“两区”建设。\n  完成 3 个项目。\n\n  另建一处。\n"
        "lead: 商务局   # 不变\nunits: [发改委, 财政局]\nfields: {leader: 张某}\n"
        "entries:\n  H1:   # 上半年\n    progress:\n"
        "      - {unit: 商务局, text: 商务局上半年。}\n"
        "      - {unit: 财政局, text: 财政局上半年。}\n"
        "# 末尾\n"
    ),
    "t022": (
        "year: 2021\ndocket: 22\ntask: 建设运河文化节。\nlead: 财政局\n"
        "entries:\n  H1: {progress: 已完成方案。}\n"
    ),
    "t023": "year: 2021\ndocket: 23\ntask: 无人认领。\n",
}
PICTURE = (Path(__file__).parents[1] / "docs/page.png").read_bytes()
PROGRAM = "from progress_report.cli import main; main()"
Fill = Callable[[Path, Mapping[str, str]], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path, LAYOUT, **TASKS)


def at_once(folder: Path, *arguments: str) -> str:
    """What the command prints, without starting the program anew."""
    run = CliRunner().invoke(app, ["collect", *arguments, "--project", str(folder)])
    assert run.exit_code == 0, (run.output, run.exception)
    return run.stdout


def give_out(folder: Path, *options: str) -> list[Path]:
    """The forms of the second half-year."""
    if "--out" not in options:
        options = (*options, "--out", "forms")
    at = options.index("--out") + 1
    options = (*options[:at], str(folder / options[at]), *options[at + 1 :])
    return [Path(line) for line in at_once(folder, "forms", "2021H2", *options).splitlines()]


def take_back(folder: Path, *arguments: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
    return report("collect", "merge", *map(str, arguments), cwd=folder, **env)


def fill_excel(path: Path, answers: Mapping[str, str]) -> None:
    book = openpyxl.load_workbook(path)
    for row in book.active.iter_rows():
        if str(row[0].value) in answers:
            row[4].value = answers[str(row[0].value)]
            row[4].data_type = "s"
    book.save(path)


def fill_word(path: Path, answers: Mapping[str, str]) -> None:
    document = docx.Document(str(path))
    for row in document.tables[0].rows:
        docket = row.cells[0].text
        if docket in answers:
            first, *rest = answers[docket].split("\n")
            row.cells[4].paragraphs[0].runs[0].text = first
            for text in rest:
                row.cells[4].add_paragraph(text)
    document.save(str(path))


BOTH = pytest.mark.parametrize(
    ("suffix", "fill"), [("xlsx", fill_excel), ("docx", fill_word)], ids=["Excel", "Word"]
)


def reports(folder: Path, period: str = "H2") -> dict[str, list[tuple[str, str]]]:
    """By docket, who said what."""
    made = load_project(folder)
    assert made.diagnostics == ()
    return {
        task.docket: [(part.unit, unwrap(part.text)) for part in task.entries[period].progress]
        for task in (sourced.task for sourced in made.tasks)
        if period in task.entries
    }


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "data").rglob("*.yaml"))}


def rows_of(path: Path) -> list[list[str]]:
    """The texts of a form, from its headings on."""
    if path.suffix == ".docx":
        table = docx.Document(str(path)).tables[0]
        return [[cell.text for cell in row.cells] for row in table.rows]
    sheet = openpyxl.load_workbook(path).active
    rows = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    return rows[next(i for i, row in enumerate(rows) if row[0] == HEADINGS[0]) :]


# Giving out


@BOTH
def test_a_form_asks_the_lead_unit_for_its_tasks(folder: Path, suffix: str, fill: Fill) -> None:
    del fill
    made = give_out(folder, "--format", suffix, "--due", "2021-12-25")
    assert [path.name for path in made] == [f"2021H2-商务局.{suffix}", f"2021H2-财政局.{suffix}"]
    heads, line, foot = rows_of(made[0])
    assert heads == list(HEADINGS)
    assert line[:4] == [
        "021",
        "推进“两区”建设。完成 3 个项目。\n另建一处。",
        "牵头\n协办：发改委、财政局",
        "【上半年】商务局上半年。",
    ]
    assert line[4] == (PROMPT if suffix == "docx" else "")
    assert foot[0].startswith("报送单位：商务局\n表格编码：R1-2021H2-L-")
    with zipfile.ZipFile(made[0]) as archive:
        shown = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert "商务局2021年下半年重点任务进展情况报送表" in shown
    assert "并于2021年12月25日前发回" in shown


def test_every_unit_is_asked_for_its_own_part(folder: Path) -> None:
    made = give_out(folder, "--by", "units", "--out", "out")
    forms = {path.stem: rows_of(path)[1:-1] for path in made}
    assert {name: [line[0] for line in lines] for name, lines in forms.items()} == {
        "2021H2-商务局": ["021"],
        "2021H2-发改委": ["021"],
        "2021H2-财政局": ["021", "22"],
    }
    assert forms["2021H2-财政局"][0][2:4] == ["协办\n牵头：商务局", "【上半年】财政局上半年。"]
    # it has said nothing yet: then what others said
    assert forms["2021H2-发改委"][0][3] == "【上半年】商务局上半年。\n财政局上半年。"


def test_a_field_says_who_is_asked(folder: Path) -> None:
    made = give_out(folder, "--by", "fields.leader")
    assert [path.name for path in made] == ["2021H2-张某.xlsx"]
    fill_excel(made[0], {"021": "全部完成。"})
    assert take_back(folder, *made).returncode == 0
    assert reports(folder) == {"021": [("", "全部完成。")]}
    assert (
        "H2:\n    progress: |\n      全部完成。\n"
        in (folder / "data/tasks/2021/021.yaml").read_text()
    )


def test_tasks_that_nobody_is_asked_about_are_named(folder: Path) -> None:
    run = report("collect", "forms", "2021H2", cwd=folder)
    assert run.stderr == (
        "data/tasks/2021/023.yaml: task 23 is on no form: it names nobody under 'lead'\n"
    )


@BOTH
def test_the_same_project_gives_the_same_bytes(folder: Path, suffix: str, fill: Fill) -> None:
    del fill
    first = give_out(folder, "--format", suffix, "--out", "a")
    second = give_out(folder, "--format", suffix, "--out", "b")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    with zipfile.ZipFile(first[0]) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"<dcterms:" not in archive.read("docProps/core.xml")


def test_all_but_the_cells_to_fill_in_is_locked(folder: Path) -> None:
    sheet = openpyxl.load_workbook(give_out(folder)[0]).active
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    free = [
        cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked
    ]
    assert free == ["E4"]
    assert sheet["E4"].alignment.wrap_text
    assert [str(one.sqref) for one in sheet.data_validations.dataValidation] == ["E4"]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("B4", "$3:$3")
    assert sheet.page_setup.orientation == "landscape"


def test_a_word_form_lets_everyone_edit_the_cells_to_fill_in_alone(folder: Path) -> None:
    made = give_out(folder, "--format", "docx", "--by", "units")[2]
    with zipfile.ZipFile(made) as archive:
        settings_ = archive.read("word/settings.xml").decode()
    assert '<w:documentProtection w:edit="readOnly" w:enforcement="1"/>' in settings_
    document = docx.Document(str(made))
    cells = [cell for row in document.tables[0].rows for cell in row.cells]
    free = [cell for cell in cells if "permStart" in etree.tostring(cell._element).decode()]  # noqa: SLF001 - the library has no word for such ranges
    assert [cell.text for cell in free] == [PROMPT, PROMPT]


def test_a_form_that_is_there_and_differs_is_not_overwritten(folder: Path) -> None:
    made = give_out(folder)
    fill_excel(made[0], {"021": "写了很久。"})
    before = made[0].read_bytes()
    run = report("collect", "forms", "2021H2", cwd=folder)
    assert run.returncode == 2
    assert "forms/2021H2-商务局.xlsx exists already and may be filled in" in run.stderr
    assert made[0].read_bytes() == before
    give_out(folder, "--overwrite")
    assert made[0].read_bytes() != before


def test_what_was_reported_already_stands_in_the_form(folder: Path) -> None:
    made = give_out(folder)
    fill_excel(made[0], {"021": "已完成。\n另有一处。"})
    assert take_back(folder, made[0]).returncode == 0
    again = give_out(folder, "--out", "again")
    assert rows_of(again[0])[1][4] == "已完成。\n另有一处。"
    run = take_back(folder, again[0])
    assert run.stdout == "1 forms, 1 cells: 0 texts added, 0 updated, 1 the same, 0 not filled in\n"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["2021H2", "--by", "fields.nobody"], 2, "there are: lead, units, fields.leader"),
        (["2021H2", "--due", "25.12."], 2, "'25.12.' is no day; write it as 2021-12-25"),
        (["2021H2", "--format", "pdf"], 2, "unknown format 'pdf'; there are: xlsx, docx"),
        (["2022H1"], 1, "there are no tasks of 2022; years with tasks: 2021"),
    ],
)
def test_what_cannot_be_given_out(
    folder: Path, arguments: list[str], code: int, words: str
) -> None:
    run = report("collect", "forms", *arguments, cwd=folder)
    assert (run.returncode, run.stdout) == (code, "")
    assert words in run.stderr
    assert not (folder / "forms").exists()


def test_file_names_are_safe_everywhere() -> None:
    units = ["区 A/B\\:*?", "x" * 300, "区a_b_", "CON", "..", "区A_B_", "区\u200b\n局", "宣" * 200]
    names = file_names("2021H2", units, "xlsx")
    assert names[:1] + names[2:7] == [
        "2021H2-区_A_B_.xlsx",
        "2021H2-区a_b_.xlsx",
        "2021H2-CON.xlsx",
        "2021H2-_.xlsx",
        "2021H2-区A_B_-2.xlsx",
        "2021H2-区_局.xlsx",
    ]
    assert max(len(name.encode()) for name in names) < 200
    assert len({name.casefold() for name in names}) == len(names)


# Taking back


@BOTH
def test_several_units_texts_stand_in_the_declared_order(
    folder: Path, suffix: str, fill: Fill
) -> None:
    made = give_out(folder, "--by", "units", "--format", suffix)
    before = snapshot(folder)
    for path, unit in zip(made, ["商务局", "发改委", "财政局"], strict=True):
        fill(path, {"021": f"{unit}完成。第二句。\n第二段。", "22": "文化节举办。"})
    run = take_back(folder, made[2], made[1], made[0])
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == "3 forms, 4 cells: 4 texts added, 0 updated, 0 the same, 0 not filled in\n"
    assert reports(folder) == {
        "021": [(u, f"{u}完成。第二句。\n第二段。") for u in ("商务局", "发改委", "财政局")],
        "22": [("财政局", "文化节举办。")],
    }
    old, new = before["021.yaml"].decode(), snapshot(folder)["021.yaml"].decode()
    assert new.removesuffix("# 末尾\n").startswith(old.removesuffix("# 末尾\n"))
    assert new.endswith(
        "      - unit: 财政局\n        text: |\n          财政局完成。\n          第二句。\n\n"
        "          第二段。\n# 末尾\n"
    )
    after = snapshot(folder)
    again = take_back(folder, *made)
    assert "0 texts added, 0 updated, 4 the same" in again.stdout
    assert snapshot(folder) == after


def test_a_unit_that_reports_later_gets_its_place(folder: Path) -> None:
    made = give_out(folder, "--by", "units")
    for index in (2, 0, 1):
        fill_excel(made[index], {"021": f"第{index}份。"})
        assert take_back(folder, made[index]).returncode == 0
    assert [unit for unit, _text in reports(folder)["021"]] == ["商务局", "发改委", "财政局"]


def test_cells_left_empty_are_listed(folder: Path) -> None:
    made = give_out(folder, "--by", "units")
    fill_excel(made[2], {"22": "  　 "})
    run = take_back(folder, made[2])
    assert run.returncode == 0
    assert run.stderr == "财政局: not filled in: 021, 22\n"
    assert run.stdout == "1 forms, 2 cells: 0 texts added, 0 updated, 0 the same, 2 not filled in\n"


def test_a_changed_answer_needs_update(folder: Path) -> None:
    made = give_out(folder)
    fill_excel(made[0], {"021": "完成30%。"})
    take_back(folder, *made)
    fill_excel(made[0], {"021": "完成50%。"})
    before = snapshot(folder)
    run = take_back(folder, *made)
    assert run.returncode == 1
    assert "报送表!E4: error[entry-differs]: data/tasks/2021/021.yaml already has" in run.stderr
    assert "'完成30%。' there, '完成50%。' here" in run.stderr
    assert "0 texts added, 0 updated, 0 the same, 1 not filled in, 1 refused" in run.stderr
    assert snapshot(folder) == before
    dry = take_back(folder, *made, "--update", "--dry-run")
    assert (dry.returncode, snapshot(folder)) == (0, before)
    assert "[-30%-]{+50%+}" in dry.stdout
    assert take_back(folder, *made, "--update").returncode == 0
    assert reports(folder)["021"] == [("商务局", "完成50%。")]


def test_a_text_that_names_no_unit_is_the_lead_units(folder: Path) -> None:
    file = folder / "data/tasks/2021/021.yaml"
    file.write_text(file.read_text().replace("# 末尾\n", "  H2: {progress: 手写的。}\n"))
    lead, joint, _last = give_out(folder, "--by", "units")
    assert rows_of(lead)[1][4] == "手写的。"
    assert rows_of(joint)[1][4] == ""
    fill_excel(joint, {"021": "协办的。"})
    refused = take_back(folder, joint)
    assert refused.returncode == 1
    assert "already has a text for 2021H2 that may hold what this unit says" in refused.stderr
    assert take_back(folder, lead, joint, "--update").returncode == 0
    assert reports(folder)["021"] == [("", "手写的。"), ("发改委", "协办的。")]


def test_answers_that_say_nothing_are_noted_and_kept(folder: Path) -> None:
    made = give_out(folder)
    fill_excel(made[0], {"021": "同上。"})
    fill_excel(made[1], {"22": "无人机已起飞。"})
    run = take_back(folder, *made)
    assert run.returncode == 0
    assert run.stderr.count("note[hollow-text]: '同上。' fills the cell and says nothing") == 1
    assert "无人机" not in run.stderr
    assert reports(folder)["021"] == [("商务局", "同上。")]


def test_characters_that_nobody_sees_are_named_at_their_cell(folder: Path) -> None:
    made = give_out(folder)
    fill_excel(made[0], {"021": "正常。\n零\u200b宽"})
    fill_excel(made[1], {"22": "断\u2028行"})
    run = take_back(folder, *made)
    assert run.returncode == 1
    assert (
        "商务局.xlsx:报送表!E4: warning[invisible-character]: there is a zero-width space"
        in run.stderr
    )
    assert (
        "财政局.xlsx:报送表!E4: error[control-character]: there is a line separator" in run.stderr
    )
    assert reports(folder) == {}


# What must not be taken in


def alter(path: Path, cell: str, value: str | None) -> None:
    book = openpyxl.load_workbook(path)
    book.active[cell] = value
    book.save(path)


@pytest.mark.parametrize(
    ("cell", "value", "words"),
    [
        ("B4", "推进“两区”建设。完成 5 个项目。\n另建一处。", "'任务内容' of task 021 was changed"),
        ("A4", "22", "task 22 is not on this unit's form"),
        ("A4", None, "a line without a docket was put in"),
        ("D4", "【上半年】商务局全年。", "'上期进展情况（供参考）' of task 021 was changed"),
        (
            "A5",
            "报送单位：财政局\n表格编码：{code}",
            "the form is 商务局's, but at its foot stands 财政局",
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


def test_lines_that_are_gone_or_doubled_are_refused(folder: Path) -> None:
    made = give_out(folder, "--by", "units")[2]
    doubled = made.with_name("doubled.xlsx")
    shutil.copy(made, doubled)
    book = openpyxl.load_workbook(made)
    book.active.delete_rows(4)
    book.save(made)
    run = take_back(folder, made)
    assert "error[altered-form]: lines are gone: task 021" in run.stderr
    book = openpyxl.load_workbook(doubled)
    book.active.unmerge_cells("A6:E6")
    for column in range(1, 5):
        book.active.cell(6, column).value = book.active.cell(5, column).value
    book.save(doubled)
    assert "task 22 stands here twice" in take_back(folder, doubled).stderr


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


def test_tracked_changes_of_word_count_as_accepted_and_are_told(folder: Path) -> None:
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
    assert "but the file is that of form R1-2021H2-L-" in run.stderr


def test_forms_of_another_period_or_project_are_refused(folder: Path, tmp_path: Path) -> None:
    made = give_out(folder)
    old = report("collect", "forms", "2021H1", "--out", "old", cwd=folder).stdout.split()[0]
    run = take_back(folder, *made, old)
    assert run.returncode == 1
    assert (
        "old/2021H1-商务局.xlsx:1:1: error[bad-form]: the form is of 2021H1, not of 2021H2"
        in run.stderr
    )
    run = take_back(folder, made[0], "--period", "2021年上半年")
    assert "the form is of 2021H2, not of 2021H1" in run.stderr
    other = project(tmp_path / "other", LAYOUT.replace("重点", "民生"), **TASKS)
    run = take_back(other, made[0])
    assert run.returncode == 1
    assert "error[bad-form]: the form is of another project" in run.stderr
    by_units = give_out(folder, "--by", "units", "--out", "units")
    run = take_back(folder, *made, by_units[0])
    assert "given out in another way (--by) than the others" in run.stderr


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
    assert "error[bad-form]: the form is of a newer version of this program" in run.stderr


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


def test_pictures_are_said_not_to_be_read(folder: Path) -> None:
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
    for name in files:
        assert run.stderr.count(f"{name}:1:1: error[") == 1
    assert run.stderr.count("error[bad-form]: this is no form of 'report collect'") == 2
    assert "6 error(s); nothing was written" in run.stderr
    assert snapshot(folder) == before


def test_the_prompt_of_a_word_form_counts_as_nothing(folder: Path) -> None:
    made = give_out(folder, "--format", "docx")
    fill_word(made[0], {"021": f"{PROMPT}完成。"})
    assert take_back(folder, *made).returncode == 0
    assert reports(folder) == {"021": [("商务局", "完成。")]}


# Two forms of one unit


def two(folder: Path) -> tuple[Path, Path]:
    made = give_out(folder, "--by", "units")[2]
    newer = made.with_name("新.xlsx")
    shutil.copy(made, newer)
    fill_excel(made, {"021": "旧的。", "22": "只在旧的里。"})
    fill_excel(newer, {"021": "新的。"})
    return made, newer


def saved(path: Path, moment: str) -> None:
    """Let a form have been saved at a moment of 2021-12-01."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    core = parts["docProps/core.xml"].decode()
    start = core.index(">", core.index("<dcterms:modified")) + 1
    end = core.index("<", start)
    parts["docProps/core.xml"] = f"{core[:start]}2021-12-01T{moment}{core[end:]}".encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


def test_two_forms_that_contradict_each_other_are_refused(folder: Path) -> None:
    made, newer = two(folder)
    before = snapshot(folder)
    run = take_back(folder, made, newer)
    assert run.returncode == 1
    assert "财政局 sent 2 forms that say different things of task 021: " in run.stderr
    assert "0 texts added" in run.stderr
    assert snapshot(folder) == before


def test_latest_takes_the_one_saved_last_and_says_what_is_lost(folder: Path) -> None:
    made, newer = two(folder)
    saved(made, "08:00:00Z")
    saved(newer, "17:00:00+08:00")  # nine o'clock
    os.utime(newer, (0, 0))
    run = take_back(folder, made, newer, "--latest")
    assert run.returncode == 0
    assert f"财政局: {newer} is taken, by the time saved in the file" in run.stderr
    assert "财政局: only the forms left aside fill in: 22" in run.stderr
    assert reports(folder) == {"021": [("财政局", "新的。")]}


def test_on_a_terminal_the_user_is_asked_and_sees_both(folder: Path) -> None:
    made, newer = two(folder)
    saved(made, "08:00:00Z")
    here, there = os.openpty()
    os.write(here, b"3\n2\n")
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, "collect", "merge", str(made), str(newer)],
        cwd=folder,
        env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "", "LANGUAGE": "", "TZ": "UTC"},
        stdin=there,
        stdout=subprocess.PIPE,
        stderr=there,
        check=False,
    )
    os.close(there)
    seen = b""
    with contextlib.suppress(OSError):  # the end of a terminal
        while piece := os.read(here, 4096):
            seen += piece
    os.close(here)
    text = seen.decode().replace("\r\n", "\n")
    assert run.returncode == 0, text
    assert "财政局 sent 2 forms that say different things:\n" in text
    assert f"1. {made}, saved 2021-12-01 08:00, 2 filled in\n   021: 旧的。\n" in text
    assert "   021: 新的。\n" in text
    assert text.count("Which one counts? Its number:") == 2
    assert reports(folder) == {"021": [("财政局", "新的。")]}


def test_latest_cannot_choose_between_forms_saved_at_once(folder: Path) -> None:
    made, newer = two(folder)
    saved(made, "08:00:00Z")
    saved(newer, "08:00:00Z")
    run = take_back(folder, made, newer, "--latest")
    assert run.returncode == 1
    assert run.stderr.count("error[contradicting-forms]: 财政局 sent 2 forms") == 1
    assert "     = they were saved at the same moment, so --latest cannot tell: " in run.stderr
    assert "with --latest" not in run.stderr


def test_without_such_times_those_of_the_files_count(folder: Path) -> None:
    made = give_out(folder, "--format", "docx")[0]  # the library writes no time
    newer = made.with_name("新.docx")
    shutil.copy(made, newer)
    fill_word(made, {"021": "后改的。"})
    fill_word(newer, {"021": "先改的。"})
    os.utime(newer, (0, 0))
    run = take_back(folder, made, newer, "--latest")
    assert f"商务局: {made} is taken, by the time of the file here" in run.stderr
    assert reports(folder) == {"021": [("商务局", "后改的。")]}


def test_forms_that_agree_are_taken_together(folder: Path) -> None:
    made = give_out(folder, "--by", "units")[2]
    other = made.with_name("二.xlsx")
    shutil.copy(made, other)
    fill_excel(made, {"021": "甲。"})
    fill_excel(other, {"22": "乙。"})
    run = take_back(folder, made, other)
    assert (run.returncode, run.stderr) == (0, "")
    assert reports(folder) == {"021": [("财政局", "甲。")], "22": [("财政局", "乙。")]}


# Who has reported


def test_the_status_shows_who_has_reported(folder: Path) -> None:
    made = give_out(folder, "--by", "units")
    fill_excel(made[0], {"021": "商务局完成。"})
    take_back(folder, made[0])
    fill_excel(made[2], {"021": "财政局完成。"})
    run = report("collect", "status", "2021H2", str(made[2]), "--by", "units", cwd=folder)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.splitlines() == [
        "unit               asked  reported  returned  missing",
        "发改委                 1         0         0        1  021",
        "财政局                 2         0         1        1  22",
        "(nobody is named)      1         0         0        1  23",
        "商务局                 1         1         0        0",
    ]
    arguments = ("collect", "status", "2021H2", str(made[2]), "--by", "units", "--format")
    told = json.loads(report(*arguments, "json", cwd=folder).stdout)
    assert told["units"][2] == {
        "unit": "财政局",
        "asked": ["021", "22"],
        "reported": [],
        "returned": ["021"],
        "missing": ["22"],
    }
    assert (told["units"][3]["unit"], told["units"][3]["missing"]) == ("", ["23"])
    lines = report(*arguments, "csv", cwd=folder).stdout.splitlines()
    assert lines[4] == '"（未写明单位）","1","0","0","1","23"'
    assert lines[3] == '"财政局","2","0","1","1","22"'
    assert report(*arguments, "xlsx", cwd=folder).returncode == 2
    run = report(*arguments, "xlsx", "--out", "status.xlsx", cwd=folder)
    assert run.stdout == "status.xlsx\n"
    sheet = openpyxl.load_workbook(folder / "status.xlsx").active
    assert sheet["A1"].value == "2021年下半年重点任务报送情况表"
    assert [cell.value for cell in sheet[5]] == ["财政局", 2, 0, 1, 1, "22"]


def test_the_status_of_a_year_without_tasks(folder: Path) -> None:
    run = report("collect", "status", "2022H1", cwd=folder)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr == "report: there are no tasks of 2022; years with tasks: 2021\n"


# Laws

TEXTS = st.text(
    st.characters(
        exclude_categories=["C", "Zl", "Zp"], exclude_characters="\xad\u115f\u1160\u3164\ufffd"
    )
    | st.sampled_from("。！？”\n　 =+-@'，,.%0"),
    min_size=1,
    max_size=60,
).filter(lambda text: text.strip() and PROMPT not in text)


def clean(text: str) -> str:
    return "\n".join(filter(None, (line.strip() for line in text.split("\n"))))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    texts=st.tuples(TEXTS, TEXTS, TEXTS, TEXTS), word=st.booleans(), order=st.permutations(range(3))
)
def test_what_units_write_is_what_the_entries_hold(
    tmp_path_factory: pytest.TempPathFactory,
    texts: tuple[str, ...],
    word: bool,
    order: list[int],
) -> None:
    folder = project(tmp_path_factory.mktemp("law"), LAYOUT, **TASKS)
    suffix, fill = ("docx", fill_word) if word else ("xlsx", fill_excel)
    made = give_out(folder, "--by", "units", "--format", suffix)
    for path, text in zip(made, texts, strict=False):
        fill(path, {"021": text, "22": texts[3]})
    at_once(folder, "merge", *(str(made[index]) for index in order))
    units = ("商务局", "发改委", "财政局")
    assert reports(folder) == {
        "021": [(unit, clean(text)) for unit, text in zip(units, texts, strict=False)],
        "22": [("财政局", clean(texts[3]))],
    }
    after = snapshot(folder)
    at_once(folder, "merge", *map(str, made))
    assert snapshot(folder) == after


# Other office programs


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
@BOTH
def test_a_form_saved_by_libreoffice_is_taken(
    folder: Path, tmp_path: Path, suffix: str, fill: Fill
) -> None:
    made = give_out(folder, "--by", "units", "--format", suffix)[2]
    fill(made, {"021": "第一段。\n第二段。"})
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"),
            *("--convert-to", suffix, "--outdir", str(tmp_path / "again"), str(made)),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    again = tmp_path / "again" / made.name
    assert again.read_bytes() != made.read_bytes()
    run = take_back(folder, again)
    assert (run.returncode, run.stderr) == (0, "财政局: not filled in: 22\n")
    assert reports(folder) == {"021": [("财政局", "第一段。\n第二段。")]}


# Nothing that a unit wrote is lost


def beside_excel(book: Any) -> None:
    book.active["G4"] = "补充：另有一处。"


def above_excel(book: Any) -> None:
    book.active["G3"] = "备注"


def in_the_instructions(book: Any) -> None:
    book.active["A2"] = book.active["A2"].value.replace("请说明原因", "也可不填")


def in_the_title(book: Any) -> None:
    book.active["A1"] = f"{book.active['A1'].value}（第二稿）"


def at_the_foot(book: Any) -> None:
    book.active["A5"] = f"{book.active['A5'].value} 数字待核\n联系人：张某"


def below_the_foot(book: Any) -> None:
    book.active["E7"] = "另：两处未报。"


def in_an_inserted_column(book: Any) -> None:
    book.active.unmerge_cells("A5:E5")
    book.active.insert_cols(5)
    book.active["E4"] = "已完成80%。"


@pytest.mark.parametrize(
    ("change", "cell", "words"),
    [
        (beside_excel, "G4", "beside-form]: this stands outside the table: '补充：另有一处。'"),
        (above_excel, "G3", "beside-form]: this stands outside the table: '备注'"),
        (in_the_instructions, "A2", "altered-form]: the words above the table were changed: "),
        (in_the_title, "A1", "altered-form]: the words above the table were changed: "),
        (at_the_foot, "A5", "beside-form]: this stands outside the table: '数字待核 联系人：张某'"),
        (below_the_foot, "A7", "altered-form]: a line without a docket was put in"),
        (in_an_inserted_column, "E4", "this stands outside the table: '已完成80%。'"),
    ],
)
def test_a_text_on_the_sheet_is_not_passed_over(
    folder: Path, change: Callable[[Any], None], cell: str, words: str
) -> None:
    made = give_out(folder, "--due", "2021-12-25")[0]
    fill_excel(made, {"021": "甲。"})
    book = openpyxl.load_workbook(made)
    change(book)
    book.save(made)
    run = take_back(folder, made)
    assert run.returncode == 1
    assert f"报送表!{cell}: error[" in run.stderr
    assert words in run.stderr
    assert change is not in_the_instructions or "也可不填" in run.stderr
    assert reports(folder) == {}


def test_a_comment_in_excel_is_quoted_and_the_form_taken_in(folder: Path) -> None:
    made = give_out(folder)[0]
    fill_excel(made, {"021": "甲。"})
    book = openpyxl.load_workbook(made)
    book.active["E4"].comment = Comment("此数待统计局核定，\n请勿公开。", "商务局")
    book.active.oddHeader.left.text = "商务局&D"
    book.active.oddFooter.center.text = "第 &P 页，共 &N 页"
    book.save(made)
    run = take_back(folder, made)
    assert run.returncode == 0
    assert (
        f"{made}:报送表!E4: warning[beside-form]: this is said of the form, and not taken in: "
        "'此数待统计局核定， 请勿公开。'\n" in run.stderr
    )
    assert f"{made}:header or footer: warning[beside-form]: " in run.stderr
    assert "第" not in run.stderr
    assert reports(folder) == {"021": [("商务局", "甲。")]}


def with_parts(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """Change a file as no library does."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


def test_a_thread_of_comments_and_a_text_box_in_excel(folder: Path) -> None:
    made = give_out(folder)[0]
    fill_excel(made, {"021": "甲。"})
    book = openpyxl.load_workbook(made)
    book.active["E4"].comment = Comment("[Threaded comment] 请升级。", "tc")
    book.active.add_image(Image(BytesIO(PICTURE)), "E4")
    book.save(made)
    office = "http://schemas.microsoft.com/office"

    def change(parts: dict[str, bytes]) -> None:
        rels = "xl/worksheets/_rels/sheet1.xml.rels"
        parts[rels] = parts[rels].replace(
            b"</Relationships>",
            b'<Relationship Id="t" Target="../threadedComments/t1.xml" Type="'
            + f"{office}/2017/10/relationships/threadedComment".encode()
            + b'"/></Relationships>',
        )
        parts["xl/threadedComments/t1.xml"] = (
            f'<ThreadedComments xmlns="{office}/spreadsheetml/2018/threadedcomments">'
            '<threadedComment ref="E4" id="a"><text>数字对吗？</text></threadedComment>'
            '<threadedComment ref="E4" id="b" parentId="a"><text>待核。</text></threadedComment>'
            "</ThreadedComments>"
        ).encode()
        drawing = parts["xl/drawings/drawing1.xml"].decode()
        box = (
            '<xdr:sp xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
            ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:txBody>'
            "<a:p><a:r><a:t>文本框</a:t></a:r><a:r><a:t>里的话</a:t></a:r></a:p>"
            "</xdr:txBody></xdr:sp>"
        )
        start, picture, rest = drawing.partition("<pic")
        if not picture:
            start, picture, rest = drawing.partition("<xdr:pic")
        parts["xl/drawings/drawing1.xml"] = f"{start}{box}{picture}{rest}".encode()

    with_parts(made, change)
    run = take_back(folder, made)
    assert run.returncode == 1
    assert "not taken in: '数字对吗？ 待核。'" in run.stderr
    assert "Threaded" not in run.stderr
    assert (
        "报送表!E4: error[beside-form]: this stands outside the table: '文本框里的话'" in run.stderr
    )


def paragraph_below(document: Any) -> None:
    document.add_paragraph("另：两处未报。")


def instructions_in_word(document: Any) -> None:
    document.paragraphs[1].runs[0].text = document.paragraphs[1].text + "我局不报。"


def second_table(document: Any) -> None:
    document.add_table(1, 2).rows[0].cells[1].text = "另：两处未报。"


def column_in_word(document: Any) -> None:
    document.tables[0].add_column(Mm(20)).cells[1].text = "另：两处未报。"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (paragraph_below, "below the table: error[beside-form]: this stands outside the table: "),
        (instructions_in_word, "above the table: error[altered-form]: the words above the table "),
        (second_table, "another table (1): error[beside-form]: this stands outside the table: "),
        (column_in_word, "table row 2, column 6: error[beside-form]: this stands outside the "),
    ],
)
def test_a_text_in_the_document_is_not_passed_over(
    folder: Path, change: Callable[[Any], None], words: str
) -> None:
    made = give_out(folder, "--format", "docx", "--due", "2021-12-25")[0]
    fill_word(made, {"021": "甲。"})
    document = docx.Document(str(made))
    change(document)
    document.save(str(made))
    run = take_back(folder, made)
    assert run.returncode == 1
    assert f"{made}:{words}" in run.stderr
    assert ("我局不报" if change is instructions_in_word else "'另：两处未报。'") in run.stderr
    assert reports(folder) == {}


def test_a_comment_in_word_is_quoted_at_its_cell_and_a_footnote_refused(folder: Path) -> None:
    made = give_out(folder, "--format", "docx")[0]
    fill_word(made, {"021": "甲。"})
    document = docx.Document(str(made))
    run = document.tables[0].rows[1].cells[4].paragraphs[0].runs[0]
    document.add_comment(run, "此数待核。", author="商务局")
    document.sections[0].header.paragraphs[0].text = "商务局"
    document.save(str(made))
    taken = take_back(folder, made)
    assert taken.returncode == 0
    said = "warning[beside-form]: this is said of the form, and not taken in:"
    assert f"{made}:table row 2, column 5: {said} '此数待核。'" in taken.stderr
    assert f"{made}:header or footer: {said} '商务局'" in taken.stderr
    assert reports(folder) == {"021": [("商务局", "甲。")]}
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

    def change(parts: dict[str, bytes]) -> None:
        parts["word/footnotes.xml"] = (
            f'<w:footnotes xmlns:w="{name}"><w:footnote w:type="separator" w:id="0">'
            '<w:p><w:r><w:t>线</w:t></w:r></w:p></w:footnote><w:footnote w:id="2">'
            "<w:p><w:r><w:t>含去年两处。</w:t></w:r></w:p></w:footnote></w:footnotes>"
        ).encode()
        rels = parts["word/_rels/document.xml.rels"]
        parts["word/_rels/document.xml.rels"] = rels.replace(
            b"</Relationships>",
            b'<Relationship Id="f" Target="footnotes.xml" Type="http://schemas.openxmlformats.org/'
            b'officeDocument/2006/relationships/footnotes"/></Relationships>',
        )
        text = parts["word/document.xml"].decode()
        mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
        parts["word/document.xml"] = text.replace(
            "甲。</w:t></w:r>", f"甲。</w:t></w:r>{mark}"
        ).encode()

    with_parts(made, change)
    taken = take_back(folder, made, "--update")
    assert taken.returncode == 1
    assert (
        "table row 2, column 5: error[beside-form]: this stands outside the table: '含去年两处。'"
        in taken.stderr
    )
    assert "'线'" not in taken.stderr


def test_another_sheet_is_said_to_be_unread(folder: Path) -> None:
    made = give_out(folder, "--by", "units")[2]
    fill_excel(folder / made, {"021": "甲。", "22": "乙。"})
    book = openpyxl.load_workbook(folder / made)
    book.create_sheet("测算").append(["合计", 3])
    book.save(folder / made)
    run = take_back(folder, made)
    assert (run.returncode, "sheet '测算' was not read" in run.stderr) == (0, True)
    assert reports(folder) == {"021": [("财政局", "甲。")], "22": [("财政局", "乙。")]}
