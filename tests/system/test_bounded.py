"""A bounded process: what it gives back, and that it ends, whatever happens.

As in test_parallel, each test runs a program of its own, which can fork; with a second thread it
cannot, and a new interpreter does the work.
"""

import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from progress_report.render.html.templates import TemplateError
from progress_report.system.bounded import run_bounded

pytestmark = pytest.mark.program

BEGIN = """
import os, signal, sys, tempfile, threading, time
from progress_report.domain.diagnostics import DataError
from progress_report.system import limits
from progress_report.system.bounded import Bounds, run_bounded
from progress_report.system.parallel import fork_map
def run(function, *arguments, seconds=60.0):
    try:
        return run_bounded(function, *arguments, bounds=Bounds("page.html.j2", seconds))
    except DataError as error:
        return error
"""
THREAD = "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"


def program(body: str) -> str:
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", BEGIN + body + "\nos._exit(sys.stdout.flush() or 0)"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "LANGUAGE": "en"},
    )
    assert not result.stderr, result.stderr
    return result.stdout.strip()


BOTH = pytest.mark.parametrize("begin", ["", THREAD], ids=["fork", "new interpreter"])


@BOTH
def test_it_gives_back_what_the_function_returns_or_raises(begin: str) -> None:
    assert program(begin + "print(run(divmod, 7, 2), run(os.getpid) == os.getpid())") == (
        "(3, 1) False"
    )
    body = "try: run(int, 'x')\nexcept ValueError as error: print(error)"
    assert program(begin + body) == "invalid literal for int() with base 10: 'x'"


@BOTH
def test_the_monitor_stays_in_this_process(begin: str) -> None:
    body = (
        "import json\n"
        "class Monitor:\n"
        "    def __init__(self): self.lock, self.text = threading.Lock(), ''\n"
        "    def write(self, text): self.text += text\n"
        "monitor = Monitor()\n"
        "bounds = Bounds('page.html.j2', 60.0)\n"
        "print(run_bounded(json.dump, [1, 2], bounds=bounds, monitor=monitor), monitor.text)"
    )
    assert program(begin + body) == "None [1, 2]"


def test_without_bounds_this_process_does_the_work() -> None:
    assert run_bounded(os.getpid, bounds=None) == os.getpid()


def test_an_error_of_a_template_keeps_its_place() -> None:
    error = pickle.loads(pickle.dumps(TemplateError("a.j2", 3, "wrong")))  # noqa: S301 - our own
    assert (str(error), error.line) == ("a.j2:3: wrong", 3)


@BOTH
@pytest.mark.parametrize(
    "call", ["time.sleep, 60", "sum, [[1] * 1000] * 100_000, []"], ids=["waits", "loops in C"]
)
def test_it_ends_when_the_time_is_up(begin: str, call: str) -> None:
    started = time.monotonic()
    error = program(begin + f"print(run({call}, seconds=0.2))")
    assert error == "page.html.j2: it takes longer than 0.2 seconds; look at its loops and styles"
    assert time.monotonic() - started < 30


@BOTH
def test_it_ends_when_it_takes_too_much_memory(begin: str) -> None:
    error = program(begin + "print(run(bytearray, 3 * 2**30))")
    assert (
        error == "page.html.j2: it takes more than 2048 MB of memory; look at its loops and styles"
    )


@BOTH
def test_a_crash_is_an_error(begin: str) -> None:
    assert program(begin + "print(run(os.kill, 0, 0), run(os.abort))") == (
        "None page.html.j2: its process was ended by signal 6 (Aborted); memory may be short; "
        "its page cannot be made; simplify it"
    )


@BOTH
def test_temporary_files_are_removed_even_after_a_crash(begin: str) -> None:
    body = (
        "folder = run(tempfile.mkdtemp)\n"
        "print(folder.startswith(tempfile.gettempdir()), os.path.exists(os.path.dirname(folder)))"
    )
    assert program(begin + body) == "True False"


def test_it_starts_no_process() -> None:
    assert program("print(len(run(lambda: {*fork_map(lambda n: os.getpid(), range(9))})))") == "1"


WAITING = "run(lambda: print(os.getpid(), flush=True) or time.sleep(60))"
IN_A_WORKER = f"""
def work(number):
    while os.getpid() == HERE:
        time.sleep(0.01)  # and leave it to the worker
    {WAITING}
HERE = os.getpid()
fork_map(work, range(2), workers=2)
"""


@pytest.mark.parametrize("body", [WAITING, IN_A_WORKER], ids=["parent", "worker"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_ends_with_its_parent(number: int, body: str, tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", BEGIN + body],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TMPDIR": str(tmp_path)},  # it cannot tidy up after itself
    )
    with parent:
        assert parent.stdout is not None
        process = int(parent.stdout.readline())
        parent.send_signal(number)
        parent.wait(30)
    end = time.monotonic() + 30
    while not _has_ended(process) and time.monotonic() < end:
        time.sleep(0.01)
    assert _has_ended(process)


def test_the_next_call_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    def begin(body: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", BEGIN + body]
        env = {**os.environ, "TMPDIR": str(tmp_path)}
        return subprocess.Popen(command, stdout=subprocess.PIPE, env=env)

    with begin(WAITING) as killed, begin(WAITING) as alive:
        for process in (killed, alive):
            assert process.stdout is not None
            process.stdout.readline()
        (tmp_path / "report-bounded-of-a-link").symlink_to(tmp_path)
        (tmp_path / "report-bounded-new").mkdir()
        killed.kill()
        killed.wait()
        [first, second] = [p for p in tmp_path.glob("report-bounded-????????") if p.is_dir()]
        (first / "deep").mkdir()
        for folder in (first, second):
            os.utime(folder, (0, 0))
        with begin("print(run(divmod, 7, 2))") as next_call:
            assert next_call.wait() == 0
        left = {path.name for path in tmp_path.iterdir()}
        assert len(left & {first.name, second.name}) == 1
        assert {"report-bounded-of-a-link", "report-bounded-new"} < left
        alive.kill()


def _has_ended(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(") ")[2].startswith("Z")
    except OSError:
        return True
