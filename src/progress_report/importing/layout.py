"""Which of a file's grids is the table, where its headings are, and what its columns show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from progress_report.domain.diagnostics import Diagnostic
from progress_report.domain.docket import looks_like_docket
from progress_report.domain.period import Period, day_in, year_in
from progress_report.domain.table import ColumnKind
from progress_report.importing.columns import Columns, read_columns
from progress_report.importing.headings import ANY_YEAR, Headings, Meaning
from progress_report.readers.grid import Grid
from progress_report.text.prose import without_whitespace

_DEEPEST = 60
"""Rows in which headings are looked for: a sheet may begin with an explanation."""
_MOST_HEADING_ROWS = 3


@dataclass(frozen=True, slots=True)
class Layout:
    """A grid whose columns are understood."""

    grid: Grid
    start: int
    """Index of the first row below the headings."""
    columns: Columns
    title: str
    """All texts above the headings."""
    period: Period | None
    """The period that the title, or else the name of the sheet, states."""
    year: int | None
    """The year of periods that are named without one; None if nothing states it."""
    head: tuple[tuple[str, ...], ...]
    """The rows of headings, to know them when they come again."""
    inherited: bool = False
    """Whether the headings stand in the grid before it: a table that goes on on the next page."""

    @property
    def meanings(self) -> tuple[Meaning | None, ...]:
        """What each column shows."""
        return self.columns.meanings

    def index(self, kind: ColumnKind) -> int | None:
        """The column of a kind, the first if there are several."""
        found = (i for i, meaning in enumerate(self.meanings) if meaning and meaning.kind is kind)
        return next(found, None)

    def is_heading(self, row: Sequence[str]) -> bool:
        """Whether a row is the headings again, in one row or several."""
        if tuple(row) in self.head:
            return True
        names = zip(map(without_whitespace, row), self.columns.names, strict=True)
        pairs = [(text, name) for text, name in names if text]
        same = sum(text in (name, *name.split("/")) for text, name in pairs)
        return same > 1 and 2 * same > len(pairs)

    def day(self, column: int) -> date | None:
        """The day up to which a column reports, by its heading, else by the title."""
        meaning, title = self.meanings[column], self.title
        if meaning and meaning.period not in (None, self.period):
            title = ""  # it is about another period
        year = self.year or None
        return day_in(self.columns.names[column], year) or day_in(title, year)

    def faults(self) -> list[Diagnostic]:
        """Errors of cells whose text is unknown, unless their columns are left out."""
        first = self.start - len(self.head) if not self.inherited else 0
        return [
            fault
            for (row, column), fault in self.grid.faults.items()
            if row >= first and (row < self.start or self.meanings[column] is not None)
        ]

    def second_table(self) -> int | None:
        """The first column of another table beside this one, which has its headings again."""
        names = self.columns.names
        again = [i for i, name in enumerate(names) if name and name in names[:i]]
        kinds = {meaning.kind for i in again if (meaning := self.meanings[names.index(names[i])])}
        rows = self.grid.rows[self.start :]
        worded = {ColumnKind.TASK, ColumnKind.PROGRESS} & kinds
        filled = any(row[i] and row[i] != row[i - 1] for row in rows for i in again)
        return again[0] if len(kinds) > 1 and worded and filled else None

    def unknown(self) -> list[str]:
        """Headings of columns that are left out."""
        pairs = zip(self.columns.names, self.meanings, strict=True)
        return list(dict.fromkeys(name for name, meaning in pairs if meaning is None and name))


def find_layouts(
    grids: Sequence[Grid], headings: Headings, year: int | None
) -> tuple[list[Layout], list[Grid]]:
    """Understand the grids of a file: those that are progress tables, and those that are not."""
    found: list[Layout] = []
    others: list[Grid] = []
    for grid in grids:
        layout = _layout(grid, headings, year)
        if layout is None and found and _goes_on(found[-1], grid):
            layout = replace(found[-1], grid=grid, start=0, inherited=True)
        if layout is None:
            others.append(grid)
        else:
            found.append(layout)
    return found, others


def _layout(grid: Grid, headings: Headings, year: int | None) -> Layout | None:
    best: tuple[int, int, int] | None = None
    for at in range(min(len(grid.rows), _DEEPEST)):
        for depth in range(1, _MOST_HEADING_ROWS + 1):
            if depth > 1 and not (
                headings.starts(grid.rows[at]) and _is_second_row(grid, at, depth)
            ):
                break
            score = read_columns(grid.rows[at : at + depth], headings, ANY_YEAR).score
            if score and (best is None or (score, depth > 1) > (best[0], best[1] != at)):
                best = score, at, depth
    if best is None:
        return None
    _best_score, at, depth = best
    head = grid.rows[at : at + depth]
    above = [grid.title, *(_whole(row) for row in grid.rows[:at])]
    title = "\n".join(dict.fromkeys(filter(None, above)))
    year = year_in(f"{title}\n{grid.name}") or _year_of(head) or year
    period = _period(title, year, headings) or _period(grid.name, year, headings)
    year = period.year if period else year
    columns = read_columns(head, headings, year or ANY_YEAR).over(grid.rows[at + depth :])
    return Layout(grid, at + depth, columns, title, period, year, head)


def _year_of(head: Sequence[Sequence[str]]) -> int | None:
    """The one year that headings name."""
    named = {year for row in head for text in row if (year := year_in(text))}
    return named.pop() if len(named) == 1 else None


def _period(text: str, year: int | None, headings: Headings) -> Period | None:
    """The period a title states; its year may stand elsewhere."""
    ways = without_whitespace(text), text  # a line's end parts words, or names
    found = (Period.find_in(way, cumulative=headings.cumulative) for way in ways)
    period = next(filter(None, found), None)
    if period is not None or year is None:
        return period
    worded = next(filter(None, (headings.split(way, year) for way in ways)), None)
    return worded[0] if worded else None


def _whole(row: Sequence[str]) -> str:
    """A row's texts, those of a merged cell once."""
    return " ".join(dict.fromkeys(text for text in row if text))


def _is_second_row(grid: Grid, at: int, depth: int) -> bool:
    """Whether a row divides the headings above it: below all others it is merged, or blank."""
    if at + depth > len(grid.rows):
        return False
    above, row = grid.rows[at + depth - 2 : at + depth]
    hidden = [texts[at + depth - 2] for texts in grid.hidden_columns.values()]
    divided = False
    for i, (over, under) in enumerate(zip(above, row, strict=True)):
        if under in (over, ""):
            continue
        beside = above[max(0, i - 1) : i + 2]
        if over and beside.count(over) + beside.count("") + hidden.count(over) < 2:  # noqa: PLR2004 - itself and a neighbour
            return False
        divided = True
    return divided


def _goes_on(last: Layout, grid: Grid) -> bool:
    """Whether a grid without headings is more of the table before it.

    Its first rows must name tasks as that table does. Where only the row numbers could show that,
    as in any list, they must go on from those before.
    """
    if not grid.rows or len(grid.rows[0]) != len(last.meanings):
        return False
    docket, number = last.index(ColumnKind.DOCKET), last.index(ColumnKind.NUMBER)
    key = number if docket is None else docket
    rows = [row for row in grid.rows if len(set(filter(None, row))) > 1]
    if key is None or not (keys := [row[key] for row in rows if row[key]]):
        return False
    follows = docket is not None or keys[0] == _next(row[key] for row in last.grid.rows)
    return follows and looks_like_docket(keys[0])


def _next(numbers: Iterable[str]) -> str:
    """The row number that follows."""
    return str(max((int(text) for text in numbers if text.isdecimal()), default=0) + 1)
