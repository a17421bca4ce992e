"""Totals and their parts."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate, groupby, pairwise, zip_longest

from progress_report.check.corpus import Diagnostics, Passage, PassageDiagnostic
from progress_report.check.language.roles import Figures, mapping, role, says
from progress_report.text.quantities import Bound, Quantity, digits

_OPENING = re.compile("其|包括|分[为别布，]|[：（由]")
"""Without these no text says where parts begin."""
_NO_PART = "{no_total}|{no_part}"
_UNCOUNTED_PART = re.compile("，[^，。；]{1,8}(?:[尚还]未|待定|未定)")
"""A part of which no figure is known: 三期用地尚未报批."""
_REST = re.compile(r"其[他它余]")
_CLOSE = re.compile(r"[，。；）\n]")
_SEPARATOR = re.compile(r"[，、；]|[和及与]|以及")
_SENTENCE_ENDS = re.compile("[。！？\n]")
_COMMA = re.compile("[，；]")
"""After a comma another subject may begin, which is not a part of the whole."""
_JOINTS = "[和与及]"
_RUNS_ON = re.compile(r"[^，；。）]{0,20}?(?:、|和|及|与)")
"""Marks and words that join a part to the next more closely than a comma."""
UNCOUNTED = ("%", "‰", "个百分点", "百分点", "倍", "年", "个月", "天", "次")
"""Measures of what is not a part of anything."""
_NEVER_SPLIT = {*UNCOUNTED, "周", "小时", "分钟", "秒"} - {"天"}
_VAGUE = frozenset("个处项条件")
"""Counters of anything: 10个小区，其中停车位300个 is not a contradiction."""
_AT_LEAST = (None, Bound.OVER, Bound.AT_LEAST)
_AT_MOST = (None, Bound.UNDER, Bound.AT_MOST)
_RATIO = 2
"""A sum of more than twice the total is a sum of something else."""
_MOST = 30
"""Maximum number of parts and totals to compare, to bound the time."""

_LONGEST = 12
"""Figures of a list; of more of them some add up to anything."""
_PAIR = 2
_NEARLY, _FAR = Decimal("0.1"), Decimal("0.35")
"""What part of a total its parts may miss to be compared with it; and of one named as such."""


def check(passage: Passage, before: Figures, figures: Figures) -> Diagnostics:
    """Find totals in a sentence that contradict their parts."""
    yield from _splits(passage, before, figures)
    if len(figures) > _PAIR:
        yield from _totals(passage, figures)
        yield from _lists(passage, figures)


def _splits(passage: Passage, before: Figures, figures: Figures) -> Diagnostics:
    """Check totals with the parts that follow them."""
    for index, first in enumerate(figures):
        opening = figures[index - 1].end if index else max(0, first.start - 20)
        if not _OPENING.search(passage.text, opening, first.start):
            continue
        gap = _SENTENCE_ENDS.split(passage.text[opening : first.start])[-1]
        some = "其" in gap and bool(role("{some_of}").search(gap))
        every = bool(index and "；" not in gap and role("{all_of}").search(gap))
        if "由" in gap and not every and "成" in passage.text[first.end :]:
            last = _parts(passage.text, figures[index : index + _MOST])[0][-1]
            every = role("{made_up}").match(last.after) is not None
        if not (some or every) or role("{shared}").search(gap):
            continue
        earlier = figures[max(0, index - _MOST) : index] or (before[-_MOST:] if some else [])
        listed = figures[index : index + _MOST]
        yield from _split(passage, earlier, listed, some=some, every=every)
        if len(listed) > 1 and listed[1].start == first.end:  # 96户475人: each adds up by itself
            yield from _split(passage, earlier, listed[1:], some=some, every=every)


def _names_overlap(total: Quantity, parts: Figures, following: Figures) -> bool:
    """Whether a figure says what parts share: 1500户，其中甲类1000户、乙类800户，都是的300户."""
    excess = sum((part.value for part in parts), -total.value)
    return bool(role("{overlap}(?<![都均])").search(parts[0].after)) or any(  # 其中2家两类隐患并存
        common.value in {excess, excess - parts[-1].value}
        and role("{overlap}").search(common.before + common.after)
        for common in (parts[-1], *following)
    )


def _split(
    passage: Passage, earlier: Figures, listed: Figures, *, some: bool, every: bool
) -> Diagnostics:
    """Check the parts at the start of a list against the last figure of their kind before it."""
    first = listed[0]
    wholes = [
        whole
        for whole in earlier
        if whole.counter == first.counter and not whole.after.startswith("季度")
    ]
    if first.measure in _NEVER_SPLIT or not wholes or role("{no_total}").search(wholes[-1].before):
        return
    total = wholes[-1]
    parts, closed = _parts(passage.text, listed)
    added = sum(part.value for part in parts)
    if added == sum(whole.value for whole in wholes):
        return  # 第一书记86名、队员172名，其中省派12名、市派28名、县派218名
    if _names_overlap(total, parts, listed[len(parts) : len(parts) + 2]):
        return
    if some:
        same_clause = [
            part for part in parts if not _COMMA.search(passage.text, first.end, part.start)
        ]
        exceeding = [part for part in same_clause if _exceeds(part, wholes)]
        for part in exceeding:
            yield part_exceeds(passage, part, total)
        if exceeding:
            return
    if len(parts) == 1 or any(part.bound or says(part, "各$") for part in (*parts, total)):
        return
    if _claims_all(parts, total, closed=closed, every=every):
        yield from _sum(passage, wholes, parts)
    elif closed and added > total.value and not _share_members(parts):
        yield from _sum(passage, wholes, parts, "parts-exceed-total")


def _share_members(parts: Figures) -> bool:
    """Whether one member may be of two parts: women, party members, graduates; or boarders."""
    if exclusive(parts):
        return False
    if parts[0].counter == "人":
        labels = [part.before for part in parts]
        if any(label[-2:] != labels[0][-2:] for label in labels):
            return True
    return any(says(part, "{attributes}") for part in parts)


def exclusive(parts: Figures, *, every: bool = False) -> bool:
    """Whether the words before figures exclude one another: 省内, 省外; and are all there are."""
    return any(
        all(words) and len({*words}) == len(words) and (not every or len(words) == len(row))
        for row in mapping("contrasts")
        for words in [[named(row, part.before) for part in parts]]
    )


def named(row: Sequence[str], label: str) -> str:
    """The member of a row of contrasts that the words before a figure name, if they do.

    A member is one word, or several with / between them.
    """
    words = ((word, member) for member in row for word in member.split("/") if word in label)
    return max(words, key=lambda pair: len(pair[0]), default=("", ""))[1]


def part_exceeds(passage: Passage, part: Quantity, whole: Quantity) -> PassageDiagnostic:
    """A part that is more than the whole it is of."""
    values = {
        "part": part.written,
        "whole": whole.written,
        "part_value": digits(part.value, whole.scale),
        "whole_value": digits(whole.value, whole.scale),
    }
    span = min(whole.start, part.start), max(whole.end, part.end)
    return passage.diagnose("part-exceeds-whole", *span, figures=[whole, part], **values)


def _parts(text: str, listed: Figures) -> tuple[list[Quantity], bool]:
    """The parts at the start of a list, and whether each part has a figure."""
    first = previous = listed[0]
    parts, closed = [first], True
    for quantity, following in zip_longest(listed[1:], listed[2:]):
        gap = text[previous.end : quantity.start]
        within = previous.label and quantity.before.startswith(previous.label) and "、" not in gap
        if (
            role("{new_list}").search(gap)
            or (within and quantity.value <= previous.value)  # 其中货车5辆，货车中空车3辆
            or says(quantity, _NO_PART)
            or ("；" in gap and says(quantity, "{next_step}"))
        ):
            break
        attached = not gap or (following and following.start == quantity.end)
        if quantity.counter == first.counter:
            closed &= not gap or len(_SEPARATOR.findall(gap)) == 1
            parts.append(quantity)
            if _REST.search(quantity.before):
                break
        elif not attached and quantity.measure != "%":
            # after 线上4场、线下5场 a comma ends the list; where commas divide it, it may go on
            closed &= gap.startswith("，") and not _COMMA.search(text, first.end, previous.end)
            break
        previous = quantity
    last = parts[-1].end
    tail = _CLOSE.split(text[last : last + 40])[0]
    return parts, closed and not role("{open_list}").search(tail)


def _claims_all(parts: Figures, total: Quantity, *, closed: bool, every: bool) -> bool:
    """Whether these are all parts: the text says so, or their sum is close to the total."""
    added = sum(part.value for part in parts)
    kinds = len(parts) > _PAIR and all(says(part, "[类型级]$") for part in parts)
    near = (
        abs(added - total.value) * (20 if kinds else 100) <= total.value
        or _is_named_by(parts, total)
        or (len(parts) > _PAIR and _is_misprint(total, added))
    )
    return bool(_REST.search(parts[-1].before)) or (
        closed and (every or near or (added < total.value and exclusive(parts, every=True)))
    )


def _is_named_by(parts: Figures, total: Quantity) -> bool:
    """Whether the noun of a total is made of those of its parts: 桥涵27座, of 桥梁 and 涵洞.

    Or names them: 家庭农场和合作社共23家，其中家庭农场14家、合作社9家.
    """
    noun = total.before[-2:]
    labels = [part.before.removeprefix("其中") for part in parts]
    joints = len(role(_JOINTS).findall(total.before))
    if joints == len(parts) - 1 and not parts[-1].after:
        return all(len(label) > 1 and label in total.before for label in labels)
    return len(noun) == len(parts) == 2 and all(  # noqa: PLR2004 - a character for each part
        [char in label for label in labels] == [index == 0, index == 1]
        for index, char in enumerate(noun)
    )


def balances(difference: Decimal, slack: Decimal | int) -> bool:
    """Whether rounding explains a difference; of figures rounded alike, it is never the most."""
    return difference == 0 or abs(difference) < slack


def _sum(
    passage: Passage, totals: Figures, parts: Figures, rule: str = "sum-mismatch"
) -> Diagnostics:
    """Report that parts do not add up, unless those up to some comma do."""
    slack = sum(part.slack for part in parts)
    text = passage.text
    sums = [
        added
        for added, part in zip(accumulate(part.value for part in parts), parts, strict=True)
        if part is parts[-1] or not _RUNS_ON.match(text, part.end)
    ]
    for total in totals:
        if any(balances(added - total.value, slack + total.slack) for added in sums):
            return
    if not any(says(part, "{overlap}") for part in parts):
        yield from unbalanced(passage, totals[-1], parts, rule)


def unbalanced(
    passage: Passage, total: Quantity, parts: Figures, rule: str = "sum-mismatch"
) -> Diagnostics:
    """Report that parts do not give their total, unless their sum is of something else."""
    added = sum((part.value for part in parts), Decimal(0))
    if not parts or added > total.value * _RATIO or total.value > added * _RATIO:
        return
    if added > total.value and role("{both_kinds}").search(passage.text[parts[-1].end :]):
        return
    figures = [total, *parts]
    values = {
        "parts": " + ".join(digits(part.value, total.scale) for part in parts),
        "sum": digits(added, total.scale),
        "total": digits(total.value, total.scale),
        "difference": digits(abs(added - total.value), total.scale),
    }
    span = min(q.start for q in figures), max(q.end for q in figures)
    yield passage.diagnose(rule, *span, "sum-mismatch", figures=figures, **values)


def _totals(passage: Passage, figures: Figures) -> Diagnostics:
    """Check totals that follow their parts, as in 5个、3个，合计8个."""
    for index, total in enumerate(figures[_PAIR:_MOST], _PAIR):
        if total.measure in _NEVER_SPLIT or total.bound or not says(total, "{total_after}"):
            continue
        parts = figures[:index]
        same = all(p.counter == total.counter and not p.bound for p in parts)
        free = not any(says(part, _NO_PART) for part in parts) and not _UNCOUNTED_PART.search(
            passage.text, parts[-1].end, total.start
        )
        if same and free:
            yield from _sum(passage, [total], parts[::-1])


def _exceeds(part: Quantity, wholes: Figures) -> bool:
    if part.bound not in _AT_LEAST or says(part, _NO_PART):
        return False
    if any(whole.bound not in _AT_MOST for whole in wholes):
        return False
    largest = max(wholes, key=lambda whole: whole.value)
    done = role("^其中已?(?:全部|累计)?{verbs}+(?:到位|完毕|了)?$").fullmatch(part.before)
    chained = says(
        wholes[-1], r"的[有达]?$|^(?:目前|现|实际)?(?:已(?!有)|投入|{verbs}|{answered})"
    ) and part.text.startswith("，其中", wholes[-1].end)
    if done or chained:  # 发现问题8座，其中已整改到位9座; 参与的有8户，其中获贷9户
        largest = wholes[-1]
    if part.measure in _VAGUE and part.value > largest.value * 3:
        return False
    return part.value - part.slack > largest.value + largest.slack


def _lists(passage: Passage, figures: Figures) -> Diagnostics:
    """新增病床240张，甲院120张，乙院80张，丙院50张; 1.02亿元、1.03亿元、1.04亿元，累计3.19亿元."""
    counted = [q for q in figures if q.measure != "%" and not q.chinese]
    for counter, group in groupby(counted, key=lambda q: q.counter):
        run = [*group]
        if counter in UNCOUNTED or not _PAIR < len(run) <= _LONGEST or any(q.bound for q in run):
            continue
        named = says(run[-1], "{summed}")
        total, parts = (run[-1], run[:-1]) if named else (run[0], run[1:])
        near = _FAR if named and len(parts) > _PAIR else _NEARLY
        if any(says(q, "{acts_of}") for q in parts) and not exclusive(parts):
            continue
        if len({q.before[-2:] for q in run}) == 1 and total.before and not named:
            continue  # 签约项目34个，落地项目21个，投产项目15个
        beside = pairwise(run[:-1] if named else run)
        gaps = [passage.text[q.end : after.start] for q, after in beside]
        listed = all(
            role("{between_parts}").fullmatch(g) and not role("{apart}").search(g) for g in gaps
        )
        if listed and _misses(total, parts, near):
            yield from unbalanced(passage, total, parts)


def _misses(total: Quantity, parts: Figures, near: Decimal) -> bool:
    """Whether the parts nearly make their total, and nothing else among them adds up."""
    added = sum((part.value for part in parts), Decimal(0))
    off = abs(added - total.value)
    slack = total.slack + sum(part.slack for part in parts)
    if balances(added - total.value, slack) or off > total.value * near:
        return False
    return len(parts) > _PAIR or differ_in_a_digit(total, added)


def _is_misprint(total: Quantity, added: Decimal | int) -> bool:
    """Whether one digit of a total of three digits and more is not that of the sum, and near."""
    near = abs(added - total.value) * 10 <= total.value
    return near and total.value >= 100 * total.step and differ_in_a_digit(total, added)


def differ_in_a_digit(total: Quantity, added: Decimal | int) -> bool:
    """Whether a figure is another one but for one digit."""
    pair = [f"{value / total.scale:f}" for value in (total.value, added)]
    return len(pair[0]) == len(pair[1]) and sum(a != b for a, b in zip(*pair, strict=True)) == 1
