"""Diagnostics as GitHub Actions workflow commands: annotations beside the changed lines."""

from collections.abc import Iterable

from progress_report.domain.diagnostics import Diagnostic, Severity
from progress_report.system.i18n import hint_text
from progress_report.text.width import printable

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(diagnostics: Iterable[Diagnostic]) -> str:
    """One command a line, in order of place."""
    return "".join(
        _command(diagnostic) for diagnostic in sorted(diagnostics, key=lambda d: d.order)
    )


def _command(diagnostic: Diagnostic) -> str:
    properties: dict[str, str | int] = {}
    if location := diagnostic.location:
        # GitHub takes the end as the last column, not the one after it
        end = location.column + location.length - 1
        properties = {
            "file": location.path,
            "line": location.line,
            "col": location.column,
            "endColumn": end,
        }
    properties["title"] = diagnostic.rule
    given = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    lines = "\n".join(filter(None, (diagnostic.message, hint_text(diagnostic.hint)))).split("\n")
    text = "\n".join(map(printable, lines))
    return f"::{_COMMANDS[diagnostic.severity]} {given}::{_escaped(text)}\n"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(printable(text)).replace(":", "%3A").replace(",", "%2C")
