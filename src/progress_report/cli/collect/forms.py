"""``report collect forms``."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from progress_report.cli.collect.common import (
    ByOption,
    PeriodArgument,
    reject_empty_year,
    reject_unknown_by,
)
from progress_report.cli.console import echo
from progress_report.cli.project import (
    ProjectOption,
    find_root,
    load,
    parse_period,
)
from progress_report.collect.out.form import FormFormat
from progress_report.domain.diagnostics import DataError, ReportError
from progress_report.render.formats import reject_unknown_formats
from progress_report.system import progress
from progress_report.system.i18n import _

if TYPE_CHECKING:
    from progress_report.collect.out.form import Form
    from progress_report.domain.config import ReportConfig
    from progress_report.domain.period import Period
    from progress_report.source.load import Project


def forms(
    period: PeriodArgument,
    by: ByOption = "lead",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help=_("Where to write; by default forms/.")),
    ] = None,
    form: Annotated[
        str, typer.Option("--format", metavar="xlsx|docx", help=_("Excel (xlsx) or Word (docx)."))
    ] = FormFormat.XLSX,
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
    """Write a form for each unit, and print the path of each file.

    A form lists the unit's tasks with their previous reports, and has one cell per task to fill
    in; everything else is locked.
    """
    reject_unknown_formats([form], [*FormFormat])
    last_day = _day(due)
    wanted = parse_period(period)
    root = find_root(project)
    from progress_report.collect.out.requests import make_forms
    from progress_report.editing.years import due_day
    from progress_report.source.closed import with_closed_reports
    from progress_report.system.transaction import write_files

    loaded, config = load(root)
    reject_unknown_by(by, config)
    reject_empty_year(loaded, wanted.year)
    # last period's text is what readers saw
    tasks = with_closed_reports(loaded.tasks, loaded.closed, None)
    requests = make_forms(tasks, config, wanted, by)
    for sourced in requests.unassigned:
        message = _("task {docket} is on no form: it has nothing under '{by}'")
        message = message.format(docket=sourced.task.docket, by=by)
        echo(f"{sourced.source.path}: {message}", err=True)
    if not requests.forms:
        message = _("no task of {year} has a unit to ask (--by {by})")
        raise DataError(message.format(year=wanted.year, by=by))
    last_day = last_day or due_day(loaded, wanted)
    folder = out if out is not None else root / "forms"
    files = _files(folder, requests.forms, FormFormat(form), config, last_day)
    if not overwrite:
        _reject_changed(files)
    write_files({**files, **_remembered(loaded, wanted, last_day)})
    for path in files:
        echo(path.as_posix())


def _remembered(loaded: "Project", period: "Period", due: date | None) -> dict[Path, bytes]:
    """The periods file with the due date, unless it has it already."""
    from progress_report.editing.years import with_due_day

    return with_due_day(loaded, period, due) if due else {}


def _files(
    folder: Path,
    forms: "Sequence[Form]",
    form_format: FormFormat,
    config: "ReportConfig",
    due: date | None,
) -> dict[Path, bytes]:
    """The content of the forms of one period, by path."""
    from progress_report.collect.out.form_files import file_names, write

    names = file_names(forms[0].period.name, [form.unit for form in forms], form_format)
    return {
        folder / name: write(form, form_format, config, due)
        for name, form in progress.counted(_("writing forms"), [*zip(names, forms, strict=True)])
    }


def _reject_changed(files: Mapping[Path, bytes]) -> None:
    """Check that no existing file would change.

    Raises:
        ReportError: a file has different content; it may be filled in.
    """
    if changed := next(_differing(files), None):
        message = _("{path} already exists and may be filled in").format(path=changed.as_posix())
        hint = _("choose another folder with --out, or replace it with --overwrite")
        raise ReportError(message + _("; ") + hint)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = _("'{text}' is not a valid date; write it as 2021-12-25")
        raise ReportError(message.format(text=text)) from None


def _differing(files: Mapping[Path, bytes]) -> Iterator[Path]:
    """Existing files with different content."""
    for path, content in files.items():
        try:
            if path.exists() and path.read_bytes() != content:
                yield path
        except OSError:
            yield path
