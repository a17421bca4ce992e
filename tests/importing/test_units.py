"""Cells that name units, and reports that say nothing: what is taken of them, and what is told."""

from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook  # type: ignore[import-untyped]  # the package carries no types
from support.pages import STANDARD, file
from support.project import project, report

from progress_report.importing.units import split_units

pytestmark = pytest.mark.program

HEAD = ("市折子号", "任务", "牵头单位", "协办单位", "目前进展情况")


def rows_file(folder: Path, form: str, *rows: tuple[str, ...]) -> str:
    """A table of the first half-year in a file of some form: its name."""
    name = f"2021H1.{form}"
    if form == "csv":
        lines = [",".join(f'"{text}"' for text in row) for row in (HEAD, *rows)]
        (folder / name).write_text("\n".join(lines), encoding="utf-8")
    elif form == "xlsx":
        book = Workbook()
        for row in (HEAD, *rows):
            book.active.append(row)
        book.save(folder / name)
    else:
        document = Document()
        table = document.add_table(0, len(HEAD))
        for row in (HEAD, *rows):
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        document.save(str(folder / name))
    return name


def line(folder: Path, key: str, docket: str = "021") -> str:
    """What a task file says under a key, on its line."""
    lines = file(folder, f"2021/{docket}").split("\n")
    return next((text.removeprefix(f"{key}: ") for text in lines if text.startswith(key)), "")


@pytest.mark.parametrize(
    ("form", "place"), [("csv", "line 2"), ("xlsx", "C2"), ("docx", "column 3")]
)
def test_a_lead_of_several_units_is_kept_and_reported_once(
    tmp_path: Path, form: str, place: str
) -> None:
    folder = project(tmp_path, STANDARD)
    rows = [
        ("21", "甲", "区商务局（牵头）\n区财政局", "区残联", "已开工。"),
        ("22", "乙", "区商务局\n（牵头）", "区残联", "已开工。"),
        ("23", "丙", "区商务局等部门", "区残联", "已开工。"),
    ]
    name = rows_file(folder, form, *rows)
    run = report("import", name, cwd=folder)
    assert run.returncode == 0, run.stderr
    assert f"{name}: lead cells with several units, imported as one text: 2 (" in run.stderr
    assert f"{place}," in run.stderr
    assert "; keep the lead unit under 'lead' and move the others" in run.stderr
    leads = [line(folder, "lead", docket) for docket in ("021", "022", "023")]
    assert leads == ["区商务局（牵头）、区财政局", "区商务局", "区商务局等部门"]
    run = report("import", name, cwd=folder)
    assert (run.stdout, run.stderr) == (
        "2021H1: 3 rows; 0 tasks created, 0 updated, 3 the same\n",
        "",
    )
    name = rows_file(folder, form, ("24", "丁", *rows[0][2:]))
    run = report("import", name, cwd=folder, LANGUAGE="zh_CN")
    assert "牵头单位栏写有多个单位" in run.stderr
    assert "lead cells" not in run.stderr


@pytest.mark.parametrize(
    ("cell", "units"),
    [
        ("区商务局 区财政局 区城管委", "[区商务局, 区财政局, 区城管委]"),
        ("区商务局\u3000区残联、潞城镇 玉桥街道", "[区商务局, 区残联, 潞城镇, 玉桥街道]"),
        ("区水务局（河长办） 区财政局（配合）", "[区水务局（河长办）, 区财政局]"),
        ("区政府办公室 区检察院", "[区政府办公室, 区检察院]"),
        ("玉桥 新华 梨园", "[玉桥 新华 梨园]"),
        ("玉桥 新华 梨园镇", "[玉桥 新华 梨园镇]"),
        ("甲局 乙局", "[甲局 乙局]"),
        ("城市副中心 管委会", "[城市副中心 管委会]"),
        ("通州区 商务局", "[通州区 商务局]"),
        ("北京市公安局 通州分局", "[北京市公安局 通州分局]"),
        ("1）区商务局、2）区财政局", "[区商务局, 区财政局]"),
        ("联合体（甲局（牵头）、乙局）、丙局", "[联合体（甲局（牵头）、乙局）, 丙局]"),
        ("甲局（乙局、丙局", "[甲局（乙局, 丙局]"),
        ("联合体（区商务局 区财政局）", "[联合体（区商务局 区财政局）]"),
    ],
)
def test_spaces_part_only_what_are_plainly_units(tmp_path: Path, cell: str, units: str) -> None:
    folder = project(tmp_path, STANDARD)
    run = report("import", rows_file(folder, "xlsx", ("21", "甲", "", cell, "好。")), cwd=folder)
    assert (run.returncode, run.stderr) == (0, "")
    assert line(folder, "units") == units


@pytest.mark.parametrize(
    "cell",
    [
        *("甲局、乙局等", "甲局、乙局等。", "甲局、乙局等单位", "甲局、乙局等有关部门"),
        *("甲局、乙局等12家单位", "甲局、乙局（配合）等十余个区直部门", "甲局、乙局等（配合）"),
        *("甲局，乙局，等有关单位", "甲局等单位、乙局", "甲局、乙局等各街道乡镇"),
    ],
)
def test_the_end_of_an_open_list_is_no_unit_and_is_reported(tmp_path: Path, cell: str) -> None:
    folder = project(tmp_path, STANDARD)
    name = rows_file(folder, "xlsx", ("21", "甲", "", cell, "好。"))
    run = report("import", name, cwd=folder)
    assert run.returncode == 0, run.stderr
    assert line(folder, "units") == "[甲局, 乙局]"
    told = f"{name}: lists of units that end in 等: 1 (Sheet!D2); only the units named were"
    assert told in run.stderr
    run = report("import", name, cwd=folder)
    assert (run.stdout.endswith("1 the same\n"), run.stderr) == (True, "")
    (folder / "data/tasks/2021/021.yaml").unlink()
    assert "以“等”结尾" in report("import", name, cwd=folder, LANGUAGE="zh_CN").stderr


@pytest.mark.parametrize(
    ("cell", "units"),
    [
        ("1.区商务局\n2.区财政局", "[区商务局, 区财政局]"),
        ("1、区商务局\n2、区财政局", "[区商务局, 区财政局]"),
        ("1、区商务局；2、区财政局", "[区商务局, 区财政局]"),
        ("（1）区商务局\n（2） 区财政局", "[区商务局, 区财政局]"),
        ("①区商务局②区财政局", "[区商务局, 区财政局]"),
        ("① 区商务局 ② 区财政局", "[区商务局, 区财政局]"),
        ("1.区商务局 2.区财政局", "[区商务局, 区财政局]"),
        ("12345服务中心、1.5工程办、06", '[12345服务中心, 1.5工程办, "06"]'),
        ("06、2、区商务局", '["06", "2", 区商务局]'),
        ("联合体（1、甲公司）", "[联合体（1、甲公司）]"),
        ("区商务局、区商务局，区财政局", "[区商务局, 区财政局]"),
        ("相关单位。", "[相关单位]"),
        ("区商务局（配合）。", "[区商务局]"),
        ("配合：区财政局、区发改委", "[区财政局, 区发改委]"),
        ("责任单位：1.区财政局；2.区发改委。", "[区财政局, 区发改委]"),
        ("1.配合单位: 区财政局", "[区财政局]"),
    ],
)
def test_numbers_and_labels_are_no_part_of_a_name(tmp_path: Path, cell: str, units: str) -> None:
    folder = project(tmp_path, STANDARD)
    name = rows_file(folder, "xlsx", ("21", "甲", cell if "\n" in cell else "", cell, "好。"))
    run = report("import", name, cwd=folder)
    assert run.returncode == 0
    assert line(folder, "units") == units
    assert "error" not in run.stderr
    assert report("import", name, cwd=folder).stdout.endswith("1 the same\n")


def test_who_leads_by_a_label_among_the_joint_units_is_reported(tmp_path: Path) -> None:
    folder = project(tmp_path, STANDARD)
    cell = "牵头：区商务局；配合：区财政局、区发改委"
    name = rows_file(folder, "xlsx", ("21", "甲", "", cell, "好。"))
    run = report("import", name, cwd=folder)
    assert line(folder, "units") == "[区商务局, 区财政局, 区发改委]"
    told = f"{name}: joint unit cells that name a lead unit: 1 (Sheet!D2); all were imported"
    assert run.stderr.startswith(told)
    assert report("import", name, cwd=folder).stderr == ""
    (folder / "data/tasks/2021/021.yaml").unlink()
    run = report("import", name, cwd=folder, LANGUAGE="zh_CN")
    assert "协办单位栏写明了牵头单位" in run.stderr


def test_what_differs_from_both_the_names_and_the_print_is_refused(tmp_path: Path) -> None:
    task = "year: 2021\ndocket: 21\ntask: 甲\nlead: 甲局（牵头）\nunits: [乙局（配合）]\n"
    folder = project(tmp_path, STANDARD, t021=task)
    name = rows_file(folder, "csv", ("21", "甲", "甲局（牵头）", "乙局（配合）", "好。"))
    assert report("import", name, "--dry-run", cwd=folder).returncode == 0
    name = rows_file(folder, "csv", ("21", "甲", "丙局（牵头）", "乙局（配合）等", "好。"))
    run = report("import", name, cwd=folder)
    assert run.stderr.count("error[field-differs]") == 2
    assert "等" not in run.stderr.split("2021H1.csv:2")[0]
    assert report("import", name, "--update", cwd=folder).returncode == 0
    assert (line(folder, "lead"), line(folder, "units")) == ("丙局", "[乙局]")


def test_reports_that_say_nothing_are_noted_and_taken(tmp_path: Path) -> None:
    folder = project(tmp_path, STANDARD)
    rows = [("21", "甲", "", "", "同上"), ("22", "乙", "", "", "无人机已起飞。")]
    name = rows_file(folder, "xlsx", *rows, ("23", "丙", "", "", "—"))
    run = report("import", name, cwd=folder)
    assert run.stdout == "2021H1: 3 rows; 3 tasks created, 0 updated, 0 the same\n"
    said = "placeholder reports, such as 无 or 同上: 2 (Sheet!E2, Sheet!E4)"
    assert f"{name}: {said}" in run.stderr
    assert file(folder, "2021/021").endswith("    progress: |\n      同上\n")
    again = report("import", name, cwd=folder)
    assert (again.returncode, again.stderr) == (0, "")
    told = report("check", cwd=folder)
    assert told.stdout.count("note[hollow-text]") == 2
    assert "data/tasks/2021/023.yaml:9:7: note[hollow-text]: '—' fills" in told.stdout
    assert "missing-end-mark" not in told.stdout  # said better so
    layout = STANDARD + "check: {rules: {hollow-text: off}}\n"
    (folder / "data/report.yaml").write_text(layout, encoding="utf-8")
    assert "hollow-text" not in report("check", cwd=folder).stdout


def test_a_table_may_say_what_its_file_says_better(tmp_path: Path) -> None:
    folder = project(tmp_path, STANDARD)
    name = rows_file(folder, "csv", ("21", "甲", "甲局、乙局", "丙局等", "已开工。"))
    assert report("import", name, cwd=folder).returncode == 0
    path = folder / "data/tasks/2021/021.yaml"
    text = path.read_text(encoding="utf-8").replace("lead: 甲局、乙局", "lead: 甲局")
    path.write_text(text.replace("units: [丙局]", "units: [乙局, 丙局, 丁局]"), encoding="utf-8")
    run = report("import", name, cwd=folder)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.endswith("1 the same\n")
    other = rows_file(folder, "csv", ("21", "甲", "甲局、戊局", "丙局、己局等", "已开工。"))
    run = report("import", other, cwd=folder)
    assert run.stderr.count("error[field-differs]") == 2


@pytest.mark.parametrize("cell", ["合计" + " " * 40_000 + "乙", "合计3" + " " * 40_000 + "乙"])
def test_what_begins_like_a_total_is_read_in_no_time(tmp_path: Path, cell: str) -> None:
    folder = project(tmp_path, STANDARD)
    name = rows_file(folder, "csv", ("21", cell, "", "", "好。"))
    run = report("import", name, cwd=folder)
    assert run.returncode == 0
    assert run.seconds < 5


@pytest.mark.parametrize(
    "piece",
    [
        *(" ", "等", "（", "（牵头）", "区商务局 ", "管理", "、等1", "—"),
        *("1、", "牵头：", "。", "\n1.", " （1）"),
    ],
)
def test_a_cell_of_one_thing_over_and_over_is_read_in_no_time(tmp_path: Path, piece: str) -> None:
    folder = project(tmp_path, STANDARD)
    cell = "甲" + piece * (8_000 // len(piece)) + "乙"
    name = rows_file(folder, "csv", ("21", "甲", cell, cell, "—" * 8_000 + "乙"))
    run = report("import", name, "--dry-run", cwd=folder)
    assert run.returncode == 0
    assert run.seconds < 1.5  # what is quadratic takes twice as long


def test_a_unit_named_twice_joins_in_once() -> None:
    assert split_units("乙局,乙局、丙局") == ("乙局", "丙局")
