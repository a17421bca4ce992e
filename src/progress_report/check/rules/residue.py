"""Characters that copying damaged: radicals in place of characters, text in a wrong encoding."""

import re
from functools import cache
from itertools import takewhile

from progress_report.check.corpus import Corpus, Diagnostics
from progress_report.text.radicals import RADICAL, plain_radicals

_LEADS, _TRAILS = range(0xE4, 0xEA), range(0x80, 0xC0)
"""First bytes of Chinese in UTF-8, and its second and third ones."""
_COMMON = range(0xB0, 0xD8)
"""First bytes of the common characters in GB 2312."""


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
            length = len(match[0]) if match.lastgroup == "latin" else _read_as_gbk(match[0])
            if length:
                yield passage.diagnose("garbled-text", match.start(), match.start() + length)


@cache
def _first_bytes() -> re.Pattern[str]:
    """The characters that the first bytes of Chinese in UTF-8 become, in Latin-1 and in GBK."""
    return re.compile(f"[ÂÃÎÏâäåæçèéï{_of_two(_LEADS, _TRAILS)}]")


def _of_two(first: range, second: range) -> str:
    """The characters that GB 18030 writes in two such bytes."""
    pairs = (bytes((lead, trail)) for lead in first for trail in second)
    return re.escape("".join(pair.decode("gb18030", "ignore") for pair in pairs))


@cache
def _suspicious() -> re.Pattern[str]:
    """Latin letters of UTF-8 bytes, as in km Â², or characters that two of them each became."""
    follow = "[\x80-¿‚„†‡‰‹›€™œžŸŠŽ–—“”˜•ƒˆŒ…]"
    begin = f"[{_of_two(_LEADS, _TRAILS)}][€{_of_two(_TRAILS, _LEADS)}]"
    return re.compile(
        f"(?P<latin>[Ãâäåæçèéï]{follow}(?:[Ãâäåæçèéï]|{follow})+|[ÂÎÏ][\x80-¿]|Ã[\x80-¿—]|â€)"
        f"|(?:{begin}[{_of_two(_TRAILS, _TRAILS)}]?)+"
    )


def _read_as_gbk(text: str) -> int:
    """How many characters of a text are in GBK the bytes of common characters in UTF-8.

    Two characters of GB 2312 may be those of one by chance: 返璞归真.
    """
    raw = b"\x80".join(part.encode("gb18030") for part in text.split("€"))
    again = raw.decode("utf-8", "ignore").encode("gb2312", "replace")
    count = sum(1 for _lead in takewhile(_COMMON.__contains__, again[::2]))
    least = 0 if b"?" in text[:2].encode("gb2312", "replace") else 1
    return (3 * count + 1) // 2 if count > least else 0
