"""What a plan writes, what it counts, and which texts an update may replace."""

from pathlib import Path

import pytest
from support.pages import STANDARD, TITLE, file, imported, row, table
from support.project import project, report

from progress_report.domain.period import Period
from progress_report.importing.plan import Plan, plan
from progress_report.importing.read_statements import read_statements
from progress_report.importing.task_changes import Update
from progress_report.source.load import load_project

HEAD = "折子号,任务,牵头单位,分管领导,进展情况\n"


def planned(root: Path, *records: str, update: bool = False, columns: tuple[str, ...] = ()) -> Plan:
    loaded = load_project(root)
    assert loaded.config is not None
    raw = (HEAD + "".join(f"{record}\n" for record in records)).encode()
    read = read_statements("a.csv", raw, loaded.config, Period(2021, 1, 6))
    assert read.diagnostics == []
    return plan(root, loaded.tasks, read.statements, loaded.config, Update(update, columns))


def counts(result: Plan) -> tuple[int, int, int, int]:
    return result.created, result.updated, result.same, result.refused


def test_two_tasks_whose_files_would_be_one_are_refused(tmp_path: Path) -> None:
    root = project(tmp_path, STANDARD)
    result = planned(root, "A1,甲。,,,好。", "a1,乙。,,,好。", "2,丙。,,,好。")
    assert [
        (found.rule, found.location and found.location.line) for found in result.diagnostics
    ] == [("file-exists", 3)]
    contents = {path.name: content.decode() for path, content in result.files.items()}
    assert [*contents] == ["A1.yaml", "002.yaml"]
    assert "甲。" in contents["A1.yaml"]
    assert counts(result) == (2, 0, 0, 1)
    assert [change.after.docket for change in result.changes] == ["A1", "2"]


def test_a_row_that_cannot_be_written_is_refused_not_updated(tmp_path: Path) -> None:
    known = "{year: 2021, docket: 21, task: 甲。}\n"
    root = project(tmp_path, STANDARD, t021=known)
    result = planned(root, "21,甲。,,,好。", "22,乙。,,,好。")
    assert [found.rule for found in result.diagnostics] == ["not-editable"]
    assert counts(result) == (1, 0, 0, 1)


KNOWN = (
    "year: 2021\ndocket: 21\ntask: 甲。\nlead: 甲局\nfields: {leader: 张某}\n"
    "entries:\n  H1:\n    progress: 好。\n"
)


@pytest.mark.parametrize(
    ("columns", "changed"),
    [
        ((), ["task: |\n  乙。", "lead: 乙局", "leader: 李某", "很好。"]),
        (("progress",), ["task: 甲。", "lead: 甲局", "leader: 张某", "很好。"]),
        (("lead", "fields.leader"), ["task: 甲。", "lead: 乙局", "leader: 李某", " 好。"]),
        (("task",), ["task: |\n  乙。", "lead: 甲局", "leader: 张某", " 好。"]),
    ],
)
def test_an_update_is_of_the_columns_it_names(
    tmp_path: Path, columns: tuple[str, ...], changed: list[str]
) -> None:
    root = project(tmp_path, STANDARD, t021=KNOWN)
    result = planned(root, "21,乙。,乙局,李某,很好。", update=True, columns=columns)
    [content] = result.files.values()
    assert [text for text in changed if text not in content.decode()] == []
    kept = [note for _path, note in result.notes if "stay as they are" in note]
    assert len(kept) == bool(columns)
    assert result.diagnostics == []


@pytest.mark.program
def test_columns_follow_the_option_or_an_equals_sign(tmp_path: Path) -> None:
    head = row("市折子号", "任务", "目前进展情况")
    page = TITLE + table(head, row("21", "乙。", "很好。"))
    code, _out, err = imported(tmp_path, page, "--update=progres", t021=KNOWN)
    assert code == 2
    assert "'progres' is not one of: task, lead, units, progress, target, done, status, why" in err
    code, _out, err = imported(tmp_path, page, "--update", "progress")
    assert (code, "differ and stay" in err) == (0, True)
    assert "task: 甲。" in file(tmp_path, "2021/021")
    assert "很好。" in file(tmp_path, "2021/021")
    run = report("import", "--update", "a.html", cwd=tmp_path)
    assert run.returncode == 0
    assert "乙。" in file(tmp_path, "2021/021")
