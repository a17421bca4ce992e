"""Changes the program in small ways, one at a time, and shows which changes no test notices.

    .venv/bin/python tools/mutants.py [--count 80] [--seed 1] [--package check] [--line PATH:LINE]

A mutant is one change in one line: a comparison, a condition or a number is another, a `raise`, a
call or a returned value is gone, a piece of a regular expression or a word of a list is missing
(tools/mutations.py). The lines are drawn at random from all code and data, so the sample is in
proportion to the program; the same seed draws the same lines of the same code.

First it is recorded once which tests run which lines (tools/reached.py; as long as a run of the
tests; kept in build/ until the file of a test or its examples change). Then each mutant meets, in
a copy of the project, those that run its line, the nearest and quickest first, up to the first that
fails; all in all no more than `--seconds` of tests. tests/browser and most of tests/project are
left out. A mutant that changes nothing that matters belongs in tools/mutants-equivalent.txt, with
the reason.
"""

import argparse
import ast
import compileall
import multiprocessing
import os
import py_compile
import random
import re
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from mutations import PACKAGE, Mutant, mutants
from reached import LISTS, PLAIN, ROOT, copy_project, record

EQUIVALENT = ROOT / "tools/mutants-equivalent.txt"
MEMORY = 4 << 30
"""What a run of tests may take."""
PATIENCE = 30.0
"""Seconds that a test may take besides ten times what it took; it has noticed then."""
LOADED = "ignore::pytest.PytestAssertRewriteWarning"
"""Of plugins that are loaded already; a name is a class of pytest's."""
IMPORTED = """
import importlib, pkgutil, sys, progress_report
for module in pkgutil.walk_packages(progress_report.__path__, "progress_report."):
    module.name.endswith("__main__") or importlib.import_module(module.name)
print(*(name for name in sys.modules if not name.startswith(("progress_report", "__"))))
"""


@dataclass
class Verdict:
    """What became of a mutant."""

    mutant: Mutant
    noticed: str = ""
    """The test that failed."""
    equivalent: str = ""
    """Why it need not be noticed."""
    tests: int = 0
    """How many tests it has met."""
    seconds: float = field(default=0, init=False)

    def __str__(self) -> str:
        """One line of the table."""
        mutant = self.mutant
        word = "equivalent" if self.equivalent else "noticed" if self.noticed else "NOT NOTICED"
        place = f"{mutant.path}:{mutant.line}"
        by = self.equivalent or self.noticed or f"{self.tests} tests; {mutant.code}"
        return f"{word:11}  {place:40}  {mutant.change[:90]}  [{by}, {self.seconds:.0f} s]"


class Chosen:
    """A plugin of pytest: these tests in this order, and where it has come."""

    def __init__(self, names: list[str], answers: int) -> None:
        self.names = {name: place for place, name in enumerate(names)}
        self.answers = answers

    def _tell(self, word: str, name: str) -> None:
        os.write(self.answers, f"{word} {name}\n".encode())

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the chosen tests, in their order."""
        items[:] = [item for item in items if item.nodeid in self.names]
        items.sort(key=lambda item: self.names[item.nodeid])

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Tell which test runs."""
        self._tell("begins", nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Tell that it failed."""
        if report.failed:
            self._tell("failed", report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Tell that a file cannot be read."""
        if report.failed:
            self._tell("failed", report.nodeid)


class Project:
    """The project in a folder of its own, in which mutants are tried."""

    def __init__(self, folder: Path, notes: list[str], tests: dict[str, Any], limit: float) -> None:
        self.folder, self.limit = folder, limit
        self.notes, self.tests = notes, {n: test for n, test in tests.items() if test["sound"]}
        self.sound: set[str] = set()
        copy_project(folder)
        # compiled files that are checked by content: two mutants of one second are told apart
        by_hash = py_compile.PycInvalidationMode.CHECKED_HASH
        compileall.compile_dir(folder / "src", quiet=1, invalidation_mode=by_hash)

    def first_failure(self, names: list[str]) -> str:
        """Run tests up to the first that fails, and give its name; empty if all pass.

        They run in a fork: this process has loaded the libraries, but nothing of the program.
        """
        ends = os.pipe()
        if (child := os.fork()) == 0:
            self._run(names, ends[1])
        os.close(ends[1])
        running, allowed = "the first test", 4 * PATIENCE
        try:
            rest = b""
            while select.select([ends[0]], [], [], allowed)[0]:
                if not (data := os.read(ends[0], 1 << 16)):
                    return ""
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    word, _space, running = line.decode().partition(" ")
                    if word == "failed":
                        return running
                    allowed = PATIENCE + 10 * self.tests[running]["seconds"]
            return running
        finally:
            os.close(ends[0])
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)

    def _run(self, names: list[str], answers: int) -> None:
        """Run tests in this process, and end it."""
        os.setsid()
        os.chdir(self.folder)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        for number in (0, 1, 2):
            os.dup2(os.open(os.devnull, os.O_RDWR), number)
        sys.path.insert(0, str(self.folder / "src"))
        os.environ |= {"PYTHONPATH": str(self.folder / "src"), "PYTHONDONTWRITEBYTECODE": ""}
        files = list(dict.fromkeys(name.partition("::")[0] for name in names))
        options = [*PLAIN, "-x", "-p", "no:xdist", "-W", LOADED, "--hypothesis-profile", "mutants"]
        code = 3
        with suppress(BaseException):
            code = pytest.main([*options, *files], plugins=[Chosen(names, answers)])
        if code not in {0, 5}:  # 5: there are no tests
            os.write(answers, f"failed exit code {int(code)}\n".encode())
        os._exit(0)

    def judge(self, mutant: Mutant) -> Verdict:
        """Try a mutant."""
        verdict = Verdict(mutant)
        begun = time.monotonic()
        file = self.folder / PACKAGE.relative_to(ROOT) / mutant.path
        original = file.read_text("utf-8")
        for names in self.stages(mutant, original):
            verdict.tests += len(names)
            file.write_text(mutant.applied(original), "utf-8")
            try:
                verdict.noticed = self._noticing(names, file, original)
            finally:
                file.write_text(original, "utf-8")
            if verdict.noticed:
                break
        verdict.seconds = time.monotonic() - begun
        return verdict

    def _noticing(self, names: list[str], file: Path, original: str) -> str:
        """The first test that fails with the change in a file, alone too, and not without it."""
        changed = file.read_text("utf-8")
        while names and (failed := self.first_failure(names)):
            again = self.first_failure([failed]) if failed in self.tests else failed
            if again and failed not in self.sound:
                file.write_text(original, "utf-8")
                alone = [failed] if failed in self.tests else names[:1]
                if self.first_failure(alone):
                    again = ""
                    self.tests.pop(alone[0], None)
                file.write_text(changed, "utf-8")
            if again:
                self.sound.add(failed)
                return failed
            names = [name for name in names if name != failed and name in self.tests]
        return ""

    def stages(self, mutant: Mutant, text: str) -> Iterator[list[str]]:
        """The tests to try, in two parts: those of the nearest file, and others."""
        left = self.limit
        chosen: list[str] = []
        for name in self.ordered(mutant, text):
            if left > 0:
                chosen.append(name)
                left -= self.tests[name]["seconds"] + 0.01
        nearest = chosen[0].partition("::")[0] if chosen else ""
        yield [name for name in chosen if name.startswith((f"{nearest}::", *LISTS))]
        yield [name for name in chosen if not name.startswith((f"{nearest}::", *LISTS))]

    def ordered(self, mutant: Mutant, text: str) -> list[str]:
        """The tests that may notice a mutant, the likeliest and quickest first."""
        weights = weights_of_notes(mutant, text, self.notes)
        module = PurePosixPath(mutant.path)
        stem = module.parent.name if module.stem == "__init__" else module.stem

        def distance(name: str) -> int:
            path = PurePosixPath(name.partition("::")[0].removeprefix("tests/"))
            if path.stem == f"test_{stem}":
                return 0 if path.parent == module.parent else 1
            return 2 if path.parts[0] == module.parts[0] else 3

        ranked = []
        for name, test in self.tests.items():
            reached = [weights[place] for place in test["reached"] if place in weights]
            if f"[{mutant.path}]" in name:
                ranked.append((0, 0, test["seconds"], name))
            elif reached or distance(name) <= 1:
                ranked.append((min(reached, default=3), distance(name), test["seconds"], name))
        return [name for *_rank, name in sorted(ranked)]


def weights_of_notes(mutant: Mutant, text: str, notes: list[str]) -> dict[int, int]:
    """How far the places of notes are from a mutant; those that are not of its module are left out.

    0 is its own line, or one that names what its line assigns; 1 its function or, of data, the
    modules that name the file; 2 the rest of its module.
    """
    places: dict[str, list[int]] = {}
    for place, note in enumerate(notes):
        places.setdefault(note, []).append(place)
    weights: dict[int, int] = {}
    for weight, path, lines in near(mutant, text):
        for line in lines:
            for place in places.get(f"{path}:{line.strip()}", ()):
                weights.setdefault(place, weight)
    return weights


def near(mutant: Mutant, text: str) -> Iterator[tuple[int, str, list[str]]]:
    """Weights, modules and their lines, as `weights_of_notes` has them."""
    path, lines = PurePosixPath(mutant.path), text.splitlines()
    if path.suffix != ".py":
        for name, source in sources().items():
            if name.startswith(f"{path.parts[0]}/") and f'"{path.stem}' in source:
                yield 1, name, source.splitlines()
        return
    within = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.stmt) and node.lineno <= mutant.line <= (node.end_lineno or 0)
    ]
    for node in within:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield 0, mutant.path, [lines[within[-1].lineno - 1]]
            yield 1, mutant.path, lines[node.lineno : node.end_lineno]
            break
    match within[0]:
        case (
            ast.Assign(targets=[ast.Name(id=assigned)])
            | ast.AnnAssign(target=ast.Name(id=assigned))
        ):
            use = re.compile(rf"\b{assigned}\b")
            for name, source in sources().items():
                yield 0, name, [line for line in source.splitlines() if use.search(line)]
    yield 2, mutant.path, lines


@cache
def sources() -> dict[str, str]:
    """The text of every module."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return {path.relative_to(PACKAGE).as_posix(): path.read_text("utf-8") for path in paths}


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
    reasons: dict[str, str] = {}
    for line in lines:
        if line.startswith("#"):
            continue
        key, _bar, reason = line.rpartition(" | ")
        number = key.removesuffix(" ± 1").rpartition(" | ")[2]
        changed = [f"→ {int(number) + n}" for n in (1, -1)] if key.endswith(" ± 1") else []
        reasons |= {key.removesuffix("± 1") + change: reason for change in changed or [""]}
    return reasons


def load_libraries() -> None:
    """Import what the program imports, so that forks need not."""
    run = subprocess.run(
        [sys.executable, "-c", IMPORTED], capture_output=True, text=True, check=True
    )
    for name in run.stdout.split():
        with suppress(ImportError):
            import_module(name)
    settings.register_profile(
        "mutants",
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
        phases=[Phase.explicit, Phase.generate],
    )


projects: dict[int, Project] = {}
"""The copy of this process."""


def begin(folder: str, notes: list[str], tests: dict[str, Any], seconds: float) -> None:
    """Make the copy of a process that judges mutants."""
    projects[0] = Project(Path(folder) / str(os.getpid()), notes, tests, seconds)


def judge(mutant: Mutant) -> Verdict:
    """Judge a mutant in the copy of this process."""
    if reason := equivalents().get(mutant.key):
        return Verdict(mutant, equivalent=reason)
    return projects[0].judge(mutant)


def main() -> None:
    """Try a sample, and print a line for each mutant."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=80, help="mutants to try")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--package", default="", help="a folder or module of the program: check")
    parser.add_argument("--line", action="append", help="all mutants of a line, path:number")
    parser.add_argument("--seconds", type=float, default=60, help="of tests for each mutant")
    parser.add_argument("--workers", type=int, default=2, help="mutants at a time")
    options = parser.parse_args()
    drawn = sample(options.count, options.seed, options.package)
    if options.line:
        lines = [line.rpartition(":") for line in options.line]
        drawn = [
            mutant
            for path, _colon, number in lines
            for mutant in mutants(path)
            if mutant.line == int(number) and valid(mutant)
        ]
    notes, tests = record(options.workers)
    load_libraries()
    verdicts: list[Verdict] = []
    forks = multiprocessing.get_context("fork")
    with tempfile.TemporaryDirectory() as folder:
        arguments = (folder, notes, tests, options.seconds)
        with forks.Pool(options.workers, begin, arguments) as pool:
            for verdict in pool.imap_unordered(judge, drawn):
                print(verdict, flush=True)
                verdicts.append(verdict)
    matter = [verdict for verdict in verdicts if not verdict.equivalent]
    count = sum(bool(verdict.noticed) for verdict in matter)
    print(f"{count} of {len(matter)} noticed ({count / max(len(matter), 1):.0%}), ", end="")
    print(f"{len(verdicts) - len(matter)} equivalent")
    for name in sorted(name for name, test in tests.items() if not test["sound"]):
        print(f"left out, since it was skipped or failed without a mutant too: {name}")


if __name__ == "__main__":
    main()
