"""Shares in words: 占四成, 近七成, 三分之一, 一半."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from progress_report.check.corpus import Passage, PassageDiagnostic
from progress_report.check.language.roles import cite, role
from progress_report.check.rules.shares import RELATIVE, SHARE_MISMATCH
from progress_report.system.i18n import _
from progress_report.text.numerals import numeral
from progress_report.text.quantities import Quantity, digits

_REACH = 20
"""Characters after the last figure in which a fraction may follow."""
_FRACTION = (
    "(?:(?P<under>[将接]?近|不到|不足)|(?P<over>超过?|逾|过)|约)?"
    "(?P<written>(?P<tenths>[一二三四五六七八九两])成(?P<half>半)?|一半|半数"
    "|(?P<parts>[二三四五六七八九十])分之(?P<of>[一二三四五六七八九]))(?P<more>以上|多)?"
    "(?![功效本果长交品员绩立年])"
)
_LENIENT = Decimal(1)
"""Percentage points by which a share in words may be off."""


def check(passage: Passage, figures: Sequence[Quantity]) -> Iterator[PassageDiagnostic]:
    """Check shares in words of the figures before them: 3600万元，其中1200万元，约占四成."""
    text = passage.text
    first, last = (figures[0].start, figures[-1].end + _REACH) if len(figures) > 1 else (0, 0)
    for match in role(_FRACTION).finditer(text, first, last):
        earlier = [q for q in figures if q.end <= match.start() and q.measure not in RELATIVE][-2:]
        if len(earlier) < 2 or earlier[1].counter != earlier[0].counter:  # noqa: PLR2004 - a count and its whole
            continue
        between = text[earlier[1].end : match.start()]
        named = bool(re.search("的$", between)) and "占" in text[earlier[0].end : earlier[1].start]
        if not named and not re.fullmatch("，?[约近超已]*占?比?(?:重|例)?[达到约近超为]*", between):
            continue
        if not (
            named or "占" in between + match[0] or "其中" in text[earlier[0].end : earlier[1].start]
        ):
            continue
        part, whole = sorted(earlier, key=lambda q: q.value)
        if part.bound or whole.bound or not whole.value:
            continue
        percent = part.value / whole.value * 100
        low, high = _range(match)
        if not low - _LENIENT <= percent <= high + _LENIENT:
            message = _("{count} ÷ {base} = {percent}%, not {written}").format(
                count=part.written,
                base=whole.written,
                percent=digits(round(percent, 2)),
                written=match["written"],
            )
            yield passage.diagnostic(
                SHARE_MISMATCH, *match.span("written"), message, cite(passage, [part, whole])
            )


def _range(match: re.Match[str]) -> tuple[Decimal, Decimal]:
    """The percentages that a fraction in words may stand for."""
    if match["tenths"]:
        share = Decimal(numeral(match["tenths"])) * 10 + (5 if match["half"] else 0)
        step = Decimal(10)
    elif match["parts"]:
        share = Decimal(100 * numeral(match["of"])) / numeral(match["parts"])
        step = share / 2
    else:
        share, step = Decimal(50), Decimal(10)
    if match["under"]:
        return share - step / 2, share
    if match["over"] or match["more"]:
        return share, share + step
    return share - step / 2, share + step / 2
