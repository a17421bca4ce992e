"""What every reader of a foreign file yields: its tables as rows of plain texts."""

from dataclasses import dataclass, field
from typing import NamedTuple

from progress_report.system.i18n import _

_UNSEEN = str.maketrans({"\t": " ", "\u200b": None, "\ufeff": None})


class CellWarning(NamedTuple):
    """What a cell shows and its text does not: a person must compare."""

    row: int
    """Of the grid, from 0."""
    column: int
    message: str
    """A sentence for the user."""
    beside: bool = False
    """Whether the text itself is whole, and something stands beside it, such as a comment."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One table of a foreign file, before anyone knows what its columns mean.

    A merged cell's text stands in every place the cell covers. All rows are equally long.
    """

    name: str
    """What a person would call it: the sheet's name, ``table 2``; empty if there is only one."""
    rows: tuple[tuple[str, ...], ...]
    """Texts as shown, without white space at the ends; paragraphs separated by a line feed."""
    numbers: tuple[int, ...]
    """For each row its 1-based number in the file: the sheet's row, the line of a CSV file."""
    title: str = ""
    """The text right above it, or its caption."""
    notes: tuple[str, ...] = field(default=())
    """What was left out on purpose, such as hidden rows: sentences to tell the user. What is so of
    the whole file, such as hidden sheets, every grid of it says."""
    columns: tuple[int, ...] = ()
    """For each column its 1-based number in the file; empty for 1, 2, 3 and so on."""
    continued: frozenset[tuple[int, int]] = frozenset()
    """Places, as row and column from 0, that a merged cell of a row above reaches down to."""
    below_hidden: frozenset[int] = frozenset()
    """Rows, from 0, right above which hidden ones were left out."""
    unreadable: frozenset[tuple[int, int]] = frozenset()
    """Places, likewise, whose text is unknown, whatever they hold; each has a diagnostic."""
    warnings: tuple[CellWarning, ...] = ()
    tracked_changes: bool = False
    """Whether the file has tracked changes, which were read as if accepted."""

    @property
    def reading_notes(self) -> tuple[str, ...]:
        """How the content was read: sentences for the user, like `notes`."""
        return (_("tracked changes were read as if accepted"),) if self.tracked_changes else ()


def plain(text: str) -> str:
    """A text without what came along unseen: a tab is a space, what has no width is nothing.

    No-break and wide spaces and the joiners of emoji stay: people, and this program, mean them.
    """
    return text.translate(_UNSEEN).strip()


def unraised(text: str) -> str:
    """The sentence for raised or lowered text that Unicode has no characters for."""
    message = _("'{text}' is a superscript or subscript, and was read as plain text")
    return message.format(text=text.strip())
