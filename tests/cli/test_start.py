"""What the program does before it does what it was asked: next to nothing."""

import json
import os
import subprocess
import sys
import tomllib

import pytest
from support.project import ROOT, report
from typer.main import get_command

from progress_report import __version__
from progress_report.cli.app import COMMANDS, app

HEAVY = {"pydantic", "pydantic_core", "ruamel", "jinja2", "weasyprint", "rich", "multiprocessing"}
# The import system lists the folders it imports from; nobody else has any business there.
WATCHED = """
import json, sys
looked = []

def watch(event, args):
    if event.startswith(("subprocess.", "os.fork", "os.exec", "os.posix_spawn", "os.system")):
        looked.append(event)
    if event in ("os.listdir", "os.scandir", "os.walk", "glob.glob", "pathlib.Path.glob"):
        if not sys._getframe(1).f_code.co_filename.startswith("<frozen importlib"):
            looked.append(f"{event} {args}")

sys.addaudithook(watch)
from progress_report.cli import main
try:
    main()
finally:
    names = sorted({name.partition(".")[0] for name in sys.modules})
    sys.stderr.write("\\n" + json.dumps([looked, names]))
"""
# As a user starts it: completion is for the shell that it finds above itself.
SHELL = ["bash", "-c", '"$@"; exit $?', "bash"]
COMPLETE = {"_REPORT_COMPLETE": "complete_bash", "COMP_CWORD": "1"}


def start(*arguments: str, **env: str) -> tuple[int, str, list[str], set[str]]:
    """Exit code, what is printed, what was looked for on the way, and the packages imported."""
    run = subprocess.run(
        [*SHELL, sys.executable, "-c", WATCHED, *arguments],
        cwd=ROOT,
        env={**os.environ, "LANGUAGE": "en", **env},
        capture_output=True,
        text=True,
        check=False,
    )
    said, _newline, seen = run.stderr.rpartition("\n")
    looked, names = json.loads(seen)
    return run.returncode, run.stdout + said, looked, set(names)


@pytest.mark.program
@pytest.mark.parametrize(
    ("code", "says", "arguments"),
    [
        (0, "Usage: report", ("--help",)),
        (0, f"report {__version__}", ("--version",)),
        (2, "Usage: report", ()),
        *((0, f"Usage: report {name}", (name, "--help")) for name in COMMANDS),
        (2, "did you mean build?", ("biuld",)),
        (2, "there is no option --nosuch", ("--nosuch",)),
        (2, "there is no option --nosuch", ("build", "--nosuch")),
        (2, "unknown format 'foo'", ("build", "--format", "foo")),
        (2, "unknown format 'foo'", ("check", "--format", "foo")),
        (2, "unknown format 'foo'", ("diff", "A", "B", "--format", "foo")),
        (2, "RULE is missing", ("explain",)),
        (2, "needs a value", ("build", "--format")),
        (2, "unexpected arguments: b", ("explain", "a", "b")),
        (2, "unknown language 'fr'", ("--lang", "fr", "build")),
        (2, "is not a period", ("build", "2021H9")),
        (0, "complete", ("--show-completion", "bash")),
    ],
)
def test_a_start_imports_and_looks_for_nothing(
    code: int, says: str, arguments: tuple[str, ...]
) -> None:
    returned, said, looked, names = start(*arguments)
    assert (returned, looked) == (code, [])
    assert says in said
    assert "progress_report" in names
    assert not names & HEAVY


@pytest.mark.program
@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("report bu", ["build"]),
        ("report ", [name for name in COMMANDS if name != "merge-driver"]),
        ("report build --form", ["--format"]),
        ("report git-setup --u", ["--undo"]),
    ],
)
def test_completion_is_as_light(words: str, completed: list[str]) -> None:
    place = str(len(words.split(" ")) - 1)
    env = {**COMPLETE, "COMP_WORDS": words, "COMP_CWORD": place}
    code, said, looked, names = start(**env)
    assert (code, said.split(), looked) == (0, completed, [])
    assert not names & HEAVY


@pytest.mark.program
def test_the_watch_notices_what_it_is_for() -> None:
    _code, _said, looked, names = start("fmt", "--check")
    assert any(event.startswith("os.scandir ") for event in looked)
    assert {"pydantic", "ruamel"} <= names


def test_every_command_is_a_function_of_its_module() -> None:
    group = get_command(app)
    assert COMMANDS
    for name in COMMANDS:
        found, command, _rest = group.resolve_command(None, [name])  # type: ignore[attr-defined] # a group's
        assert (found, command.name) == (name, name)


@pytest.mark.program
def test_what_needs_typer_still_has_it() -> None:
    run = report("schema", "nosuch", cwd=ROOT)
    assert run.returncode == 2
    assert "nosuch" in run.stderr
    assert report("schema", "task", cwd=ROOT).returncode == 0


def test_the_version_is_written_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    version_file = ROOT / project["tool"]["hatch"]["version"]["path"]
    assert f'__version__ = "{__version__}"' in version_file.read_text(encoding="utf-8")
