"""Figures of quarters and months, and of what they make up together: 上半年, 累计."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from progress_report.check.corpus import Diagnostics, Passage
from progress_report.check.language.roles import Figures, mapping, role, says
from progress_report.check.rules.growth import excess_mismatch
from progress_report.check.rules.sums import UNCOUNTED, balances, unbalanced
from progress_report.text.numerals import numeral
from progress_report.text.quantities import Quantity

_MONTHS = re.compile("[月季]|[半全]年")
_FIRST, _SECOND, _HALF = (1, 3), (4, 6), (1, 6)
_WORD = 2
"""Characters of a verb, of which 签下 and 签约 share one."""
Spans = dict[tuple[int, int], Quantity]
"""Figures by the first and the last month that they speak for."""
_DIFFERENCE = "[比较](?:一|上)季度.{0,2}(?:(?P<less>[少减降])|[多增升])[^，]{0,3}$"


def check(passage: Passage, figures: Figures) -> Diagnostics:
    """一季度2480人 and 二季度3250人 are 上半年5730人."""
    if len(figures) < 3:  # noqa: PLR2004 - two parts, one total
        return
    start, end = figures[0].previous_end, figures[-1].start
    if not _MONTHS.search(passage.text, start, end) or not role("{months}").search(passage.text):
        return
    by_counter: dict[str, Spans] = defaultdict(dict)
    for quantity, months in _with_months(passage.text, figures):
        spans = by_counter[quantity.counter]
        if change := role(_DIFFERENCE).search(quantity.before):
            yield from _of_quarters(passage, spans, quantity, -1 if change["less"] else 1)
        elif months:
            spans.setdefault(months, quantity)
        elif len(spans) > 1 and says(quantity, "{sum}") and (joined := _joined(spans)):
            spans.setdefault(joined, quantity)
    for spans in by_counter.values():
        for (first, last), total in spans.items():
            parts = _tiles(first, last, spans)
            slack = sum(q.slack for q in (total, *parts))
            excess = sum((q.value for q in parts), -total.value)
            if parts and not balances(excess, slack) and _same_subject([total, *parts]):
                yield from unbalanced(passage, total, parts)


def _with_months(text: str, figures: Figures) -> Iterator[tuple[Quantity, tuple[int, int] | None]]:
    """The exact figures, each with the months that it speaks for, if it says so."""
    start = figures[0].previous_end
    queue: list[tuple[int, int]] = []
    for quantity in figures:
        if quantity.measure == "个月":
            continue  # 前5个月 says when
        names = [*role("{months}").finditer(text, start, quantity.start)]
        if names and len(names) > 1 and "分别" in text[names[-1].end() : quantity.start]:
            queue = [_months(name) for name in names]  # 4月、5月分别办理20件和30件
        elif names:
            listed = text[names[0].end() : names[-1].start()] in {"、", "和"}  # 5、6月
            queue = [(_months(names[0] if listed else names[-1])[0], _months(names[-1])[1])]
        start = quantity.end
        if quantity.measure not in UNCOUNTED and not quantity.bound:
            yield quantity, queue.pop(0) if queue else None


def _same_subject(figures: Figures) -> bool:
    """Whether the words before figures name one thing, or nothing: 受理咨询, 受理, 共受理."""
    subjects = sorted({role("{no_subject}").sub("", q.before) for q in figures}, key=len)
    return all(
        subject in subjects[-1] or (len(subject) <= _WORD and {*subject} & {*subjects[-1]})
        for subject in subjects
    )


def _joined(spans: Spans) -> tuple[int, int] | None:
    """The months of all spans, if each begins after the last one ends."""
    ordered = sorted(spans)
    joined = all(before[1] + 1 == after[0] for before, after in pairwise(ordered))
    return (ordered[0][0], ordered[-1][1]) if joined else None


def _of_quarters(passage: Passage, spans: Spans, change: Quantity, sign: int) -> Diagnostics:
    """Check 二季度比一季度多354人, or add the quarter of which a text gives only that."""
    half, first, second = map(spans.get, (_HALF, _FIRST, _SECOND))
    if first and half and not second:
        second = replace(half, value=half.value - first.value)
    if first and second:
        yield from excess_mismatch(passage, second, first, change, sign=sign)
    elif first:
        value = first.value + sign * change.value
        spans[_SECOND] = replace(first, value=value)
    elif second:
        value = second.value - sign * change.value
        spans[_FIRST] = replace(second, value=value)


def _tiles(first: int, last: int, spans: Spans) -> list[Quantity]:
    """The figures whose months make up the months of a whole, if there are such."""
    parts: list[Quantity] = []
    while first <= last:
        # 6—2月 is no stretch: it would lead back to where the search was
        fitting = [span for span in spans if span[0] == first <= span[1] <= last]
        shortest = min(fitting, default=None)
        if shortest is None or (not parts and shortest[1] == last):
            return []
        parts.append(spans[shortest])
        first = shortest[1] + 1
    return parts


def _months(match: re.Match[str]) -> tuple[int, int]:
    """The first and the last month of a match of the expression ``months``."""
    if name := match["name"] or (match["quarter"] and match["quarter"] + "季度"):
        first, last = mapping("months_named")[name]
        return first, last
    if count := match["count"] or match["until"]:
        return 1, numeral(count)
    last = numeral(match["hanzi"] or match["month"] or match["last"])
    return int(match["first"] or last), last
