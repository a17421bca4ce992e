"""Measure words: the same noun is counted the same way throughout a cell."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from progress_report.check.corpus import Finding, Passage
from progress_report.check.rule import Family, Rule
from progress_report.diagnostics import Severity
from progress_report.i18n import N_, _
from progress_report.quantities import Quantity

MIXED_COUNTERS = Rule(
    "mixed-counters",
    Family.NUMBERS,
    Severity.WARNING,
    N_("one noun counted with two measure words"),
    N_(
        "899人 beside 493名 of the same people shows that two texts were joined, and makes the "
        "figures hard to compare. Use one measure word for one noun throughout the cell."
    ),
    bad="接收入境人员406人，第二批接收入境人员493名。",
    good="接收入境人员406人，第二批接收入境人员493人。",
)
RULES = (MIXED_COUNTERS,)

_PEOPLE = frozenset("人名位")
_PEOPLE_BEFORE_NOUN = frozenset("名位个")
_PEOPLE_ALL = _PEOPLE | _PEOPLE_BEFORE_NOUN
_THINGS = frozenset("件个份项条处例起宗")
# What ends a label without naming what is counted.
_VERB = re.compile(
    r"(?:完成|新建|改建|扩建|建设|建成|改造|整治|新增|开工|竣工|移交|检查|办理|受理|发放|开展|举办|组织|处理|排查|整改"
    r"|解决|发现|查处|实施|推进|增加|减少|设置|安装|其中|涉及|打造|培育|累计|分别|创建|安排|落实|谋划|储备|接收|办结|答复"
    r"|[^人][于在到为有达至])$"
)


def check(passage: Passage, found: Sequence[Quantity]) -> Iterator[Finding]:
    """Find nouns that are counted in two ways.

    Args:
        passage: The passage.
        found: Its quantities.
    """
    units = {quantity.unit for quantity in found}
    if len(units & _PEOPLE_ALL) < 2 and len(units & _THINGS) < 2:  # noqa: PLR2004 - the usual case
        return
    series: dict[tuple[str, str], list[Quantity]] = defaultdict(list)
    for quantity in found:
        for noun, kind in _nouns(quantity):
            series[noun, kind].append(quantity)
    reported: set[int] = set()
    for (noun, _kind), same in series.items():
        counts = Counter(quantity.unit for quantity in same)
        if len(counts) < 2:  # noqa: PLR2004 - two measure words
            continue
        usual = counts.most_common(1)[0][0]
        for quantity in same:
            if quantity.unit != usual and quantity.start not in reported:
                reported.add(quantity.start)
                message = _("'{written}': elsewhere in this text '{noun}' is counted in {unit}")
                hint = _("write {better}").format(
                    better=quantity.written[: -len(quantity.unit)] + usual
                )
                yield passage.finding(
                    MIXED_COUNTERS,
                    quantity.start,
                    quantity.end,
                    message.format(written=quantity.written, noun=noun, unit=usual),
                    hint,
                )


def _nouns(quantity: Quantity) -> Iterator[tuple[str, str]]:
    """The nouns that a quantity may count, by the words beside it, each with a kind of counter."""
    unit = quantity.unit
    if unit not in _PEOPLE and unit not in _THINGS:
        return
    after = quantity.after
    if unit in _PEOPLE and not after:
        label = quantity.label
        if len(label) > 2 and not _VERB.search(label):  # noqa: PLR2004 - 人员 alone is too wide
            yield label[-3:], "people"
    elif unit in _PEOPLE_BEFORE_NOUN and len(after) > 2:  # noqa: PLR2004
        yield after[:3], "people before"
    if unit in _THINGS and not after:
        label = quantity.label
        if len(label) > 2 and not _VERB.search(label):  # noqa: PLR2004
            yield label[-3:], "things"
