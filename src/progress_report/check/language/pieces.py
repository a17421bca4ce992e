"""Pieces of text that sound like others and are not the same: what typos of typing look like.

A piece is four characters. Two pieces are compared when their characters begin with the same
sounds (`sounds.Outline`), so one pass over a text finds them all.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from progress_report.check.language.sounds import Outline

SIZE = 4
_HAN = re.compile(f"[一-鿿]{{{SIZE}}}")
_REACH = 12
"""No more characters on each side are compared."""
_MANY = 50
"""So many pieces of one sound in one row are no prose, and comparing them would take for ever."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece stands: in a row's text, in a term, or by itself."""

    text: str
    start: int
    term: bool = False
    """Whether the text is a term known as a whole."""


@dataclass(frozen=True, slots=True)
class Typo:
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
        """Where the typo ends."""
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

    def fills(self, start: int, end: int) -> bool:
        """Whether all else between two places of its own text is the same as here."""
        at, length = self.place.start, len(self.there)
        own = self.place.text is self.text and start <= at < end
        return own and self.left >= at - start and self.right >= end - at - length

    def pairs(self) -> tuple[str, str]:
        """What stands here, with the character before it and with the one after it."""
        text = self.text[self.start - 1 : self.end + 1]
        return text[:-1], text[1:]

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
    """What a table writes: in how many rows each piece occurs, and which are established.

    A piece is counted as the number that its four UTF-16 units make, and compared as the number
    that its four outlines make: sets of numbers are many times faster than sets of slices.
    """

    _outline: Outline = field(default_factory=Outline)
    _texts: list[str] = field(default_factory=list)
    _rows: Counter[int] = field(default_factory=Counter)
    _established: set[int] = field(default_factory=set)
    _known: dict[int, list[Place]] = field(default_factory=dict)
    """Established pieces by their sound."""
    _sounds: dict[int, int] = field(default_factory=dict)
    """The sound of each of them."""

    def read(self, text: str) -> None:
        """Count the pieces of one row."""
        self._texts.append(text)
        self._rows.update({*_pieces(text)})

    def count(self, piece: str) -> int:
        """In how many rows a piece occurs."""
        return self._rows[_number(piece)]

    def is_elsewhere(self, part: str) -> bool:
        """Whether more than one row has it."""
        rows = (text for text in self._texts if part in text)
        return next(rows, None) is not None and next(rows, None) is not None

    def establish(self, rows: int) -> None:
        """Take the pieces that occur in so many rows for established."""
        for number, count in self._rows.items():
            if count >= rows:
                self._established.add(number)
                if _HAN.fullmatch(piece := _piece(number)):
                    self._know(Place(piece, 0))

    def know(self, term: str) -> None:
        """Take a term for established as a whole."""
        for start in range(len(term) - SIZE + 1):
            self._know(Place(term, start, term=True))

    def typos(self, text: str) -> Iterator[Typo]:
        """What a text writes otherwise than is established, or than elsewhere in itself."""
        pieces = _pieces(text)
        if self._established.issuperset(pieces):
            return
        sound = self._sound(text)
        sounds = dict(zip(pieces, _windows(sound, "I"), strict=True))
        right = map(self._sounds.__getitem__, sounds.keys() & self._sounds.keys())
        heard = {*sounds.values()}
        for number in sorted((heard & self._known.keys()).difference(right)):
            for start in _all(number, sound):
                yield from self._compare(text, start, self._known[number])
        if len(heard) < len(sounds):
            for number, count in Counter(sounds.values()).items():
                if count > 1:
                    yield from self._within(text, number, sound)

    def _within(self, text: str, number: int, sound: bytes) -> Iterator[Typo]:
        starts = [*islice(_all(number, sound), _MANY + 1)]
        if len(starts) > _MANY:
            return
        first = {text[start : start + SIZE]: start for start in reversed(starts)}
        for start in starts:
            others = [Place(text, other) for other in first.values() if other != start]
            yield from self._compare(text, start, [*others, *self._known.get(number, [])])

    def _compare(self, text: str, start: int, places: list[Place]) -> Iterator[Typo]:
        here = text[start : start + SIZE]
        if _HAN.fullmatch(here) and _number(here) not in self._established:
            for place in places:
                if typo := _compare(text, start, place):
                    yield typo

    def _know(self, place: Place) -> None:
        piece = place.text[place.start : place.start + SIZE]
        sound = int.from_bytes(self._sound(piece), sys.byteorder)
        self._known.setdefault(sound, []).append(place)
        self._sounds[_number(piece)] = sound

    def _sound(self, text: str) -> bytes:
        return bytes(map(self._outline.__getitem__, text))


def _all(number: int, sound: bytes) -> Iterator[int]:
    part = number.to_bytes(SIZE, sys.byteorder)
    at = sound.find(part)
    while at >= 0:
        yield at
        at = sound.find(part, at + 1)


def _compare(text: str, start: int, place: Place) -> Typo | None:
    here = text[start : start + SIZE]
    there = place.text[place.start : place.start + SIZE]
    differing = [at for at in range(SIZE) if here[at] != there[at]]
    if not differing or not _HAN.fullmatch(there):
        return None
    first, last = differing[0], differing[-1]
    neighbours = len(differing) == last - first + 1 == len("AB")
    swapped = neighbours and here[first : last + 1] == there[last] + there[first]
    if first != last and not swapped:
        return None
    left = _equal(text, start + first - 1, place.text, place.start + first - 1, -1)
    right = _equal(text, start + last + 1, place.text, place.start + last + 1, 1)
    span = slice(first, last + 1)
    where = Place(place.text, place.start + first, place.term)
    return Typo(text, start + first, here[span], there[span], left, right, where)


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


def _pieces(text: str) -> list[int]:
    data = text.encode("utf-16", "replace")[2:]
    if len(data) > 2 * len(text):  # rare characters of two units: one will do
        data = re.sub("[^\0-\uffff]", "\ufffd", text).encode("utf-16", "replace")[2:]
    return _windows(data, "Q")


def _windows(data: bytes, number: Literal["I", "Q"]) -> list[int]:
    """All runs of four units, as numbers of four or eight bytes."""
    view, width = memoryview(data), {"I": SIZE, "Q": 2 * SIZE}[number]
    found: list[int] = []
    for start in range(0, width, width // SIZE):
        end = start + (len(data) - start) // width * width
        if end > start:
            found += view[start:end].cast(number)
    return found


def _number(piece: str) -> int:
    return int.from_bytes(piece.encode("utf-16", "replace")[2 : 2 + 2 * SIZE], sys.byteorder)


def _piece(number: int) -> str:
    encoding = f"utf-16-{sys.byteorder[0]}e"
    return number.to_bytes(2 * SIZE, sys.byteorder).decode(encoding, "replace")
