"""Figures that must balance: done and remaining, exclusive parts, quarters, done and planned."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations, pairwise

from progress_report.check.corpus import Passage, PassageDiagnostic
from progress_report.check.language.roles import mapping, role, says
from progress_report.check.rules.growth import excess_mismatch
from progress_report.check.rules.sums import named, part_exceeds, unbalanced
from progress_report.system.data import any_of
from progress_report.text.excerpt import common_prefix
from progress_report.text.quantities import Quantity

_MOST = 7
"""Figures of one kind in a sentence; more of them are a list whose sums prove nothing."""
_PAIR = 2
_WITH_PARTS = 3
"""A whole, what is done of it, and what is being done."""
_ADDED = "(?:合计|共计|总计)[为达]?$|[一总]?共$"
_PLAN = "(?:年度|全年|年初|预定|既定|原定?)?(?:计划|目标|任务|预算|指标)数?"
_OVER = (
    f"(?:超[额出过]?(?:{_PLAN})?(?:完成|[收支拨招])?"
    f"|[比较]{_PLAN}(?:多|超出?|增加)[^，]{{0,2}})了?$"
)
_SHORT = f"(?:[短欠歉]收|[比较]{_PLAN}(?:少|短缺?|减少)[^，]{{0,2}})了?$"
_RELATIVE = ("%", "‰", "个百分点", "百分点", "倍", "年", "个月", "天", "次")
_SPANS = {
    "前三季度": (1, 9),
    "一季度": (1, 3),
    "二季度": (4, 6),
    "三季度": (7, 9),
    "四季度": (10, 12),
    "上半年": (1, 6),
    "下半年": (7, 12),
    "全年": (1, 12),
}
"""The months that a figure speaks for, by the words before it."""


def check(passage: Passage, figures: Sequence[Quantity]) -> Iterator[PassageDiagnostic]:
    """Find figures of a sentence that do not balance."""
    for same in _by_clause_group(passage.text, figures):
        if len(same) <= _MOST:
            yield from _remainder(passage, same)
            yield from _exclusive(passage, same)
    yield from _periods(passage, figures)
    yield from _more_than_all(passage, figures)
    yield from _over_plan(passage, figures)


def _by_clause_group(text: str, figures: Sequence[Quantity]) -> Iterator[list[Quantity]]:
    """The exact figures of one kind between two semicolons."""
    groups: dict[tuple[int, str], list[Quantity]] = defaultdict(list)
    for quantity in figures:
        if quantity.measure not in _RELATIVE and not quantity.bound:
            part = text.count("；", figures[0].start, quantity.start)
            groups[part, quantity.counter].append(quantity)
    return iter(groups.values())


def _remainder(passage: Passage, figures: Sequence[Quantity]) -> Iterator[PassageDiagnostic]:
    """已完成2900栋，未完成200栋 of 3200栋; 合格1431批次，不合格39批次 of 1460批次."""
    for index, total in enumerate(figures):
        if (
            index > 1
            and says(total, _ADDED)
            and total.value == sum(q.value for q in figures[:index])
        ):
            figures = figures[index:]
            break
    rest = next((q for q in figures[1:] if _remains(q, figures)), None)
    if rest is None or any(says(q, "同比|环比|较|比上|{excess}") for q in figures):
        return
    total, *others = [q for q in figures if q is not rest]
    if not others or total.start > rest.start or total.value < max(q.value for q in figures):
        return
    under_way = any(says(q, "^(?:目前|现)?正在") for q in figures)
    for whole in figures:
        if under_way and whole is not total and says(whole, "^(?:目前|现)?已"):
            continue
        parts = [q for q in figures if q is not whole and q is not rest]
        for size in range(1, len(parts) + 1):
            for some in combinations(parts, size):
                slack = sum(q.slack for q in (*some, rest, whole))
                if abs(sum(q.value for q in some) + rest.value - whole.value) <= slack:
                    return
    before = [q for q in others if q.start < rest.start]
    yield from unbalanced(passage, total, [*before, rest])


def _exclusive(passage: Passage, figures: Sequence[Quantity]) -> Iterator[PassageDiagnostic]:
    """省内3200人、省外2800人 of 5800人: what excludes one another is never more than the whole."""
    if len(figures) < _WITH_PARTS:
        return
    labels = [q.before for q in figures]
    everything = "\n".join(labels)
    for words in mapping("contrasts"):
        if sum(any(word in everything for word in member.split("/")) for member in words) < _PAIR:
            continue
        members = [named(words, label) for label in labels]
        first = next((i for i, word in enumerate(members) if word), 0)
        listed = passage.text[figures[first - 1].end : figures[first].start]
        if not first or re.search("其中|包括", listed):  # the rules of totals judge these
            continue
        if any(says(q, "同比|环比|较|比上|{excess}") for q in figures):
            continue
        last = next((i for i in range(first, len(members)) if not members[i]), len(members))
        total, parts, kinds = figures[first - 1], figures[first:last], members[first:last]
        slack = total.slack + sum(q.slack for q in parts)
        excess = sum(q.value for q in parts) - total.value
        whole = len(kinds) == len(words)
        if (
            len(parts) > 1
            and len({*kinds}) == len(kinds)
            and total.value > max(q.value for q in parts)
            and (excess > slack or (whole and -excess > slack))
        ):
            yield from unbalanced(passage, total, parts)


def _remains(quantity: Quantity, figures: Sequence[Quantity]) -> bool:
    """Whether a figure is what another one leaves of a whole."""
    label = quantity.before
    if role("(?:^|[及和])(?:目前|现)?{rest}").match(label):
        return any(
            says(q, "^(?:目前|现)?(?:已|均|全部)|{verbs}") for q in figures if q is not quantity
        )
    if role("^(?:目前|现)?正在(?:{verbs}|办理|实施|推进|建设|施工|整改)").match(label):
        done = [
            says(q, "^(?:目前|现)?(?:[已在]|(?:{verbs}|{answered})(?:完毕|到位)?$)")
            for q in figures
        ]
        return len(figures) == _WITH_PARTS and any(done) and not done[0]
    undone = role("^(?:目前|现)?{opposite}({verbs}|[合达及]格|达标|通过|符合|发现.*)").match(label)
    stem = undone[1].removeprefix("发现") if undone else ""
    return bool(stem) and any(
        stem in q.before and not says(q, "{opposite}" + stem) for q in figures if q is not quantity
    )


def _periods(passage: Passage, figures: Sequence[Quantity]) -> Iterator[PassageDiagnostic]:
    """一季度2480人 and 二季度3250人 are 上半年5730人."""
    if len(figures) < 3 or not _spans().search(passage.text):  # noqa: PLR2004 - two parts, one total
        return
    by_counter: dict[str, dict[tuple[int, int], Quantity]] = defaultdict(dict)
    start = figures[0].previous_end
    queue: list[re.Match[str]] = []
    for quantity in figures:
        if quantity.measure == "个月":
            continue  # 前5个月 says when
        names = [*_spans().finditer(passage.text, start, quantity.start)]
        if len(names) > 1 and "分别" in passage.text[names[-1].end() : quantity.start]:
            queue = names  # 4月、5月分别办理20件和30件
        elif names:
            queue = names[-1:]
        start = quantity.end
        if queue and quantity.measure not in _RELATIVE and not quantity.bound:
            by_counter[quantity.counter].setdefault(_months(queue.pop(0)), quantity)
    for spans in by_counter.values():
        for (first, last), total in spans.items():
            parts = _tiles(first, last, spans)
            slack = sum(q.slack for q in (total, *parts))
            balanced = abs(sum(q.value for q in parts) - total.value) <= slack
            if parts and not balanced and _same_subject([total, *parts]):
                yield from unbalanced(passage, total, parts)


def _same_subject(figures: Sequence[Quantity]) -> bool:
    """Whether the words before figures name one thing, or nothing: 受理咨询, 受理, 共受理."""
    subjects = sorted({_subject().sub("", q.before) for q in figures}, key=len)
    return all(subject in subjects[-1] for subject in subjects)


def _tiles(first: int, last: int, spans: dict[tuple[int, int], Quantity]) -> list[Quantity]:
    """The figures whose months make up the months of a whole, if there are such."""
    parts: list[Quantity] = []
    while first <= last:
        fitting = [months for months in spans if months[0] == first and months[1] <= last]
        shortest = min(fitting, default=None)
        if shortest is None or (not parts and shortest[1] == last):
            return []
        parts.append(spans[shortest])
        first = shortest[1] + 1
    return parts


@cache
def _spans() -> re.Pattern[str]:
    """Words for months of a year: 上半年, 1至3月, 前5个月, 6月."""
    return re.compile(
        rf"(?P<name>{any_of(_SPANS)})|前(?P<count>[0-9]{{1,2}})个月"
        r"|(?P<quarter>[一二三])(?=[、和][一二三四、]{0,4}[二三四]季度)"
        r"|(?<![0-9.])(?P<month>[0-9]{1,2})(?=[、和](?:[0-9]{1,2}[、和])*[0-9]{1,2}月)"
        r"|(?<![0-9年])(?:(?P<first>[0-9]{1,2})月?[-—–~～至到])?(?P<last>[0-9]{1,2})月(?![0-9底初末])"
    )


def _months(match: re.Match[str]) -> tuple[int, int]:
    """The first and the last month of a match of `_spans`."""
    if match["name"]:
        return _SPANS[match["name"]]
    if match["count"]:
        return 1, int(match["count"])
    if match["quarter"]:
        return _SPANS[match["quarter"] + "季度"]
    if match["month"]:
        return int(match["month"]), int(match["month"])
    return int(match["first"] or match["last"]), int(match["last"])


@cache
def _subject() -> re.Pattern[str]:
    """What is not the subject of a figure: when, how much in all."""
    return re.compile(
        any_of(
            [*_SPANS, "前", "其中", "全区", "累计", "合计", "共", "已", "第", "约", "和", "分别"]
        )
    )


def _more_than_all(passage: Passage, figures: Sequence[Quantity]) -> Iterator[PassageDiagnostic]:
    """已开工65个 of 60个."""
    for whole, part in pairwise(figures):
        if part.counter != whole.counter or part.measure in _RELATIVE:
            continue
        if part.value - part.slack <= whole.value + whole.slack or whole.bound or part.bound:
            continue
        between = passage.text[whole.end : part.start]
        sentence = passage.text[max(0, whole.start - 30) : part.end + 60].partition("。")[0]
        if "；" in between or role("{excess}").search(sentence):
            continue
        planned = role("{planned}").search(whole.before) and (
            role("{rest}|正在").search(passage.text[part.end : part.end + 20])
            or (not says(whole, "目标|任务") and not re.search("1[0-9][0-9][.0-9]*%", sentence))
        )
        if (
            (planned or _is_all(whole) or _is_raised(whole, part)) and _counts_the_same(whole, part)
        ) or (
            (due := role("应({verbs}|.{1,3}$)").search(whole.before))
            and re.search(f"(?:^|实|已|实际){due[1]}$", part.before)
        ):
            yield part_exceeds(passage, part, whole)


def _over_plan(passage: Passage, figures: Sequence[Quantity]) -> Iterator[PassageDiagnostic]:
    """计划15亿元，实际完成16.2亿元，超计划1.2亿元: what is more than planned is the difference."""
    plain = [q for q in figures if q.measure not in _RELATIVE or says(q, _OVER)]
    for planned, done, over in zip(plain, plain[1:], plain[2:], strict=False):
        if planned.counter != done.counter or not says(planned, "{planned}|预算|应[^，]"):
            continue
        if says(over, _OVER):
            yield from excess_mismatch(passage, done, planned, over, sign=1)
        elif says(over, _SHORT):
            yield from excess_mismatch(passage, done, planned, over, sign=-1)


def _is_all(whole: Quantity) -> bool:
    """Whether a figure counts all there are: 全区共有118个, 纳入整治的48处隐患点中."""
    words = _before_brackets(whole)
    counted = role("{all}").search(words) and not role("{verbs}|新增|已").search(words)
    return bool(counted) or bool(re.search(".中已?有?$", whole.after))


def _before_brackets(quantity: Quantity) -> str:
    """The words before a figure in its clause, without 共有村（社区）'s brackets."""
    before = quantity.text[max(quantity.previous_end, quantity.start - 40) : quantity.start]
    return re.split("[，。；：、]", re.sub("（[^（）]*）", "", before))[-1]


def _is_raised(whole: Quantity, part: Quantity) -> bool:
    """Whether the part is what was done about the whole: 排查420座，已完成整改432座."""
    words = part.before[: len(part.before) - _same_end(whole, part)]
    answered = role("^(?:目前|现|实际)*已?(?:全部)?(?:{verbs}|{answered})+$").search(words)
    return bool(answered) and says(whole, "{raised}") and not says(whole, "累计")


def _same_end(whole: Quantity, part: Quantity) -> int:
    """The length of the noun that both figures count: 问题厕所312座, 整改问题厕所321座."""
    return common_prefix(whole.before[::-1], part.before[::-1])


def _counts_the_same(whole: Quantity, part: Quantity) -> bool:
    """Whether the words around a figure name nothing but what was done: 已完成51处."""
    words = part.before.removeprefix(part.text[whole.end : part.start].partition("中")[0] + "中")
    if part.previous_end == whole.end and part.before == part.text[whole.end : part.start]:
        words = re.sub("^[一-鿿]{1,8}?(?=已|均已)", "", words)  # 65个问题已销号71个
    if not words and whole.after.endswith("中"):  # 46个村中，49个已完成铺设
        return role("^(?:目前|现)?(?:已|均已|全部)(?:{verbs})").search(part.after) is not None
    if length := _same_end(whole, part):
        words = words[: len(words) - length]
    label = role("^(?:目前|现|其中)?已?(?:全部|累计|有)?(?:{verbs}|{answered})*(?:的|了|有)?").sub(
        "", words
    )
    done = role("^(?:目前|现)?已|{verbs}|{answered}").search(words)
    if label or not done:
        return False
    noun = part.after[:1]
    return (
        not noun
        or noun in _before_brackets(whole)[-4:] + whole.after
        or bool(role("^(?:{verbs}|开设|完成|实现|通过|达到|投入)").match(part.after))
    )
