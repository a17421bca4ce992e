"""How Chinese characters sound, as far as a typist's slip is concerned.

Nearly everybody types by pinyin, so the wrong character is one that sounds like the right one: the
list of candidates offers them side by side, or a hasty 留 (liu) becomes 绿 (lü) and 结 (jie)
becomes 机 (ji).

The 3,755 characters of the first level of GB/T 2312-1980 stand there in order of their pinyin, so
it is enough to know with which character each syllable begins: ``syllables.txt``. Other characters
are too rare for the tables we read; they sound like themselves.
"""

import re
from bisect import bisect_right
from functools import cache
from pathlib import Path

_FIRST, _LAST = "啊", "座"
"""The first level of GB/T 2312-1980 reaches from here to here."""


@cache
def syllable(char: str) -> str:
    """The pinyin of a character without its tone (``lv`` for lü); '' for one too rare."""
    codes, syllables = _table()
    try:
        code = char.encode("gb2312")
    except UnicodeEncodeError:
        return ""
    if not _FIRST.encode("gb2312") <= code <= _LAST.encode("gb2312"):
        return ""
    return syllables[bisect_right(codes, code) - 1]


@cache
def alike(one: str, other: str) -> bool:
    """Whether two characters sound the same, z like zh and -n like -ng as many speak."""
    sound = _southern(syllable(one))
    return sound != "" and sound == _southern(syllable(other))


@cache
def nearly_alike(one: str, other: str) -> bool:
    """Whether one letter more or less makes two characters sound the same: 结 (jie), 机 (ji)."""
    short, long = sorted((_southern(syllable(one)), _southern(syllable(other))), key=len)
    return short != "" and short in {long[:at] + long[at + 1 :] for at in range(len(long))}


class Outline(dict[str, int]):
    """A number from 0 to 255 for each character: the outline of its syllable.

    That is the initial, the first vowel and whether it ends in a nasal, so that 结 (jie) and 机
    (ji), 留 (liu) and 绿 (lü) share one. A character without a syllable has a number by its code,
    which may be another's too.
    """

    def __missing__(self, char: str) -> int:
        """Work a character's number out once."""
        known = _outlines()
        outline = _outline(syllable(char))
        self[char] = known[outline] if outline else len(known) + ord(char) % (256 - len(known))
        return self[char]


@cache
def _table() -> tuple[list[bytes], list[str]]:
    text = (Path(__file__).parents[1] / "data" / "syllables.txt").read_text(encoding="utf-8")
    pairs = sorted((part[-1].encode("gb2312"), part[:-1]) for part in text.split())
    return [code for code, _ in pairs], [sound for _, sound in pairs]


def _southern(sound: str) -> str:
    return re.sub("(?<=^[zcs])h", "", sound).replace("ng", "n")


@cache
def _outlines() -> dict[str, int]:
    outlines = sorted({_outline(sound) for sound in _table()[1]})
    return {outline: number for number, outline in enumerate(outlines)}


def _outline(sound: str) -> str:
    match = re.match("([zcs])h?|[bpmfdtnlgkhjqxryw]?", sound)
    initial, final = (match[1] or match[0], sound[match.end() :]) if match else ("", sound)
    vowel = final[:1]
    if vowel == "v" or (vowel == "u" and initial in ("j", "q", "x", "y")):
        vowel = "i"  # ü is written so, and typed beside i
    return initial + vowel.replace("o", "u") + ("n" if "n" in final else "")
