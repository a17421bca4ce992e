"""Output for people: messages and diagnostics on a terminal."""

import os
import sys
from collections.abc import Sequence
from typing import TextIO

import typer

from progress_report.domain.diagnostics import Diagnostic, Severity
from progress_report.text.width import printable


def echo(*lines: str, err: bool = False) -> None:
    """Print lines; nothing that they quote from files, file names or git controls the terminal."""
    typer.echo("\n".join(map(printable, lines)), err=err)


def print_diagnostics(diagnostics: Sequence[Diagnostic]) -> int:
    """Print diagnostics to standard error.

    Returns:
        How many are errors.
    """
    if not diagnostics:
        return 0
    from progress_report.reporters.text import render

    sys.stderr.write(render(diagnostics, colour=use_colour(sys.stderr)))
    return sum(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def use_colour(stream: TextIO) -> bool:
    """Whether to colour what goes to a stream: on a terminal, unless the user wants none."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
