"""``report check``."""

import sys
from typing import Annotated

import typer

from progress_report.cli.project import ProjectOption, find_root
from progress_report.diagnostics import Severity
from progress_report.i18n import _


def check(
    strict: Annotated[bool, typer.Option("--strict", help=_("Warnings fail too."))] = False,
    project: ProjectOption = None,
) -> None:
    """Find what is wrong in all task files; print every problem at its place. Writes nothing."""
    root = find_root(project)
    from progress_report.check.run import check as run_rules
    from progress_report.reporters.text import render
    from progress_report.source.load import load_project

    found = run_rules(load_project(root))
    sys.stdout.write(render(found))
    counts = {severity: sum(d.severity is severity for d in found) for severity in Severity}
    message = _("{errors} errors, {warnings} warnings, {notes} notes")
    text = message.format(
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        notes=counts[Severity.NOTE],
    )
    typer.echo(text, err=True)
    if counts[Severity.ERROR] or (strict and counts[Severity.WARNING]):
        raise typer.Exit(1)
