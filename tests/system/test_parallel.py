"""Work on every core: what comes back, or is raised, is what the plain list would give.

A process of many threads, such as the one these tests run in, does not fork: each has its own.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from progress_report.system.parallel import fork_map

pytestmark = pytest.mark.program

BEGIN = """
import os, signal, sys, threading, time
from progress_report.system import parallel
from progress_report.system.parallel import fork_map
HERE = os.getpid()
"""


def run(body: str) -> str:
    """Run a program; what it prints."""
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", BEGIN + body],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert not result.stderr, result.stderr
    return result.stdout.strip()


@pytest.mark.parametrize("count", [0, 1, 2, 3, 31, 32, 33, 1000])
def test_results_come_in_the_order_of_the_items(count: int) -> None:
    said = run(f"print(fork_map(lambda n: n * n, range({count}), workers=3))")
    assert said == str([n * n for n in range(count)])


def test_the_work_is_shared() -> None:
    said = run(
        "print(len(set(fork_map(lambda n: time.sleep(.1) or os.getpid(), 'abcdef', workers=3))))"
    )
    assert said == "3"


def test_this_process_works_alone_where_a_copy_would_not_be_sound() -> None:
    alone = "print(set(fork_map(lambda n: os.getpid(), range(99), workers=2)) == {HERE})"
    thread = "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    assert run(thread + alone) == "True"
    assert run("sys.platform = 'darwin'\n" + alone) == "True"
    assert run(alone.replace("workers=2", "workers=1")) == "True"
    assert run("os.sched_setaffinity(0, [0])\n" + alone.replace(", workers=2", "")) == "True"


def test_a_call_within_a_call_asks_for_no_more_processes() -> None:
    said = run(
        "def inner(n): return os.getpid()\n"
        "def outer(n): return {os.getpid(), *fork_map(inner, range(9), workers=3)}\n"
        "print({len(pids) for pids in fork_map(outer, range(9), workers=2)})\n"
        "print(len(set(fork_map(lambda n: time.sleep(.1) or os.getpid(), 'ab', workers=2))))"
    )
    assert said.split() == ["{1}", "2"]


def test_what_a_killed_copy_had_is_done_here() -> None:
    said = run(
        "def work(n):\n"
        "    time.sleep(.01)\n"
        "    if os.getpid() != HERE and n >= 40: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return n\n"
        "print(fork_map(work, range(99), workers=2) == [*range(99)])"
    )
    assert said == "True"


def test_a_result_that_cannot_be_sent_is_made_here() -> None:
    said = run("print([f() for f in fork_map(lambda n: lambda: n, range(9), workers=2)])")
    assert said == str([*range(9)])


def test_of_two_failures_the_first_in_order_is_raised() -> None:
    said = run(
        "def work(n):\n"
        "    time.sleep(.01)\n"
        "    if n in (41, 97): raise ValueError(n)\n"
        "    if n > 97: open(f'{n}', 'x')\n"
        "try: fork_map(work, range(99), workers=2)\n"
        "except ValueError as error: print(error, os.getpid() == HERE)"
    )
    assert said == "41 True"


def test_nothing_is_printed_twice_or_lost() -> None:
    said = run("print('before')\nfork_map(lambda n: n, range(9), workers=2)\nprint('after')")
    assert said.split() == ["before", "after"]


def test_without_more_processes_this_one_does_all() -> None:
    said = run(
        "def refuse(): raise BlockingIOError\n"
        "os.fork = refuse\n"
        "print(fork_map(str, range(9), workers=2))"
    )
    assert said == str([*map(str, range(9))])


def test_ctrl_c_while_a_copy_is_made_is_raised_once() -> None:
    body = """
made = []
fork = os.fork
def interrupted():
    process = fork()
    made.append(process)
    os.kill(os.getpid(), signal.SIGINT)
    return process
os.fork = interrupted
try:
    fork_map(lambda number: time.sleep(60), range(9), workers=3)
except KeyboardInterrupt:
    print(os.getpid() == HERE)
try:
    os.waitpid(made[0], os.WNOHANG)
except ChildProcessError:
    print("waited for")
"""
    assert run(body) == "True\nwaited for"


@pytest.mark.parametrize("stopped", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_a_stopped_process_leaves_no_copy(stopped: str, tmp_path: Path) -> None:
    body = (
        "def work(n):\n"
        f"    open(f'{tmp_path}/{{os.getpid()}}', 'w').close()\n"
        "    time.sleep(.05)\n"
        "try: fork_map(work, range(100_000), workers=3)\n"
        "except KeyboardInterrupt: pass\n"
    )
    with subprocess.Popen([sys.executable, "-c", BEGIN + body]) as process:
        deadline = time.monotonic() + 30
        while len([*tmp_path.iterdir()]) < 3 and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(process.pid, getattr(signal, stopped))
    pids = [int(path.name) for path in tmp_path.iterdir()]
    assert len(pids) == 3
    deadline = time.monotonic() + 30
    while any(map(_lives, pids)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not [pid for pid in pids if _lives(pid)]


def _lives(pid: int) -> bool:
    """Whether a process runs: the dead whom nobody has waited for do not."""
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")")[1].split()[0] != "Z"
        )
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_in_a_process_of_many_threads_the_same_is_returned() -> None:
    assert fork_map(str, range(9), workers=2) == [*map(str, range(9))]
