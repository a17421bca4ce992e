"""Misspelt words of official prose, such as 部暑 for 部署, by the counted list misspellings.txt."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import compress, count
from operator import add

from progress_report.check.language.word_edges import stands_apart, stands_between_words
from progress_report.check.language.word_lists import word_list

_PLACE = re.compile(
    "镇(?!域|区|级)|乡(?![村亲土贤风镇])|村(?![民级庄集里])|街道|社区|大道|路(?![径线网面灯段口])"
)
"""What ends the name of a place, 瓷源镇, and does not begin a word: 乡村."""


def misspellings(text: str) -> Iterator[tuple[int, str, str]]:
    """Where a text has a misspelling of misspellings.txt: its index, the misspelling, the word."""
    found, end = _misspellings(), 0
    for start in compress(count(), map(found.__getitem__, map(add, text, text[1:]))):
        for wrong, form in found[text[start : start + 2]] if start >= end else ():
            after = start + len(wrong)
            if _PLACE.match(text, after) or not text.startswith(wrong, start):
                continue
            if not stands_apart(text, start, after):
                continue
            if form.anywhere or stands_between_words(text, start, after):
                end = after
                yield start, wrong, form.right
                break


@dataclass(frozen=True, slots=True)
class _Misspelling:
    """The right form of a misspelling, and whether it is one anywhere, not only between words."""

    right: str
    anywhere: bool


class _Misspellings(dict[str, Sequence[tuple[str, _Misspelling]]]):
    """The misspellings that begin with a pair of characters, the longest first.

    A pair is looked up the first time that a text has it: most never are.
    """

    def __init__(self) -> None:
        self._by_first: dict[str, list[str]] = {}
        self._by_second: dict[str, list[str]] = {}
        self._longer: dict[str, dict[str, _Misspelling]] = {}
        for row in word_list("misspellings.txt"):
            if row[len("AB")] == "/":
                self._by_first.setdefault(row[0], []).append(row)
                self._by_second.setdefault(row[1], []).append(row)
            else:
                self._add_longer(*row.split("/"))

    def _add_longer(self, right: str, *characters: str) -> None:
        for index, wrong in enumerate(characters):
            for char in wrong:
                form = right[:index] + char + right[index + 1 :]
                self._longer.setdefault(form[:2], {})[form] = _Misspelling(right, anywhere=True)

    def __missing__(self, pair: str) -> Sequence[tuple[str, _Misspelling]]:
        """Look a pair up once."""
        first, second = pair[0], pair[1]
        found = dict(self._longer.get(pair, ()))
        for rows, place, char in (
            (self._by_first.get(first, ()), 2, second),
            (self._by_second.get(second, ()), 1, first),
        ):
            for row in rows:
                if char in row and len(parts := row.split("/")) > place:
                    anywhere, _mark, between_words = parts[place].partition("?")
                    if char in anywhere + between_words:
                        found[pair] = _Misspelling(parts[0], char in anywhere)
        self[pair] = sorted(found.items(), key=lambda item: (-len(item[0]), item[0]))
        return self[pair]


_misspellings = cache(_Misspellings)
