"""The rows of tasks to statements: one each, or as many as the cell that names a task spans."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, pairwise
from typing import Any

from progress_report.domain.config import DocketSource, ReportConfig
from progress_report.domain.diagnostics import has_errors
from progress_report.domain.docket import DOCKET_PATTERN, is_date, plain_docket
from progress_report.domain.period import Period
from progress_report.domain.table import ColumnKind, Part
from progress_report.importing import worded
from progress_report.importing.figures import PACE_COLUMNS
from progress_report.importing.layout import Layout
from progress_report.importing.refusals import text_problems
from progress_report.importing.statement import (
    FileStatements,
    PlacedText,
    Report,
    Statement,
    cell_text,
    group_name,
)
from progress_report.importing.units import names_no_unit, read_units
from progress_report.readers.grid import FileFormat
from progress_report.text.punctuation import has_folded_marks, restore
from progress_report.text.radicals import plain_radicals

_DOCKET = re.compile(DOCKET_PATTERN)

_NUMERAL = re.compile(r"[0-9零〇一二三四五六七八九十百]")


class TaskRows:
    """Reads them one after another, in the order of the grid.

    The period is that of columns without one of their own; ``only`` is the wanted one of several
    periods side by side.
    """

    def __init__(
        self,
        layout: Layout,
        config: ReportConfig,
        period: Period,
        only: Period | None,
    ) -> None:
        self.layout, self.config, self.period = layout, config, period
        self.grid, self.only, self.result = layout.grid, only, FileStatements()
        self.row_above: tuple[int, Statement] | None = None  # the last row taken
        self.merged_rows: list[str] = []
        self.expected = 0  # the number of the row above; 0 if it is not known
        docket, number = layout.index(ColumnKind.DOCKET), layout.index(ColumnKind.NUMBER)
        by_number = docket is None and config.imports.docket is DocketSource.NUMBER
        self.docket = number if by_number else docket  # the column of dockets
        self.has_row_numbers = number is not None
        texts = "\n".join(chain.from_iterable(layout.grid.rows[layout.start :]))
        self.folded = layout.grid.folded or (not layout.grid.exact and has_folded_marks(texts))
        """Whether the table has lost its full-width marks."""
        self.columns = {i: meaning for i, meaning in enumerate(layout.meanings) if meaning}
        """What those columns show that are taken."""
        self.days = {column: layout.day(column) for column in self.columns}
        """The day up to which each reports."""
        self.key_column = layout.index(ColumnKind.TASK) if self.docket is None else self.docket
        """The column whose cells, over one row or several, make a task."""

    def take(self, index: int, groups: Sequence[str]) -> None:
        """Take the row of a task, or more of the task above; groups from the outermost."""
        row = self.grid.rows[index]
        if self._goes_on(index) and self.row_above is not None and self.row_above[0] == index - 1:
            self._go_on(index, self.row_above[1])
            return
        docket = plain_docket(row[self.docket]) if self.docket is not None else ""
        self._check_number(index)
        if self.docket is not None and not (_is_docket(docket) or is_date(docket)):
            name = "bad-docket" if docket else "no-docket"
            self.refuse(index, self.docket, name, docket=docket)
            return
        location, config = self.grid.at(index, self.docket or 0), self.config
        statement = Statement(
            self.period.year,
            docket,
            location,
            self.period,
            has_row_numbers=self.has_row_numbers,
            unit_endings=config.imports.unit_endings,
        )
        unit = self._reporter(index)
        if (merged := self._merged(index)) is not None:
            names = self.layout.columns.names[merged - 1 : merged + 1]
            self.refuse(index, merged - 1, "merged-cells", headings=names)
            return
        for column in self.columns:
            if row[column]:
                self._warn_shared(index, column)
                if (cell := self._cell(statement, index, column)).text:
                    self._take(statement, column, cell, unit)
            elif (index, column) in self.grid.unreadable:
                statement.readable = False
        names = config.group.fields if config.group else ()
        for name, group in zip(names, groups, strict=False):
            key = self.period, name
            statement.fields = {key: PlacedText(group, location), **statement.fields}
        self.result.statements.append(statement)
        self.row_above = index, statement

    def refuse(self, index: int, column: int, name: str, **values: Any) -> None:
        """Refuse a row, and show it with the cell at fault."""
        texts = [" ".join(text.split()) for text in self.grid.rows[index]]
        location = replace(self.grid.at(index, column), excerpt=" | ".join(texts))
        if location.cell:
            begin = len(" | ".join([*texts[:column], ""]))
            location = replace(location, column=begin + 1, length=max(1, len(texts[column])))
        self.result.diagnostics.append(worded(name, location, **values))
        self.result.refused += 1

    def _cell(self, statement: Statement, index: int, column: int) -> PlacedText:
        """The text of a cell as a task file holds it; adds a diagnostic for each problem in it.

        The text that no task file can hold is empty.
        """
        location = self.grid.at(index, column)
        text = cell_text(self.grid.rows[index][column])
        problems = list(text_problems(text, location))
        self.result.diagnostics += problems
        if has_errors(problems):
            statement.readable = False
            return PlacedText("", location)
        text = plain_radicals(text)
        if self.folded or (has_folded_marks(text) and not self.grid.exact):
            statement.folded, text = True, restore(text)
        return PlacedText(text, location)

    def _warn_shared(self, index: int, column: int) -> None:
        """Warn of a report whose cell reaches down from the task above."""
        if self.columns[column].kind is not ColumnKind.PROGRESS or self.grid.exact:
            return
        if (index, column) in self.grid.continued and self.row_above is not None:
            self.result.diagnostics.append(worded("shared-cell", self.grid.at(index, column)))

    def _merged(self, index: int) -> int | None:
        """The column whose cell is one with that of a column of another meaning before it."""
        meanings = self.layout.meanings
        for column, (before, meaning) in enumerate(pairwise(meanings), start=1):
            kinds = {before.kind, meaning.kind} if before and meaning else set()
            if (
                len(kinds) > 1
                and kinds & {ColumnKind.TASK, ColumnKind.PROGRESS}
                and (index, column) in self.grid.across
                and self.grid.rows[index][column]
            ):
                return column
        return None

    def _goes_on(self, index: int) -> bool:
        """Whether the cell that names the task reaches down to this row."""
        return (index, self.key_column) in self.grid.continued

    def _is_again(self, index: int) -> bool:
        """Whether a row is of the same task as the row above, however that came about."""
        rows, column = self.grid.rows, self.key_column
        return column is not None and index > 0 and rows[index][column] == rows[index - 1][column]

    def _go_on(self, index: int, statement: Statement) -> None:
        """Put what a further row says of a task to what those above it said."""
        grid = self.grid
        self.row_above = index, statement
        self._check_number(index)
        for column, meaning in self.columns.items():
            if (index, column) in grid.continued:
                continue
            cell = self._cell(statement, index, column)
            if (index, column) in grid.unreadable:
                statement.readable = False
            elif (
                meaning.kind is ColumnKind.TASK
                and statement.task
                and cell.text not in ("", statement.task.text)
            ):
                self.refuse(index, column, "two-tasks")
                return
            elif cell.text:
                self._take(statement, column, cell, self._reporter(index))
        self.merged_rows.append(str(grid.numbers[index]))

    def _reporter(self, index: int) -> str:
        """The unit whose report a row is, where a task has a row for each."""
        if not (self._goes_on(index) or self._goes_on(index + 1)):
            return ""
        continued, endings = self.grid.continued, self.config.imports.unit_endings
        for kind in (ColumnKind.UNITS, ColumnKind.LEAD):
            column = self.layout.index(kind)
            if column is not None and not {(index, column), (index + 1, column)} & continued:
                names = read_units(self.grid.rows[index][column], kind, endings).names
                return names[0] if len(names) == 1 and not names_no_unit(names[0]) else ""
        return ""

    def _take(self, statement: Statement, column: int, cell: PlacedText, unit: str) -> None:
        meaning = self.columns[column]
        period = meaning.period or self.period
        if meaning.kind is ColumnKind.TASK:
            statement.task = cell
        elif meaning.kind in (ColumnKind.LEAD, ColumnKind.UNITS) and names_no_unit(cell.text):
            return
        elif meaning.kind is ColumnKind.LEAD:
            statement.lead = _both(statement.lead, cell)
        elif meaning.kind is ColumnKind.UNITS:
            statement.units = _both(statement.units, cell)
        elif self.only is not None and period != self.only:
            return
        else:
            self._take_dated(statement, column, period, cell, unit)

    def _take_dated(
        self, statement: Statement, column: int, period: Period, cell: PlacedText, unit: str
    ) -> None:
        meaning = self.columns[column]
        if meaning.kind is ColumnKind.FIELD:
            self._take_field(statement, (period, meaning.field), cell)
        elif meaning.kind in PACE_COLUMNS and not meaning.field:
            key = period, meaning.kind
            statement.pace[key] = _both(statement.pace.get(key), cell, "；")
        elif meaning.kind is ColumnKind.PROGRESS and cell.text != self.config.draft_text:
            before = statement.reports.get(period, Report((), cell.location))
            parts, locations, text = before.parts, before.locations, cell.text
            if parts and parts[-1].unit == unit:
                parts, locations, text = parts[:-1], locations[:-1], f"{parts[-1].text}\n{text}"
            parts, locations = (*parts, Part(period, unit, text)), (*locations, cell.location)
            day = self.days[column]
            day = day if day and period.has(day) else None
            statement.reports[period] = Report(parts, before.location, locations, day)
            if period == self.period:
                statement.printed = _both(statement.printed, cell)

    def _take_field(self, statement: Statement, key: tuple[Period, str], cell: PlacedText) -> None:
        before = statement.fields.get(key)
        if self.config.group is not None and key[1] in self.config.group.fields:
            cell = _group(before, cell)
        statement.fields[key] = _both(before, cell)

    def _check_number(self, index: int) -> None:
        """Numbers that do not follow one another may mean a lost row; each group may begin anew."""
        column, grid = self.layout.index(ColumnKind.NUMBER), self.grid
        if column is None or self.grid.format is FileFormat.PAGE:  # whose reader has counted
            return
        if grid.rows[index][column] == grid.rows[index - 1][column] and self._is_again(index):
            return
        text = unicodedata.normalize("NFKC", grid.rows[index][column]).strip()
        if not text.isdecimal():
            return
        number, expected = int(text), self.expected + 1
        self.expected = number
        if number in (expected, 1) or expected == 1:
            return
        location = self.grid.at(index, column)
        problem = worded("numbering", location, found=number, expected=expected)
        self.result.diagnostics.append(problem)

    def note_merged_rows(self) -> None:
        """Say which rows were put to the one above."""
        if self.merged_rows:
            note = worded.sentence("merged-rows", rows=self.merged_rows)
            self.result.notes.append(note)


def _is_docket(text: str) -> bool:
    """Whether a task can have such a number; a Chinese word without any is another column's."""
    has_digits = text.isascii() or _NUMERAL.search(text)
    return bool(has_digits) and _DOCKET.fullmatch(text) is not None


def _both(before: PlacedText | None, cell: PlacedText, mark: str = "\n") -> PlacedText:
    """What two rows say of one thing, once if they say the same; a mark between two figures."""
    if before is None or cell.text in before.text.split(mark):
        return before or cell
    return PlacedText(f"{before.text}{mark}{cell.text}", before.location)


def _group(before: PlacedText | None, cell: PlacedText) -> PlacedText:
    """A group without its number, which may be part of the name if a row above says so too."""
    name = PlacedText(group_name(cell.text) or cell.text, cell.location)
    return before if before and before.text in (cell.text, name.text) else name
