"""Rows of totals, which are computed and never typed.

Only fields that are numbers as a whole count: prose is never read for figures.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from progress_report.build.cells import Cells, PrintedColumn
from progress_report.domain.columns import TotalPlace, TotalsConfig
from progress_report.domain.diagnostics import Diagnostic, Severity
from progress_report.domain.table import Cell, ColumnKind, Row
from progress_report.source.load import SourcedTask
from progress_report.system.i18n import _
from progress_report.text.numbers import number, total

ROUNDING_NOTE = "注：因四舍五入，分项之和可能不等于合计。"


def not_numbers(
    cells: Cells, columns: Sequence[PrintedColumn], tasks: Sequence[SourcedTask]
) -> Iterator[Diagnostic]:
    """An error for each text that a share or a total needs and that is not a number."""
    summed = cells.config.totals.columns if cells.config.totals else ()
    for column in columns:
        names = column.config.of or (name for name in summed if name == column.config.value)
        for name in names:
            for sourced in tasks:
                text, path = cells.field_text(sourced, name, column.period)
                if text.strip() and number(text) is None:
                    message = _("'{text}' is not a number; '{heading}' is computed from it")
                    message = message.format(text=text, heading=column.heading)
                    hint = _("write digits only, such as 1,234.5; the unit goes in the heading")
                    location = sourced.source.locate(path)
                    yield Diagnostic("not-a-number", message, location, hint)


def uneven_shares(
    cells: Cells, columns: Sequence[PrintedColumn], tasks: Sequence[SourcedTask]
) -> Iterator[Diagnostic]:
    """Offer a note where the shares of one whole, in a column or a row, do not print as 100 %."""
    shares = [column for column in columns if column.config.of]
    if not shares or any("四舍五入" in note for note in cells.config.notes):
        return
    by_whole = defaultdict(list)
    for column in shares:
        by_whole[column.config.of and column.config.of[1], column.period].append(column)
    groups = [[(sourced, column) for sourced in tasks] for column in shares]
    groups += [[(s, column) for column in beside] for s in tasks for beside in by_whole.values()]
    for group in groups:
        percent = _percent([_figures(cells, *cell) for cell in group])
        if percent not in (None, 100):
            message = _("the percentages of '{heading}' add up to {percent}% as printed, not 100%")
            message = message.format(heading=group[0][1].heading, percent=percent)
            hint = _("you may add to 'notes': {note}").format(note=ROUNDING_NOTE)
            yield Diagnostic("uneven-shares", message, None, hint, Severity.NOTE)
            return


def _figures(
    cells: Cells, sourced: SourcedTask, column: PrintedColumn
) -> tuple[Decimal, Decimal, Decimal] | None:
    """Part and whole of a share, and its percentage as printed; None if one is no number."""
    names = column.config.of or ()
    part, whole = (number(cells.field_text(sourced, n, column.period)[0]) for n in names)
    printed = number(cells.share([sourced], column).removesuffix("%"))
    return None if part is None or whole is None or printed is None else (part, whole, printed)


def _percent(figures: Sequence[tuple[Decimal, Decimal, Decimal] | None]) -> Decimal | None:
    """The sum of printed percentages; None if they are not of all parts of one whole."""
    known = [row for row in figures if row is not None]
    if not known or len(known) < len(figures) or len({whole for _part, whole, _ in known}) > 1:
        return None
    parts, (whole, *_wholes), percents = zip(*known, strict=True)
    return sum(percents, Decimal(0)) if sum(parts) == whole else None


_LABELLED = frozenset(ColumnKind) - {ColumnKind.NUMBER, ColumnKind.SHARE}
"""Kinds of columns in whose first one the label of a total stands."""


@dataclass(frozen=True)
class Totals:
    """How rows of totals are made for one table."""

    config: TotalsConfig
    cells: Cells
    columns: Sequence[PrintedColumn]
    tasks: Sequence[SourcedTask]  # those of all rows

    def added(self, rows: Sequence[Row], tasks: Sequence[SourcedTask]) -> list[Row]:
        """The rows of tasks with their total before or after them."""
        columns = [*zip(self.columns, self._summed, strict=True)]
        texts = [
            total(self._texts(column, tasks))
            if is_summed
            else self.cells.share(tasks, column)
            if column.config.of
            else ""
            for column, is_summed in columns
        ]
        free = (i for i, (c, summed) in enumerate(columns) if c.kind in _LABELLED and not summed)
        texts[next(free, 0)] = self.config.label
        row = Row("", tuple(map(Cell, texts)), total=True)
        return [row, *rows] if self.config.at is TotalPlace.TOP else [*rows, row]

    @cached_property
    def _summed(self) -> list[bool]:
        """Whether each column is added up: those listed, or the fields that hold only numbers."""
        return [c.kind is ColumnKind.FIELD and self._is_summed(c) for c in self.columns]

    def _is_summed(self, column: PrintedColumn) -> bool:
        if self.config.columns:
            return column.config.value in self.config.columns
        texts = [text for text in self._texts(column, self.tasks) if text.strip()]
        return bool(texts) and all(number(text) is not None for text in texts)

    def _texts(self, column: PrintedColumn, tasks: Sequence[SourcedTask]) -> list[str]:
        return [self.cells.field_text(s, column.config.value, column.period)[0] for s in tasks]
