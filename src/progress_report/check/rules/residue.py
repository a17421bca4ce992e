"""Characters that copying damaged: radicals in place of characters, text in a wrong encoding."""

import re
from functools import cache

from progress_report.check.corpus import Corpus, Diagnostics
from progress_report.text.radicals import RADICAL, plain_radicals

_LEAST = 3
"""Garbled characters in a row from which it is no accident."""
_MOSTLY = 0.6
"""Part of the bytes that must become Chinese characters again."""


def check(corpus: Corpus) -> Diagnostics:
    """Find damaged characters in every passage."""
    for passage in corpus.passages:
        if passage.text.isascii():
            continue
        for match in RADICAL.finditer(passage.text):
            values = {"code": ord(match[0]), "there": plain_radicals(match[0])}
            yield passage.diagnose("radical-character", *match.span(), **values)
        garbled = _first_bytes().search(passage.text)
        for match in _suspicious().finditer(passage.text) if garbled else ():
            if match.lastgroup == "latin" or _read_as_gbk(match[0]):
                yield passage.diagnose("garbled-text", *match.span())


@cache
def _first_bytes() -> re.Pattern[str]:
    """The characters that the first bytes of Chinese in UTF-8 become, in Latin-1 and in GBK."""
    pairs = (bytes((lead, trail)) for lead in range(0xE4, 0xEA) for trail in range(0x80, 0xC0))
    rare = "".join(pair.decode("gbk", "ignore") for pair in pairs)
    return re.compile(f"[ÂÃÎÏâäåæçèéï{re.escape(rare)}]")


@cache
def _suspicious() -> re.Pattern[str]:
    """Latin letters of UTF-8 bytes, as in km Â², or a run of characters that may be bytes of it."""
    follow = "[\x80-¿‚„†‡‰‹›€™œžŸŠŽ–—“”˜•ƒˆŒ…]"
    return re.compile(
        f"(?P<latin>[Ãâäåæçèéï]{follow}(?:[Ãâäåæçèéï]|{follow})+|[ÂÎÏ][\x80-¿]|Ã[\x80-¿—]|â€)"
        f"|[㐀-鿿\ue000-\uf8ff€″ㄅ-ㄩ℃№─-╋]{{{_LEAST},}}"
    )


def _read_as_gbk(text: str) -> bool:
    """Whether the bytes of a text in GBK are Chinese text in UTF-8, but for a damaged end."""
    # the first bytes of UTF-8 for Chinese characters; in GBK they begin rare ones
    raw = text.encode("gb18030", "ignore")
    again = raw.decode("utf-8", "ignore")
    chinese = sum("一" <= char <= "鿿" for char in again)
    return chinese > 1 and 3 * chinese >= _MOSTLY * len(raw)
