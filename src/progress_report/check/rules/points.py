"""Percentages: points for percent, percent for points, and shares that are not 100% together."""

import re
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate, pairwise

from progress_report.check.corpus import Diagnostics, Passage, PassageDiagnostic
from progress_report.check.language.roles import Figures, role, says
from progress_report.check.rules.sums import balances, differ_in_a_digit, exclusive, unbalanced
from progress_report.text.quantities import Quantity

_GROWS = "增长了?$"
_COMPARED, _SHARE = "[较增减升降]|(?<!占)比(?!例|重)|提高", "占比?[约为达]?$"
_FAR, _NEAR = 20, 3
"""Percentage points by which shares of one whole may miss 100%."""
_SEVERAL = 3
_BESIDE = 4
"""Characters from a rate to what it leaves: ，尚有."""


def check(passage: Passage, figures: Figures) -> Diagnostics:
    """Find amounts that grow by percentage points, and rates that differ by percent."""
    for index, quantity in enumerate(figures):
        if quantity.bound:
            continue
        if quantity.measure.endswith("百分点"):
            if (
                _is_of_amount(quantity)
                or (
                    role("{level_in_points}").search(passage.text, 0, quantity.start)
                    and not says(quantity, "{set_by_rule}|其中的$")
                )
                or (index and _follows_amount(figures[index - 1], quantity))
            ):
                better = quantity.written.partition("个")[0].removesuffix("百分点") + "%"
                yield passage.diagnose(
                    "percent-for-points", *quantity.span, "points-of-amount", better=better
                )
        elif quantity.measure != "%" or passage.text.startswith(("个", "百"), quantity.end):
            continue  # 1.6%个百分点 is miswritten
        elif (index and _is_of_rate(figures[index - 1], quantity)) or any(
            _becomes(quantity, level) for level in figures[index + 1 : index + 2]
        ):
            yield of_percentages(passage, quantity)
    yield from _percentages(passage, figures)


def of_percentages(passage: Passage, growth: Quantity) -> PassageDiagnostic:
    """Report a percentage that is the difference of two."""
    return passage.diagnose(
        "percent-for-points", *growth.span, better=growth.written.rstrip("%") + "个百分点"
    )


def _is_of_amount(change: Quantity) -> bool:
    words = re.sub("[同环]比|[比较](?!重)[^，]*?(?=[增提上下减多])", "", change.before)
    subject = role("{amount_changed}").search(words) or (
        says(change, _GROWS) and len(words) > len("增长") + 1
    )
    return bool(subject) and not role("{rate_word}").search(words) and "拉动" not in words


def _follows_amount(amount: Quantity, change: Quantity) -> bool:
    """Whether points are of an amount in the clause before: 总额56.3亿元，同比增长6.2个百分点."""
    between = change.text[amount.end : change.start]
    counted = amount.measure not in {"%", "‰", "个月"} and not amount.measure.endswith("百分点")
    moves = role("{moves}").search(between)
    return bool(moves and counted and not says(amount, "{rate_itself}"))


def _is_of_rate(level: Quantity, change: Quantity) -> bool:
    """Whether a percentage is what a rate before it differs by: 失业率为3.4%，下降0.3%."""
    between = change.text[level.end : change.start]
    if level.measure != "%" or level.bound or "；" in between or between.count("，") != 1:
        return False
    if says(change, "{beyond}"):
        return True
    return (
        change.value < level.value
        and says(level, "{level_before}")
        and role("{moves}").search(between) is not None
    )


def _becomes(change: Quantity, level: Quantity) -> bool:
    """Whether a percentage changes a rate that is named after it: 发生率下降1.2%，降至0.3%."""
    between = change.text[change.end : level.start]
    return bool(
        level.measure == "%"
        and says(change, "(?:率|比例|比重).*{changes}了?$")
        and role("{then_level}").search(between)
    )


def _percentages(passage: Passage, figures: Figures) -> Diagnostics:
    """占65%、占20%，其余15%; 满意率97%，不满意率3%: the shares of a whole are 100% together."""
    shares: list[Quantity] = []
    if "四舍五入" in passage.text:  # which says why they are not
        return
    for quantity, following in zip(figures, (*figures[1:], None), strict=True):
        if quantity.measure != "%" or quantity.bound or says(quantity, _COMPARED):
            continue
        shares.append(quantity)
        if following and following.measure == "%" and says(following, "^(?:{rest}|另有)"):
            continue
        opposite = role("{opposite}([^，]{2,6}?)(?:率|比例|部分|的|占比?)*[为达]?$").search(
            quantity.before
        )
        if len(shares) > 1 and (
            (opposite and opposite[1] in shares[-2].before)
            or _is_undone(*shares[-2:])
            or (says(quantity, _SHARE) and exclusive(shares[-2:], every=True))
        ):
            parts = shares[-2:]
        elif says(quantity, "^(?:{rest}|另有)") or _are_all(shares):
            parts = shares
        else:
            continue
        sums = [*accumulate(share.value for share in reversed(parts))]
        slack = sum((share.slack for share in parts), Decimal(0))
        if len(parts) > 1 and not any(balances(added - 100, slack) for added in sums[1:]):
            if abs(sums[-1] - 100) <= _FAR:
                yield from unbalanced(passage, replace(quantity, value=Decimal(100)), parts)
            shares = []


def _is_undone(rate: Quantity, rest: Quantity) -> bool:
    """Whether a share is of what a rate leaves, but for a digit: 整改完成率72.7%，28.3%尚在整改."""
    of = role("{rate_of_what}").search(rate.before)
    undone = role("{undone}").match(rest.after) if of and rest.start - rate.end <= _BESIDE else None
    named = undone and any(a + b in undone[0] for a, b in pairwise(of[1] if of else ""))
    return bool(named) and differ_in_a_digit(rest, 100 - rate.value)


def _are_all(shares: Figures) -> bool:
    """Whether three shares and more come so near to 100% that no other is left."""
    return (
        len(shares) >= _SEVERAL
        and all(says(share, _SHARE) for share in shares)
        and abs(sum((q.value for q in shares), Decimal(-100))) <= _NEAR
    )
