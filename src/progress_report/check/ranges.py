"""Ranges of numbers and dates: their dash, their units, their order; dates that do not exist."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from itertools import pairwise

from progress_report.check.corpus import Finding, Passage
from progress_report.check.rule import Family, Rule
from progress_report.diagnostics import Severity
from progress_report.i18n import N_, _
from progress_report.quantities import Bound, Quantity

HYPHEN_RANGE = Rule(
    "hyphen-range",
    Family.NUMBERS,
    Severity.WARNING,
    N_("a hyphen in a range of dates or numbers"),
    N_(
        "The hyphen joins the parts of codes, telephone numbers and compound words. From one date "
        "to another stands the dash — (or 至), from one number to another ～ (or —)."
    ),
    bad="4月25日-4月29日，稳妥接收入境进京人员406人。",
    good="4月25日—4月29日，稳妥接收入境进京人员406人。",
    source="GB/T 15834-2011 4.13.3; GB/T 15835-2011 5.1.3",
)
RANGE_WITHOUT_UNIT = Rule(
    "range-without-unit",
    Family.NUMBERS,
    Severity.WARNING,
    N_("a range whose lower number lost its % or 万"),
    N_("63～68% could be read as 63 to 68%. Write % and 万, 亿 after both numbers: 63%～68%."),
    bad="预计全年完成率为63～68%。",
    good="预计全年完成率为63%～68%。",
    source="GB/T 15835-2011 5.1.3",
)
REVERSED_RANGE = Rule(
    "reversed-range",
    Family.NUMBERS,
    Severity.WARNING,
    N_("a range that ends before it begins"),
    N_("One of the two is mistyped, or they changed places: compare the source."),
    bad="8月25日—8月20日，举办运河文化节。",
    good="8月20日—8月25日，举办运河文化节。",
)
IMPOSSIBLE_DATE = Rule(
    "impossible-date",
    Family.NUMBERS,
    Severity.WARNING,
    N_("a date that does not exist"),
    N_("There is no such day in the calendar: a slip of the key."),
    bad="预计2月30日前完成验收。",
    good="预计2月28日前完成验收。",
)
RULES = (HYPHEN_RANGE, RANGE_WITHOUT_UNIT, REVERSED_RANGE, IMPOSSIBLE_DATE)

_DASH = r"(?:[-－–～~至到]|—{1,2})"
_DATE_RANGE = re.compile(
    r"《[^》。\n]*》?"  # a title is quoted as it is
    rf"|(?P<from>(?:(?P<y1>[0-9]{{4}})年)?(?P<m1>[0-9]{{1,2}})月(?:(?P<d1>[0-9]{{1,2}})日?|[初中底末]|份)?"
    rf"|(?P<y2>[0-9]{{4}})年?|[0-9]{{1,2}}[:：][0-9]{{2}}|[0-9]{{1,2}}[日时]?)"
    rf"(?P<dash>{_DASH})"
    r"(?P<to>(?:(?P<y3>[0-9]{4})年)?(?P<m3>[0-9]{1,2})月(?:(?P<d3>[0-9]{1,2})日|[初中底末]|份)?"
    r"|(?P<y4>[0-9]{4})(?:年|学年)|[0-9]{1,2}[:：][0-9]{2}(?![0-9])|(?P<d4>[0-9]{1,2})日"
    r"|[0-9]{1,2}(?:时|岁|周岁|[年星]?级|季度|℃|摄氏度))"
)
_CODE = frozenset("-－–_./+#:：")
_DATE = re.compile(r"(?:(?P<year>[0-9]{4})年)?(?P<month>[0-9]{1,2})月(?![龄薪])(?:(?P<day>[0-9]{1,2})日)?")
_LEAP = 2020


def check(passage: Passage, found: Sequence[Quantity]) -> Iterator[Finding]:
    """Find ranges that are miswritten or impossible, and impossible dates.

    Args:
        passage: The passage.
        found: Its quantities.
    """
    for lower, upper in pairwise(found):
        if lower.bound == Bound.FROM and upper.bound == Bound.TO:
            yield from _numbers(passage, lower, upper)
    for match in _DATE_RANGE.finditer(passage.text):
        before = passage.text[match.start() - 1 : match.start()]
        coded = before in _CODE or (before.isascii() and before.isalnum())
        if match["dash"] and not (before and coded):
            yield from _dates(passage, match)
    for match in _DATE.finditer(passage.text):
        if not _exists(passage, match):
            message = _("'{date}' does not exist").format(date=match[0])
            yield passage.finding(IMPOSSIBLE_DATE, match.start(), match.end(), message)


def _numbers(passage: Passage, lower: Quantity, upper: Quantity) -> Iterator[Finding]:
    dash = passage.text[lower.end : upper.start]
    written = f"{lower.written}{dash}{upper.written}"
    suffix = upper.written.lstrip("0123456789.,")
    bare = not lower.written.lstrip("0123456789.,")
    full = f"{lower.written}{suffix}～{upper.written}"
    span = (lower.start, upper.end)
    if bare and suffix[0] in "%％万亿":
        message = _("'{written}': the lower number needs its unit as well").format(written=written)
        yield passage.finding(RANGE_WITHOUT_UNIT, *span, message, _("write {better}").format(better=full))
    elif dash in "-－":
        better = f"{lower.written}～{upper.written}"
        yield _hyphen(passage, span, written, better)
    if lower.value > upper.value and dash not in "-－至到":
        yield _reversed(passage, span, written)


def _dates(passage: Passage, match: re.Match[str]) -> Iterator[Finding]:
    written = match[0]
    if match["dash"] in "-－":
        better = f"{match['from']}—{match['to']}"
        yield _hyphen(passage, match.span(), written, better)
    year, end_year = match["y1"] or match["y2"], match["y3"] or match["y4"]
    if year and end_year and year != end_year:
        backwards = int(year) > int(end_year)
    else:
        day, end_day = match["d1"], match["d3"] or match["d4"]
        same_month = match["m3"] in {None, match["m1"]}
        backwards = bool(day and end_day and same_month and int(day) > int(end_day))
    if backwards:
        yield _reversed(passage, match.span(), written)


def _hyphen(passage: Passage, span: tuple[int, int], written: str, better: str) -> Finding:
    message = _("'{written}': a range takes a dash, not a hyphen").format(written=written)
    return passage.finding(HYPHEN_RANGE, *span, message, _("write {better}").format(better=better))


def _reversed(passage: Passage, span: tuple[int, int], written: str) -> Finding:
    message = _("'{written}' ends before it begins").format(written=written)
    return passage.finding(REVERSED_RANGE, *span, message)


def _exists(passage: Passage, match: re.Match[str]) -> bool:
    before = passage.text[match.start() - 1 : match.start()]
    if before and (before in _CODE or before.isascii() and before.isalnum()):
        return True  # the end of a longer number
    month, day = int(match["month"]), match["day"]
    if not 1 <= month <= 12:  # noqa: PLR2004 - the months of a year
        return False
    year = int(match["year"] or (passage.period.year if passage.period else _LEAP))
    return day is None or 1 <= int(day) <= monthrange(max(year, 1), month)[1]
