"""Tables of tasks that change within the year, imported and imported back."""

from pathlib import Path

import pytest
from support.project import project

from progress_report.build import render_outputs
from progress_report.build.assemble_table import assemble_table
from progress_report.build.manifest import Options
from progress_report.domain.period import Period
from progress_report.importing.plan import Plan, plan
from progress_report.importing.read_statements import read_statements
from progress_report.render import formats
from progress_report.source.load import load_project

LAYOUT = (
    'title: "{year}年重点任务{period}进展情况表"\n'
    "columns:\n"
    "  - {heading: 折子号, value: docket, width: 1}\n"
    "  - {heading: 任务, value: task, width: 1}\n"
    "  - {heading: 进展情况, value: progress, width: 3}\n"
)
HEAD = "折子号,任务,进展情况\n"


def task(docket: str, keys: str = "", year: int = 2021, **reports: str) -> str:
    entries = "".join(f"  {period}:\n    progress: {text}\n" for period, text in reports.items())
    text = f"year: {year}\ndocket: {docket}\ntask: 任务{docket}。\n{keys}"
    return text + (f"entries:\n{entries}" if entries else "")


def planned(root: Path, raw: bytes, period: str | None = None, name: str = "a.csv") -> Plan:
    loaded = load_project(root)
    assert loaded.diagnostics == ()
    assert loaded.config is not None
    of = Period.parse(period) if period else None
    read = read_statements(name, raw, loaded.config, of)
    assert read.diagnostics == []
    return plan(root, loaded.tasks, read.statements, loaded.config)


def rows(*records: str) -> bytes:
    return (HEAD + "".join(f"{record}\n" for record in records)).encode()


CHANGING = {
    "t006": task("6", "until: H1\n", H1="开工5个。"),
    "t006-1": task("6-1", 'formerly: ["6"]\nfrom: H2\n', H2="建成2个。"),
    "t007": task("7", "until: Q2\nended: 市级调减，不再实施\n", H1="立项。"),
    "t008": task("8", "finished: H1\n", H1="全部完成。"),
    "t009": task("9", 'formerly: ["10"]\n', H1="开工9个。", H2="建成9个。"),
    "t010": task("10", "until: H1\n", H1="开工1个。"),
}


@pytest.mark.parametrize("form", [form for form in formats.FORMATS if form != "pdf"])
@pytest.mark.parametrize("keys", ["", "finished_tasks: short\n", "reporting: cumulative\n"])
@pytest.mark.parametrize("key", ["H1", "H2", "FY"])
def test_what_is_built_says_nothing_new(tmp_path: Path, form: str, keys: str, key: str) -> None:
    changing = {
        name: text.replace("  H2:", "  FY:") if keys.startswith("rep") else text
        for name, text in CHANGING.items()
    }
    root = project(tmp_path, keys + LAYOUT, **changing)
    loaded = load_project(root)
    assert loaded.config is not None
    period = Period.from_key(2021, key)
    table, diagnostics = assemble_table(loaded.tasks, loaded.config, period)
    assert diagnostics == []
    [output] = render_outputs.render(loaded, table, loaded.config, [form], Options())
    result = planned(root, output.content, None if form != "csv" else period.name, output.name)
    assert [d for d in result.diagnostics if d.severity != "note"] == []
    assert (result.files, result.same) == ({}, len(table.rows))


RENUMBERED = {
    "t007": task("7", "renumbered:\n  - {docket: 6, until: H1}\n").replace("任务7", "建公园"),
    "t008": task("8", "renumbered:\n  - {docket: 7, until: H1}\n").replace("任务8", "修路"),
}


def test_a_former_number_leads_to_the_task_that_bore_it(tmp_path: Path) -> None:
    root = project(tmp_path, LAYOUT, **RENUMBERED)
    result = planned(root, rows("6,建公园。,开工。", "7,修路。,竣工。"), "2021H1")
    assert result.diagnostics == []
    written = {path.name: content.decode() for path, content in result.files.items()}
    assert "开工。" in written["007.yaml"]
    assert "竣工。" in written["008.yaml"]
    assert len(result.notes) == 1
    # the wording decides where a table has the present numbers
    result = planned(root, rows("7,建公园。,开工。", "8,修路。,竣工。"), "2021H1")
    assert (result.diagnostics, result.notes) == ([], [])
    assert "开工。" in {p.name: c.decode() for p, c in result.files.items()}["007.yaml"]


def test_an_entry_after_the_end_of_a_task_is_pointed_out(tmp_path: Path) -> None:
    root = project(tmp_path, LAYOUT, **CHANGING)
    result = planned(root, rows("6,任务6。,又开工。"), "2021H2")
    assert [(d.rule, str(d.severity)) for d in result.diagnostics] == [
        ("entry-outside-validity", "warning")
    ]


def test_a_new_task_worded_like_one_of_last_year_continues_it(tmp_path: Path) -> None:
    root = project(tmp_path, LAYOUT, t001=task("1"))
    (root / "data/tasks/2020").mkdir()
    for docket, wording in (("3", "建公园。"), ("4", "修路。"), ("5", "修路。")):
        text = task(docket, year=2020).replace(f"任务{docket}。", wording)
        (root / f"data/tasks/2020/00{docket}.yaml").write_text(text, encoding="utf-8")
    result = planned(root, rows("21,建公园。,", "22,修路。,", "23,新事。,"), "2021H1")
    written = {path.name: content.decode() for path, content in result.files.items()}
    assert "formerly: [2020/3]\n" in written["021.yaml"]
    assert "formerly" not in written["022.yaml"] + written["023.yaml"]
    assert len(result.notes) == 1


def test_cumulative_tables_change_the_entry_that_ends_then(tmp_path: Path) -> None:
    root = project(tmp_path, "reporting: cumulative\n" + LAYOUT, t001=task("1", Q2="开工。"))
    assert planned(root, rows("1,任务1。,开工。"), "2021H1").same == 1
    result = planned(root, rows("1,任务1。,竣工。"), "2021H1")
    assert [d.rule for d in result.diagnostics] == ["entry-differs"]
    table = "2021年三季度累计进展情况表,,\n".encode() + rows("1,任务1。,竣工。")
    [change] = planned(root, table).changes
    assert [*change.after.entries] == ["Q2", "Q3"]


@pytest.mark.parametrize(
    ("title", "head", "period"),
    [
        ("2021年某区重点任务分解表", "折子号,任务", "2021plan"),
        ("2021年重点任务", "折子号,任务", "2021plan"),
        ("2021年上半年重点任务", "折子号,任务", "2021H1"),
        ("2021年重点任务", "折子号,任务,进展情况", None),
        ("重点任务", "折子号,任务", None),
    ],
)
def test_a_list_of_tasks_is_the_plan_of_its_year(
    tmp_path: Path, title: str, head: str, period: str | None
) -> None:
    loaded = load_project(project(tmp_path, LAYOUT))
    assert loaded.config is not None
    raw = f"{title}\n{head}\n1,任务。{',开工。' * ('进展' in head)}\n".encode()
    read = read_statements("a.csv", raw, loaded.config, None)
    assert [of.name for of in read.periods] == ([period] if period else [])
    assert [d.rule for d in read.diagnostics] == ([] if period else ["no-period"])
    if period == "2021plan":
        assert read.notes == []
