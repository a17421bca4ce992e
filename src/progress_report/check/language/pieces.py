"""Find pieces of text that sound like others but are written differently, as typos are.

A piece is four Chinese characters. Two pieces are compared when their characters begin with the
same sounds (`sounds.Outline`), so one pass over a text finds them all.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from progress_report.check.language.sounds import Outline
from progress_report.check.language.word_search import places

SIZE = 4
_PIECE = re.compile(f"(?=([一-鿿]{{{SIZE}}}))")
_REACH = 12
"""Maximum number of characters compared on each side."""
_MANY = 50
"""A row with more pieces of one sound is not prose, and comparing them all takes too long."""
_JOINT = re.compile("[^，。；\\n]{0,8}[与和及、][^，。；\\n]{0,8}")
_MOST_BETWEEN = 8 + 1 + 8
"""Characters of the longest text that joins two names."""
OUTLINE = Outline()
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


def named_together(text: str, one: str, other: str) -> bool:
    """Whether a text joins two names, so that they are no spellings of one: 鹤汀路与鹤亭路."""
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    one, other = (name[max(at - 1, 0) : at + 2] for name in (one, other))
    return _joins(text, one, other) or _joins(text, other, one)


def _joins(text: str, one: str, other: str) -> bool:
    starts = (start + len(one) for start in places(text, one))
    afters = (text[start : start + _MOST_BETWEEN + len(other)] for start in starts)
    return any(_JOINT.fullmatch(after, 0, end) for after in afters for end in places(after, other))


@dataclass(frozen=True, slots=True)
class Place:
    """The position of a piece: in a row's text, in a term, or by itself."""

    text: str
    start: int
    term: bool = False
    """Whether the text is a term known as a whole."""

    @property
    def piece(self) -> str:
        """The piece itself."""
        return self.text[self.start : self.start + SIZE]


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


class Usage:
    """Usage in a table: how many rows each piece occurs in, and which are established."""

    def __init__(self, texts: Sequence[str], rows: int, terms: frozenset[str]) -> None:
        """Read a table.

        Args:
            texts: Those of its rows.
            rows: In how many of them a piece is established.
            terms: Whole terms that are established anyway.
        """
        self._texts = texts
        self._rows: Counter[str] = Counter()
        for text in texts:
            self._rows.update(dict.fromkeys(_PIECE.findall(text)).keys())
        often = [piece for piece, count in self._rows.items() if count >= rows]
        self._established = frozenset(often)
        self._known = _by_sound(Place(piece, 0) for piece in often), _pieces_of(terms)
        self._sounds = frozenset().union(*self._known)

    def count(self, piece: str) -> int:
        """The number of rows in which a piece occurs."""
        return self._rows[piece]

    def is_elsewhere(self, part: str) -> bool:
        """Whether it occurs in more than one row."""
        rows = (text for text in self._texts if part in text)
        return next(rows, None) is not None and next(rows, None) is not None

    def typos(self, text: str, sound: str) -> Iterator[Typo]:
        """The typos of a text, against known pieces and against other places in it.

        ``sound`` is the text as `sounds.Outline` hears it.
        """
        pieces = _PIECE.findall(text)
        if self._established.issuperset(pieces):
            return
        heard = dict(zip(pieces, _PIECE.findall(sound), strict=True))
        new = {part for piece, part in heard.items() if piece not in self._established}
        # of several typos at one place the first is reported, in any fixed order
        for part in sorted(new & self._sounds, key=lambda part: part[::-1]):
            known = self._places(part)
            if not any(place.piece in heard for place in known):
                for start in places(sound, part):
                    yield from self._compare(text, start, known)
        if len({*heard.values()}) < len(heard):
            for part, count in Counter(heard.values()).items():
                if count > 1:
                    yield from self._within(text, part, sound)

    def _places(self, part: str) -> list[Place]:
        """Where pieces of a sound are known from."""
        return [place for known in self._known for place in known.get(part, ())]

    def _within(self, text: str, part: str, sound: str) -> Iterator[Typo]:
        starts = [*islice(places(sound, part), _MANY + 1)]
        if len(starts) > _MANY:
            return
        first = {text[start : start + SIZE]: start for start in reversed(starts)}
        for start in starts:
            others = [Place(text, position) for position in first.values() if position != start]
            yield from self._compare(text, start, [*others, *self._places(part)])

    def _compare(self, text: str, start: int, places: Sequence[Place]) -> Iterator[Typo]:
        if text[start : start + SIZE] not in self._established:
            for place in places:
                if typo := _compare(text, start, place):
                    yield typo


@cache
def _pieces_of(terms: frozenset[str]) -> Mapping[str, list[Place]]:
    """The pieces of whole terms, by their sound."""
    return _by_sound(
        Place(term, match.start(), term=True)
        for term in sorted(terms)
        for match in _PIECE.finditer(term)
    )


def _by_sound(places: Iterable[Place]) -> Mapping[str, list[Place]]:
    by_sound: dict[str, list[Place]] = {}
    for place in places:
        by_sound.setdefault(place.piece.translate(OUTLINE), []).append(place)
    return by_sound


def _compare(text: str, start: int, place: Place) -> Typo | None:
    here = text[start : start + SIZE]
    there = place.piece
    differing = [offset for offset in range(SIZE) if here[offset] != there[offset]]
    if not differing:
        return None
    first, last = differing[0], differing[-1]
    neighbours = len(differing) == last - first + 1 == len("AB")
    swapped = neighbours and here[first : last + 1] == there[last] + there[first]
    if first != last and not swapped:
        return None
    left = count_equal(text, start + first - 1, place.text, place.start + first - 1, -1)
    right = count_equal(text, start + last + 1, place.text, place.start + last + 1, 1)
    span = slice(first, last + 1)
    differing_place = Place(place.text, place.start + first, place.term)
    return Typo(text, start + first, here[span], there[span], left, right, differing_place)


def count_equal(text: str, i: int, other_text: str, j: int, step: int) -> int:
    """Count the equal Chinese characters from two positions on, in steps of 1 or -1."""
    count = 0
    while (
        count < _REACH
        and 0 <= i < len(text)
        and 0 <= j < len(other_text)
        and text[i] == other_text[j]
        and is_han(text[i])
    ):
        i, j, count = i + step, j + step, count + 1
    return count
