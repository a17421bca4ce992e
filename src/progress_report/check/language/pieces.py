"""Find pieces of text that sound like others but are written differently, as typos are.

A piece is four characters. Two pieces are compared when their characters begin with the same
sounds (`sounds.Outline`), so one pass over a text finds them all.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Literal

from progress_report.check.language.sounds import Outline

SIZE = 4
_HAN = re.compile(f"[一-鿿]{{{SIZE}}}")
_REACH = 12
"""Maximum number of characters compared on each side."""
_MANY = 50
"""A row with more pieces of one sound is not prose, and comparing them all takes too long."""
_OUTLINE = Outline()
OWN_WORDS = frozenset(
    "的地得了着过和与及或并而且也又再还就均都共等各每在对为将把被从由自以因于向至到按据经是有无不没未非"
    "已曾正其此该本这那之所可能会应须要需更最较很约近余超达个件项次名人户们他她它你我"
    "一二三四五六七八九十百千万亿两零几多半上下左右前后东西南北中内外里间甲乙丙丁"
    "大小新老高低年月日时分秒第省市区县镇乡村"
)
"""Characters that are words by themselves, and may differ correctly."""


def is_han(char: str) -> bool:
    """Whether a character is a common Chinese one."""
    return "一" <= char <= "鿿"


@dataclass(frozen=True, slots=True)
class Place:
    """The position of a piece: in a row's text, in a term, or by itself."""

    text: str
    start: int
    term: bool = False
    """Whether the text is a term known as a whole."""


@dataclass(frozen=True, slots=True)
class Typo:
    """One character of a text, or two adjacent ones, and what another place has instead."""

    text: str
    start: int
    here: str
    there: str
    left: int
    """How many Chinese characters before it are the same in both places."""
    right: int
    """How many after it are."""
    place: Place
    """Where it is written differently."""

    @property
    def end(self) -> int:
        """The index after the typo."""
        return self.start + len(self.here)

    @property
    def swapped(self) -> bool:
        """Whether two characters are swapped."""
        return len(self.here) > 1

    @property
    def inside(self) -> bool:
        """Whether its neighbours are the same on both sides, at least three in all."""
        return min(self.left, self.right) >= 1 and self.left + self.right >= SIZE - 1

    @property
    def whole(self) -> bool:
        """Whether all other characters of a known term are the same."""
        place = self.place
        after = len(place.text) - place.start - len(self.there)
        return place.term and self.left >= place.start and self.right >= after

    def fills(self, start: int, end: int) -> bool:
        """Whether ``start`` to ``end`` of the same text differs from the text here only in it."""
        place_start, length = self.place.start, len(self.there)
        in_this_text = self.place.text is self.text and start <= place_start < end
        return (
            in_this_text
            and self.left >= place_start - start
            and self.right >= end - place_start - length
        )

    def pairs(self) -> tuple[str, str]:
        """The characters here, once with the one before and once with the one after."""
        text = self.text[self.start - 1 : self.end + 1]
        return text[:-1], text[1:]

    def in_context(self, most: int) -> tuple[str, str]:
        """Both spellings, with at most ``most`` equal characters on each side."""
        return self._around(min(self.left, most), min(self.right, most))

    def pieces(self) -> tuple[str, str]:
        """Both spellings, four characters each."""
        around = SIZE - len(self.here)
        left = max(around - self.right, min(self.left, around - 1))
        return self._around(left, around - left)

    def _around(self, left: int, right: int) -> tuple[str, str]:
        before = self.text[self.start - left : self.start]
        after = self.text[self.end : self.end + right]
        return before + self.here + after, before + self.there + after


@dataclass(slots=True)
class Usage:
    """Usage in a table: how many rows each piece occurs in, and which are established.

    A piece is counted as the number that its four UTF-16 units make, and compared as the number
    that its four outlines make: sets of numbers are many times faster than sets of slices.
    """

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
        """The number of rows in which a piece occurs."""
        return self._rows[_number(piece)]

    def is_elsewhere(self, part: str) -> bool:
        """Whether it occurs in more than one row."""
        rows = (text for text in self._texts if part in text)
        return next(rows, None) is not None and next(rows, None) is not None

    def establish(self, rows: int) -> None:
        """Mark the pieces that occur in at least ``rows`` rows as established."""
        for number, count in self._rows.items():
            if count >= rows:
                self._established.add(number)
                if _HAN.fullmatch(piece := _piece(number)):
                    self._know(Place(piece, 0), number, _sound(piece))

    def know(self, term: str) -> None:
        """Mark a whole term as established."""
        for piece in _pieces_of_term(term):
            self._know(*piece)

    def typos(self, text: str) -> Iterator[Typo]:
        """The typos of a text, against established pieces and against other places in it."""
        pieces = _pieces(text)
        if self._established.issuperset(pieces):
            return
        sound = _sound(text)
        sounds = dict(zip(pieces, _windows(sound, "I"), strict=True))
        right = map(self._sounds.__getitem__, sounds.keys() & self._sounds.keys())
        heard = {*sounds.values()}
        for number in sorted((heard & self._known.keys()).difference(right)):
            for start in _occurrences(number, sound):
                yield from self._compare(text, start, self._known[number])
        if len(heard) < len(sounds):
            for number, count in Counter(sounds.values()).items():
                if count > 1:
                    yield from self._within(text, number, sound)

    def _within(self, text: str, number: int, sound: bytes) -> Iterator[Typo]:
        starts = [*islice(_occurrences(number, sound), _MANY + 1)]
        if len(starts) > _MANY:
            return
        first = {text[start : start + SIZE]: start for start in reversed(starts)}
        for start in starts:
            others = [Place(text, position) for position in first.values() if position != start]
            yield from self._compare(text, start, [*others, *self._known.get(number, [])])

    def _compare(self, text: str, start: int, places: list[Place]) -> Iterator[Typo]:
        here = text[start : start + SIZE]
        if _HAN.fullmatch(here) and _number(here) not in self._established:
            for place in places:
                if typo := _compare(text, start, place):
                    yield typo

    def _know(self, place: Place, number: int, sound: bytes) -> None:
        heard = int.from_bytes(sound, sys.byteorder)
        self._known.setdefault(heard, []).append(place)
        self._sounds[number] = heard


@cache
def _pieces_of_term(term: str) -> list[tuple[Place, int, bytes]]:
    starts = range(len(term) - SIZE + 1)
    pieces = [(start, term[start : start + SIZE]) for start in starts]
    return [(Place(term, start, term=True), _number(p), _sound(p)) for start, p in pieces]


def _sound(text: str) -> bytes:
    return bytes(map(_OUTLINE.__getitem__, text))


def _occurrences(number: int, sound: bytes) -> Iterator[int]:
    part = number.to_bytes(SIZE, sys.byteorder)
    position = sound.find(part)
    while position >= 0:
        yield position
        position = sound.find(part, position + 1)


def _compare(text: str, start: int, place: Place) -> Typo | None:
    here = text[start : start + SIZE]
    there = place.text[place.start : place.start + SIZE]
    differing = [offset for offset in range(SIZE) if here[offset] != there[offset]]
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
    differing_place = Place(place.text, place.start + first, place.term)
    return Typo(text, start + first, here[span], there[span], left, right, differing_place)


def _equal(text: str, i: int, other_text: str, j: int, step: int) -> int:
    """Count the equal Chinese characters from two positions on."""
    count = 0
    while (
        count < _REACH
        and 0 <= i < len(text)
        and 0 <= j < len(other_text)
        and text[i] == other_text[j]
        and "一" <= text[i] <= "鿿"
    ):
        i, j, count = i + step, j + step, count + 1
    return count


def _pieces(text: str) -> list[int]:
    data = text.encode("utf-16", "replace")[2:]
    if len(data) > 2 * len(text):  # replace rare characters of two units with one unit
        data = re.sub("[^\0-\uffff]", "\ufffd", text).encode("utf-16", "replace")[2:]
    return _windows(data, "Q")


def _windows(data: bytes, number: Literal["I", "Q"]) -> list[int]:
    """All runs of four units, as numbers of four or eight bytes."""
    view, width = memoryview(data), {"I": SIZE, "Q": 2 * SIZE}[number]
    windows: list[int] = []
    for start in range(0, width, width // SIZE):
        end = start + (len(data) - start) // width * width
        if end > start:
            windows += view[start:end].cast(number)
    return windows


def _number(piece: str) -> int:
    return int.from_bytes(piece.encode("utf-16", "replace")[2 : 2 + 2 * SIZE], sys.byteorder)


def _piece(number: int) -> str:
    encoding = f"utf-16-{sys.byteorder[0]}e"
    return number.to_bytes(2 * SIZE, sys.byteorder).decode(encoding, "replace")
