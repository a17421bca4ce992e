"""Forms out to units, and who has reported."""

import json
import re
import zipfile
from pathlib import Path

import docx
import openpyxl  # type: ignore[import-untyped]  # the package carries no types
import pytest
from lxml import etree  # type: ignore[import-untyped]  # as above
from support.project import project, report
from support.unit_forms import (
    BOTH,
    LAYOUT,
    TASKS,
    Fill,
    fill_excel,
    give_out,
    reports,
    rows_of,
    take_back,
)
from typer.testing import CliRunner

from progress_report.cli.app import app
from progress_report.collect.out.form import HEADINGS, SIGNATURE_LINE
from progress_report.collect.out.form_files import file_names
from progress_report.collect.out.word_form import PROMPT
from progress_report.domain.diagnostics import DataError
from progress_report.system.i18n import hint_text

# Giving out


@BOTH
def test_a_form_asks_the_lead_unit_for_its_tasks(folder: Path, suffix: str, fill: Fill) -> None:
    del fill
    made = give_out(folder, "--format", suffix, "--due", "2021-12-25")
    assert [path.name for path in made] == [f"2021H2-商务局.{suffix}", f"2021H2-财政局.{suffix}"]
    heads, line, signed, foot = rows_of(made[0])
    assert heads == list(HEADINGS)
    assert line[:4] == [
        "021",
        "推进“两区”建设。完成 3 个项目。\n另建一处。",
        "牵头\n协办：发改委、财政局",
        "【上半年】商务局上半年。",
    ]
    assert line[4] == (PROMPT if suffix == "docx" else "")
    assert signed[0] == SIGNATURE_LINE
    assert foot[0].startswith("报送单位：商务局\n表格编码：R1-2021H2-L-")
    with zipfile.ZipFile(made[0]) as archive:
        shown = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert "商务局2021年下半年重点任务进展情况报送表" in shown
    assert "并于2021年12月25日前发回" in shown


def test_every_unit_is_asked_for_its_own_part(folder: Path) -> None:
    made = give_out(folder, "--by", "units", "--out", "out")
    forms = {path.stem: rows_of(path)[1:-2] for path in made}
    assert {name: [line[0] for line in lines] for name, lines in forms.items()} == {
        "2021H2-商务局": ["021"],
        "2021H2-发改委": ["021"],
        "2021H2-财政局": ["021", "22"],
    }
    assert forms["2021H2-财政局"][0][2:4] == ["协办\n牵头：商务局", "【上半年】财政局上半年。"]
    # it has said nothing yet: then what others said
    assert forms["2021H2-发改委"][0][3] == "【上半年】商务局上半年。\n财政局上半年。"


@pytest.mark.program
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


@pytest.mark.program
def test_tasks_that_are_on_no_form_are_named(folder: Path) -> None:
    run = report("collect", "forms", "2021H2", cwd=folder)
    assert run.stderr == (
        "data/tasks/2021/023.yaml: task 23 is on no form: it has nothing under 'lead'\n"
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
    assert free == ["E4", *(f"{column}5" for column in "ABCDE")]  # and the signature
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
    assert list(dict.fromkeys(cell.text for cell in free)) == [PROMPT, SIGNATURE_LINE]
    numbers = re.findall(r'permStart w:id="(\d+)"', etree.tostring(document.element).decode())
    assert numbers == ["0", "1", "2"]


@pytest.mark.program
def test_a_form_that_is_there_and_differs_is_not_overwritten(folder: Path) -> None:
    made = give_out(folder)
    fill_excel(made[0], {"021": "写了很久。"})
    before = made[0].read_bytes()
    run = report("collect", "forms", "2021H2", cwd=folder)
    assert run.returncode == 2
    assert "forms/2021H2-商务局.xlsx already exists and may be filled in" in run.stderr
    assert made[0].read_bytes() == before
    give_out(folder, "--overwrite")
    assert made[0].read_bytes() != before


@pytest.mark.program
def test_what_was_reported_already_stands_in_the_form(folder: Path) -> None:
    made = give_out(folder)
    fill_excel(made[0], {"021": "已完成。\n另有一处。"})
    assert take_back(folder, made[0]).returncode == 0
    again = give_out(folder, "--out", "again")
    assert rows_of(again[0])[1][4] == "已完成。\n另有一处。"
    run = take_back(folder, again[0])
    assert run.stdout == "1 form, 1 cell: 0 texts added, 0 updated, 1 the same, 0 not filled in\n"


@pytest.mark.program
def test_the_previous_text_is_what_readers_saw(folder: Path) -> None:
    (folder / "data/tasks/2021/023.yaml").unlink()
    assert report("close", "2021H1", cwd=folder).returncode == 0
    path = folder / "data/tasks/2021/022.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("已完成方案", "正在做方案"), encoding="utf-8")
    form = give_out(folder)[1]
    assert rows_of(form)[1][3] == "【上半年】已完成方案。"
    fill_excel(form, {"22": "已经开幕。"})
    taken = take_back(folder, form)
    assert (taken.returncode, "altered-form" in taken.stderr) == (0, False)


@pytest.mark.program
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["2021H2", "--by", "fields.nobody"], 2, "there are: lead, units, fields.leader"),
        (["2021H2", "--due", "25.12."], 2, "'25.12.' is not a valid date; write it as 2021-12-25"),
        (["2021H2", "--format", "pdf"], 2, "'pdf' is not one of: xlsx, docx"),
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


# Who has reported


@pytest.mark.program
def test_the_status_shows_who_has_reported(folder: Path) -> None:
    made = give_out(folder, "--by", "units")
    fill_excel(made[0], {"021": "商务局完成。"})
    take_back(folder, made[0])
    fill_excel(made[2], {"021": "财政局完成。"})
    run = report("collect", "status", "2021H2", str(made[2]), "--by", "units", cwd=folder)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.splitlines() == [
        "Reports for 2021H2",
        "unit             asked  reported  returned  missing  missing dockets",
        "发改委               1         0         0        1  021",
        "财政局               2         0         1        1  22",
        "(no unit named)      1         0         0        1  23",
        "商务局               1         1         0        0",
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


@pytest.mark.program
def test_the_status_of_a_year_without_tasks(folder: Path) -> None:
    run = report("collect", "status", "2022H1", cwd=folder)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr == "report: there are no tasks of 2022; years with tasks: 2021\n"


@pytest.mark.program
def test_the_status_refuses_an_unknown_way_of_giving_out(folder: Path) -> None:
    run = report("collect", "status", "2021H2", "--by", "fields.nobody", cwd=folder)
    assert run.returncode == 2
    assert not run.stdout
    assert "there are: lead, units, fields.leader" in run.stderr


@pytest.mark.program
def test_a_year_whose_tasks_have_no_unit_has_no_form(tmp_path: Path) -> None:
    run = report("collect", "forms", "2021H1", cwd=project(tmp_path, LAYOUT, t023=TASKS["t023"]))
    assert (run.returncode, run.stdout) == (1, "")
    assert "task 23 is on no form" in run.stderr
    assert "no task of 2021 has a unit to ask (--by lead)" in run.stderr
    assert not (tmp_path / "forms").exists()


def test_a_text_that_no_cell_of_excel_holds_is_refused(folder: Path) -> None:
    task = folder / "data/tasks/2021/022.yaml"
    task.write_text(TASKS["t022"].replace("建设", "建" * 33000), encoding="utf-8")
    run = CliRunner().invoke(app, ["collect", "forms", "2021H2", "--project", str(folder)])
    assert isinstance(run.exception, DataError)
    assert "task 22:" in str(run.exception)
    assert "--format docx" in hint_text(run.exception.hint)


def test_a_plan_has_no_forms(folder: Path) -> None:
    command = ["collect", "forms", "2021plan", "--project", str(folder)]
    run = CliRunner().invoke(app, command)
    assert run.exit_code == 1
    assert "such as 2021H1" in str(run.exception or run.output)
