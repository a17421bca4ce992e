"""``report new task``."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from progress_report.cli.console import echo
from progress_report.cli.new.common import DryRunOption, YearOption, carry_out, period_of
from progress_report.cli.options import argument, option
from progress_report.cli.project import ProjectOption, load_to_change
from progress_report.domain.diagnostics import ReportError
from progress_report.system.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

_First = Annotated[
    str | None,
    option("--from", "PERIOD", _("Their first period, such as H2; by default the year's first.")),
]

_Divided = Annotated[str | None, option("--split", "DOCKET", _("The task that they continue."))]


def task(
    dockets: Annotated[
        list[str] | None, argument("DOCKET", _("By default the number after the highest."))
    ] = None,
    wording: Annotated[str | None, option("--task", "TEXT", _("The wording of the task."))] = None,
    lead: Annotated[str | None, option("--lead", "UNIT", _("The lead unit."))] = None,
    units: Annotated[
        str | None, option("--units", "UNITS", _("The joint units, with commas."))
    ] = None,
    year: YearOption = None,
    divided: _Divided = None,
    first: _First = None,
    dry_run: DryRunOption = False,
    project: ProjectOption = None,
) -> None:
    """Write a file for each new task, and print its path.

    On a terminal it asks for the wording.
    """
    from progress_report.domain.task import UNWORDED
    from progress_report.editing.changes import split
    from progress_report.editing.tasks import latest_year, new_tasks, next_docket
    from progress_report.importing.units import split_units

    loaded, config = load_to_change(project)
    values = {"task": wording, "lead": lead, "units": split_units(units or "")}
    given: dict[str, Any] = {key: value for key, value in values.items() if value}
    of_year = year or latest_year(loaded)
    period = None if first is None else period_of(first, of_year)
    if divided is not None:
        if period is None or not dockets:
            raise ReportError(_("a split takes the new dockets, --split and --from"))
        carry_out(loaded, config, split(loaded, divided, dockets, period, given), dry_run=dry_run)
        return
    if period is not None:
        of_year, given["from"] = period.year, period.key
    files: dict[Path, bytes] = {}
    for docket, worded in _worded(dockets or [next_docket(loaded, of_year)], given):
        files |= new_tasks(loaded, of_year, [docket], worded)
    carry_out(loaded, config, files, dry_run=dry_run)
    for path in (path for path, content in files.items() if UNWORDED.encode() in content):
        message = _("{path}: the wording is missing; write it under 'task'")
        echo(message.format(path=path.as_posix()), err=True)


def _worded(
    dockets: Iterable[str], values: Mapping[str, Any]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The values of each task; on a terminal with the wording that is asked for if not given."""
    asks = "task" not in values and sys.stdin.isatty() and sys.stderr.isatty()
    for docket in dockets:
        question = _("wording of task {docket}").format(docket=docket)
        yield docket, {"task": typer.prompt(question, err=True), **values} if asks else values
