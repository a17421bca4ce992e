"""Figures of the wrong size: a lost or superfluous 万 or 亿."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from progress_report.check.corpus import Diagnostics, Passage, PassageDiagnostic
from progress_report.check.language.roles import Figures, mapping, role, says
from progress_report.text.quantities import Quantity

_TRILLION = 10**12
_RICH, _POOR = 10**6, 100
_ENDLESS = 10**30
_PEERS = 3
_OUTLIER = 300
"""How many times the next largest, or smallest, of a list a figure is at most."""
_EACH = (1, 10**7)
"""What one household or person gets, in yuan."""
_COSTS = {"公里": (10**4, 2 * 10**9), "千瓦": (500, 10**5), "平方米": (1, 10**6)}
"""What a kilometre of road costs, a kilowatt of a power station, a square metre, in yuan."""
_NEAR = 4
_TIGHT, _FAR_OFF = 5, 50
"""How many times the least of a list the others are at most; how many times that one is off."""


def check(passage: Passage, figures: Figures) -> Diagnostics:
    """Find figures whose 万 or 亿 cannot be right."""
    for quantity in figures:
        each = quantity.measure == "元" and "均" in quantity.before
        if each and says(quantity, "{income_of_each}"):
            yield from _income(passage, quantity)
        elif (
            not _limit("floors", quantity, 0)
            <= quantity.value
            < _limit("limits", quantity, _ENDLESS)
            and "万万" not in quantity.written  # reported as miswritten
        ):
            yield _out_of_scale(passage, [quantity])
    yield from _trillions(passage, figures)
    yield from _people(passage, figures)
    yield from _outliers(passage, figures)
    for index, rest in enumerate(figures):
        if not rest.slack or not says(rest, "^(?:{rest})"):
            continue
        same = [q for q in figures[max(0, index - _NEAR) : index] if q.counter == rest.counter]
        if len(same) > 1:
            most = max(same, key=lambda q: q.value)
            if rest.value >= most.value * 10 > 0:  # 已支出2.4亿元，剩余8000亿元
                yield _out_of_scale(passage, [rest, most])
    for first, second in pairwise(figures):
        exact = first.bound is None and second.bound is None
        if exact and (_is_out_of_ratio(first, second) or _gains_more(first, second)):
            yield _out_of_scale(passage, [first, second])


def _limit(name: str, quantity: Quantity, default: int) -> int:
    """What a figure is less than, or not less than, by the words before it."""
    limits = mapping(name).get(quantity.counter, {})
    return next((limit for words, limit in limits.items() if says(quantity, words)), default)


def _is_out_of_ratio(first: Quantity, second: Quantity) -> bool:
    """Whether two figures side by side, of money and what it is for, exclude each other."""
    of_each = not {"均", "每"}.isdisjoint(first.before + second.before)
    if of_each or first.measure != "元" != second.measure:
        return False
    between = first.text[first.end : second.start]
    if re.search("[；。]", between):
        return False
    if first.measure == second.measure == "元":
        done = says(first, "{whole_money}") and role("{part_of}").search(between)
        judged = role("[^。；]{0,16}%").match(first.text, second.end)  # by the rule of shares
        if says(second, "{drawn}") and says(first, "补[贴助]|消费券"):
            return first.value >= second.value * 10 > 0
        few = second.value * 10**4 <= first.value and second.step < second.scale  # 1.35万元
        return bool(done) and (second.value >= first.value * 10 > 0 or (few and not judged))
    money, other = (first, second) if first.measure == "元" else (second, first)
    paid = other is first and says(first, "{receivers}") and says(money, "{paid}")
    whole = other.measure in _COSTS and says(money, "总投资$")
    if not (other.value and money.value) or not (paid or whole or "，" in between):
        return False
    least, most = 0, _ENDLESS
    if other.counter in "户人" and (paid or (other is second and says(other, "{beneficiaries}"))):
        least, most = (1, 10**6) if paid else _EACH
    elif other.measure in _COSTS and says(money, "(?:投资|补偿[款金])额?$") and other.value >= 1:
        least, most = _COSTS[other.measure]
    return not least <= money.value / other.value <= most


def _gains_more(first: Quantity, second: Quantity) -> bool:
    """Whether a figure has grown by ten times what it is: 26.5吨，较上年增产0.8万吨."""
    if first.counter != second.counter or not second.before.startswith(("较", "比")):
        return False
    gained = says(second, "{gained}") and not says(first, "[增减升降]")
    return gained and 0 < first.value * 10 < second.value


def _outliers(passage: Passage, figures: Figures) -> Diagnostics:
    """甲镇3200亩、乙镇2850亩、丙镇2600万亩: one of a list is many times as much as any other."""
    series: list[Quantity] = []
    for quantity, following in zip(figures, (*figures[1:], None), strict=True):
        series.append(quantity)
        if (
            following
            and following.counter == quantity.counter
            and role("{place_joint}").fullmatch(passage.text, quantity.end, following.start)
        ):
            continue
        peers, series = series, []
        if len(peers) < _PEERS:
            continue
        values = sorted(peers, key=lambda q: q.value)
        labels = [q.before for q in peers[1:]]
        named = len({*map(len, labels)}) == 1 and role("{place_names}").fullmatch("、".join(labels))
        if named and _is_apart([q.value for q in values]):
            high = values[-1].value > values[1].value * _FAR_OFF
            yield _out_of_scale(passage, [values[-1] if high else values[0], values[1]])
        elif values[0].value > 0 and len({q.scale for q in peers}) > 1:
            if values[-1].value >= values[-2].value * _OUTLIER:
                yield _out_of_scale(passage, [values[-1], values[-2]])
            elif values[0].value * _OUTLIER <= values[1].value:
                yield _out_of_scale(passage, [values[0], values[1]])


def _is_apart(values: Sequence[Decimal]) -> bool:
    """Whether all of a sorted list but the first or the last are near one another."""
    low, high = values[0], values[-1]
    return (high >= values[-2] * _FAR_OFF and values[-2] <= low * _TIGHT) or (
        low * _FAR_OFF <= values[1] and high <= values[1] * _TIGHT and low > 0
    )


def _people(passage: Passage, figures: Figures) -> Diagnostics:
    """常住人口41.7万人，为老年人体检386万人: more of a population than there are."""
    people = [q for q in figures if q.counter == "人"]
    whole = next((q for q in people if says(q, "{population}")), None)
    for part in people if whole else ():
        if whole and part.value > whole.value * 2 and says(part, "{of_population}"):
            yield _out_of_scale(passage, [part, whole])


def _out_of_scale(passage: Passage, figures: Figures) -> PassageDiagnostic:
    start, end = min(q.start for q in figures), max(q.end for q in figures)
    values = {"figures": figures, "figure": figures[0].written}
    return passage.diagnose("number-form", start, end, "out-of-scale", **values)


def _trillions(passage: Passage, figures: Figures) -> Diagnostics:
    """8.4万亿元，其中技改投资2.1亿元: one of 万 and 亿 is too many."""
    if all(figure.scale != _TRILLION for figure in figures):
        return
    for whole, part in pairwise(figures):
        between = passage.text[whole.end : part.start]
        if (
            whole.scale == _TRILLION
            and "万亿" in whole.written
            and whole.measure == part.measure
            and whole.value >= part.value * 1000 > 0
            and role("{part_of}").search(between)
        ):
            yield passage.diagnose(
                "number-form",
                *whole.span,
                "thousandfold",
                other=part.written,
                figures=[whole, part],
            )


def _income(passage: Passage, income: Quantity) -> Diagnostics:
    """人均可支配收入9860万元: no person has as much, or as little as 2元 of 可支配收入."""
    little = income.value < _POOR and re.search("可支配|纯收入", income.before)
    if role("{of_firms}").search(income.text, max(0, income.start - 30), income.start):
        return
    if income.value >= _RICH or (little and not says(income, "{change}")):
        yield passage.diagnose("number-form", *income.span, "of-one-person", figures=[income])
