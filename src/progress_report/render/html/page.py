"""The table as a single self-contained web page, or as a fragment for the CMS of a site."""

import re
from pathlib import Path

from markupsafe import Markup

from progress_report.domain.columns import TotalScope, centred_columns
from progress_report.domain.config import ReportConfig
from progress_report.domain.table import Row, Table
from progress_report.render.html.templates import csp_hash, environment, inline, render


def render_page(table: Table, config: ReportConfig, templates: Path | None = None) -> str:
    """Render the whole page.

    Args:
        table: The data.
        config: The layout.
        templates: The project's templates, which replace built-in ones file by file.

    Raises:
        TemplateError: a template has an error.
    """
    jinja = environment(templates)
    context = _context(table, config)
    style = inline(jinja, "screen.css", context) + inline(jinja, "print.css", context)
    script = inline(jinja, "page.js", context)
    context |= {
        # the policy allows exactly this style and this script
        "style": Markup(style),  # noqa: S704 - from our templates, with values escaped for CSS
        "script": Markup(script),  # noqa: S704 - from our templates
        "style_hash": csp_hash(style),
        "script_hash": csp_hash(script),
    }
    return render(jinja, "page.html.j2", context)


def render_fragment(table: Table, config: ReportConfig, templates: Path | None = None) -> str:
    """Render only the body part: the table, notes and signature, without style or script.

    Raises:
        TemplateError: a template has an error.
    """
    return render(environment(templates), "fragment.html.j2", _context(table, config))


def _context(table: Table, config: ReportConfig) -> dict[str, object]:
    classes = [
        f"c{number} {column.kind}{' centred' * centred}"
        for number, (column, centred) in enumerate(
            zip(table.columns, centred_columns(table), strict=True), start=1
        )
    ]
    return {
        "table": table,
        "config": config,
        "groups": _groups(table, config),
        "carried": _repeated(table),
        # by column, not by cell, for speed
        "classes": [Markup(names) for names in classes],  # noqa: S704 - numbers and our names
        "names_column": next((n for n, c in enumerate(table.columns) if c.row_heading), None),
        "anchor": anchor,
        "bookmark": table.bookmark,
    }


def _groups(table: Table, config: ReportConfig) -> list[list[Row]]:
    """Rows by group: each is a ``tbody`` of its own, and so is the total of all."""
    of_all = config.totals is not None and config.totals.after is TotalScope.ALL
    groups: list[list[Row]] = []
    for row in table.rows:
        if row.headings or not groups or (row.total and of_all):
            groups.append([])
        groups[-1].append(row)
    return groups


def _repeated(table: Table) -> dict[str, str]:
    """For each docket, headings and texts of the cells that span its row from above, a line each.

    On a narrow screen a row is a card, which repeats them in small print.
    """
    repeated: dict[str, str] = {}
    above: dict[int, str] = {}
    for row in table.rows:
        spanning = []
        for index, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
            if cell is None:
                spanning.append(f"{column.heading}：{above[index]}")
            else:
                above[index] = cell.text
        repeated[row.docket] = "\n".join(spanning)
    return repeated


def anchor(docket: str) -> str:
    """The id of a task's row, which follows the ``#`` in its address."""
    return "docket-" + re.sub(r"\s", "-", docket)
