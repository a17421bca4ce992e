"""The table as one self-contained web page, or as the fragment a site's CMS takes."""

import re
from functools import partial
from pathlib import Path

from markupsafe import Markup

from progress_report.domain.config import ReportConfig
from progress_report.domain.table import ColumnKind, Row, Table
from progress_report.render.html.templates import csp_hash, environment, inline, render


def render_page(table: Table, config: ReportConfig, own: Path | None = None) -> str:
    """Render the whole page.

    Args:
        table: The data.
        config: The layout.
        own: The project's own templates, which replace built-in ones file by file.

    Raises:
        TemplateError: a template is at fault.
    """
    made = environment(own)
    context = _context(table, config)
    style = inline(made, "screen.css", context) + inline(made, "print.css", context)
    script = inline(made, "page.js", context)
    context |= {
        # the policy lets through exactly these two, so no other style or script can ever run
        "style": Markup(style),  # noqa: S704 - from our templates, with values escaped for CSS
        "script": Markup(script),  # noqa: S704 - from our templates
        "style_hash": csp_hash(style),
        "script_hash": csp_hash(script),
    }
    return render(made, "page.html.j2", context)


def render_fragment(table: Table, config: ReportConfig, own: Path | None = None) -> str:
    """Render only the body part: the table and what stands under it, without style or script.

    Raises:
        TemplateError: a template is at fault.
    """
    return render(environment(own), "fragment.html.j2", _context(table, config))


def _context(table: Table, config: ReportConfig) -> dict[str, object]:
    kinds = [column.kind for column in table.columns]
    return {
        "table": table,
        "config": config,
        "groups": _groups(table),
        "carried": _carried(table),
        # once a column, not once a cell
        "classes": [Markup(f"c{n} {kind}") for n, kind in enumerate(kinds, start=1)],  # noqa: S704 - numbers and our names
        "names_column": next((n for n, c in enumerate(table.columns) if c.row_heading), None),
        "anchor": anchor,
        "bookmark": partial(
            _bookmark, kinds.index(ColumnKind.TASK) if ColumnKind.TASK in kinds else None
        ),
    }


def _groups(table: Table) -> list[list[Row]]:
    """Rows by group: each group is a ``tbody`` of its own."""
    groups: list[list[Row]] = []
    for row in table.rows:
        if row.heading is not None or not groups:
            groups.append([])
        groups[-1].append(row)
    return groups


def _carried(table: Table) -> dict[str, str]:
    """For each docket: headings and texts of the tall cells that reach its row from above.

    On a narrow screen a row is a card, which shows them in small print: it has no cell of its own
    for them. One line a cell; empty if there is none.
    """
    carried: dict[str, str] = {}
    above: dict[int, str] = {}
    for row in table.rows:
        reaching = []
        for index, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
            if cell is None:
                reaching.append(f"{column.heading}：{above[index]}")
            else:
                above[index] = cell.text
        carried[row.docket] = "\n".join(reaching)
    return carried


def anchor(docket: str) -> str:
    """The id of a task's row; the part of the page's address after ``#``."""
    return "docket-" + re.sub(r"\s", "-", docket)


def _bookmark(index: int | None, row: Row) -> str:
    """A short name of a row for the PDF's outline: the docket and how the task begins.

    Args:
        index: Which cell holds the task, if one does.
        row: Any row.
    """
    task = row.cells[index] if index is not None else None
    text = task.text if task is not None else ""
    return f"{row.docket} {re.split('[，。；：]', text, maxsplit=1)[0][:24]}".strip()
