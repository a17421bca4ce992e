"""``report collect status``."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from progress_report.cli.collect.common import (
    ByOption,
    PeriodArgument,
    list_form_files,
    read_answers,
    reject_empty_year,
    reject_unknown_by,
)
from progress_report.cli.console import echo, print_diagnostics, write, write_data
from progress_report.cli.project import (
    ProjectOption,
    find_root,
    load,
    parse_period,
)
from progress_report.domain.diagnostics import DataError, ReportError
from progress_report.render.formats import reject_unknown_formats
from progress_report.system.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from progress_report.collect.status import UnitStatus
    from progress_report.domain.config import ReportConfig
    from progress_report.domain.period import Period

_FORMATS = ("text", "json", "csv", "xlsx")


def status(
    period: PeriodArgument,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE", help=_("Returned forms that are not merged yet, to count too.")
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
    reject_unknown_formats([form], _FORMATS)
    wanted = parse_period(period)
    if form == "xlsx" and out is None:
        raise ReportError(_("an Excel file cannot be shown here; name a file with --out"))
    root = find_root(project)
    from progress_report.collect.signatures import read_signatures
    from progress_report.collect.status import status as status_of
    from progress_report.system.transaction import write_files

    loaded, config = load(root)
    reject_unknown_by(by, config)
    reject_empty_year(loaded, wanted.year)
    forms = read_answers(list_form_files(files or ()), loaded, config)
    errors = print_diagnostics(forms.diagnostics)
    answers = [answers for answers in forms.answers if answers.period == wanted]
    rows = status_of(
        loaded.tasks, config, wanted, by, answers, read_signatures(loaded.root, wanted)
    )
    due = loaded.periods[wanted].file.due if wanted in loaded.periods else None
    content = _rendered(rows, form, wanted, by, config, due)
    if out is not None:
        write_files({out: content})
        echo(out.as_posix())
    else:
        (write if form == "text" else write_data)(content.decode("utf-8-sig"))
    if errors:
        message = _("{count} error(s); forms with errors may be counted wrongly, or not at all")
        raise DataError(message.format(count=errors))


def _rendered(
    rows: "Sequence[UnitStatus]",
    form: str,
    period: "Period",
    by: str,
    config: "ReportConfig",
    due: date | None,
) -> bytes:
    from progress_report.collect.status import as_json, as_table, as_text, days_late

    late = days_late(due, date.today())  # noqa: DTZ011 - the clerk's own calendar
    if form == "text":
        return as_text(rows, due, late).encode()
    if form == "json":
        return as_json(rows, period, by, due, late).encode()
    plain = config.model_copy(update={"date": ""})
    if form == "csv":
        from progress_report.render import csv

        return csv.render(as_table(rows, period, config), plain)
    from progress_report.render.excel import table as excel

    return excel.render(as_table(rows, period, config), plain)
