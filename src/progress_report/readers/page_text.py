"""Read the plain text of a published web page, one row per line, and tell rows from other lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from progress_report.domain.config import ReportConfig, Reporting
from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.domain.docket import DOCKET_PATTERN, looks_like_docket, plain_docket
from progress_report.domain.period import Period, day_in, joined_periods
from progress_report.domain.table import Cell, Column, ColumnKind, Origin, Row, Table
from progress_report.readers import worded
from progress_report.readers.grid import plain
from progress_report.system.data import Patterns, read_data
from progress_report.text.punctuation import is_folded, restore

_PATTERNS = Patterns(read_data("readers", "page_lines"))


def is_note(text: str, skipped: Sequence[str]) -> bool:
    """Whether a row of a table is a note, a signature or a line of a page, by its beginning.

    ``skipped`` are additional prefixes, from ``import: skip_lines:`` in data/report.yaml.
    """
    return bool(
        _PATTERNS["note"].match(text)
        or _PATTERNS["page"].match(text)
        or text.startswith(tuple(skipped))
    )


def is_approval(texts: Sequence[str]) -> bool:
    """Whether the texts of a row begin with the head of an approval: 审批意见, 审核：张三."""
    return bool(texts) and _PATTERNS["approval"].match(texts[0]) is not None


def is_below_table(line: str, skipped: Sequence[str]) -> bool:
    """Whether a line of a page's text is a note, a signature or a row of buttons."""
    matches = (
        _PATTERNS["label"].match(line),
        _PATTERNS["approval_line"].match(line),
        _PATTERNS["page"].match(line),
        _PATTERNS["reviewers"].fullmatch(line),
        _PATTERNS["buttons"].fullmatch(line),
        _PATTERNS["signature"].fullmatch(line),
    )
    return any(matches) or line.strip().startswith(tuple(skipped))


_COLUMN_KINDS = (ColumnKind.NUMBER, ColumnKind.DOCKET, ColumnKind.TASK, ColumnKind.PROGRESS)
_DOCKET = re.compile(DOCKET_PATTERN)
_BEGINS_ROW = re.compile(r"\s*\d+\s+\S{0,3}[0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class Page:
    """The content of a page."""

    table: Table
    folded: bool  # whether the text had half-width punctuation where the page has full-width
    left_out: tuple[Location, ...]
    """Lines below the table: notes, signatures, and the website's own lines."""


def read(
    path: str, text: str, config: ReportConfig, period: Period | None = None
) -> tuple[Page | None, list[Diagnostic]]:
    """Read a page.

    The heading row is the line with the headings of ``data/report.yaml``. Each line after it is a
    row, split at its first three spaces into number, docket, task and progress. Lines below the
    last row are left out. Folded full-width punctuation is restored. The period is by default that
    of the title.
    """
    lines = text.split("\n")
    headings = _headings(config)
    start = _heading_row(lines, headings)
    if start is None:
        return None, [worded("no-heading-line", Location(path), headings=" ".join(headings))]
    title = _title(lines[:start])
    if period is None and (several := joined_periods(title, None)):
        return None, [several_periods(several, Location(path))]
    cumulative = config.reporting is Reporting.CUMULATIVE
    period = period or Period.find_in(title, cumulative=cumulative)
    if period is None:
        return None, [no_period(title, Location(path))]
    rows: list[Row] = []
    diagnostics = list(_above(path, lines[:start]))
    end = _end(lines, start + 1, config.imports.skip_lines)
    folded = is_folded("".join(lines[start + 1 : end]))
    loose: list[Location] = []
    for number, line in enumerate(lines[start + 1 : end], start=start + 2):
        if not line.strip():
            continue
        location = Location(path, number, 1, 1, line)
        if (texts := _texts(line)) is None:
            loose.append(location)
            rows.append(Row("", ()))
            continue
        row, problems = _row(location, texts, len(rows) - len(loose) + 1, folded=folded)
        rows.append(row)
        diagnostics += problems
    if loose:  # which is why the numbers of others are wrong
        diagnostics = [d for d in diagnostics if d.rule != "numbering"] + [_unsplit(loose)]
    if not rows:
        diagnostics.append(no_rows(Location(path, start + 1, 1, 1, lines[start])))
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
    return worded("no-period-in-title" if title else "no-period", location, title=title)


def several_periods(periods: Sequence[Period], location: Location) -> Diagnostic:
    """The error that a title joins several periods, of which a table can report on one."""
    options = [f"--period {period.name}" for period in periods]
    return worded("several-periods", location, periods=[*periods], options=options)


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


def _title(lines: Sequence[str]) -> str:
    """Of the lines above the headings the first that names a period; else the first.

    A line that only says up to which day (截至6月10日) counts after all others.
    """
    texts = [line.strip() for line in lines if line.strip()]
    pairs = [" ".join(pair) for pair in pairwise(texts)]  # the period on a line alone
    titles = [text for text in (*texts, *pairs) if Period.find_in(text)]
    titles.sort(key=lambda text: day_in(text) is not None)
    return next(iter(titles), next(iter(texts), ""))


def _above(path: str, lines: Sequence[str]) -> Iterator[Diagnostic]:
    """An error for each row of a task above the headings."""
    for number, line in enumerate(lines, start=1):
        texts = _texts(line)
        if texts and texts[0].isdecimal() and looks_like_docket(texts[1]):
            yield worded("above-headings", Location(path, number, 1, 1, line))


def _texts(line: str) -> list[str] | None:
    """The number, docket, task and progress of a row; None if a line does not begin like one."""
    parts = line.strip("\r").split(" ", len(_COLUMN_KINDS) - 1)
    complete = len(parts) == len(_COLUMN_KINDS) and all(part.strip() for part in parts)
    return parts if complete and any(map(str.isdigit, parts[0] + parts[1])) else None


def _unsplit(lines: Sequence[Location]) -> Diagnostic:
    """One error for all lines that are no rows: the copy broke them, or they are none."""
    return worded("unsplit-row" if len(lines) == 1 else "unsplit-rows", lines[0], count=len(lines))


def no_rows(location: Location) -> Diagnostic:
    """The error that headings have no row below them."""
    return worded("no-rows", location)


def _row(
    location: Location, texts: Sequence[str], expected: int, *, folded: bool
) -> tuple[Row, list[Diagnostic]]:
    origin = Origin(location.path, location.line)
    number, docket, task, progress = texts
    docket = plain_docket(docket)
    diagnostics = []
    if number != str(expected):
        diagnostics.append(worded("numbering", location, found=number, expected=expected))
    if not _DOCKET.fullmatch(docket):
        return Row("", ()), [*diagnostics, worded("bad-docket", location, docket=docket)]
    texts_read = plain(task), plain(progress)
    texts = (number, docket, *(map(restore, texts_read) if folded else texts_read))
    return Row(docket, tuple(Cell(text, origin) for text in texts)), diagnostics
