"""Averages (户均, 每村) and the total and the count that they follow from."""

import re
from dataclasses import replace
from decimal import Decimal

from progress_report.check.corpus import Diagnostics, Passage
from progress_report.check.language.roles import Figures, disagrees, mapping, role, says
from progress_report.text.quantities import Quantity, digits

_TENS = tuple(Decimal(10) ** power for power in (1, 2, 3, 4, 8))
"""Factors by which a lost or superfluous 万, 亿 or zero changes a figure."""
_KILOGRAMS = {"吨": Decimal(1000), "公斤": Decimal(1), "千克": Decimal(1), "斤": Decimal("0.5")}
_OR = {"组": "个", "户": "家", "辆": "台", "名": "人", "个": "家", "人": "人次"}
"""户均 may be of firms: 惠及企业152家，户均2.4万元."""
_OWN_NOUN = frozenset("资薪收")
"""人均月工资 is no part of an output, nor 人均增收."""
_PERCENT = frozenset(("%", "个百分点"))


def check(passage: Passage, figures: Figures) -> Diagnostics:
    """Find averages in a sentence that no total and count beside them give."""
    for index, average in enumerate(figures):
        if average.bound or average.measure in _PERCENT or not (name := _name(average)):
            continue
        if says(average, "{at_most}") or says(average, "{average_changed}"):
            continue
        same = [q for q in figures if q is not average and q.counter == average.counter]
        others = [q for q in same if says(q, "{average_of}")]  # 亩均成本 beside 亩均产值
        near = [*figures[max(0, index - 6) : index]]
        if passage.text[average.end : average.end + 1] == "（":
            near += figures[index + 1 : index + 2]
        earlier = [_in_weight_of(average, q) for q in near]
        counts = _counts(name, earlier)
        totals = [
            q
            for q in earlier
            if q.counter == average.counter
            and not says(q, "{average_of}")
            and q.value > average.value
            and (_OWN_NOUN.isdisjoint(name) or not _OWN_NOUN.isdisjoint(q.before))
        ]
        hours = [q for q in earlier if f"每{q.measure}" in name and q not in counts]
        given = any(_of_months(a, t, c) for a in (average, *others) for t in totals for c in counts)
        if counts and totals and not given:
            yield from _mismatch(passage, average, totals, _divided(counts, hours))
        elif not totals and not others:
            yield from _product(passage, average, counts, figures[index + 1 : index + 3], name)


def _name(average: Quantity) -> str:
    """The words that make a figure an average, from 户均 on; empty if there are none."""
    may_be = role("[均每单产]").search(average.before)
    name = role("{average_of}|{average_of_all}").search(average.before) if may_be else None
    if name and role("{level_of_each}").search(name[0]):
        name = _of_noun(average)
    return name[0] if name else ""


def _counts(name: str, figures: Figures) -> list[Quantity]:
    """The figures that count those of whom an average is."""
    measure, noun = _measure_of(name), role("{average_of_all}").match(name)
    if noun and not any(name.startswith(word) for word in mapping("average")):
        return [q for q in figures if q.after.startswith(noun[1]) and q.value > 1]
    return [q for q in figures if q.counter in {measure, _OR.get(measure)} and q.value > 1]


def _divided(counts: Figures, hours: Figures) -> list[Quantity]:
    """Counts times the hours of which an average is too: 平均每座每小时 of 3座 and 20小时."""
    if len(counts) == len(hours) == 1:
        return [replace(counts[0], value=counts[0].value * hours[0].value, end=hours[0].end)]
    return [*counts]


def _product(
    passage: Passage, average: Quantity, counts: Figures, following: Figures, name: str
) -> Diagnostics:
    """Check a total after an average: 4150户，户均增收1860元，合计增收771.9万元."""
    counts = [*counts, *_counts(name, following)]
    totals = [q for q in following if q.counter == average.counter and says(q, "{total_of}")]
    if len(totals) != 1 or len(counts) != 1 or totals[0].bound or counts[0].bound:
        return
    total, count = totals[0], counts[0]
    if _of_months(average, total, count):
        return
    product = _in_words(average.value * count.value, average.measure)
    calculation = f"{average.written} × {count.written} = {product}"
    figures = [count, average, total]
    yield disagrees(passage, "average-mismatch", total.span, calculation, figures)


def _in_words(value: Decimal, measure: str) -> str:
    scale = 10000 if value >= 10000 else 1  # noqa: PLR2004 - 万
    return digits(round(value / scale, 2)) + ("万" if scale > 1 else "") + measure


def _of_noun(average: Quantity) -> re.Match[str] | None:
    """An average of a noun of two characters or more that the sentence begins with."""
    if "均" not in average.before or not (name := role("{average_of_noun}").search(average.before)):
        return None
    before = average.text[max(0, average.start - 80) : average.start - len(average.before)]
    return name if name[2][:4] in before.rpartition("。")[2] else None


def _in_weight_of(average: Quantity, total: Quantity) -> Quantity:
    """A weight in the measure of an average: 0.96万吨 as 960万公斤."""
    unit, other = _KILOGRAMS.get(average.measure), _KILOGRAMS.get(total.measure)
    if not unit or not other or unit == other:
        return total
    factor = other / unit
    scale = int(total.scale * factor) or 1
    return replace(total, value=total.value * factor, scale=scale, measure=average.measure)


def _measure_of(name: str) -> str:
    """What counts those of whom an average is: 户 of 户均 and of 平均每户."""
    measures = mapping("average")
    key = next((word for word in measures if name.startswith(word)), "")
    if not key and name[1:2] == "均":
        return name[0]
    return str(measures.get(key, name[1:2]))


def _gives(
    average: Quantity, total: Quantity, count: Quantity, factor: Decimal = Decimal(1)
) -> bool:
    """Whether a total divided by a count is an average, allowing for rounding of all three."""
    low = (total.value - total.slack) / (count.value + count.slack)
    high = (total.value + total.slack) / (count.value - count.slack)
    return low - average.step <= average.value * factor <= high + average.step * factor


def _of_months(average: Quantity, total: Quantity, count: Quantity) -> bool:
    """Whether an average is that of a total, or what is paid each month of it."""
    months = range(1, 13) if re.search("每月|月[人户]?均", average.before) else (1,)
    return any(_gives(average, total, count, Decimal(month)) for month in months)


def _mismatch(passage: Passage, average: Quantity, totals: Figures, counts: Figures) -> Diagnostics:
    """Report an average of the only total and count, or one that a power of ten would mend."""
    tens = [
        (total, count)
        for total in totals
        for count in counts
        if any(_gives(average, total, count, factor) for ten in _TENS for factor in (ten, 1 / ten))
    ]
    alone = len(totals) == len(counts) == 1
    if not tens and not alone:
        return
    total, count = tens[0] if tens else (totals[0], counts[0])
    if total.bound or count.bound:
        return
    quotient = _in_words(total.value / count.value, average.measure)
    calculation = f"{total.written} ÷ {count.written} = {quotient}"
    figures = [total, count, average]
    start = min(q.start for q in figures) if tens else average.start
    yield disagrees(passage, "average-mismatch", (start, average.end), calculation, figures)
