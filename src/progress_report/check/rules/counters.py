"""Measure words: the same noun is counted the same way throughout a cell."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from progress_report.check.corpus import Diagnostics, Passage
from progress_report.check.language.roles import Figures, role
from progress_report.text.excerpt import common_prefix
from progress_report.text.quantities import Quantity

_NOUN = 3
_PEOPLE = frozenset("人名位")
_POLITE = frozenset("名位")
"""Counters that precede the people they count; 人 does not."""
_OF_THINGS = frozenset("家户座株台辆处所条场次份件个项盏栋艘部宗起")
_BEFORE_THINGS = {*"批元人名年天%期类组宗个项", "栋户", "幢户", "座户", "处户"}  # 24栋836户
_DOERS = frozenset("元人名位个家辆台支户所项批年天%") | {"人次", "个月", "小时"}
"""Measures of those who do something, and of what it is done with."""
_ACT = "^(?:{makes}|{verbs}|发放|清理|悬挂|整治|清运|查处|受理|印发|张贴|栽种|开展|增设|补装|更新)"
_REACH = 12
_THINGS = frozenset("件个份项条处例起宗")


def check(passage: Passage, figures: Figures) -> Diagnostics:
    """Find nouns that are counted in two ways."""
    units = {quantity.measure for quantity in figures}
    if len(units & _PEOPLE) < 2 and len(units & _THINGS) < 2:  # noqa: PLR2004 - the usual case
        return
    series: dict[tuple[str, bool], list[Quantity]] = defaultdict(list)
    for quantity in figures:
        for key in _nouns(quantity):
            series[key].append(quantity)
    for (_key, follows), same in series.items():
        counts = Counter(quantity.measure for quantity in same)
        if len(counts) > 1:
            yield from _mixed(passage, same, counts.most_common(1)[0][0], follows=follows)


def check_joined(passage: Passage, figures: Figures) -> Diagnostics:
    """Find figures without a mark between them: 36次18家企业, 3200株铺设草坪1.2万平方米."""
    for first, second in pairwise(figures):
        between = passage.text[first.end : second.start]
        if first.bound or first.chinese or second.chinese or len(between) > _REACH:
            continue
        before = {first.measure, first.measure + second.measure}
        beside = not between and (
            first.counter == second.counter
            or (second.measure in _OF_THINGS and _BEFORE_THINGS.isdisjoint(before))
        )
        done = first.measure not in _DOERS and role(_ACT).match(between)
        if beside or (done and not role("[，。；：、（）“”和及与并]").search(between)):
            start, end = first.start, second.end
            yield passage.diagnose(
                "number-form",
                start,
                end,
                "no-mark-between",
                first=first.written,
                second=second.written,
            )


def _mixed(passage: Passage, same: Figures, usual: str, *, follows: bool) -> Diagnostics:
    model = next(quantity for quantity in same if quantity.measure == usual)
    for quantity in same:
        if quantity.measure == usual:
            continue
        if follows:
            noun = model.after[: common_prefix(quantity.after, model.after)]
        else:
            common = common_prefix(quantity.label[::-1], model.label[::-1])
            noun = model.label[len(model.label) - common :]
        better = quantity.written.removesuffix(quantity.measure) + usual
        yield passage.diagnose(
            "mixed-counters",
            *quantity.span,
            noun=noun,
            unit=usual,
            other=model.written,
            better=better,
        )


def _nouns(quantity: Quantity) -> Iterator[tuple[str, bool]]:
    """The nouns that a quantity may count: adjacent characters, and whether they follow it.

    Three characters: 人员 alone would make one series of doctors and visitors.
    """
    unit, after = quantity.measure, quantity.after
    if not after and (unit in _PEOPLE or unit in _THINGS):
        label = quantity.label
        if len(label) >= _NOUN and not role("{verb_at_end}").search(label):
            yield label[-_NOUN:], False
    elif unit in _POLITE and len(after) >= _NOUN:
        yield after[:_NOUN], True
