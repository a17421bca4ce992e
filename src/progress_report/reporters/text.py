"""Diagnostics for people: place, rule, message, the line itself with a caret, a hint."""

from collections.abc import Iterable, Sequence

from progress_report.domain.diagnostics import Diagnostic, Location, Severity
from progress_report.system.i18n import _, hint_text
from progress_report.text.excerpt import ELLIPSIS, excerpt
from progress_report.text.width import aligned, printable, width, wrap

COLUMNS = 100  # the width of a text that goes to no terminal
_CONTEXT_BEFORE = 40
_INDENT = 5  # cells: of all lines of a message but the first, and of its hint

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}


def render(
    diagnostics: Iterable[Diagnostic], *, colour: bool = False, columns: int = COLUMNS
) -> str:
    """Render diagnostics in order of position, an empty string for none.

    ``colour`` is whether the terminal shows colours, which alone carry no meaning; ``columns`` are
    the cells of a line.
    """
    ordered = sorted(diagnostics, key=lambda d: d.order)
    groups: dict[object, list[Diagnostic]] = {}
    for index, diagnostic in enumerate(ordered):
        alike = (diagnostic.rule, diagnostic.list_row.heading) if diagnostic.list_row else index
        groups.setdefault(alike, []).append(diagnostic)
    texts = []
    for group in groups.values():
        show = _single if len(group) == 1 else _list
        texts.append(show(group, colour, columns))
    return "".join(texts)


def severity_word(severity: Severity) -> str:
    """A severity in the reader's language."""
    return {
        Severity.ERROR: _("error"),
        Severity.WARNING: _("warning"),
        Severity.NOTE: _("note"),
    }[severity]


def _list(diagnostics: Sequence[Diagnostic], colour: bool, columns: int) -> str:
    """Diagnostics of one kind, a line each, under what they have in common."""
    first = diagnostics[0]
    heading = first.list_row.heading if first.list_row else ""
    message = _("{what}: {count} tasks").format(what=heading, count=len(diagnostics))
    head = _head(first, "", message, colour, columns)
    rows = [
        [
            *(diagnostic.list_row.cells if diagnostic.list_row else ()),
            _place(diagnostic.location)[: -len(": ")],
        ]
        for diagnostic in diagnostics
    ]
    cells = [[printable(text) for text in row] for row in rows]
    lines = aligned(cells, left=len(cells[0]))
    rows_shown = "".join(_lines(f"  {line}", columns) for line in lines)
    return head + rows_shown + _hint(first, columns)


def _single(diagnostics: Sequence[Diagnostic], colour: bool, columns: int) -> str:
    (diagnostic,) = diagnostics
    location = diagnostic.location
    head = _head(diagnostic, _place(location), diagnostic.message, colour, columns)
    codes = _colour_codes(diagnostic, colour)
    excerpt = _excerpt(location, columns, *codes) if location else ""
    return f"{head}{excerpt}{_hint(diagnostic, columns)}"


def _lines(text: str, columns: int, hanging: int = _INDENT) -> str:
    return "".join(f"{line}\n" for line in wrap(text, columns, hanging))


def _colour_codes(diagnostic: Diagnostic, colour: bool) -> tuple[str, str]:
    return (f"\x1b[{_COLOURS[diagnostic.severity]}m", "\x1b[0m") if colour else ("", "")


def _place(location: Location | None) -> str:
    if location is None:
        return ""
    path = printable(location.path)  # a file's name may hold a line feed, or colours of its own
    return f"{path}:{location.cell or f'{location.line}:{location.column}'}: "


def _head(diagnostic: Diagnostic, place: str, message: str, colour: bool, columns: int) -> str:
    on, off = _colour_codes(diagnostic, colour)
    word = severity_word(diagnostic.severity)
    mark = f"{word}[{diagnostic.rule}]"
    text = _lines(f"{place}{mark}: {printable(message)}", columns)
    # a path may hold the same words; lines break around the mark, not within
    before, _mark, after = text.partition(mark)
    return f"{before}{on}{word}{off}{mark.removeprefix(word)}{after}" if _mark else text


def _hint(diagnostic: Diagnostic, columns: int) -> str:
    if not (text := hint_text(diagnostic.hint)):
        return ""
    return _lines(f"{' ' * _INDENT}= {printable(text)}", columns, _INDENT + len("= "))


def _excerpt(location: Location, columns: int, on: str, off: str) -> str:
    if not location.excerpt.strip():
        return ""
    start = location.column - 1
    margin = f"{location.line:>4} | "
    # A task's text can be a thousand characters on one line: show the part that matters.
    available = columns - len(margin) - 2 * len(ELLIPSIS)
    before = min(_CONTEXT_BEFORE, available // 2)
    text, offset = excerpt(printable(location.excerpt), start, before=before, length=available)
    indent = width(text[:offset])
    underlined = max(1, width(text[offset : offset + location.length].removesuffix(ELLIPSIS)))
    carets = " " * indent + on + "^" * underlined
    return f"{margin}{text}\n{' ' * (len(margin) - 2)}| {carets}{off}\n"
