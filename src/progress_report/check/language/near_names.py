"""Names in two spellings: 雪岩景区 and 雪崖景区, “云上茶谷” and “云尚茶谷”, 王秀英 and 王秀瑛."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations

from progress_report.check.language.pieces import OWN_WORDS, is_han
from progress_report.check.language.roles import mapping, role
from progress_report.check.language.sounds import alike, nearly_alike, syllable
from progress_report.check.language.word_search import WordSearch

_NO_NAME_BEFORE = frozenset("农乡城全整各中强小")
_NO_NAME_AFTER = frozenset("村镇级委")
_MOST = 40
"""Number of names of a text that are compared; more of them are a list."""
_REACH = 6
_CERTAIN = 2
"""Characters before the differing one from which it need not sound like the other."""
_NO_NAME = (OWN_WORDS - frozenset("东西南北中山水大小新老高村")) | frozenset("县市区州省旗盟")
_PARTS = (OWN_WORDS - frozenset("村")) | frozenset(
    "沟湾庄岭坡坪河塘洼堡屯寨营桥店铺山水湖江溪泉井坝岗峰门口台头关庙寺家园花林"
)
"""Characters in which names of neighbours may differ: 李家沟村, 李家湾村."""
_WATERS = frozenset("河岛湖江溪渠寺矿港")
"""Ends of names that many other words have."""
_QUOTED = "“([^“”，。；、]{3,10})”"
_PERSON = "{surnames}(?=([一-鿿]{2}))"
_TITLE = "(?<![一-鿿])|(?<={titles})"
"""What stands before the name of a person."""


def near_names(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a text spells a name otherwise than before: start, end, the earlier spelling."""
    seen: dict[str, list[int]] = {}
    names = [*_ends_of_names(text)]
    for here, end in names if len(names) <= _MOST else ():
        for there in seen.setdefault(end, []):
            if length := _differing(text, here, there):
                yield here - length, here + len(end), text[there - length : there] + end
                break
        else:
            seen[end].append(here)


def _ends_of_names(text: str) -> Iterator[tuple[int, str]]:
    after = 0
    for start, word in sorted(_name_ends().find(text), key=_longest_first):
        end = start + len(word)
        if (
            start >= after
            and text[start - 1 : start] not in _NO_NAME_BEFORE
            and text[end : end + 1] not in _NO_NAME_AFTER
        ):
            yield start, word
            after = end


def _longest_first(match: tuple[int, str]) -> tuple[int, int]:
    start, word = match
    return start, -len(word)


@cache
def _name_ends() -> WordSearch:
    return WordSearch(mapping("name_ends"))


def near_quoted(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a text has a quoted name, or the name of a person, otherwise spelt than before."""
    quoted = [match.span(1) for match in re.finditer(_QUOTED, text)][:_MOST]
    people = [(match.start(), match.end(1)) for match in role(_PERSON).finditer(text)][:_MOST]
    people = [span for span in people if OWN_WORDS.isdisjoint(text[span[0] + 1 : span[1]])]
    pairs = [(there, here, frozenset[str]()) for there, here in combinations(quoted, 2)]
    pairs += [
        (there, here, OWN_WORDS)
        for there, here in combinations(people, 2)
        if role(_TITLE).match(text, there[0]) and role(_TITLE).match(text, here[0])
    ]
    for (start, end), (here, last), words in pairs:
        first, second = text[start:end], text[here:last]
        differing = [(a, b) for a, b in zip(first, second, strict=False) if a != b]
        if last - here != end - start or len(differing) != 1 or "、" in text[end : here + 1]:
            continue
        (pair,) = differing
        if first.casefold() == second.casefold() or (_alike(*pair) and words.isdisjoint(pair)):
            yield here, last, first
    for short, long in mapping("aliases").items():
        if long in text and short in (bare := text.replace(long, "\n" * len(long))):
            start = bare.index(short)
            yield start, start + len(short), long


def _alike(first: str, second: str) -> bool:
    """Whether two characters sound alike, or may: too rare a one has no known sound."""
    rare = not (syllable(first) and syllable(second))
    return alike(first, second) or (rare and is_han(first) and is_han(second))


def _differing(text: str, here: int, there: int) -> int:
    """The length of two names that end at two places, if one is a typo for the other; else 0."""
    right = _equal(text, here, there, stop=frozenset())
    first, second = text[here - right - 1 : here - right], text[there - right - 1 : there - right]
    if right == _REACH or not (is_han(first) and is_han(second)):
        return 0
    pair = text[here - right - 2 : here - right]
    swapped = pair[::-1] == text[there - right - 2 : there - right] and len({*pair}) > 1
    size = 1 + swapped
    left = _equal(text, here - right - size, there - right - size, stop=_NO_NAME)
    if swapped:
        typo = left > 0 and OWN_WORDS.isdisjoint(pair)
    elif _alike(first, second) or nearly_alike(first, second):
        edges = (text[place - right - 2 : place - right - 1] for place in (here, there))
        alone = all(not is_han(edge) or edge in _NO_NAME for edge in edges)
        least = 1 if _alike(first, second) else _CERTAIN
        typo = (left > 0 and text[here] not in _WATERS) or (alone and right >= least)
        typo = typo and OWN_WORDS.isdisjoint(first + second)
    else:
        typo = left >= _CERTAIN and right < _CERTAIN and text[here] not in _WATERS
        typo = typo and not {first, second} <= _PARTS
        typo = typo and not {first, second} & (OWN_WORDS - {"村"})
    return left + size + right if typo else 0


def _equal(text: str, here: int, there: int, stop: frozenset[str]) -> int:
    """How many characters before two places are the same, within a name."""
    count = 0
    while count < min(_REACH, here, there):
        char = text[here - count - 1]
        if char != text[there - count - 1] or not is_han(char) or char in stop:
            break
        count += 1
    return count
