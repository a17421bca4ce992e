"""A finished table, read back from this program's own output, to statements."""

from collections.abc import Iterator
from dataclasses import replace

from progress_report.build.cells import report_text
from progress_report.domain.config import ReportConfig, Reporting
from progress_report.domain.diagnostics import Diagnostic, Location, has_errors
from progress_report.domain.period import Period
from progress_report.domain.table import Cell, ColumnKind, Part, Table
from progress_report.importing import worded
from progress_report.importing.headings import Headings
from progress_report.importing.refusals import text_problems
from progress_report.importing.statement import PlacedText, Report, Statement, group_name
from progress_report.importing.task_changes import difference
from progress_report.system.i18n import _
from progress_report.text.prose import without_whitespace
from progress_report.text.radicals import plain_radicals


def read_published_table(
    table: Table, config: ReportConfig, path: str
) -> tuple[list[Statement], list[Diagnostic]]:
    """What each row of a table says; reports in the parts they were put together from.

    A text that is not what its parts make was changed by hand, and one of the two is out of date:
    an error, for the program cannot know which.
    """
    headings = Headings(config)
    meanings = [headings.meaning(column.heading, table.period.year) for column in table.columns]
    above: dict[int, Cell] = {}
    groups: list[str] = []
    statements = []
    diagnostics = []
    for number, row in enumerate(table.rows, start=1):
        location = _place(path, number, 0, row.cells[0])
        year, period = table.period.year, table.period
        statement = Statement(year, row.docket, location, period, own_output=True)
        groups[len(groups) - len(row.headings) :] = map(group_name, row.headings)
        if row.total:
            continue
        for name, group in zip(config.group.fields if config.group else (), groups, strict=False):
            if group:
                statement.fields[table.period, name] = PlacedText(group, location)
        for index, (column, meaning) in enumerate(zip(table.columns, meanings, strict=True)):
            cell = above[index] = row.cells[index] or above[index]
            if not cell.text.strip() or cell.missing:
                continue
            location = _place(path, number, index, cell)
            problems = [*_differs(cell, config, location), *text_problems(cell.text, location)]
            diagnostics += problems if row.cells[index] else []
            if has_errors(problems):
                statement.readable = False
                continue
            if (plain := plain_radicals(cell.text)) != cell.text:
                parts = (replace(part, text=plain_radicals(part.text)) for part in cell.parts)
                cell = replace(cell, text=plain, parts=tuple(parts))
            period = meaning.period if meaning and meaning.period else table.period
            field = meaning.field if meaning else ""
            text = PlacedText(cell.text, location)
            _take(statement, column.kind, field, period, cell, text, config.reporting)
        statements.append(statement)
    return statements, diagnostics


def _place(path: str, row: int, column: int, cell: Cell | None) -> Location:
    """Where a cell stands: on a line of the file, if that is known."""
    if cell and cell.origin and cell.origin.path == path:
        return Location(path, cell.origin.line)
    named = _("row {row}, column {column}").format(row=row, column=column + 1)
    return Location(path, row, cell=named)


def _differs(cell: Cell, config: ReportConfig, location: Location) -> Iterator[Diagnostic]:
    """An error if the text is not what its parts make, however that is broken into lines."""
    if not cell.parts:
        return
    made = report_text(cell.parts, config) + cell.ended
    expected, actual = map(without_whitespace, (made, cell.text))
    if expected == actual:
        return
    there, here, _position = difference(expected, actual)
    yield worded("parts-differ", location, here=here, there=there)


def _take(
    statement: Statement,
    kind: ColumnKind,
    field: str,
    period: Period,
    cell: Cell,
    text: PlacedText,
    reporting: Reporting,
) -> None:
    if kind is ColumnKind.TASK:
        statement.task, statement.location = text, text.location
    elif kind is ColumnKind.LEAD:
        statement.lead = text
    elif kind is ColumnKind.UNITS:
        statement.units = text
    elif kind is ColumnKind.FIELD and field:
        statement.fields[period, field] = text
    elif kind is ColumnKind.PROGRESS:
        if period == statement.period:
            statement.printed = text
        earliest = period.last if reporting is Reporting.CUMULATIVE else period.first
        # what other tasks reported, and what earlier tables had already, is in its own file
        parts = tuple(
            part
            for part in cell.parts
            if part.text.strip() and not part.docket and part.period.last >= earliest
        )
        if not cell.parts and not cell.ended:
            parts = (Part(period, "", cell.text),)
        for part_period in dict.fromkeys(part.period for part in parts):
            in_period = tuple(part for part in parts if part.period == part_period)
            statement.reports[part_period] = Report(in_period, text.location)
