"""The common result of all readers: a table as rows of plain texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.domain.period import Period
from progress_report.readers import worded
from progress_report.system.i18n import _


class FileFormat(StrEnum):
    """A readable format; ``PAGE`` is the plain text of a published web page."""

    DOCX = "docx"
    XLSX = "xlsx"
    HTML = "html"
    MARKDOWN = "md"
    CSV = "csv"
    PAGE = "page"
    JSON = "json"
    PDF = "pdf"


class CellWarning(NamedTuple):
    """A difference between what a cell shows and its text, for a person to compare."""

    row: int  # the 0-based row of the grid
    column: int
    message: str  # a sentence for the user
    beside: bool = False
    """Whether the text is complete, and something is attached, such as a comment."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a file, before its columns are interpreted.

    The text of a merged cell appears in every place that the cell covers. All rows have the same
    length.
    """

    name: str  # the name of the sheet, or such as ``table 2``; empty if there is only one table
    rows: tuple[tuple[str, ...], ...]
    """Texts as displayed, stripped of white space; paragraphs are separated by line feeds."""
    numbers: tuple[int, ...]
    """For each row its 1-based number in the file: the sheet's row, the line of a CSV file."""
    title: str = ""  # the text right above it, or its caption
    notes: tuple[str, ...] = field(default=())
    """What was left out on purpose, such as hidden rows: sentences for the user. Notes on the whole
    file, such as hidden sheets, are repeated in each of its grids."""
    columns: tuple[int, ...] = ()
    """For each column its 1-based number in the file; empty for 1, 2, 3 and so on."""
    continued: frozenset[tuple[int, int]] = frozenset()
    """Places, as 0-based row and column, that a merged cell continues into from above."""
    across: frozenset[tuple[int, int]] = frozenset()
    """Places, likewise, that a merged cell reaches from the column before."""
    below_hidden: frozenset[int] = frozenset()
    """0-based rows with omitted hidden rows directly above."""
    hidden_columns: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """By 1-based number in the file, what columns left out say in each of the rows."""
    unreadable: frozenset[tuple[int, int]] = frozenset()
    """Places, as 0-based row and column, whose text is unknown; each has a diagnostic."""
    faults: Mapping[tuple[int, int], Diagnostic] = field(default_factory=dict)
    """Of these, diagnostics that count only if their column does, such as those of formulas."""
    warnings: tuple[CellWarning, ...] = ()
    exact: bool = False
    """Whether this program wrote the file: its half-width marks are those of the data."""
    folded: bool = False
    """Whether the copy folded full-width marks to half-width ones."""
    tracked_changes: bool = False
    """Whether the file has tracked changes, which were read as if accepted."""
    path: str = ""
    format: FileFormat = FileFormat.HTML

    def at(self, row: int, column: int) -> Location:
        """The location of a cell; row and column of the grid count from 0."""
        return self.in_column(row, self.columns[column] if self.columns else column + 1)

    def in_column(self, row: int, number: int) -> Location:
        """The location of a cell by the 1-based number of its column in the file."""
        line = self.numbers[row] if row < len(self.numbers) else 1
        if self.format in (FileFormat.CSV, FileFormat.MARKDOWN, FileFormat.PAGE):
            return Location(self.path, line)
        if self.format is FileFormat.XLSX:
            cell = f"{self.name}!{column_name(number)}{line}"
        else:
            cell = _("row {row}, column {column}").format(row=line, column=number)
            cell = f"{self.name}, {cell}" if self.name else cell
        return Location(self.path, line, cell=cell)

    @property
    def reading_notes(self) -> tuple[str, ...]:
        """How the content was read: sentences for the user, like `notes`."""
        return (_("tracked changes were read as if accepted"),) if self.tracked_changes else ()


def column_name(number: int) -> str:
    """The name of a spreadsheet's column: A for 1, AA for 27."""
    name = ""
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def plain(text: str) -> str:
    """Replace tabs by spaces, remove zero-width characters, and strip the text.

    No-break and wide spaces and emoji joiners are kept, because they are used on purpose.
    """
    # several times faster than str.translate
    return text.replace("\t", " ").replace("\u200b", "").replace("\ufeff", "").strip()


NEAR = 8  # how many texts above a table may be its title
LONGEST_TITLE = 100


def title_among(near: Sequence[str]) -> str:
    """Of the texts above a table, the nearest first, that which names a period; else the first.

    A remark in brackets, such as （截至2023年9月30日）, has the text above it before it.
    """
    title = next(filter(Period.find_in, near), next(iter(near), ""))
    if title.startswith(("（", "(")) and (above_it := near[near.index(title) + 1 :]):
        return f"{above_it[0]}\n{title}"
    return title


def unraised(text: str) -> str:
    """Describe a superscript or subscript without Unicode characters."""
    return worded.sentence("unraised", text=text.strip())
