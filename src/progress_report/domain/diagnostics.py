"""What is wrong, where, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters. Only an error stops a build."""

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
    """The text of the line, without its end."""
    cell: str = ""
    """In a table, the cell as its readers name it, such as 进展!C7; the line then is its row."""


@dataclass(frozen=True, slots=True)
class Listed:
    """How a finding stands in a list of others of its kind, where each alone says little."""

    heading: str
    """What they have in common."""
    cells: tuple[str, ...]
    """What this one is about."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. The rule's name is stable; message and hint are in the reader's language."""

    rule: str
    message: str
    location: Location | None = None
    hint: str = ""
    severity: Severity = Severity.ERROR
    listed: Listed | None = None
    """For people, who are told of several in one list; programs are told of each."""

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Sort key: by place, then by rule."""
        place = self.location or Location("", 0, 0)
        return place.path, place.line, place.column, self.rule, self.message


class ReportError(Exception):
    """A condition that stops the command, told in one line. Exit code 2.

    Wrong usage, wrong configuration, or a machine that lacks something.
    """

    exit_code = 2


class DataError(ReportError):
    """The data do not allow what was asked. Exit code 1."""

    exit_code = 1
