"""Loading and checking with several processes give what one process gives, to the byte."""

import subprocess
import sys
from pathlib import Path

import pytest
from support.project import GOOD, LAYOUT, ROOT, project

from progress_report.check import search
from progress_report.source import load

pytestmark = pytest.mark.program

BROKEN = sorted((ROOT / "tests/examples/broken").glob("*.yaml"))
PROGRAM = """
import os, sys
from progress_report.system import parallel
from progress_report.check import search
from progress_report.cli import main
from progress_report.source import load

least, kill = int(sys.argv.pop(1)), sys.argv.pop(1) == "kill"
load.PARALLEL_FROM = search.PARALLEL_FROM = least
parallel.cores = lambda: 3
fork, here = os.fork, os.getpid()

def counted():
    with open("forks", "a") as file:
        file.write("x")
    process = fork()
    if kill and not process:
        os.kill(os.getpid(), 9)
    return process

os.fork = counted
main()
"""


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with every kind of broken file, and with diagnostics in prose and at keys."""
    assert BROKEN
    real = sorted((ROOT / "data/tasks/2021").glob("*.yaml"))
    files = {f"t{path.stem}": path.read_bytes() for path in (*real, *BROKEN)}
    words = "城管委法制轨道截至目前，，投资3亿元，其中甲1亿元、乙1亿元。"
    for number in range(1000, 1020):
        task = GOOD.replace("docket: 1", f"docket: {number}")
        files[f"t{number}"] = task.replace("进展。", f"第{number}项{words}").encode()
    entry = "  H1: {progress: 进展。}\n"
    early = GOOD.replace("docket: 1", "docket: 1020").replace("H1", "Q1")
    files["t1020"] = f"{early}ignore: [{{rule: doubled-mark, why: 原文如此}}]\n".encode()
    late = "  Q1: {progress: 预计5月底完工。}\n  H1: {progress: 正在施工。}\n"
    files["t1021"] = GOOD.replace("docket: 1", "docket: 1021").replace(entry, late).encode()
    return project(tmp_path_factory.mktemp("mixed"), LAYOUT, **files)


def check(
    folder: Path, least: int, *arguments: str, kill: bool = False
) -> tuple[int, str, str, int]:
    """Exit code, both outputs, and how many processes were asked for."""
    (folder / "forks").write_text("", encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(least), "kill" if kill else "", "check", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout, run.stderr, len((folder / "forks").read_bytes())


@pytest.mark.parametrize(
    "arguments",
    [(), ("--format", "json"), ("--select", "structure"), ("2021Q1",), ("--select", "continuity")],
)
def test_several_processes_find_what_one_finds(mixed: Path, arguments: tuple[str, ...]) -> None:
    *alone, none = check(mixed, 10**9, *arguments)
    *together, some = check(mixed, 1, *arguments)
    assert together == alone
    assert alone[0] == 1
    assert (none, some >= 2) == (0, True)


def test_processes_that_are_killed_change_nothing(mixed: Path) -> None:
    *alone, _none = check(mixed, 10**9)
    *together, some = check(mixed, 1, kill=True)
    assert together == alone
    assert some >= 2


def test_diagnostics_of_every_kind_are_compared(mixed: Path) -> None:
    _code, told, _summary, _none = check(mixed, 10**9)
    for rule in ("doubled-mark", "unused-ignore", "missing-report", "fullwidth-colon"):
        assert f"[{rule}]" in told, rule


def test_a_small_project_takes_one_process(mixed: Path) -> None:
    assert check(mixed, min(load.PARALLEL_FROM, search.PARALLEL_FROM))[3] == 0


def test_form_alone_is_found_the_same_without_the_rules_on_prose(mixed: Path) -> None:
    alone = check(mixed, 10**9, "--select", "structure")
    assert "[fullwidth-colon]" in alone[1]
    assert check(mixed, 10**9, "--select", "structure,empty-file") == alone
