"""A closed table with the reports of some rows taken from the data again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from progress_report.build.assemble_table import merged_cells
from progress_report.domain.closed_table import ClosedRow, inherited_reports
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import DataError
from progress_report.domain.docket import docket_identity
from progress_report.domain.table import Cell, Column, ColumnKind, Row, Table, repeated_cells
from progress_report.domain.table_file import RowForm, TableFile
from progress_report.readers.json import to_table
from progress_report.render.json import render_closed
from progress_report.source.closed import ClosedTable, discrepancies
from progress_report.source.load import Project
from progress_report.system.i18n import _, period_name

LAYOUT = "layout"
TAKEN = (ColumnKind.TASK.value, ColumnKind.LEAD.value, ColumnKind.UNITS.value, LAYOUT)
FROM_FIELDS = frozenset({ColumnKind.FIELD, ColumnKind.SHARE})
_NOT_REPORTED = FROM_FIELDS | {
    *(ColumnKind.NUMBER, ColumnKind.DOCKET),
    *(ColumnKind.TASK, ColumnKind.LEAD, ColumnKind.UNITS),
}


def corrected(
    project: Project,
    config: ReportConfig,
    table: ClosedTable,
    fresh: Table,
    kept: Sequence[Mapping[str, Any]],
    dockets: Sequence[str],
    taken: Collection[str],
) -> bytes:
    """The bytes of the corrected table.

    The fresh table is what the data give now, and ``kept`` what a closed table would keep of each
    of its rows. Without dockets the rows are corrected whose reports differ; for ``taken`` see
    `TAKEN`.
    """
    closed, with_layout = to_table(table.file), LAYOUT in taken
    sources = _sources(project, fresh, kept)
    chosen = _chosen(project, table, sources, dockets, all_rows=bool(taken))
    shape = fresh if with_layout else closed
    columns = shape.columns
    totals = [row for row in _full(fresh) if row.total]
    totals *= len(totals) == sum(row.total for row in closed.rows)
    rows, additions = [], []
    for row, stored in zip(_full(closed), table.file.rows, strict=True):
        identity = stored.identity if row.docket else ""
        source, more = sources.get(identity, (None, {}))
        own: Mapping[str, Any] = _additions(stored)
        kinds: set[ColumnKind] = set()
        if identity in chosen:
            kinds = {kind for kind in ColumnKind if kind not in _NOT_REPORTED or kind in taken}
            kinds |= FROM_FIELDS if _fields(own) != _fields(more) else set()
            own = more
        elif row.total and totals and chosen:
            source, kinds = totals.pop(0), set(FROM_FIELDS)
        cells = []
        for index, column in enumerate(columns):
            before = _cell(row, closed.columns, column, index)
            after = _cell(source, fresh.columns, column, index) if source else None
            from_data = column.kind in kinds or before is None
            cells.append((after if from_data else before) or before or Cell(""))
        rows.append(replace(row, cells=tuple(cells)))
        additions.append(own)
    result = replace(
        closed,
        title=shape.title,
        columns=columns,
        rows=tuple(merged_cells(rows, _joined([shape] if with_layout else table.files))),
        notes=shape.notes,
    )
    layout = project.layout_of(fresh.period, config, draft=with_layout)
    return render_closed(result, layout, additions)


_Sources = dict[str, tuple[Row, Mapping[str, Any]]]


def _sources(project: Project, fresh: Table, kept: Sequence[Mapping[str, Any]]) -> _Sources:
    """The fresh rows, and what a closed table keeps of each, by the docket in that period."""
    pairs = zip(_full(fresh), kept, strict=True)
    now = {docket_identity(row.docket): (row, more) for row, more in pairs if row.docket}
    tasks = [s.task for s in project.tasks if s.task.year == fresh.period.year]
    return {
        docket_identity(task.docket_in(fresh.period)): now[docket_identity(task.docket)]
        for task in tasks
        if docket_identity(task.docket) in now
    }


def _chosen(
    project: Project,
    table: ClosedTable,
    sources: _Sources,
    dockets: Sequence[str],
    *,
    all_rows: bool,
) -> set[str]:
    """The identities of the rows to correct; each must be in the table and have its report."""
    period, rows = table.period, {row.identity for row in table.file.rows if row.docket}
    wanted = {docket_identity(docket): docket for docket in dockets or ()}
    if not dockets:
        for discrepancy in discrepancies(project.tasks, project.closed):
            if discrepancy.period == period:
                changed = discrepancy.rows or (docket_identity(discrepancy.docket),)
                wanted |= dict.fromkeys(changed, discrepancy.docket)
    for by_identity in inherited_reports(table.file).values():
        for identity in wanted.keys() & by_identity.keys():
            report = by_identity[identity]
            wanted |= dict.fromkeys(report.rows, report.docket)
            if identity not in rows:
                del wanted[identity]
    for identity, docket in wanted.items():
        if identity not in rows:
            message = _("docket {docket} is not in the closed table of {period}; reopen to add it")
            raise DataError(message.format(docket=docket, period=period_name(period)))
        source = sources.get(identity)
        if source is None or any(cell and cell.missing for cell in source[0].cells):
            message = _("docket {docket} has no report for {period} that could be taken")
            raise DataError(message.format(docket=docket, period=period_name(period)))
    return set(wanted) | (set(rows) & set(sources) if all_rows and not dockets else set())


def _additions(row: ClosedRow) -> dict[str, Any]:
    """What a closed row has besides what every row has."""
    added = row.model_dump(mode="json", exclude_defaults=True, exclude={*RowForm.model_fields})
    return {"formerly": [], **added}


def _fields(more: Mapping[str, Any]) -> dict[str, Any]:
    return {key: entry.get("fields") for key, entry in more["entries"].items()}


def _cell(row: Row, columns: Sequence[Column], column: Column, index: int) -> Cell | None:
    """The cell of a row that a column shows: of the same heading and kind."""
    wanted = column.over, column.heading, column.kind
    same = [i for i, c in enumerate(columns) if (c.over, c.heading, c.kind) == wanted]
    nearest = min(same, key=lambda i: abs(i - index), default=None)
    return None if nearest is None else row.cells[nearest]


def _full(table: Table) -> list[Row]:
    """The rows with every merged cell repeated."""
    return [
        replace(row, cells=tuple(replace(cell, rowspan=1) for cell in cells))
        for row, cells in zip(table.rows, repeated_cells(table.rows), strict=True)
    ]


def _joined(tables: Sequence[Table | TableFile]) -> list[int]:
    """The columns of the last table that merge cells in any: a correction may part the last."""
    columns = tables[-1].columns
    rows = [row for table in tables if table.columns == columns for row in table.rows]
    return [index for index in range(len(columns)) if any(row.cells[index] is None for row in rows)]
