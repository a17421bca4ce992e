"""Lists whose sum misses a figure beside them by so little that it must be their total."""

from decimal import Decimal
from itertools import groupby, pairwise

from progress_report.check.corpus import Diagnostics, Passage
from progress_report.check.language.roles import Figures, role, says
from progress_report.check.rules.balance import UNCOUNTED
from progress_report.check.rules.sums import balances, exclusive, unbalanced
from progress_report.text.quantities import Quantity

_MOST = 12
"""Figures of a list; of more of them some add up to anything."""
_LEAST = 2
_NEAR, _FAR = Decimal("0.1"), Decimal("0.35")
"""What part of a total its parts may miss to be compared with it; and of one named as such."""
_GAP = "[^，。；、0-9]{0,3}[，、和及][^，。；、0-9]{0,14}"
_APART = "其中|[比较同增减降超余另均每约]|[上去]年|以上|以下|累计|分别|{planned}"
"""Words of figures that are no parts of a list, or only some of them."""
_ACTS = "^(?:目前|已)?(?:{makes}|获|创建)"
_SUM = "(?:累计|合计|总计|共计|[一总]?共|总数|总量)[^，。；]{0,6}$"


def check(passage: Passage, figures: Figures) -> Diagnostics:
    """新增病床240张，甲院120张，乙院80张，丙院50张; 1.02亿元、1.03亿元、1.04亿元，累计3.19亿元."""
    counted = [q for q in figures if q.measure != "%" and not q.chinese]
    for counter, group in groupby(counted, key=lambda q: q.counter):
        run = [*group]
        if counter in UNCOUNTED or not _LEAST < len(run) <= _MOST or any(q.bound for q in run):
            continue
        named = says(run[-1], _SUM)
        total, parts = (run[-1], run[:-1]) if named else (run[0], run[1:])
        near = _FAR if named and len(parts) > _LEAST else _NEAR
        if any(says(q, _ACTS) for q in parts) and not exclusive(parts):
            continue
        if _is_list(run[:-1] if named else run) and _misses(total, parts, near):
            yield from unbalanced(passage, total, parts)


def _is_list(run: Figures) -> bool:
    between = [after.text[before.end : after.start] for before, after in pairwise(run)]
    return all(role(_GAP).fullmatch(gap) and not role(_APART).search(gap) for gap in between)


def _misses(total: Quantity, parts: Figures, near: Decimal) -> bool:
    """Whether the parts nearly make their total, and nothing else among them adds up."""
    added = sum((part.value for part in parts), Decimal(0))
    off = abs(added - total.value)
    slack = total.slack + sum(part.slack for part in parts)
    if balances(added - total.value, slack) or off > total.value * near:
        return False
    return len(parts) > _LEAST or _differ_in_a_digit(total, added)


def _differ_in_a_digit(total: Quantity, added: Decimal) -> bool:
    pair = [f"{value / total.scale:f}" for value in (total.value, added)]
    return len(pair[0]) == len(pair[1]) and sum(a != b for a, b in zip(*pair, strict=True)) == 1
