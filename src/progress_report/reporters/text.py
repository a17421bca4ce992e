"""Diagnostics for people: place, rule, message, the line itself with a caret, a hint."""

from collections.abc import Iterable

from progress_report.cells import printable, width
from progress_report.diagnostics import Diagnostic, Location, Severity
from progress_report.i18n import _

_EXCERPT_CHARACTERS = 60
_CONTEXT_BEFORE = 20


_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}


def render(diagnostics: Iterable[Diagnostic], *, colour: bool = False) -> str:
    """Render findings in order of place, an empty string for none.

    Args:
        diagnostics: The findings, in any order.
        colour: Whether the terminal shows colours; nothing is told by colour alone.
    """
    ordered = sorted(diagnostics, key=lambda d: d.order)
    return "".join(_one(diagnostic, colour=colour) for diagnostic in ordered)


def severity_word(severity: Severity) -> str:
    """A severity in the reader's language."""
    return {
        Severity.ERROR: _("error"),
        Severity.WARNING: _("warning"),
        Severity.NOTE: _("note"),
    }[severity]


def _one(diagnostic: Diagnostic, *, colour: bool) -> str:
    on, off = (f"\x1b[{_COLOURS[diagnostic.severity]}m", "\x1b[0m") if colour else ("", "")
    word = f"{on}{severity_word(diagnostic.severity)}{off}"
    head = f"{word}[{diagnostic.rule}]: {printable(diagnostic.message)}\n"
    where = diagnostic.location
    hint = f"     = {printable(diagnostic.hint)}\n" if diagnostic.hint else ""
    if where is None:
        return head + hint
    path = printable(where.path)  # a file's name may hold a line feed, or colours of its own
    place = where.cell or f"{where.line}:{where.column}"
    return f"{path}:{place}: {head}{_excerpt(where, on, off)}{hint}"


def _excerpt(where: Location, on: str, off: str) -> str:
    if not where.excerpt.strip():
        return ""
    start = where.column - 1
    # A task's text can be a thousand characters on one line: show the part that matters.
    left = max(0, start - _CONTEXT_BEFORE) if len(where.excerpt) > _EXCERPT_CHARACTERS else 0
    right = left + _EXCERPT_CHARACTERS
    shown = printable(where.excerpt[left:right])
    prefix = "…" if left else ""
    suffix = "…" if right < len(where.excerpt) else ""
    indent = width(prefix + printable(where.excerpt[left:start]))
    underlined = max(1, width(printable(where.excerpt[start : min(start + where.length, right)])))
    margin = f"{where.line:>4} | "
    carets = " " * indent + on + "^" * underlined
    return f"{margin}{prefix}{shown}{suffix}\n{' ' * (len(margin) - 2)}| {carets}{off}\n"
