"""Percentages and the figures they are calculated from."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

from progress_report.check.corpus import Passage, PassageDiagnostic
from progress_report.check.language.roles import cite, role, says
from progress_report.check.rule import Family, Rule
from progress_report.domain.diagnostics import Severity
from progress_report.system.i18n import _
from progress_report.text.bounds import Bound
from progress_report.text.numerals import numeral
from progress_report.text.quantities import Quantity, digits

SHARE_MISMATCH = Rule("share-mismatch", Family.NUMBERS, Severity.WARNING)
PERCENT_FOR_POINTS = Rule("percent-for-points", Family.NUMBERS, Severity.WARNING)
IMPOSSIBLE_SHARE = Rule("impossible-share", Family.NUMBERS, Severity.WARNING)
RULES = (SHARE_MISMATCH, PERCENT_FOR_POINTS, IMPOSSIBLE_SHARE)

_RELATIVE = frozenset(("%", "‰", "个百分点", "百分点"))
_GROWTH = re.compile(
    r"(?:增长|增加|提高|提升|上升|下降|减少|降低|增幅|降幅|压缩|缩短|缩减|扩大|压减)了?(?:率?[为达]|约)?$"
)
_YEAR_BEFORE = "[去上]年同期|[较比][^，。；]{0,8}?的$|[较比](?:年初|[去上]年|同期)[^，。；]{0,6}$"
_DIFFERENCE = (
    "(?:[同环]比|[较比][去上]年(?:同期)?)"
    "(?P<sign>[净新]?增加?|增长|提高|减少|压减|下降|降低|多|少)了?$"
)
_LESS = frozenset(("减少", "压减", "下降", "降低", "少"))
_CHANGE = "(?:[净新]增|{rises}|{falls})加?了?$"
_YEARLY = re.compile(r"[年月日平]均")
_OF_CHANGE = re.compile(
    "[同环]比|[较比].*|[净新]增|增[长加幅速]|提[高升]|[上下]升|下降|减[少幅]|降[低幅]|[压缩][缩减短]|缩[短减]|扩大|压减|总?[共体]|平均|分别"
    "|[率了约为达]|实现|回落|年均"
)
"""What the words before a change say beside its subject."""
_SUBJECT = 2
_FROM = re.compile(r"[由从][^，。；]{0,12}$")
_TO = re.compile(r"^[^。；，]{0,10}(?:到|至|为)(?:目前|当前|现在|今年|现)?的?$")
_OF_TARGET = re.compile(r"占|完成率|完成[^，。；]*的$")
_TARGET = re.compile(r"计划|目标|任务")
_REACH = 20
"""Characters after the last figure in which a fraction may follow."""
_FRACTION = re.compile(
    "(?:(?P<under>[将接]?近|不到|不足)|(?P<over>超过?|逾|过)|约)?"
    "(?P<written>(?P<tenths>[一二三四五六七八九两])成(?P<half>半)?|一半|半数"
    "|(?P<parts>[二三四五六七八九十])分之(?P<of>[一二三四五六七八九]))(?P<more>以上|多)?"
    "(?![功效本果长交品员绩立年])"
)
_LENIENT = Decimal(1)
"""Percentage points by which a share in words may be off."""
_RATE = re.compile("^([^增降满]{2,6})率[约为达]?到?$")
_IN_TIME = re.compile("按期|如期|限期")
_SHARE_OF_WHOLE = "^占比?[约为达]?到?$"
_NEAR = 12
"""Number of figures of which any two may give a percentage."""
_ADJACENT = 6
"""Number of characters between a count and its share, as in ，占比达到."""
_MOST = 30
"""Maximum number of figures of a sentence to compare, to bound the time."""
_PLANNED = re.compile(r"计划|目标|任务|预算|指标|年度|全年|进度")
# Rates of something out of itself. A 开工率 or 建成率 counts against a plan and may be more.
_CAPPED = re.compile(
    "(?:(?:覆盖|合格|达标|普及|处理|处置|办结|满意|回访|优良|知晓|通过|解决|响应|整改|绿化|检出|治愈"
    "|及格|优秀|回收|出勤|城镇化|见面|按时|及时)率|占比)[^，。；]{0,4}$"
)


def check(
    passage: Passage, before: Sequence[Quantity], figures: Sequence[Quantity]
) -> Iterator[PassageDiagnostic]:
    """Find percentages in a sentence that do not follow from the figures beside them."""
    for index, quantity in enumerate(figures):
        if quantity.measure in _RELATIVE and quantity.bound is None:
            yield from _impossible_share(passage, quantity)
            yield from _growth(passage, figures[max(0, index - 2) : index], quantity)
            yield from _share(passage, before, figures, index)
        elif index > 1 and quantity.bound is None:
            yield from _change(passage, figures[index - 2 : index], quantity)
    yield from _fractions(passage, figures)


def _impossible_share(passage: Passage, share: Quantity) -> Iterator[PassageDiagnostic]:
    if share.measure != "%" or share.value <= 100:  # noqa: PLR2004 - the whole
        return
    whole = share.share_of if "占" in share.before else ""
    if (whole and not _PLANNED.search(whole)) or _CAPPED.search(share.before):
        message = _("'{share}': a share cannot be more than 100%").format(share=share.written)
        hint = cite(passage, [share])
        yield passage.diagnostic(IMPOSSIBLE_SHARE, *share.span, message, hint)


def _growth(
    passage: Passage, earlier: Sequence[Quantity], growth: Quantity
) -> Iterator[PassageDiagnostic]:
    """由A增加到B，增长P%."""
    if len(earlier) < 2 or not _GROWTH.search(growth.before) or _YEARLY.search(growth.before):  # noqa: PLR2004 - from and to
        return
    if growth.measure == "%":
        yield from _growth_of_year(passage, earlier, growth)
    start, end = earlier[-2:]
    if not _leads(passage.text, start, end, growth):
        return
    if growth.measure == start.measure == "%":
        if abs(end.value - start.value) == growth.value:
            message = _("'{written}' is the difference of two percentages").format(
                written=growth.written
            )
            hint = _("write {better}").format(better=growth.written.rstrip("%") + "个百分点")
            yield passage.diagnostic(PERCENT_FOR_POINTS, *growth.span, message, hint)
    elif growth.measure == "%" and start.measure not in _RELATIVE:
        yield from _ratio(passage, growth, (end, start), minus_one=True)
    elif growth.measure.endswith("百分点") and start.measure == "%":
        difference = abs(end.value - start.value)
        if abs(difference - growth.value) > (growth.step + start.step + end.step) / 2:
            yield _no_difference(passage, start, end, growth)


def _leads(text: str, start: Quantity, end: Quantity, change: Quantity) -> bool:
    """Whether three figures are 由A增加到B，增长C, and the change is not of another subject."""
    subject = _OF_CHANGE.sub("", change.before)
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


def _change(
    passage: Passage, ends: Sequence[Quantity], change: Quantity
) -> Iterator[PassageDiagnostic]:
    """由5万户增至6万户，净增1万户; 由20万千瓦扩大到60万千瓦，增长2倍."""
    start, end = ends
    if not says(change, _CHANGE) or not _leads(passage.text, start, end, change):
        return
    if change.measure == "倍":
        percent = replace(change, value=change.value * 100, scale=100, measure="%")
        yield from _ratio(passage, percent, (end, start), minus_one=True)
        return
    yield from excess_mismatch(passage, end, start, change)


def excess_mismatch(
    passage: Passage, end: Quantity, start: Quantity, change: Quantity
) -> Iterator[PassageDiagnostic]:
    """Report a difference of two figures, absolute or in percent, that they do not give."""
    if change.bound:
        return
    if change.measure == "%" and start.value:
        yield from _ratio(passage, change, (end, start), minus_one=True)
        return
    difference = abs(end.value - start.value)
    slack = sum(_slacks((start, end, change)))
    if change.counter == start.counter and abs(difference - change.value) > slack:
        yield _no_difference(passage, start, end, change)


def _no_difference(
    passage: Passage, start: Quantity, end: Quantity, change: Quantity
) -> PassageDiagnostic:
    scale = max(start.scale, end.scale)
    message = _("{end} - {start} = {difference}, not {written}").format(
        end=digits(end.value, scale),
        start=digits(start.value, scale),
        difference=digits(abs(end.value - start.value), scale),
        written=digits(change.value, scale),
    )
    return passage.diagnostic(
        SHARE_MISMATCH, *change.span, message, cite(passage, [start, end, change])
    )


def _fractions(passage: Passage, figures: Sequence[Quantity]) -> Iterator[PassageDiagnostic]:
    """Check shares in words of the figures before them: 3600万元，其中1200万元，约占四成."""
    text = passage.text
    first, last = (figures[0].start, figures[-1].end + _REACH) if len(figures) > 1 else (0, 0)
    for match in _FRACTION.finditer(text, first, last):
        earlier = [q for q in figures if q.end <= match.start() and q.measure not in _RELATIVE][-2:]
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


def _growth_of_year(
    passage: Passage, earlier: Sequence[Quantity], growth: Quantity
) -> Iterator[PassageDiagnostic]:
    """8.3亿元，去年同期7.9亿元，增长5.1%; 12亿元，同比增加2亿元，增长20%."""
    now, other = earlier[-2:]
    between = passage.text[other.end : growth.start]
    plain = not (now.bound or other.bound) and now.value > 0 < other.value
    if not plain or now.counter != other.counter or now.measure in _RELATIVE or len(between) > 8:  # noqa: PLR2004 - ，同比增长
        return
    if says(other, _YEAR_BEFORE):
        yield from _ratio(passage, growth, (now, other), minus_one=True)
    elif (difference := role(_DIFFERENCE).search(other.before)) and other.value < now.value:
        base = now.value + other.value * (1 if difference["sign"] in _LESS else -1)
        then = replace(other, value=base)
        yield from _ratio(passage, growth, (now, then), minus_one=True)


def _share(
    passage: Passage, before: Sequence[Quantity], figures: Sequence[Quantity], index: int
) -> Iterator[PassageDiagnostic]:
    """Check a share of an adjacent figure, or of the only target."""
    share, earlier, text = figures[index], figures[max(0, index - _MOST) : index], passage.text
    near = [*before[-_MOST:], *figures[max(0, index - _MOST) : index + _MOST]]
    if share.measure != "%" or not earlier or _explained(share, near):
        return
    base = earlier[-1]
    if re.fullmatch(r"）?的(?:比例|比重)?[约为]?", text[base.end : share.start]) and re.search(
        r"(?:占|完成)[^，。；]{0,20}$", text[max(0, base.start - 22) : base.start]
    ):
        counts = earlier[-2:-1]
        if counts and _comparable(counts[0], base):
            yield from _ratio(passage, share, (counts[0], base))
        return
    if "率" in share.before:
        yield from _rate(passage, share, earlier, before)
    if says(share, _SHARE_OF_WHOLE):
        yield from _part(passage, share, earlier)
        return
    count = base
    if count.bound or not _OF_TARGET.search(share.before) or _TARGET.search(count.before):
        return
    if not re.fullmatch(r"[^。；]{0,30}", text[count.end : share.start]):
        return
    bases = [q for q in near if q is not count and _comparable(count, q)]
    targets = {q: set(_TARGET.findall(q.before + q.after)) for q in bases}
    wanted = set(_TARGET.findall(share.before))
    named = [q for q in bases if targets[q] & wanted] or [q for q in bases if targets[q]]
    if len(named) == 1:
        yield from _ratio(passage, share, (count, named[0]))


def _explained(share: Quantity, near: Sequence[Quantity]) -> bool:
    """Whether any two figures near a percentage give it: one of the other, or what is left of it.

    Also one of both: 已签约412户，签约率91.6%，剩余38户.
    """
    counts = [
        (q, says(q, "{opposite}|{rest}"))
        for q in near[-_NEAR:]
        if q.measure not in _RELATIVE and q.value > 0
    ]
    for (count, is_left), (base, base_is_left) in permutations(counts, 2):
        if count.counter != base.counter:
            continue
        if _follows(share, (count, base)):
            return True
        left = max(base.value - count.value, Decimal(0))
        if is_left and _follows(share, (replace(base, value=left), base)):
            return True
        both = base.value + count.value
        if base_is_left and _follows(share, (count, replace(base, value=both))):
            return True
    return False


def _rate(
    passage: Passage, share: Quantity, earlier: Sequence[Quantity], before: Sequence[Quantity]
) -> Iterator[PassageDiagnostic]:
    """Check a rate of figures of its kind: 检查500家，合格450家，合格率90%.

    The whole may be what the sentence before plans: 计划改造48个。已完工30个，完工率62.5%.
    """
    counts = _counted(share, earlier)
    if not counts or counts[-1].bound:
        return
    count = counts[-1]
    bases = [q for q in earlier if q is not count and _comparable(count, q)]
    bases = [q for q in bases if q.start < count.start and q.value >= count.value]
    if not bases:
        planned = [q for q in before if says(q, "{planned}") and q.value >= count.value]
        bases = [q for q in planned if _comparable(count, q)]
    if len(bases) == 1 and re.fullmatch(r"[^。；其]{0,40}", passage.text[count.end : share.start]):
        yield from _ratio(passage, share, (count, bases[0]))


def _counted(share: Quantity, earlier: Sequence[Quantity]) -> list[Quantity]:
    """The figures that a rate is of: 合格450家 of 合格率, 网上办理3120件 of 网办率."""
    if not (name := _RATE.search(share.before)):
        return []
    rate = _IN_TIME.sub("按时", name[1].removeprefix("总体"))
    before = share.text[: share.start - len(share.before)]
    return [
        q
        for q in earlier
        if not says(q, "{opposite}")
        and (
            set(rate) <= set(_IN_TIME.sub("按时", q.before + q.after))
            or (q.before[-2:] in rate and rate.replace(q.before[-2:], "") in before)
        )
    ]


def _part(
    passage: Passage, share: Quantity, earlier: Sequence[Quantity]
) -> Iterator[PassageDiagnostic]:
    """Check a share without a name of its whole: 12500家，其中规上企业375家，占4%."""
    count = earlier[-1]
    bases = [q for q in earlier[:-1] if _comparable(count, q) and q.value > count.value]
    if len(bases) == 1 and not count.bound and share.start - count.end <= _ADJACENT:
        yield from _ratio(passage, share, (count, bases[0]))


def _comparable(count: Quantity, base: Quantity) -> bool:
    same = count.counter == base.counter and count.measure not in _RELATIVE
    return same and base.value > 0 and not base.bound


def _ratio(
    passage: Passage,
    share: Quantity,
    ratio: tuple[Quantity, Quantity],
    *,
    minus_one: bool = False,
) -> Iterator[PassageDiagnostic]:
    if _follows(share, ratio, minus_one=minus_one):
        return
    count, base = ratio
    percent = count.value / base.value * 100
    scale = max(count.scale, base.scale)
    dividend = f"({digits(count.value, scale)} - {digits(base.value, scale)})"
    rounded = round(abs(percent - 100) if minus_one else percent, 2)
    message = _("{count} ÷ {base} = {percent}%, not {written}").format(
        count=dividend if minus_one else count.written,
        base=digits(base.value, scale) if minus_one else base.written,
        percent=digits(rounded),
        written=share.written,
    )
    hint = cite(passage, [count, base, share])
    yield passage.diagnostic(SHARE_MISMATCH, *share.span, message, hint)


def _slacks(figures: Sequence[Quantity]) -> list[Decimal]:
    """How far rounding may have moved each figure; 10亿元 beside 12.5亿元 is 10.0亿元."""
    decimals = any(0 < q.step < q.scale for q in figures)
    even = decimals and len({q.scale for q in figures}) == 1
    return [
        min(q.slack, Decimal(q.scale) / 20) if even and q.step == q.scale else q.slack
        for q in figures
    ]


def _follows(share: Quantity, ratio: tuple[Quantity, Quantity], *, minus_one: bool = False) -> bool:
    """Whether a percentage follows from a count and its base, allowing for rounding of all three.

    The last digit of the percentage may be truncated as well as rounded.
    """
    count, base = ratio
    slacks = _slacks((count, base))
    low = (count.value - slacks[0]) / (base.value + slacks[1]) * 100
    high = (count.value + slacks[0]) / max(base.value - slacks[1], base.step / 2) * 100
    if minus_one:
        low, high = sorted((abs(low - 100), abs(high - 100)))
    up = min(share.step, Decimal("0.5"))  # 3% is never printed as 4%
    return low - share.step <= share.value <= high + up
