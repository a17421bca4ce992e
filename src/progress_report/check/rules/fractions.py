"""Shares in words: 占四成, 近七成, 三分之一, 一半."""

import re
from decimal import Decimal

from progress_report.check.corpus import Diagnostics, Passage
from progress_report.check.language.roles import Figures, disagrees, role
from progress_report.check.rules.shares import RELATIVE
from progress_report.text.numerals import numeral
from progress_report.text.quantities import Quantity, digits

_REACH = 20
"""Characters after the last figure in which a fraction may follow."""
_LENIENT = Decimal(1)
"""Percentage points by which a share in words may be off."""


def check(passage: Passage, figures: Figures) -> Diagnostics:
    """Check shares in words of the figures before them: 3600万元，其中1200万元，约占四成."""
    text = passage.text
    for match in role("{fraction}").finditer(text, figures[0].start, figures[-1].end + _REACH):
        earlier = [q for q in figures if q.end <= match.start() and q.measure not in RELATIVE]
        if not (pair := _part_and_whole(text, earlier, match)):
            continue
        part, whole = pair
        percent = digits(round(part.value / whole.value * 100, 2))
        calculation = f"{part.written} ÷ {whole.written} = {percent}%"
        yield disagrees(passage, "share-mismatch", match.span("written"), calculation, pair)


def _part_and_whole(
    text: str, earlier: Figures, match: re.Match[str]
) -> tuple[Quantity, Quantity] | None:
    """The figures that a fraction is of: 1200万元 of 3600万元; 1860个, 占总数2400个的."""
    if len(earlier) < 2:  # noqa: PLR2004 - a part and a whole
        return None
    before, last = earlier[-2:]
    between, after = text[before.end : last.start], text[last.end : match.start()]
    if after.endswith("的") and "占" in between:
        part, wholes = before, [last]
    elif words := role("{share_of_part}").fullmatch(after):
        named = words["part"] or words["rate"] or ""
        first = next((q for q in earlier if q.counter == last.counter), last)
        said = text[max(0, first.start - 12) : last.end] + after.partition("，")[0]
        if not {*named} <= {*said, *"这的部分任务已数量额所"}:
            return None
        part = next((q for q in earlier[1:] if named and named in q.before), last)
        wholes = [q for q in earlier if q.start < part.start and q.value > part.value]
    else:
        return None
    wholes = [q for q in wholes if q.counter == part.counter and q.value and not q.bound]
    low, high = _range(match)
    shares = [part.value / q.value * 100 for q in wholes]
    if part.bound or not wholes or any(low <= share <= high for share in shares):
        return None
    return part, max(wholes, key=lambda q: q.value)


def _range(match: re.Match[str]) -> tuple[Decimal, Decimal]:
    """The percentages that a fraction in words may stand for."""
    if match["tenths"]:
        ones = numeral(match["ones"]) if match["ones"] else 5 if match["half"] else 0
        share = Decimal(numeral(match["tenths"]) * 10 + ones)
        step = Decimal(1 if match["ones"] else 10)
    elif match["parts"]:
        share = Decimal(100 * numeral(match["of"])) / numeral(match["parts"])
        step = Decimal(10)
    else:
        share, step = Decimal(50), Decimal(10)
    low, high = share - step / 2, share + step / 2
    if match["under"]:
        high = share
    elif match["over"] or match["more"]:
        low, high = share, share + step
    return low - _LENIENT, high + _LENIENT
