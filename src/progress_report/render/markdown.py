"""The table as Markdown (GitHub Flavored Markdown 0.29, 4.10), as GitHub and GitLab render it.

A cell of Markdown is one line and spans nothing: paragraphs are parted by ``<br>``, a tall cell's
text stands in its first row alone, as in print, and a group heading in the first cell of a row.
"""

import html
import re
from collections.abc import Iterable, Iterator

from progress_report.domain.config import ReportConfig
from progress_report.domain.table import Cell, ColumnKind, Table

_SPECIAL = re.compile(r"[\\`*_\[\]~|$^]")
# What the two sites would make a mention, a reference or an emoji of. They look for these within
# one piece of text, so an empty element parts them and nothing is added to what is read.
_REFERENCE = re.compile(r"[@#!~](?=\w)|(?<!\d)%(?=\w)|&amp;(?=\w)|:(?=[\w+-]+:)")
_APART = "<i></i>"
_BLOCK = re.compile(r"^(\d{0,9})([-+#=.)])")
"""What at the start of a line begins a list, a heading or a rule."""
_NARROW = (ColumnKind.NUMBER, ColumnKind.DOCKET)
"""Columns of a few characters: centred."""


def render(table: Table, config: ReportConfig) -> bytes:
    """Write the table as ``.md``: its title, the table, and what stands under it."""
    below = [*table.notes, config.issuer, config.date]
    blocks = [
        f"# {_line(table.title)}",
        "\n".join(_rows(table)),
        *(_paragraph(text) for text in below if text),
    ]
    return ("\n\n".join(blocks) + "\n").encode()


def _rows(table: Table) -> Iterator[str]:
    yield _row(_line(column.heading) for column in table.columns)
    yield _row(":---:" if column.kind in _NARROW else "---" for column in table.columns)
    for row in table.rows:
        if row.heading is not None:
            yield _row([f"<b>{_line(row.heading)}</b>", *[""] * (len(table.columns) - 1)])
        yield _row(map(_cell, row.cells))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell | None) -> str:
    return "" if cell is None else _line(cell.text)


def _line(text: str) -> str:
    """Text that shows as it is, on one line."""
    written = html.escape(text, quote=False)
    # references first: what is escaped then no longer looks like one
    written = _REFERENCE.sub(rf"\g<0>{_APART}", written)
    return _SPECIAL.sub(r"\\\g<0>", written).replace("\n", "<br>")


def _paragraph(text: str) -> str:
    return _BLOCK.sub(r"\1\\\2", _line(text), count=1)
