"""A table of a web page while it is read: its cells, and what the page hides of it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from progress_report.readers import worded
from progress_report.readers.grid import CellWarning, Grid
from progress_report.system.i18n import _
from progress_report.system.limits import MAX_CELLS, require_at_most
from progress_report.text.prose import is_wide

LINE_BREAK = "\0"  # stands for the end of a line among the pieces of a text
_SEGMENT_BREAK = re.compile(r"[ \t\f]*[\r\n][ \t\f\r\n]*")
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")


@dataclass(slots=True)
class HtmlCell:
    """A cell; columns and rows are those it spans, of 0 rows all to the end."""

    columns: int
    rows: int
    pieces: list[str] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)
    """Sentences on what the page shows and the text does not."""


@dataclass(slots=True)
class HtmlTable:
    """A table, row by row."""

    title: str
    exact: bool
    rows: list[list[HtmlCell]] = field(default_factory=list)
    caption: list[str] | None = None
    cell: HtmlCell | None = None
    hidden_rows: int = 0
    below_hidden: set[int] = field(default_factory=set)
    hidden: bool = False  # whether any text was left out because it is hidden
    tracked: bool = False  # whether text was left out because it is marked as deleted
    struck: set[int] = field(default_factory=set)
    """Numbers of the rows with text that is struck through."""

    def texts(self, last: int = 0) -> list[list[str]]:
        """The texts of its rows, or of the last so many."""
        rows = self.rows[-last:]
        return [[join_pieces(cell.pieces, exact=self.exact) for cell in row] for row in rows]

    def grid(self, name: str, places_before: int) -> Grid:
        """Its cells, each text in every place it covers."""
        places: dict[tuple[int, int], str] = {}
        warnings: list[CellWarning] = []
        continued: set[tuple[int, int]] = set()
        merged: set[tuple[int, int]] = set()
        for y, (row, texts) in enumerate(zip(self.rows, self.texts(), strict=True)):
            x = 0
            for cell, text in zip(row, texts, strict=True):
                while (y, x) in places:
                    x += 1
                warnings += [CellWarning(y, x, message) for message in dict.fromkeys(cell.losses)]
                down = min(cell.rows or len(self.rows), len(self.rows) - y)
                count = places_before + len(places) + down * cell.columns
                require_at_most(MAX_CELLS, count, _("cells"))
                for place in product(range(y, y + down), range(x, x + cell.columns)):
                    if place not in places:
                        places[place] = text
                        continued.update({place} if place[0] > y else ())
                        merged.update({place} if place[1] > x else ())
                x += cell.columns
        width = max((x + 1 for _y, x in places), default=0)
        require_at_most(MAX_CELLS, places_before + width * len(self.rows), _("cells"))
        rows = tuple(
            tuple(places.get((y, x), "") for x in range(width)) for y in range(len(self.rows))
        )
        title = join_pieces(self.caption, exact=self.exact) if self.caption else self.title
        return Grid(
            name,
            rows,
            tuple(range(1, len(rows) + 1)),
            title,
            tuple(self._notes()),
            continued=frozenset(continued),
            across=frozenset(merged),
            below_hidden=frozenset(self.below_hidden),
            warnings=tuple(warnings),
            exact=self.exact,
            tracked_changes=self.tracked,
        )

    def leave_out(self, element: Any) -> None:
        """Note what the page hides, or marks as deleted."""
        if element.tag == "del":
            self.tracked = True
        elif count := sum(1 for row in element.iter("tr") if has_text(row)):
            self.hidden_rows += count
            self.below_hidden.add(len(self.rows))
        else:
            self.hidden = True

    def _notes(self) -> Iterator[str]:
        if self.hidden_rows:
            yield worded.sentence("hidden-page-rows", count=self.hidden_rows)
        if self.hidden:
            yield _("hidden text was left out")
        if self.struck:
            yield worded.sentence("struck-rows", rows=sorted(self.struck))


def has_text(element: Any) -> bool:
    """Whether an element holds any text."""
    return any(text.strip() for text in element.itertext())


def join_pieces(pieces: Iterable[str], *, exact: bool) -> str:
    """The text of pieces in which `LINE_BREAK` is a line's end."""
    segments = "".join(pieces).split(LINE_BREAK)
    if exact:
        return "\n".join(filter(None, (segment.strip(" \t\r\n") for segment in segments)))
    segments = [_SPACES.sub(" ", _SEGMENT_BREAK.sub(_joint, text)) for text in segments]
    return "\n".join(filter(None, (segment.strip() for segment in segments)))


def _joint(match: re.Match[str]) -> str:
    """What a line's end in the source is: nothing between wide characters (CSS Text 3, 4.1.3)."""
    before = match.string[max(0, match.start() - 1) : match.start()]
    after = match.string[match.end() : match.end() + 1]
    return "" if before and after and is_wide(before) and is_wide(after) else " "
