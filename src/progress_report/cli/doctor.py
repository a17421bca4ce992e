"""``report doctor``."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from progress_report.cli.console import echo
from progress_report.cli.project import (
    ProjectOption,
    find_root,
    location_options,
    reject_unknown_formats,
)
from progress_report.domain.diagnostics import ReportError
from progress_report.system.i18n import _

if TYPE_CHECKING:
    from progress_report.doctor import Finding

_VERSION = 1
"""Of the JSON."""
_LABEL = 16
"""Cells of a terminal that what was looked at takes."""


def doctor(
    output: Annotated[
        str, typer.Option("--format", metavar="NAME", help=_("text, or json for programs."))
    ] = "text",
    project: ProjectOption = None,
) -> None:
    """Say what this machine and the project have, what is missing, and how to get it.

    Exit code 1 if the project wants looking after, 2 if something cannot be done on this machine.
    """
    reject_unknown_formats([output], ("text", "json"))
    from progress_report.doctor import State, examine

    found = list(examine(_root(project), location_options(project)))
    if output == "json":
        typer.echo(_json(found))
    else:
        echo(*_text(found).split("\n"))
    states = {finding.state for finding in found}
    if State.MISSING in states:
        raise typer.Exit(2)
    if State.ATTENTION in states:
        raise typer.Exit(1)


def _root(given: Path | None) -> Path | None:
    try:
        return find_root(given)
    except ReportError:
        if given is not None:
            raise
        return None


def _text(found: Sequence["Finding"]) -> str:
    """A section a heading; what is not fine is marked, with what to do under it."""
    from progress_report.doctor import State
    from progress_report.text.width import width

    headings = {
        "program": _("Program"),
        "libraries": _("Libraries"),
        "pdf": _("PDF"),
        "project": _("Project"),
        "fonts": _("Fonts"),
        "templates": _("Templates"),
        "out": _("Published files"),
        "cache": _("Cache"),
        "git": "git",
    }
    labels = {
        "installed": _("installed in"),
        "python": "Python",
        "system": _("system"),
        "language": _("language"),
        "folder": _("folder"),
        "layout": _("layout"),
        "tasks": _("tasks"),
        "errors": _("errors"),
        "title": _("title"),
        "heading": _("headings"),
        "body": _("text"),
        "built-in": _("built-in"),
        "proof": _("proof"),
        "rebuild": _("to run"),
        "unused": _("without effect"),
        "writable": _("writing"),
        "version": _("version"),
        "repository": _("repository"),
        "setup": _("settings"),
    }
    marks = {State.FINE: " ", State.NOTE: "·", State.ATTENTION: "!", State.MISSING: "✗"}
    lines: list[str] = []
    for section, findings in groupby(found, key=lambda finding: finding.section):
        lines.append(headings[section])
        for finding in findings:
            name = labels.get(finding.name, finding.name)
            gap = " " * (_LABEL - width(name))
            lines.append(f"{marks[finding.state]} {name}{gap} {finding.value}")
            if finding.hint:
                lines.append(f"{'':<{_LABEL + 2}} = {finding.hint}")
    wrong = [f for f in found if f.state in {State.ATTENTION, State.MISSING}]
    lines.append("")
    lines.append(
        _("to be looked at: {count}").format(count=len(wrong)) if wrong else _("all is well")
    )
    return "\n".join(lines)


def _json(found: Sequence["Finding"]) -> str:
    import json
    from dataclasses import asdict

    findings = [asdict(finding) for finding in found]
    return json.dumps({"version": _VERSION, "findings": findings}, ensure_ascii=False, indent=2)
