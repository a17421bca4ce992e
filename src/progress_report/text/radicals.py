"""Radicals that PDF files put in place of characters: they look the same and are others."""

import re
import unicodedata
from functools import cache

RADICAL = re.compile(r"[\u2e80-\u2fdf]")
"""The CJK radicals supplement and the Kangxi radicals of Unicode."""
_SIMPLIFIED = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "母民虎西见角贝车长门青页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
"""Those of the supplement that are whole characters; Unicode names no equivalent for most."""


def plain_radicals(text: str) -> str:
    """The text with the characters that its radicals look like; unknown ones stay."""
    return RADICAL.sub(lambda radical: _plain(radical[0]), text)


@cache
def _plain(radical: str) -> str:
    return _SIMPLIFIED.get(radical) or unicodedata.normalize("NFKC", radical)
