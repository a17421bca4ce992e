"""Tasks, a period and the layout make the table.

For a period P a task speaks with its own entry for P; else with the entries of the sub-periods
that tile P, merged by the configured policy. Of entries that contain one another only the widest
count: a Q1 entry is superseded by an H1 entry. What then remains must cover P without a gap and
without an overlap.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from operator import attrgetter

from progress_report.domain.config import (
    ColumnConfig,
    Contributions,
    GroupConfig,
    Merge,
    ReportConfig,
)
from progress_report.domain.diagnostics import Diagnostic, ListRow
from progress_report.domain.period import Period
from progress_report.domain.table import Cell, Column, ColumnKind, Part, Row, Table
from progress_report.domain.task import Entry
from progress_report.domain.tiling import Tiling, tile
from progress_report.source.load import SourcedTask
from progress_report.system.i18n import _
from progress_report.text.numerals import ordinal
from progress_report.text.prose import join, unwrap


def latest_period(tasks: Iterable[SourcedTask]) -> Period | None:
    """The latest period any task reports, or None."""
    return max((p for sourced in tasks for p in sourced.task.periods()), default=None)


def merge(
    tasks: Sequence[SourcedTask], config: ReportConfig, period: Period, *, draft: bool = False
) -> tuple[Table, list[Diagnostic]]:
    """Make the table of a period.

    Args:
        tasks: In any order; the rows come in the natural order of dockets.
        config: The layout.
        period: The period the table is about.
        draft: Put the configured 待报送 where a report is missing, instead of an error.

    Returns:
        The table and what is wrong. With errors the table is not fit to publish.
    """
    chosen = [sourced for sourced in tasks if sourced.task.year == period.year]
    chosen.sort(key=lambda sourced: sourced.task.order)
    diagnostics: list[Diagnostic] = []
    shown = _shown(config, period, chosen)
    rows: list[Row] = []
    for heading, members in _grouped(chosen, config.group):
        for position, sourced in enumerate(members):
            number = len(rows) + 1
            made = [_cell(sourced, column, config, number, draft=draft) for column in shown]
            diagnostics += [diagnostic for _cell_, found in made for diagnostic in found]
            cells = tuple(cell for cell, _found in made)
            rows.append(Row(sourced.task.docket, cells, None if position else heading))
    table = Table(
        config.title_for(period),
        period,
        _columns(shown),
        tuple(_merged_cells(rows, shown)),
        config.notes,
    )
    # two columns of one period lack the same entry
    return table, list(dict.fromkeys(diagnostics))


@dataclass(frozen=True, slots=True)
class _Shown:
    """A column as it will be printed: what it shows, and of which period."""

    config: ColumnConfig
    kind: ColumnKind
    period: Period
    whole: Period
    """The period a task must have reported; wider than ``period`` if that is one tile of it."""
    heading: str
    width: float
    exact: bool
    """Whether it stands beside columns of other tiles, and so shows only an entry of its own."""


def _shown(config: ReportConfig, period: Period, tasks: Sequence[SourcedTask]) -> list[_Shown]:
    """The printed columns. Under the ``columns`` policy progress gets one for each tile."""
    shown: list[_Shown] = []
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
        shown += [
            _Shown(
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
    return shown


def _columns(shown: Sequence[_Shown]) -> tuple[Column, ...]:
    total = sum(column.width for column in shown)
    kinds = [column.kind for column in shown]
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
        for index, column in enumerate(shown)
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
    present = [(name, found) for name, found in members.items() if found]
    if group.heading is None:
        return [(None, found) for _name, found in present]
    return [
        (group.heading.format(ordinal=ordinal(number), group=name), found)
        for number, (name, found) in enumerate(present, start=1)
    ]


def _cell(
    sourced: SourcedTask, shown: _Shown, config: ReportConfig, number: int, *, draft: bool
) -> tuple[Cell, list[Diagnostic]]:
    task = sourced.task
    match shown.kind:
        case ColumnKind.PROGRESS:
            return _progress(sourced, shown, config, draft=draft)
        case ColumnKind.FIELD:
            return _field(sourced, shown), []
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
    return Cell(text, sourced.origin(shown.config.value)), []


def _field(sourced: SourcedTask, shown: _Shown) -> Cell:
    """A declared field: the period's own, or else the task's."""
    name, key, task = shown.config.field or "", shown.period.key, sourced.task
    if key in task.entries and name in task.entries[key].fields:
        text = task.entries[key].fields[name]
        path: tuple[str, ...] = (*sourced.entry_path(shown.period), "fields", name)
    else:
        text, path = task.fields.get(name, ""), ("fields", name)
    return Cell(unwrap(text), sourced.origin(*path))


def _progress(
    sourced: SourcedTask, shown: _Shown, config: ReportConfig, *, draft: bool
) -> tuple[Cell, list[Diagnostic]]:
    reported = sourced.task.periods()
    own = [shown.period] if shown.period in reported else []
    tiling = tile(shown.period, own if shown.exact else reported)
    if not tiling.complete:
        whole = tile(shown.whole, reported)
        optional = not shown.config.required and not whole.tiles
        if optional or whole.complete:  # the task spoke for these months in another column
            return Cell(""), []
        excused = draft and not whole.overlaps
        found = [] if excused else _incomplete(sourced, shown.whole, whole)
        return Cell(config.draft_text, missing=True), found
    parts = tiling.tiles[-1:] if config.merge is Merge.LATEST else tiling.tiles
    origin = sourced.origin(*sourced.entry_path(parts[0]), "progress")
    pieces = [_parts(part, sourced.task.entries[part.key]) for part in parts]
    made = tuple(chain(*pieces))
    return Cell(report_text(made, config), origin, parts=made), []


def report_text(parts: Sequence[Part], config: ReportConfig) -> str:
    """What is printed of parts in their order; of several periods each under its label."""
    pieces = [(period, list(own)) for period, own in groupby(parts, key=attrgetter("period"))]
    texts = [_entry_text(own, config) for _period, own in pieces]
    if len(pieces) > 1:
        texts = [f"{of.label}：{text}" for (of, _own), text in zip(pieces, texts, strict=True)]
    return "\n".join(texts)


def _parts(period: Period, entry: Entry) -> list[Part]:
    return [Part(period, one.unit, unwrap(one.text)) for one in entry.progress]


def _entry_text(parts: Sequence[Part], config: ReportConfig) -> str:
    texts = [part.text for part in parts]
    return join(texts) if config.contributions is Contributions.RUN_ON else "\n".join(texts)


def _incomplete(sourced: SourcedTask, wanted: Period, tiling: Tiling) -> list[Diagnostic]:
    where = sourced.source.locate(("entries",), key=True)
    named = {"docket": sourced.task.docket, "period": wanted.name}
    if not tiling.tiles:
        message = _("task {docket} has no entry for {period}").format(**named)
        hint = _("add one under 'entries', or build with --draft")
        heading = _("no entry for {period}").format(**named)
        list_row = ListRow(heading, (sourced.task.docket, sourced.task.lead))
        return [Diagnostic("missing-entry", message, where, hint, list_row=list_row)]
    have = _(", ").join(part.key for part in tiling.tiles)
    hint = _("entries found: {keys}").format(keys=have)
    found = [
        Diagnostic(
            "gap",
            _("task {docket}: {gap} is missing to make up {period}").format(gap=gap.name, **named),
            where,
            hint,
        )
        for gap in tiling.gaps
    ]
    for first, second in tiling.overlaps:
        message = _("task {docket}: {first} and {second} overlap, so {period} is unclear").format(
            first=first.name, second=second.name, **named
        )
        own = _("write an entry {key}, or remove one of the two").format(key=wanted.key)
        found.append(Diagnostic("overlap", message, where, own))
    return found


def _merged_cells(rows: Sequence[Row], shown: Sequence[_Shown]) -> list[Row]:
    """Join runs of equal, non-empty cells down each column that asks for it."""
    joined = [index for index, column in enumerate(shown) if column.config.merge]
    if not joined:
        return list(rows)
    grid = [list(row.cells) for row in rows]
    for index in joined:
        top = 0
        for at, row in enumerate(rows):
            above, here = grid[top][index], grid[at][index]
            if at == top or above is None or here is None:
                top = at
            elif row.heading is None and here.text and here.text == above.text:
                grid[top][index] = replace(above, rowspan=above.rowspan + 1)
                grid[at][index] = None
            else:
                top = at
    return [replace(row, cells=tuple(cells)) for row, cells in zip(rows, grid, strict=True)]
