"""Two branches that both closed a period, in a repository of the test's own."""

from pathlib import Path

import pytest
from git.test_setup import FILE, TASK, git
from support.project import project, report

pytestmark = pytest.mark.program


def commit(folder: Path, text: str, *words: str) -> None:
    """Write the task, run the program, and commit everything."""
    (folder / FILE).write_text(text, encoding="utf-8")
    run = report(*words, cwd=folder)
    assert run.returncode == 0, run.stderr
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "closed")


@pytest.mark.parametrize(("side", "day", "figure"), [("ours", 9, "35.76%"), ("theirs", 10, "80%")])
def test_both_files_conflict_as_wholes_and_a_side_is_chosen(
    tmp_path: Path, side: str, day: int, figure: str
) -> None:
    folder = project(tmp_path / "区", t021=TASK)
    git(folder, "init", "-q", "-b", "main")
    report("git-setup", cwd=folder)
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "base")
    git(folder, "checkout", "-qb", "other")
    commit(folder, TASK.replace("35.76%", "80%"), "close", "2021H1", "--on", "2021-07-10")
    git(folder, "checkout", "-q", "main")
    commit(folder, TASK, "close", "2021H1", "--on", "2021-07-09")
    assert report("close", "2021H1", f"--{side}", cwd=folder).returncode == 1  # no conflict yet
    git(folder, "merge", "-q", "other", fails=True)
    files = ("data/closed/2021H1.json", "data/periods/2021H1.yaml")
    assert all(b"<<<<<<<" not in (folder / name).read_bytes() for name in files)
    assert {*git(folder, "diff", "--name-only", "--diff-filter=U").split()} == {*files}
    run = report("close", "2021H1", f"--{side}", cwd=folder)
    assert run.stdout.split() == [*files]
    assert f"date: 2021-07-{day:02}" in (folder / files[1]).read_text(encoding="utf-8")
    git(folder, "add", *files)
    git(folder, "commit", "-qm", "merged")
    assert report("build", "2021H1", "--format", "md", cwd=folder).returncode == 0
    assert figure in (folder / "out/2021H1.md").read_text(encoding="utf-8")


def test_files_of_two_sides_are_an_error_that_stops_a_build(tmp_path: Path) -> None:
    folder = project(tmp_path, t021=TASK)
    assert report("close", "2021H1", "--on", "2021-07-09", cwd=folder).returncode == 0
    table = folder / "data/closed/2021H1.json"
    table.write_bytes(table.read_bytes().replace(b"35.76%", b"80%"))
    run = report("check", cwd=folder)
    assert (run.returncode, "closed-table" in run.stdout) == (1, True)
    assert "--theirs" in run.stdout
    assert report("build", "2021H1", cwd=folder).returncode == 1
