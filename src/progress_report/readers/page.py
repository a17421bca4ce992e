"""The plain text of a published page: a line a row, the copy of a government web page."""

import re

from progress_report.config import ReportConfig
from progress_report.diagnostics import Diagnostic, Location
from progress_report.i18n import _
from progress_report.model import DOCKET_PATTERN, plain_docket
from progress_report.period import Period
from progress_report.punctuation import is_folded, restore
from progress_report.table import Cell, Column, Kind, Origin, Row, Table

_WANTED = (Kind.NUMBER, Kind.DOCKET, Kind.TASK, Kind.PROGRESS)
_DOCKET = re.compile(DOCKET_PATTERN)


def read(
    path: str, text: str, config: ReportConfig, period: Period | None = None
) -> tuple[Table | None, list[Diagnostic]]:
    """Read a page.

    The heading row is the line that holds the headings of ``data/report.yaml``; each line after
    it is a row, split at its first three spaces into number, docket, task and progress. If the
    copy folded full-width marks, they are restored.

    Args:
        path: The file's name, for messages.
        text: Its text.
        config: Gives the headings.
        period: The period the page is about; None to read it from the title.

    Returns:
        The table, or None if the page is not such a table; and everything wrong with it.
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
        message = _("the title names no period: {title}").format(title=title)
        hint = _("say it with --period, such as --period 2021H1")
        return None, [Diagnostic("no-period", message, Location(path), hint)]
    rows: list[Row] = []
    diagnostics: list[Diagnostic] = []
    folded = is_folded("".join(lines[start + 1 :]))
    for number, line in enumerate(lines[start + 1 :], start=start + 2):
        if not line.strip():
            continue
        row, found = _row(Location(path, number, 1, 1, line), len(rows) + 1, folded=folded)
        rows.append(row)
        diagnostics += found
    columns = tuple(
        Column(column.heading, column.kind, column.width, column.kind is Kind.NUMBER)
        for column in config.columns
        if column.kind in _WANTED
    )
    return Table(title, period, columns, tuple(rows)), diagnostics


def is_page(text: str, config: ReportConfig) -> bool:
    """Whether a text has the row of headings that makes it such a page."""
    return _heading_row(text.split("\n"), _headings(config)) is not None


def _headings(config: ReportConfig) -> list[str]:
    return [column.heading for column in config.columns if column.kind in _WANTED]


def _heading_row(lines: list[str], headings: list[str]) -> int | None:
    if len(headings) != len(_WANTED):
        return None
    # a tab between them is another format
    return next(
        (i for i, line in enumerate(lines) if line.strip("\r ").split(" ") == headings), None
    )


def _row(where: Location, expected: int, *, folded: bool) -> tuple[Row, list[Diagnostic]]:
    parts = where.excerpt.strip("\r").split(" ", 3)
    origin = Origin(where.path, where.line)
    if len(parts) < len(_WANTED) or not all(part.strip() for part in parts):
        message = _("this row cannot be split into number, docket, task and progress")
        hint = _("put one space between the four, and each row on one line")
        return Row("", ()), [Diagnostic("bad-row", message, where, hint)]
    number, docket, task, progress = parts
    docket = plain_docket(docket)
    diagnostics = []
    if number != str(expected):
        message = _("row number {found} where {expected} was expected").format(
            found=number, expected=expected
        )
        diagnostics.append(Diagnostic("numbering", message, where))
    if not _DOCKET.fullmatch(docket):
        message = _("'{docket}' is not a docket number").format(docket=docket)
        return Row("", ()), [*diagnostics, Diagnostic("bad-row", message, where)]
    progress = progress.strip()
    texts = (number, docket, *(map(restore, (task, progress)) if folded else (task, progress)))
    return Row(docket, tuple(Cell(text, origin) for text in texts)), diagnostics
