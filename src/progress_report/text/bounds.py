"""Words that make a number a bound or an estimate: 不低于, 近, 约, 左右."""

import re
from enum import StrEnum


class Bound(StrEnum):
    """How an inexact number is meant."""

    ABOUT = "about"
    OVER = "over"
    UNDER = "under"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"
    FROM = "from"  # the lower end of a range; the next quantity is the upper end, `TO`
    TO = "to"


_BEFORE = re.compile(
    r"(?P<atleast>不低于|不少于|不小于|至少|最少)$"
    r"|(?P<atmost>不超过|不高于|不大于|不多于|至多|最多|控制在)$"
    r"|(?P<under>(?<![附最临邻])近|不足|不到|少于|低于)$"
    r"|(?P<over>超过?了?|逾|突破|大于|多于|高于)$"
    r"|(?P<about>(?<![预签节履违契公合简条制特集相邀])约为?|大概)$"
)
_LONGEST = 4  # length of the longest words before a number
_AFTER = re.compile(r"(?P<about>左右|上下)|(?P<atleast>及?以上)|(?P<atmost>及?以内|及?以下|之内)")
_BOUNDS = {
    "about": Bound.ABOUT,
    "atleast": Bound.AT_LEAST,
    "atmost": Bound.AT_MOST,
    "under": Bound.UNDER,
    "over": Bound.OVER,
}


def bound_around(text: str, start: int, end: int) -> Bound | None:
    """The bound of the number at ``text[start:end]``, by the words on either side."""
    before = _BEFORE.search(text, max(0, start - _LONGEST), start)
    match = before or _AFTER.match(text, end)
    return _BOUNDS[match.lastgroup or ""] if match else None


def without_bound(words: str) -> str:
    """The words before a number, without a bound at their end: ``竣工`` for ``竣工不少于``."""
    match = _BEFORE.search(words, max(0, len(words) - _LONGEST))
    return words[: match.start()] if match else words
