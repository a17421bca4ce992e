"""Dates as reports write them: 6月底, 2021年4月25日, 5—6月, 二季度末, 年底; and sentences."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from progress_report.domain.period import Period

_MONTH = r"(?<!\d)(?:1[0-2]|0?[1-9])|十[一二]?|[一二三四五六七八九]"
_DAY = r"3[01]|[12]\d|0?[1-9]"
DASH = r"[-—–~～至到]"
"""The marks and words between the ends of a stretch of time."""
WHEN = (
    rf"(?:(?P<year>(?<!\d)(?:19|20)\d\d)年|(?P<relative>今年|本年度?|当年|明年|次年|来年|去年|上年))?"
    rf"(?:(?:(?P<from>{_MONTH})月?(?:(?P<from_day>{_DAY})[日号])?{DASH})?"
    rf"(?P<month>{_MONTH})月份?(?:(?P<day>{_DAY})[日号]|(?P<part>[上中下]旬|[初中底末]))?"
    rf"|第?(?P<quarter>[一二三四1-4])季度(?P<quarter_part>[初末底])?"
    rf"|(?P<half>[上下])半年"
    rf"|(?:年|(?<=年))(?P<year_part>[底末内]))"
)
"""A pattern for one point or stretch of time, for use once within a larger pattern."""

_TERM = re.compile("[^，]*(?:[日月底末旬年][前内]|总投资|周期|工期)[^，]*|[0-9]+[年月日]")
"""A clause with a term, and days: 10月底前正式移交, 2027年."""
SENTENCE_END = re.compile(r"[。；！？;!?\n]")

_HANZI = {hanzi: number for number, hanzi in enumerate("一二三四五六七八九十", start=1)}
_HANZI |= {"十一": 11, "十二": 12}
_HALF_A_YEAR = 6
_LATER, _EARLIER = ("明年", "次年", "来年"), ("去年", "上年")
_PARTS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "初": (1, 10), "中": (11, 20)}


@dataclass(frozen=True, slots=True)
class When:
    """The days ``first`` to ``last``."""

    first: date
    last: date
    has_year: bool
    """Whether the text says which year."""
    has_month: bool
    """Whether it says a month: 二季度 and 年底 do not."""

    def may_be_of_another_year(self, written: date) -> bool:
        """Whether a reader would take the day for last year's or next year's.

        Without a year 11月 is last year's in January, and 3月 next year's in December.
        """
        ago = written.month - self.last.month
        return not self.has_year and not -_HALF_A_YEAR <= ago < _HALF_A_YEAR

    @classmethod
    def of(cls, match: re.Match[str], year: int) -> "When":
        """Read a match of `WHEN` in a text written in ``year``; 31 of a short month is its end."""
        relative = match["relative"] or ""
        year += (relative in _LATER) - (relative in _EARLIER)
        year = int(match["year"] or min(max(year, 1), 9999))
        has_year = bool(match["year"] or relative)
        if match["month"]:
            month = _number(match["month"])
            first, last = _PARTS.get(match["part"] or "", (21 if match["part"] else 1, 31))
            if match["day"]:
                first = last = int(match["day"])
            if match["from"]:
                # 11月15日至3月15日 began the year before, or ends in the next
                start = _number(match["from"])
                begun = year - (start > month)
                first_day = _day(max(begun, 1), start, int(match["from_day"] or 1))
                return cls(first_day, _day(year, month, last), has_year, has_month=True)
            return cls(_day(year, month, first), _day(year, month, last), has_year, has_month=True)
        if match["quarter"]:
            end = 3 * _number(match["quarter"])
            months = end - 2, end
        else:
            months = {"上": (1, 6), "下": (7, 12), None: (1, 12)}[match["half"]]
        if match["quarter_part"] in ("末", "底") or match["year_part"] in ("末", "底"):
            months = months[1], months[1]
        return cls(_day(year, months[0], 1), _day(year, months[1], 31), has_year, has_month=False)


@cache
def _day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def _number(text: str) -> int:
    return _HANZI.get(text) or int(text)


def first_day(period: Period) -> date:
    """The day a period begins."""
    return date(period.year, period.first, 1)


def last_day(period: Period) -> date:
    """The day a period ends."""
    return _day(period.year, period.last, 31)


def days_later(day: date, days: int) -> date:
    """The day so many days later, or the first or last day that there is."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def sentence_around(text: str, start: int, end: int) -> tuple[str, str]:
    """The text before and after the characters ``start`` to ``end`` in their sentence.

    At most 200 characters of each, since a text may have no full stop.
    """
    before = SENTENCE_END.split(text[max(0, start - 200) : start])[-1]
    after = SENTENCE_END.split(text[end : end + 200], maxsplit=1)[0]
    return before, after


def in_sentences(pattern: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], str, str]]:
    """The matches of a pattern in a text, with the text before and after in their sentences."""
    for match in pattern.finditer(text):
        yield match, *sentence_around(text, *match.span())


def without_terms(text: str) -> str:
    """A text without the clauses that set a term, and without days, of which its figures are."""
    return _TERM.sub("", text)
