"""``report new``: add tasks, periods and years to a project."""

import difflib
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from progress_report.cli.console import echo
from progress_report.cli.options import argument, option
from progress_report.cli.project import (
    DryRunOption,
    ProjectOption,
    advise_closing,
    end_preview,
    load_to_change,
)
from progress_report.cli.usage import command_group
from progress_report.domain.diagnostics import ReportError
from progress_report.system.arguments import parse_period
from progress_report.system.i18n import _

if TYPE_CHECKING:
    from progress_report.domain.config import ReportConfig
    from progress_report.domain.period import Period
    from progress_report.source.load import Project

COMMANDS = ("task", "period", "year", "end", "renumber")  # the functions of these names

new = command_group(COMMANDS, __name__)

_YEARS = {"min": 1900, "max": 9999}  # those of a task
YearOption = Annotated[int | None, option("--year", "YEAR", **_YEARS)]


def task(
    dockets: Annotated[list[str] | None, argument("DOCKET")] = None,
    wording: Annotated[str | None, option("--task", "TEXT")] = None,
    lead: Annotated[str | None, option("--lead", "UNIT")] = None,
    units: Annotated[str | None, option("--units", "UNITS")] = None,
    year: YearOption = None,
    divided: Annotated[str | None, option("--split", "DOCKET")] = None,
    first: Annotated[str | None, option("--from", "PERIOD")] = None,
    dry_run: DryRunOption = False,
    project: ProjectOption = None,
) -> None:
    """Write a file for each new task, and print its path; on a terminal ask for the wording."""
    from progress_report.domain.task import UNWORDED
    from progress_report.editing.tasks import latest_year, new_task, next_docket, split
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
        files |= [new_task(loaded, {**worded, "year": of_year, "docket": docket})]
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


def period(
    name: Annotated[str | None, argument("PERIOD")] = None,
    title: Annotated[str | None, option("--title", "TEXT")] = None,
    date: Annotated[str | None, option("--date", "TEXT")] = None,
    due: Annotated[str | None, option("--due", "DATE")] = None,
    dry_run: DryRunOption = False,
    project: ProjectOption = None,
) -> None:
    """Write a period's file in data/periods, and print its path."""
    wanted = parse_period(name) if name else None
    from progress_report.editing.tasks import new_period

    loaded, config = load_to_change(project)
    values = {"title": title, "date": date, "due": due}
    files = new_period(loaded, wanted, {key: value for key, value in values.items() if value})
    carry_out(loaded, config, files, dry_run=dry_run)


def year(
    number: Annotated[int, argument("YEAR", **_YEARS)],
    carry: Annotated[str | None, option("--carry", "DOCKETS")] = None,
    dry_run: DryRunOption = False,
    project: ProjectOption = None,
) -> None:
    """Write the year's plan and a file for each task carried over, and print their paths."""
    from progress_report.editing.tasks import docket_pairs, new_year
    from progress_report.importing.units import split_units

    loaded, config = load_to_change(project)
    files = new_year(loaded, number, docket_pairs(split_units(carry or "")))
    carry_out(loaded, config, files, dry_run=dry_run)


def end(
    dockets: Annotated[list[str], argument("DOCKET")],
    after: Annotated[str | None, option("--after", "PERIOD")] = None,
    finished: Annotated[str | None, option("--finished", "PERIOD")] = None,
    why: Annotated[str | None, option("--why", "TEXT")] = None,
    into: Annotated[str | None, option("--into", "DOCKET")] = None,
    on: Annotated[str | None, option("--on", "DATE")] = None,
    by: Annotated[str | None, option("--by", "NAME")] = None,
    year: YearOption = None,
    dry_run: DryRunOption = False,
    project: ProjectOption = None,
) -> None:
    """End tasks after a period, or note that they are done; their files keep the reports."""
    if (after is None) == (finished is None):
        raise ReportError(_("give either --after, or --finished if the tasks are done"))
    if finished is not None and any((why, into, on, by)):
        raise ReportError(_("--finished goes with none of --why, --into, --on and --by"))
    if after is not None and why is None and (into is None or on is not None or by is not None):
        raise ReportError(_("give the reason with --why"))
    from progress_report.editing import tasks

    loaded, config = load_to_change(project)
    period = period_of(after or finished or "", year or tasks.latest_year(loaded))
    ending = {"why": why, "date": on, "by": by}
    given = {key: value for key, value in ending.items() if value}
    if finished is not None:
        files = tasks.finish(loaded, dockets, period)
    else:
        files = tasks.end(loaded, dockets, period, given, into or "")
    carry_out(loaded, config, files, dry_run=dry_run)


def renumber(
    pairs: Annotated[list[str], argument("DOCKET=DOCKET")],
    after: Annotated[str | None, option("--after", "PERIOD")] = None,
    year: YearOption = None,
    dry_run: DryRunOption = False,
    project: ProjectOption = None,
) -> None:
    """Rename task files to their new dockets, all at once, and print their paths."""
    from progress_report.editing import tasks

    loaded, config = load_to_change(project)
    of_year = year or tasks.latest_year(loaded)
    last = period_of(after, of_year) if after else None
    files = tasks.renumber(loaded, of_year, tasks.docket_pairs(pairs), last)
    carry_out(loaded, config, files, dry_run=dry_run)


def carry_out(
    project: "Project", config: "ReportConfig", files: Mapping[Path, bytes | None], *, dry_run: bool
) -> None:
    """Write the files of a plan, and print their paths; in a dry run show what would change."""
    advise_closing(project, config, files)
    if not dry_run:
        from progress_report.system.transaction import write_files

        write_files(files)
        echo(*(path.as_posix() for path, content in files.items() if content is not None))
        return
    for path, content in files.items():
        before = path.read_text(encoding="utf-8") if path.exists() else None
        after = None if content is None else content.decode()
        names = (
            "/dev/null" if before is None else f"a/{path.as_posix()}",
            "/dev/null" if after is None else f"b/{path.as_posix()}",
        )
        lines = difflib.unified_diff(_lines(before), _lines(after), *names, lineterm="")
        echo(*lines)
    end_preview(_("{count} file(s)").format(count=len(files)))


def _lines(text: str | None) -> list[str]:
    return text.removesuffix("\n").split("\n") if text else []


def period_of(text: str, year: int) -> "Period":
    """A period from the command line; its year may be left out: ``H2``, ``下半年``."""
    from progress_report.domain.period import Period

    try:
        return Period.from_key(year, text)
    except ValueError:
        return parse_period(text if text[:1].isdecimal() else f"{year}{text}")
