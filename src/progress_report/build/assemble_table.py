"""From tasks, a period and the layout to the table.

For a period P, a task's text is its entry for P; without one, the entries of the sub-periods that
tile P, merged by the configured policy. Of entries that contain one another only the widest
counts: an H1 entry supersedes a Q1 entry. The entries that remain must cover P without a gap and
without an overlap.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from progress_report.build.cells import Cells, PrintedColumn
from progress_report.build.period_tables import closed_table, default_period, no_tasks, not_reported
from progress_report.build.totals import Totals, not_numbers, uneven_shares
from progress_report.domain.columns import REST_GROUP, GroupConfig, TotalScope, with_unbroken_words
from progress_report.domain.config import FinishedTasks, Merge, ReportConfig
from progress_report.domain.diagnostics import Diagnostic
from progress_report.domain.period import Period
from progress_report.domain.period_file import NO_SETTINGS, PeriodFile, RowChoice, RowNumbering
from progress_report.domain.succession import Succession, is_finished
from progress_report.domain.table import DRAFT_MARK, Column, ColumnKind, Row, Table
from progress_report.domain.target import PaceConfig
from progress_report.domain.task import Task
from progress_report.source.load import Project, SourcedTask
from progress_report.text.numerals import ordinal

_Group = tuple[tuple[str, ...], list[SourcedTask]]  # the headings above a group, and its tasks


def assemble_tables(
    project: Project, config: ReportConfig, periods: Sequence[Period], *, draft: bool = False
) -> tuple[list[Table], list[Diagnostic]]:
    """Make the table of each period; without any, of the one that `default_period` gives.

    With the tables come the diagnostics of all. A period that no task reports raises DataError.
    """
    tables, diagnostics = [], []
    for period in dict.fromkeys(periods or [default_period(project, draft=draft)]):
        if period in project.closed and not draft:
            tables.append(closed_table(project.closed[period], config))
            continue
        succession = Succession([s.task for s in project.tasks], config.reporting)
        in_year = any(sourced.task.year == period.year for sourced in project.tasks)
        reported = period.is_plan or succession.is_reported(period)
        if draft and not in_year:
            raise no_tasks(period.year)
        if not in_year or not (draft or reported):
            raise not_reported(period, project.tasks)
        tasks: Sequence[SourcedTask] = project.tasks
        if project.closed:
            from progress_report.source.closed import with_closed_reports  # noqa: PLC0415 - few projects have any

            tasks = with_closed_reports(tasks, project.closed, period)
        settings = project.settings_of(period)
        table, problems = assemble_table(tasks, config, period, settings, draft=draft)
        tables.append(table)
        diagnostics += problems
    return tables, diagnostics


def assemble_table(
    tasks: Sequence[SourcedTask],
    config: ReportConfig,
    period: Period,
    settings: PeriodFile = NO_SETTINGS,
    *,
    draft: bool = False,
) -> tuple[Table, list[Diagnostic]]:
    """Make the table of a period, its rows in the natural order of dockets, and its diagnostics.

    Where a report is missing, a draft has the configured 待报送 instead of an error. With errors it
    must not be published.
    """
    config = settings.layout(config, period)
    cells, members = _row_makers(tasks, config, period, draft=draft)
    shown = [s for s in members if _is_shown(s.task, period, settings.rows, config.pace)]
    numbered = shown if settings.numbers is RowNumbering.OWN else members
    in_order = (s.task.key for _headings, group in grouped(numbered, config.group) for s in group)
    numbers = {key: number for number, key in enumerate(in_order, start=1)}
    members = shown
    columns = _printed_columns(cells, period, members)
    totals = Totals(config.totals, cells, columns, members) if config.totals else None
    cells.diagnostics += not_numbers(cells, columns, members)
    cells.diagnostics += uneven_shares(cells, columns, members)
    rows: list[Row] = []
    for headings, in_group in grouped(members, config.group):
        group_rows = []
        for sourced in in_group:
            number = numbers[sourced.task.key]
            texts = tuple(cells.cell(sourced, column, number) for column in columns)
            group_rows.append(Row(sourced.task.docket, texts))
        if totals and totals.config.after is TotalScope.GROUPS:
            group_rows = totals.added(group_rows, in_group)
        group_rows[:1] = [replace(row, headings=headings) for row in group_rows[:1]]
        rows += group_rows
    if totals and totals.config.after is TotalScope.ALL:
        rows = totals.added(rows, members)
    table = Table(
        config.title_for(period) + DRAFT_MARK * draft,
        period,
        _columns(columns),
        tuple(merged_cells(rows, [i for i, c in enumerate(columns) if c.config.merge])),
        config.notes,
        draft,
    )
    table = with_unbroken_words(table, config.page.text_area[0] / config.page.text_size)
    # two columns of one period lack the same entry
    return table, list(dict.fromkeys(cells.diagnostics))


def grouped(tasks: Sequence[SourcedTask], group: GroupConfig | None) -> Iterator[_Group]:
    """Tasks by group of the innermost level, each with the headings printed above it.

    Groups come in the configured order, the others in the order of their first docket, and at last
    the tasks that name no group; where none does, no heading is printed. The heading of an outer
    group stands above its first inner group only.
    """
    if group is None:
        yield (), list(tasks)
    else:
        yield from _level(tasks, group, 0)


def _level(tasks: Sequence[SourcedTask], group: GroupConfig, level: int) -> Iterator[_Group]:
    if level == len(group.fields):
        yield (), list(tasks)
        return
    names = [sourced.task.fields.get(group.fields[level], "").strip() for sourced in tasks]
    rest = REST_GROUP if any(names) else ""
    ordered = (*group.order, *filter(None, names), rest)
    members: dict[str, list[SourcedTask]] = {name: [] for name in ordered}
    for name, sourced in zip(names, tasks, strict=True):
        members[name or rest].append(sourced)
    present = [(name, inside) for name, inside in members.items() if inside]
    for number, (name, inside) in enumerate(present, start=1):
        above = tuple(
            pattern.format(ordinal=ordinal(number), group=name, count=len(inside))
            for pattern in group.heading[level : level + 1]
            if name
        )
        for headings, innermost in _level(inside, group, level + 1):
            yield above + headings, innermost
            above = ()


def _is_shown(task: Task, period: Period, rows: RowChoice, pace: PaceConfig) -> bool:
    """Whether a period's table that shows only some tasks shows this one."""
    if rows is RowChoice.ALL:
        return True
    if rows is RowChoice.BEHIND:
        from progress_report.domain.pace import task_pace  # noqa: PLC0415 - few tables ask for it

        return task_pace(task, period, pace).status.behind
    return task.validity.last >= period.last and not is_finished(task, period.last)


def _row_makers(
    tasks: Sequence[SourcedTask], config: ReportConfig, period: Period, *, draft: bool
) -> tuple[Cells, list[SourcedTask]]:
    """What makes the cells of a period's table, and the tasks of its rows, in order of docket."""
    of_year = {sourced.task.key: sourced for sourced in tasks if sourced.task.year == period.year}
    succession = Succession([s.task for s in of_year.values()], config.reporting)
    in_table = succession.in_table(period)
    cells = Cells(config, succession, of_year, frozenset(t.key for t in in_table), draft)
    members = sorted((of_year[task.key] for task in in_table), key=lambda s: s.task.order)
    if config.finished_tasks is FinishedTasks.OMIT:
        members = [s for s in members if not cells.select(s, period).repeated]
    return cells, members


def _printed_columns(
    cells: Cells, period: Period, tasks: Sequence[SourcedTask]
) -> list[PrintedColumn]:
    """The printed columns; under the ``columns`` policy progress has one for each tile."""
    config = cells.config
    printed: list[PrintedColumn] = []
    for _path, over, column in config.leaf_columns():
        whole = Period.from_key(period.year, column.period) if column.period else period
        parts: list[Period] = [whole]
        heading = column.heading
        if config.merge is Merge.COLUMNS and column.kind is ColumnKind.PROGRESS:
            selections = [cells.select(sourced, whole) for sourced in tasks]
            reports = (r for s in selections if s.complete and not s.repeated for r in s.reports)
            parts = sorted({report.period for report in reports}) or parts
            if len(parts) > 1 and "{period}" not in heading:
                heading = "{period}" + heading
        printed += [
            PrintedColumn(
                column,
                column.kind,
                part,
                whole,
                heading.format(year=period.year, period=part.label),
                over.format(year=period.year, period=part.label),
                column.width / len(parts),
                len(parts) > 1,
            )
            for part in parts
        ]
    return printed


def _columns(columns: Sequence[PrintedColumn]) -> tuple[Column, ...]:
    total = sum(column.width for column in columns)
    kinds = [column.kind for column in columns]
    names_row = next(
        (kinds.index(k) for k in (ColumnKind.DOCKET, ColumnKind.NUMBER) if k in kinds), 0
    )
    return tuple(
        Column(
            column.heading, column.kind, 100 * column.width / total, index == names_row, column.over
        )
        for index, column in enumerate(columns)
    )


def merged_cells(rows: Sequence[Row], joined: Sequence[int]) -> list[Row]:
    """Merge runs of equal, non-empty cells in the columns of these indexes."""
    if not joined:
        return list(rows)
    grid = [list(row.cells) for row in rows]
    for index in joined:
        top = 0
        for number, row in enumerate(rows):
            above, here = grid[top][index], grid[number][index]
            if number == top or above is None or here is None:
                top = number
            elif not (row.headings or row.total) and here.text and here.text == above.text:
                grid[top][index] = replace(above, rowspan=above.rowspan + 1)
                grid[number][index] = None
            else:
                top = number
    return [replace(row, cells=tuple(cells)) for row, cells in zip(rows, grid, strict=True)]
