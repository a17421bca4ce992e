"""A finished table, read back from this program's own output, to statements."""

from progress_report.config import ReportConfig
from progress_report.diagnostics import Location
from progress_report.importing.headings import Headings
from progress_report.importing.rows import GROUP_ORDINAL
from progress_report.importing.statement import Report, Said, Statement
from progress_report.period import Period
from progress_report.table import Cell, Kind, Part, Table


def read_table(
    table: Table, config: ReportConfig, path: str, *, folded: bool = False
) -> list[Statement]:
    """What each row of a table says; reports in the parts they were put together from.

    Args:
        table: With the dockets of its rows; a text's origin, if it is in the file, is its place.
        config: Tells which field a column shows.
        path: The file's name, for messages.
        folded: Whether the copy folded full-width marks.
    """
    headings = Headings(config)
    meanings = [headings.meaning(column.heading, table.period.year) for column in table.columns]
    above: dict[int, Cell] = {}
    group = ""
    statements = []
    for number, row in enumerate(table.rows, start=1):
        made = Statement(
            table.period.year, row.docket, Location(path, number), table.period, folded=folded
        )
        if row.heading is not None:
            group = GROUP_ORDINAL.sub("", row.heading, count=1)
        if group and config.group is not None:
            said = Said(group, Location(path, number))
            made.fields[table.period, config.group.field] = said
        for index, (column, meaning) in enumerate(zip(table.columns, meanings, strict=True)):
            cell = above[index] = row.cells[index] or above[index]
            if not cell.text.strip() or cell.missing:
                continue
            own = cell.origin is not None and cell.origin.path == path
            where = Location(path, cell.origin.line if cell.origin and own else number)
            period = meaning.period if meaning and meaning.period else table.period
            field = meaning.field if meaning else ""
            _take(made, column.kind, field, period, cell, Said(cell.text, where))
        statements.append(made)
    return statements


def _take(made: Statement, kind: Kind, field: str, period: Period, cell: Cell, said: Said) -> None:
    if kind is Kind.TASK:
        made.task, made.where = said, said.where
    elif kind is Kind.LEAD:
        made.lead = said
    elif kind is Kind.UNITS:
        made.units = said
    elif kind is Kind.FIELD and field:
        made.fields[period, field] = said
    elif kind is Kind.PROGRESS:
        if period == made.period:
            made.whole = said
        parts = tuple(part for part in cell.parts if part.text.strip())
        parts = parts or (Part(period, "", cell.text),)
        for of in dict.fromkeys(part.period for part in parts):
            own = tuple(part for part in parts if part.period == of)
            made.reports[of] = Report(own, said.where)
