"""Which of a file's grids is the table, where its headings are, and what its columns show."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, pairwise

from progress_report.domain.diagnostics import Diagnostic
from progress_report.domain.docket import looks_like_docket
from progress_report.domain.period import Period, day_in, year_in
from progress_report.domain.table import ColumnKind
from progress_report.importing.headings import ANY_YEAR, CUSTOMARY, Headings, Meaning
from progress_report.readers.grid import Grid
from progress_report.text.prose import without_whitespace

_WORDED = (ColumnKind.TASK, ColumnKind.PROGRESS, ColumnKind.LEAD, ColumnKind.UNITS)
_RESPONSIBLE = (ColumnKind.LEAD, ColumnKind.UNITS)
"""A heading of units divides into those that lead and those that join in."""


@dataclass(frozen=True, slots=True)
class Divided:
    """Columns that show one thing, or lie under one heading, and none is plainly the one."""

    kind: ColumnKind
    heading: str  # what stands over them; empty if nothing does
    below: tuple[str, ...]
    """What its columns are called, those of no known meaning; none if nothing divides it."""
    column: int  # the first of them


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns under one or more rows of headings show."""

    names: tuple[str, ...]  # of each its heading, the upper part first: 完成情况/是否完成
    meanings: tuple[Meaning | None, ...]
    unclear: tuple[Divided, ...]
    rivals: tuple[tuple[int, int], ...] = ()
    """Columns taken for the progress, each with one left out that is as surely the same."""

    @property
    def score(self) -> int:
        """How much the rows look like the headings of a progress table; 0 if they do not."""
        known = [meaning.kind for meaning in self.meanings if meaning is not None]
        kinds = {*known, *(divided.kind for divided in self.unclear)}
        named = {ColumnKind.NUMBER, ColumnKind.DOCKET, ColumnKind.TASK} & kinds
        if not named or not {ColumnKind.TASK, ColumnKind.PROGRESS} & kinds or len(kinds) < 2:  # noqa: PLR2004 - one is no table
            return 0
        return len(known) + len(self.unclear)

    def over(self, rows: Sequence[Sequence[str]]) -> "Columns":
        """The same over its rows: what columns that differ are both called is unclear."""
        meanings, unclear = list(self.meanings), list(self.unclear)
        for taken, other in self.rivals:
            if any(row[taken] and row[other] and row[taken] != row[other] for row in rows):
                both = self.names[taken], self.names[other]
                unclear.append(Divided(ColumnKind.PROGRESS, "", both, taken))
                meanings[taken] = None
        for i, (left, right) in enumerate(pairwise(self.names)):
            meaning = self.meanings[i]
            if meaning is None or left != right or meaning.kind not in _WORDED:
                continue
            if any(row[i] and row[i + 1] and row[i] != row[i + 1] for row in rows):
                unclear.append(Divided(meaning.kind, left, (), i))
                meanings[i] = None
        return replace(self, meanings=tuple(meanings), unclear=tuple(unclear))

    def missing(self) -> list[Divided]:
        """Those unclear without which a table says nothing: its tasks or its progress."""
        known = {meaning.kind for meaning in self.meanings if meaning is not None}
        wanted = {ColumnKind.TASK, ColumnKind.PROGRESS} - known
        return [one for one in self.unclear if one.kind in wanted or not one.heading]


def read_columns(rows: Sequence[Sequence[str]], headings: Headings, year: int) -> Columns:
    """Understand rows of headings.

    What spans several columns stands in each of them, or only in the first.
    """
    paths = _paths(rows)
    names = tuple("/".join(map(without_whitespace, path)) for path in paths)
    made = [headings.of_path(path, year) for path in paths]
    meanings = _surest(made)
    unclear = tuple(_unclear(paths, made, headings, year))
    return Columns(names, meanings, unclear, tuple(_rivals(names, made, meanings)))


def _paths(rows: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Of each column the headings from above; of a cell over several rows once."""
    spread = []
    for upper in rows[:-1]:
        texts = list(upper)
        for i, below in enumerate(rows[-1]):
            if i and below and not texts[i]:
                texts[i] = texts[i - 1]
        spread.append(texts)
    columns = zip(*spread, rows[-1], strict=True)
    return [tuple(dict.fromkeys(filter(None, column))) for column in columns]


def _surest(made: Sequence[Meaning | None]) -> tuple[Meaning | None, ...]:
    """Of two columns that show the same the surer one, then the first."""
    best: dict[object, int] = {}
    for index, meaning in enumerate(made):
        if meaning is not None:
            what = meaning.kind, meaning.field, meaning.period
            other = made[best[what]] if what in best else None
            if other is None or meaning.rank < other.rank:
                best[what] = index
    kept = set(best.values())
    return tuple(meaning if i in kept else None for i, meaning in enumerate(made))


def _rivals(
    names: Sequence[str], made: Sequence[Meaning | None], taken: Sequence[Meaning | None]
) -> Iterator[tuple[int, int]]:
    """Of two customary headings of the progress neither is surer for standing first."""
    for i, meaning in enumerate(taken):
        if meaning is None or meaning.kind is not ColumnKind.PROGRESS or meaning.rank < CUSTOMARY:
            continue
        for j in range(i + 1, len(made)):
            if made[j] == meaning and names[j] != names[i]:
                yield i, j


def _unclear(
    paths: Sequence[tuple[str, ...]], made: Sequence[Meaning | None], headings: Headings, year: int
) -> Iterator[Divided]:
    """The headings that mean something, over columns that do not say which of them shows it."""
    for above, run in groupby(range(len(paths)), key=lambda i: paths[i][:-1]):
        columns = list(run)
        about = headings.of_path(above, year)
        if about is None or len({paths[i][-1] for i in columns}) == 1:
            continue
        shown = {meaning.kind for i in columns if (meaning := made[i]) is not None}
        wanted = set(_RESPONSIBLE) if about.kind in _RESPONSIBLE else {about.kind}
        unknown = tuple(paths[i][-1] for i in columns if made[i] is None)
        if unknown and not shown & wanted:
            yield Divided(about.kind, above[-1], unknown, columns[0])


_DEEPEST = 60  # rows in which headings are looked for: a sheet may begin with an explanation
_MOST_HEADING_ROWS = 3


@dataclass(frozen=True, slots=True)
class Layout:
    """A grid whose columns are understood."""

    grid: Grid
    start: int  # index of the first row below the headings
    columns: Columns
    title: str  # all texts above the headings
    period: Period | None  # the period that the title, or else the name of the sheet, states
    year: int | None  # the year of periods that are named without one; None if nothing states it
    head: tuple[tuple[str, ...], ...]  # the rows of headings, to know them when they come again
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
    above = [grid.title, *(" ".join(dict.fromkeys(filter(None, row))) for row in grid.rows[:at])]
    title = "\n".join(dict.fromkeys(filter(None, above)))
    year = year_in(f"{title}\n{grid.name}") or _year_of(head) or year
    period = _period(title, year, headings) or _period(grid.name, year, headings)
    year = period.year if period else year
    columns = read_columns(head, headings, year or ANY_YEAR).over(grid.rows[at + depth :])
    return Layout(grid, at + depth, columns, title, period, year, head)


def _year_of(head: Sequence[Sequence[str]]) -> int | None:
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
    numbers = (int(row[key]) for row in last.grid.rows if row[key].isdecimal())
    follows = docket is not None or keys[0] == str(max(numbers, default=0) + 1)
    return follows and looks_like_docket(keys[0])
