"""A word that sounds or looks right and is another: 智力体系 for 治理体系, 尚末启动 for 尚未启动.

The word is right elsewhere, so its neighbours decide: ``neighbours.txt`` has what usually stands
beside the words of official prose. Another word is reported in its place if that fits much better:
what stands beside it is usual there, seen from the word and from the word next to it. A word beside
it decides first, if it hardly ever stands beside another of the sound (`collocations`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from progress_report.check.corpus import Corpus, Diagnostics
from progress_report.check.language.collocations import meant, rivals
from progress_report.check.language.word_edges import stands_apart
from progress_report.check.language.word_lists import data_lines
from progress_report.check.language.word_search import WordSearch

HOMOPHONE = "homophone"

_LEAST_FOR_CHARACTER, _LEAST_FOR_USUAL, _LEAST_FOR_RARE = 6, 7, 10
"""By how much another word must fit better: of a rare word fewer neighbours are known."""
_NEVER = -1
"""How usual a neighbour is that was not counted; others are seen (0), usual (1), very usual (2)."""
_DIGIT, _MARK = re.compile(r"\d"), re.compile("[^一-鿿0]")


class _Word(NamedTuple):
    """How common a word is, and how usual which characters are before it and behind it."""

    commonness: int
    before: Mapping[str, int]
    behind: Mapping[str, int]


def check(corpus: Corpus) -> Diagnostics:
    """Find words in whose place another is usual."""
    accepted = "\n".join(corpus.config.terms)
    for passage in corpus.passages:
        end = 0
        text = _MARK.sub("，", _DIGIT.sub("0", f"，，{passage.text}，，"))
        for start, _size, word, usual in sorted(_unusual(text)):
            if start >= end and word not in accepted:
                end = start + len(word)
                yield passage.diagnose(HOMOPHONE, start - 2, end - 2, there=usual)


def _unusual(text: str) -> Iterator[tuple[int, int, str, str]]:
    """The words in whose place another is usual: start, -length, word, the other."""
    suspects, may_be_wrong = _suspects(), rivals()
    for start, word in _search().find(text):
        usual = meant(text, start, word) if word in may_be_wrong else ""
        before, behind = suspects[word]
        if not usual and (text[start - 1] in before or text[start + len(word)] in behind):
            usual = _usual_here(text, start, word)
        if usual and usual != word:
            yield start, -len(word), word, usual


def _usual_here(text: str, start: int, word: str) -> str:
    """The word that usually stands where the text has another at this place; '' if none."""
    end, known = start + len(word), _word(word)
    own = known.before.get(text[start - 1], _NEVER), known.behind.get(text[end], _NEVER)
    if min(own) > _NEVER or max(own) > 0 or not stands_apart(text, start, end):
        return ""
    fits = ((_fit(text, start, end, rival), rival) for rival in _rivals(word))
    fit, usual = max(fits, default=(0, ""))
    least = _LEAST_FOR_USUAL if _is_usual(word) else _LEAST_FOR_RARE
    least = least if len(word) > 1 else _LEAST_FOR_CHARACTER
    return usual if usual and fit - _fit(text, start, end, word) >= least else ""


def _fit(text: str, start: int, end: int, word: str) -> int:
    """How well a word fits in a place: itself, its neighbours, and it as theirs."""
    known, before, behind = _word(word), text[start - 2 : start], text[end : end + 2]
    fit = known.before.get(text[start - 1], _NEVER) + known.behind.get(text[end], _NEVER)
    fit = 2 * fit + known.commonness
    if _is_usual(before):
        fit += _word(before).behind.get(word[0], _NEVER)
    if _is_usual(behind):
        fit += _word(behind).before.get(word[-1], _NEVER)
    return fit


def _is_usual(word: str) -> bool:
    return word in (rows := _rows()) and "?" in rows[word][0]


@cache
def _rows() -> Mapping[str, tuple[str, str]]:
    """The row of each word, and the line of the words it is confused with. Few are looked at."""
    lines = data_lines("neighbours.txt")
    return {row[:2].rstrip("0123456789"): (row, line) for line in lines for row in line.split()}


@cache
def _search() -> WordSearch:
    return WordSearch((*_rows(), *rivals()))


class _Suspects(dict[str, tuple[set[str], set[str]]]):
    """Of each word what is usual before and behind its rivals, but not it; read the first time."""

    def __missing__(self, word: str) -> tuple[set[str], set[str]]:
        """Look a word up once."""
        known, rivals = _word(word), [_word(rival) for rival in _rivals(word)]
        found = self[word] = (
            _usual(*(rival.before for rival in rivals)) - _usual(known.before),
            _usual(*(rival.behind for rival in rivals)) - _usual(known.behind),
        )
        return found


_suspects = cache(_Suspects)


def _usual(*sides: Mapping[str, int]) -> set[str]:
    return {char for levels in sides for char, level in levels.items() if level}


@cache
def _rivals(word: str) -> Sequence[str]:
    """The usual words that a word is confused with."""
    others = (row[:2].rstrip("0123456789") for row in _row(word)[1].split() if "?" in row)
    return [other for other in others if other != word]


@cache
def _word(word: str) -> _Word:
    head, before, behind = f"{_row(word)[0]}//".split("/")[:3]
    return _Word(int(head.removeprefix(word) or 0), _levels(before), _levels(behind))


def _row(word: str) -> tuple[str, str]:
    return _rows().get(word, ("", ""))


def _levels(side: str) -> Mapping[str, int]:
    return {char: level for level, chars in enumerate(side.split("?")) for char in chars}
