"""Words beside which stands what belongs to another of their sound: 联动机智 for 联动机制.

``collocations.txt`` has the words that stand often beside one word and hardly ever beside its
rivals.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from progress_report.check.language.word_lists import data_lines, word_list

_LENGTH = 2
"""Characters of a word."""
_FIGURE = re.compile("0(?:[0，]*0)?")
"""A figure, of which one digit stands with its measure: 报销4.26万元 as 报销0万."""
_NEVER_WRONG = 3
"""What marks a word as too common to be wrong: it only shows what stands beside it."""


def meant(text: str, start: int, word: str) -> str:
    """The word of its sound to which belongs what stands beside a word, itself too; '' if none.

    In the text every digit is 0, and every mark ，.
    """
    least, alike = rivals()[word]
    before, behind = _sides(alike)
    end = start + _LENGTH
    first = before.get(text[start - _LENGTH : start], _NO_PROOF)
    figure = _FIGURE.match(text, end)
    after = figure.end() - 1 if figure else end
    second = behind.get(text[after : after + _LENGTH], _NO_PROOF)
    if first is second is _NO_PROOF:
        return ""
    if word in (first.word, second.word):
        return word
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


@cache
def rivals() -> Mapping[str, tuple[int, str]]:
    """Of each word that may be wrong how sure that must be, and the line of those of its sound."""
    return {
        row[:_LENGTH]: (least, line)
        for line in data_lines("collocations.txt")
        for row in line.split()
        if (least := int(row[_LENGTH:].partition("/")[0] or 0)) < _NEVER_WRONG
    }


@cache
def _sides(line: str) -> tuple[Mapping[str, _Proof], Mapping[str, _Proof]]:
    """What words before and behind a place prove of the words of a line. Few lines are needed."""
    before: dict[str, _Proof] = {}
    behind: dict[str, _Proof] = {}
    for row in line.split():
        for side, levels in zip((before, behind), row.split("/")[1:], strict=False):
            for level, known in enumerate(levels.split("?"), start=1):
                proof = _Proof(level, row[:_LENGTH])
                for place in range(0, len(known), _LENGTH):
                    side[known[place : place + _LENGTH]] = proof
    return before, behind
