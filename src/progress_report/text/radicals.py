"""Characters that PDF files and old fonts put in place of others: they look the same.

Radicals, and the compatibility ideographs that other standards have twice.
"""

import re
import unicodedata
from functools import cache

RADICAL = re.compile(
    r"[\u2e80-\u2fdf\uf900-\ufa0d\ufa10\ufa12\ufa15-\ufa1e\ufa20\ufa22\ufa25\ufa26\ufa2a-\ufad9"
    "\U0002f800-\U0002fa1f]"
)
"""The radicals and the compatibility ideographs of Unicode; twelve that are none stand among the
latter."""
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
