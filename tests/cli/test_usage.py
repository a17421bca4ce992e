"""What is said of each wrong command line, in the reader's language."""

import re
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import typer
from support.project import GOOD, project, report

from progress_report.cli.app import app

pytestmark = pytest.mark.program

WRONG = "甲?"
"""What is no period, date, number, format, docket, rule or file."""
FREE = ("TEXT", "NAME", "UNIT", "UNITS", "HEADINGS", "HOST", "PATTERN")
"""What the help calls values of which none is wrong."""


def english(printed: str, typed: Sequence[str]) -> list[str]:
    """The runs of English words in what was printed; commands to type are none."""
    said = re.sub("(?m)^用法：.*|“report [^”]*”", "", printed)
    for word in typed:
        said = said.replace(word, "")
    return re.findall(r"[A-Za-z]{2,}(?: [A-Za-z]{2,})+", said)


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Each command with what is typed to call it."""
    context = typer.Context(group)
    for name in group.names:
        command = group.resolve_command(context, [name])[1]
        if hasattr(command, "names"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


def wrong_lines(command: Any) -> Iterator[tuple[str, ...]]:
    """What may be typed behind a command, each with one mistake if the rest were right."""
    params = command.get_params(typer.Context(command))
    options = [param for param in params if param.param_type_name == "option"]
    valued = [param for param in options if not param.is_flag]
    yield ("--nothing",)
    yield (f"{options[-1].opts[0]}=1",)
    yield from ((param.opts[0],) for param in valued[:1])
    yield from ((param.opts[0], WRONG) for param in valued if param.metavar not in FREE)
    if len(options) < len(params):
        yield (WRONG,) * 5
    if any(param.required for param in params):
        yield ()


LINES = [
    (*path, *typed)
    for path, command in commands(typer.main.get_command(app))
    for typed in wrong_lines(command)
]


@pytest.mark.parametrize("line", [*LINES, ("--lang", "zh")], ids=" ".join)
def test_wrong_usage_is_explained_in_chinese_alone(tmp_path: Path, line: tuple[str, ...]) -> None:
    run = report("--lang", "zh", *line, cwd=project(tmp_path, t001=GOOD))
    assert run.returncode in {0, 1, 2}
    if run.returncode == 2:
        assert english(run.stderr, line) == []


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        line = ("serve", "--no-open", "--port", str(taken.getsockname()[1]))
        run = report("--lang", "zh", *line, cwd=project(tmp_path, t001=GOOD))
    assert run.returncode == 2
    assert english(run.stderr, line) == []


@pytest.mark.parametrize("year", ["0", "99999", "9" * 5000, "-1", "2021.5"])
def test_a_year_that_no_task_can_have(tmp_path: Path, year: str) -> None:
    run = report("new", "year", "--", year, cwd=project(tmp_path, t001=GOOD))
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == f"report: '{year}' is not a whole number from 1900 to 9999\n"
