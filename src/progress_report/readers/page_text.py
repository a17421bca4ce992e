"""Read the plain text of a published web page, with one table row per line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.domain.docket import DOCKET_PATTERN, plain_docket
from progress_report.domain.period import Period
from progress_report.domain.table import Cell, Column, ColumnKind, Origin, Row, Table
from progress_report.readers.grid import plain
from progress_report.readers.page_lines import is_below_table
from progress_report.system.i18n import _
from progress_report.text.punctuation import is_folded, restore

_COLUMN_KINDS = (ColumnKind.NUMBER, ColumnKind.DOCKET, ColumnKind.TASK, ColumnKind.PROGRESS)
_DOCKET = re.compile(DOCKET_PATTERN)
_BEGINS_ROW = re.compile(r"\s*\d+\s+\S{0,3}[0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class Page:
    """The content of a page."""

    table: Table
    folded: bool
    """Whether the text had half-width punctuation where the page has full-width."""
    left_out: tuple[Location, ...]
    """Lines below the table: notes, signatures, and the website's own lines."""


def read(
    path: str, text: str, config: ReportConfig, period: Period | None = None
) -> tuple[Page | None, list[Diagnostic]]:
    """Read a page.

    The heading row is the line with the headings of ``data/report.yaml``. Each line after it is a
    row, split at its first three spaces into number, docket, task and progress. Lines below the
    last row are left out. Folded full-width punctuation is restored.

    Args:
        path: The file's name, for messages.
        text: The file's text.
        config: The project's configuration, for the headings.
        period: The period the page is about; None to read it from the title.

    Returns:
        The page, or None if it has no such table; and the diagnostics.
    """
    lines = text.split("\n")
    headings = _headings(config)
    start = _heading_row(lines, headings)
    if start is None:
        message = _("no heading row was found; a line must read: {headings}").format(
            headings=" ".join(headings)
        )
        return None, [Diagnostic("no-heading", message, Location(path))]
    title = next((line.strip() for line in lines[:start] if line.strip()), "")
    period = period or Period.find_in(title)
    if period is None:
        return None, [no_period(title, Location(path))]
    rows: list[Row] = []
    diagnostics: list[Diagnostic] = []
    end = _end(lines, start + 1, config.imports.skip_lines)
    folded = is_folded("".join(lines[start + 1 : end]))
    for number, line in enumerate(lines[start + 1 : end], start=start + 2):
        if not line.strip():
            continue
        row, problems = _row(Location(path, number, 1, 1, line), len(rows) + 1, folded=folded)
        rows.append(row)
        diagnostics += problems
    columns = tuple(
        Column(column.heading, column.kind, column.width, column.kind is ColumnKind.NUMBER)
        for _path, _over, column in config.leaf_columns()
        if column.kind in _COLUMN_KINDS
    )
    below = enumerate(lines[end:], start=end + 1)
    left_out = tuple(Location(path, number, 1, 1, line) for number, line in below if line.strip())
    return Page(Table(title, period, columns, tuple(rows)), folded, left_out), diagnostics


def no_period(title: str, location: Location) -> Diagnostic:
    """The error that neither the title nor the user names the period of a table."""
    message = _("the period of the table is unknown")
    if title:
        message = _("the title names no period: {title}").format(title=title)
    hint = _("give it with --period, such as --period 2021H1")
    return Diagnostic("no-period", message, location, hint)


def _end(lines: Sequence[str], start: int, skipped: Sequence[str]) -> int:
    """Index of the first line below the last row that is a note, signature or row of buttons.

    Any other line below the last row may be a detached paragraph of that row; it counts as a row,
    and is reported as invalid.
    """
    last = max(
        (index for index in range(start, len(lines)) if _BEGINS_ROW.match(lines[index])), default=-1
    )
    for index in range(max(start, last + 1), len(lines)):
        if is_below_table(lines[index], skipped):
            return index
    return len(lines)


def is_page(text: str, config: ReportConfig) -> bool:
    """Whether a text has the heading row of a page."""
    return _heading_row(text.split("\n"), _headings(config)) is not None


def _headings(config: ReportConfig) -> list[str]:
    columns = (leaf.column for leaf in config.leaf_columns())
    return [column.heading for column in columns if column.kind in _COLUMN_KINDS]


def _heading_row(lines: list[str], headings: list[str]) -> int | None:
    if len(headings) != len(_COLUMN_KINDS):
        return None
    # a tab between them is another format
    return next(
        (i for i, line in enumerate(lines) if line.strip("\r ").split(" ") == headings), None
    )


def _row(location: Location, expected: int, *, folded: bool) -> tuple[Row, list[Diagnostic]]:
    parts = location.excerpt.strip("\r").split(" ", 3)
    origin = Origin(location.path, location.line)
    if len(parts) < len(_COLUMN_KINDS) or not all(part.strip() for part in parts):
        message = _("this row cannot be split into number, docket, task and progress")
        hint = _("separate the four with single spaces, and put each row on one line")
        return Row("", ()), [Diagnostic("bad-row", message, location, hint)]
    number, docket, task, progress = parts
    docket = plain_docket(docket)
    diagnostics = []
    if number != str(expected):
        message = _("row number is {found}, expected {expected}").format(
            found=number, expected=expected
        )
        diagnostics.append(Diagnostic("numbering", message, location))
    if not _DOCKET.fullmatch(docket):
        message = _("'{docket}' is not a docket number").format(docket=docket)
        return Row("", ()), [*diagnostics, Diagnostic("bad-row", message, location)]
    texts_read = plain(task), plain(progress)
    texts = (number, docket, *(map(restore, texts_read) if folded else texts_read))
    return Row(docket, tuple(Cell(text, origin) for text in texts)), diagnostics
