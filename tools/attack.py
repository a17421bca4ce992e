"""Attack the program in every way SECURITY.md names, and print the table it shows.

    .venv/bin/python tools/attack.py [--minutes 10] [--seed 1] [ATTACK…]

It needs the packages of the tests, which `make test` installs.

Attacks: fuzz, published, bombs, faults, strace, kill, concurrent. Each takes its share of the time
(SHARES), and makes at least one attempt (faults: one series; fuzz and published: one input for each
target, whose processes share the cores). The same seed makes the same attempts in the same order;
how many there is time for depends on the machine. What goes wrong is printed with what it takes to
repeat it, and the exit code is then 1.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from importlib import import_module
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/system")]

from support import bombs, fuzzing  # noqa: E402 - needs the path set above
from support.project import GOOD, PROGRAM, project  # noqa: E402 - as above

from progress_report.domain.diagnostics import ReportError  # noqa: E402 - as above
from progress_report.system.limits import MAX_READING_SECONDS  # noqa: E402 - as above
from progress_report.verify.comparison import Comparison  # noqa: E402 - as above

faults = import_module("test_faults")
"""The tests of faults, for their projects and commands."""
MAX_MEGABYTES = 512
FAULT = 3
"""The exit code of an error in the program itself."""
ENDS = {0, 1, 2, 130, -signal.SIGINT, -signal.SIGKILL}
"""What a command may end with."""


@dataclass
class Tally:
    """What came of one attack."""

    seconds: float = 0
    """The time there is for it."""
    attempts: int = 0
    crashes: int = 0
    faults: int = 0
    large: int = 0
    losses: int = 0
    repeats: list[str] = field(default_factory=list)
    """How to repeat each attempt that went wrong."""
    by_target: dict[str, int] = field(default_factory=dict)
    """How many of the attempts were of each target."""

    def ended(self, code: int, output: str, how: str) -> None:
        """Count how a process ended."""
        self.attempts += 1
        is_crash = code not in {*ENDS, FAULT} or "Traceback" in output
        self.crashes += is_crash
        self.faults += code == FAULT
        if is_crash or code == FAULT:
            self.repeats.append(f"{how}: ended with {code}: {output[-300:]}")

    def lost(self, how: str) -> None:
        """Count a loss that no message names."""
        self.losses += 1
        self.repeats.append(f"{how}: lost")


Attack = Callable[[Tally, random.Random], Iterator[None]]
"""Makes one attempt after another; it is asked for the next one while there is time."""


def fuzz(tally: Tally, chance: random.Random) -> Iterator[None]:
    """Change real input of every way in: loader, readers, forms, git's merge, verify."""
    names = [name for name in fuzzing.TARGETS if not name.startswith("published")]
    in_processes(tally, chance, names)
    yield


def published(tally: Tally, chance: random.Random) -> Iterator[None]:
    """Verify mutated published files of each format, as the command does."""
    in_processes(tally, chance, [f"published-{form}" for form in fuzzing.PUBLISHED])
    yield


def in_processes(tally: Tally, chance: random.Random, names: Sequence[str]) -> None:
    """Try inputs of each target in a process of its own, as many at a time as there are cores."""
    cores = os.cpu_count() or 1
    seconds = tally.seconds * cores / len(names)
    runs = [(name, chance.getrandbits(32)) for name in names]

    def run(name: str, seed: int) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, __file__, "--target", name]
        command += ["--seed", str(seed), "--minutes", str(seconds / 60)]
        with suppress(subprocess.TimeoutExpired):
            return subprocess.run(
                command, capture_output=True, text=True, check=False, timeout=2 * seconds + 300
            )
        return subprocess.CompletedProcess(command, FAULT, "", "no end")

    with ThreadPoolExecutor(cores) as pool:
        for (name, seed), ended in zip(runs, pool.map(lambda row: run(*row), runs), strict=True):
            if ended.returncode:
                tally.crashes += 1
                tally.repeats.append(f"{name}, seed {seed}: {ended.stderr[-300:]}")
                continue
            result = json.loads(ended.stdout)
            tally.attempts += result["attempts"]
            tally.faults += result["faults"]
            tally.losses += result["losses"]
            tally.large += result["large"]
            tally.repeats += result["repeats"]
            tally.by_target[name] = result["attempts"]


def try_target(name: str, seed: int, seconds: float) -> Tally:
    """Try changed inputs of one target, in this process."""
    tally, chance = Tally(seconds), random.Random(seed)  # noqa: S311 - no secret
    inputs = list(fuzzing.seeds(name))
    form = name.removeprefix("published-") if name.startswith("published-") else ""
    before, end = peak_megabytes(), time.monotonic() + seconds
    while not tally.attempts or time.monotonic() < end:
        number = chance.getrandbits(32)
        local = random.Random(number)  # noqa: S311 - no secret
        raw = fuzzing.mutated(local.choice(inputs), local)
        tally.attempts += 1
        how = f"{name}, input {number}"
        try:
            if form:
                verify_published(tally, form, raw, how)
            else:
                fuzzing.TARGETS[name](raw)
        except Exception as error:  # noqa: BLE001 - whatever it raises is a fault
            tally.faults += 1
            tally.repeats.append(f"{how}: {error!r}")
    tally.large += peak_megabytes() > max(MAX_MEGABYTES, before)
    return tally


def verify_published(tally: Tally, form: str, raw: bytes, how: str) -> None:
    """Compare a changed file with what a build gives, and count a change that is not seen."""
    expected = fuzzing.published(form)
    comparison = Comparison(form, None, form, fuzzing.NO_OPTIONS, raw, expected)
    try:
        shown = [*comparison.text_differences, comparison.first_difference]
    except ReportError:
        return
    if comparison.is_identical and raw.replace(b"\r\n", b"\n") != expected:
        tally.lost(how)
    if any("internal error" in text for text in shown):
        tally.faults += 1
        tally.repeats.append(f"{how}: internal error")


def peak_megabytes() -> int:
    """The most memory that this process has held."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) >> 10


def memory_bombs(tally: Tally, chance: random.Random) -> Iterator[None]:
    """Import and verify files that are small and costly; each once, in random order."""
    names = [("import", n) for n in bombs.IMPORTED] + [("verify", n) for n in bombs.PUBLISHED]
    chance.shuffle(names)
    for command, name in names:
        with TemporaryDirectory() as folder:
            root = project(Path(folder), t001=GOOD)
            make = bombs.IMPORTED[name][0] if command == "import" else bombs.PUBLISHED[name]
            (root / name).write_bytes(make())
            options = ["--dry-run"] if command == "import" else []
            try:
                cost = bombs.run(root, command, name, "--period", "2021H1", *options)
            except subprocess.TimeoutExpired:
                tally.attempts += 1
                tally.crashes += 1
                tally.repeats.append(f"{command} {name}: no end")
                continue
            tally.ended(cost.code, cost.output, f"{command} {name}")
            if cost.megabytes > MAX_MEGABYTES:
                tally.large += 1
                tally.repeats.append(f"{command} {name}: {cost.megabytes} MB")
            if cost.seconds > 4 * MAX_READING_SECONDS or cost.code == 0:
                tally.lost(f"{command} {name}: {cost.seconds:.0f} s, exit code {cost.code}")
        yield


def injected_faults(tally: Tally, chance: random.Random) -> Iterator[None]:
    """Kill, interrupt, deny and fill the disk at every change of the disk, by tests/support."""
    series = list(product(faults.COMMANDS, faults.FAULTS))
    while True:
        command, kind = chance.choice(series)
        with TemporaryDirectory(dir=memory_folder()) as name:
            folder = Path(name)
            old = faults.contents(faults.pristine(folder / "pristine"))
            *faulty, last = faults.tries(folder, kind, faults.COMMANDS[command])
        for number, tried in enumerate(faulty, start=1):
            how = f"{kind} at change {number} of {command}"
            code = tried["code"] - faults.MET if tried["code"] >= faults.MET else tried["code"]
            tally.ended(code, "", how)
            left = {n: t for n, t in tried["left"].items() if not faults.is_temporary(n)}
            torn = [n for n, t in left.items() if t not in {old.get(n), last["left"].get(n)}]
            settled = faults.data(tried["settled"])
            mixed = settled not in (faults.data(old), faults.data(last["left"]))
            if torn or mixed or not left.keys() >= old.keys() or tried["again"]:
                tally.lost(how)
        yield


def memory_folder() -> str | None:
    """A folder in memory, where there is one: a disk takes minutes to flush all the tries."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - a folder in it


SYSCALLS = ("openat", "rename", "fsync", "write", "unlink", "mkdir", "read", "newfstatat", "mmap")
ERRORS = ("EIO", "ENOSPC", "EACCES", "ENOMEM", "EINTR", "EMFILE")


def syscall_faults(tally: Tally, chance: random.Random) -> Iterator[None]:
    """Let one system call of a build fail, or kill it there, by strace where it is installed."""
    strace = shutil.which("strace")
    while strace:
        with TemporaryDirectory(dir=memory_folder()) as name:
            root = faults.pristine(Path(name) / "project")
            call, error, number = (
                chance.choice(SYSCALLS),
                chance.choice([*(f"error={e}" for e in ERRORS), "signal=KILL"]),
                chance.randint(1, 400),
            )
            how = f"{call}:{error}:when={number}"
            inject = ["-f", "-qq", "-o", os.devnull, "-e", f"trace={call}", "-e", f"inject={how}"]
            attempt(tally, root, [strace, *inject, *faults.BUILD], how)
        yield


def attempt(tally: Tally, root: Path, command: list[str], how: str, after: float = 60.0) -> None:
    """Run a command that may be struck, kill it after some seconds, and look at what it left."""
    old = faults.state(root)
    with subprocess.Popen(
        command, cwd=root, env=faults.ENV, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            out, err = process.communicate(timeout=after)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
    early = b"progress_report" not in err  # Python itself may not even start
    output = (out + err).decode(errors="replace")
    code = process.returncode
    tally.ended(code if not early or code == FAULT else min(code, 1), "" if early else output, how)
    again = subprocess.run(faults.BUILD, cwd=root, env=faults.ENV, capture_output=True, check=False)
    page = (root / "out/2021H1.html").read_text(encoding="utf-8")
    kept = faults.data(faults.state(root)) == faults.data(old)
    if again.returncode or not page.endswith("</html>\n") or not kept:
        tally.lost(how)


def kills(tally: Tally, chance: random.Random) -> Iterator[None]:
    """Kill a build at a random moment."""
    while True:
        with TemporaryDirectory(dir=memory_folder()) as name:
            root = faults.pristine(Path(name) / "project")
            delay = chance.uniform(0.1, 1.5)
            attempt(tally, root, faults.BUILD, f"killed after {delay:.3f} s", delay)
        yield


def concurrent_builds(tally: Tally, _chance: random.Random) -> Iterator[None]:
    """Build the same project four times at once."""
    while True:
        with TemporaryDirectory(dir=memory_folder()) as name:
            root = faults.pristine(Path(name) / "project")
            builds = [
                subprocess.Popen(
                    [*PROGRAM, "build", "--format", "html,csv,json"],
                    cwd=root,
                    env=faults.ENV,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                )
                for _number in range(4)
            ]
            for build in builds:
                _out, err = build.communicate()
                tally.ended(build.returncode, err.decode(errors="replace"), "four builds at once")
            check = [*PROGRAM, "build", "--check"]
            if subprocess.run(check, cwd=root, capture_output=True, check=False).returncode:
                tally.lost("four builds at once")
        yield


ATTACKS: dict[str, tuple[str, Attack]] = {
    "fuzz": ("changed input of every way in", fuzz),
    "published": ("changed published files, verified", published),
    "bombs": ("files that unfold, imported and verified", memory_bombs),
    "faults": ("killed, interrupted, denied, disk full at a change of the disk", injected_faults),
    "strace": ("one system call fails, or kills", syscall_faults),
    "kill": ("killed at a random moment", kills),
    "concurrent": ("four builds of a project at once", concurrent_builds),
}


SHARES = {"fuzz": 6, "published": 3, "bombs": 2, "faults": 2}
"""Parts of the time; of the others, one."""


def main() -> None:
    """Run the attacks, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target", help=argparse.SUPPRESS)
    parser.add_argument("attacks", nargs="*", metavar="ATTACK", help=", ".join(ATTACKS))
    options = parser.parse_args()
    if options.target:
        json.dump(
            asdict(try_target(options.target, options.seed, 60 * options.minutes)), sys.stdout
        )
        return
    names = options.attacks or [*ATTACKS]
    shares = sum(SHARES.get(name, 1) for name in names)
    print("| attack | attempts | crashes | exit 3 | over 512 MB | silent losses |")
    print("|---|---:|---:|---:|---:|---:|")
    is_bad = False
    for name in names:
        title, attack = ATTACKS[name]
        tally = Tally(60 * options.minutes * SHARES.get(name, 1) / shares)
        end = time.monotonic() + tally.seconds
        for _attempt in attack(tally, random.Random(options.seed)):  # noqa: S311 - no secret
            if time.monotonic() > end:
                break
        figures = (tally.attempts, tally.crashes, tally.faults, tally.large, tally.losses)
        print(f"| {title} | {' | '.join(f'{number:,}' for number in figures)} |", flush=True)
        if tally.by_target:
            counts = (f"{target} {count:,}" for target, count in tally.by_target.items())
            print(f"{name}: {', '.join(counts)}", file=sys.stderr, flush=True)
        for how in tally.repeats:
            print(f"{name}: {how}", file=sys.stderr, flush=True)
        is_bad = is_bad or bool(tally.repeats)
    sys.exit(is_bad)


if __name__ == "__main__":
    main()
