"""Whether a page that a project's own templates have made holds the table."""

import re
from html import unescape
from pathlib import Path

from progress_report.domain.table import Row, Table
from progress_report.render.html.templates import TemplateProblem
from progress_report.system.i18n import _
from progress_report.text.excerpt import truncate

_TAG = re.compile(r"<[^>]*>")
_MAX_SHOWN_CELLS = 40


def refuse_without_table(page: str, table: Table, own: Path, name: str) -> None:
    """See that a page says what the first and the last row say, in whatever form.

    Of each it is the longest text that counts, without regard to spaces and to elements: a page
    may show cards in place of a table, leave columns out, and put marks into a text.

    Args:
        page: The finished page.
        table: What it should hold.
        own: The folder of the project's own templates.
        name: The template it was made from.

    Raises:
        TemplateProblem: it does not; names the project's template that it was made with.
    """
    used = [own / each for each in (name, "table.html.j2") if (own / each).is_file()]
    if not used:
        return
    said = "".join(unescape(_TAG.sub("", page)).split())
    for row in (table.rows[0], table.rows[-1]) if table.rows else ():
        text = _longest(row)
        if text not in said:
            message = _(
                "the page made with it lacks what row {docket} says: '{text}'; put the table there "
                'with {{% include "builtin/table.html.j2" %}}'
            )
            shown = truncate(text, _MAX_SHOWN_CELLS)
            raise TemplateProblem(str(used[0]), 1, message.format(docket=row.docket, text=shown))


def _longest(row: Row) -> str:
    texts = ("".join(cell.text.split()) for cell in row.cells if cell is not None)
    return max(texts, key=len, default="")
