"""`report fmt` as a user runs it."""

from pathlib import Path

import pytest
from support.project import GOOD, project, report

pytestmark = pytest.mark.program

CANONICAL = (
    "year: 2021\ndocket: 2\ntask: |\n  任务。\nentries:\n  H1:\n    progress: |\n      进展。\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    windows = "\ufeff" + CANONICAL.replace("2\ntask", "3\ntask").replace("\n", "\r\n")
    return project(tmp_path, t001=GOOD, t002=CANONICAL, t003=windows)


def texts(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "data/tasks/2021").iterdir()}


def test_all_files_are_formatted_and_the_changed_ones_named(folder: Path) -> None:
    run = report("fmt", cwd=folder)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == "data/tasks/2021/001.yaml\ndata/tasks/2021/003.yaml\n"
    assert texts(folder) == {
        f"00{docket}.yaml": CANONICAL.replace("docket: 2", f"docket: {docket}").encode()
        for docket in (1, 2, 3)
    }
    run = report("fmt", cwd=folder)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_only_the_files_named_are_formatted(folder: Path) -> None:
    before = texts(folder)
    run = report("fmt", "2021/003.yaml", "2021/002.yaml", cwd=folder / "data/tasks")
    assert (run.returncode, run.stdout) == (0, "2021/003.yaml\n")
    assert [name for name, text in texts(folder).items() if text != before[name]] == ["003.yaml"]


def test_checking_lists_and_never_writes(folder: Path) -> None:
    before = texts(folder)
    run = report("fmt", "--check", cwd=folder)
    assert run.returncode == 1
    assert run.stdout == "data/tasks/2021/001.yaml\ndata/tasks/2021/003.yaml\n"
    assert texts(folder) == before
    assert report("fmt", "--check", "data/tasks/2021/002.yaml", cwd=folder).returncode == 0


def test_a_diff_shows_what_would_change_and_writes_nothing(folder: Path) -> None:
    before = texts(folder)
    run = report("fmt", "--diff", cwd=folder)
    assert run.returncode == 0
    lines = run.stdout.split("\n")
    assert lines[0] == "--- data/tasks/2021/001.yaml"
    assert "-task: 任务。" in lines
    assert "+  任务。" in lines
    assert "-<BOM>year: 2021<CR>" in lines
    assert texts(folder) == before
    assert report("fmt", "--diff", "--check", cwd=folder).returncode == 1


def test_a_broken_file_is_reported_and_does_not_keep_the_others(folder: Path) -> None:
    broken = folder / "data/tasks/2021/001.yaml"
    broken.write_text(GOOD.replace("task:", "tasks:"), encoding="utf-8")
    before = texts(folder)
    run = report("fmt", cwd=folder)
    assert run.returncode == 1
    assert run.stdout == "data/tasks/2021/003.yaml\n"
    assert "data/tasks/2021/001.yaml:3:1: error[unknown-key]" in run.stderr
    assert "1 error(s); files with errors are left as they are" in run.stderr
    after = texts(folder)
    assert after["001.yaml"] == before["001.yaml"]
    assert after["003.yaml"] != before["003.yaml"]


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("data/report.yaml", 2, "only task files and periods files have a canonical form"),
        ("data/tasks", 2, "is a folder"),
        ("nowhere.yaml", 2, "there is no"),
    ],
)
def test_what_is_no_task_file_is_refused(folder: Path, name: str, code: int, words: str) -> None:
    run = report("fmt", name, cwd=folder)
    assert (run.returncode, run.stdout) == (code, "")
    assert words in run.stderr


def test_radicals_are_replaced_only_on_request(folder: Path) -> None:
    path = folder / "data/tasks/2021/001.yaml"
    task = (
        'year: 2021\ndocket: 1\ntask: ⼈⼤\uf92e议案。 # ⾏\nentries: {H1: {progress: "⼈,好"}}\n'
    )
    path.write_text(task, encoding="utf-8")
    assert report("fmt", str(path), cwd=folder).returncode == 0
    before = path.read_text("utf-8")
    assert "⼈⼤\uf92e议案。" in before
    assert report("fmt", "--fix", "--check", str(path), cwd=folder).returncode == 1
    assert report("fmt", "--fix", str(path), cwd=folder).returncode == 0
    replaced = before.replace("⼈⼤\uf92e", "人大冷").replace("⾏", "行").replace("⼈,", "人，")
    assert path.read_text("utf-8") == replaced
    period = folder / "data/periods/2021H1.yaml"
    period.parent.mkdir()
    period.write_text('notes: ["⾏政,区划。"]\n', encoding="utf-8")
    assert report("fmt", "--fix", str(period), cwd=folder).returncode == 0
    assert "行政,区划。" in period.read_text("utf-8")
