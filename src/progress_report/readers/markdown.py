"""Read the tables of a Markdown file (GitHub Flavored Markdown 0.29, 4.10).

The inverse of `progress_report.render.markdown`: ``<br>`` is a line feed, and a row with a single
bold text is a group heading. Other markup in cells, such as links, is kept as it is.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.readers import worded
from progress_report.readers.decoding import decode_any
from progress_report.readers.grid import NEAR, Grid, title_among
from progress_report.render.markdown import is_own
from progress_report.system.i18n import _
from progress_report.system.limits import MAX_CELLS, require_at_most

_RULE = re.compile(r"^ {0,3}\|?(?: *:?-+:? *\|)+(?: *:?-+:? *)?\r?$", re.MULTILINE)
"""The delimiter row below the headings."""
_CELL = re.compile(r"((?:\\.|[^|\\])*\\?)(?:\||$)")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_BOLD = re.compile(r"<b>(.*)</b>|\*\*(.*)(?<!\\)\*\*")
_APART = "<i></i>"
_OTHER_BLOCK = ("#", ">", "```")


def has_table(text: str) -> bool:
    """Whether a text has a delimiter row below a line with a bar."""
    starts = (rule.start() for rule in _RULE.finditer(text))
    return any(
        text.find("|", text.rfind("\n", 0, start - 1) + 1, start) >= 0 for start in starts if start
    )


def read(path: str, raw: bytes) -> tuple[list[Grid], list[Diagnostic]]:
    """Read every table of a file; rows are numbered by the lines of the file."""
    text, problems = decode_any(path, raw)
    if problems:
        return [], problems
    lines = [line.rstrip("\r") for line in text.split("\n")]
    tables = list(_tables(lines))
    grids: list[Grid] = []
    above = places = 0
    for number, (start, end) in enumerate(tables, start=1):
        numbers = [start, *range(start + 2, end)]
        width = len(_split(lines[start]))
        places += width * len(numbers)
        require_at_most(MAX_CELLS, places, _("cells"))
        rows: list[tuple[str, ...]] = []
        unreadable = set()
        for index in numbers:
            cells = _split(lines[index])
            if len(cells) > width:
                location = Location(path, index + 1, 1, 1, lines[index])
                problems.append(worded("too-many-cells", location, count=len(cells), width=width))
                unreadable |= {(len(rows), x) for x in range(width)}
            rows.append(_row(cells, width))
        name = _("table {number}").format(number=number) if len(tables) > 1 else ""
        near = [_text(line.strip().lstrip("#").strip()) for line in reversed(lines[above:start])]
        title = title_among([*filter(None, near)][:NEAR])
        lines_of = tuple(index + 1 for index in numbers)
        grid = Grid(name, tuple(rows), lines_of, title, unreadable=frozenset(unreadable))
        grids.append(replace(grid, exact=is_own(lines[start:end])))
        above = end
    return grids, problems


def _tables(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The first line of each table and the line after its end, 0-based."""
    end = 0
    for index in range(1, len(lines)):
        if index <= end or "|" not in lines[index - 1] or not _RULE.fullmatch(lines[index]):
            continue
        end = index + 1
        while end < len(lines) and lines[end].strip():
            if lines[end].lstrip().startswith(_OTHER_BLOCK):
                break
            end += 1
        yield index - 1, end


def _split(line: str) -> list[str]:
    """Split a row into its raw cells; the outer bars are optional."""
    cells = [match[1].strip() for match in _CELL.finditer(line.strip().removeprefix("|"))]
    return cells[:-1]  # the pattern also matches the empty text at the end


def _row(cells: Sequence[str], width: int) -> tuple[str, ...]:
    first = _BOLD.fullmatch(cells[0]) if cells else None
    if first and not any(cells[1:]):
        return (_text(cells[0]),) * width
    return tuple(map(_text, [*cells[:width], *[""] * (width - len(cells))]))


def _text(raw_text: str) -> str:
    bold = _BOLD.fullmatch(raw_text)
    text = (bold[1] or bold[2] or "") if bold else raw_text
    text = _ESCAPED.sub(r"\1", _BREAK.sub("\n", text).replace(_APART, ""))
    return html.unescape(text).strip()
