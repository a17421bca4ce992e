"""Decode text of unknown encoding, detected from its bytes."""

import codecs
import re

from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.readers import worded
from progress_report.source.files import is_utf8, wide_encoding

_CHINESE = "gb18030"  # GB 18030 includes GBK, which includes GB 2312: one decoder for all three
_CHINESE_NAMES = {"gb2312", "gbk", "gb18030", "cp936", "gb_2312-80", "x-gbk", "ansi"}

PICTURES = re.compile(
    rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|II\*\0|MM\0\*|BM.{4}\0{4}|RIFF.{4}WEBP"
    rb"|.{4}ftyp(?:hei[cxms]|hev[cxms]|mif1|msf1|avi[fs])",
    re.DOTALL,
)
"""How they begin: a BMP file with its size and four bytes that are 0; HEIF (ISO/IEC 23008-12) and
AVIF with a brand, for films begin as they do."""
_LEVEL_1 = range(0xB0, 0xD8)  # lead bytes of the 3,755 usual characters of GB 2312
_ENOUGH = 6
_BIG5_LEVEL_1 = range(0xA4, 0xC7)  # lead bytes of the 5,401 usual characters of Big5
_HALF, _MOST = 0.5, 0.8
_SAMPLE_BYTES = 20_000


def is_garbled(text: str) -> bool:
    """Whether text was once read in a wrong encoding: most of its characters are rare ones."""
    return _usual_share(text, "gb2312", _LEVEL_1) < _HALF


def _usual_share(text: str, encoding: str, leads: range) -> float:
    """Of the Chinese characters those that an encoding has among its usual ones; 1 of too few."""
    hanzi = [char for char in text if "\u3400" <= char <= "\u9fff"]
    usual = sum((char.encode(encoding, "ignore") or b"\0")[0] in leads for char in hanzi)
    return usual / len(hanzi) if len(hanzi) >= _ENOUGH else 1


def is_big5(raw: bytes) -> bool:
    """Whether text is in Big5: its characters are usual ones if read so, and rare ones as GBK."""
    sample = raw[:_SAMPLE_BYTES].rpartition(b"\n")[0] or raw[:_SAMPLE_BYTES]
    try:
        text = sample.decode("big5")
    except UnicodeDecodeError:
        return False
    as_gbk = _usual_share(sample.decode(_CHINESE, "ignore"), "gb2312", _LEVEL_1)
    return _usual_share(text, "big5", _BIG5_LEVEL_1) > _MOST > as_gbk


def decode_any(path: str, raw: bytes, declared: str = "") -> tuple[str, list[Diagnostic]]:
    """Decode text of an unknown encoding without losing a character; on error it is empty.

    Text that is valid UTF-8 is UTF-8, because Chinese text in another encoding is never valid
    UTF-8 beyond a word or two. Otherwise the declared encoding is tried, then GB 18030.
    """
    if is_big5(raw) and not is_utf8(raw):
        return "", [worded("big5", Location(path))]
    wide = wide_encoding(raw)
    named = _CHINESE if declared.lower() in _CHINESE_NAMES else declared
    for encoding in (wide, "utf-8-sig", named, _CHINESE):
        try:
            if encoding and codecs.lookup(encoding)._is_text_encoding:  # noqa: SLF001 - not base64
                return raw.decode(encoding).removeprefix("\ufeff"), []
        except (UnicodeDecodeError, LookupError):
            continue
    return "", [_undecodable(path, raw)]


def _undecodable(path: str, raw: bytes) -> Diagnostic:
    """Report the first invalid byte, in the encoding that decodes the most."""
    position = max(_first_invalid(raw, "utf-8"), _first_invalid(raw, _CHINESE))
    line = raw.count(b"\n", 0, position) + 1
    start = raw.rfind(b"\n", 0, position) + 1
    encoding = max(("utf-8", _CHINESE), key=lambda name: _first_invalid(raw, name))
    before = raw[start:position].decode(encoding, "replace")
    rest = raw[position : position + 60].split(b"\n")[0].decode(encoding, "replace")
    return worded("encoding", Location(path, line, len(before) + 1, 1, before + rest))


def _first_invalid(raw: bytes, encoding: str) -> int:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return len(raw)
