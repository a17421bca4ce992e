"""Dates and times of spreadsheets, which are numbers of days."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from progress_report.readers.excel.number_digits import rounded
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
    weekday: int
    """0 is Monday."""
    days: int
    """Since the epoch; what ``[h]`` counts."""
    second: int
    """Of the day."""
    fraction: int
    """Thousandths of a second."""

    @classmethod
    def of(cls, value: Decimal, *, places: int, since_1904: bool) -> "Moment":
        """The moment so many days after the epoch.

        Day 1 is 1900-01-01, or 1904-01-02 if days are counted ``since_1904``; the time is rounded
        to the places of a second that are shown.

        Raises:
            NotADateError: it is after the year 9999.
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
