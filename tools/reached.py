"""Which lines of the program each test runs: what `tools/mutants.py` chooses tests by.

In a copy of the project every statement of a function notes itself as it begins, and a plugin of
pytest, which is this module too, keeps the notes by tests. Processes that tests start note theirs
in the same file, as long as they inherit the environment.
"""

import ast
import gzip
import hashlib
import json
import marshal
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = "src/progress_report"
MAP = ROOT / "build/mutants/reached.json.gz"
LEFT_OUT = ("tests/browser/", "tests/project/")
"""Tests that mutants are not tried with."""
LISTS = ("tests/project/test_patterns.py", "tests/project/test_word_lists.py")
"""But for these, of patterns and lists of words."""
PLAIN = ("-q", "--no-header", "--tb=no", "-p", "no:cacheprovider")
PER_MODULE = 10_000
"""A statement's number is its module's times this, and its line."""
NOTES = """
import os

noted = set()
_file = os.open(os.environ.get("REACHED", os.devnull), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
os.register_at_fork(after_in_child=noted.clear)


def note(number):
    noted.add(number)
    try:
        os.write(_file, b"%d\\n" % number)
    except OSError:
        pass
"""


def copy_project(folder: Path) -> None:
    """Copy what belongs to the project, committed or not."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def modules(folder: Path) -> list[str]:
    """The program's modules; the number of a module is its place here."""
    package = folder / PACKAGE
    return sorted(path.relative_to(package).as_posix() for path in package.rglob("*.py"))


class Noting(ast.NodeTransformer):
    """Puts a note before every statement of every function."""

    def __init__(self, number: int) -> None:
        self.number = number

    def noted(self, body: list[Any]) -> list[ast.stmt]:
        """Statements, each after its note."""
        result: list[ast.stmt] = []
        for statement in body:
            number = self.number * PER_MODULE + statement.lineno
            notes = ast.parse(f"{number} in _noted_ or _note_({number})").body
            for part in ast.walk(notes[0]):
                ast.copy_location(part, statement)
            result += [*notes, self.visit(statement)]
        return result

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Note what is within a statement of several."""
        for name in ("body", "orelse", "finalbody"):
            if isinstance(block := getattr(node, name, None), list):
                setattr(node, name, self.noted(block))
        for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
            part.body = self.noted(part.body)
        return node

    def visit_function(self, node: Any) -> Any:
        """Note a function's statements, but for what describes it."""
        described = ast.get_docstring(node) is not None
        node.body[described:] = self.noted(node.body[described:])
        return node

    def visit_outside(self, node: Any) -> Any:
        """Look for functions; what runs at the import is not noted."""
        node.body = [
            self.visit(part) if isinstance(part, ast.FunctionDef | ast.ClassDef) else part
            for part in node.body
        ]
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = visit_function  # noqa: N815 - ast's names
    visit_Module = visit_ClassDef = visit_outside  # noqa: N815 - ast's names


def _make_noting(folder: Path) -> None:
    """Compile the program of a copy so that it notes what it runs; its sources stay."""
    (folder / "src/_notes.py").write_text(NOTES, "utf-8")
    begin = ast.parse("from _notes import noted as _noted_, note as _note_").body
    for number, name in enumerate(modules(folder)):
        path = folder / PACKAGE / name
        tree = Noting(number).visit(ast.parse(path.read_bytes()))
        first = [ast.get_docstring(tree) is not None] + [
            place
            for place, part in enumerate(tree.body, 1)
            if isinstance(part, ast.ImportFrom) and part.module == "__future__"
        ]
        tree.body[first[-1] : first[-1]] = begin
        code = compile(ast.fix_missing_locations(tree), str(path), "exec")
        compiled = Path(cache_from_source(str(path)))
        compiled.parent.mkdir(exist_ok=True)
        # PEP 552: 1 is of a hash that is not compared with the source
        header = MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8)
        compiled.write_bytes(header + marshal.dumps(code))


class Recorder:
    """Keeps the notes of each test, with those of the fixtures that it shares with others."""

    def __init__(self) -> None:
        name = os.environ.get("PYTEST_XDIST_WORKER", "")
        folder = os.environ["REACHED_FOLDER"]
        os.environ["REACHED"] = f"{folder}/{name}.notes"
        self.notes = Path(os.environ["REACHED"]).open("a+b")  # noqa: SIM115 - open to the end
        self.tests = Path(folder, f"{name}.tests")
        self.here: set[int] = set()
        self.of_fixtures: defaultdict[Any, set[int]] = defaultdict(set)
        self.failed = False
        self.seconds = 0.0

    def take(self) -> set[int]:
        """The notes since the last time, of this process and of others."""
        numbers = set(map(int, self.notes.read().split()))
        if notes := sys.modules.get("_notes"):
            numbers |= notes.noted
            notes.noted.clear()
        return numbers

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Any:
        """Keep what making a shared fixture runs."""
        self.here |= self.take()
        result = yield
        reached = self.take()
        self.here |= reached
        if fixturedef.scope != "function":
            self.of_fixtures[fixturedef] |= reached
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep how a test ended, and how long it took."""
        self.failed |= report.failed or report.skipped
        self.seconds += report.duration

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: Any) -> Any:
        """Write what a test, with its fixtures, has run."""
        self.here, self.failed, self.seconds = set(), False, 0
        self.take()
        result = yield
        self.here |= self.take()
        for fixtures in item._fixtureinfo.name2fixturedefs.values():  # noqa: SLF001 - no other way
            for fixture in fixtures:
                self.here |= self.of_fixtures[fixture]
        row = [item.nodeid, round(self.seconds, 3), not self.failed, sorted(self.here)]
        with self.tests.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        return result


def pytest_configure(config: pytest.Config) -> None:
    """Record in the processes that run tests, not in the one that hands them out."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        config.pluginmanager.register(Recorder())


def _test_files() -> dict[str, str]:
    """The files of tests, each with the digest of its text and of the examples that it names."""
    paths = [path.relative_to(ROOT).as_posix() for path in ROOT.glob("tests/**/test_*.py")]
    return {
        path: _digest(ROOT / path)
        for path in sorted(paths)
        if path in LISTS or not path.startswith((*LEFT_OUT, "tests/examples"))
    }


def _digest(test: Path) -> str:
    text = test.read_bytes()
    digest = hashlib.sha256(text)
    for name in sorted({*re.findall(rb'"(tests/[\w/.-]+)"', text)}):
        named = ROOT / name.decode()
        for path in sorted({named, *named.rglob("*.*")}):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.read_bytes())
    return digest.hexdigest()


def record(workers: int) -> tuple[list[str], dict[str, Any]]:
    """Run the tests whose files have changed since they were recorded, or all.

    Returns notes, and by the names of tests `seconds`, `sound` (it passes) and `reached`: places
    in the list of notes. A note is the path of a module and the text of a line, so that it holds
    where lines have moved.
    """
    files = _test_files()
    known = json.loads(gzip.decompress(MAP.read_bytes())) if MAP.is_file() else [[], {}]
    places = {note: place for place, note in enumerate(known[0])}
    kept = {path: row for path, row in known[1].items() if files.get(path) == row["digest"]}
    if missing := sorted(files.keys() - kept.keys()):
        print(f"recording what the tests of {len(missing)} files run, in {MAP}", flush=True)
        kept |= {path: {"digest": files[path], "tests": {}} for path in missing}
        with tempfile.TemporaryDirectory() as folder:
            for name, seconds, sound, notes in _run(Path(folder), missing, workers):
                reached = sorted({places.setdefault(note, len(places)) for note in notes})
                test = {"seconds": seconds, "sound": sound, "reached": reached}
                kept[name.partition("::")[0]]["tests"][name] = test
        MAP.parent.mkdir(parents=True, exist_ok=True)
        MAP.write_bytes(gzip.compress(json.dumps([[*places], kept]).encode(), 5))
    tests = {name: test for row in kept.values() for name, test in row["tests"].items()}
    return [*places], tests


def _run(
    folder: Path, files: list[str], workers: int
) -> Iterator[tuple[str, float, bool, list[str]]]:
    """Run files of tests in a copy; for each test its name, seconds, success and notes."""
    copy_project(folder)
    _make_noting(folder)
    tools, notes = str(Path(__file__).parent), folder / "notes"
    notes.mkdir()
    env = {
        "PYTHONPATH": os.pathsep.join([str(folder / "src"), tools]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "REACHED_FOLDER": str(notes),
    }
    command = [sys.executable, "-m", "pytest", *PLAIN, "-p", "reached", "-n", str(workers)]
    options = ["--dist", "worksteal", "--hypothesis-profile", "repeatable"]
    subprocess.run([*command, *options, *files], cwd=folder, env=os.environ | env, check=False)
    names = modules(folder)
    lines = [(folder / PACKAGE / name).read_text("utf-8").splitlines() for name in names]

    def note(number: int) -> str:
        module, line = divmod(number, PER_MODULE)
        return f"{names[module]}:{lines[module][line - 1].strip()}"

    for path in sorted(notes.glob("*.tests")):
        for row in path.read_text("utf-8").splitlines():
            name, seconds, sound, reached = json.loads(row)
            yield name, seconds, sound, [note(number) for number in reached]
