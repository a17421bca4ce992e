"""Figures of the wrong size: a lost or superfluous 万 or 亿."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from progress_report.check.corpus import Passage, PassageDiagnostic
from progress_report.check.language.roles import cite, role, says
from progress_report.check.rules.grammar import NUMBER_FORM
from progress_report.system.i18n import _
from progress_report.text.quantities import Quantity

_TRILLION = 10**12
_RICH, _POOR = 10**6, 100
_INCOME = "[人户]均[^，。；]{0,10}?{income}[约为达]?到?$"
_OF_FIRMS = re.compile("企|营业|销售|财政|经营|主营|业务|公司|合作社")
_CHANGE = re.compile("增|减|提高|下降")
_PART_OF = (
    "^(?:[^。；]{0,16}(?:其中|[占较比])"
    "|[^。；0-9]{0,12}(?:完成|到位|支付|拨付|下达|使用)[^。；0-9]{0,6}$)"
)
_ENDLESS = 10**30
_JOINT = "[^，。；、0-9]{0,2}(?:[、和与及]|以及)[^，。；、0-9]{0,12}"
_PEERS = 3
_OUTLIER = 300
"""How many times the next largest, or smallest, of a list a figure is at most."""
_OF_PLACE = "(?:全[镇乡村]|[^城农集返下归家](?:镇|乡|街道))[^，。；、]{0,10}$"
_MOST_OF_PLACE = {"人": 2 * 10**6, "户": 10**6, "亩": 10**7}
_MOST_ANYWHERE = dict.fromkeys("座栋所处场", 10**7)
_BENEFICIARIES = "惠及|受益|带动|覆盖|帮助|救助|资助|帮扶"
_EACH = (1, 10**7)
"""What one household or person gets, in yuan."""
_KILOMETRE = (10**4, 2 * 10**9)
"""What a kilometre of road costs, in yuan."""
_WHOLE = "(?:总|概算|计划|估算)投资|总(?:额|规模|资金)"
_HARVEST = {"吨": 50, "公斤": 50000, "斤": 100000}
"""More than an acre of any crop yields."""
_LIMITED = frozenset((*_MOST_OF_PLACE, *_MOST_ANYWHERE, *_HARVEST))


def check(passage: Passage, figures: Sequence[Quantity]) -> Iterator[PassageDiagnostic]:
    """Find figures whose 万 or 亿 cannot be right."""
    for quantity in figures:
        if quantity.measure == "元" and "均" in quantity.before and says(quantity, _INCOME):
            yield from _income(passage, quantity)
        elif quantity.value >= _most(quantity):
            yield _out_of_scale(passage, [quantity])
    yield from _trillions(passage, figures)
    yield from _outliers(passage, figures)
    for first, second in pairwise(figures):
        if first.bound is None and second.bound is None and _is_out_of_ratio(first, second):
            yield _out_of_scale(passage, [first, second])


def _most(quantity: Quantity) -> int:
    """What a figure is less than wherever it stands."""
    if quantity.counter not in _LIMITED:
        return _ENDLESS
    if says(quantity, "亩产|单产"):
        return _HARVEST.get(quantity.measure, _ENDLESS)
    in_place = _MOST_OF_PLACE if says(quantity, _OF_PLACE) else _MOST_ANYWHERE
    return in_place.get(quantity.counter, _ENDLESS)


def _is_out_of_ratio(first: Quantity, second: Quantity) -> bool:
    """Whether two figures side by side, of money and what it is for, exclude each other."""
    if "元" not in {first.measure, second.measure}:
        return False
    between = first.text[first.end : second.start]
    if re.search("[；。]", between):
        return False
    if first.measure == second.measure == "元":
        done = says(first, _WHOLE) and re.search(_PART_OF, between)
        return bool(done) and second.value >= first.value * 10 > 0
    money, other = (first, second) if first.measure == "元" else (second, first)
    if not other.value or "，" not in between:
        return False
    least, most = 0, _ENDLESS
    if other is second and other.counter in "户人" and says(other, _BENEFICIARIES):
        least, most = _EACH
    elif other.measure == "公里" and says(money, "投资$") and other.value >= 1:
        least, most = _KILOMETRE
    return not least <= money.value / other.value <= most


def _outliers(passage: Passage, figures: Sequence[Quantity]) -> Iterator[PassageDiagnostic]:
    """甲镇3200亩、乙镇2850亩、丙镇2600万亩: one of a list is many times as much as any other."""
    series: list[Quantity] = []
    for quantity, following in zip(figures, (*figures[1:], None), strict=True):
        series.append(quantity)
        if (
            following
            and following.counter == quantity.counter
            and role(_JOINT).fullmatch(passage.text, quantity.end, following.start)
        ):
            continue
        values = sorted(series, key=lambda q: q.value)
        if len(values) >= _PEERS and values[0].value > 0 and len({q.scale for q in series}) > 1:
            if values[-1].value >= values[-2].value * _OUTLIER:
                yield _out_of_scale(passage, [values[-1], values[-2]])
            elif values[0].value * _OUTLIER <= values[1].value:
                yield _out_of_scale(passage, [values[0], values[1]])
        series = []


def _out_of_scale(passage: Passage, figures: Sequence[Quantity]) -> PassageDiagnostic:
    message = _("'{written}' is out of scale").format(written=figures[0].written)
    start, end = min(q.start for q in figures), max(q.end for q in figures)
    return passage.diagnostic(NUMBER_FORM, start, end, message, cite(passage, figures))


def _trillions(passage: Passage, figures: Sequence[Quantity]) -> Iterator[PassageDiagnostic]:
    """8.4万亿元，其中技改投资2.1亿元: one of 万 and 亿 is too many."""
    if all(figure.scale != _TRILLION for figure in figures):
        return
    for whole, part in pairwise(figures):
        between = passage.text[whole.end : part.start]
        if (
            whole.scale == _TRILLION
            and "万亿" in whole.written
            and whole.measure == part.measure
            and whole.value >= part.value * 1000 > 0
            and re.search(_PART_OF, between)
        ):
            message = _("'{written}' is a thousand times '{other}' and more")
            message = message.format(written=whole.written, other=part.written)
            hint = cite(passage, [whole, part])
            yield passage.diagnostic(NUMBER_FORM, *whole.span, message, hint)


def _income(passage: Passage, income: Quantity) -> Iterator[PassageDiagnostic]:
    """人均可支配收入9860万元: no person has as much, or as little as 2元 of 可支配收入."""
    little = income.value < _POOR and re.search("可支配|纯收入", income.before)
    if _OF_FIRMS.search(income.text, max(0, income.start - 30), income.start):
        return
    if income.value >= _RICH or (little and not _CHANGE.search(income.before)):
        message = _("'{written}' of one person cannot be right").format(written=income.written)
        hint = cite(passage, [income])
        yield passage.diagnostic(NUMBER_FORM, *income.span, message, hint)
