"""A number as a spreadsheet shows it: number format codes read and applied.

Codes are those of ECMA-376 Part 1, 18.8.30 and 18.8.31, with what Excel and WPS for China add
(``!`` as escape, ``aaaa``, ``上午/下午``, ``[DBNum1]``, ``G/通用格式``).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache, partial
from operator import eq, ge, gt, le, lt, ne

from progress_report.readers.excel.number_digits import Token, general, rounded, shown_digits
from progress_report.system.data import read_data
from progress_report.text.numerals import spell

_LAST_DAY = 2958465  # 9999-12-31
_NO_SUCH_DAY = 60  # 1900-02-29, which spreadsheets believe in
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HAN_DAYS = "一二三四五六日"
_NOON = 12


class NotADateError(ValueError):
    """A number that stands for no day; a spreadsheet shows ``####``."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as a spreadsheet counts it."""

    year: int
    month: int
    day: int
    weekday: int  # 0 is Monday
    days: int  # since the epoch; what ``[h]`` counts
    second: int  # of the day
    fraction: int  # thousandths of a second

    @classmethod
    def of(cls, value: Decimal, *, places: int, since_1904: bool) -> "Moment":
        """The moment so many days after the epoch.

        Day 1 is 1900-01-01, or 1904-01-02 if days are counted ``since_1904``; the time is rounded
        to the places of a second that are shown. Raises NotADateError if it is after the year 9999.
        """
        seconds, fraction = divmod(int(rounded(value * 86_400, min(places, 3)) * 1000), 1000)
        days, second = divmod(seconds, 86_400)
        if days > _LAST_DAY - (1462 if since_1904 else 0):
            raise NotADateError("a date after the last")
        if since_1904:
            day = date(1904, 1, 1) + timedelta(days)
            return cls(day.year, day.month, day.day, day.weekday(), days, second, fraction)
        weekday = (days + 5) % 7  # day 1 was a Monday, but spreadsheets say Sunday
        if days in (0, _NO_SUCH_DAY):  # shown as January 0 and February 29
            month, number = (1, 0) if days == 0 else (2, 29)
            return cls(1900, month, number, weekday, days, second, fraction)
        day = date(1899, 12, 31 if days < _NO_SUCH_DAY else 30) + timedelta(days)
        return cls(day.year, day.month, day.day, weekday, days, second, fraction)


def shown_part(moment: Moment, code: str, *, halves: bool, local: bool, chinese: int) -> str:
    """One part of a date or time.

    ``code`` is ``yyyy``, ``m`` (month), ``i`` (minute), ``aaaa``, ``AM/PM``, ``.00`` and so on, in
    upper case if hours and minutes are counted from the epoch; with ``halves`` the day has two of
    twelve hours; ``local`` names months and days in Chinese; ``chinese`` is as in `spell`, or 0.
    """
    if code.startswith("."):
        return f".{moment.fraction:03}"[: len(code)]
    if "/" in code:
        early, late = ("上午", "下午") if local and code == "AM/PM" else code.split("/")
        return early if moment.second < _NOON * 3600 else late
    return _named(moment, code, local=local) or _counted(moment, code, halves, chinese)


def _named(moment: Moment, code: str, *, local: bool) -> str:
    """Parts that are words; empty if it is not one."""
    letter, count = code[0], len(code)
    han_day = _HAN_DAYS[moment.weekday]
    if letter == "a":
        return han_day if count == len("aaa") else f"星期{han_day}"
    if letter not in "dm" or count < len("mmm"):
        return ""
    short = count == len("mmm")
    if local and letter == "d":
        return f"周{han_day}" if short else f"星期{han_day}"
    if local:
        return f"{spell(str(moment.month), 1, calendar=True)}月"
    name = _DAYS[moment.weekday] if letter == "d" else _MONTHS[moment.month - 1]
    return name[:3] if short else name[:1] if count == len("mmmmm") else name


def _counted(moment: Moment, code: str, halves: bool, chinese: int) -> str:
    letter, count = code[0], len(code)
    hour = moment.second // 3600
    if letter == "g":
        return ""  # the era, which the calendar in use does not name
    if letter in "ye":
        short = letter == "y" and count < len("yyy")
        year = f"{moment.year % 100:02}" if short else f"{moment.year:04}"
        return spell(year, chinese, by_digit=True) if chinese else year
    value = {
        "m": moment.month,
        "d": moment.day,
        "h": (hour - 1) % _NOON + 1 if halves else hour,
        "i": moment.second // 60 % 60,
        "s": moment.second % 60,
        "H": moment.days * 24 + hour,
        "M": moment.days * 1440 + moment.second // 60,
        "S": moment.days * 86_400 + moment.second,
    }[letter]
    return spell(str(value), chinese, calendar=True) if chinese else f"{value:0{count}}"


GENERAL = "General"
BUILT_IN: dict[int, str] = {
    number: code
    for code, numbers in read_data("readers", "number_formats").items()
    for number in numbers
}
"""Codes that a file names by number alone, as a Chinese system has them."""

_SECTION = re.compile(r'((?:"[^"]*"?|[\\!_*].|\[[^\]]*\]|[^;])*);', re.DOTALL)
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)'
    r"|\[(?P<bracket>[^\]]*)\]"
    r"|(?P<general>General|G/通用格式)"
    r"|(?P<noon>AM/PM|A/P|上午/下午)"
    r"|(?P<exponent>E[+-])"
    r"|(?P<date>y+|e+|m+|d+|h+|s+|a{3,4}|g+)"
    r"|(?P<digit>[0#?])|(?P<mark>[.,%/@])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|=|<|>)\s*(-?\d+(?:\.\d*)?)$", re.ASCII)
_NUMERALS = re.compile(r"DBNum([1-3])$", re.IGNORECASE)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_COMPARE = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "<>": ne}
_SYSTEM = re.compile(r"\[\$-(?:(F800|x-sysdate)|(F400|x-systime))\]", re.IGNORECASE)
_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)
_DATED = ("date", "noon", "elapsed")
_TEXTS = 4  # the section for texts is the fourth


@dataclass(frozen=True, slots=True)
class _Section:
    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None
    chinese: int  # of ``[DBNum1]``: the kind of Chinese numerals; 0 for none
    local: bool  # whether months and days of the week are named in Chinese

    def has(self, *kinds: str) -> bool:
        return any(token.kind in kinds for token in self.tokens)

    def put(self, kinds: Sequence[str], shown: Callable[[str], str]) -> str:
        """Tokens of some kinds as they are shown, the others as they are written."""
        return "".join(
            shown(token.text) if token.kind in kinds else token.text for token in self.tokens
        )


def shown_number(value: Decimal, code: str, *, since_1904: bool = False) -> str:
    """The text a spreadsheet shows for a number, in a cell that is wide enough.

    A date is the number of days since the workbook's epoch. Raises NotADateError if it should be a
    date and is none; ValueError if the code is none.
    """
    value = _FIFTEEN.plus(value)  # what a spreadsheet knows of a number
    section, sign = _choose(_for_numbers(_sections(code)), value)
    value = abs(value)
    if section.has(*_DATED):
        if sign:
            raise NotADateError("a date before the first")
        places = max((len(t.text) - 1 for t in section.tokens if t.kind == "seconds"), default=0)
        moment = Moment.of(value, places=places, since_1904=since_1904)
        halves, local, chinese = section.has("noon"), section.local, section.chinese
        show = partial(shown_part, moment, halves=halves, local=local, chinese=chinese)
        return section.put((*_DATED, "seconds"), show)
    if section.has("digit"):
        text = shown_digits(section.tokens, value)
        return sign + (spell(text, section.chinese, by_digit=True) if section.chinese else text)
    text = general(value)
    written = spell(text, section.chinese) if section.chinese else text
    return sign + section.put(("general", "@"), lambda _text: written)


def shown_text(text: str, code: str) -> str:
    """The text a spreadsheet shows for a text: only a section for texts, with ``@``, changes it.

    Raises ValueError if the code is none.
    """
    if code in (GENERAL, "@"):
        return text
    sections = _sections(code)
    if len(sections) < _TEXTS and not sections[-1].has("@"):
        return text
    return sections[-1].put(("@", "general"), lambda _text: text)


@lru_cache(maxsize=256)
def _sections(code: str) -> tuple[_Section, ...]:
    if system := _SYSTEM.match(code):
        code = 'yyyy"年"m"月"d"日"' if system[1] else "h:mm:ss"
    return tuple(map(_section, _SECTION.findall(f"{code or GENERAL};")[:_TEXTS]))


def _section(text: str) -> _Section:
    tokens: list[Token] = []
    condition, chinese, local = None, 0, False
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup)
        inner = match[kind]
        if kind == "bracket":
            if found := _CONDITION.match(inner):
                condition = found[1], Decimal(found[2])
            elif found := _NUMERALS.match(inner):
                chinese = int(found[1])
            else:
                locale = inner.partition("-")[2].lower()
                local = local or locale.endswith("804") or locale.startswith("zh")
        tokens += _token(kind, inner)
    dated = any(token.kind in _DATED for token in tokens)
    return _Section(tuple(_timed(tokens) if dated else tokens), condition, chinese, local)


def _token(kind: str, text: str) -> list[Token]:
    """What a piece of a code stands for; nothing if it is not shown."""
    if kind == "bracket":
        if text.startswith("$"):
            return [Token("text", text[1:].partition("-")[0])]
        # else a colour or a condition, which says nothing in words
        return [Token("elapsed", text.upper())] if _ELAPSED.fullmatch(text) else []
    if kind == "other" and text.isascii() and text.isalpha():
        raise ValueError(f"not in any number format: {text}")
    if kind in ("quoted", "escaped", "other"):
        return [Token("text", text)]
    own = {"space": [Token("text", " ")], "fill": [], "mark": [Token(text, text)]}
    return own.get(kind, [Token(kind, text)])


def _timed(tokens: Sequence[Token]) -> list[Token]:
    """Tokens of a date with minutes (``i``) distinguished from months, and fractions of seconds."""
    found: list[Token] = []
    letters = [token.text[0].lower() if token.kind in _DATED[::2] else "" for token in tokens]
    for at, token in enumerate(tokens):
        text = token.text.lower()
        before = next((letter for letter in reversed(letters[:at]) if letter), "")
        after = next((letter for letter in letters[at + 1 :] if letter), "")
        if token.kind == "date":
            minutes = text in ("m", "mm") and (before == "h" or after == "s")
            found.append(Token("date", text.replace("m", "i") if minutes else text))
        elif token.kind == "digit" and found and found[-1].kind in (".", "seconds"):
            found[-1] = Token("seconds", found[-1].text + "0")
        else:
            found.append(token)
    return found


def _for_numbers(sections: Sequence[_Section]) -> Sequence[_Section]:
    """Without the section for texts, which is the fourth, or a last one with ``@``."""
    texts = len(sections) == _TEXTS or (len(sections) > 1 and sections[-1].has("@"))
    return sections[:-1] if texts else sections


def _choose(sections: Sequence[_Section], value: Decimal) -> tuple[_Section, str]:
    """The section for a number, and the sign to put before it."""
    minus = "-" if value < 0 else ""
    for section in sections:
        if section.condition is not None and _COMPARE[section.condition[0]](
            value, section.condition[1]
        ):
            # a section for what is below some bound says itself that it is
            return section, "" if section.condition[0][0] == "<" and len(sections) > 1 else minus
    if any(section.condition for section in sections):
        return next((s for s in reversed(sections) if s.condition is None), sections[-1]), minus
    if value < 0 and len(sections) > 1:
        return sections[1], ""
    if not value and len(sections) > 2:  # noqa: PLR2004 - positive; negative; zero
        return sections[2], ""
    return sections[0], minus
