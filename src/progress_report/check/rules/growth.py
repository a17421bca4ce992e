"""Changes: 由A增加到B，增长C, and 去年同期A，增长C, absolute, in percent, or 倍."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from progress_report.check.corpus import Passage, PassageDiagnostic
from progress_report.check.language.roles import cite, role, says
from progress_report.check.rules.points import of_percentages
from progress_report.check.rules.shares import (
    RELATIVE,
    SHARE_MISMATCH,
    ratio,
    slacks,
)
from progress_report.system.i18n import _
from progress_report.text.quantities import Bound, Quantity, digits

_GROWTH = re.compile(
    r"(?:增长|增加|提高|提升|上升|下降|减少|降低|增幅|降幅|压缩|缩短|缩减|扩大|压减|加快|放缓|回落|回升|收窄)了?(?:率?[为达]|约)?$"
)
_YEAR_BEFORE = "[去上]年同期|[较比][^，。；]{0,8}?的$|[较比](?:年初|[去上]年|同期)[^，。；]{0,6}$"
_DIFFERENCE = (
    "(?:[同环]比|[较比][去上]年(?:同期)?)"
    "(?P<sign>[净新]?增加?|增长|提高|减少|压减|下降|降低|多|少)了?$"
)
_LESS = frozenset(("减少", "压减", "下降", "降低", "少"))
_LESS_OR_MORE = ("(?:增|升|提高)[^，]{0,2}$", "(?:降|减|下滑)[^，]{0,2}$")
_CHANGE = "(?:[净新]增|{rises}|{falls})加?了?$"
_YEARLY = re.compile(r"[年月日平]均")
_OF_CHANGE = (
    "[同环]比|[较比].*|[净新]增|增[长加幅速]|提[高升]|[上下]升|下降|减[少幅]|降[低幅]|[压缩][缩减短]|缩[短减]|扩大|压减|总?[共体]|平均|分别"
    "|[率了约为达]|实现|回[落升]|年均|加快|放缓|收窄"
)
"""What the words before a change say beside its subject."""
_ENDS = 2
_SUBJECT = 2
_OF_RATE = "增[速幅][^，]{0,12}(?:加快|放缓|回落|回升|收窄)了?$"
_THEN = "(?<![较比])[去上]年同期(?:[^增减升降多少超，]{0,4})$"
_FROM = re.compile(r"[由从][^，。；]{0,12}$")
_TO = re.compile(r"^[^。；，]{0,10}(?:到|至|为)(?:目前|当前|现在|今年|现)?的?$")


def check(passage: Passage, figures: Sequence[Quantity]) -> Iterator[PassageDiagnostic]:
    """Find changes in a sentence that the two figures before them do not give."""
    for index, quantity in enumerate(figures):
        if quantity.bound is None and quantity.measure == "%" and says(quantity, _OF_RATE):
            yield of_percentages(passage, quantity)
        elif index < _ENDS:
            continue
        elif quantity.bound is None and quantity.measure in RELATIVE:
            yield from _growth(passage, figures[max(0, index - 3) : index], quantity)
        elif quantity.bound is None:
            yield from _change(passage, figures[index - 2 : index], quantity)


def _growth(
    passage: Passage, earlier: Sequence[Quantity], growth: Quantity
) -> Iterator[PassageDiagnostic]:
    """由A增加到B，增长P%."""
    if not _GROWTH.search(growth.before) or _YEARLY.search(growth.before):
        return
    if growth.measure == "%":
        yield from _growth_of_year(passage, earlier, growth)
    start, end = earlier[-2:]
    if not _leads(passage.text, start, end, growth):
        return
    if growth.measure == start.measure == "%":
        if abs(end.value - start.value) == growth.value:
            yield of_percentages(passage, growth)
    elif growth.measure == "%" and start.measure not in RELATIVE:
        yield from ratio(passage, growth, (end, start), minus_one=True)
    elif growth.measure.endswith("百分点") and start.measure == "%":
        difference = abs(end.value - start.value)
        if abs(difference - growth.value) > (growth.step + start.step + end.step) / 2:
            yield _no_difference(passage, start, end, growth)


def _growth_of_year(
    passage: Passage, earlier: Sequence[Quantity], growth: Quantity
) -> Iterator[PassageDiagnostic]:
    """8.3亿元，去年同期7.9亿元，增长5.1%; 12亿元，同比增加2亿元，增长20%."""
    now, other = earlier[-2:]
    between = passage.text[other.end : growth.start]
    plain = not (now.bound or other.bound) and now.value > 0 < other.value
    if not plain or now.counter != other.counter or len(between) > 8:  # noqa: PLR2004 - ，同比增长
        return
    if now.measure in RELATIVE:
        if says(other, _YEAR_BEFORE) and abs(now.value - other.value) == growth.value:
            yield of_percentages(passage, growth)
    elif len(earlier) > _ENDS and _is_difference(*earlier):
        yield from ratio(passage, growth, (earlier[0], earlier[1]), minus_one=True)
    elif (says(now, _THEN) and not says(other, f"{_YEAR_BEFORE}|[多少]$|{_CHANGE}")) or (
        says(growth, "环比|[比较]一季度") and says(now, "一季度") and says(other, "二季度")
    ):
        yield from ratio(passage, growth, (other, now), minus_one=True)
    elif difference := role(_DIFFERENCE).search(other.before):
        if other.value >= now.value:
            return
        less = difference["sign"] in _LESS
        then = replace(other, value=now.value + other.value * (1 if less else -1))
        turned = says(growth, _LESS_OR_MORE[not less])
        pair = (now, then) if turned else (other, then)
        yield from ratio(passage, growth, pair, minus_one=turned)
    elif says(other, _YEAR_BEFORE):
        yield from ratio(passage, growth, (now, other), minus_one=True)


def _is_difference(now: Quantity, then: Quantity, change: Quantity) -> bool:
    """Whether three figures are 1380辆，比上年同期的1150辆增加230辆."""
    return (
        now.counter == then.counter == change.counter
        and abs(abs(now.value - then.value) - change.value) <= sum(slacks((now, then, change)))
        and says(then, _YEAR_BEFORE)
        and says(change, f"[多少]$|{_CHANGE}")
    )


def _leads(text: str, start: Quantity, end: Quantity, change: Quantity) -> bool:
    """Whether three figures are 由A增加到B，增长C, and the change is not of another subject."""
    subject = role(_OF_CHANGE).sub("", change.before)
    return bool(
        (len(subject) < _SUBJECT or subject in text[: end.end])
        and start.measure == end.measure
        and start.bound in {None, Bound.FROM}
        and end.bound in {None, Bound.TO}
        and start.value
        and _FROM.search(text, max(0, start.start - 15), start.start)
        and _TO.search(text[start.end : end.start])
        and re.fullmatch(r"[^。；，]{0,8}[，、（]?[^。；，]{0,8}", text[end.end : change.start])
    )


def _is_compared(text: str, first: Quantity, second: Quantity, change: Quantity) -> bool:
    """Whether two figures are of two years: 1.8亿元，去年同期1.5亿元，增加0.3亿元."""
    between = text[second.end : change.start]
    return (
        first.counter == second.counter == change.counter
        and not (first.bound or second.bound)
        and len(between) <= 8  # noqa: PLR2004 - ，同比增加
        and (says(second, f"{_YEAR_BEFORE}|{_THEN}") or says(first, _THEN))
    )


def _change(
    passage: Passage, ends: Sequence[Quantity], change: Quantity
) -> Iterator[PassageDiagnostic]:
    """由5万户增至6万户，净增1万户; 由20万千瓦扩大到60万千瓦，增长2倍; 去年同期5起，减少1起."""
    start, end = ends
    if not says(change, f"{_CHANGE}|[多少]$") or _YEARLY.search(change.before):
        return
    if _is_compared(passage.text, start, end, change):
        if not says(start, _THEN):
            start, end = end, start
        yield from excess_mismatch(passage, end, start, change)
        return
    if not _leads(passage.text, start, end, change):
        return
    if change.measure == "倍":
        percent = replace(change, value=change.value * 100, scale=100, measure="%")
        yield from ratio(passage, percent, (end, start), minus_one=True)
        return
    yield from excess_mismatch(passage, end, start, change)


def excess_mismatch(
    passage: Passage, end: Quantity, start: Quantity, change: Quantity, *, sign: int = 0
) -> Iterator[PassageDiagnostic]:
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
    if change.counter == start.counter and abs(difference - change.value) > slack:
        yield _no_difference(passage, start, end, change, sign=sign)


def _no_difference(
    passage: Passage, start: Quantity, end: Quantity, change: Quantity, *, sign: int = 0
) -> PassageDiagnostic:
    scale = max(start.scale, end.scale)
    message = _("{end} - {start} = {difference}, not {written}").format(
        end=digits(end.value, scale),
        start=digits(start.value, scale),
        difference=digits(end.value - start.value if sign else abs(end.value - start.value), scale),
        written=digits(change.value, scale),
    )
    return passage.diagnostic(
        SHARE_MISMATCH, *change.span, message, cite(passage, [start, end, change])
    )
