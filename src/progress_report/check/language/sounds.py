"""How Chinese characters sound, as far as typing errors depend on it.

Most people type pinyin, so a wrong character usually sounds like the right one: the
list of candidates offers them side by side, or a hasty 留 (liu) becomes 绿 (lü) and 结 (jie)
becomes 机 (ji).

The 3,755 characters of the first level of GB/T 2312-1980 are sorted by their pinyin, so
it is enough to store the first character of each syllable: ``syllables.txt``. Other characters
are too rare in these tables and have no syllable.
"""

import re
from bisect import bisect_right
from functools import cache
from pathlib import Path

_FIRST, _LAST = "啊", "座"
"""The first and last characters of the first level of GB/T 2312-1980."""


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
def alike(first: str, second: str) -> bool:
    """Whether two characters sound the same, with z like zh and -n like -ng as in many dialects."""
    sound = _southern(syllable(first))
    return sound != "" and sound == _southern(syllable(second))


@cache
def nearly_alike(first: str, second: str) -> bool:
    """Whether the syllables of two characters differ by one added letter: 结 (jie), 机 (ji)."""
    short, long = sorted((_southern(syllable(first)), _southern(syllable(second))), key=len)
    return short != "" and short in {long[:index] + long[index + 1 :] for index in range(len(long))}


def sound(word: str) -> str:
    """How a word sounds, with z like zh and -n like -ng; '' for a character too rare."""
    return " ".join(_southern(syllable(char)) for char in word)


class Outline(dict[int, str]):
    """For ``str.translate``: common Chinese characters become one for the outline of the syllable.

    That is the initial, the first vowel and whether it ends in a nasal, so that 结 (jie) and 机
    (ji), 留 (liu) and 绿 (lü) share one. A character without a syllable becomes one by its code,
    which may be another's too. All stand at the beginning of the common Chinese ones, 256 in
    number; other characters stay.
    """

    def __missing__(self, code: int) -> str:
        """Find what a character becomes, once."""
        char = chr(code)
        if "一" <= char <= "鿿":
            outlines = _outlines()
            outline = _outline(syllable(char))
            number = outlines[outline] if outline else len(outlines) + code % (256 - len(outlines))
            char = chr(ord("一") + number)
        self[code] = char
        return char


@cache
def _table() -> tuple[list[bytes], list[str]]:
    text = (Path(__file__).parents[1] / "data" / "syllables.txt").read_text(encoding="utf-8")
    pairs = sorted((part[-1].encode("gb2312"), part[:-1]) for part in text.split())
    return [code for code, _ in pairs], [sound for _, sound in pairs]


@cache
def _southern(sound: str) -> str:
    return re.sub("(?<=^[zcs])h", "", sound).replace("ng", "n")


@cache
def _outlines() -> dict[str, int]:
    outlines = sorted({_outline(sound) for sound in _table()[1]})
    return {outline: number for number, outline in enumerate(outlines)}


@cache
def _outline(sound: str) -> str:
    match = re.match("([zcs])h?|[bpmfdtnlgkhjqxryw]?", sound)
    initial, final = (match[1] or match[0], sound[match.end() :]) if match else ("", sound)
    vowel = final[:1]
    if vowel == "v" or (vowel == "u" and initial in ("j", "q", "x", "y")):
        vowel = "i"  # ü is written so, and typed beside i
    return initial + vowel.replace("o", "u") + ("n" if "n" in final else "")
