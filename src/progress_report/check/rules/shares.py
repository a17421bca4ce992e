"""Percentages and the figures they are calculated from."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

from progress_report.check.corpus import Diagnostics, Passage
from progress_report.check.language.roles import Figures, disagrees, role, says
from progress_report.text.quantities import Quantity, digits

RELATIVE = frozenset(("%", "‰", "个百分点", "百分点"))
_ON_TIME = "按期|如期|限期"
_WITHIN = "^([^，]{2,6})中"
_REACH, _CLAUSE = 40, 16
_NEAR = 12
"""Number of figures of which any two may give a percentage."""
_WORD = 2
"""Characters of a rate that shortens the label of a part: 其中网上受理4176件，网办率87%."""
_MOST = 30
"""Maximum number of figures of a sentence to compare, to bound the time."""
_SELDOM = Decimal("1.3")
"""How far two rounded figures are off together: seldom both by the most, one up, one down."""
_TENS = tuple(Decimal(10) ** power for power in (-4, -3, -2, -1, 1, 2, 3, 4))
"""Factors of a lost or superfluous 万, 亿 or zero: any of the figures may be wrong then."""


def check(passage: Passage, before: Figures, figures: Figures) -> Diagnostics:
    """Find percentages in a sentence that do not follow from the figures beside them."""
    for index, quantity in enumerate(figures):
        if quantity.measure in RELATIVE and quantity.bound is None:
            yield from _impossible_share(passage, quantity)
            yield from _share(passage, before, figures, index)


def _impossible_share(passage: Passage, share: Quantity) -> Diagnostics:
    if share.measure != "%" or share.value <= 100:  # noqa: PLR2004 - the whole
        return
    whole = share.share_of if "占" in share.before else ""
    if (whole and not role("{planned_whole}").search(whole)) or says(share, "{capped_rate}"):
        yield passage.diagnose("impossible-share", *share.span, figures=[share])


def _share(passage: Passage, before: Figures, figures: Figures, index: int) -> Diagnostics:
    """Check a share of an adjacent figure, or of the only target."""
    share, earlier, text = figures[index], figures[max(0, index - _MOST) : index], passage.text
    if share.measure == "%" and text[share.end : share.end + 1] == "（":
        yield from _in_brackets(passage, earlier, share, figures[index + 1 : index + 3])
    near = [*before[-_MOST:], *figures[max(0, index - _MOST) : index + _MOST]]
    if share.measure != "%" or not earlier:
        return
    base = earlier[-1]
    part = next((q for q in reversed(earlier[-4:]) if _names_part(share, q)), None)
    if part is base and (pair := _within(share, earlier)):
        yield from ratio(passage, share, pair)
    elif _follows_base(earlier, share):
        # not 喷灌0.4万亩 of 2.1万亩（喷灌0.4万亩），占3万亩的
        counts = [q for q in earlier[-4:-1] if not role("[^（]*）").match(text, q.end, base.start)]
        if counts and _comparable(counts[-1], base):
            yield from ratio(passage, share, (counts[-1], base))
    elif _explained(share, near):
        return
    elif rate := role("{rate_of}").search(text, max(0, share.start - _REACH), share.start):
        yield from _rate(passage, share, earlier, before, rate[1])
    elif part:
        yield from _of_several(passage, share, earlier)
        yield from _part(passage, share, earlier, part)
    elif says(share, "{of_target}"):
        yield from _of_target(passage, share, base, near)


def _names_part(share: Quantity, count: Quantity) -> bool:
    """Whether a share is plainly of the figure before it: 快充桩288个，快充桩占比."""
    part = role("{share_of_whole}").search(share.before)
    named = part["part"].removeprefix("其") if part else ""
    return part is not None and (named[:2] or named) in count.before + count.after


def _follows_base(earlier: Figures, share: Quantity) -> bool:
    """Whether a share is 占年度计划24亿元的65%, or 为省里下达70万亩任务的111%.

    It may be of another figure than the last: 新增7家，达到96家，完成全年10家目标任务的70%.
    """
    *others, base = earlier
    if any(_comparable(q, base) and _follows(share, (q, base)) for q in others[:-1]):
        return False
    text, led = base.text, base.text[base.previous_end : base.start][-22:]
    return bool(
        re.fullmatch(r"[^，。；]{0,4}）?的(?:比例|比重)?[约为]?", text[base.end : share.start])
        and "合计" not in led
        and re.search(r"(?:占|完成|相当于|^[达为是]|，[达为是])[^，。；]{0,20}$", led)
    )


def _of_target(passage: Passage, share: Quantity, count: Quantity, near: Figures) -> Diagnostics:
    """Check 占年度计划的65% and 占总投资的65%, of a plan or a whole that another figure names."""
    if count.bound or says(count, "{target_word}") or says(share, "合计|[总一]?共计?占"):
        return
    if not re.fullmatch(r"[^。；]{0,30}", passage.text[count.end : share.start]):
        return
    bases = [q for q in near if q is not count and _comparable(count, q)]
    bases = [q for q in bases if not says(q, "^超")]  # 完成任务的120%，超出任务0.2万吨
    targets = {q: set(role("{target_word}").findall(q.before + q.after)) for q in bases}
    wanted = set(role("{target_word}").findall(share.before))
    named = [q for q in bases if targets[q] & wanted]
    named = named or (
        [q for q in bases if targets[q]] if wanted else [*_named(share.share_of, count, bases)]
    )
    if len(named) == 1:
        yield from ratio(passage, share, (count, named[0]))


def _named(whole: str, count: Quantity, bases: Figures) -> Iterator[Quantity]:
    """The greater figures that the words of a whole name: 应播面积 in 应播玉米面积128万亩."""
    characters = {*role("{elsewhere}").sub("", whole)}
    for base in bases:
        words = base.before + base.written + base.after
        if len(characters) > 1 and base.value > count.value and characters <= {*words}:
            yield base


def _in_brackets(
    passage: Passage, earlier: Figures, share: Quantity, listed: Figures
) -> Diagnostics:
    """Check a share of what follows it: 计划投资5000万元，投资完成率为74%（实际完成3500万元）."""
    inner = passage.text[share.end : share.end + 40].partition("）")[0]
    given = [q for q in listed if q.end <= share.end + len(inner)]
    if not given or not (says(share, "{of_target}") or says(share, "{progress_rate}")):
        return
    candidates = [*earlier[-1:], *given] if len(given) == 1 else given
    if len(given) == 1 and earlier and not _comparable(given[0], earlier[-1]):
        return
    planned = [q for q in candidates if says(q, "{planned}|预算|[应总]")]
    done = [q for q in candidates if q not in planned and says(q, "{carried_out}")]
    if len(planned) == len(done) == 1 and _comparable(done[0], planned[0]) and not done[0].bound:
        yield from ratio(passage, share, (done[0], planned[0]))


def _explained(share: Quantity, near: Figures) -> bool:
    """Whether any two figures near a percentage give it: one of the other, or what is left of it.

    Also one of both: 已签约412户，签约率91.6%，剩余38户.
    """
    counts = [
        (
            q,
            bool(role("{opposite}|{rest}").search(q.before + q.after)),
            role("{target_word}[^，。；]*$").search(q.text, q.previous_end, q.start),
        )
        for q in near[-_NEAR:]
        if q.measure not in RELATIVE and q.value > 0
    ]
    for (count, is_left, aim), (base, base_is_left, base_aim) in permutations(counts, 2):
        turned = share.value > 100 and aim  # noqa: PLR2004 - the whole
        if count.counter != base.counter or (turned and not base_aim):
            continue  # 任务5000人次，已培训3100人次: no plan is 161.3% of what is done
        if _follows(share, (count, base)):
            return True
        left = max(base.value - count.value, Decimal(0))
        if is_left and _follows(share, (replace(base, value=left), base)):
            return True
        both = base.value + count.value
        of_both = {q.value for q, _, _ in counts}  # 1250件，答复1050件，其余200件
        if (
            base_is_left
            and count.value - base.value not in of_both
            and _follows(share, (count, replace(base, value=both)))
        ):
            return True
    return False


def _rate(
    passage: Passage, share: Quantity, earlier: Figures, before: Figures, name: str
) -> Diagnostics:
    """Check a rate of figures of its kind: 检查500家，合格450家，合格率90%.

    The whole may be what the sentence before plans: 计划改造48个。已完工30个，完工率62.5%.
    """
    earlier = [q for q in earlier if q.measure not in RELATIVE]
    counts = _counted(share, earlier, name) if len(name) > 1 and earlier else []
    if not counts or counts[-1].bound or "基本满意" in passage.text:
        return
    count = counts[-1]
    bases = [
        q for q in earlier if q is not count and _comparable(count, q) and _of_one_kind(count, q)
    ]
    if name[-2:] not in count.before + count.after:  # 参保32万人，其中儿童1.8万人，儿童参保率
        bases = [q for q in bases if name[-2:] not in q.before + q.after]
    more = share.value > 100  # noqa: PLR2004 - the whole
    short = share.value < 100  # noqa: PLR2004 - as above; 100% may mean more
    bases = [
        q
        for q in bases
        if q.start < count.start
        and (more or q.value >= count.value or (short and says(q, "{target_word}")))
    ]
    if not bases:
        planned = [q for q in before if says(q, "{planned}") and q.value >= count.value]
        bases = [q for q in planned if _comparable(count, q)]
    if bases and re.fullmatch(r"[^。；其]{0,40}", passage.text[count.end : share.start]):
        yield from ratio(passage, share, (count, bases[-1]))


def _counted(share: Quantity, earlier: Figures, name: str) -> list[Quantity]:
    """The figures that a rate is of: 合格450家 of 合格率, 网上办理3120件 of 网办率."""
    rate = role(_ON_TIME).sub("按时", name.removeprefix("总体"))
    before = share.text[: share.start - len(share.before)]
    before = re.sub(f"{rate[-2:]}[度率]", "", before)  # 满意度测评 names no count
    last = earlier[-1]
    if role("{done_rate}").search(rate):
        return [q for q in earlier if says(q, "{carried_out}")]
    start = min((q.start for q in earlier[-2:]), default=0)
    due = len(earlier) > 1 and says(earlier[-2], "[应需须]") and says(last, "^[已实现]")
    if due and _is_adjacent(last, share):
        return [last]
    changed = says(last, "同比|[较比增减]")
    if not changed and {*rate} <= {*before[max(0, start - _CLAUSE) :]}:
        return [last]
    return [
        q
        for q in earlier
        if not says(q, "{opposite}")
        and (
            set(rate) <= set(role(_ON_TIME).sub("按时", q.before + q.after))
            or (q is last and q.label[:1] == rate[0] and says(q, "^其中") and len(rate) == _WORD)
            or (q.before[-2:] in rate and rate.replace(q.before[-2:], "") in before)
        )
    ]


def _of_several(passage: Passage, share: Quantity, earlier: Figures) -> Diagnostics:
    """Check 327.4万吨，煤炭206.3万吨、熟料58.9万吨，两项合计占81%."""
    if not earlier[-1].chinese or not says(share, "{together}"):
        return
    count = int(earlier[-1].value)
    parts, wholes = earlier[-count - 1 : -1], earlier[-count - 2 : -count - 1]
    if len(parts) == count and wholes and all(_comparable(q, wholes[0]) for q in parts):
        added = replace(parts[-1], value=sum((q.value for q in parts), Decimal(0)))
        yield from ratio(passage, share, (added, wholes[0]))


def _part(passage: Passage, share: Quantity, earlier: Figures, count: Quantity) -> Diagnostics:
    """Check a share without a name of its whole: 12500家，其中规上企业375家，占4%."""
    bases = [q for q in earlier if _comparable(count, q) and q.start < count.start]
    bases = [q for q in bases if q.value > count.value]
    bases = [q for q in bases if not role("{has_share}").match(passage.text, q.end)]
    near = count is not earlier[-1] or _is_adjacent(count, share)
    if len(bases) == 1 and not count.bound and near:
        yield from ratio(passage, share, (count, bases[0]))


def _is_adjacent(count: Quantity, share: Quantity) -> bool:
    return role("{adjacent}").fullmatch(share.text, count.end, share.start) is not None


def _within(share: Quantity, earlier: Figures) -> tuple[Quantity, Quantity] | None:
    """The last figure, and the earlier one that it says it is of: 办结件中…3389件, 办结3614件."""
    count = earlier[-1]
    if not (within := role(_WITHIN).search(count.before)) or not _is_adjacent(count, share):
        return None
    bases = [q for q in earlier[:-1] if _comparable(count, q)]
    named = [*_named(within[1], count, bases)]
    return (count, named[0]) if len(named) == 1 and not count.bound else None


def _of_one_kind(count: Quantity, base: Quantity) -> bool:
    """Whether two figures may count the same: not 基站总数437个，122个行政村.

    A noun after one of them that does not stand before the other is of something else.
    """
    noun = "" if base.after[:1].isalnum() else count.after[:2]
    return count.measure != "个" or not noun.isalpha() or noun in base.text[: base.start]


def _comparable(count: Quantity, base: Quantity) -> bool:
    same = count.counter == base.counter and count.measure not in RELATIVE
    return same and base.value > 0 and not base.bound


def ratio(
    passage: Passage, share: Quantity, ratio: tuple[Quantity, Quantity], *, minus_one: bool = False
) -> Diagnostics:
    """Report a percentage that does not follow from a count and its base."""
    count, base = ratio
    percent = count.value / base.value * 100
    sign, verb = direction(share)
    turned = minus_one and sign * (percent - 100) < 0
    fits = _follows(share, ratio, minus_one=minus_one)
    if fits and not turned:
        return
    quotient = f"{count.written} ÷ {base.written}"
    if minus_one:
        percent = percent - 100 if turned else abs(percent - 100)
        now, then = (digits(q.value, max(count.scale, base.scale)) for q in ratio)
        quotient = f"({now} - {then}) ÷ {then}"
    figures = [count, base, share]
    span = verb if fits else share.start, share.end
    calculation = f"{quotient} = {digits(round(percent, 2))}%"
    diagnostic = disagrees(passage, "share-mismatch", span, calculation, figures)
    turned = count.value > base.value and share.value < 100  # noqa: PLR2004 - the whole
    if not minus_one and (turned or any(_follows(share, ratio, factor=f) for f in _TENS)):
        start, end = min(q.start for q in figures), max(q.end for q in figures)
        diagnostic = diagnostic._replace(start=start, end=end)
    yield diagnostic


def direction(change: Quantity) -> tuple[int, int]:
    """1 or -1 by the verb before a change, 0 if it says neither; and where the verb begins."""
    for sign, verbs in ((1, "{rises_by}"), (-1, "{falls_by}")):
        if match := role(verbs).search(change.before):
            return sign, change.start - len(match[0])
    return 0, change.start


def slacks(figures: Figures, *, alike: bool = True) -> list[Decimal]:
    """How far rounding may have moved each figure; 10亿元 beside 12.5亿元 is 10.0亿元.

    Of figures that are alike, such as those of two years, 3.5亿元 beside 3.92亿元 is 3.50亿元.
    """
    finest = min(q.step for q in figures)
    if len({q.scale for q in figures}) > 1 or finest == figures[0].scale:
        return [q.slack for q in figures]
    return [
        min(
            q.slack,
            Decimal(q.scale) / 20 if q.step == q.scale else finest if alike else q.slack,
        )
        for q in figures
    ]


def _follows(
    share: Quantity,
    ratio: tuple[Quantity, Quantity],
    *,
    minus_one: bool = False,
    factor: Decimal = Decimal(1),
) -> bool:
    """Whether a percentage follows from a count and its base, allowing for rounding of all three.

    The last digit of the percentage may be rounded, or truncated from what the figures as printed
    give: 13.0% is no 12%.
    """
    count, base = ratio
    loose = slacks((count, base), alike=minus_one)
    if all(loose) and count.value:
        first, second = loose[0] / count.value, loose[1] / base.value
        both = (first**2 + second**2).sqrt() * _SELDOM
        loose = [slack * min(both / (first + second), Decimal(1)) for slack in loose]
    low = (count.value - loose[0]) / (base.value + loose[1]) * 100
    high = (count.value + loose[0]) / max(base.value - loose[1], base.step / 2) * 100
    if minus_one:
        low, high = sorted((abs(low - 100), abs(high - 100)))
    value, up = share.value * factor, min(share.step, Decimal("0.5"))  # 3% is never printed as 4%
    printed = count.value / max(base.value, base.step / 2) * 100
    printed = abs(printed - 100) if minus_one else printed
    truncated = value <= printed < value + share.step
    return truncated or low - share.step / 2 <= value <= high + up
