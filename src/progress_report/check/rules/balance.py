"""Figures that must balance: done and remaining, exclusive parts, quarters, done and planned."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations, pairwise

from progress_report.check.corpus import Diagnostics, Passage
from progress_report.check.language.roles import Figures, mapping, role, says
from progress_report.check.language.word_search import WordSearch
from progress_report.check.rules.sums import UNCOUNTED, balances, named, part_exceeds, unbalanced
from progress_report.text.excerpt import common_prefix
from progress_report.text.quantities import Quantity

_MOST = 7
"""Figures of one kind in a sentence; more of them are a list whose sums prove nothing."""
_AFTER = 40
"""Characters after a figure that say what it is of."""
_WITH_PARTS = 3
"""A whole, what is done of it, and what is being done."""
_ADDED = "(?:合计|共计|总计)[为达]?$|[一总]?共$"
_CHANGED = "同比|环比|较|比上|{excess}"


def check(passage: Passage, figures: Figures) -> Diagnostics:
    """Find figures of a sentence that do not balance."""
    start, end = figures[0].end, figures[-1].end + _AFTER
    divided = role("{rest}|{opposite}|余|[正仍]在").search(passage.text, start, end)
    for same in _by_clause_group(passage.text, figures):
        if 1 < len(same) <= _MOST:
            if divided:
                yield from _remainder(passage, same)
            yield from _exclusive(passage, same)
    yield from _more_than_all(passage, figures)
    yield from _of_percentage(passage, figures)


def _of_percentage(passage: Passage, figures: Figures) -> Diagnostics:
    """2050户，98%已签字，没有签的61户: the rest is not what the percentage leaves of the whole."""
    for whole, share, rest in zip(figures, figures[1:], figures[2:], strict=False):
        if share.measure != "%":
            continue
        left = whole.value * (100 - share.value) / 100
        slack = whole.value * share.slack / 100 + rest.slack + 1
        if (
            says(share, "^(?:目前|现|已|有|其中|完成)*$")
            and whole.counter == rest.counter
            and says(rest, "^(?:{rest}|{opposite}|没有?)")
            and not (whole.bound or share.bound or rest.bound)
            and whole.counter not in UNCOUNTED
            and slack < abs(left - rest.value) < whole.value / 2
            and re.fullmatch("[^。；]*", passage.text[whole.end : rest.start])
        ):
            yield from unbalanced(passage, replace(rest, value=left), [rest])


def _by_clause_group(text: str, figures: Figures) -> Iterator[list[Quantity]]:
    """The exact figures of one kind between two semicolons."""
    groups: dict[tuple[int, str], list[Quantity]] = defaultdict(list)
    for quantity in figures:
        if quantity.measure not in UNCOUNTED and not quantity.bound:
            part = text.count("；", figures[0].start, quantity.start)
            groups[part, quantity.counter].append(quantity)
    return iter(groups.values())


def _remainder(passage: Passage, figures: Figures) -> Diagnostics:
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
    if rest is None or any(says(q, f"兼|同时|{_CHANGED}") for q in figures):
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
                if balances(sum(q.value for q in some) + rest.value - whole.value, slack):
                    return
    before = [q for q in others if q.start < rest.start]
    yield from unbalanced(passage, total, [*before, rest])


def _exclusive(passage: Passage, figures: Figures) -> Diagnostics:
    """省内3200人、省外2800人 of 5800人: what excludes one another is never more than the whole."""
    if len(figures) < _WITH_PARTS:
        return
    labels = [q.before for q in figures]
    everything = "\n".join(labels)
    judged: set[Quantity] = set()
    for words in _contrasts_in(everything):
        members = [named(words, label) for label in labels]
        first = next((i for i, word in enumerate(members) if word), 0)
        listed = passage.text[figures[first - 1].end : figures[first].start]
        if not first or re.search("^、|其中|包括", listed):  # the rules of totals judge these
            continue
        if any(says(q, _CHANGED) for q in figures):
            continue
        last = next((i for i in range(first, len(members)) if not members[i]), len(members))
        total, parts, kinds = figures[first - 1], figures[first:last], members[first:last]
        if judged.issuperset(parts):
            continue  # of 省外, 县外省内, 县内 the first two are not all
        judged.update(parts)
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


def _contrasts_in(text: str) -> list[Sequence[str]]:
    """The rows of words that exclude one another of which a text has several, most of all first."""
    search, rows = _contrasts()
    members = {member for word in search.words_in(text) for member in rows[word]}
    counts = Counter(row for row, _member in members)
    contrasts = [*mapping("contrasts")]
    several = [row for row in sorted(counts) if counts[row] > 1]
    return [contrasts[row] for row in sorted(several, key=lambda row: -counts[row])]


@cache
def _contrasts() -> tuple[WordSearch, Mapping[str, list[tuple[int, str]]]]:
    """The words of all rows; of each word the rows, and the members of them that it stands for."""
    rows: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row, members in enumerate(mapping("contrasts")):
        for member in members:
            for word in member.split("/"):
                rows[word].append((row, member))
    return WordSearch(rows), rows


def _remains(quantity: Quantity, figures: Figures) -> bool:
    """Whether a figure is what another one leaves of a whole."""
    label = quantity.before
    others = [q for q in figures if q is not quantity]
    if any(q.value == quantity.value and says(q, "[到至]$") for q in others):
        return False  # 由96栋减少到72栋，剩余72栋
    if role("(?:^|[及和])(?:目前|现)?{rest}|{rest}$|^余$").search(label):
        return (
            any(says(q, "^(?:目前|现)?(?:已|均|全部|实)|{verbs}") for q in others)
            or (figures[0].after.endswith("中") or says(figures[0], "{all}|总.{0,3}$"))
            or (len(figures) > _WITH_PARTS and quantity is figures[-1] and _is_list(figures))
        )
    if label == "另有" and role("^{opposite}").match(quantity.after):
        return True
    under_way = not label and role("^(?:目前|现)?(?:正在|仍在|尚未|还未)").match(quantity.after)
    if under_way or role("^(?:目前|现)?正在(?:{verbs}|办理|实施|推进|建设|施工|整改)").match(label):
        done = [
            says(q, "^(?:目前|现)?(?:[已在]|(?:{verbs}|{answered})(?:完毕|到位)?$)")
            for q in figures
        ]
        return len(figures) == _WITH_PARTS and any(done) and not done[0]
    undone = role("^(?:目前|现|对)?{opposite}(?:发现)?([^的]{1,6}?)的?$").match(label)
    if undone is None:
        return False
    return (len(figures) == _WITH_PARTS and quantity is figures[-1] and _is_list(figures)) or any(
        undone[1] in q.before and not says(q, "{opposite}" + undone[1]) for q in others
    )


def _is_list(figures: Figures) -> bool:
    """Whether nothing but one comma each and their names stand between figures."""
    gaps = [after.text[before.end : after.start] for before, after in pairwise(figures)]
    return all(re.fullmatch("[一-鿿]{0,2}[，、：；][^，、：；。0-9]{1,12}", gap) for gap in gaps)


def _more_than_all(passage: Passage, figures: Figures) -> Diagnostics:
    """已开工65个 of 60个."""
    for whole, part in pairwise(figures):
        if part.counter != whole.counter or part.measure in UNCOUNTED or part.value <= whole.value:
            continue
        if part.value - part.slack <= whole.value + whole.slack or whole.bound or part.bound:
            continue
        between = passage.text[whole.end : part.start]
        sentence = passage.text[max(0, whole.start - 30) : part.end + 60].partition("。")[0]
        own, comma, later = sentence.partition(passage.text[part.start : part.end])
        own = own.removesuffix(part.before if part.before.endswith("的") else "")  # 增长的72家
        other = rf"超过?[0-9.]+[万亿]?(?![0-9.%万亿]|{re.escape(part.measure)})"
        later = re.sub(f"{other}|[无没][^，]{{0,6}}结转", "", later)  # 每日就餐超过2000人
        if "；" in between or role("{excess}|超[0-9约]").search(own + comma + later):
            continue
        planned = role("{planned}|{chosen}").search(whole.before) and (
            role("{rest}|正在").search(passage.text[part.end : part.end + 20])
            or (not says(whole, "目标|任务") and not role("{rated}").search(sentence))
        )
        reckoned = re.search("按[^。]*计[，算]", own)  # 按日均68吨计，当月应处理1904吨
        if (
            (
                (planned or _is_all(whole) or _is_raised(whole, part))
                and _counts_the_same(whole, part)
            )
            or (_is_due(whole, part) and not reckoned)
            or _is_next_step(whole, part)
            or _is_of(whole, part)
        ):
            yield part_exceeds(passage, part, whole)


def _is_due(whole: Quantity, part: Quantity) -> bool:
    """Whether a figure is what had to be done, and the other one what was: 应查58所，实查61所."""
    if not (due := role("应((.)([^，]))([^，]{0,6})$|应({verbs}|.)$").search(whole.before)):
        return False
    words = f"{due[5]}$" if due[5] else f"{due[1]}|{due[2]}(?:.|{due[3]}{due[4]})?$"
    return re.search(f"(?:^|实|已|实际|完成)(?:{words})", part.before) is not None


def _is_next_step(whole: Quantity, part: Quantity) -> bool:
    """Whether a figure is of what was done with another one: 到位3200万元，已支付3600万元."""
    between = re.sub("，截[至止][^，]*", "", part.text[whole.end : part.start])
    steps = ((f.replace("/", "|"), t.replace("/", "|")) for f, t in mapping("steps").items())
    if role("{takes_part}").search(f"{whole.before}\n{whole.after}") and between.count("，") == 1:
        return says(part, "{passes}")
    return between.count("，") <= 1 and any(
        says(whole, first) and says(part, f"^{{so_far}}*(?:{then})") for first, then in steps
    )


def _is_of(whole: Quantity, part: Quantity) -> bool:
    """Whether a figure is of another one: 合格人员中过关142人; 260亩，已供地268亩，剩余用地…."""
    if says(part, "^(?:目前|现)?已") and role("{some_left}").match(part.text, part.end):
        alone = whole.measure not in re.split("[。；]", whole.text[: whole.start])[-1]
        between = part.text[whole.end : part.start]
        return alone and between.count("，") == 1 and not _is_done(whole)
    named = re.match(
        "[^，]{0,20}[，；]([^，]{2})[^，]{0,4}中(?![小心型级学医央间部期])",
        part.text[whole.end : part.start],
    )
    return named is not None and {*named[1]} <= {*whole.before}


def _is_all(whole: Quantity) -> bool:
    """Whether a figure counts all there are: 全区共有118个, 纳入整治的48处隐患点中."""
    counted = role("{all}|总.{1,3}$").search(_before_brackets(whole)) and not _is_done(whole)
    return bool(counted) or bool(re.search(".中已?有?$", whole.after))


def _is_done(quantity: Quantity) -> bool:
    words = role("{listed_in}").sub("", _before_brackets(quantity))
    return role("{verbs}|{makes}|新增|已").search(words) is not None


def _before_brackets(quantity: Quantity) -> str:
    """The words before a figure in its clause, without 共有村（社区）'s brackets."""
    before = quantity.text[max(quantity.previous_end, quantity.start - 40) : quantity.start]
    return re.split("[，。；：、]", re.sub("（[^（）]*）", "", before))[-1]


def _is_raised(whole: Quantity, part: Quantity) -> bool:
    """Whether the part is what was done about the whole: 排查420座，已完成整改432座."""
    words = part.before[: len(part.before) - _same_end(whole, part)]
    done = "^(?:目前|现|实际)*(?:已?(?:全部)?(?:{verbs}|{answered})+|已.+的)$"
    answered = role(done).search(words)
    return bool(answered) and says(whole, "{raised}") and not says(whole, "累计")


def _same_end(whole: Quantity, part: Quantity) -> int:
    """The length of the noun that both figures count: 问题厕所312座, 整改问题厕所321座."""
    return common_prefix(whole.before[::-1], part.before[::-1])


def _counts_the_same(whole: Quantity, part: Quantity) -> bool:
    """Whether the words around a figure name nothing but what was done: 已完成51处."""
    words = part.before.removeprefix(part.text[whole.end : part.start].partition("中")[0] + "中")
    if part.previous_end == whole.end and part.before == part.text[whole.end : part.start]:
        words = re.sub("^[一-鿿]{1,8}?(?=已|均已)", "", words)  # 65个问题已销号71个
    if whole.after.endswith("中") and part.before.endswith(whole.after[:-1][-2:]) and words:
        return True  # 62个社区中，建成示范社区65个
    if not words and whole.after.endswith("中"):  # 46个村中，49个已完成铺设
        return role("^(?:目前|现)?(?:已|均已|全部)(?:{verbs})").search(part.after) is not None
    if not words.strip("截至目前现"):  # 全镇12个村，14个村建成了服务站
        counted = _before_brackets(whole)
        ends = [n for n in range(len(part.after)) if counted.endswith(part.after[:n])]
        shared = common_prefix(whole.after, part.after) or max(ends, default=0)
        return role("{done_after}").match(part.after[shared:]) is not None
    of = re.search("^[^到至年]+的([^的]{0,6}?)[达有为]?$", words)
    if of and {*of[1]} <= {*_before_brackets(whole)}:
        return True  # 公办幼儿园34所，实行延时服务的公办园37所
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
        or bool(role("{done_after}").match(part.after))
    )
