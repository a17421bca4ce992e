"""The table as a single self-contained web page, or as a fragment for the CMS of a site."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from progress_report.domain.columns import TotalScope, centred_columns, width_in_characters
from progress_report.domain.config import ReportConfig
from progress_report.domain.offices import names_in
from progress_report.domain.table import CORRECTION, ColumnKind, Row, Table
from progress_report.render.formats import FORMAT_LABELS, output_name
from progress_report.render.html.templates import environment, render, self_contained
from progress_report.text.width import width

_MAX_CHOICES, _MAX_CHOICE = 100, 20  # values of a filter, and characters of each
_MIN_WIDTH, _MAX_WIDTH = 40, 90  # em


def render_page(table: Table, config: ReportConfig, templates: Path | None = None) -> str:
    """Render the whole page; the project's templates replace built-in ones file by file."""
    context = _context(table, config) | _page_context(table, config)
    styles = ("screen.css", "print.css")
    return self_contained(environment(templates), "page.html.j2", context, styles, ("page.js",))


def render_fragment(table: Table, config: ReportConfig, templates: Path | None = None) -> str:
    """Render only the body part: the table, notes and signature, without style or script."""
    return render(environment(templates), "fragment.html.j2", _context(table, config))


def _context(table: Table, config: ReportConfig) -> dict[str, object]:
    classes = [
        f"c{number} {column.kind}{' centred' * centred}"
        for number, (column, centred) in enumerate(
            zip(table.columns, centred_columns(table), strict=True), start=1
        )
    ]
    filled = (cell.fill for row in table.rows for cell in row.cells if cell and cell.fill)
    return {
        "table": table,
        "fills": {fill: f"fill{n}" for n, fill in enumerate(dict.fromkeys(filled), start=1)},
        "config": config,
        "groups": _groups(table, config),
        "carried": _repeated(table),
        # by column, not by cell, for speed
        "classes": [Markup(names) for names in classes],  # noqa: S704 - numbers and our names
        "names_column": next((n for n, c in enumerate(table.columns) if c.row_heading), None),
        "first_correction": next(
            (n for n, note in enumerate(table.notes) if note.startswith(CORRECTION)), None
        ),
        "links": False,
        "anchor": anchor,
        "bookmark": table.bookmark,
    }


def _page_context(table: Table, config: ReportConfig) -> dict[str, object]:
    """What the whole page has besides the table."""
    formats = () if table.draft else config.site.downloads
    return {
        "links": True,
        "downloads": [(FORMAT_LABELS[form], output_name(table.period, form)) for form in formats],
        "count": sum(not row.total for row in table.rows),
        "row_heading": next((c.full_heading for c in table.columns if c.row_heading), None),
        "filters": [*_filters(table)],
        "legible_width": legible_width(table),
    }


class Filter(NamedTuple):
    """A choice of rows by the values of a column."""

    column: int  # from 1, as in the classes of its cells
    heading: str
    values: list[str]
    lists: bool  # whether a cell may hold several of the values: names of units


def _filters(table: Table) -> Iterator[Filter]:
    """One for each column of declared fields or units in which values repeat."""
    for index, column in enumerate(table.columns):
        lists = column.kind in (ColumnKind.LEAD, ColumnKind.UNITS)
        if not lists and column.kind is not ColumnKind.FIELD:
            continue
        count: Counter[str] = Counter()
        for cell in (row.cells[index] for row in table.rows if not row.total):
            values = set(names_in(cell.text) if lists else [cell.text]) if cell else set()
            count.update(dict.fromkeys(values - {""}, cell.rowspan if cell else 0))
        repeated = count and max(count.values()) > 1
        if repeated and 1 < len(count) <= _MAX_CHOICES and max(map(len, count)) <= _MAX_CHOICE:
            yield Filter(index + 1, column.full_heading, sorted(count), lists)


def legible_width(table: Table) -> float:
    """The width, in em, below which a column gets too narrow to be read.

    A heading has at least two characters a line, a short value four, a text five; the narrowest
    column for its content decides.
    """
    needed: list[float] = [_MIN_WIDTH]
    for index, (column, centred) in enumerate(
        zip(table.columns, centred_columns(table), strict=True)
    ):
        values = (row.cells[index] for row in table.rows)
        widest = max(
            (width(line) for cell in values if cell for line in cell.paragraphs), default=0
        )
        characters = max(min(widest / 2, 4 if centred else 5), min(width(column.heading) / 2, 2))
        needed.append(100 * width_in_characters(characters, centred=centred) / column.width)
    return round(min(max(needed), _MAX_WIDTH), 1)


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
