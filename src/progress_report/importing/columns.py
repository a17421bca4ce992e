"""What the columns of a table show, by the words of all its rows of headings together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from progress_report.domain.table import ColumnKind
from progress_report.importing.headings import CUSTOMARY, Headings, Meaning
from progress_report.text.prose import without_whitespace

_WORDED = (ColumnKind.TASK, ColumnKind.PROGRESS, ColumnKind.LEAD, ColumnKind.UNITS)
_RESPONSIBLE = (ColumnKind.LEAD, ColumnKind.UNITS)
"""A heading of units divides into those that lead and those that join in."""


@dataclass(frozen=True, slots=True)
class Divided:
    """Columns that show one thing, or lie under one heading, and none is plainly the one."""

    kind: ColumnKind
    heading: str
    """What stands over them; empty if nothing does."""
    below: tuple[str, ...]
    """What its columns are called, those of no known meaning; none if nothing divides it."""
    column: int
    """The first of them."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns under one or more rows of headings show."""

    names: tuple[str, ...]
    """Of each its heading, the upper part first: 完成情况/是否完成."""
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
) -> list[Divided]:
    """The headings that mean something, over columns that do not say which of them shows it."""
    found = []
    for above, run in groupby(range(len(paths)), key=lambda i: paths[i][:-1]):
        columns = list(run)
        about = headings.of_path(above, year)
        if about is None or len({paths[i][-1] for i in columns}) == 1:
            continue
        shown = {meaning.kind for i in columns if (meaning := made[i]) is not None}
        wanted = set(_RESPONSIBLE) if about.kind in _RESPONSIBLE else {about.kind}
        unknown = tuple(paths[i][-1] for i in columns if made[i] is None)
        if unknown and not shown & wanted:
            found.append(Divided(about.kind, above[-1], unknown, columns[0]))
    return found
