"""``report status``, which is also ``report collect status``."""

import shutil
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from progress_report.cli.collect import ByOption, form_way, list_form_files, read_answers
from progress_report.cli.console import echo, print_diagnostics, write, write_data
from progress_report.cli.options import argument, option
from progress_report.cli.project import ProjectOption, load
from progress_report.domain.diagnostics import DataError, ReportError
from progress_report.render.formats import PLAIN, reject_unknown_formats
from progress_report.source.files import WORK_FOLDER, git_ignores
from progress_report.system.arguments import parse_period
from progress_report.system.i18n import _, period_name

if TYPE_CHECKING:
    from progress_report.domain.config import ReportConfig
    from progress_report.domain.period import Period
    from progress_report.source.load import Project
    from progress_report.status.overview import Overview

_FORMATS = ("text", "json", "csv", "html", "xlsx")


def status(
    period: Annotated[str | None, argument("PERIOD")] = None,
    files: Annotated[list[Path] | None, argument("FILE")] = None,
    by: ByOption = None,
    form: Annotated[str, option("--format", "text|json|csv|html|xlsx", _FORMATS)] = "text",
    out: Annotated[Path | None, option("--out", "FILE")] = None,
    check: Annotated[bool, option("--check")] = False,
    project: ProjectOption = None,
) -> None:
    """Show at a glance who has reported and what is behind."""
    reject_unknown_formats([form], _FORMATS)
    wanted = None if period is None else parse_period(period)
    if form == "xlsx" and out is None:
        raise ReportError(_("an Excel file cannot be shown here; name a file with --out"))
    from progress_report.system.transaction import write_files

    loaded, config = load(project)
    known, errors = _overview(loaded, config, wanted, by, files or (), check=check)
    if form == "html" and out is None:
        out = loaded.root / WORK_FOLDER / f"{known.period.name}.status.html"
    content = _rendered(known, form, config, loaded.root)
    if out is not None:
        write_files({**git_ignores(loaded.root, out), out: content})
        echo(out.as_posix())
    else:
        (write if form == "text" else write_data)(content.decode("utf-8-sig"))
    if errors:
        message = _("{count} error(s); forms with errors may be counted wrongly, or not at all")
        raise DataError(message.format(count=errors))


def _overview(
    project: "Project",
    config: "ReportConfig",
    period: "Period | None",
    by: str | None,
    files: Sequence[Path],
    *,
    check: bool,
) -> "tuple[Overview, int]":
    """The overview with returned forms counted, and how many errors these have."""
    from progress_report.build.period_tables import default_period
    from progress_report.collect.signatures import read_signatures
    from progress_report.status.overview import overview
    from progress_report.status.state import with_state

    period = period or default_period(project, draft=True)
    by = form_way(project, config, by, period.year)
    forms = read_answers(list_form_files(files), project, config) if files else None
    errors = print_diagnostics(forms.diagnostics) if forms else 0
    for other in (a for a in forms.answers if a.period != period) if forms else ():
        message = _("{path}: the form is for {period}, and is not counted")
        path, its = other.returned.path, period_name(other.period)
        echo(message.format(path=path, period=its), err=True)
    known = overview(
        project,
        config,
        period,
        by=by,
        today=date.today(),  # noqa: DTZ011 - the clerk's own calendar
        answers=[a for a in forms.answers if a.period == period] if forms else (),
        signatures=read_signatures(project.root, period),
    )
    return with_state(known, project, config, check=check), errors


def _rendered(known: "Overview", form: str, config: "ReportConfig", root: Path) -> bytes:
    if form == "text":
        from progress_report.status.text import as_text

        return as_text(known, shutil.get_terminal_size((120, 24)).columns).encode()
    if form == "html":
        from progress_report.status.page import status_page

        return status_page(known, config, root / "templates").encode()
    from progress_report.status.files import as_json, unit_table

    if form == "json":
        return as_json(known)
    renderer = import_module(f"progress_report.render.{PLAIN[form]}")
    plain = config.model_copy(update={"date": ""})
    return bytes(renderer.render(unit_table(known, config), plain))
