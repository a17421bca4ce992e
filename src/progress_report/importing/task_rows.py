"""The rows of tasks to statements: one each, or as many as the cell that names a task spans."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from progress_report.domain.config import DocketSource, ReportConfig
from progress_report.domain.diagnostics import Diagnostic, Location, Severity
from progress_report.domain.docket import DOCKET_PATTERN, is_date, plain_docket
from progress_report.domain.period import Period
from progress_report.domain.table import ColumnKind, Part
from progress_report.importing.headings import Meaning
from progress_report.importing.layout import Layout
from progress_report.importing.statement import PlacedText, Report, Statement, group_name
from progress_report.importing.units import is_nobody, read_units
from progress_report.system.i18n import _

_DOCKET = re.compile(DOCKET_PATTERN)

_NUMERAL = re.compile(r"[0-9零〇一二三四五六七八九十百]")

Place = Callable[[int, int], Location]
"""Where the cell in a row and a column of the grid stands, both from 0."""


@dataclass(slots=True)
class Found:
    """What the rows of a grid say."""

    statements: list[Statement] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    refused: int = 0
    """Rows that make no statement; each is among the findings."""
    remarks: list[str] = field(default_factory=list)
    """Sentences on what was not taken, and why, and what was put together."""

    def reject(self, where: Location, message: str, hint: str) -> None:
        """Refuse a row."""
        self.diagnostics.append(Diagnostic("bad-row", message, where, hint))
        self.refused += 1


class TaskRows:
    """Reads them one after another, in the order of the grid."""

    def __init__(
        self,
        layout: Layout,
        config: ReportConfig,
        period: Period,
        place: Place,
        only: Period | None,
        found: Found,
    ) -> None:
        """Begin with no row read; what they say, and what is wrong, goes into ``found``."""
        self.layout, self.config, self.period = layout, config, period
        self.place, self.only, self.found = place, only, found
        self.last: tuple[int, Statement] | None = None
        """The last row taken."""
        self.together: list[str] = []
        self.expected = 0
        """The number of the row above; 0 if it is not known."""
        docket, number = layout.index(ColumnKind.DOCKET), layout.index(ColumnKind.NUMBER)
        by_number = docket is None and config.imports.docket is DocketSource.NUMBER
        self.docket = number if by_number else docket
        """The column of dockets."""
        self.numbered = number is not None
        self.names_task = layout.index(ColumnKind.TASK) if self.docket is None else self.docket
        """The column whose cells, over one row or several, make a task."""

    def take(self, index: int, group: str) -> None:
        """Take the row of a task, which stands in a group; or more of the task above."""
        row, grid = self.layout.grid.rows[index], self.layout.grid
        if self._goes_on(index) and self.last is not None and self.last[0] == index - 1:
            self._go_on(index, self.last[1])
            return
        docket = plain_docket(row[self.docket]) if self.docket is not None else ""
        self._check_number(index)
        if self.docket is not None and not (_is_docket(docket) or is_date(docket)):
            message = _("'{docket}' is not a docket number").format(docket=docket)
            hint = _("a row has one docket, such as 21 or 21-1; give each task a row of its own")
            if not docket:
                message = _("this row has no docket number")
                hint = _("give it one; or, if it goes on from the row above, put both into one")
            self.refuse(index, self.docket, message, hint)
            return
        where = self.place(index, self.docket or 0)
        made = Statement(self.period.year, docket, where, self.period, numbered=self.numbered)
        unit = self._reporter(index)
        for column, meaning in enumerate(self.layout.meanings):
            if meaning is not None and row[column]:
                self._take(made, meaning, PlacedText(row[column], self.place(index, column)), unit)
            elif meaning is not None and (index, column) in grid.untold:
                made.sound = False
        if self.config.group is not None and group:
            key = self.period, self.config.group.field
            made.fields = {key: PlacedText(group, where), **made.fields}
        self.found.statements.append(made)
        self.last = index, made

    def refuse(self, index: int, column: int, message: str, hint: str) -> None:
        """Refuse a row, and show it with the cell at fault."""
        texts = [" ".join(text.split()) for text in self.layout.grid.rows[index]]
        where = replace(self.place(index, column), excerpt=" | ".join(texts))
        if where.cell:
            begin = len(" | ".join([*texts[:column], ""]))
            where = replace(where, column=begin + 1, length=max(1, len(texts[column])))
        self.found.reject(where, message, hint)

    def _goes_on(self, index: int) -> bool:
        """Whether the cell that names the task reaches down to this row."""
        return (index, self.names_task) in self.layout.grid.reached

    def _is_again(self, index: int) -> bool:
        """Whether a row is of the same task as the row above, however that came about."""
        rows, column = self.layout.grid.rows, self.names_task
        return column is not None and index > 0 and rows[index][column] == rows[index - 1][column]

    def _go_on(self, index: int, made: Statement) -> None:
        """Put what a further row says of a task to what those above it said."""
        row, grid = self.layout.grid.rows[index], self.layout.grid
        self.last = index, made
        self._check_number(index)
        for column, meaning in enumerate(self.layout.meanings):
            if meaning is None or (index, column) in grid.reached:
                continue
            said = PlacedText(row[column], self.place(index, column))
            if (index, column) in grid.untold:
                made.sound = False
            elif (
                meaning.kind is ColumnKind.TASK
                and made.task
                and said.text not in ("", made.task.text)
            ):
                message = _("this row has the docket of the row above, but another task")
                hint = _("give each task a docket of its own; or put both texts into one cell")
                self.refuse(index, column, message, hint)
                return
            elif said.text:
                self._take(made, meaning, said, self._reporter(index))
        self.together.append(str(grid.numbers[index]))

    def _reporter(self, index: int) -> str:
        """The unit whose report a row is, where a task has a row for each."""
        if not (self._goes_on(index) or self._goes_on(index + 1)):
            return ""
        reached = self.layout.grid.reached
        for kind in (ColumnKind.UNITS, ColumnKind.LEAD):
            column = self.layout.index(kind)
            if column is not None and not {(index, column), (index + 1, column)} & reached:
                names = read_units(self.layout.grid.rows[index][column], kind).names
                return names[0] if len(names) == 1 and not is_nobody(names[0]) else ""
        return ""

    def _take(self, made: Statement, meaning: Meaning, said: PlacedText, unit: str) -> None:
        period = meaning.period or self.period
        if meaning.kind is ColumnKind.TASK:
            made.task = said
        elif meaning.kind in (ColumnKind.LEAD, ColumnKind.UNITS) and is_nobody(said.text):
            return
        elif meaning.kind is ColumnKind.LEAD:
            made.lead = _both(made.lead, said)
        elif meaning.kind is ColumnKind.UNITS:
            made.units = _both(made.units, said)
        elif self.only is not None and period != self.only:
            return
        elif meaning.kind is ColumnKind.FIELD:
            self._take_field(made, (period, meaning.field), said)
        elif meaning.kind is ColumnKind.PROGRESS and said.text != self.config.draft_text:
            before = made.reports.get(period, Report((), said.where))
            parts, places, text = before.parts, before.places, said.text
            if parts and parts[-1].unit == unit:
                parts, places, text = parts[:-1], places[:-1], f"{parts[-1].text}\n{text}"
            parts, places = (*parts, Part(period, unit, text)), (*places, said.where)
            made.reports[period] = Report(parts, before.where, places)
            if period == self.period:
                made.whole = _both(made.whole, said)

    def _take_field(self, made: Statement, key: tuple[Period, str], said: PlacedText) -> None:
        before = made.fields.get(key)
        if self.config.group is not None and key[1] == self.config.group.field:
            said = _group(before, said)
        made.fields[key] = _both(before, said)

    def _check_number(self, index: int) -> None:
        """Numbers that do not follow one another may mean a lost row; each group may begin anew."""
        column, grid = self.layout.index(ColumnKind.NUMBER), self.layout.grid
        if column is None:
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
        message = _("row number {found} where {expected} was expected").format(
            found=number, expected=expected
        )
        where = self.place(index, column)
        self.found.diagnostics.append(
            Diagnostic("numbering", message, where, severity=Severity.WARNING)
        )

    def tell_together(self) -> None:
        """Say which rows were put to the one above."""
        if self.together:
            message = _("rows of the task above, whose cell spans them too: {rows}")
            self.found.remarks.append(message.format(rows=_(", ").join(self.together)))


def _is_docket(text: str) -> bool:
    """Whether a task can have such a number; a Chinese word without any is another column's."""
    numbered = text.isascii() or _NUMERAL.search(text)
    return bool(numbered) and _DOCKET.fullmatch(text) is not None


def _both(before: PlacedText | None, said: PlacedText) -> PlacedText:
    """What two rows say of one thing, once if they say the same."""
    if before is None or said.text in before.text.split("\n"):
        return before or said
    return PlacedText(f"{before.text}\n{said.text}", before.where)


def _group(before: PlacedText | None, said: PlacedText) -> PlacedText:
    """A group without its number, which may be part of the name if a row above says so too."""
    name = PlacedText(group_name(said.text) or said.text, said.where)
    return before if before and before.text in (said.text, name.text) else name
