"""What was done against a plan: 超计划1.2亿元, 超序时进度5个百分点."""

import re
from dataclasses import replace
from decimal import Decimal

from progress_report.check.corpus import Diagnostics, Passage
from progress_report.check.language.roles import Figures, disagrees, role, says
from progress_report.check.rules.growth import excess_mismatch
from progress_report.check.rules.sums import UNCOUNTED
from progress_report.text.quantities import Quantity, digits

_PLANNED = "{planned}|预算|指标|原定|[预既]定|下达|年初|应[^，]"
_PLAN = "(?:年度|全年|年初|预定|既定|原定?)?(?:计划|目标|任务|预算|指标)+数?"
_IN_TIME = "(?:全年|年度)?(?:序时|时序|时间)(?:进度|过半)(?:的?要求)?"
_AHEAD = f"(?:超[过前]?|高[于出]|快于|领先){_IN_TIME}$|比{_IN_TIME}[快高超]出?$"
_BEHIND = f"(?:低于|慢于|落后于?|滞后于?){_IN_TIME}$|比{_IN_TIME}[慢低]$"
_UNTIL = "截[至止](?:[0-9]{4}年)?(?P<month>[0-9]{1,2})月(?:(?P<day>[0-9]{1,2})日)?"
_YEAR = 12
_CLAUSE = 30
"""Characters before a figure that may say that it is planned."""
_LENIENT = Decimal("0.5")
"""Percentage points by which the share of a year that is over may be rounded."""


def check(passage: Passage, figures: Figures) -> Diagnostics:
    """Find what is written to be more or less than planned, and is not by as much."""
    start, end = figures[0].previous_end, figures[-1].start
    if not role("[超比较多少短欠歉高低快慢领落滞]").search(passage.text[start:end]):
        return
    plain = [q for q in figures if q.measure not in UNCOUNTED or _sign(q)]
    for first, second, over in zip(plain, plain[1:], plain[2:], strict=False):
        if not (sign := _sign(over)) or first.counter != second.counter:
            continue
        if planned := [q for q in (first, second) if _is_planned(q)]:
            done = second if planned[0] is first else first
            over = replace(over, bound=None) if over.before == "超" else over  # noqa: PLW2901 - 超18公里 is exact here
            yield from excess_mismatch(passage, done, planned[0], over, sign=sign)
    for first, second, over in zip(figures, figures[1:], figures[2:], strict=False):
        shares = first.measure == second.measure == "%" and over.measure.endswith("百分点")
        if shares and (sign := _sign(over)) and _is_planned(first):
            yield from excess_mismatch(passage, second, first, over, sign=sign)
    for index, ahead in enumerate(figures[1:], 1):
        if ahead.measure.endswith("百分点") and re.search("进度|过半", ahead.before):
            yield from _in_time(passage, figures[max(0, index - 3) : index], ahead)


def _sign(over: Quantity) -> int:
    """1 for a figure that is more than planned, -1 for one that is less, 0 for any other."""
    return 1 if says(over, "{over_plan}") else -1 if says(over, "{short_of_plan}") else 0


def _is_planned(quantity: Quantity) -> bool:
    if _sign(quantity):
        return False
    start = max(quantity.previous_end, quantity.start - _CLAUSE)
    before = re.split("[，。；]", quantity.text[start : quantity.start])[-1]
    planned = role(_PLANNED).search(before) or role("^的?{planned}").match(quantity.after)
    return planned is not None


def _in_time(passage: Passage, earlier: Figures, ahead: Quantity) -> Diagnostics:
    """Check 完成年度计划的58%，超序时进度8个百分点 against the months that are over."""
    sign = 1 if says(ahead, _AHEAD) else -1 if says(ahead, _BEHIND) else 0
    share = earlier[-1]
    stated = any(says(q, "(?:时间|序时|时序)进度[为达约]?$") for q in earlier)  # of a contract
    if not sign or share.bound or ahead.bound or not passage.period or stated:
        return
    is_share = share.measure == "%"
    counts = earlier[:-1] if is_share else earlier
    shares = [(share.value, share.slack)] if is_share else []
    if len(counts) > 1 and counts[-2].counter == counts[-1].counter:
        low, high = sorted((counts[-2].value, counts[-1].value))
        exact = low / high * 100 if high else Decimal(0)
        fits = not is_share or abs(exact - share.value) <= share.slack
        shares = [(exact, Decimal(0)), *([] if fits else shares)]
    over = [Decimal(passage.period.last) / _YEAR * 100, *_until(passage.text[: ahead.start])]
    lenient = ahead.slack + (_LENIENT if any(months % 1 for months in over) else 0)
    if not shares or any(
        min(over) <= value - sign * ahead.value + slack + lenient
        and value - sign * ahead.value - slack - lenient <= max(over)
        for value, slack in shares
    ):
        return
    done = shares[-1][0]
    numbers = [digits(round(value, 1)) for value in (done, over[0], done - over[0])]
    calculation = "{}% - {}% = {}".format(*numbers)
    yield disagrees(passage, "share-mismatch", ahead.span, calculation, [share, ahead])


def _until(text: str) -> list[Decimal]:
    """How much of a year is over, in percent, at a day or in a month that a text names."""
    if not (named := [*role(_UNTIL).finditer(text)]):
        return []
    month = Decimal(named[-1]["month"])
    months = [month - 1, month] if named[-1]["day"] else [month]
    return [value / _YEAR * 100 for value in months]
