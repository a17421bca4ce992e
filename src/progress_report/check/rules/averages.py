"""Averages (户均, 每村) and the total and the count that they follow from."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from progress_report.check.corpus import Passage, PassageDiagnostic
from progress_report.check.language.roles import cite, mapping, role
from progress_report.check.rule import Family, Rule
from progress_report.domain.diagnostics import Severity
from progress_report.system.i18n import _
from progress_report.text.quantities import Quantity, digits

AVERAGE_MISMATCH = Rule("average-mismatch", Family.NUMBERS, Severity.WARNING)
RULES = (AVERAGE_MISMATCH,)

_TENS = tuple(Decimal(10) ** power for power in (1, 2, 3, 4, 8))
"""Factors by which a lost or superfluous 万, 亿 or zero changes a figure."""
_KILOGRAMS = {
    "吨": Decimal(1000),
    "公斤": Decimal(1),
    "千克": Decimal(1),
    "斤": Decimal("0.5"),
}
_OR = {"户": "家"}
"""户均 may be of firms: 惠及企业152家，户均2.4万元."""
_AVERAGE = (
    "(?:{average}|[每单][户人家个所座处间套件场栋台辆期批宗亩吨株张名头][一-鿿]{0,4}?)(?:{given})*$"
)
_OF_NOUN = "({average})([一-鿿]{2,8}?)[约为达]?到?$"
"""人均公园绿地面积 of 公园绿地面积: the noun stands before the total too."""


def check(passage: Passage, figures: Sequence[Quantity]) -> Iterator[PassageDiagnostic]:
    """Find averages in a sentence that no total and count beside them give."""
    for index, average in enumerate(figures):
        name = role(_AVERAGE).search(average.before) or _of_noun(average)
        if not name or average.bound or average.measure in {"%", "个百分点"}:
            continue
        measure = _measure_of(name[0])
        near = [*figures[max(0, index - 6) : index]]
        if passage.text[average.end : average.end + 1] == "（":
            near += figures[index + 1 : index + 2]
        earlier = [_in_weight_of(average, q) for q in near]
        counts = [q for q in earlier if q.counter in {measure, _OR.get(measure)} and q.value > 1]
        totals = [
            q
            for q in earlier
            if q.counter == average.counter and not role(_AVERAGE).search(q.before)
        ]
        if counts and totals and not any(_gives(average, t, c) for t in totals for c in counts):
            yield from _mismatch(passage, average, totals, counts)


def _of_noun(average: Quantity) -> re.Match[str] | None:
    """An average of a noun of two characters or more that the sentence begins with."""
    if "均" not in average.before or not (name := role(_OF_NOUN).search(average.before)):
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
    return str(measures.get(key, name[1:2]))


def _gives(
    average: Quantity, total: Quantity, count: Quantity, factor: Decimal = Decimal(1)
) -> bool:
    """Whether a total divided by a count is an average, allowing for rounding of all three."""
    low = (total.value - total.slack) / (count.value + count.slack)
    high = (total.value + total.slack) / (count.value - count.slack)
    return low - average.step <= average.value * factor <= high + average.step * factor


def _mismatch(
    passage: Passage, average: Quantity, totals: Sequence[Quantity], counts: Sequence[Quantity]
) -> Iterator[PassageDiagnostic]:
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
    actual = total.value / count.value
    scale = 10000 if actual >= 10000 else 1  # noqa: PLR2004 - 万
    value = digits(round(actual / scale, 2)) + ("万" if scale > 1 else "") + average.measure
    message = _("{total} ÷ {count} = {value}, not {written}").format(
        total=total.written, count=count.written, value=value, written=average.written
    )
    hint = cite(passage, [total, count, average])
    yield passage.diagnostic(AVERAGE_MISMATCH, *average.span, message, hint)
