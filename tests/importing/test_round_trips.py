"""What is built can be imported again, and gives the same task files byte for byte."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from support.laws import tries
from support.project import GOOD, ROOT, project, report

from progress_report.build import render_outputs
from progress_report.build.assemble_table import assemble_table
from progress_report.build.manifest import Options
from progress_report.domain.config import ReportConfig
from progress_report.domain.period import Period
from progress_report.domain.table import Table
from progress_report.domain.task import Contribution, Entry, Task
from progress_report.importing.plan import Plan, plan
from progress_report.importing.read_statements import read_statements
from progress_report.render import formats
from progress_report.source.load import Project, SourcedTask, load_project
from progress_report.source.nodes import parse
from progress_report.source.writing.edit import new_file
from progress_report.text.prose import unwrap, wrap

FORMATS = [form for form in formats.FORMATS if form != "pdf"]
H1 = Period(2021, 1, 6)
CONFIG = ReportConfig.model_validate(
    {
        "title": "{year}年重点任务{period}进展情况表",
        "fields": {"leader": "分管领导", "kind": "类别"},
        "group": {"by": "fields.kind", "heading": "{ordinal}、{group}"},
        "notes": ["注：1.数据截至6月30日。"],
        "issuer": "区政府督查室",
        "columns": [
            {"heading": "序号", "value": "number", "width": 1},
            {"heading": "折子号", "value": "docket", "width": 1},
            {"heading": "类别", "value": "fields.kind", "width": 1, "merge": True},
            {"heading": "任务", "value": "task", "width": 3},
            {"heading": "牵头单位", "value": "lead", "width": 1},
            {"heading": "协办单位", "value": "units", "width": 1},
            {"heading": "分管领导", "value": "fields.leader", "width": 1},
            {"heading": "{period}进展", "value": "progress", "width": 5},
        ],
    }
)
# quotes, marks of formulas and of markup, an emoji, characters of GB 18030 beyond the BMP
ALPHABET = "甲乙丙。！，（）“”'\"=+-@#:;,.<>&|{}[]%0123aA \u3000\xa0😀𠮷㐂𬱖\ufe0f"
LINE = st.text(st.sampled_from(ALPHABET), min_size=1, max_size=30).map(
    lambda text: text.strip(" \t\u3000\xa0")
)
PROSE = st.lists(LINE.filter(bool), min_size=1, max_size=3).map("\n".join)
NAME = st.sampled_from(["区商务局", "区委（办）", "联合体（甲、乙）", "A·B公司", "=1", "06"])


@st.composite
def tasks(draw: st.DrawFn) -> list[Task]:
    """Some tasks as a project might have them."""
    dockets = draw(
        st.lists(
            st.from_regex(r"[0-9]{1,3}(-[0-9])?", fullmatch=True),
            min_size=1,
            max_size=4,
            unique_by=lambda docket: docket.replace("0", ""),
        )
    )
    made = []
    for docket in dockets:
        said = draw(PROSE)
        made.append(
            Task(
                year=2021,
                docket=docket,
                task=wrap(draw(PROSE)),
                lead=draw(st.just("") | NAME),
                units=tuple(draw(st.lists(NAME, max_size=2, unique=True))),
                fields={"kind": draw(st.sampled_from(["经济", "民生"]))}
                | draw(st.fixed_dictionaries({}, optional={"leader": LINE.filter(bool)})),
                entries={"H1": Entry(progress=(Contribution(text=wrap(said)),))},
            )
        )
    return made


def table_of(made: list[Task]) -> Table:
    sourced = [SourcedTask(task, parse("x", new_file(task))[0]) for task in made]
    table, found = assemble_table(sourced, CONFIG, H1)
    assert found == []
    return table


def built(table: Table, form: str, root: Path) -> bytes:
    project = Project(root, CONFIG, None, ())
    (output,) = render_outputs.render(project, table, CONFIG, [form], Options())
    return output.content


def imported(root: Path, raw: bytes, form: str, known: list[Task] | None = None) -> Plan:
    said = read_statements(f"2021H1.{form}", raw, CONFIG, None)
    assert said.diagnostics == []
    sourced = [SourcedTask(task, parse("x", new_file(task))[0]) for task in known or []]
    return plan(root, sourced, said.statements, CONFIG)


@pytest.mark.parametrize("form", FORMATS)
@tries(20, suppress_health_check=[*HealthCheck])
@given(made=tasks())
def test_an_import_gives_the_files_the_table_was_built_from(
    tmp_path: Path, form: str, made: list[Task]
) -> None:
    raw = built(table_of(made), form, tmp_path)
    planned = imported(tmp_path, raw, form)
    assert {found.rule for found in planned.diagnostics} <= {"hollow-text"}  # such as '='
    files = {path.name: content.decode() for path, content in planned.files.items()}
    assert sorted(files.values()) == sorted(new_file(task) for task in made)
    again = imported(tmp_path, raw, form, made)
    assert (again.files, again.same, again.diagnostics) == ({}, len(made), [])


@pytest.mark.parametrize("form", FORMATS)
def test_half_width_marks_of_own_files_stay(tmp_path: Path, form: str) -> None:
    said = {"H1": Entry(progress=(Contribution(text="完成甲(含乙),丙,丁;戊:己!庚?辛,壬。"),))}
    kind = {"kind": "民生"}
    task = Task(year=2021, docket="7", task="任务,甲,乙(丙),丁。", fields=kind, entries=said)
    planned = imported(tmp_path, built(table_of([task]), form, tmp_path), form)
    assert [content.decode() for content in planned.files.values()] == [new_file(task)]


_PIECES = (
    *("区商务局", "区城管委 区财政局", "甲局（牵头）", "乙局（配合）", "联合体（甲、 乙）"),
    *("（牵头）", "等单位", "等", "无", "—", "、", "，", " ", "  ", "\u3000", "\xa0"),
)
UNITS = st.lists(
    st.sampled_from(_PIECES),
    min_size=1,
    max_size=4,
).map(lambda pieces: "".join(pieces).strip(" \u3000\xa0"))


@pytest.mark.parametrize("form", FORMATS)
@tries(20, suppress_health_check=[*HealthCheck])
@given(lead=UNITS, units=st.lists(UNITS.filter(bool), max_size=2))
def test_units_are_the_same_however_a_file_names_them(
    tmp_path: Path, form: str, lead: str, units: list[str]
) -> None:
    said = {"H1": Entry(progress=(Contribution(text="同上"),))}
    fields = {"kind": "民生"}
    task = Task(
        year=2021, docket="7", task="任。", lead=lead, units=units, fields=fields, entries=said
    )
    again = imported(tmp_path, built(table_of([task]), form, tmp_path), form, [task])
    assert (again.files, again.same, again.diagnostics, again.notes) == ({}, 1, [], [])


@pytest.mark.program
@pytest.mark.parametrize("form", [*FORMATS, "pdf"])
def test_the_real_table_comes_back_and_twice_is_once(tmp_path: Path, form: str) -> None:
    run = report("build", "2021H1", "--format", form, "--out", str(tmp_path / "out"), cwd=ROOT)
    assert run.returncode == 0, run.stderr
    (tmp_path / "data").mkdir()
    (tmp_path / "data/report.yaml").write_bytes((ROOT / "data/report.yaml").read_bytes())
    file = f"out/2021H1.{form}"
    run = report("import", file, cwd=tmp_path)
    assert run.stdout == "2021H1: 37 rows; 37 tasks created, 0 updated, 0 the same\n", run.stderr
    expected = {path.name: path.read_bytes() for path in ROOT.glob("data/tasks/2021/*.yaml")}
    assert len(expected) == 37
    files = {path.name: path.read_bytes() for path in tmp_path.glob("data/tasks/2021/*.yaml")}
    assert files == expected
    run = report("import", file, cwd=tmp_path)
    assert run.stdout == "2021H1: 37 rows; 0 tasks created, 0 updated, 37 the same\n"


@pytest.mark.parametrize("form", FORMATS)
def test_another_period_adds_entries_and_keeps_every_line(tmp_path: Path, form: str) -> None:
    task = Task(
        year=2021,
        docket="7",
        task="任务。",
        lead="甲局",
        fields={"kind": "民生"},
        entries={"H1": Entry(progress=(Contribution(text="二季度。"),))},
    )
    before = "# 头\n" + new_file(task).replace("lead: 甲局\n", "# 已核对\nlead: 甲局  # 电话\n")
    path = tmp_path / "data/tasks/2021/007.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(before, encoding="utf-8")
    quarter = task.model_copy(
        update={"entries": {"Q1": Entry(progress=(Contribution(text="一季度。"),))}}
    )
    sourced = [SourcedTask(quarter, parse("x", new_file(quarter))[0])]
    table, _found = assemble_table(sourced, CONFIG, Period(2021, 1, 3))
    said = read_statements(f"2021Q1.{form}", built(table, form, tmp_path), CONFIG, None)
    known = [SourcedTask(task, parse(path.as_posix(), before)[0])]
    planned = plan(tmp_path, known, said.statements, CONFIG)
    assert (planned.updated, planned.diagnostics) == (1, [])
    added = "  Q1:\n    progress: |\n      一季度。\n"
    assert planned.files[path].decode() == before.replace("entries:\n", "entries:\n" + added)


def test_json_brings_back_what_each_unit_reported(tmp_path: Path) -> None:
    parts = (Contribution(unit="甲局", text="甲。"), Contribution(unit="乙局", text="乙。"))
    halves = {"H1": Entry(progress=parts), "H2": Entry(progress=(Contribution(text="丙。"),))}
    task = Task(year=2021, docket="7", task="任务。", entries=halves)
    sourced = [SourcedTask(task, parse("x", new_file(task))[0])]
    table, _found = assemble_table(sourced, CONFIG, Period(2021, 1, 12))
    planned = imported(tmp_path, built(table, "json", tmp_path), "json")
    assert [content.decode() for content in planned.files.values()] == [new_file(task)]
    assert unwrap(task.entries["H1"].progress[0].text) == "甲。"
    html = imported(tmp_path, built(table, "html", tmp_path), "html", [task])
    assert (html.files, html.same) == ({}, 1)
    other = read_statements("a.json", built(table, "json", tmp_path), CONFIG, Period(2021, 1, 6))
    assert [found.rule for found in other.diagnostics] == ["no-period"]
    assert other.statements == []


def test_a_file_that_was_changed_meanwhile_is_let_alone(tmp_path: Path) -> None:
    said = {"H1": Entry(progress=(Contribution(text="好。"),))}
    task = Task(year=2021, docket="7", task="任务。", entries=said)
    path = tmp_path / "007.yaml"
    path.write_text(new_file(task) + "# 刚改过\n", encoding="utf-8")
    read = SourcedTask(task, parse(path.as_posix(), new_file(task))[0])
    other = task.model_copy(update={"entries": {"Q1": said["H1"]}})
    sourced = [SourcedTask(other, parse("x", new_file(other))[0])]
    table, _found = assemble_table(sourced, CONFIG, Period(2021, 1, 3))
    told = read_statements("2021Q1.html", built(table, "html", tmp_path), CONFIG, None)
    planned = plan(tmp_path, [read], told.statements, CONFIG)
    assert [found.rule for found in planned.diagnostics] == ["not-editable"]
    assert planned.files == {}


TABLE = """
title: "{year}年{period}表"
columns:
  - {heading: 折子号, value: docket, width: 1}
  - {heading: 任务, value: task, width: 3}
  - {heading: 进展, value: progress, width: 3}
"""


@pytest.mark.program
def test_json_brings_back_the_groups(tmp_path: Path) -> None:
    groups = "fields: {kind: 类别}\ngroup: {by: fields.kind, heading: '{ordinal}、{group}'}\n"
    tasks = {
        f"t00{number}": GOOD.replace("1\ntask", f"{number}\nfields: {{kind: {kind}}}\ntask")
        for number, kind in ((1, "经济"), (2, "民生"), (3, "民生"))
    }
    old = project(tmp_path / "old", TABLE + groups, **tasks)
    assert report("build", "--format", "json", cwd=old).returncode == 0
    new = project(tmp_path / "new", TABLE + groups)
    run = report("import", str(old / "out/2021H1.json"), cwd=new)
    assert run.returncode == 0, run.stderr
    kinds = [sourced.task.fields for sourced in load_project(new).tasks]
    assert kinds == [{"kind": "经济"}, {"kind": "民生"}, {"kind": "民生"}]


@pytest.mark.program
@pytest.mark.parametrize("form", FORMATS)
def test_a_task_without_a_group_stays_so(tmp_path: Path, form: str) -> None:
    groups = "fields: {kind: 类别}\ngroup: {by: fields.kind, heading: '{ordinal}、{group}'}\n"
    second = GOOD.replace("1\ntask", "2\nfields: {kind: 经济}\ntask")
    root = project(tmp_path, TABLE + groups, t001=GOOD, t002=second)
    assert report("build", "--format", form, cwd=root).returncode == 0
    run = report("import", f"out/2021H1.{form}", "--period", "2021H1", "--dry-run", cwd=root)
    assert "0 updated, 2 the same" in run.stdout


PARTS = """year: 2021
docket: 1
task: 任务。
entries:
  H1:
    progress:
      - {unit: 甲局, text: 已开工3个。}
      - {unit: 乙局, text: 已竣工2个。}
"""


@pytest.mark.program
@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        (
            '"text": "已开工3个。已竣工',
            '"text": "已开工5个。已竣工',
            "'已开工5个。已竣工2个。' in the text",
        ),
        ('"text": "已竣工2个。"', '"text": "已竣工9个。"', "'已开工3个。已竣工9个。' in the parts"),
        ('已竣工2个。", "origin"', '已竣工2个。很好。", "origin"', "很好。' in the text"),
    ],
)
def test_a_text_and_parts_that_no_longer_agree_are_refused(
    tmp_path: Path, old: str, new: str, shown: str
) -> None:
    folder = project(tmp_path / "a", TABLE, t001=PARTS)
    assert report("build", "--format", "json", cwd=folder).returncode == 0
    text = (folder / "out/2021H1.json").read_text(encoding="utf-8")
    assert old in text
    (folder / "edited.json").write_text(text.replace(old, new, 1), encoding="utf-8")
    run = report("import", "edited.json", "--update", cwd=folder)
    assert run.returncode == 1
    assert "edited.json:row 1, column 3: error[bad-row]: 'text' and 'parts' differ" in run.stderr
    assert shown in run.stderr
    assert "2021H1: 1 row; 0 tasks created, 0 updated, 0 the same, 1 refused" in run.stderr
    assert (folder / "data/tasks/2021/001.yaml").read_text(encoding="utf-8") == PARTS


@pytest.mark.program
def test_an_edited_json_text_without_parts_counts(tmp_path: Path) -> None:
    folder = project(tmp_path, TABLE, t001=GOOD)
    assert report("build", "--format", "json", cwd=folder).returncode == 0
    text = (folder / "out/2021H1.json").read_text(encoding="utf-8")
    parts = '[{"period": "2021H1", "unit": "", "text": "进展。"}]'
    assert parts in text
    text = text.replace(parts, "[]").replace('"text": "进展。"', '"text": "进展很好。"')
    (folder / "edited.json").write_text(text, encoding="utf-8")
    run = report("import", "edited.json", cwd=folder)
    assert "edited.json:row 1, column 3: error[entry-differs]" in run.stderr
    run = report("import", "edited.json", "--update", cwd=folder)
    assert run.stdout == "2021H1: 1 row; 0 tasks created, 1 updated, 0 the same\n"
    assert "进展很好。" in (folder / "data/tasks/2021/001.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", FORMATS)
def test_marks_of_different_cells_are_no_sign_of_a_copy_that_lost_some(
    tmp_path: Path, form: str
) -> None:
    entries = {"H1": Entry(progress=(Contribution(text="0"),))}
    fields = {"kind": "经济", "leader": "㐂:"}
    made = [
        Task(year=2021, docket=docket, task=text, fields=fields, entries=entries)
        for docket, text in (("0", "0"), ("1", "㐂:"))
    ]
    planned = imported(tmp_path, built(table_of(made), form, tmp_path), form)
    files = [content.decode() for content in planned.files.values()]
    assert sorted(files) == sorted(map(new_file, made))
