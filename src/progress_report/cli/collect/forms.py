"""``report collect forms``."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from progress_report.cli.collect.common import ByOption, PeriodArgument, form_way
from progress_report.cli.console import echo
from progress_report.cli.options import flag, option
from progress_report.cli.project import ProjectOption, load
from progress_report.collect.out.form import FormFormat
from progress_report.domain.diagnostics import DataError, ReportError
from progress_report.system.arguments import parse_day, parse_period
from progress_report.system.i18n import _


def forms(
    period: PeriodArgument,
    by: ByOption = None,
    out: Annotated[
        Path | None, option("--out", "DIR", _("Where to write; by default forms/."))
    ] = None,
    form: Annotated[
        FormFormat, option("--format", "xlsx|docx", _("Excel (xlsx) or Word (docx)."))
    ] = FormFormat.XLSX,
    due: Annotated[
        str | None, option("--due", "DATE", _("The last day to send it back: 2021-12-25."))
    ] = None,
    overwrite: Annotated[
        bool,
        flag(
            "--overwrite",
            _("Replace forms of the same name; without it one that differs is an error."),
        ),
    ] = False,
    project: ProjectOption = None,
) -> None:
    """Write a form for each unit, and print the path of each file.

    A form lists the unit's tasks with their previous reports, and has one cell per task to fill
    in; everything else is locked.
    """
    last_day = parse_day(due) if due else None
    wanted = parse_period(period)
    from progress_report.collect.out.form_files import form_files
    from progress_report.collect.out.requests import make_forms
    from progress_report.editing.years import due_day, with_due_day
    from progress_report.source.closed import with_closed_reports
    from progress_report.system.transaction import write_files

    loaded, config = load(project)
    by = form_way(loaded, config, by, wanted.year)
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
    folder = out if out is not None else loaded.root / "forms"
    named = form_files(requests.forms, form, config, last_day)
    files = {folder / name: content for name, content in named.items()}
    if not overwrite:
        _reject_changed(files)
    # the periods file has the due date from now on
    write_files({**files, **(with_due_day(loaded, wanted, last_day) if last_day else {})})
    for path in files:
        echo(path.as_posix())


def _reject_changed(files: Mapping[Path, bytes]) -> None:
    """Check that no existing file would change.

    Raises:
        ReportError: a file has different content; it may be filled in.
    """
    for path, content in files.items():
        try:
            differs = path.exists() and path.read_bytes() != content
        except OSError:
            differs = True
        if differs:
            message = _("{path} already exists and may be filled in").format(path=path.as_posix())
            hint = _("choose another folder with --out, or replace it with --overwrite")
            raise ReportError(message, hint)
