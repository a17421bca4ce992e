"""Tables and forms that call a unit by an earlier name."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]  # no types
from support.project import project

from progress_report.build.assemble_table import assemble_table
from progress_report.check.run import check
from progress_report.collect import FormFormat
from progress_report.collect.back.merge import merge
from progress_report.collect.back.read_form import read
from progress_report.collect.back.verify_form import Verifier
from progress_report.collect.out.form import form_headings
from progress_report.collect.out.form_files import form_files
from progress_report.collect.out.requests import make_forms
from progress_report.diff.changes import compare, side
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic
from progress_report.domain.period import Period
from progress_report.importing.plan import Plan, plan
from progress_report.importing.read_statements import read_statements
from progress_report.source.load import Project, load_project

LAYOUT = (
    'title: "{year}年{period}表"\ncolumns:\n'
    "  - {heading: 编号, value: docket, width: 1}\n"
    "  - {heading: 任务, value: task, width: 2}\n"
    "  - {heading: 牵头单位, value: lead, width: 1}\n"
    "  - {heading: 进展情况, value: progress, width: 3}\n"
)
OFFICES = (
    "offices:\n"
    "  区数据局: {formerly: [区政务局], since: 2024-05, short: 数据局}\n"
    "  区水务局: {formerly: [区农水局]}\n"
    "  区农业局: {formerly: [区农水局]}\n"
)
TASK = "year: 2024\ndocket: 1\ntask: 任务。\nlead: {lead}\nentries:\n  Q1: {{progress: 一季度。}}\n"
H1 = Period(2024, 1, 6)


def loaded(folder: Path, lead: str, layout: str = LAYOUT + OFFICES) -> tuple[Project, ReportConfig]:
    project(folder, layout)
    path = folder / "data/tasks/2024/001.yaml"
    path.parent.mkdir()
    path.write_text(TASK.format(lead=lead), encoding="utf-8")
    made = load_project(folder)
    assert made.config is not None
    return made, made.config


def imported(made: Project, config: ReportConfig, lead: str) -> Plan:
    book, raw = Workbook(), made.root / "a.xlsx"
    for row in (
        ["2024年上半年表"],
        ["编号", "任务", "牵头单位", "进展情况"],
        ["1", "任务。", lead, "上半年。"],
    ):
        book.worksheets[0].append(row)
    book.save(raw)
    tables = read_statements("a.xlsx", raw.read_bytes(), config, None)
    assert tables.diagnostics == []
    return plan(made.root, made.tasks, tables.statements, config)


def rules(diagnostics: Sequence[Diagnostic]) -> list[str]:
    return [diagnostic.rule for diagnostic in diagnostics]


@pytest.mark.parametrize("since", ["2024-05", "2024-07"])  # also if the table is older
@pytest.mark.parametrize(("there", "here"), [("区数据局", "区政务局"), ("区政务局", "数据局")])
def test_an_import_takes_an_earlier_name_with_a_note(
    tmp_path: Path, there: str, here: str, since: str
) -> None:
    made, config = loaded(tmp_path, there, LAYOUT + OFFICES.replace("2024-05", since))
    changes = imported(made, config, here)
    assert rules(changes.diagnostics) == ["renamed-office"]
    assert (changes.updated, [*changes.changes[0].after.entries]) == (1, ["Q1", "H1"])
    assert changes.changes[0].after.lead == there


def test_a_name_that_two_claim_or_nobody_has_is_asked_about(tmp_path: Path) -> None:
    made, config = loaded(tmp_path, "区水务局")
    [unclear, _differs] = imported(made, config, "区农水局").diagnostics
    assert unclear.rule == "unclear-office"
    assert "区水务局" in unclear.message
    assert "区农业局" in unclear.message
    assert ((unclear.location and unclear.location.cell) or "").endswith("C3")
    unknown = imported(made, config, "区水务局、区数剧局、各街道").diagnostics
    assert "unknown-office" in rules(unknown)
    assert [d.hint for d in unknown if d.rule == "unknown-office"] == ["did you mean 区数据局?"]


@pytest.mark.parametrize("since", ["2024-05", "2024-07"])
@pytest.mark.parametrize("form_format", FormFormat)
def test_a_form_of_a_renamed_unit_is_merged(
    tmp_path: Path, form_format: FormFormat, since: str
) -> None:
    before, old_config = loaded(tmp_path / "a", "区政务局", LAYOUT)
    [form] = make_forms(before.tasks, old_config, H1, "lead").forms
    made, config = loaded(tmp_path / "b", "区数据局", LAYOUT + OFFICES.replace("2024-05", since))
    [raw] = form_files([form], form_format, old_config, date(2024, 6, 25)).values()
    path = tmp_path / f"form.{form_format}"
    path.write_bytes(raw)
    if form_format is FormFormat.XLSX:
        book = load_workbook(path)
        book.worksheets[0]["E4"] = "上半年。"
        book.save(path)
        raw = path.read_bytes()
    returned, problems = read("form", raw, form_headings(config))
    assert returned is not None
    assert problems == []
    answers, diagnostics = Verifier(made.tasks, config).verify(returned)
    assert rules(diagnostics) == ["renamed-office"]
    assert answers is not None
    assert answers.unit == "区数据局"
    if form_format is FormFormat.XLSX:
        merged = merge(made.tasks, [answers], config.unit_names)
        assert merged.diagnostics == []
        assert merged.changes[0][1].entries["H1"].progress[0].unit == "区数据局"


def test_a_table_keeps_the_name_of_its_time_and_a_comparison_sees_no_change(
    tmp_path: Path,
) -> None:
    made, config = loaded(tmp_path / "new", "区数据局")
    for period, name in ((Period(2024, 1, 3), "区政务局"), (H1, "区数据局")):
        table, _problems = assemble_table(made.tasks, config, period, draft=True)
        assert [cell.text for row in table.rows for cell in row.cells if cell][2] == name
    part = TASK.replace(
        "{{progress: 一季度。}}", "\n    progress: [{{unit: {lead}, text: 一季度。}}]"
    )
    sides = []
    for lead in ("区政务局", "区数据局"):
        path = made.root / "data/tasks/2024/001.yaml"
        path.write_text(part.format(lead=lead), encoding="utf-8")
        sides.append(side(load_project(made.root).tasks, Period(2024, 1, 3), config))
    assert not compare(*sides).any


def test_an_unknown_unit_is_reported_at_its_place(tmp_path: Path) -> None:
    made, _config = loaded(tmp_path, "区数剧局")
    [found] = [d for d in check(made) if d.rule == "unknown-office"]
    assert found.location is not None
    assert (found.location.line, found.location.column) == (4, 7)


def test_a_task_of_a_unit_that_was_divided_asks_which(tmp_path: Path) -> None:
    layout = (
        'title: "{year}年{period}表"\ncolumns: [{heading: 进展, value: progress, width: 1}]\n'
        "offices:\n  区城管局: {formerly: [区城管委], since: 2021-07}\n"
        "  区交通局: {formerly: [区城管委], since: 2021-07}\n  区教委: {}\n"
    )
    task = "year: 2021\ndocket: {}\ntask: 任务。\nlead: {}\nunits: [{}]\n"
    files = {
        "t001": task.format(1, "区城管委", "区教委"),
        "t002": task.format(2, "区教委", "区城管委"),
        "t003": "until: H1\nended: 调减。\n" + task.format(3, "区城管委", "区教委"),
        "t004": task.format(4, "区交通局", "区城管局"),
    }
    root = project(tmp_path, layout, **files)
    (root / "data/tasks/2020").mkdir()
    old = files["t001"].replace("2021", "2020")
    (root / "data/tasks/2020/001.yaml").write_text(old, encoding="utf-8")
    unclear = [
        (d.severity.value, d.location.path[-13:], d.location.line, d.location.column)
        for d in load_project(root).diagnostics
        if d.rule == "unclear-office" and d.location
    ]
    assert unclear == [("warning", "2021/001.yaml", 4, 7), ("warning", "2021/002.yaml", 5, 9)]
