"""Numbers that Word gives paragraphs by itself (ISO/IEC 29500-1, 17.9): they stand in no text.

Many offices number the rows of a table so. The parts ``numbering.xml`` and ``styles.xml`` say how.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from progress_report.office.wordml import VAL, W
from progress_report.text.numerals import ordinal

_LEVELS = 9
_MOST = 1_000_000
_PLACE = re.compile(r"%([1-9])")
_ROMAN = ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i")
_ROMAN_VALUES = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
_FULL_WIDTH = {ord("0") + figure: ord("０") + figure for figure in range(10)}
_SILENT = frozenset({"bullet", "none"})


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 0
    format: str = "decimal"
    text: str = ""
    restart: int = _LEVELS  # after a paragraph of so high a level it begins anew; 0 for never
    legal: bool = False  # whether all its places show Arabic figures


@dataclass(slots=True)
class _List:
    """A list in use: its levels, and where it starts other than they say."""

    abstract: str
    levels: list[_Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts as Word does: receives every paragraph, once, in the order of the document."""

    def __init__(self, numbering: Any | None, styles: Any | None) -> None:
        """Take the roots of the two parts; None for one that is not there."""
        self._lists = {} if numbering is None else _lists(numbering)
        self._styles = {} if styles is None else _styles(styles)
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()

    def number(self, properties: Any) -> str:
        """The number of the next paragraph as shown, such as ``（一）``; empty for none."""
        style = properties.find(f"{W}pStyle")
        name, level = self._styles.get("" if style is None else style.get(VAL, ""), (None, None))
        own = properties.find(f"{W}numPr")
        if own is not None:
            name = _value(own, "numId", name)
            level = _value(own, "ilvl", level)
        used = self._lists.get(name or "0")
        if used is None:
            return ""
        return self._advance(name or "", used, min(_whole(level, 0), _LEVELS - 1))

    def _advance(self, name: str, used: _List, level: int) -> str:
        counts = self._counts.setdefault(used.abstract, [None] * _LEVELS)
        if name not in self._begun:
            self._begun.add(name)
            for at, start in used.starts.items():
                counts[at] = start - 1
        now = counts[level]
        counts[level] = used.levels[level].start if now is None else now + 1
        for below in range(level + 1, _LEVELS):
            if level < used.levels[below].restart:
                counts[below] = None
        shown = used.levels[level]
        if shown.format in _SILENT:
            return ""

        def place(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            count = counts[at]
            value = used.levels[at].start if count is None else count
            form = "decimal" if shown.legal else used.levels[at].format
            return _FORMATS.get(form, str)(value)

        return _PLACE.sub(place, shown.text)


def _lists(root: Any) -> dict[str, _List]:
    """By id, which is what a paragraph names."""
    abstracts = {
        abstract.get(f"{W}abstractNumId", ""): _levels(abstract)
        for abstract in root.iterfind(f"{W}abstractNum")
    }
    lists = {}
    for num in root.iterfind(f"{W}num"):
        abstract = _value(num, "abstractNumId", "") or ""
        levels = list(abstracts.get(abstract, [_Level()] * _LEVELS))
        starts = {}
        for override in num.iterfind(f"{W}lvlOverride"):
            at = _whole(override.get(f"{W}ilvl"), 0)
            start = _value(override, "startOverride", None)
            own = override.find(f"{W}lvl")
            if at < _LEVELS and own is not None:
                levels[at] = _level(own)
            if at < _LEVELS and start is not None:
                starts[at] = _whole(start, 0)
        lists[num.get(f"{W}numId", "")] = _List(abstract, levels, starts)
    lists.pop("0", None)  # what a paragraph names to have no number
    return lists


def _levels(abstract: Any) -> list[_Level]:
    levels = [_Level()] * _LEVELS
    for found in abstract.iterfind(f"{W}lvl"):
        at = _whole(found.get(f"{W}ilvl"), 0)
        if at < _LEVELS:
            levels[at] = _level(found)
    return levels


def _level(element: Any) -> _Level:
    return _Level(
        start=_whole(_value(element, "start", None), 0),
        format=_value(element, "numFmt", "decimal") or "decimal",
        text=_value(element, "lvlText", "") or "",
        restart=_whole(_value(element, "lvlRestart", None), _LEVELS),
        legal=element.find(f"{W}isLgl") is not None,
    )


def _styles(root: Any) -> dict[str, tuple[str | None, str | None]]:
    """For each paragraph style, the list and the level its paragraphs are in."""
    based: dict[str, str] = {}
    own: dict[str, tuple[str | None, str | None]] = {}
    for style in root.iterfind(f"{W}style"):
        identity = style.get(f"{W}styleId", "")
        based[identity] = _value(style, "basedOn", "") or ""
        properties = style.find(f"{W}pPr/{W}numPr")
        if properties is not None:
            own[identity] = (_value(properties, "numId", None), _value(properties, "ilvl", None))
    found = {}
    for identity in based:
        at, seen = identity, set[str]()
        while at and at not in own and at not in seen:
            seen.add(at)
            at = based.get(at, "")
        if at in own:
            found[identity] = own[at]
    return found


def _value(parent: Any, tag: str, otherwise: str | None) -> str | None:
    child = parent.find(f"{W}{tag}")
    found: str | None = None if child is None else child.get(VAL)
    return otherwise if found is None else found


def _whole(text: str | None, otherwise: int) -> int:
    if text is None or not re.fullmatch(r"[0-9]{1,9}", text):
        return otherwise
    return min(int(text), _MOST)


def _chinese(number: int) -> str:
    return ordinal(number) if 0 < number < 100 else str(number)  # noqa: PLR2004 - two digits


def _circled(number: int) -> str:
    return chr(ord("①") + number - 1) if 0 < number <= 20 else str(number)  # noqa: PLR2004 - to ⑳


def _letter(number: int) -> str:
    """A to z, then aa to zz, then aaa."""
    times, letter = divmod(number - 1, 26)
    return chr(ord("a") + letter) * (times + 1) if 0 <= times < _LEVELS else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:  # noqa: PLR2004 - no letter stands for 5000
        return str(number)
    roman = ""
    for digits, value in zip(_ROMAN, _ROMAN_VALUES, strict=True):
        roman += digits * (number // value)
        number %= value
    return roman


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": "{:02}".format,
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    **dict.fromkeys(("chineseCounting", "chineseCountingThousand"), _chinese),
    **dict.fromkeys(("taiwaneseCountingThousand", "japaneseCounting"), _chinese),
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}
"""How a format writes a number (ISO/IEC 29500-1, 17.18.59); all others in plain figures."""
