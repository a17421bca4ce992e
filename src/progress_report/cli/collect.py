"""``report collect``: forms out to units, filled forms back in, and who has reported."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from progress_report.cli.collect_merge import answers_of, merge
from progress_report.cli.project import (
    ProjectOption,
    find_root,
    load,
    parse_period,
    refuse_unknown,
    tell,
)
from progress_report.cli.usage import Command, Group
from progress_report.diagnostics import DataError, ReportError
from progress_report.i18n import _

if TYPE_CHECKING:
    from progress_report.collect.status import UnitStatus
    from progress_report.config import ReportConfig
    from progress_report.period import Period

_FORMATS = ("xlsx", "docx")
_STATUS_FORMATS = ("text", "json", "csv", "xlsx")

collect = typer.Typer(cls=Group, no_args_is_help=True, rich_markup_mode=None)

PeriodArgument = Annotated[
    str, typer.Argument(metavar="PERIOD", help=_("Such as 2021H2 or 2021下半年."))
]
ByOption = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="lead|units|fields.NAME",
        help=_(
            "Whom to ask: lead units; lead and joint units, each for its own part; or whoever a "
            "declared field names."
        ),
    ),
]


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
    refuse_unknown([form], _FORMATS)
    last_day = _day(due)
    wanted = parse_period(period)
    root = find_root(project)
    from progress_report.collect.asking import ask
    from progress_report.collect.file_names import file_names
    from progress_report.collect.writing import write
    from progress_report.publish import write_all

    loaded, config = load(root)
    _refuse_way(by, config)
    asked = ask(loaded.tasks, config, wanted, by)
    for sourced in asked.unassigned:
        message = _("task {docket} is on no form: it names nobody under '{by}'")
        typer.echo(
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
        raise ReportError(f"{message}; {hint}")
    write_all(files)
    for path in files:
        typer.echo(path.as_posix())


def status(
    period: PeriodArgument,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE", help=_("Forms that came back and are not taken in yet, to count too.")
        ),
    ] = None,
    by: ByOption = "lead",
    form: Annotated[
        str, typer.Option("--format", metavar="text|json|csv|xlsx", help=_("What to write."))
    ] = "text",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help=_("Where to write; xlsx needs it.")),
    ] = None,
    project: ProjectOption = None,
) -> None:
    """Show who has reported and who has not, with the dockets that are missing."""
    refuse_unknown([form], _STATUS_FORMATS)
    wanted = parse_period(period)
    if form == "xlsx" and out is None:
        raise ReportError(_("an Excel file cannot be shown here; name a file with --out"))
    root = find_root(project)
    from progress_report.collect.status import status as status_of
    from progress_report.publish import write_all

    loaded, config = load(root)
    _refuse_way(by, config)
    answers, diagnostics, _cells = answers_of(files or (), loaded, config)
    tell(diagnostics)
    answers = [one for one in answers if one.period == wanted]
    rows = status_of(loaded.tasks, config, wanted, by, answers)
    content = _rendered(rows, form, wanted, by, config)
    if out is not None:
        write_all({out: content})
        typer.echo(out.as_posix())
    else:
        sys.stdout.write(content.decode("utf-8-sig"))


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = _("'{text}' is no day; write it as 2021-12-25")
        raise ReportError(message.format(text=text)) from None


def _refuse_way(by: str, config: "ReportConfig") -> None:
    known = ["lead", "units", *(f"fields.{name}" for name in config.fields)]
    if by not in known:
        message = _("forms cannot be given out by '{by}'; there are: {ways}")
        raise ReportError(message.format(by=by, ways=", ".join(known)))


def _differing(files: Mapping[Path, bytes]) -> Iterator[Path]:
    """Files that exist and hold something else."""
    for path, content in files.items():
        try:
            if path.exists() and path.read_bytes() != content:
                yield path
        except OSError:
            yield path


def _rendered(
    rows: "Sequence[UnitStatus]", form: str, period: "Period", by: str, config: "ReportConfig"
) -> bytes:
    from progress_report.collect.status import as_json, as_table, as_text

    if form == "text":
        return as_text(rows).encode()
    if form == "json":
        return as_json(rows, period, by).encode()
    plain = config.model_copy(update={"date": ""})
    if form == "csv":
        from progress_report.render import csv

        return csv.render(as_table(rows, period), plain)
    from progress_report.render import excel

    return excel.render(as_table(rows, period), plain)


for _name, _function, _words in (
    ("forms", forms, _("Write a form for each unit to fill in.")),
    ("merge", merge, _("Take filled forms into the task files.")),
    ("status", status, _("Show who has reported and who has not.")),
):
    collect.command(_name, cls=Command, help=_words, options_metavar=_("[OPTIONS]"))(_function)
