"""Changes: 由A增加到B，增长C; 去年同期A，增长C; what was done against a plan: 超计划1.2亿元."""

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from progress_report.check.corpus import Diagnostics, Passage
from progress_report.check.language.roles import Figures, disagrees, role, says
from progress_report.check.rules.points import of_percentages
from progress_report.check.rules.shares import RELATIVE, direction, ratio, slacks
from progress_report.check.rules.sums import UNCOUNTED
from progress_report.text.quantities import Bound, Quantity, digits

_LESS = frozenset(("减少", "压减", "下降", "降低", "少", "少增"))
_LESS_OR_MORE = ("(?:增|升|提高)[^，]{0,2}$", "(?:降|减|下滑)[^，]{0,2}$")
_CHANGE = "(?:[净新]增|{rises}|{falls}|[多少])出?加?了?$"
_NEGATIVE = "降|减|亏|负|下滑|回落|收窄"
"""Words of a rate that may be below zero, so that a smaller figure is more."""
_YEARLY = re.compile(r"[年月日平]均")
_ENDS = 2
_SUBJECT = 2
_FROM = re.compile(r"[由从][^，。；]{0,12}$")
_TO = re.compile(r"^[^。；，]{0,10}(?:到|至|为)[^。；，]{0,6}$")

_MINUS = frozenset("-－—–−负")
_NEAR = 8
"""Characters between a figure and its change: ，同比增长."""
_ADJUSTED, _REACH = "(?:扣除|剔除)[^。]*$", 60
"""Words before a change of adjusted figures, and in how many characters they are sought."""
_YEAR = 12
_CLAUSE = 30
"""Characters before a figure that may say that it is planned."""
_LENIENT = Decimal("0.5")
"""Percentage points by which the share of a year that is over may be rounded."""


def check(passage: Passage, figures: Figures) -> Diagnostics:
    """Find changes in a sentence that the two figures before them do not give."""
    for index, change in enumerate(figures):
        if change.bound is not None or role(_ADJUSTED).search(
            change.text, max(0, change.start - _REACH), change.start
        ):
            continue
        if change.measure == "%" and says(change, "{of_rate}"):
            yield of_percentages(passage, change)
        elif index and _YEARLY.search(change.before) is None:
            if index >= _ENDS:
                yield from _change(passage, figures[max(0, index - 3) : index], change)
            before, following = figures[index - 1], figures[index + 1 : index + 2]
            if following and _turns_out(passage.text, before, change, following[0]):
                yield from _compare(passage, before, following[0], change)
            elif following and _is_of_then(before, change, following[0]):
                yield from _compare(passage, following[0], before, change)


def _change(passage: Passage, earlier: Figures, change: Quantity) -> Diagnostics:
    """由A增加到B，增长P%; 8.3亿元，去年同期7.9亿元，增长5.1%; 12亿元，同比增加2亿元，增长20%."""
    times = change.measure == "倍" and change.before == "的"
    grows = times or says(change, "{growth}") or says(change, _CHANGE)
    if not grows:
        return
    start, end = earlier[-2:]
    if {start.text[q.start - 1 : q.start] for q in (start, end)} & _MINUS:
        return  # 由－0.32亿元转为0.57亿元
    subject = role("{of_change}").sub("", change.before)
    if len(subject) >= _SUBJECT and subject[-_SUBJECT:] not in passage.text[: end.end]:
        return  # 亏损企业由9家减少到6家，亏损额下降34.7%
    if times:
        if (
            says(end, "{is_times_then}")
            and start.counter == end.counter
            and not (start.bound or end.bound)
        ):
            yield from ratio(passage, _in_percent(change), (start, end))
    elif _leads(passage.text, start, end, change):
        yield from _compare(passage, start, end, change)
    elif change.measure != "%" or len(earlier) == _ENDS or not _is_difference(*earlier):
        if then_and_now := _years(start, end, change):
            yield from _compare(passage, *then_and_now, change)
        elif change.measure == "%":
            yield from _of_difference(passage, start, end, change)
    else:
        yield from ratio(passage, change, (earlier[0], earlier[1]), minus_one=True)


def _in_percent(times: Quantity) -> Quantity:
    return replace(times, value=times.value * 100, scale=100, measure="%")


def _turns_out(text: str, then: Quantity, change: Quantity, now: Quantity) -> bool:
    """Whether three figures are 较上年同期的12%上升3个百分点，为15%."""
    return (
        says(then, "{year_before}")
        and says(change, _CHANGE)
        and then.counter == now.counter
        and not (then.bound or now.bound)
        and change.start - then.end <= _NEAR
        and role("{then_to}").search(text[change.end : now.start]) is not None
    )


def _is_of_then(now: Quantity, change: Quantity, then: Quantity) -> bool:
    """Whether three figures are 58.6%，比上年提高1.1个百分点，上年为57.5%."""
    exact = not (now.bound or then.bound) and now.counter == then.counter
    moved = says(change, "^[比较][去上]年[^，]{0,6}$") and says(change, _CHANGE)
    return exact and moved and says(then, "^(?:[去上]年|同期)[^，]{0,4}[为是]$")


def _compare(passage: Passage, then: Quantity, now: Quantity, change: Quantity) -> Diagnostics:
    """Report a change that two figures of one kind do not give, or give the other way."""
    if change.measure == then.measure == "%":
        if abs(now.value - then.value) == change.value:
            yield of_percentages(passage, change)
    elif then.measure in RELATIVE and not change.measure.endswith("百分点"):
        return
    elif change.measure == "倍" and then.value:
        yield from ratio(passage, _in_percent(change), (now, then), minus_one=True)
    else:
        below = any(says(q, _NEGATIVE) for q in (then, now)) or then.measure in {"名", "位"}
        sign = 0 if below else direction(change)[0]
        yield from excess_mismatch(passage, now, then, change, sign=sign)


def _years(first: Quantity, second: Quantity, change: Quantity) -> tuple[Quantity, Quantity] | None:
    """The figures of then and now: 1.8亿元，去年同期1.5亿元，增加0.3亿元."""
    exact = not (first.bound or second.bound) and first.value > 0 < second.value
    alike = first.counter.startswith(second.counter)  # 0.82吨标准煤，上年同期0.79吨
    if not exact or not alike or change.start - second.end > _NEAR:
        return None
    if says(second, _CHANGE):
        return None
    quarters = says(change, "环比|[比较]一季度")
    if says(second, "{year_before}|{of_then}") or (
        quarters and says(second, "一季度") and says(first, "二季度")
    ):
        return second, first
    if second.measure == "%" and says(second, "^[去上]年[为是]$"):
        return second, first
    then = says(first, "{of_then}") or (quarters and says(first, "一季度"))
    return (first, second) if then else None


def _of_difference(
    passage: Passage, now: Quantity, other: Quantity, growth: Quantity
) -> Diagnostics:
    """Check 12亿元，同比增加2亿元，增长20%."""
    plain = now.counter == other.counter and not (now.bound or other.bound)
    if not plain or growth.start - other.end > _NEAR or now.measure in RELATIVE:
        return
    difference = role("{difference}").search(other.before)
    if not difference or other.value >= now.value:
        return
    less = difference["sign"] in _LESS
    then = replace(other, value=now.value + other.value * (1 if less else -1))
    turned = says(growth, _LESS_OR_MORE[not less])
    pair = (now, then) if turned else (other, then)
    yield from ratio(passage, growth, pair, minus_one=turned)


def _is_difference(now: Quantity, then: Quantity, change: Quantity) -> bool:
    """Whether three figures are 1380辆，比上年同期的1150辆增加230辆."""
    return (
        now.counter == then.counter == change.counter
        and abs(abs(now.value - then.value) - change.value) <= sum(slacks((now, then, change)))
        and says(then, "{year_before}")
        and says(change, f"[多少]$|{_CHANGE}")
    )


def _leads(text: str, start: Quantity, end: Quantity, change: Quantity) -> bool:
    """Whether three figures are 由A增加到B，增长C."""
    return bool(
        start.measure == end.measure
        and start.bound in {None, Bound.FROM}
        and end.bound in {None, Bound.TO}
        and start.value
        and _FROM.search(text, max(0, start.start - 15), start.start)
        and _TO.search(text[start.end : end.start])
        and re.fullmatch(r"[^。；，]{0,8}[，、（]?[^。；，]{0,8}", text[end.end : change.start])
    )


def excess_mismatch(
    passage: Passage, end: Quantity, start: Quantity, change: Quantity, *, sign: int = 0
) -> Diagnostics:
    """Report a difference of two figures, absolute or in percent, that they do not give.

    ``sign`` is 1 if the end must be more than the start, -1 if it must be less.
    """
    if change.bound:
        return
    if change.measure == "%" and start.value:
        yield from ratio(passage, change, (end, start), minus_one=True)
        return
    difference = (end.value - start.value) * sign or abs(end.value - start.value)
    slack = sum(slacks((start, end, change)))
    points = change.measure.endswith("百分点") and start.measure == "%"
    if change.counter != start.counter and not points:
        return
    if abs(difference - change.value) > slack:
        turned = abs(difference + change.value) <= slack
        begin = direction(change)[1] if turned else change.start
        values = (end.value, start.value, difference * (sign or 1))
        numbers = [digits(value, max(start.scale, end.scale)) for value in values]
        calculation = "{} - {} = {}".format(*numbers)
        span = begin, change.end
        yield disagrees(passage, "share-mismatch", span, calculation, [start, end, change])


def check_plans(passage: Passage, figures: Figures) -> Diagnostics:
    """Find what is written to be more or less than planned, and is not by as much."""
    yield from _claims(passage, figures)
    start, end = figures[0].previous_end, figures[-1].start
    if not role("[超比较多少短欠歉高低快慢领落滞]").search(passage.text[start:end]):
        return
    plain = [q for q in figures if q.measure not in UNCOUNTED or _sign(q)]
    for first, second, over in zip(plain, plain[1:], plain[2:], strict=False):
        if not (sign := _sign(over)) or first.counter != second.counter:
            continue
        planned = next((q for q in (first, second) if _is_planned(q)), None)
        if planned and not _sign(second):
            done = second if planned is first else first
            over = replace(over, bound=None) if over.before == "超" else over  # noqa: PLW2901 - 超18公里 is exact here
            yield from excess_mismatch(passage, done, planned, over, sign=sign)
    for first, second, over in zip(figures, figures[1:], figures[2:], strict=False):
        shares = first.measure == second.measure == "%" and over.measure.endswith("百分点")
        if shares and (sign := _sign(over)) and _is_planned(first):
            yield from excess_mismatch(passage, second, first, over, sign=sign)
    for index, ahead in enumerate(figures[1:], 1):
        if ahead.measure.endswith("百分点") and re.search("进度|过半", ahead.before):
            yield from _in_time(passage, figures[max(0, index - 3) : index], ahead)


def _claims(passage: Passage, figures: Figures) -> Diagnostics:
    """Find 任务2500户，已完成1750户，超额完成年度任务: what is done is less than was planned."""
    text = passage.text
    if not role("{may_claim}").search(text, figures[0].end):
        return
    for first, second in pairwise(figures):
        claim, done = role("{claim}").match(text, second.end), second
        if first.counter != second.counter or first.bound or second.bound:
            continue
        planned, span = first, claim.span("claim") if claim else second.span
        claimed = None if claim else role("{claimed}").search(second.before)
        if claimed or (claim and _is_planned(second)):
            planned, done = second, first
        claim = claim or claimed
        if not claim or _is_planned(done) or not planned.value:
            continue
        if planned is first and not _is_planned(planned):
            continue
        if role("{of_other_plan}").search(text, max(0, first.start - _CLAUSE), second.start):
            continue
        due = 50 if "过半" in claim[0] else min(_until(passage, claim.start()))
        least = 1 if claim["all"] else Decimal(due) / 100
        share = done.value / planned.value
        short = "未过半" in claim[0]
        if (share > least if short else share < least) or (share == 1 and claim["all"] == "超额"):
            percent = digits(round(done.value / planned.value * 100, 2))
            calculation = f"{done.written} ÷ {planned.written} = {percent}%"
            values = {"calculation": calculation, "figures": [first, second]}
            yield passage.diagnose("share-mismatch", *span, "claim", **values)


def _sign(over: Quantity) -> int:
    """1 for a figure that is more than planned, -1 for one that is less, 0 for any other."""
    return 1 if says(over, "{over_plan}") else -1 if says(over, "{short_of_plan}") else 0


def _is_planned(quantity: Quantity) -> bool:
    if _sign(quantity):
        return False
    start = max(quantity.previous_end, quantity.start - _CLAUSE)
    before = re.split("[，。；]", quantity.text[start : quantity.start])[-1]
    planned = role("{planned_by}").search(before) or role("^的?{planned}").match(quantity.after)
    return planned is not None


def _in_time(passage: Passage, earlier: Figures, ahead: Quantity) -> Diagnostics:
    """Check 完成年度计划的58%，超序时进度8个百分点 against the months that are over."""
    sign = 1 if says(ahead, "{ahead_of_pace}") else -1 if says(ahead, "{behind_pace}") else 0
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
    over = _until(passage, ahead.start)
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


def _until(passage: Passage, end: int) -> list[Decimal]:
    """How much of a year is over, in percent, at the period's end and when the text last names."""
    months = [Decimal(passage.period.last if passage.period else 0)]
    if named := [*role("{until_day}").finditer(passage.text, 0, end)]:
        month = Decimal(named[-1]["month"])
        months += [month - 1, month] if named[-1]["day"] else [month]
    return [value / _YEAR * 100 for value in months]
