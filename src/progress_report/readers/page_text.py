"""Read the plain text of a published web page, one row per line, and tell rows from other lines."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, product

from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.domain.docket import looks_like_docket
from progress_report.domain.period import Period, day_in
from progress_report.domain.table import ColumnKind
from progress_report.readers import worded
from progress_report.readers.grid import Grid
from progress_report.system.data import Patterns, read_data
from progress_report.text.punctuation import is_folded

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
_BEGINS_ROW = re.compile(r"\s*\d+\s+\S{0,3}[0-9A-Za-z]")


def read(path: str, text: str, config: ReportConfig) -> tuple[list[Grid], list[Diagnostic]]:
    """Read a page that has the headings of ``data/report.yaml`` on a line.

    Each line after it is a row, split at its first three spaces into number, docket, task and
    progress. The title is the line above that names a period. Lines below the last row are notes,
    signatures, and the website's own lines.
    """
    lines = text.split("\n")
    headings = _headings(config)
    start = _heading_row(lines, headings)
    if start is None:
        return [], [worded("no-heading-line", Location(path), headings=" ".join(headings))]
    end = _end(lines, start + 1, config.imports.skip_lines)
    width = len(_COLUMN_KINDS)
    rows, numbers = [tuple(headings)], [start + 1]
    unsplit: dict[int, Location] = {}
    misnumbered = []
    for number, line in enumerate(lines[start + 1 :], start=start + 2):
        if not line.strip():
            continue
        location = Location(path, number, 1, 1, line)
        texts = _texts(line) if number <= end else None
        if number <= end and texts is None:
            unsplit[len(rows)] = location
        elif texts and texts[0] != str(len(rows)):
            expected = len(rows)
            misnumbered.append(worded("numbering", location, found=texts[0], expected=expected))
        rows.append(tuple(texts or [line.strip(), *[""] * (width - 1)]))
        numbers.append(number)
    problems = [*_above(path, lines[:start]), *misnumbered]
    if unsplit:  # the copy broke them, or they are none: that is why the numbers are wrong
        first, count = next(iter(unsplit.values())), len(unsplit)
        name = "unsplit-row" if count == 1 else "unsplit-rows"
        problems = [*_above(path, lines[:start]), worded(name, first, count=count)]
    grid = Grid(
        "",
        tuple(rows),
        tuple(numbers),
        _title(lines[:start]),
        unreadable=frozenset(product(unsplit, range(width))),
        folded=is_folded("".join(lines[start + 1 : end])),
    )
    return [grid], problems


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
