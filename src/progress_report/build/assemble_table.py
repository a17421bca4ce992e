"""From tasks, a period and the layout to the table.

For a period P, a task's text is its entry for P; without one, the entries of the sub-periods that
tile P, merged by the configured policy. Of entries that contain one another only the widest
counts: an H1 entry supersedes a Q1 entry. The entries that remain must cover P without a gap and
without an overlap.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, groupby
from operator import attrgetter

from progress_report.domain.config import (
    ColumnConfig,
    Contributions,
    GroupConfig,
    Merge,
    ReportConfig,
)
from progress_report.domain.diagnostics import DataError, Diagnostic, ListRow
from progress_report.domain.period import Period
from progress_report.domain.table import DRAFT_MARK, Cell, Column, ColumnKind, Part, Row, Table
from progress_report.domain.task import Entry
from progress_report.domain.tiling import Tiling, tile
from progress_report.source.load import Project, SourcedTask
from progress_report.system.i18n import _, period_name
from progress_report.text.numerals import ordinal
from progress_report.text.prose import join, unwrap


def assemble_tables(
    project: Project, config: ReportConfig, periods: Sequence[Period], *, draft: bool = False
) -> tuple[list[Table], list[Diagnostic]]:
    """Make the table of each period.

    Args:
        project: Its tasks may be of any year.
        config: The layout.
        periods: Without any, the latest one reported.
        draft: Put the configured 待报送 where a report is missing, instead of an error.

    Returns:
        A table for each period, and the diagnostics of all.

    Raises:
        DataError: no task reports such a period.
    """
    latest = latest_period(project.tasks) or (_first_period(project) if draft else None)
    if latest is None:
        message = _("no task has an entry yet; add one to a file in {folder}")
        raise DataError(message.format(folder=(project.root / "data/tasks").as_posix()))
    tables, diagnostics = [], []
    for period in dict.fromkeys(periods or [latest]):
        of_year = [s.task for s in project.tasks if s.task.year == period.year]
        reported = any(tile(period, task.periods()).tiles for task in of_year)
        if not of_year or not (reported or draft):
            known = sorted({p for sourced in project.tasks for p in sourced.task.periods()})
            message = _("no task has an entry for {period}; periods with entries: {known}")
            names = _(", ").join(map(period_name, known))
            raise DataError(message.format(period=period_name(period), known=names))
        table, problems = assemble_table(
            project.tasks, project.layout_of(period, config), period, draft=draft
        )
        tables.append(table)
        diagnostics += problems
    return tables, diagnostics


def latest_period(tasks: Iterable[SourcedTask]) -> Period | None:
    """The latest period any task reports, or None."""
    return max((p for sourced in tasks for p in sourced.task.periods()), default=None)


def _first_period(project: Project) -> Period | None:
    """The period of a draft in a project without any entry.

    The latest one that has a periods file; else the half-year of today, in the year of the tasks.
    """
    if named := [period for period in project.periods if not period.is_plan]:
        return max(named)
    today = date.today()  # noqa: DTZ011 - the clerk's own calendar
    year = max((sourced.task.year for sourced in project.tasks), default=None)
    if year is None:
        return None
    second = (year, 6) < (today.year, today.month)
    return Period(year, 7, 12) if second else Period(year, 1, 6)


def assemble_table(
    tasks: Sequence[SourcedTask], config: ReportConfig, period: Period, *, draft: bool = False
) -> tuple[Table, list[Diagnostic]]:
    """Make the table of a period.

    Args:
        tasks: In any order; the rows come in the natural order of dockets.
        config: The layout.
        period: The period the table is about.
        draft: Put the configured 待报送 where a report is missing, instead of an error.

    Returns:
        The table and the diagnostics; with errors it must not be published.
    """
    of_year = [sourced for sourced in tasks if sourced.task.year == period.year]
    of_year.sort(key=lambda sourced: sourced.task.order)
    diagnostics: list[Diagnostic] = []
    columns = _printed_columns(config, period, of_year)
    rows: list[Row] = []
    for heading, members in _grouped(of_year, config.group):
        for position, sourced in enumerate(members):
            number = len(rows) + 1
            cells = []
            for column in columns:
                cell, problems = _cell(sourced, column, config, number, draft=draft)
                cells.append(cell)
                diagnostics += problems
            rows.append(Row(sourced.task.docket, tuple(cells), None if position else heading))
    table = Table(
        config.title_for(period) + DRAFT_MARK * draft,
        period,
        _columns(columns),
        tuple(_merged_cells(rows, columns)),
        config.notes,
        draft,
    )
    # two columns of one period lack the same entry
    return table, list(dict.fromkeys(diagnostics))


@dataclass(frozen=True, slots=True)
class _PrintedColumn:
    """A column as it is printed, with the period it is about."""

    config: ColumnConfig
    kind: ColumnKind
    period: Period
    whole: Period
    """The period a task must have reported; wider than ``period`` if that is one tile of it."""
    heading: str
    width: float
    exact: bool
    """Whether other columns show the other tiles, so that this one shows only its own entry."""


def _printed_columns(
    config: ReportConfig, period: Period, tasks: Sequence[SourcedTask]
) -> list[_PrintedColumn]:
    """The printed columns; under the ``columns`` policy progress has one for each tile."""
    printed: list[_PrintedColumn] = []
    for column in config.columns:
        whole = Period.from_key(period.year, column.period) if column.period else period
        parts: list[Period] = [whole]
        heading = column.heading
        if config.merge is Merge.COLUMNS and column.kind is ColumnKind.PROGRESS:
            tilings = [tile(whole, sourced.task.periods()) for sourced in tasks]
            used = {part for tiling in tilings if tiling.complete for part in tiling.tiles}
            parts = sorted(used) or parts
            if len(parts) > 1 and "{period}" not in heading:
                heading = "{period}" + heading
        printed += [
            _PrintedColumn(
                column,
                column.kind,
                part,
                whole,
                heading.format(year=period.year, period=part.label),
                column.width / len(parts),
                len(parts) > 1,
            )
            for part in parts
        ]
    return printed


def _columns(columns: Sequence[_PrintedColumn]) -> tuple[Column, ...]:
    total = sum(column.width for column in columns)
    kinds = [column.kind for column in columns]
    names_row = next(
        (kinds.index(k) for k in (ColumnKind.NUMBER, ColumnKind.DOCKET) if k in kinds), 0
    )
    return tuple(
        Column(
            column.heading,
            column.kind,
            100 * column.width / total,
            index == names_row,
        )
        for index, column in enumerate(columns)
    )


def _grouped(
    tasks: Sequence[SourcedTask], group: GroupConfig | None
) -> list[tuple[str | None, list[SourcedTask]]]:
    """Tasks by group, in the configured order, then in order of first docket."""
    if group is None:
        return [(None, list(tasks))]
    members: dict[str, list[SourcedTask]] = {name: [] for name in group.order}
    for sourced in tasks:
        members.setdefault(sourced.task.fields.get(group.field, ""), []).append(sourced)
    present = [(name, tasks) for name, tasks in members.items() if tasks]
    if group.heading is None:
        return [(None, tasks) for _name, tasks in present]
    return [
        (group.heading.format(ordinal=ordinal(number), group=name), tasks)
        for number, (name, tasks) in enumerate(present, start=1)
    ]


def _cell(
    sourced: SourcedTask, column: _PrintedColumn, config: ReportConfig, number: int, *, draft: bool
) -> tuple[Cell, list[Diagnostic]]:
    task = sourced.task
    match column.kind:
        case ColumnKind.PROGRESS:
            return _progress(sourced, column, config, draft=draft)
        case ColumnKind.FIELD:
            return _field(sourced, column), []
        case ColumnKind.NUMBER:
            text = str(number)
        case ColumnKind.DOCKET:
            text = task.docket
        case ColumnKind.TASK:
            text = unwrap(task.task)
        case ColumnKind.LEAD:
            text = task.lead
        case ColumnKind.UNITS:
            text = "、".join(task.units)
    return Cell(text, sourced.origin(column.config.value)), []


def _field(sourced: SourcedTask, column: _PrintedColumn) -> Cell:
    """A declared field of the entry, or else of the task."""
    name, key, task = column.config.field or "", column.period.key, sourced.task
    if key in task.entries and name in task.entries[key].fields:
        text = task.entries[key].fields[name]
        path: tuple[str, ...] = (*sourced.entry_path(column.period), "fields", name)
    else:
        text, path = task.fields.get(name, ""), ("fields", name)
    return Cell(unwrap(text), sourced.origin(*path))


def _progress(
    sourced: SourcedTask, column: _PrintedColumn, config: ReportConfig, *, draft: bool
) -> tuple[Cell, list[Diagnostic]]:
    reported = sourced.task.periods()
    exact = [column.period] if column.period in reported else []
    tiling = tile(column.period, exact if column.exact else reported)
    if not tiling.complete:
        whole = tile(column.whole, reported)
        optional = not column.config.required and not whole.tiles
        if optional or whole.complete:  # another column has the entry for these months
            return Cell(""), []
        excused = draft and not whole.overlaps
        diagnostics = [] if excused else _incomplete(sourced, column.whole, whole)
        return Cell(config.draft_text, missing=True), diagnostics
    parts = tiling.tiles[-1:] if config.merge is Merge.LATEST else tiling.tiles
    origin = sourced.origin(*sourced.entry_path(parts[0]), "progress")
    texts = tuple(
        chain.from_iterable(_parts(part, sourced.task.entries[part.key]) for part in parts)
    )
    return Cell(report_text(texts, config), origin, parts=texts), []


def report_text(parts: Sequence[Part], config: ReportConfig) -> str:
    """The printed text of parts in their order; those of several periods are labelled."""
    by_period = [(period, list(group)) for period, group in groupby(parts, attrgetter("period"))]
    texts = [_entry_text(group, config) for _period, group in by_period]
    if len(by_period) > 1:
        labels = (period.label for period, _group in by_period)
        texts = [f"{label}：{text}" for label, text in zip(labels, texts, strict=True)]
    return "\n".join(texts)


def _parts(period: Period, entry: Entry) -> list[Part]:
    return [Part(period, part.unit, unwrap(part.text)) for part in entry.progress]


def _entry_text(parts: Sequence[Part], config: ReportConfig) -> str:
    texts = [part.text for part in parts]
    return join(texts) if config.contributions is Contributions.RUN_ON else "\n".join(texts)


def _incomplete(sourced: SourcedTask, period: Period, tiling: Tiling) -> list[Diagnostic]:
    location = sourced.source.locate(("entries",), key=True)
    named = {"docket": sourced.task.docket, "period": period_name(period)}
    if not tiling.tiles:
        message = _("task {docket} has no entry for {period}").format(**named)
        hint = _("add one under 'entries', or build with --draft")
        heading = _("no entry for {period}").format(**named)
        list_row = ListRow(heading, (sourced.task.docket, sourced.task.lead))
        return [Diagnostic("missing-entry", message, location, hint, list_row=list_row)]
    keys = _(", ").join(part.key for part in tiling.tiles)
    hint = _("entries found: {keys}").format(keys=keys)
    diagnostics = [
        Diagnostic(
            "gap",
            _("task {docket}: {gap} is missing to make up {period}").format(
                gap=period_name(gap), **named
            ),
            location,
            hint,
        )
        for gap in tiling.gaps
    ]
    for first, second in tiling.overlaps:
        message = _("task {docket}: {first} and {second} overlap, so {period} is unclear").format(
            first=period_name(first), second=period_name(second), **named
        )
        hint = _("write an entry {key}, or remove one of the two").format(key=period.key)
        diagnostics.append(Diagnostic("overlap", message, location, hint))
    return diagnostics


def _merged_cells(rows: Sequence[Row], columns: Sequence[_PrintedColumn]) -> list[Row]:
    """Merge runs of equal, non-empty cells in each column that is configured so."""
    joined = [index for index, column in enumerate(columns) if column.config.merge]
    if not joined:
        return list(rows)
    grid = [list(row.cells) for row in rows]
    for index in joined:
        top = 0
        for number, row in enumerate(rows):
            above, here = grid[top][index], grid[number][index]
            if number == top or above is None or here is None:
                top = number
            elif row.heading is None and here.text and here.text == above.text:
                grid[top][index] = replace(above, rowspan=above.rowspan + 1)
                grid[number][index] = None
            else:
                top = number
    return [replace(row, cells=tuple(cells)) for row, cells in zip(rows, grid, strict=True)]
