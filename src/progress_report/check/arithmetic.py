"""Numbers that contradict each other: totals, parts, shares, growth."""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate, groupby

from progress_report.check.corpus import Finding, Passage
from progress_report.check.rule import Family, Rule
from progress_report.diagnostics import Severity
from progress_report.i18n import N_, _
from progress_report.quantities import Bound, Quantity

SUM_MISMATCH = Rule(
    "sum-mismatch",
    Family.NUMBERS,
    Severity.WARNING,
    N_("parts that do not add up to their total"),
    N_(
        "The text lists all parts of a total (包括, 分为, 其中 … 其他, a list in brackets, or 合计), "
        "but their sum is another. One of the figures was mistyped or comes from another date: "
        "ask the reporting unit."
    ),
    bad="检查餐饮单位24家，包括大型餐馆15家、小餐饮7家、食堂3家。",
    good="检查餐饮单位24家，包括大型餐馆15家、小餐饮7家、食堂2家。",
)
PART_EXCEEDS_WHOLE = Rule(
    "part-exceeds-whole",
    Family.NUMBERS,
    Severity.WARNING,
    N_("a part larger than its whole"),
    N_("What stands after 其中 is a part of what stands before it and cannot be more."),
    bad="截至6月底，新注册企业40家，其中外资企业47家。",
    good="截至6月底，新注册企业40家，其中外资企业7家。",
)
SHARE_MISMATCH = Rule(
    "share-mismatch",
    Family.NUMBERS,
    Severity.WARNING,
    N_("a percentage that does not follow from the figures beside it"),
    N_(
        "The share, the rate of completion or the growth was worked out from other figures than "
        "those printed. Rounding is allowed for; a share without its base is not judged."
    ),
    bad="年度计划投资56.2亿元，累计完成投资35.9亿元，占年度计划的68.3%。",
    good="年度计划投资56.2亿元，累计完成投资35.9亿元，占年度计划的63.9%。",
)
IMPOSSIBLE_SHARE = Rule(
    "impossible-share",
    Family.NUMBERS,
    Severity.WARNING,
    N_("a share of more than 100%"),
    N_(
        "A part, a coverage or a pass rate is at most the whole. Only what is measured against a "
        "plan or a target can pass 100%."
    ),
    bad="生活垃圾无害化处理率达到102%。",
    good="生活垃圾无害化处理率达到100%。",
)
RULES = (SUM_MISMATCH, PART_EXCEEDS_WHOLE, SHARE_MISMATCH, IMPOSSIBLE_SHARE)

# Where parts begin. 其中 often lists only some; the others claim to list them all.
_SOME = re.compile(r"其中[：:，,]?|[，,]其(?![中他它余次实间所])")
_ALL = re.compile(r"[，,]?(?:包括|包含|分为|分别[为是])[：:]?|^[^，；。、]{0,12}[：（]")
_TOTAL = re.compile(r"(?:合计|共计|总计)[为达]?$")
# A figure with such a word is no part of a total before it.
_NO_PART = re.compile(
    r"[同环]比|[上去]年|上月|较|增加|新增|净增|增长|减少|下降|计划|目标|任务|[平人户日月年]均|每|超|累计|剩"
)
_REST = re.compile(r"其[他它余]")
_OPEN = re.compile(r"、|等(?![级候于待])")
_END = re.compile(r"[。！？\n]")
_CLOSE = re.compile(r"[，。；）\n]")
_SEPARATOR = re.compile(r"[，、；]|[和及与]|以及")
_SAME_COUNTER = {"名": "人", "位": "人"}
_DURATIONS = frozenset(("年", "个月", "天", "周", "小时", "分钟", "秒", "个工作日", "次", "倍"))
_RELATIVE = frozenset(("%", "‰", "个百分点", "百分点"))
_VAGUE = frozenset("个处项条件")
"""Counters of anything: 10个小区，其中停车位300个 is no contradiction."""
_AT_LEAST = (None, Bound.OVER, Bound.AT_LEAST)
_AT_MOST = (None, Bound.UNDER, Bound.AT_MOST)

_GROWTH = re.compile(r"(?:增长|增加|提高|提升|上升|下降|减少|降低|增幅|降幅)了?(?:率?[为达]|约)?$")
_FROM = re.compile(r"[由从][^，。；]{0,12}$")
_TO = re.compile(r"^[^。；，]{0,10}(?:到|至|为)$")
_OF_TARGET = re.compile(r"占|完成率|完成[^，。；]*的$")
_TARGET = re.compile(r"计划|目标|任务")
_CAPPED = re.compile(
    r"(?:覆盖|合格|达标|普及|入学|处理|处置|办结|满意|回访|公开|优良|参保|知晓|通过|解决|响应|整改|入户|签约"
    r"|绿化|通车|开工|竣工|检出|治愈|及格|优秀|回收|利用|入住|出勤|城镇化|城市化|巩固|见面|按时|及时)率"
    r"[^，。；]{0,4}$|占比[^，。；]{0,4}$"
)


def check(passage: Passage, found: Sequence[Quantity]) -> Iterator[Finding]:
    """Find figures that contradict each other.

    Args:
        passage: The passage.
        found: Its quantities.
    """
    ends = [match.start() for match in _END.finditer(passage.text)]
    before: list[Quantity] = []
    for _sentence, group in groupby(found, lambda quantity: bisect(ends, quantity.start)):
        own = list(group)
        yield from _splits(passage, before, own)
        yield from _totals(passage, own)
        for index, quantity in enumerate(own):
            if quantity.unit in _RELATIVE and quantity.bound is None:
                yield from _impossible_share(passage, quantity)
                yield from _growth(passage, own[:index], quantity)
                yield from _share(passage, before, own, index)
        before = own


def _splits(
    passage: Passage, before: Sequence[Quantity], own: Sequence[Quantity]
) -> Iterator[Finding]:
    """Totals with the parts that follow them."""
    for index, first in enumerate(own):
        opening = own[index - 1].end if index else max(0, first.start - 20)
        gap = passage.text[opening : first.start]
        some, every = _SOME.search(gap), _ALL.search(gap) if index else None
        if not some and not every or first.unit in _RELATIVE | _DURATIONS:
            continue
        earlier = own[:index] or (before if some else [])
        wholes = [whole for whole in earlier if _counter(whole) == _counter(first)]
        if not wholes or any(_NO_PART.search(whole.before) for whole in wholes[-1:]):
            continue
        parts, closed = _parts(passage.text, own[index:])
        exceeding = [part for part in parts if _exceeds(part, wholes)]
        for part in exceeding:
            message = _("'{part}' is a part of '{whole}', but {part_value} > {whole_value}").format(
                part=part.written,
                whole=wholes[-1].written,
                part_value=_show(part.value, part.scale),
                whole_value=_show(wholes[-1].value, part.scale),
            )
            yield passage.finding(PART_EXCEEDS_WHOLE, part.start, part.end, message)
        if not exceeding and _claims_all(parts, wholes[-1], closed=closed, every=bool(every)):
            yield from _sum(passage, wholes, parts)


def _parts(text: str, listed: Sequence[Quantity]) -> tuple[list[Quantity], bool]:
    """The parts that a list begins with, and whether no part lacks its figure."""
    parts: list[Quantity] = []
    closed = True
    for quantity in listed:
        if parts:
            gap = text[parts[-1].end : quantity.start]
            if "其中" in gap or "包括" in gap or "）" in gap or _NO_PART.search(quantity.before):
                break
            closed &= len(_SEPARATOR.findall(gap)) == 1 or quantity.unit == "%"
        if quantity.unit == "%":
            continue
        if _counter(quantity) != _counter(listed[0]):
            closed = False
            break
        parts.append(quantity)
        if _REST.search(quantity.before):
            break
    last = parts[-1].end
    tail = _CLOSE.split(text[last : last + 40])[0]
    return parts, closed and not _OPEN.search(tail)


def _claims_all(
    parts: Sequence[Quantity], total: Quantity, *, closed: bool, every: bool
) -> bool:
    if len(parts) < 2 or any(part.bound for part in (*parts, total)):  # noqa: PLR2004 - a split
        return False
    if _REST.search(parts[-1].before):
        return True
    added = sum(part.value for part in parts)
    near = abs(added - total.value) * 100 <= total.value
    return closed and (every or near)


def _sum(
    passage: Passage, totals: Sequence[Quantity], parts: Sequence[Quantity]
) -> Iterator[Finding]:
    """The finding that parts do not add up, unless they, or the first of them, do."""
    slack = sum(part.slack for part in parts)
    sums = [*accumulate(part.value for part in parts)]
    for total in totals:
        if any(abs(added - total.value) <= slack + total.slack for added in sums):
            return
    total, added = totals[-1], sums[-1]
    if not total.value <= added * 2 or not added <= total.value * 2:
        return
    message = _("{parts} = {sum}, not {total}: a difference of {difference}").format(
        parts=" + ".join(_show(part.value, total.scale) for part in parts),
        sum=_show(added, total.scale),
        total=_show(total.value, total.scale),
        difference=_show(abs(added - total.value), total.scale),
    )
    yield passage.finding(SUM_MISMATCH, total.start, total.end, message)


def _totals(passage: Passage, own: Sequence[Quantity]) -> Iterator[Finding]:
    """Totals that follow their parts: …、…，合计…"""
    for index, total in enumerate(own):
        if total.unit in _RELATIVE or total.bound or not _TOTAL.search(total.before):
            continue
        parts = own[:index]
        same = all(_counter(p) == _counter(total) and not p.bound for p in parts)
        free = not any(_NO_PART.search(part.before) for part in parts)
        if len(parts) > 1 and same and free:
            yield from _sum(passage, [total], parts[::-1])


def _exceeds(part: Quantity, wholes: Sequence[Quantity]) -> bool:
    if part.bound not in _AT_LEAST or _NO_PART.search(part.before):
        return False
    if any(whole.bound not in _AT_MOST for whole in wholes):
        return False
    largest = max(wholes, key=lambda whole: whole.value)
    if part.unit in _VAGUE and part.value > largest.value * 3:
        return False
    return part.value - part.slack > largest.value + largest.slack


def _impossible_share(passage: Passage, share: Quantity) -> Iterator[Finding]:
    if share.unit != "%" or share.value <= 100:  # noqa: PLR2004 - the whole
        return
    whole = share.share_of if "占" in share.before else ""
    if (whole and not re.search(r"计划|目标|任务|预算|指标|年度|全年|进度", whole)) or (
        _CAPPED.search(share.before)
    ):
        message = _("'{share}': a share cannot be more than 100%").format(share=share.written)
        yield passage.finding(IMPOSSIBLE_SHARE, share.start, share.end, message)


def _growth(
    passage: Passage, earlier: Sequence[Quantity], growth: Quantity
) -> Iterator[Finding]:
    """由A增加到B，增长P%."""
    if len(earlier) < 2 or not _GROWTH.search(growth.before):  # noqa: PLR2004 - from and to
        return
    start, end = earlier[-2:]
    text = passage.text
    if (
        start.unit != end.unit
        or start.bound not in {None, Bound.FROM}
        or end.bound not in {None, Bound.TO}
        or not start.value
        or not _FROM.search(text, max(0, start.start - 15), start.start)
        or not _TO.search(text[start.end : end.start])
        or not re.fullmatch(r"[^。；，]{0,8}[，、（]?[^。；，]{0,8}", text[end.end : growth.start])
    ):
        return
    if growth.unit == "%" and start.unit not in _RELATIVE:
        yield from _ratio(passage, growth, (end, start), minus_one=True)
    elif growth.unit.endswith("百分点") and start.unit == "%":
        difference = abs(end.value - start.value)
        if abs(difference - growth.value) > growth.step + (start.step + end.step) / 2:
            message = _("{end} - {start} = {difference}, not {written}").format(
                end=_show(end.value), start=_show(start.value),
                difference=_show(difference), written=_show(growth.value),
            )
            yield passage.finding(SHARE_MISMATCH, growth.start, growth.end, message)


def _share(
    passage: Passage, before: Sequence[Quantity], own: Sequence[Quantity], index: int
) -> Iterator[Finding]:
    """A share of a figure given beside it, or of the only target given."""
    share, earlier, text = own[index], own[:index], passage.text
    if share.unit != "%" or not earlier:
        return
    base = earlier[-1]
    if re.fullmatch(r"）?的(?:比例|比重)?[约为]?", text[base.end : share.start]) and re.search(
        r"占[^，。；]{0,20}$", text[max(0, base.start - 22) : base.start]
    ):
        counts = earlier[-2:-1]
        if counts and _comparable(counts[0], base):
            yield from _ratio(passage, share, (counts[0], base))
        return
    count = base
    if count.bound or not _OF_TARGET.search(share.before) or _TARGET.search(count.before):
        return
    if not re.fullmatch(r"[^。；]{0,30}", text[count.end : share.start]):
        return
    bases = [q for q in (*before, *own) if q is not count and _comparable(count, q) and q.value]
    if any(_follows(share, (count, q)) for q in bases):
        return
    wanted = set(_TARGET.findall(share.before)) or {"计划", "目标", "任务"}
    named = [q for q in bases if wanted & set(_TARGET.findall(q.before + q.after))]
    if len(named) == 1:
        yield from _ratio(passage, share, (count, named[0]))


def _comparable(count: Quantity, base: Quantity) -> bool:
    same = _counter(count) == _counter(base) and count.unit not in _RELATIVE
    return same and base.value > 0 and not base.bound


def _ratio(
    passage: Passage,
    share: Quantity,
    ratio: tuple[Quantity, Quantity],
    *,
    minus_one: bool = False,
) -> Iterator[Finding]:
    if _follows(share, ratio, minus_one=minus_one):
        return
    count, base = ratio
    percent = count.value / base.value * 100
    scale = max(count.scale, base.scale)
    dividend = f"({_show(count.value, scale)} - {_show(base.value, scale)})"
    shown = round(abs(percent - 100) if minus_one else percent, 2)
    message = _("{count} ÷ {base} = {percent}%, not {written}").format(
        count=dividend if minus_one else _show(count.value, scale),
        base=_show(base.value, scale),
        percent=_show(shown),
        written=share.written,
    )
    yield passage.finding(SHARE_MISMATCH, share.start, share.end, message)


def _follows(
    share: Quantity, ratio: tuple[Quantity, Quantity], *, minus_one: bool = False
) -> bool:
    """Whether a percentage follows from a count and its base, allowing for rounding of all three.

    The last digit of the percentage may be cut off as well as rounded.
    """
    count, base = ratio
    low = (count.value - count.slack) / (base.value + base.slack) * 100
    high = (count.value + count.slack) / max(base.value - base.slack, base.step / 2) * 100
    if minus_one:
        low, high = sorted((abs(low - 100), abs(high - 100)))
    return low - share.step <= share.value <= high + share.step


def _counter(quantity: Quantity) -> str:
    return _SAME_COUNTER.get(quantity.unit, quantity.unit)


def _show(value: Decimal, scale: int = 1) -> str:
    return f"{(value / scale).normalize():f}"
