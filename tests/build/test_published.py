"""The published tables of open periods that a change would alter."""

from pathlib import Path

import pytest
from support.project import GOOD, LAYOUT, project, report

from progress_report.build.published import advice_to_close
from progress_report.cli.app import run
from progress_report.domain.period import Period
from progress_report.source.load import load_project

H1 = Period(2021, 1, 6)
LATER = "entries:\n  H2: {progress: 后来。}\n"
PLAIN = GOOD.partition("entries")[0]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    columns = LAYOUT + "  - {heading: 任务, value: task, width: 3}\n"
    project(tmp_path, columns, t001=GOOD, t002=GOOD.replace("docket: 1", "docket: 2"))
    monkeypatch.chdir(tmp_path)
    assert run(["build", "2021H1", "--format", "csv"]) == 0
    return tmp_path


@pytest.mark.parametrize(
    ("name", "text", "is_altered"),
    [
        ("001", GOOD.replace("任务。", "别的任务。"), True),
        ("001", GOOD + "  H2: {progress: 后来。}\n", False),
        ("001", "until: H1\nended: 市级调减。\n" + GOOD, False),
        ("001", "until: Q1\nended: 市级调减。\n" + GOOD, True),
        ("001", None, True),
        ("003", PLAIN.replace("docket: 1", "docket: 3"), True),
        ("003", "from: H2\n" + PLAIN.replace("docket: 1", "docket: 3") + LATER, False),
    ],
)
def test_tables_that_would_read_otherwise(
    root: Path, name: str, text: str | None, is_altered: bool
) -> None:
    loaded = load_project(root)
    assert loaded.config is not None
    files = {root / f"data/tasks/2021/{name}.yaml": None if text is None else text.encode()}
    assert len([*advice_to_close(loaded, loaded.config, files)]) == is_altered
    assert not [*advice_to_close(loaded, loaded.config, files, [H1])]
    assert run(["close", "2021H1"]) == 0
    assert not [*advice_to_close(load_project(root), loaded.config, files)]


@pytest.mark.program
def test_commands_that_change_tasks_advise_to_close_first(root: Path) -> None:
    def advice(*arguments: str) -> bool:
        done = report(*arguments, cwd=root)
        assert done.returncode == 0, done.stderr
        return "close it first with 'report close 2021H1'" in done.stderr

    assert advice("new", "task", "3", "--task", "三。", "--dry-run")
    assert not advice("new", "end", "2", "--into", "1", "--after", "H1", "--dry-run")
    assert not advice("new", "renumber", "2=5", "--dry-run")  # the table has no dockets
    table = root / "下半年.csv"
    rows = "2021年下半年表\n号,任务,进展\n1,{},后来。\n2,任务。,后来。\n"
    layout = root / "data/report.yaml"
    layout.write_text(
        layout.read_text(encoding="utf-8") + "import: {docket: number}\n", encoding="utf-8"
    )
    for wording, is_advised in (("任务。", False), ("别的任务。", True)):
        table.write_text(rows.format(wording), encoding="utf-8")
        assert advice("import", str(table), "--update", "task") is is_advised
