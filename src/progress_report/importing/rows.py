"""The rows of an understood grid to statements; every row is accounted for."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from progress_report.config import ReportConfig
from progress_report.diagnostics import Diagnostic, Location, Severity
from progress_report.i18n import _
from progress_report.importing.headings import Meaning
from progress_report.importing.layout import Layout
from progress_report.importing.statement import Report, Said, Statement
from progress_report.model import DOCKET_PATTERN, plain_docket
from progress_report.period import Period
from progress_report.table import Kind, Part

_DOCKET = re.compile(DOCKET_PATTERN)
_TOTAL = re.compile(r"合\s*计|总\s*计|小\s*计|共\s*计")
_NOTE = re.compile(
    r"[(（]?\s*(?:注|备\s*注|说\s*明|附\s*注|填\s*表|制\s*表|填\s*报|联\s*系|审\s*核|负\s*责\s*人|单\s*位|"
    r"报\s*送|日\s*期|资料来源|数据来源|第\s*\d+\s*页|—\s*\d+\s*—)"
)
GROUP_ORDINAL = re.compile(
    r"\s*(?:[(（]?[一二三四五六七八九十]{1,3}[)）]?\s*[、.．,，:：]?|第[一二三四五六七八九十]{1,3}"
    r"(?:部分|类|项|章)[、:：]?)\s*"
)
_LONGEST_GROUP = 40

Place = Callable[[int, int], Location]
"""Where the cell in a row and a column of the grid stands, both from 0."""


@dataclass(slots=True)
class Found:
    """What the rows of a grid say."""

    statements: list[Statement] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """Sentences on what was not taken, and why."""


def read_rows(
    layout: Layout, config: ReportConfig, period: Period, place: Place, *, only: Period | None
) -> Found:
    """Read each row below the headings.

    Args:
        layout: The grid and what its columns show.
        config: The project's layout.
        period: The period that columns without one of their own are about.
        place: Tells where a cell stands in the file.
        only: Of several periods side by side, the one wanted; None for all.
    """
    reader = _Rows(layout, config, period, place, only)
    rows = layout.grid.rows
    last = max((i for i in range(layout.start, len(rows)) if reader.has_key(rows[i])), default=-1)
    for index in range(layout.start, len(rows)):
        reader.row(index, behind=index > last)
    return reader.found


class _Rows:
    def __init__(
        self,
        layout: Layout,
        config: ReportConfig,
        period: Period,
        place: Place,
        only: Period | None,
    ) -> None:
        self.layout, self.config, self.period = layout, config, period
        self.place, self.only = place, only
        self.found = Found()
        self.group = ""
        self.expected = 0
        docket, number = layout.index(Kind.DOCKET), layout.index(Kind.NUMBER)
        by_number = docket is None and config.imports.docket == "number"
        self.docket = number if by_number else docket
        self.keys = [index for index in (docket, number) if index is not None]

    def has_key(self, row: Sequence[str]) -> bool:
        """Whether a row names its task; otherwise it is a heading or a note."""
        if len({text for text in row if text}) < 2:  # noqa: PLR2004 - one text is no row of a table
            return False
        if not self.keys:
            return bool(self._task(row))
        return any(_is_docket(row[index]) for index in self.keys)

    def row(self, index: int, *, behind: bool) -> None:
        """Take one row."""
        row = self.layout.grid.rows[index]
        texts = list(dict.fromkeys(text for text in row if text))
        if not texts or self.layout.is_heading(row):
            return
        whole = " ".join(texts)
        if len(texts) == 1 and (row.count(texts[0]) > 1 or row[0]) and not self._is_only_key(row):
            self._across(index, texts[0], behind=behind)
        elif any(_TOTAL.fullmatch(text) for text in texts[:2]):
            self._leave(index, _("a total, not a task"), whole)
        elif self.has_key(row) or (self._task(row) and not behind):
            self._statement(index)
        elif behind or _NOTE.match(whole):
            self._leave(index, _("a note"), whole)
        else:
            message = _("this row has no docket number")
            hint = _("give it one; or, if it goes on from the row above, put both into one")
            self._reject(index, self.docket or 0, message, hint)

    def _is_only_key(self, row: Sequence[str]) -> bool:
        return any(_is_docket(row[index]) for index in self.keys) and row[0].isdecimal()

    def _task(self, row: Sequence[str]) -> str:
        index = self.layout.index(Kind.TASK)
        return "" if index is None else row[index]

    def _across(self, index: int, text: str, *, behind: bool) -> None:
        """A row of one text: a group, a note, or the title again."""
        if text in self.layout.title:
            return
        short = len(text) <= _LONGEST_GROUP and not _NOTE.match(text)
        if short and not behind:
            self.group = GROUP_ORDINAL.sub("", text, count=1)
            if self.config.group is None:
                self._leave(index, _("a group; data/report.yaml declares none"), text)
        else:
            self._leave(index, _("a note"), text)

    def _statement(self, index: int) -> None:
        row = self.layout.grid.rows[index]
        docket = plain_docket(row[self.docket]) if self.docket is not None else ""
        if self.docket is not None and not _DOCKET.fullmatch(docket):
            message = _("'{docket}' is not a docket number").format(docket=docket)
            hint = _("give it one; or, if it goes on from the row above, put both into one")
            self._reject(index, self.docket, message, hint)
            return
        self._check_number(index)
        where = self.place(index, self.docket or 0)
        made = Statement(self.period.year, docket, where, self.period)
        for column, meaning in enumerate(self.layout.meanings):
            if meaning is not None and row[column]:
                self._take(made, meaning, Said(row[column], self.place(index, column)))
        group = self.config.group
        if group is not None and self.group:
            made.fields.setdefault((self.period, group.field), Said(self.group, where))
        self.found.statements.append(made)

    def _take(self, made: Statement, meaning: Meaning, said: Said) -> None:
        period = meaning.period or self.period
        if meaning.kind is Kind.TASK:
            made.task = said
        elif meaning.kind is Kind.LEAD:
            made.lead = said
        elif meaning.kind is Kind.UNITS:
            made.units = said
        elif self.only is not None and period != self.only:
            return
        elif meaning.kind is Kind.FIELD:
            made.fields[period, meaning.field] = said
        elif meaning.kind is Kind.PROGRESS and said.text != self.config.draft_text:
            made.reports[period] = Report((Part(period, "", said.text),), said.where)
            if period == self.period:
                made.whole = said

    def _check_number(self, index: int) -> None:
        """Numbers that do not follow one another may mean a lost row; each group may begin anew."""
        column = self.layout.index(Kind.NUMBER)
        if column is None:
            return
        text = unicodedata.normalize("NFKC", self.layout.grid.rows[index][column]).strip()
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

    def _leave(self, index: int, why: str, text: str) -> None:
        where = self.place(index, 0)
        shown = " ".join(text.split())
        sentence = _("{place}: left out ({why}): {text}").format(
            place=where.cell or where.line,
            why=why,
            text=shown[:40] + "…" * (len(shown) > 40),  # noqa: PLR2004 - as cut
        )
        self.found.left_out.append(sentence)

    def _reject(self, index: int, column: int, message: str, hint: str) -> None:
        where = self.place(index, column)
        self.found.diagnostics.append(Diagnostic("bad-row", message, where, hint))


def _is_docket(text: str) -> bool:
    """Whether a text can name a task: a number, or a short code that has one."""
    docket = plain_docket(text)
    return bool(_DOCKET.fullmatch(docket)) and any(char.isdigit() for char in docket)
