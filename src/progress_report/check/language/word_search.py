"""Find any of many words in a text, all at once."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind

_Found = TypeVar("_Found")


class WordSearch:
    """Finds words in texts; the time does not grow with their number (Aho and Corasick)."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = [*dict.fromkeys(filter(None, words))]
        self._automaton = AhoCorasick(self._words, store_patterns=True)

    def find(self, text: str) -> list[tuple[int, str]]:
        """Every occurrence of a word, overlapping ones too, in order of their ends: start, word."""
        matches = _of(self._automaton.find_matches_as_indexes, text, overlapping=True)
        return [(start, self._words[index]) for index, start, _end in matches]

    def words_in(self, text: str) -> set[str]:
        """The words that occur in a text."""
        return {*_of(self._automaton.find_matches_as_strings, text, overlapping=True)}


class FirstWordSearch:
    """Finds words as a regular expression of them does: without overlaps, the first listed."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = [*words]
        self._automaton = AhoCorasick(self._words, matchkind=MatchKind.LeftmostFirst)

    def find(self, text: str) -> list[tuple[int, str]]:
        """The words of a text from left to right: start, word."""
        matches = _of(self._automaton.find_matches_as_indexes, text)
        return [(start, self._words[index]) for index, start, _end in matches]


def _of(search: Callable[..., list[_Found]], text: str, **how: bool) -> list[_Found]:
    """What a search finds in a text, in which a half of a character is replaced."""
    try:
        return search(text, **how)
    except UnicodeEncodeError:
        return search(text.encode(errors="replace").decode(), **how)


def places(text: str, word: str) -> Iterator[int]:
    """Every place of a word in a text, overlapping ones too, from left to right."""
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + 1)
