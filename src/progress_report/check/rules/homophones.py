"""A word that sounds right and is another: 工作指责 for 工作职责, as typing pinyin offers both.

The word is right elsewhere, so its neighbours decide. ``usual-neighbours.txt`` has the words of
official prose, each with the characters that usually stand before it and behind it. Beside them
``rare-words.txt`` has words that sound like one of these and hardly occur in such prose, each with
those of the characters that stand beside it as well.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from operator import add
from typing import NamedTuple

from progress_report.check.corpus import Corpus, Diagnostics
from progress_report.check.language.sounds import sound
from progress_report.check.language.word_lists import word_list
from progress_report.check.language.word_search import places
from progress_report.check.rule import Family, Rule
from progress_report.domain.diagnostics import Severity

HOMOPHONE = Rule(
    "homophone",
    Family.WORDING,
    Severity.NOTE,
    gives_way_to=("confusable", "near-term", "near-idiom"),
)
RULES: tuple[Rule, ...] = (HOMOPHONE,)


class _Neighbours(NamedTuple):
    """The characters beside a word: before it, and behind it."""

    before: str
    behind: str


def check(corpus: Corpus) -> Diagnostics:
    """Find rare words where words of the same sound are usual."""
    accepted = "\n".join(corpus.config.terms)
    for passage in corpus.passages:
        end = 0
        text = f" {passage.text} "
        for start, rare in _rare_words(text):
            if start >= end and rare not in accepted and (usual := _usual_here(text, start)):
                end = start + len(rare)
                yield passage.diagnose(HOMOPHONE, start - 1, end - 1, there=usual)


def _rare_words(text: str) -> Sequence[tuple[int, str]]:
    here = _table("rare-words.txt").keys() & map(add, text, text[1:])
    return sorted((start, rare) for rare in here for start in places(text, rare))


def _usual_here(text: str, start: int) -> str:
    """The word that usually stands where the text has the rare one at this place; '' if none."""
    before, rare, behind = text[start - 1], text[start : start + 2], text[start + 2]
    own = _table("rare-words.txt")[rare]
    if before in own.before or behind in own.behind:
        return ""
    beside = _usual_beside(rare)
    usual = beside.get((before, "")) or beside.get(("", behind), "")
    edges = before + rare[0], rare[1] + behind  # 大会|商机 has no 会商
    return usual if word_list("usual-words.txt").isdisjoint(edges) else ""


@cache
def _usual_beside(rare: str) -> Mapping[tuple[str, str], str]:
    """The word of the same sound that usually has this character before it, or behind it."""
    sides: dict[tuple[str, str], str] = {}
    for word in _by_sound()[sound(rare)]:
        usual = _table("usual-neighbours.txt")[word]
        sides.update({(char, ""): word for char in usual.before})
        sides.update({("", char): word for char in usual.behind})
    return sides


@cache
def _by_sound() -> Mapping[str, Sequence[str]]:
    words: dict[str, list[str]] = {}
    for word in _table("usual-neighbours.txt"):
        words.setdefault(sound(word), []).append(word)
    return words


@cache
def _table(name: str) -> Mapping[str, _Neighbours]:
    rows = (row.partition("/") for row in sorted(word_list(name)))
    sides = ((word, neighbours.partition("/")) for word, _slash, neighbours in rows)
    return {word: _Neighbours(before, behind) for word, (before, _slash, behind) in sides}
