"""``report collect forms``."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from progress_report.cli.collect.common import (
    ByOption,
    PeriodArgument,
    refuse_empty_year,
    refuse_way,
)
from progress_report.cli.console import echo
from progress_report.cli.project import (
    ProjectOption,
    find_root,
    load,
    parse_period,
    reject_unknown_formats,
)
from progress_report.domain.diagnostics import DataError, ReportError
from progress_report.system.i18n import _

_FORMATS = ("xlsx", "docx")


def forms(
    period: PeriodArgument,
    by: ByOption = "lead",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help=_("Where to write; by default forms/.")),
    ] = None,
    form: Annotated[
        str, typer.Option("--format", metavar="xlsx|docx", help=_("Excel (xlsx) or Word (docx)."))
    ] = "xlsx",
    due: Annotated[
        str | None,
        typer.Option("--due", metavar="DATE", help=_("The last day to send it back: 2021-12-25.")),
    ] = None,
    overwrite: Annotated[
        bool,
        typer.Option(
            "--overwrite",
            help=_("Replace forms of the same name; without it one that differs is an error."),
        ),
    ] = False,
    project: ProjectOption = None,
) -> None:
    """Write a form for each unit; print what was written, one file a line.

    Each names the unit's tasks, shows what was said of them last time, and has one cell a task to
    fill in; all else is locked.
    """
    reject_unknown_formats([form], _FORMATS)
    last_day = _day(due)
    wanted = parse_period(period)
    root = find_root(project)
    from progress_report.collect.out.form_files import file_names, write
    from progress_report.collect.out.requests import ask
    from progress_report.system.transaction import write_files

    loaded, config = load(root)
    refuse_way(by, config)
    refuse_empty_year(loaded, wanted.year)
    asked = ask(loaded.tasks, config, wanted, by)
    for sourced in asked.unassigned:
        message = _("task {docket} is on no form: it names nobody under '{by}'")
        echo(
            f"{sourced.source.path}: " + message.format(docket=sourced.task.docket, by=by), err=True
        )
    if not asked.forms:
        message = _("no task of {year} names anybody to ask (--by {by})")
        raise DataError(message.format(year=wanted.year, by=by))
    folder = out if out is not None else root / "forms"
    names = file_names(wanted.name, [one.unit for one in asked.forms], form)
    files = {
        folder / name: write(one, form, config, last_day)
        for name, one in zip(names, asked.forms, strict=True)
    }
    if not overwrite and (there := [*_differing(files)]):
        message = _("{path} exists already and may be filled in").format(path=there[0].as_posix())
        hint = _("choose another folder with --out, or replace it with --overwrite")
        raise ReportError(message + _("; ") + hint)
    write_files(files)
    for path in files:
        typer.echo(path.as_posix())


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = _("'{text}' is no day; write it as 2021-12-25")
        raise ReportError(message.format(text=text)) from None


def _differing(files: Mapping[Path, bytes]) -> Iterator[Path]:
    """Files that exist and hold something else."""
    for path, content in files.items():
        try:
            if path.exists() and path.read_bytes() != content:
                yield path
        except OSError:
            yield path
