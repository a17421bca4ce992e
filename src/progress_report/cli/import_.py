"""``report import``."""

from pathlib import Path
from typing import Annotated

import typer

from progress_report.cli.project import (
    ProjectOption,
    fail_on_errors,
    find_root,
    load,
    parse_period,
)
from progress_report.diagnostics import ReportError
from progress_report.i18n import _
from progress_report.os_errors import reason

_SHOWN = 5
"""Findings about the encoding of a page: a file that is no text has thousands."""


def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=_("The page's text, as UTF-8 plain text."))
    ],
    period: Annotated[
        str | None,
        typer.Option("--period", help=_("The period; by default the one the title names.")),
    ] = None,
    project: ProjectOption = None,
) -> None:
    """Bring a published page into task files: all of it, or nothing if anything is wrong."""
    root = find_root(project)
    wanted = parse_period(period) if period else None
    from progress_report import importing
    from progress_report.publish import write_all
    from progress_report.readers.page import read
    from progress_report.source.load import decode

    loaded, config = load(root)
    try:
        raw = file.read_bytes()
    except OSError as error:
        message = _("cannot read {path}: {reason}")
        raise ReportError(message.format(path=file, reason=reason(error))) from error
    text, diagnostics = decode(str(file), raw)
    fail_on_errors(diagnostics[:_SHOWN])
    table, diagnostics = read(str(file), text, config, wanted)
    if table is None:
        fail_on_errors(diagnostics)
        return
    broken = any(not row.cells for row in table.rows)
    plan = None if broken else importing.plan(root, loaded.tasks, table)
    fail_on_errors([*diagnostics, *(plan.diagnostics if plan else ())])
    if plan is None:
        raise TypeError("a broken row is an error")
    write_all(plan.files)
    counts = _("{period}: {rows} rows; {created} tasks created, {updated} updated, {same} the same")
    typer.echo(
        counts.format(
            period=table.period.name,
            rows=len(table.rows),
            created=plan.created,
            updated=plan.updated,
            same=plan.same,
        )
    )
