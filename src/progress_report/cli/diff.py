"""``report diff``."""

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from progress_report.cli.project import (
    ProjectOption,
    find_root,
    parse_period,
    shows_colour,
    tell,
)
from progress_report.diagnostics import DataError, Diagnostic, ReportError
from progress_report.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from progress_report.config import ReportConfig
    from progress_report.diff.changes import Changes
    from progress_report.period import Period
    from progress_report.source.load import SourcedTask

FORMATS = ("text", "md", "json", "html", "pdf")
_WIDEST = 160


def diff(
    sides: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="A B",
            help=_("Two periods, two task files or two projects; with --rev one period."),
        ),
    ] = None,
    revisions: Annotated[
        str | None,
        typer.Option("--rev", metavar="A..B", help=_("Compare two git revisions; B may be left out.")),
    ] = None,
    output: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=_("text, md, json, html or pdf."))
    ] = "text",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help=_("html, pdf: the file; by default in out/.")),
    ] = None,
    stat: Annotated[bool, typer.Option("--stat", help=_("One line a task."))] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help=_("Exit code 1 if there are differences."))
    ] = False,
    project: ProjectOption = None,
) -> None:
    """Show what changed: sentence by sentence, figure by figure; what did not move comes first."""
    if output not in FORMATS:
        message = _("unknown format '{names}'; there are: {formats}")
        raise ReportError(message.format(names=output, formats=", ".join(FORMATS)))
    changes, config, root, found = _changes(sides or [], revisions, project)
    broken = tell(found)
    if output in ("html", "pdf"):
        _publish(changes, config, root, out, pdf=output == "pdf")
    else:
        _print(changes, output, stat=stat)
    if broken or (exit_code and changes.any):
        raise typer.Exit(1)


def _print(changes: "Changes", output: str, *, stat: bool) -> None:
    from progress_report.render.changes import json, markdown, terminal

    if output == "json":
        text = json.render(changes)
    elif output == "md":
        text = markdown.render(changes)
    elif stat:
        text = terminal.stat(changes)
    else:
        columns = min(shutil.get_terminal_size().columns, _WIDEST)
        text = terminal.render(changes, colour=shows_colour(sys.stdout), columns=columns)
    page = output == "text" and sys.stdout.isatty() and text.count("\n") > _screen()
    if page:
        typer.echo_via_pager(text) if hasattr(typer, "echo_via_pager") else _page(text)
    else:
        sys.stdout.write(text)
