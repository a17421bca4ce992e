"""Figures that follow 分别, as many as the names before it: 甲、乙、丙面积分别为3亩、2亩和1亩."""

import re

from progress_report.check.corpus import Diagnostics, Passage
from progress_report.check.language.roles import Figures, role
from progress_report.check.rules.counted_lists import LIST_COUNT
from progress_report.text.numerals import numeral
from progress_report.text.quantities import Quantity

_REACH = 80
_JOINT = "[^，。；、0-9]{0,3}(?:[、和与及]|以及)"
_BRACKETS = "（[^（）]*）"
_MARKS = "[，。；：！？\n,;:（）]"
_NUMBER = "(?<![第十])(?P<count>[两三四五六七八九十]|[2-9])[个座家项所条类大处][一-鿿]"
_OPEN = "等|各|其中"
_SEVERAL = "城乡|存贷|进出口|男女|中小|产业|双|两|收支"
"""Words that stand for several things."""


def check(passage: Passage, figures: Figures) -> Diagnostics:
    """Find lists after 分别 that do not have a figure for each name."""
    text = passage.text
    for match in re.finditer("分别", text):
        index = next((i for i, q in enumerate(figures) if q.start >= match.end()), len(figures))
        listed = _listed(figures[index:])
        if len(listed) < 2 or role(_MARKS).search(text, match.end(), listed[0].start):  # noqa: PLR2004 - a list
            continue
        before = role(_BRACKETS).sub("", text[max(0, match.start() - _REACH) : match.start()])
        names = role(_MARKS).split(before)[-1]
        if role(_OPEN).search(names) or len(names) == _REACH:
            continue
        least, most = _named(names)
        if least and not least <= len(listed) <= most:
            span, counts = (listed[0].start, listed[-1].end), {"names": least, "count": len(listed)}
            name = "respective-count"
            yield passage.diagnose(LIST_COUNT, *span, name, figures=listed, **counts)


def _listed(figures: Figures) -> list[Quantity]:
    """The figures that a list begins with; none if it goes on without a figure."""
    listed = [*figures[:1]]
    for quantity in figures[1:]:
        if not role(_JOINT).fullmatch(quantity.text, listed[-1].end, quantity.start):
            break
        listed.append(quantity)
    return [] if listed and listed[-1].text[listed[-1].end :].startswith("、") else listed


def _named(names: str) -> tuple[int, int]:
    """The least and the greatest number of things named; (0, 0) if it is not clear."""
    last = names.rpartition("、")[2]
    if number := role(_NUMBER).search(last):
        if last != names and not number.start():
            return 0, 0  # 甲产业、六大产业
        count = (
            numeral(number["count"]) if not number["count"].isdecimal() else int(number["count"])
        )
        return count, count
    least = names.count("、") + 1
    if least == 1:
        return 0, 0
    most = least + len(re.findall("[和与及]", names))
    return least, most + (10 if role(_SEVERAL).search(names) else 0)
