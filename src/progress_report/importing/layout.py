"""Which of a file's grids is the table, where its headings are, and what its columns show."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from progress_report.importing.headings import Headings, Meaning
from progress_report.period import Period, year_in
from progress_report.readers.grid import Grid
from progress_report.table import Kind

_DEEPEST = 60
"""Rows in which headings are looked for: a sheet may begin with an explanation."""
_MOST_HEADING_ROWS = 3
_ANY_YEAR = 2000
_MARKS = re.compile(r"[\s\u3000]+")


@dataclass(frozen=True, slots=True)
class Layout:
    """A grid whose columns are understood."""

    grid: Grid
    start: int
    """Index of the first row below the headings."""
    headings: tuple[str, ...]
    meanings: tuple[Meaning | None, ...]
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
    def width(self) -> int:
        """Its columns."""
        return len(self.meanings)

    def index(self, kind: Kind) -> int | None:
        """The column of a kind, the first if there are several."""
        found = (i for i, meaning in enumerate(self.meanings) if meaning and meaning.kind is kind)
        return next(found, None)

    def is_heading(self, row: Sequence[str]) -> bool:
        """Whether a row is the headings again, in one row or several."""
        if tuple(row) in self.head:
            return True
        pairs = [(_plain(a), _plain(b)) for a, b in zip(row, self.headings, strict=True) if a]
        same = sum(a == b for a, b in pairs)
        return same > 1 and 2 * same > len(pairs)

    def unknown(self) -> list[str]:
        """Headings of columns that are left out."""
        pairs = zip(self.headings, self.meanings, strict=True)
        return list(dict.fromkeys(_plain(text) for text, m in pairs if m is None and text.strip()))


def find_layouts(
    grids: Sequence[Grid], headings: Headings, year: int | None
) -> tuple[list[Layout], list[Grid]]:
    """Understand the grids of a file.

    Args:
        grids: In the order of the file.
        headings: What headings mean.
        year: The year if the file does not say it.

    Returns:
        Those that are progress tables, and those that are not.
    """
    found: list[Layout] = []
    others: list[Grid] = []
    for grid in grids:
        layout = _layout(grid, headings, year)
        if layout is None and found and _goes_on(found[-1], grid):
            last = found[-1]
            layout = Layout(
                grid,
                0,
                last.headings,
                last.meanings,
                last.title,
                last.period,
                last.year,
                last.head,
                inherited=True,
            )
        if layout is None:
            others.append(grid)
        else:
            found.append(layout)
    return found, others


def _layout(grid: Grid, headings: Headings, year: int | None) -> Layout | None:
    best: tuple[int, int, int] | None = None
    for at in range(min(len(grid.rows), _DEEPEST)):
        for depth in range(1, _MOST_HEADING_ROWS + 1):
            if depth > 1 and not _is_second_row(grid.rows, at, depth):
                break
            score = _score(_meanings(_joined(grid.rows[at : at + depth]), headings, _ANY_YEAR))
            if score and (best is None or (score, depth > 1) > (best[0], best[1] != at)):
                best = score, at, depth
    if best is None:
        return None
    _best_score, at, depth = best
    head = grid.rows[at : at + depth]
    above = [grid.title, *(_whole(row) for row in grid.rows[:at])]
    title = "\n".join(dict.fromkeys(filter(None, above)))
    year = year_in(f"{title}\n{grid.name}") or year
    period = _period(title, year) or _period(grid.name, year)
    year = period.year if period else year
    names = _joined(head)
    meanings = _meanings(names, headings, year or _ANY_YEAR)
    return Layout(grid, at + depth, names, meanings, title, period, year, head)


def _period(text: str, year: int | None) -> Period | None:
    """The period a title states; its year may stand elsewhere."""
    ways = _MARKS.sub("", text), text  # a line's end parts words, or names
    found = next(filter(None, map(Period.find_in, ways)), None)
    if found is not None or year is None:
        return found
    worded = next(filter(None, (Period.split_from(way, year) for way in ways)), None)
    return worded[0] if worded else None


def _whole(row: Sequence[str]) -> str:
    """A row's texts, those of a merged cell once."""
    return " ".join(dict.fromkeys(text for text in row if text))


def _joined(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The headings of columns from one or more rows, the upper part first.

    What spans several columns stands in each; in a CSV file only in the first.
    """
    spread = []
    for upper in rows[:-1]:
        texts = list(upper)
        for i, below in enumerate(rows[-1]):
            if i and below and not texts[i]:
                texts[i] = texts[i - 1]
        spread.append(texts)
    columns = zip(*spread, rows[-1], strict=True)
    return tuple("\n".join(dict.fromkeys(filter(None, column))) for column in columns)


def _is_second_row(rows: Sequence[Sequence[str]], at: int, depth: int) -> bool:
    """Whether a row divides the headings above it: below all others it is merged, or blank."""
    if at + depth > len(rows):
        return False
    above, row = rows[at + depth - 2], rows[at + depth - 1]
    divided = False
    for i, (over, under) in enumerate(zip(above, row, strict=True)):
        if under in (over, ""):
            continue
        beside = above[max(0, i - 1) : i + 2]
        if over and beside.count(over) + beside.count("") < 2:  # noqa: PLR2004 - itself and a neighbour
            return False
        divided = True
    return divided


def _meanings(names: Sequence[str], headings: Headings, year: int) -> tuple[Meaning | None, ...]:
    """What each column shows; of two that show the same the surer one, then the first."""
    made = [headings.meaning(name, year) for name in names]
    best: dict[tuple[Kind, str, Period | None], int] = {}
    for index, meaning in enumerate(made):
        if meaning is not None:
            what = meaning.kind, meaning.field, meaning.period
            other = made[best[what]] if what in best else None
            if other is None or meaning.rank < other.rank:
                best[what] = index
    kept = set(best.values())
    return tuple(meaning if i in kept else None for i, meaning in enumerate(made))


def _score(meanings: Sequence[Meaning | None]) -> int:
    """How much a row looks like the headings of a progress table; 0 if it does not."""
    kinds = {meaning.kind for meaning in meanings if meaning is not None}
    named = {Kind.NUMBER, Kind.DOCKET, Kind.TASK} & kinds
    if not named or not {Kind.TASK, Kind.PROGRESS} & kinds or len(kinds) < 2:  # noqa: PLR2004 - one is no table
        return 0
    return sum(meaning is not None for meaning in meanings)


def _goes_on(last: Layout, grid: Grid) -> bool:
    """Whether a grid without headings is more of the table before it."""
    if not grid.rows or len(grid.rows[0]) != last.width:
        return False
    keys = [index for kind in (Kind.NUMBER, Kind.DOCKET) if (index := last.index(kind)) is not None]
    rows = [row for row in grid.rows if any(row)]
    return bool(keys and rows) and any(row[keys[0]][:1].isdecimal() for row in rows[:2])


def _plain(text: str) -> str:
    return _MARKS.sub("", text)
