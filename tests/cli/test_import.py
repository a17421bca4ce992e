"""Importing a published page: all of it or nothing, and twice is once."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support.project import ROOT, unwrapped
from typer.testing import CliRunner

from progress_report.cli.app import app
from progress_report.source.load import load_project
from progress_report.text.punctuation import restore

SEED = ROOT / "data/published/2021H1.txt"
Q1_TITLE = "2021年通州区涉及市政府工作报告重点任务一季度完成情况"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/report.yaml").write_bytes((ROOT / "data/report.yaml").read_bytes())
    return tmp_path


def run(project: Path, page: Path, *options: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["import", str(page), "--project", str(project), *options])
    return result.exit_code, unwrapped(result.output) + str(result.exception or "")


def contents(project: Path) -> dict[str, bytes]:
    files = (project / "data").rglob("*.yaml")
    return {path.relative_to(project).as_posix(): path.read_bytes() for path in files}


def page(project: Path, *replacements: tuple[str, str]) -> Path:
    text = SEED.read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new, 1)
    path = project / "page.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_committed_files_are_what_the_page_gives(project: Path) -> None:
    code, output = run(project, SEED)
    assert (code, output) == (
        0,
        "2021H1: 37 rows; 37 tasks created, 0 updated, 0 the same\n",
    )
    committed = contents(ROOT)
    assert len(committed) == 38
    assert contents(project) == committed


def test_importing_twice_changes_nothing(project: Path) -> None:
    run(project, SEED)
    before = contents(project)
    code, output = run(project, SEED)
    assert (code, "37 the same" in output) == (0, True)
    assert contents(project) == before


def test_another_period_adds_entries_and_keeps_every_line(project: Path) -> None:
    run(project, SEED)
    file = project / "data/tasks/2021/021.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# 待与商务局核对\n", encoding="utf-8")
    before = contents(project)
    title = SEED.read_text(encoding="utf-8").split("\n")[0]
    code, output = run(project, page(project, (title, Q1_TITLE)))
    assert (code, "37 updated" in output) == (0, True)
    after = contents(project)
    for name, old in before.items():
        new = after[name].decode().split("\n")
        assert [line for line in old.decode().split("\n") if line not in new] == []
    loaded = load_project(project)
    assert not loaded.diagnostics
    assert {tuple(t.task.entries) for t in loaded.tasks} == {("Q1", "H1")}
    assert (project / "data/tasks/2021/021.yaml").read_text("utf-8").endswith("# 待与商务局核对\n")


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        ("\n2 69 大力推进", "\n2 69 着力推进", "task-differs", 8),
        ("环球影城商圈位于", "环球影城位于", "entry-differs", 8),
        ("\n5 93 ", "\n6 93 ", "numbering", 11),
        ("\n5 93 推动出台", "\n5 93推动出台", "bad-row", 11),
        ("\n5 93 ", "\n5 89 ", "duplicate-docket", 11),
    ],
)
def test_what_does_not_fit_is_reported_with_its_line(
    project: Path, old: str, new: str, rule: str, line: int
) -> None:
    run(project, SEED)
    before = contents(project)
    wrong = page(project, (old, new))
    code, output = run(project, wrong)
    assert code == 1
    assert re.search(rf"{wrong}:{line}:1: \S+\[{rule}\]", output)
    assert contents(project) == before


def test_another_spelling_of_a_docket_is_the_same_task(project: Path) -> None:
    run(project, SEED)
    before = contents(project)
    code, output = run(project, page(project, ("\n1 21 ", "\n1 0021 ")))
    assert (code, "37 the same" in output) == (0, True)
    assert contents(project) == before


def test_what_could_not_be_read_again_is_not_written(project: Path) -> None:
    code, output = run(project, page(project, ("以首善", "以\x0b首善")))
    assert code == 1
    assert "control-character" in output
    assert not (project / "data/tasks").exists()


def test_reports_name_rule_and_line(project: Path) -> None:
    run(project, SEED)
    wrong = page(project, ("\n2 69 大力推进", "\n2 69 着力推进"), ("\n5 93 ", "\n6 93 "))
    result = CliRunner().invoke(app, ["import", str(wrong), "--project", str(project)])
    shown = unwrapped(result.stderr)
    assert f"{wrong}:8:1: error[task-differs]" in shown
    assert f"{wrong}:11:1: error[numbering]" in shown


def test_a_page_that_is_no_table_is_refused(project: Path) -> None:
    path = project / "page.txt"
    path.write_text("没有表头\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["import", str(path), "--project", str(project)])
    assert "no-heading" in result.stderr
    assert "序号 市折子号 市政府工作报告任务 目前进展情况" in unwrapped(result.stderr)
    assert contents(project).keys() == {"data/report.yaml"}


def test_a_page_saved_by_notepad_is_read(project: Path) -> None:
    path = project / "page.txt"
    path.write_bytes(SEED.read_text(encoding="utf-8").encode("gb18030"))
    assert run(project, path)[0] == 0
    assert contents(project) == contents(ROOT)


def test_marks_are_restored_only_where_the_copy_lost_them(project: Path) -> None:
    path = project / "page.txt"
    wide = restore(SEED.read_text(encoding="utf-8")).replace("督查督办机制。", "督查督办机制(一)。")
    path.write_text(wide, encoding="utf-8")
    assert run(project, path)[0] == 0
    text = (project / "data/tasks/2021/021.yaml").read_text(encoding="utf-8")
    assert "督查督办机制(一)。" in text
    assert "，" in text


DYING = """
import os, signal, sys
left = int(sys.argv.pop(1))
def dying(function):
    def call(*arguments):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*arguments)
    return call
os.fsync, os.replace = dying(os.fsync), dying(os.replace)
from progress_report.cli import main
main()
"""
"""The program, killed where it puts something on the disk for the so-manieth time."""


@pytest.mark.program
@pytest.mark.parametrize("steps", [0, 20, 40, 42, 60, 77, 200])
def test_a_killed_import_has_happened_or_not(project: Path, steps: int) -> None:
    command = [sys.executable, "-c", DYING, str(steps), "import", str(SEED)]
    killed = subprocess.run(command, cwd=project, capture_output=True, check=False)
    assert killed.returncode == (0 if steps == 200 else -signal.SIGKILL)
    code, output = run(project, SEED, "--dry-run")
    files = {path for path in contents(project) if "tasks" in path}
    assert (code, len(files)) in {(0, 0), (0, 37)}
    assert f"37 {'the same' if files else 'tasks created'}" in output
    assert not [path for path in project.rglob(".*") if path.name != ".pytest_cache"]
    assert run(project, SEED)[0] == 0
    assert contents(project) == contents(ROOT)
