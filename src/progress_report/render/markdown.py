"""The table as Markdown (GitHub Flavored Markdown 0.29, 4.10), for GitHub and GitLab.

A cell of Markdown is one line and cannot span rows: ``<br>`` separates paragraphs, the text of a
cell over several rows is in the first of them, as in print, and a group heading is in the first
cell of a row.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from progress_report.domain.columns import centred_columns
from progress_report.domain.config import ReportConfig
from progress_report.domain.table import Table

_SPECIAL = re.compile(r"[\\`*_\[\]~|$^]")
# The two sites would make a mention, a reference or an emoji of these. They search for them within
# one piece of text; an empty element splits it and adds nothing to the text.
_REFERENCE = re.compile(r"[@#!~](?=\w)|(?<!\d)%(?=\w)|&amp;(?=\w)|:(?=[\w+-]+:)")
_EMPTY_ELEMENT = "<i></i>"
_BLOCK_START = re.compile(r"^(\d{0,9})([-+#=.)])")


def render(table: Table, config: ReportConfig) -> bytes:
    """Write the table as ``.md``: title, table, notes, issuer and date."""
    below = [*table.notes, config.issuer, config.date]
    blocks = [
        f"# {_line(table.title)}",
        "\n".join(_rows(table)),
        *(_BLOCK_START.sub(r"\1\\\2", _line(text), count=1) for text in below if text),
    ]
    return ("\n\n".join(blocks) + "\n").encode()


def _rows(table: Table) -> Iterator[str]:
    yield _row(_line(column.full_heading) for column in table.columns)
    yield _row(":---:" if centred else "---" for centred in centred_columns(table))
    for row in table.rows:
        for heading in row.headings:
            yield _row([f"<b>{_line(heading)}</b>", *[""] * (len(table.columns) - 1)])
        yield _row("" if cell is None else _line(cell.text) for cell in row.cells)


def is_own(lines: Sequence[str]) -> bool:
    """Whether the lines of a table are spaced as `render` does."""
    return {*lines[1].split(" ")} <= {"|", ":---:", "---"} and all(
        line.startswith("| ") and line.endswith(" |") for line in lines
    )


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _line(text: str) -> str:
    escaped = html.escape(text, quote=False)
    # references first: escaped, they are no longer recognised
    escaped = _REFERENCE.sub(rf"\g<0>{_EMPTY_ELEMENT}", escaped)
    return _SPECIAL.sub(r"\\\g<0>", escaped).replace("\n", "<br>")
