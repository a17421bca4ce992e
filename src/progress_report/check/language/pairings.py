"""Verbs and nouns that do not go together, found in a text."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from progress_report.check.language.patterns import regex, text_before
from progress_report.check.language.word_search import FirstWordSearch
from progress_report.domain.config import Pairing
from progress_report.system.data import any_of

_COMPARATIVES = ("大", "高", "快", "新")
"""以更大力度扩大开放: after these the noun is not a subject."""


class Mismatch(NamedTuple):
    """A verb and a noun in a text that do not go together."""

    start: int
    end: int
    verb: str
    noun: str
    correct: str


class PairTable:
    """Pairs compiled for searching texts."""

    def __init__(self, pairs: Sequence[Pairing], other_verbs: Collection[str]) -> None:
        """Make a table.

        Args:
            pairs: The nouns, each with its wrong verbs.
            other_verbs: Further verbs that govern nouns.
        """
        self._clause_start = re.compile(regex("[{mark}]", {}))
        self._by_noun: dict[str, list[_Nouns]] = defaultdict(list)
        for pair in pairs:
            nouns = _Nouns(pair)
            for noun in pair.nouns:
                self._by_noun[noun].append(nouns)
        self._nouns = FirstWordSearch(self._by_noun)
        wrong = {verb for pair in pairs for verbs in pair.verbs.values() for verb in verbs}
        self.verbs = frozenset({*other_verbs, *wrong})
        longest_first = sorted(self.verbs, key=lambda verb: (-len(verb), verb))
        self._verb = re.compile(f"{any_of(longest_first)}(?![值额])")

    def matches(self, text: str) -> Iterator[Mismatch]:
        """Every pair of a text that does not go together, in order of the nouns."""
        found = self._nouns.find(text)
        possible = {
            noun: [row for row in self._by_noun[noun] if any(map(text.__contains__, row.right))]
            for noun in {noun for _start, noun in found}
        }
        for start, noun in found:
            for nouns in possible[noun]:
                if mismatch := self._mismatch(nouns, text, start, noun):
                    yield mismatch

    def _mismatch(self, nouns: "_Nouns", text: str, start: int, noun: str) -> Mismatch | None:
        if end := nouns.as_object.match(text, start + len(noun)):
            clause = text_before(self._clause_start, text, start)
            if governor := self._governor(nouns, clause):
                verb_start = start - len(clause) + governor.start()
                correct = f"{nouns.right[governor[0]]}…{noun}"
                return Mismatch(verb_start, end.end(), governor[0], noun, correct)
        elif predicate := nouns.as_subject.match(text, start + len(noun)):
            clause = text_before(self._clause_start, text, start)
            # after a verb the noun is its object
            if clause.endswith(_COMPARATIVES) or self._verb.search(clause):
                return None
            verb = predicate["verb"]
            correct = f"{noun}{nouns.right[verb]}"
            return Mismatch(start, predicate.end(), verb, noun, correct)
        return None

    def _governor(self, nouns: "_Nouns", clause: str) -> re.Match[str] | None:
        """The verb before the noun, if it is one that does not go with it."""
        verbs = [*self._verb.finditer(clause)]
        # with two verbs in the clause no pattern can tell which of them governs the noun
        if len(verbs) != 1 or verbs[0][0] not in nouns.right or nouns.unless.search(clause):
            return None
        between = clause[verbs[0].end() :]
        # in 加强监管、严控规模 the noun has a verb of its own; 等 closes a series of nouns
        in_series = "、" in between and "等" not in between.rpartition("、")[2]
        return None if in_series and not nouns.series else verbs[0]


class _Nouns:
    """A row of pairings.yaml, compiled when a text has one of its nouns."""

    def __init__(self, pair: Pairing) -> None:
        self._pair = pair
        self.right = {verb: right for right, verbs in pair.verbs.items() for verb in verbs}
        self.series = pair.series

    @cached_property
    def unless(self) -> re.Pattern[str]:
        return re.compile(regex(self._pair.unless, self._pair.lists) or "(?!)")

    @cached_property
    def as_object(self) -> re.Pattern[str]:
        return re.compile(regex(self._pair.end, self._pair.lists))

    @cached_property
    def as_subject(self) -> re.Pattern[str]:
        predicate = "{adverb}*(?P<verb>{verb}){clause_end}" if self._pair.subject else "(?!)"
        return re.compile(regex(predicate, {"verb": [*self.right]}))
