"""Changes the program in small ways, one at a time, and shows which changes no test notices.

    .venv/bin/python tools/mutants.py [--count 80] [--seed 1] [--package check] [--near]

A mutant is one change in one line: a comparison, a condition or a number is another, a `raise`, a
call or a returned value is gone, a piece of a regular expression or a word of a list is missing
(tools/mutations.py). The lines are drawn at random from all code and data, so the sample is in
proportion to the program; the same seed draws the same lines of the same code.

Two mutants at a time are tested in copies of the project: by the module's own tests, then those of
its package, the quick ones first, and all others but tests/browser and tests/project. A mutant that
changes nothing that matters belongs in tools/mutants-equivalent.txt, with the reason.
"""

import argparse
import ast
import compileall
import os
import py_compile
import queue
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path, PurePosixPath

from mutations import PACKAGE, Mutant, mutants

ROOT = Path(__file__).parents[1]
EQUIVALENT = ROOT / "tools/mutants-equivalent.txt"
LEFT_OUT = ["tests/browser", "tests/project"]
UNIT = "not program and not slow"
PYTEST = [
    *(
        sys.executable,
        "-m",
        "pytest",
        "-x",
        "-q",
        "--no-header",
        "--tb=no",
        "-p",
        "no:cacheprovider",
    ),
    # a test that does not end has noticed the mutant
    *("-o", "faulthandler_timeout=180", "-o", "faulthandler_exit_on_timeout=true"),
]
SECONDS, MEMORY = 900, 4 << 30
"""What a run of tests may take."""
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+?\.py(?:::\w+(?:\[\S+\])?)?)", re.MULTILINE)


@dataclass
class Verdict:
    """What became of a mutant."""

    mutant: Mutant
    noticed: str = ""
    """The test that failed."""
    equivalent: str = ""
    """Why it need not be noticed."""
    seconds: float = field(default=0, init=False)

    def __str__(self) -> str:
        """One line of the table."""
        mutant = self.mutant
        word = "equivalent" if self.equivalent else "noticed" if self.noticed else "NOT NOTICED"
        place = f"{mutant.path}:{mutant.line}"
        by = self.equivalent or self.noticed or mutant.code
        return f"{word:11}  {place:40}  {mutant.change[:90]}  [{by}, {self.seconds:.0f} s]"


class Copy:
    """The project in a folder of its own, in which mutants are tried."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sound: set[str] = set()
        self.broken: set[str] = set()
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        for name in filter(None, listed.stdout.split("\0")):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name)
        # compiled files that are checked by content: two mutants of one second are told apart
        by_hash = py_compile.PycInvalidationMode.CHECKED_HASH
        compileall.compile_dir(folder / "src", quiet=1, invalidation_mode=by_hash)

    def first_failure(self, paths: list[str]) -> str:
        """Run tests up to the first that fails, and give its name; empty if all pass."""
        env = {"PYTHONPATH": str(self.folder / "src"), "PYTHONDONTWRITEBYTECODE": ""}
        limit = partial(resource.setrlimit, resource.RLIMIT_AS, (MEMORY, MEMORY))
        tests = subprocess.Popen(
            [*PYTEST, *paths, *(f"--deselect={name}" for name in self.broken)],
            cwd=self.folder,
            env=os.environ | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
            preexec_fn=limit,  # noqa: PLW1509 - nothing but the limit is set there
        )
        try:
            out, _ = tests.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return "time is up"
        finally:
            with suppress(ProcessLookupError):
                os.killpg(tests.pid, signal.SIGKILL)
        if tests.returncode in {0, 5}:  # 5: there are no tests
            return ""
        failed = FAILED.search(out)
        return failed[1] if failed else f"exit code {tests.returncode} of {paths[0]}"

    def judge(self, mutant: Mutant, *, near: bool) -> Verdict:
        """Try a mutant; with the tests near its module, or with all."""
        verdict = Verdict(mutant)
        begun = time.monotonic()
        file = self.folder / PACKAGE.relative_to(ROOT) / mutant.path
        original = file.read_text("utf-8")
        for paths in stages(mutant.path, near=near):
            while not verdict.noticed:
                file.write_text(mutant.applied(original), "utf-8")
                failed = self.first_failure(paths)
                file.write_text(original, "utf-8")
                if not failed:
                    break
                if failed.startswith("tests/") and failed not in self.sound:
                    whole = self.first_failure([failed])  # without the mutant
                    (self.broken if whole else self.sound).add(failed)
                if failed not in self.broken:
                    verdict.noticed = failed
        verdict.seconds = time.monotonic() - begun
        return verdict


def stages(path: str, *, near: bool) -> Iterator[list[str]]:
    """The tests of a module, from the nearest to the others; each run of pytest is a list."""
    module = PurePosixPath(path)
    package = module.parts[0].removesuffix(".py")
    files = [f"tests/{module.parent}/test_{module.stem}.py", f"tests/test_{package}.py"]
    yield from ([name] for name in files if (ROOT / name).is_file())
    yield ["tests/project/test_patterns.py", "-k", path]
    if module.suffix != ".py":
        yield ["tests/project/test_word_lists.py"]
    own = [f"tests/{module.parent}", f"tests/{package}"]
    if package == "cli":  # tests/build is of cli/build.py and cli/build_check.py, too
        own.insert(0, f"tests/{module.parts[1].removesuffix('.py').partition('_')[0]}")
    own = [folder for folder in dict.fromkeys(own) if (ROOT / folder).is_dir()]
    yield from ([folder, "-m", UNIT] for folder in own)
    yield from ([folder, "-m", f"not ({UNIT})"] for folder in own)
    if not near:
        done = [*LEFT_OUT, *own]
        yield ["tests", *(f"--ignore={folder}" for folder in done)]


def sample(count: int, seed: int, package: str) -> list[Mutant]:
    """Lines drawn at random, and a change of each."""
    by_line: dict[tuple[str, int], list[Mutant]] = {}
    for mutant in mutants(package):
        by_line.setdefault((mutant.path, mutant.line), []).append(mutant)
    chance = random.Random(seed)  # noqa: S311 - a sample, no secret
    lines = chance.sample(sorted(by_line), len(by_line))
    drawn = (chance.choice(by_line[line]) for line in lines)
    return list(islice(filter(valid, drawn), count))


def valid(mutant: Mutant) -> bool:
    """Whether a file with this change is Python still."""
    if mutant.path.endswith(".py"):
        try:
            ast.parse(mutant.applied((PACKAGE / mutant.path).read_text("utf-8")))
        except SyntaxError:
            return False
    return True


def equivalents() -> dict[str, str]:
    """Reasons by the keys of mutants."""
    lines = EQUIVALENT.read_text("utf-8").splitlines() if EQUIVALENT.is_file() else []
    rows = [line.rpartition(" | ") for line in lines if line and not line.startswith("#")]
    return {key: reason for key, _bar, reason in rows}


def main() -> None:
    """Try a sample, and print a line for each mutant."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=80, help="mutants to try")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--package", default="", help="a folder or module of the program: check")
    parser.add_argument("--near", action="store_true", help="leave out the last of these runs")
    parser.add_argument("--workers", type=int, default=2, help="mutants at a time")
    options = parser.parse_args()
    reasons = equivalents()
    verdicts: list[Verdict] = []
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(options.workers) as pool:
        copies: queue.SimpleQueue[Copy] = queue.SimpleQueue()
        for number in range(options.workers):
            copies.put(Copy(Path(folder) / str(number)))

        def judge(mutant: Mutant) -> Verdict:
            if mutant.key in reasons:
                return Verdict(mutant, equivalent=reasons[mutant.key])
            copy = copies.get()
            try:
                return copy.judge(mutant, near=options.near)
            finally:
                copies.put(copy)

        drawn = sample(options.count, options.seed, options.package)
        for judged in as_completed([pool.submit(judge, mutant) for mutant in drawn]):
            print(judged.result(), flush=True)
            verdicts.append(judged.result())
        broken = {name for _ in range(options.workers) for name in copies.get().broken}
    matter = [verdict for verdict in verdicts if not verdict.equivalent]
    count = sum(bool(verdict.noticed) for verdict in matter)
    print(f"{count} of {len(matter)} noticed ({count / max(len(matter), 1):.0%}), ", end="")
    print(f"{len(verdicts) - len(matter)} equivalent")
    for name in sorted(broken):
        print(f"left out, since it fails without a mutant too: {name}")


if __name__ == "__main__":
    main()
