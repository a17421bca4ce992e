"""How far long work is, on a terminal and nowhere else."""

import os
import pty
import re
import select
import subprocess
from pathlib import Path

import pytest
from support.project import GOOD, LAYOUT, PROGRAM, project

from progress_report.cli.progress import _phase, shown
from progress_report.system import progress
from progress_report.system.parallel import fork_map
from progress_report.system.progress import Progress


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_shared", None)
    monkeypatch.setattr(progress, "_is_last", False)
    progress.watch()


def state() -> tuple[str, int, int]:
    return progress.present()[:3]


@pytest.mark.program
@pytest.mark.usefixtures("watched")
def test_items_are_counted_in_every_process() -> None:
    progress.begin("读取", 40)
    assert state() == ("读取", 0, 40)
    fork_map(str, range(40), workers=2)
    assert state() == ("读取", 40, 40)
    assert list(progress.counted("比较", "ab")) == ["a", "b"]
    assert state() == ("比较", 2, 2)
    progress.begin("")
    assert state() == ("", 0, 0)


@pytest.mark.usefixtures("watched")
def test_within_the_last_phase_no_other_begins() -> None:
    progress.begin("项目", 2, is_last=True)
    progress.begin("读取", 40)
    progress.advance()
    progress.reach(1)
    assert state() == ("项目", 1, 2)


def test_nothing_is_counted_unless_someone_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_shared", None)
    progress.begin("读取", 40)
    progress.advance()
    progress.reach(3)
    assert state() == ("", 0, 0)


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (Progress("读取", 30, 3000, is_estimated=False, unit=""), "读取 30/3,000"),
        (Progress("读取", 9, 8, is_estimated=False, unit=""), "读取 8/8"),
        (Progress("排版", 412, 2200, is_estimated=True, unit="页"), "排版 412/about 2,200 页"),
        (Progress("排版", 3, 2, is_estimated=True, unit="页"), "排版 3/about 2 页"),
        (Progress("排版", 0, 0, is_estimated=False, unit=""), "排版"),
    ],
)
def test_a_phase_is_its_name_and_what_is_done(state: Progress, text: str) -> None:
    assert _phase(state) == text


def test_before_the_first_phase_the_line_says_that_the_program_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(progress, "_shared", None)
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal:
        monkeypatch.setattr("sys.stderr", terminal)
        with shown(["build"]):
            assert select.select([ours], [], [], 10)[0]
            assert os.read(ours, 100).startswith(b"\r\x1b[Kstarting")
    os.close(ours)


def on_terminal(*arguments: str, cwd: Path) -> str:
    """What a command writes to standard error if that is a terminal."""
    ours, theirs = pty.openpty()
    command = [*PROGRAM, "--lang", "zh", *arguments]
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    written = b""
    try:
        while part := os.read(ours, 65536):
            written += part
    except OSError:
        pass  # Linux ends a terminal so
    os.close(ours)
    process.wait()
    return written.decode()


@pytest.mark.program
def test_phases_are_shown_while_a_command_runs_and_nothing_stays(tmp_path: Path) -> None:
    # slow enough to be seen
    loops = "{% for n in range(6000) %}{% for m in range(4000) %}{% endfor %}{% endfor %}"
    slow = f"{loops}{{% extends 'builtin/page.html.j2' %}}"
    folder = project(tmp_path, LAYOUT, t001=GOOD)
    (folder / "templates").mkdir()
    (folder / "templates/page.html.j2").write_text(slow, encoding="utf-8")
    shown = on_terminal("build", "--format", "html", cwd=folder)
    assert re.search(r"\r\x1b\[K读取 1/1 · 用时 0:\d\d", shown)
    assert shown.endswith("\r\x1b[K")
    run = subprocess.run(
        [*PROGRAM, "build", "--force", "--format", "html"],
        cwd=folder,
        capture_output=True,
        check=True,
    )
    assert b"\r" not in run.stdout + run.stderr
