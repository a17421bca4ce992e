"""Rows of totals, which are computed and never typed.

Only fields that are numbers as a whole count: prose is never read for figures.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from progress_report.build.cells import Cells, PrintedColumn
from progress_report.domain.columns import TotalPlace, TotalsConfig
from progress_report.domain.diagnostics import Diagnostic
from progress_report.domain.table import Cell, ColumnKind, Row
from progress_report.source.load import SourcedTask
from progress_report.system.i18n import _
from progress_report.text.numbers import number, total


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


@dataclass(frozen=True, slots=True)
class Totals:
    """How rows of totals are made for one table."""

    config: TotalsConfig
    cells: Cells
    columns: Sequence[PrintedColumn]
    summed: frozenset[int]
    """Indexes of the columns that are added up."""

    @classmethod
    def of(
        cls,
        config: TotalsConfig,
        cells: Cells,
        columns: Sequence[PrintedColumn],
        tasks: Sequence[SourcedTask],
    ) -> "Totals":
        """Find out which columns to add up: those listed, or the fields that hold only numbers."""
        summed = {
            index
            for index, column in enumerate(columns)
            if column.kind is ColumnKind.FIELD and _is_summed(cells, column, tasks)
        }
        return cls(config, cells, columns, frozenset(summed))

    def added(self, rows: Sequence[Row], tasks: Sequence[SourcedTask]) -> list[Row]:
        """The rows of tasks with their total before or after them."""
        row = self._row(tasks)
        return [row, *rows] if self.config.at is TotalPlace.TOP else [*rows, row]

    def _row(self, tasks: Sequence[SourcedTask]) -> Row:
        kinds = [column.kind for column in self.columns]
        free = (i for i, kind in enumerate(kinds) if kind in _LABELLED and i not in self.summed)
        label = next(free, 0)
        texts = [""] * len(self.columns)
        for index, column in enumerate(self.columns):
            if index in self.summed:
                name = column.config.value
                texts[index] = total(
                    [self.cells.field_text(s, name, column.period)[0] for s in tasks]
                )
            elif column.kind is ColumnKind.SHARE:
                texts[index] = self.cells.share(tasks, column)
        texts[label] = self.config.label
        return Row("", tuple(map(Cell, texts)), total=True)


_LABELLED = frozenset(ColumnKind) - {ColumnKind.NUMBER, ColumnKind.SHARE}
"""Kinds of columns in whose first one the label of a total stands."""


def _is_summed(cells: Cells, column: PrintedColumn, tasks: Sequence[SourcedTask]) -> bool:
    totals = cells.config.totals
    if totals and totals.columns:
        return column.config.value in totals.columns
    texts = [cells.field_text(s, column.config.value, column.period)[0] for s in tasks]
    texts = [text for text in texts if text.strip()]
    return bool(texts) and all(number(text) is not None for text in texts)
