"""Names of places and firms in two spellings: 雪岩景区 and 雪崖景区, 苍岭文旅 and 苍岭旅文."""

from collections.abc import Iterator

from progress_report.check.language.pieces import OWN_WORDS, is_han
from progress_report.check.language.roles import role
from progress_report.check.language.sounds import alike, nearly_alike

_END = "(?<![农乡城全整各中强小])(?:{name_ends})(?![村镇级委])"
_MOST = 40
"""Number of names of a text that are compared; more of them are a list."""
_REACH = 6
_CERTAIN = 2
"""Characters before the differing one from which it need not sound like the other."""
_NO_NAME = (OWN_WORDS - frozenset("东西南北山水大小新老高村")) | frozenset("县市区州省旗盟")
_PARTS = (OWN_WORDS - frozenset("村")) | frozenset(
    "沟湾庄岭坡坪河塘洼堡屯寨营桥店铺山水湖江溪泉井坝岗峰门口台头关庙寺家园花林"
)
"""Characters in which names of neighbours may differ: 李家沟村, 李家湾村."""


def near_names(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a text spells a name otherwise than before: start, end, the earlier spelling."""
    seen: dict[str, list[int]] = {}
    names = [*role(_END).finditer(text)]
    for match in names if len(names) <= _MOST else ():
        here = match.start()
        for there in seen.setdefault(match[0], []):
            if length := _differing(text, here, there):
                yield here - length, match.end(), text[there - length : there] + match[0]
                break
        else:
            seen[match[0]].append(here)


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
    elif alike(first, second) or nearly_alike(first, second):
        edges = (text[place - right - 2 : place - right - 1] for place in (here, there))
        alone = all(not is_han(edge) or edge in _NO_NAME for edge in edges)
        typo = left > 0 or (alone and right >= _CERTAIN)
        typo = typo and OWN_WORDS.isdisjoint(first + second)
    else:
        typo = left >= _CERTAIN and right < _CERTAIN and not {first, second} <= _PARTS
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
