"""Diagnostics: what is wrong, where, and how to fix it; and the errors that end a command."""

from collections.abc import Iterable
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
    length: int = 1
    """How many characters to underline."""
    excerpt: str = ""
    """The text of the line, without its line end."""
    cell: str = ""
    """In a table, the cell as its program names it (进展!C7); ``line`` is then its row."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """A diagnostic as a row of a list of similar ones, which is easier to read than each alone."""

    heading: str
    """The heading of the list: what the diagnostics have in common."""
    cells: tuple[str, ...]
    """The subject of this diagnostic, such as docket and unit."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A problem. The rule's name is stable; message and hint are in the reader's language."""

    rule: str
    message: str
    location: Location | None = None
    hint: str = ""
    severity: Severity = Severity.ERROR
    list_row: ListRow | None = None
    """For the text report, which may print several diagnostics as one list."""

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Sort key: by place, then by rule."""
        place = self.location or Location("", 0, 0)
        return place.path, place.line, place.column, self.rule, self.message


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any is an error."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


class ReportError(Exception):
    """A condition that stops the command: wrong usage or configuration, or a missing tool.

    Its text is one line for the user.
    """

    exit_code = 2


class DataError(ReportError):
    """The data do not allow the requested operation."""

    exit_code = 1
