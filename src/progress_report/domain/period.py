"""Reporting periods: parse, order, contain, label.

A period is a run of whole months within one year. Its spelling in task files is the *key*
(``H1``, ``Q3``, ``M07``, ``FY``, ``Q1-Q3``, ``M01-M10``); with the year in front it is the
*name* (``2021H1``), which also names output files. Two spellings of the same months are the
same period: ``M01-M03`` is ``Q1``. The plan of a year (``2022plan``) is a period of no month,
before the year's first: it has a table, and no entries.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, total_ordering
from typing import Self

from progress_report.text.numerals import TO_ARABIC, ordinal

_NUMBERS = {text(number): number for text in (ordinal, str) for number in range(1, 13)}
_NUMERAL = r"十[一二]?|[一二三四五六七八九]|1[0-2]|0?[1-9]"
# NFKC has already turned full-width digits and letters into ASCII. What only titles and headings
# need is compiled when one is read.
_DASH = r"\s*[-‐‑–—－~～至到]+\s*"

_KEY = re.compile(
    r"(?P<whole>FY)|(?P<half>[HS])(?P<h>[12])"
    r"|Q(?P<q1>[1-4])(?:-Q?(?P<q2>[1-4]))?"
    r"|M(?P<m1>0[1-9]|1[0-2]|[1-9])(?:-M?(?P<m2>0[1-9]|1[0-2]|[1-9]))?",
    re.ASCII | re.IGNORECASE,
)
_KEY_WITHIN = rf"(?ai)(?<![0-9A-Z])(?:{_KEY.pattern})(?![0-9A-Z])"
_UNTIL = r"(?:截[至止]到?|(?:^|(?<=[年(\s]))至)"
_WORDS = (
    rf"(?P<half>[上下])半年|前(?P<upto>[二三23])个?季度?|(?P<whole>全年|年度)"
    rf"|前(?P<first_months>{_NUMERAL})个?月"
    rf"|截[至止]到?(?:\d{{4}}年)?第?(?P<until_quarter>[一二三四1-4])季度[底末]?"
    rf"|第?(?P<q1>[一二三四1-4])(?:(?:季度)?{_DASH}第?(?P<q2>[一二三四1-4]))?季度"
    rf"|(?P<m1>{_NUMERAL})月?{_DASH}(?P<m2>{_NUMERAL})月"
    rf"|{_UNTIL}(?:\d{{4}}年)?(?P<until>{_NUMERAL})月(?:\d{{1,2}}日|底|末)?"
    # 6月25日 alone is the day a table was handed in; 截至6月25日 is a period
    rf"|(?P<month>{_NUMERAL})月(?!\s*[\d一二三四五六七八九十]{{1,3}}日)份?"
)
_SUM = re.compile(r"[底末]?[(\s]?累计")
"""Behind a quarter or a month that is counted from January on: 三季度累计."""
_STATED = (
    r"(?<!\d)(?P<year>(?:19|20)\d\d)"
    r"(?:年|(?=[-‐‑–—_ ]?(?:FY|[HSQM]\d|[上下]半年|全年|前[二三]个?季度|第?[一二三四]季度)))"
)
"""A year that a title states: 2021年, or 2021 right before a period."""
_PLAN = r"(?i)plan|(?:工作)?计划|任务分解表?"
_DONE = "(?:目前|阶段性)?(?:进展|进度|完成|落实|推进|办理|执行)+(?:情况)?(?:一览|统计|汇总)?表?"
"""How the title of a table of progress ends."""
_DECOMPOSED = "(?:任务)?(?:分解|计划|安排)表?$"
"""How the title of a plan ends."""
_YEAR_AGAIN = rf"(?P<begin>(?P<year>\d{{4}})年\d{{1,2}}月{_DASH})(?P=year)年"
"""2021年1月至2021年6月, to leave out the second year."""
_TWO_YEARS = rf"\d{{4}}年\d{{1,2}}月{_DASH}\d{{4}}年|\d{{4}}年?{_DASH}\d{{4}}年度"
_UP_TO_DAY = rf"{_UNTIL}(?:(?P<year>\d{{4}})年)?(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日"
_UP_TO = re.compile(r"截[至止]到?$")
_JOINER = r"(?P<words>[^，。；]{0,12})[和及与暨、/]第?(?:(?P<year>(?:19|20)\d\d)年)?"
"""Between two periods that a title names."""
_PLANNED = re.compile(r"\w{0,6}(?:计划|打算|安排|思路)(?!完成|执行|落实)")
"""Behind a period that is not reported on."""
_FIRST_OF_TWO = (
    rf"(?<!\d)(?:(?P<q1>[一二三四1-4])|(?P<month>{_NUMERAL})|(?P<half>上))[、和及与/]第?$"
)
"""Before a period whose last word is that of two: 一、二季度."""
_HANZI_YEAR = re.compile(r"(?:一九|二[〇零○Oo0])[〇零○Oo0一二三四五六七八九]{2}(?=\s*年)")
_FIRST_MONTH = re.compile(rf"(?<![\d十百千万亿美])元(?=月|{_DASH}(?:{_NUMERAL})月)")
_FIGURES = TO_ARABIC | str.maketrans("Oo", "00")
_YEAR = re.compile(r"(?<![0-9A-Za-z])(?P<year>\d{4})(?!\d)\s*年?度?\s*[-‐‑–—]?\s*", re.ASCII)


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """Whole months ``first`` to ``last`` (1 to 12, both included) of a year; both 0 of its plan."""

    year: int
    first: int
    last: int

    def __post_init__(self) -> None:
        """Reject months that are not an ascending range within a year."""
        ordered = 1 <= self.first <= self.last <= 12 or self.is_plan  # noqa: PLR2004 - the calendar's own number
        if not (1 <= self.year <= 9999 and ordered):  # noqa: PLR2004 - as above
            raise ValueError(f"no such period: {self.year}, months {self.first} to {self.last}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a period with its year, in any spelling a person would use.

        Accepts ``2021H1``, ``2021-H1``, ``2021-S1``, ``2021Q1-Q3``, ``2021M07``, ``2021上半年``,
        ``二〇二一年上半年``, ``2021年前三季度``, ``2021年1—10月``, ``截至2021年8月底``; a bare year
        is the full year; ``2021plan``, ``2021计划`` and ``2021年任务分解表`` are its plan. Any
        other text raises ValueError.
        """
        folded = figures(text).strip()
        year = _YEAR.search(folded)
        if year is not None:
            rest = folded[: year.start()] + folded[year.end() :]
            number = int(year["year"])
            if not rest:
                return cls(number, 1, 12)
            if re.fullmatch(_PLAN, rest):
                return cls(number, 0, 0)
            match = _KEY.fullmatch(rest) or re.fullmatch(_WORDS, rest)
            if match is not None:
                return cls(number, *_months(match))
        raise ValueError(f"not a period: {text!r}")

    @classmethod
    @lru_cache(maxsize=1000)  # every task of a year has the same few
    def from_key(cls, year: int, key: str) -> Self:
        """Read the key of an entry: ``H1``, ``M07``, ``Q1-Q3``; ValueError for any other text."""
        match = _KEY.fullmatch(key)
        if match is None:
            raise ValueError(f"not a period key: {key!r}")
        return cls(year, *_months(match))

    @classmethod
    def find_in(cls, text: str, *, cumulative: bool = False) -> Self | None:
        """Find the year and the first period after it in a running title or a name, or None.

        三季度累计 is January to September; in ``cumulative`` reporting, where every period counts
        from January, it is the third quarter.
        """
        folded = re.sub(_YEAR_AGAIN, r"\g<begin>", figures(text))
        year = re.search(_STATED, folded)
        if year is None or re.search(_TWO_YEARS, folded):
            return None
        up_to = _UP_TO.search(folded, 0, year.start())  # 截至2021年8月底
        for match in _worded(folded[up_to.start() if up_to else year.end() :]):
            first, last = _months(match, cumulative=cumulative)
            if first <= last:  # 11—2月 is not within the year
                return cls(int(year["year"]), first, last)
        return None

    @classmethod
    @lru_cache(maxsize=1000)  # a cell is asked for its period alone and with the cells around it
    def split_from(
        cls, text: str, year: int, *, cumulative: bool = False
    ) -> tuple[Self, str] | None:
        """Find the first period in a heading; give it, and the text without it.

        Such as ``1-10月推进情况``, ``2021年上半年完成情况`` or ``H1进展``; of a heading that names
        no year it is in the one given. A heading that names no period, or joins several, gives
        None. For ``cumulative`` see `find_in`.
        """
        folded = re.sub(_YEAR_AGAIN, r"\g<begin>", figures(text))
        if re.search(_TWO_YEARS, folded):
            return None
        stated = re.search(r"(?<!\d)((?:19|20)\d\d)年?", folded)
        if stated is not None:
            year = int(stated[1])
            folded = folded[: stated.start()] + folded[stated.end() :]
        match = next(_worded(folded), None)
        if match is None or joined_periods(text, year):
            return None
        try:
            period = cls(year, *_months(match, cumulative=cumulative))
        except ValueError:  # 3月至1月
            return None
        return period, folded[: match.start()] + folded[match.end() :]

    @property
    def is_plan(self) -> bool:
        """Whether this is the plan of its year."""
        return self.first == self.last == 0

    @property
    def key(self) -> str:
        """The canonical key: the coarsest spelling of these months."""
        return _key(self.first, self.last)

    @property
    def name(self) -> str:
        """The key with its year: ``2021H1``. Parsing it gives this period again."""
        return f"{self.year:04}{self.key}"

    @property
    def label(self) -> str:
        """The wording of official tables, without the year: 上半年, 前三季度, 1—10月, 全年."""
        key = self.key
        if key in _FIXED_LABELS:
            return _FIXED_LABELS[key]
        if key.startswith("Q"):
            start, end = (self.first + 2) // 3, self.last // 3
            if start == end:
                return f"{ordinal(start)}季度"
            return f"{ordinal(start)}—{ordinal(end)}季度"
        return f"{self.first}月" if self.first == self.last else f"{self.first}—{self.last}月"

    def has(self, day: date) -> bool:
        """Whether a day is within it."""
        return day.year == self.year and self.first <= day.month <= self.last

    def contains(self, other: "Period") -> bool:
        """Whether every month of ``other`` is one of this period's."""
        return self.year == other.year and self.first <= other.first and other.last <= self.last

    def overlaps(self, other: "Period") -> bool:
        """Whether the two share a month."""
        return self.year == other.year and self.first <= other.last and other.first <= self.last

    def previous(self, reported: Iterable["Period"]) -> "Period | None":
        """The preceding report: the latest period of the year that ends before this one does.

        It is either wholly before this one, or within it (Q1 before H1, whose figures include it);
        a period that overlaps the beginning of this one covers other months, and is ignored.
        """
        earlier = (p for p in reported if p.year == self.year and p.last < self.last)
        return max((p for p in earlier if p.last < self.first or self.contains(p)), default=None)

    def __lt__(self, other: object) -> bool:
        """Order by end; of two periods with the same end, the longer one is later."""
        if not isinstance(other, Period):
            return NotImplemented
        return (self.year, self.last, -self.first) < (other.year, other.last, -other.first)

    def __str__(self) -> str:
        """The name."""
        return self.name


_FIXED_LABELS = {"plan": "计划", "FY": "全年", "H1": "上半年", "H2": "下半年", "Q1-Q3": "前三季度"}


def figures(text: str) -> str:
    """The text in plain characters (NFKC), with years such as 二〇二一年 and 元月 in figures."""
    folded = _FIRST_MONTH.sub("1", unicodedata.normalize("NFKC", text))
    return _HANZI_YEAR.sub(lambda year: year[0].translate(_FIGURES), folded)


def templated(text: str, *, with_period: bool = True) -> str:
    """A title or heading as a pattern: its year becomes ``{year}``, its period ``{period}``."""
    folded = figures(text)
    spans: list[tuple[int, int, str]] = []
    if len(folded) == len(text):  # else positions in the two differ
        year = re.search(_STATED, folded)
        start = year.end() if year else 0
        spans += [(*year.span("year"), "{year}")] if year else []
        match = next(_worded(folded[start:]), None) if with_period else None
        spans += [(start + match.start(), start + match.end(), "{period}")] if match else []
    pieces, end = [], 0
    for first, last, placeholder in spans:
        pieces += [text[end:first].replace("{", "{{").replace("}", "}}"), placeholder]
        end = last
    return "".join([*pieces, text[end:].replace("{", "{{").replace("}", "}}")])


def plan_title(pattern: str) -> str:
    """The title of a plan by that of tables of progress: …任务分解表 by …任务{period}进展情况表.

    One that does not end in what was done stays as it is.
    """
    title = re.sub(f"(?:任务)?{_DONE}$", "任务分解表", pattern.replace("{period}", ""))
    return title if title.endswith("任务分解表") else pattern


def progress_title(pattern: str) -> str:
    """The title of tables of progress by that of a plan; see `plan_title`."""
    return re.sub(_DECOMPOSED, "任务{period}进展情况表", pattern)


def joined_periods(text: str, year: int | None) -> list[Period]:
    """The periods that a title joins, such as 一、二季度: two or more. It may state the year."""
    folded = figures(text)
    if stated := re.search(_STATED, folded):
        year, folded = int(stated["year"]), folded[stated.end("year") :].removeprefix("年")
    if year is None:
        return []
    matches = [*re.finditer(_WORDS, folded if not folded.startswith("度") else f"年{folded}")]
    periods: dict[Period, None] = {}
    before = None
    for match in matches:
        text_before = match.string[before.end() if before else 0 : match.start()]
        if before and (joiner := re.fullmatch(_JOINER, text_before)):
            planned = joiner["words"] and _PLANNED.match(match.string, match.end())
            if not planned and not (joiner["words"] and before["whole"] == "年度"):
                periods |= _periods(before, year)
                year = int(joiner["year"] or year)
                periods |= _periods(match, year)
        if first := re.search(_FIRST_OF_TWO, text_before):
            same_kind = any(first[kind] and match[kind] for kind in first.groupdict())
            periods |= {**_periods(first, year), **_periods(match, year)} if same_kind else {}
        before = match
    return [*periods] if len(periods) > 1 else []


def _periods(match: re.Match[str], year: int) -> dict[Period, None]:
    """The period of a match as the one key; none if its months are in the wrong order."""
    first, last = _months(match)
    return {Period(year, first, last): None} if first <= last else {}


def year_in(text: str) -> int | None:
    """The first year in a title or a file name, with or without a period."""
    match = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", figures(text))
    return int(match[0]) if match else None


def day_in(text: str, year: int | None = None) -> date | None:
    """The day up to which a text reports (截至2021年6月10日); by default of its first year."""
    match = re.search(_UP_TO_DAY, figures(text))
    stated = (match["year"] or year or year_in(text)) if match else None
    if match is None or stated is None:
        return None
    try:
        return date(int(stated), int(match["month"]), int(match["day"]))
    except ValueError:  # 6月31日
        return None


def _worded(text: str) -> Iterator[re.Match[str]]:
    """Matches of periods in a text: wordings first, then keys such as H1."""
    yield from re.finditer(_WORDS, text)
    yield from re.finditer(_KEY_WITHIN, text)


@lru_cache
def _key(first: int, last: int) -> str:
    if first == last == 0:
        return "plan"
    if (first, last) == (1, 12):
        return "FY"
    if (first - 1) % 6 == 0 and last == first + 5:
        return f"H{(first + 5) // 6}"
    if (first - 1) % 3 == 0 and last % 3 == 0:
        start, end = (first + 2) // 3, last // 3
        return f"Q{start}" if start == end else f"Q{start}-Q{end}"
    return f"M{first:02}" if first == last else f"M{first:02}-M{last:02}"


def _months(match: re.Match[str], *, cumulative: bool = False) -> tuple[int, int]:
    """The first and last month of a match of either pattern; for ``cumulative`` see `find_in`."""
    groups = {name: value for name, value in match.groupdict().items() if value is not None}
    is_sum = not cumulative and _SUM.match(match.string, match.end()) is not None
    if "whole" in groups:
        return 1, 12
    if "half" in groups:
        second = groups.get("h") == "2" or groups["half"] == "下"
        return (7, 12) if second else (1, 6)
    if quarters := groups.get("upto") or groups.get("until_quarter"):
        return 1, 3 * _NUMBERS[quarters]
    if until := groups.get("until") or groups.get("first_months"):
        return 1, _number(until)
    if "q1" in groups:
        start = 1 if is_sum and "q2" not in groups else 3 * _number(groups["q1"]) - 2
        return start, 3 * _number(groups.get("q2", groups["q1"]))
    start = _number(groups.get("m1") or groups["month"])
    end = _number(groups.get("m2", groups.get("m1") or groups["month"]))
    return 1 if is_sum and start == end else start, end


def _number(text: str) -> int:
    return _NUMBERS[text.lstrip("0")]
