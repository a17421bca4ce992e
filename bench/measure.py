"""Whole processes side by side: A B A B, medians with their spread, peak memory, ratios."""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PYTHON = sys.executable
OURS = [PYTHON, "-c", "from progress_report.cli import main; main()"]
# Where Python may not keep what it compiled, every process compiles its source again.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
_TICKS = os.sysconf("SC_CLK_TCK")
_PAUSE = 0.01
"""Seconds between two looks at how much memory a process has."""


class Cost(NamedTuple):
    """Of one process: seconds by the clock, seconds of processor, peak memory in MB."""

    seconds: float
    busy: float
    memory: float


class Command(NamedTuple):
    """What to run, and in which of its folders."""

    words: Sequence[str]
    folder: Path
    passes: Sequence[int] = (0,)
    """Exit codes that are no failure."""


@dataclass
class Costs:
    """What a command took in each round, and its peak memory."""

    seconds: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    """Seconds of processor, those of its children among them."""
    memory: float = 0
    """MB of all its processes together; pages that helpers share with the first count once."""


def measure(commands: Mapping[str, Command], rounds: int) -> dict[str, Costs]:
    """Run commands in turn, A B A B, after one round to warm up, in which memory is looked at.

    A single round is a trial: there is none to warm up, and memory is that of the first process.

    Raises:
        CalledProcessError: one failed.
    """
    is_trial = rounds == 1
    costs = {
        title: Costs(memory=0 if is_trial else _peak(command))
        for title, command in commands.items()
    }
    before, start = _all_busy(), time.perf_counter()
    for _round in range(rounds):
        for title, command in commands.items():
            cost = _run_again_if_killed(title, command)
            costs[title].seconds.append(cost.seconds)
            costs[title].busy.append(cost.busy)
            if is_trial:
                costs[title].memory = cost.memory
    ours = sum(sum(cost.busy) for cost in costs.values())
    others = (_all_busy() - before - ours) / (time.perf_counter() - start)
    if others > 0.1:  # noqa: PLR2004 - a tenth of a core is what a system at rest does
        print(f"  (not quiet: others used {others:.1f} cores of {os.cpu_count()} meanwhile)")
    return costs


def _run_again_if_killed(title: str, command: Command) -> Cost:
    """Run it, and once more where somebody else's program died by a signal.

    Others' native code does so once in hundreds of runs (Pango, as Python ends): no reason to lose
    what was measured so far. Ours has no such excuse.
    """
    try:
        return run(*command)
    except subprocess.CalledProcessError as error:
        if error.returncode >= 0 or [*command.words][: len(OURS)] == OURS:
            raise
        print(f"  ({title} died by signal {-error.returncode}; run once more)")
        return run(*command)


def run(words: Sequence[str], folder: Path, passes: Sequence[int] = (0,)) -> Cost:
    """Run a command once, and see what it costs.

    Raises:
        CalledProcessError: it failed.
    """
    start = time.perf_counter()
    with _start(words, folder) as process:
        _pid, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in passes:
        raise subprocess.CalledProcessError(process.returncode, [*words][:6])
    return Cost(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def table(title: str, costs: Mapping[str, Costs], base: str) -> None:
    """Print a line for each command; the last column is its median as a multiple of the base's."""
    print(f"\n{title:34}   median          spread      busy    memory   ratio")
    unit = statistics.median(costs[base].seconds)
    for name, cost in costs.items():
        median, low, high = statistics.median(cost.seconds), min(cost.seconds), max(cost.seconds)
        print(
            f"  {name:32}{median:8.3f} s {low:7.3f}–{high:.3f}{statistics.median(cost.busy):8.2f} s"
            f"{cost.memory:7.0f} MB{median / unit:8.2f}"
        )
    sys.stdout.flush()


def ratio(costs: Mapping[str, Costs], ours: str, theirs: str) -> float:
    """Median seconds of one command over those of another."""
    return statistics.median(costs[ours].seconds) / statistics.median(costs[theirs].seconds)


def arguments(sizes: Sequence[int] = ()) -> tuple[list[int], int]:
    """Numbers of tasks from the command line, and ``--rounds`` (0: as many as fit the size)."""
    parser = argparse.ArgumentParser()
    if sizes:
        parser.add_argument("sizes", type=int, nargs="*", default=[*sizes], help="numbers of tasks")
    parser.add_argument("--rounds", type=int, default=0)
    given = parser.parse_args()
    return getattr(given, "sizes", []), given.rounds


def rounds_for(size: int) -> int:
    """How often to run what takes longer the more tasks there are."""
    return 9 if size < 500 else 7 if size < 5_000 else 5  # noqa: PLR2004 - a matter of patience


def _start(words: Sequence[str], folder: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        words,
        cwd=folder,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _peak(command: Command) -> float:
    """The most memory its processes had at once, in MB."""
    most = 0.0
    with _start(command.words, command.folder) as process:
        while process.poll() is None:
            helpers = sum(_memory(pid, "Private_") for pid in _descendants(process.pid))
            most = max(most, _memory(process.pid, "Rss:") + helpers)
            time.sleep(_PAUSE)
    return most


def _descendants(pid: int) -> Iterator[int]:
    with suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        for child in map(int, children.split()):
            yield child
            yield from _descendants(child)


def _memory(pid: int, kind: str) -> float:
    """MB of one kind that a process has; 0 if it has ended."""
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith(kind)) / 1024
    return 0.0


def _all_busy() -> float:
    """Seconds that all cores together have worked since the machine started."""
    with suppress(OSError):
        user, nice, system, _idle, _wait, *interrupts = (
            int(ticks) for ticks in Path("/proc/stat").read_text(encoding="ascii").split()[1:9]
        )
        return (user + nice + system + sum(interrupts)) / _TICKS
    return 0.0
