"""Diagnostics: what is wrong, where, and how to fix it; and the errors that end a command."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a diagnostic matters. Only an error stops a build."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file. Line and column are 1-based and count characters."""

    path: str
    line: int = 1
    column: int = 1
    length: int = 1  # how many characters to underline
    excerpt: str = ""  # the text of the line, without its line end
    cell: str = (
        ""  # in a table, the cell as its program names it (进展!C7); ``line`` is then its row
    )


@dataclass(frozen=True, slots=True)
class CommandHint:
    """A cure that is typed; on the pages of ``report serve`` a control may do the same."""

    text: str  # the sentence in the reader's language, with ``{command}``
    words: str  # what is typed, such as ``report close 2021H1`` or ``--draft``
    control: str = ""
    """The name of the control among those of the pages, which do not show a cure without one."""
    fields: tuple[tuple[str, str], ...] = ()  # what the page of the control begins with


Hint = str | CommandHint | tuple[str | CommandHint, ...]
"""How to fix what is wrong: what to do in words, by a command, or several ways."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """A diagnostic as a row of a list of similar ones, which is easier to read than each alone."""

    heading: str  # the heading of the list: what the diagnostics have in common
    cells: tuple[str, ...]  # the subject of this diagnostic, such as docket and unit


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A problem. The rule's name is stable; message and hint are in the reader's language."""

    rule: str
    message: str
    location: Location | None = None
    hint: Hint = ""
    severity: Severity = Severity.ERROR
    list_row: ListRow | None = None
    """For the text report, which may print several diagnostics as one list."""

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Sort key: by place, then by rule."""
        place = self.location or Location("", 0, 0)
        return place.path, place.line, place.column, self.rule, self.message


@dataclass(frozen=True, slots=True)
class Notice:
    """What a reader should know, though nothing is wrong."""

    message: str
    hint: Hint = ""


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any is an error."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


class ReportError(Exception):
    """A condition that stops the command: wrong usage or configuration, or a missing tool.

    Its text is what is wrong, in one line; the hint is apart.
    """

    exit_code = 2
    diagnostics: Sequence[Diagnostic] = ()
    """What is wrong in the files, each with its place, where that is more than one sentence."""

    def __init__(self, message: str, hint: Hint = "") -> None:
        # ``args`` stay those of the constructor, with which another process makes it again
        self.message, self.hint = message, hint

    def __str__(self) -> str:
        """What is wrong."""
        return self.message


class DataError(ReportError):
    """The data do not allow the requested operation."""

    exit_code = 1
