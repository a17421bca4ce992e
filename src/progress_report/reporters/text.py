"""Diagnostics for people: place, rule, message, the line itself with a caret, a hint."""

from collections.abc import Iterable, Sequence

from progress_report.domain.diagnostics import Diagnostic, Location, Severity
from progress_report.system.i18n import _
from progress_report.text.excerpt import ELLIPSIS, excerpt
from progress_report.text.width import printable, width

_EXCERPT_CHARACTERS = 60
_CONTEXT_BEFORE = 20


_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}


def render(diagnostics: Iterable[Diagnostic], *, colour: bool = False) -> str:
    """Render diagnostics in order of position, an empty string for none.

    Args:
        diagnostics: In any order.
        colour: Whether the terminal shows colours; colour alone carries no meaning.
    """
    ordered = sorted(diagnostics, key=lambda d: d.order)
    groups: dict[object, list[Diagnostic]] = {}
    for index, diagnostic in enumerate(ordered):
        alike = (diagnostic.rule, diagnostic.list_row.heading) if diagnostic.list_row else index
        groups.setdefault(alike, []).append(diagnostic)
    return "".join(
        _single(group[0], colour=colour) if len(group) == 1 else _list(group, colour=colour)
        for group in groups.values()
    )


def severity_word(severity: Severity) -> str:
    """A severity in the reader's language."""
    return {
        Severity.ERROR: _("error"),
        Severity.WARNING: _("warning"),
        Severity.NOTE: _("note"),
    }[severity]


def _list(diagnostics: Sequence[Diagnostic], *, colour: bool) -> str:
    """Diagnostics of one kind, a line each, under what they have in common."""
    first = diagnostics[0]
    heading = first.list_row.heading if first.list_row else ""
    head = _head(
        first, _("{what}: {count} tasks").format(what=heading, count=len(diagnostics)), colour
    )
    rows = [
        [
            *(diagnostic.list_row.cells if diagnostic.list_row else ()),
            _place(diagnostic.location)[: -len(": ")],
        ]
        for diagnostic in diagnostics
    ]
    cells = [[printable(text) for text in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    lines = (
        "  ".join(text + " " * (w - width(text)) for text, w in zip(row, widths, strict=True))
        for row in cells
    )
    return head + "".join(f"  {line.rstrip()}\n" for line in lines) + _hint(first)


def _single(diagnostic: Diagnostic, *, colour: bool) -> str:
    location = diagnostic.location
    head = _head(diagnostic, diagnostic.message, colour)
    excerpt = _excerpt(location, *_colour_codes(diagnostic, colour)) if location else ""
    return f"{_place(location)}{head}{excerpt}{_hint(diagnostic)}"


def _colour_codes(diagnostic: Diagnostic, colour: bool) -> tuple[str, str]:
    """What switches the colour of a severity on and off."""
    return (f"\x1b[{_COLOURS[diagnostic.severity]}m", "\x1b[0m") if colour else ("", "")


def _place(location: Location | None) -> str:
    if location is None:
        return ""
    path = printable(location.path)  # a file's name may hold a line feed, or colours of its own
    return f"{path}:{location.cell or f'{location.line}:{location.column}'}: "


def _head(diagnostic: Diagnostic, message: str, colour: bool) -> str:
    on, off = _colour_codes(diagnostic, colour)
    word = f"{on}{severity_word(diagnostic.severity)}{off}"
    return f"{word}[{diagnostic.rule}]: {printable(message)}\n"


def _hint(diagnostic: Diagnostic) -> str:
    return f"     = {printable(diagnostic.hint)}\n" if diagnostic.hint else ""


def _excerpt(location: Location, on: str, off: str) -> str:
    if not location.excerpt.strip():
        return ""
    start = location.column - 1
    # A task's text can be a thousand characters on one line: show the part that matters.
    text, offset = excerpt(
        printable(location.excerpt), start, before=_CONTEXT_BEFORE, length=_EXCERPT_CHARACTERS
    )
    indent = width(text[:offset])
    underlined = max(1, width(text[offset : offset + location.length].removesuffix(ELLIPSIS)))
    margin = f"{location.line:>4} | "
    carets = " " * indent + on + "^" * underlined
    return f"{margin}{text}\n{' ' * (len(margin) - 2)}| {carets}{off}\n"
