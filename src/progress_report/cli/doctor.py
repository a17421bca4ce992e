"""``report doctor``."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from progress_report.cli.console import echo, write_data
from progress_report.cli.options import option
from progress_report.cli.project import ProjectOption, find_root, location_options
from progress_report.domain.diagnostics import ReportError
from progress_report.render.formats import reject_unknown_formats
from progress_report.system.i18n import _

if TYPE_CHECKING:
    from progress_report.doctor import CheckResult

_FORMATS = ("text", "json")
_VERSION = 1  # of the JSON
_LABEL = 16  # terminal cells of the column of labels


def doctor(
    output: Annotated[str, option("--format", "NAME", _FORMATS)] = "text",
    project: ProjectOption = None,
) -> None:
    """Check this machine and the project; exit code 1 asks for attention, 2 is of a lack."""
    reject_unknown_formats([output], _FORMATS)
    from progress_report.doctor import State, examine

    results = list(examine(_root(project), location_options(project)))
    if output == "json":
        document = {"version": _VERSION, "findings": [asdict(result) for result in results]}
        write_data(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    else:
        echo(*_text(results).split("\n"))
    states = {result.state for result in results}
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


def _text(results: Sequence["CheckResult"]) -> str:
    """A heading for each section; what is not fine is marked, with a hint below."""
    from progress_report.doctor import State
    from progress_report.system.data import read_words
    from progress_report.text.width import width

    words = read_words(Path(__file__).with_suffix(".yaml"))
    marks = {State.FINE: " ", State.NOTE: "·", State.ATTENTION: "!", State.MISSING: "✗"}
    lines: list[str] = []
    for section, members in groupby(results, key=lambda result: result.section):
        lines.append(words["headings"][section])
        for result in members:
            name = words["labels"].get(result.name, result.name)
            gap = " " * (_LABEL - width(name))
            lines.append(f"{marks[result.state]} {name}{gap} {result.value}")
            if result.hint:
                lines.append(f"{'':<{_LABEL + 2}} = {result.hint}")
    wrong = [result for result in results if result.state in {State.ATTENTION, State.MISSING}]
    message = _("points that need attention: {count}") if wrong else _("all is well")
    return "\n".join([*lines, "", message.format(count=len(wrong))])
