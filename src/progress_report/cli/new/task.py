"""``report new task``."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from progress_report.cli.console import echo
from progress_report.cli.new.common import (
    DryRunOption,
    YearOption,
    carry_out,
    names_in,
    period_of,
)
from progress_report.cli.project import ProjectOption, find_root, load_to_change
from progress_report.domain.diagnostics import ReportError
from progress_report.system.i18n import _

if TYPE_CHECKING:
    from pathlib import Path


def task(
    dockets: Annotated[
        list[str] | None,
        typer.Argument(metavar="DOCKET", help=_("By default the number after the highest.")),
    ] = None,
    wording: Annotated[
        str | None, typer.Option("--task", metavar="TEXT", help=_("The wording of the task."))
    ] = None,
    lead: Annotated[
        str | None, typer.Option("--lead", metavar="UNIT", help=_("The lead unit."))
    ] = None,
    units: Annotated[
        str | None,
        typer.Option("--units", metavar="UNITS", help=_("The joint units, with commas.")),
    ] = None,
    year: YearOption = None,
    divided: Annotated[
        str | None,
        typer.Option("--split", metavar="DOCKET", help=_("The task that they continue.")),
    ] = None,
    first: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="PERIOD", help=_("With --split: their first period, such as H2.")
        ),
    ] = None,
    dry_run: DryRunOption = False,
    project: ProjectOption = None,
) -> None:
    """Write a file for each new task, and print its path.

    On a terminal it asks for the wording.
    """
    root = find_root(project)
    from progress_report.domain.task import UNWORDED
    from progress_report.editing.changes import split
    from progress_report.editing.tasks import latest_year, new_tasks, next_docket

    loaded, config = load_to_change(root)
    values = {"task": wording, "lead": lead, "units": names_in(units)}
    given = {key: value for key, value in values.items() if value}
    if divided is not None or first is not None:
        if divided is None or first is None or not dockets:
            raise ReportError(_("a split takes the new dockets, --split and --from"))
        period = period_of(first, year or latest_year(loaded))
        pieces = split(loaded, divided, dockets, period, given)
        carry_out(loaded, config, {**pieces}, dry_run=dry_run)
        return
    of_year = year or latest_year(loaded)
    asks = not wording and sys.stdin.isatty() and sys.stderr.isatty()
    files: dict[Path, bytes] = {}
    for docket in dockets or [next_docket(loaded, of_year)]:
        question = _("wording of task {docket}").format(docket=docket)
        worded = given | ({"task": typer.prompt(question, err=True)} if asks else {})
        files |= new_tasks(loaded, of_year, [docket], worded)
    carry_out(loaded, config, {**files}, dry_run=dry_run)
    for path, content in files.items():
        if UNWORDED.encode() in content:
            message = _("{path}: the wording is missing; write it under 'task'")
            echo(message.format(path=path.as_posix()), err=True)
