"""Words beside which stands what belongs to another of their sound: 联动机智 for 联动机制.

``collocations.txt`` has the words that stand often beside one word and never beside its rivals.
"""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from progress_report.check.language.word_lists import data_lines, word_list

_LENGTH = 2
"""Characters of a word."""
_NEVER_WRONG = 2
"""What marks a word as too common to be wrong: it only shows what stands beside it."""


def meant_instead(text: str, start: int, word: str) -> str:
    """The word that is meant where what stands beside a word belongs to another; '' if none."""
    least, before, behind = may_be_wrong()[word]
    end = start + _LENGTH
    first = before.get(text[start - _LENGTH : start], _NO_PROOF)
    second = behind.get(text[end : end + _LENGTH], _NO_PROOF)
    if first is second is _NO_PROOF or word in (first.word, second.word):
        return ""
    surest = max(first, second)
    whole = _is_whole(text, start, end, first.level > 0, second.level > 0)
    return surest.word if surest.level > least and whole else ""


class _Proof(NamedTuple):
    """The word that something beside a place shows to be meant there, and how surely."""

    level: int
    word: str


_NO_PROOF = _Proof(0, "")


def _is_whole(text: str, start: int, end: int, before: bool, behind: bool) -> bool:
    """Whether no word stands across an edge, unless the text beside it is known for a word."""
    usual = word_list("usual-words.txt")
    return (before or text[start - 1 : start + 1] not in usual) and (
        behind or text[end - 1 : end + 1] not in usual
    )


class _Collocations(NamedTuple):
    """How sure it must be that another word is meant, and what words beside it prove."""

    least: int
    before: dict[str, _Proof]
    behind: dict[str, _Proof]


@cache
def may_be_wrong() -> Mapping[str, _Collocations]:
    """The words that are not too common to be wrong."""
    words: dict[str, _Collocations] = {}
    for line in data_lines("collocations.txt"):
        before: dict[str, _Proof] = {}
        behind: dict[str, _Proof] = {}
        for row in line.split():
            name, *beside = row.split("/")
            word, least = name[:_LENGTH], int(name[_LENGTH:] or 0)
            for side, levels in zip((before, behind), beside, strict=False):
                for level, known in enumerate(levels.split("?"), start=1):
                    proof = _Proof(level, word)
                    for place in range(0, len(known), _LENGTH):
                        side[known[place : place + _LENGTH]] = proof
            if least < _NEVER_WRONG:
                words[word] = _Collocations(least, before, behind)
    return words
