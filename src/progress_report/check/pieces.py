"""Pieces of text that sound like others and are not the same: what slips of typing look like.

A piece is four characters. Two pieces are compared when their characters begin with the same
sounds (`sounds.Outline`), so one pass over a text finds them all.
"""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from progress_report.check.sounds import Outline

SIZE = 4
_HAN = re.compile(f"[一-鿿]{{{SIZE}}}")
_REACH = 12
"""No more characters on each side are compared."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece stands: in a row's text, in a term, or by itself."""

    text: str
    start: int
    term: bool = False
    """Whether the text is a term known as a whole."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One character of a text, or two neighbours, and what stands there in another place."""

    text: str
    start: int
    here: str
    there: str
    left: int
    """How many Chinese characters before it are the same in both places."""
    right: int
    """How many after it are."""
    place: Place
    """Where it is written otherwise."""

    @property
    def end(self) -> int:
        """Where the slip ends."""
        return self.start + len(self.here)

    @property
    def swapped(self) -> bool:
        """Whether two characters stand the other way round."""
        return len(self.here) > 1

    @property
    def inside(self) -> bool:
        """Whether its neighbours are the same on both sides, at least three in all."""
        return min(self.left, self.right) >= 1 and self.left + self.right >= SIZE - 1

    @property
    def whole(self) -> bool:
        """Whether all else of a term known as a whole is the same."""
        place = self.place
        after = len(place.text) - place.start - len(self.there)
        return place.term and self.left >= place.start and self.right >= after

    def both(self, most: int) -> tuple[str, str]:
        """What stands here and there, with at most so many equal characters on each side."""
        return self._both(min(self.left, most), min(self.right, most))

    def pieces(self) -> tuple[str, str]:
        """What stands here and there, four characters in all."""
        around = SIZE - len(self.here)
        left = max(around - self.right, min(self.left, around - 1))
        return self._both(left, around - left)

    def _both(self, left: int, right: int) -> tuple[str, str]:
        before = self.text[self.start - left : self.start]
        after = self.text[self.end : self.end + right]
        return before + self.here + after, before + self.there + after


@dataclass(slots=True)
class Usage:
    """What a table writes: in how many rows each piece occurs, and which are established."""

    outline: Outline = field(default_factory=Outline)
    _rows: Counter[int] = field(default_factory=Counter)
    _known: defaultdict[bytes, list[Place]] = field(default_factory=lambda: defaultdict(list))

    def read(self, text: str) -> None:
        """Count the pieces of one row."""
        self._rows.update(_numbers(text))

    def count(self, piece: str) -> int:
        """In how many rows a piece occurs."""
        return self._rows[_number(piece)]

    def establish(self, rows: int) -> None:
        """Take the pieces that occur in so many rows for established."""
        for number, count in self._rows.items():
            if count >= rows and _HAN.fullmatch(piece := _piece(number)):
                self._know(Place(piece, 0))

    def know(self, term: str) -> None:
        """Take a term for established as a whole."""
        for start in range(len(term) - SIZE + 1):
            self._know(Place(term, start, term=True))

    def slips(self, text: str) -> Iterator[Slip]:
        """Each place of a text that sounds like another or like an established one."""
        sound, known = self._sound(text), self._known
        first: dict[bytes, int] = {}
        for start in range(len(text) - SIZE + 1):
            piece = sound[start : start + SIZE]
            if piece in known:
                for place in known[piece]:
                    yield from _compare(text, start, place)
            before = first.setdefault(piece, start)
            if before != start and text[before : before + SIZE] != text[start : start + SIZE]:
                yield from _compare(text, start, Place(text, before))
                yield from _compare(text, before, Place(text, start))

    def _know(self, place: Place) -> None:
        piece = place.text[place.start : place.start + SIZE]
        self._known[self._sound(piece)].append(place)

    def _sound(self, text: str) -> bytes:
        return bytes(map(self.outline.__getitem__, text))


def _compare(text: str, start: int, place: Place) -> Iterator[Slip]:
    here = text[start : start + SIZE]
    there = place.text[place.start : place.start + SIZE]
    if here == there or not (_HAN.fullmatch(here) and _HAN.fullmatch(there)):
        return
    differing = [at for at in range(SIZE) if here[at] != there[at]]
    first, last = differing[0], differing[-1]
    neighbours = len(differing) == last - first + 1 == len("AB")
    swapped = neighbours and here[first : last + 1] == there[last] + there[first]
    if first == last or swapped:
        left = _equal(text, start + first - 1, place.text, place.start + first - 1, -1)
        right = _equal(text, start + last + 1, place.text, place.start + last + 1, 1)
        span = slice(first, last + 1)
        where = Place(place.text, place.start + first, place.term)
        yield Slip(text, start + first, here[span], there[span], left, right, where)


def _equal(one: str, i: int, other: str, j: int, step: int) -> int:
    """How many Chinese characters are the same from there on."""
    count = 0
    while (
        count < _REACH
        and 0 <= i < len(one)
        and 0 <= j < len(other)
        and one[i] == other[j]
        and "一" <= one[i] <= "鿿"
    ):
        i, j, count = i + step, j + step, count + 1
    return count


# A piece is counted as the number its four UTF-16 units make: many times faster than slicing.
def _numbers(text: str) -> set[int]:
    data = memoryview(text.encode("utf-16", "surrogatepass"))[2:]
    width = 2 * SIZE
    found: set[int] = set()
    for start in range(0, width, 2):
        end = start + max(0, len(data) - start) // width * width
        found.update(data[start:end].cast("Q") if end > start else ())
    return found


def _number(piece: str) -> int:
    return int.from_bytes(piece.encode("utf-16", "surrogatepass")[2 : 2 + 2 * SIZE], sys.byteorder)


def _piece(number: int) -> str:
    encoding = f"utf-16-{sys.byteorder[0]}e"
    return number.to_bytes(2 * SIZE, sys.byteorder).decode(encoding, "replace")
