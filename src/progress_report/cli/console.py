"""Output for people: messages and diagnostics on a terminal."""

import os
import re
import sys
from collections.abc import Sequence
from typing import TextIO

from progress_report.cli.progress import clear
from progress_report.domain.diagnostics import Diagnostic, Severity
from progress_report.system import progress
from progress_report.system.monitor import Monitor
from progress_report.text.width import printable, wrap

_LEAST_COLUMNS, _PIPED_COLUMNS = 40, 100
_COLOURS = re.compile(r"(\x1b\[(?:[012]|(?:1;)?3[1-6](?:;[49])?)m)")  # those that our reporters use


def echo(*lines: str, err: bool = False) -> None:
    """Print lines; nothing that they quote from files, file names or git controls the terminal.

    On a terminal messages are wrapped between words; commands to copy, which are indented, are not.
    """
    stream = sys.stderr if err else sys.stdout  # Typer takes ASCII for a mistake
    shown = [printable(line) for line in lines]
    if err and stream.isatty():
        width = columns(stream)
        wrapped = ([line] if line.startswith("  ") else wrap(line, width, 2) for line in shown)
        shown = [line for group in wrapped for line in group]
    clear()
    stream.write("".join(f"{line}\n" for line in shown))
    stream.flush()


def columns(stream: TextIO) -> int:
    """The width of a text that goes to a stream: the terminal's, or ``COLUMNS``; else 100 cells."""
    if not stream.isatty():
        return _PIPED_COLUMNS
    asked = os.environ.get("COLUMNS", "")
    try:
        width = int(asked) if asked.isdecimal() else os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        width = 0
    return max(_LEAST_COLUMNS, width or _PIPED_COLUMNS)


def write(text: str, *, err: bool = False) -> None:
    """Write a rendered text as it is; on a terminal, only its colours are obeyed."""
    stream = sys.stderr if err else sys.stdout
    clear()
    stream.write(visible(text) if stream.isatty() else text)


def write_data(text: str) -> None:
    """Write what programs read: in UTF-8, whatever the encoding of the environment."""
    if sys.stdout.isatty() or not hasattr(sys.stdout, "buffer"):
        write(text)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))


def visible(text: str) -> str:
    """Lines of text of which a terminal obeys nothing but colours."""
    parts = _COLOURS.split(text)
    parts[::2] = ("\n".join(map(printable, part.split("\n"))) for part in parts[::2])
    return "".join(parts)


class Terminal(Monitor):
    """Prints diagnostics to standard error; progress is shown by `progress_report.cli.progress`."""

    def show(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Print diagnostics."""
        print_diagnostics(diagnostics)

    def show_page(self, name: str, pages: int) -> None:
        """Count the sheets that are laid out."""
        del name
        progress.reach(pages)


def print_diagnostics(diagnostics: Sequence[Diagnostic]) -> int:
    """Print diagnostics to standard error, and count the errors among them."""
    if not diagnostics:
        return 0
    from progress_report.reporters.text import render

    text = render(diagnostics, colour=use_colour(sys.stderr), columns=columns(sys.stderr))
    write(text, err=True)
    return sum(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def use_colour(stream: TextIO) -> bool:
    """Whether to colour a stream: by ``NO_COLOR``, by ``FORCE_COLOR``, or if it is a terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    forced = os.environ.get("FORCE_COLOR", "")
    return forced not in ("", "0") or (stream.isatty() and os.environ.get("TERM") != "dumb")
