"""Killed, interrupted, denied or out of room at any point: nothing is half-written or lost."""

import atexit
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import openpyxl  # type: ignore[import-untyped]  # the package carries no types
import pytest
from support.faults import FAULTS, MET, contents
from support.project import GOOD, PROGRAM, ROOT, project, report

pytestmark = pytest.mark.program

ENV = {**os.environ, "LANG": "C.UTF-8", "LC_ALL": "", "LANGUAGE": ""}
BUILD = [*PROGRAM, "build", "--format", "html"]
FAULTS_PROGRAM = ROOT / "tests/support/faults.py"
COLUMNS = """
title: "{year}年{period}表"
columns:
  - {heading: 序号, value: number, width: 1}
  - {heading: 折子号, value: docket, width: 1}
  - {heading: 任务, value: task, width: 3}
  - {heading: 进展, value: progress, width: 3}
"""
PAGE = """2021年下半年表
序号 折子号 任务 进展
1 1 任务。 新。
2 2 任务二。 新二。
3 3 任务三。 新三。
"""
PAGE_BEFORE = PAGE.replace("2021", "2020")
FIRST = GOOD.replace("entries", "lead: 甲局\nentries")
SECOND = FIRST.replace("1\ntask: 任务", "2\ntask: 任务二")
COMMANDS = {
    "build": ["build", "--format", "csv,json"],
    "import of two years": ["import", "page.txt", "before.txt"],
    "collect merge": ["collect", "merge", "returned/2021H2-甲局.xlsx"],
    "fmt": ["fmt"],
}


@cache
def returned_form() -> Path:
    """A folder with the form of the one unit, filled in."""
    folder = Path(mkdtemp())
    atexit.register(shutil.rmtree, folder)
    made = project(folder, COLUMNS, t001=FIRST, t002=SECOND)
    done = report("collect", "forms", "2021H2", "--out", "returned", cwd=made)
    assert done.returncode == 0, done.stderr
    [form] = (made / "returned").iterdir()
    workbook = openpyxl.load_workbook(form)
    for row in workbook.active.iter_rows():
        for cell in row:
            if not cell.protection.locked and cell.value is None and cell.fill.patternType:
                cell.value = "新。"  # a yellow one, not the line of signatures
    workbook.save(form)
    return made / "returned"


def pristine(folder: Path) -> Path:
    """Old outputs, files to format, a page that makes and changes files, a form come back."""
    made = project(folder, COLUMNS, t001=FIRST, t002=SECOND)
    (made / "page.txt").write_text(PAGE, encoding="utf-8")
    (made / "before.txt").write_text(PAGE_BEFORE, encoding="utf-8")
    (made / "data/tasks/2020").mkdir()
    (made / "data/tasks/2020/001.yaml").write_text(FIRST.replace("2021", "2020"), encoding="utf-8")
    shutil.copytree(returned_form(), made / "returned")
    (made / "out").mkdir()
    for form in ("csv", "html"):
        (made / f"out/2021H1.{form}").write_text("old", encoding="utf-8")
    return made


def tries(folder: Path, kind: str, command: list[str], first: int = 1) -> list[dict[str, Any]]:
    """What came of each fault, beginning with that at the first or a later change of the disk."""
    done = subprocess.run(
        [sys.executable, FAULTS_PROGRAM, kind, folder / "pristine", str(first), "200", *command],
        cwd=folder,
        env=ENV,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert 0 <= lines[-1]["code"] < MET, done.stderr  # the last one met no fault
    return lines


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        # every fault where one folder, and where several are written; the others write likewise
        *((command, kind) for command in ("build", "import of two years") for kind in FAULTS),
        *((command, "killed") for command in ("collect merge", "fmt")),
    ],
)
def test_every_file_is_wholly_old_or_wholly_new(tmp_path: Path, command: str, kind: str) -> None:
    old = contents(pristine(tmp_path / "pristine"))
    *faulty, last = tries(tmp_path, kind, COMMANDS[command])
    new = last["left"]
    assert last["code"] == 0
    assert new != old
    assert len(faulty) >= 4  # a folder or a file made, flushed, moved
    for number, tried in enumerate(faulty, start=1):
        kept = {name: text for name, text in tried["left"].items() if not is_temporary(name)}
        torn = [n for n, text in kept.items() if text not in {old.get(n), new.get(n)}]
        assert torn == [], f"fault {number}"
        assert kept.keys() >= old.keys(), f"fault {number}"
        if kind != "killed":
            assert tried["left"] in (old, new), f"fault {number} left some old and some new"
            assert tried["code"] != MET or tried["left"] == new, f"fault {number} was hidden"
        assert data(tried["settled"]) in (data(old), data(new)), f"after fault {number}"
        assert tried["again"] == 0, f"after fault {number}"
        assert tried["after"] in (None, new), f"after fault {number}"


def test_what_puts_a_killed_run_in_order_may_be_killed_too(tmp_path: Path) -> None:
    old = data(contents(pristine(tmp_path / "pristine")))
    *killed, last = tries(tmp_path, "killed", COMMANDS["import of two years"], first=40)
    new = data(last["left"])
    mixed = [tried["left"] for tried in killed if data(tried["left"]) not in (old, new)]
    assert mixed
    assert new.keys() - old.keys()  # files changed, and files made
    shutil.rmtree(tmp_path / "pristine")
    for name, text in mixed[-1].items():
        path = tmp_path / "pristine" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("latin-1"))
    *again, last = tries(tmp_path, "killed", COMMANDS["build"])
    assert len(again) > 10
    for number, tried in enumerate([*again, last], start=1):
        assert data(tried["settled"]) == old, f"after fault {number}"


def data(left: dict[str, str]) -> dict[str, str]:
    """What can be read of the task files."""
    return {n: text for n, text in left.items() if n.startswith("data/") and not is_temporary(n)}


def is_temporary(name: str) -> bool:
    """Hidden files: what a killed run leaves beside, and nobody reads."""
    return any(part.startswith(".") for part in name.split("/"))


def state(folder: Path) -> dict[str, str]:
    """What a reader of the folder sees."""
    return {name: text for name, text in contents(folder).items() if not is_temporary(name)}


def test_killed_at_growing_delays_until_it_finishes(tmp_path: Path) -> None:
    folder = pristine(tmp_path / "project")
    old = state(folder)
    for tried in range(200):
        started = subprocess.Popen(BUILD, cwd=folder, stdout=subprocess.DEVNULL, stderr=None)
        try:
            ended = started.wait(0.03 * tried)
            break
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()
        assert state(folder) == old or tried > 3  # no file is made before the program has begun
        page = (folder / "out/2021H1.html").read_text(encoding="utf-8")
        assert page == "old" or page.endswith("</html>\n")
    assert ended == 0
    assert tried > 3
    assert [name for name in contents(folder) if is_temporary(name)] == []


@pytest.mark.parametrize("limit", [0, 1, 500, 5_000])
def test_files_may_not_grow(tmp_path: Path, limit: int) -> None:
    folder = pristine(tmp_path / "project")
    old = contents(folder)
    done = subprocess.run(
        ["prlimit", f"--fsize={limit}", *BUILD],
        cwd=folder,
        env=ENV,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert contents(folder) == old
    assert "out/" in done.stderr
    assert "too large" in done.stderr


def test_a_small_disk_is_full(tmp_path: Path) -> None:
    folder = pristine(tmp_path / "project")
    old = contents(folder)
    small = 'mount -t tmpfs -o size=12k none out && cp kept out/2021H1.html && "$@"; code=$?; '
    script = small + "cat out/2021H1.html >left; ls -A out >names; exit $code"
    (folder / "kept").write_text("old", encoding="utf-8")
    inside = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"]
    if subprocess.run([*inside[:4], "true"], check=False, capture_output=True).returncode:
        pytest.skip("this machine makes no namespaces")
    done = subprocess.run(
        [*inside, *BUILD],
        cwd=folder,
        env=ENV,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "No space left" in done.stderr
    assert (folder / "left").read_text(encoding="utf-8") == "old"
    assert (folder / "names").read_text(encoding="utf-8").split() == ["2021H1.html"]
    assert contents(folder).keys() - {"kept", "left", "names"} == old.keys()


def test_two_builds_at_once(tmp_path: Path) -> None:
    folder = pristine(tmp_path / "project")
    builds = [
        subprocess.Popen(
            BUILD,
            cwd=folder,
            env=ENV,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    told = [build.communicate() for build in builds]
    codes = [build.returncode for build in builds]
    assert 0 in codes
    for code, (_out, errors) in zip(codes, told, strict=True):
        assert (code, "another" in errors) in {(0, False), (2, True)}, errors
    page = (folder / "out/2021H1.html").read_text(encoding="utf-8")
    assert page.endswith("</html>\n")
    assert [name for name in contents(folder) if is_temporary(name)] == []


@pytest.mark.parametrize("delay", [0, 0.02, 0.05, 0.1, 0.2, 0.4])
def test_interrupted_at_any_time_it_ends_quietly(tmp_path: Path, delay: float) -> None:
    folder = pristine(tmp_path / "project")
    old = contents(folder)
    begun = "from progress_report.cli import main; print(flush=True); main()"
    started = subprocess.Popen(
        [sys.executable, "-c", begun, "build"],
        cwd=folder,
        env=ENV,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert started.stdout is not None
    assert started.stdout.readline() == "\n"  # Python and our first line are there
    time.sleep(delay)
    started.send_signal(signal.SIGINT)
    out, errors = started.communicate()
    assert "Traceback" not in errors
    if started.returncode:
        assert started.returncode in {130, -signal.SIGINT}
        if contents(folder) != old:  # it had done its work when the signal came
            assert out.split() in ([], ["out/2021H1.html", "out/2021H1.pdf"])
            assert [name for name in contents(folder) if is_temporary(name)] == []
            checked = subprocess.run([*BUILD, "--check"], cwd=folder, env=ENV, check=False)
            assert checked.returncode == 0
        else:
            assert out == ""
