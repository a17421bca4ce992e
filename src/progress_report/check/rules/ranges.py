"""Ranges of numbers and dates: their dash, their units, their order; dates that do not exist."""

import re
import string
from calendar import monthrange
from itertools import pairwise

from progress_report.check.corpus import Diagnostics, Passage, PassageDiagnostic
from progress_report.check.language.dates import sentence_around
from progress_report.check.language.roles import Figures, role
from progress_report.text.quantities import Bound, Quantity, measure_at

# A range is found by its dash and read from there to both sides: a search for its beginning
# would look at every number of the text.
_JOINT = re.compile(r"[0-9年月日时初中底末份](?P<dash>[-－–～~至到]|—{1,2})[0-9]")
_WIDEST = 12
"""Characters of the longest date."""
_TITLE = re.compile(r"《[^》。\n]*》?")
_CODE = frozenset("-－–_./+#:：" + string.ascii_letters + string.digits)
_DATE = re.compile(r"[0-9]月(?![龄薪])(?:(?P<day>[0-9]{1,2})日)?")
_YEAR = re.compile(r"([0-9]{4})年[0-9]{1,2}$")
_WITHOUT_DAY = "[0-9](?<![0-9].)(?:(?<=1)[0-9])?月[1-3]?[0-9](?=[一-鿿，。])"
_MONTHS = range(1, 13)
_LEAP = 2020
_HALF_A_YEAR = 6


def check(passage: Passage, figures: Figures) -> Diagnostics:
    """Find ranges that are miswritten or impossible, and impossible dates."""
    for lower, upper in pairwise(figures):
        if lower.bound == Bound.FROM and upper.bound == Bound.TO:
            yield from _numbers(passage, lower, upper)
        elif lower.counter == upper.counter and lower.value != upper.value:
            yield from _moves(passage, lower, upper)
    yield from _date_ranges(passage)
    for match in _DATE.finditer(passage.text) if "月" in passage.text else ():
        yield from _date(passage, match)
    yield from _incomplete(passage)


def _date_ranges(passage: Passage) -> Diagnostics:
    text = passage.text
    titles: list[tuple[int, int]] | None = None
    for joint in _JOINT.finditer(text):
        dash = joint.start("dash")
        left = role("{date_before_dash}").search(text, max(0, dash - _WIDEST), dash)
        right = role("{date_after_dash}").match(text, joint.end("dash"))
        if not left or not right or text[left.start() - 1 : left.start()] in _CODE:
            continue
        if titles is None:
            titles = [match.span() for match in _TITLE.finditer(text)]
        if not any(start < dash < end for start, end in titles):  # a title is quoted as it is
            yield from _dates(passage, left, joint["dash"], right)


def _numbers(passage: Passage, lower: Quantity, upper: Quantity) -> Diagnostics:
    dash = passage.text[lower.end : upper.start]
    suffix = upper.written.lstrip("0123456789.,")
    bare = not lower.written.lstrip("0123456789.,")
    start, end = lower.start, upper.end
    if bare and suffix[0] in "%％万亿":
        yield passage.diagnose(
            "range-without-unit", start, end, better=f"{lower.written}{suffix}～{upper.written}"
        )
    elif dash in "-－":
        better = f"{lower.written}～{upper.written}"
        yield passage.diagnose("hyphen-range", start, end, better=better)
    if lower.value > upper.value and dash not in "-－至到":
        yield passage.diagnose("reversed-range", start, end)


def _moves(passage: Passage, start: Quantity, end: Quantity) -> Diagnostics:
    """由1.5万吨提升至3吨: a figure that moves against the verb."""
    verb = role("^[^，。；]{0,4}?(?:(?P<up>{rises})|{falls})[到至为]$")
    match = verb.search(passage.text[start.end : end.start])
    rises = bool(match and match["up"])
    ranked = start.measure in {"位", "名"}  # 排名由369位上升到235位
    if (
        match
        and not ranked
        and rises is (end.value < start.value)
        and re.search("[由从较比]", start.before)
    ):
        figures = [start, end]
        yield passage.diagnose(
            "reversed-range", start.start, end.end, "against-verb", figures=figures
        )


def _dates(passage: Passage, left: re.Match[str], dash: str, right: re.Match[str]) -> Diagnostics:
    start, end = left.start(), right.end()
    if dash in "-－":
        yield passage.diagnose("hyphen-range", start, end, better=f"{left[0]}—{right[0]}")
    year, end_year = left["year"] or left["only"], right["year"] or right["only"]
    if year and end_year and year != end_year:
        backwards = int(year) > int(end_year)
    else:
        day, end_day = left["day"], right["day"] or right["alone"]
        same_month = right["month"] in {None, left["month"]}
        backwards = bool(day and end_day and same_month and int(day) > int(end_day))
        if not backwards and left["month"] and right["month"]:  # 4月15日至3月20日 of the next year?
            backwards = 0 < int(left["month"]) - int(right["month"]) < _HALF_A_YEAR
    if backwards:
        yield passage.diagnose("reversed-range", start, end)


def _incomplete(passage: Passage) -> Diagnostics:
    text = passage.text
    if "月" not in text and "年" not in text:
        return
    for match in role(_WITHOUT_DAY).finditer(text):
        end = match.end()
        if re.search("[日0-9][至到]$", text[: match.start()][-2:]):  # 5月8日至5月22对企业
            measured = text[end] in "日号"
        else:
            unit = text[end] not in "起对" and measure_at(text, end)
            measured = bool(unit) or text[end] in "日号余多几万亿千百十月时点年"
        if measured or not 1 <= int(match[0].partition("月")[2]) <= 31:  # noqa: PLR2004 - days of a month
            continue
        to_day = re.match("[至到](?:[0-9]{1,2}月)?[0-9]{1,2}日", text[end : end + 8])
        if to_day and "月" not in to_day[0]:
            continue  # 4月8至12日
        yield _without_day(passage, match.start(), end)
    for match in role("{day_alone}").finditer(text):
        if not measure_at(text, match.end()):
            yield _without_day(passage, *match.span("day"))
    for match in role("{lost_number}").finditer(text):
        yield passage.diagnose("incomplete-date", *match.span())


def _without_day(passage: Passage, start: int, end: int) -> PassageDiagnostic:
    written = passage.text[start:end]
    return passage.diagnose(
        "incomplete-date", start, end, "without-day", written=written, better=written + "日"
    )


def _year_meant(passage: Passage, start: int, end: int) -> int:
    """The year that a day without one is of: the report's, unless the sentence names another."""
    before, after = sentence_around(passage.text, start, end)
    before = re.split("今年|本年", before)[-1]
    other = re.search(r"20[0-9]{2}年|[去上前往每明次来]年|年度", before) or "闰" in before + after
    return _LEAP if passage.period is None or other else passage.period.year


def _date(passage: Passage, match: re.Match[str]) -> Diagnostics:
    text, start = passage.text, match.start()
    if text[start - 1 : start].isdecimal() and start:
        start -= 1
    if start and text[start - 1] in _CODE - {"-", "－", "–"}:
        return  # the end of a longer number
    month, day = int(text[start : match.start() + 1]), int(match["day"] or 1)
    given = _YEAR.search(text, max(0, start - 5), match.start() + 1)
    year = int(given[1]) if given else _year_meant(passage, start, match.end())
    if month not in _MONTHS or not 1 <= day <= monthrange(year, month)[1]:
        yield passage.diagnose("impossible-date", start, match.end())
