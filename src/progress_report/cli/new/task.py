"""``report new task``."""

import sys
from typing import Annotated

import typer

from progress_report.cli.console import echo
from progress_report.cli.new.common import DryRunOption, YearOption, carry_out, names_in
from progress_report.cli.project import ProjectOption, find_root, load_to_change
from progress_report.system.i18n import _


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
    dry_run: DryRunOption = False,
    project: ProjectOption = None,
) -> None:
    """Write a file for each new task, and print its path.

    On a terminal it asks for the wording.
    """
    root = find_root(project)
    from progress_report.editing.tasks import new_tasks

    loaded, _config = load_to_change(root)
    if wording is None and sys.stdin.isatty() and sys.stderr.isatty():
        wording = typer.prompt(_("wording of the task"), default="", show_default=False, err=True)
    values = {"task": wording, "lead": lead, "units": names_in(units)}
    files = new_tasks(loaded, year, dockets or (), {k: v for k, v in values.items() if v})
    carry_out(files, dry_run=dry_run)
    if not wording:
        echo(_("write the wording into the file, under 'task'"), err=True)
