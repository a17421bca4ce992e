"""Continuity of figures: a running total does not fall."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from progress_report.check.corpus import Corpus, Diagnostics, Passage
from progress_report.check.language.dates import sentence_around
from progress_report.check.rule import Family, Rule
from progress_report.domain.config import Reporting
from progress_report.domain.period import Period
from progress_report.text.quantities import Bound, Quantity, quantities

FALLING = Rule("falling-figure", Family.CONTINUITY)
RULES: tuple[Rule, ...] = (FALLING,)

Key = tuple[str, str, str]
"""The subject of a total: the words before the number, the unit, the words after it."""

_NOUN = re.compile("[\u4e00-\u9fff]{0,4}")
_LABEL_LENGTH = 30
_CLAUSE_END = re.compile(r"[，。；：、！？,;:!?\n]")
_RUNNING = re.compile(r"累计|已|共计|总计|完成年度")
_FILLER = re.compile(
    r"截[至止](?:目前|当前)|累计|已经?|共计?|总计|目前|我[区市县省局委办]|全部|[约逾近]"
)
_NOT_RUNNING = re.compile(
    r"\d|同比|环比|增长|提高|下降|[减降剩尚未占每较比月日拟将余]|还[有需]|控制|季度|半年|排名|浓度"
    r"|目标|计划|预计|其中|平均|新增|[本当]期|[已现共]有|在[建库]|储备|(?<!完成)率"
)
_OF_ONE_PERIOD = re.compile(r"下半年|季度(?![末底])|[本当][月期季]|月份|[-—~～至]\d+月(?!底|末|\d)")
_SINCE_JANUARY = re.compile(r"累计|截[至止]|共计|总计|年度|今年以来")
_CORRECTED = re.compile(r"核减|核实|更正|修正|调整|调减|剔除|口径")


def check(corpus: Corpus) -> Diagnostics:
    """Compare the running totals of every report with those of the one before."""
    for row in corpus.rows:
        for period, passages in row.entries.items():
            before = period.previous(row.entries)
            if before is None:
                continue
            earlier = running_totals(passage.text for passage in row.entries[before])
            if earlier:
                since_january = corpus.reporting is Reporting.CUMULATIVE
                spoken_for = Period(period.year, 1, period.last) if since_january else period
                for passage in passages:
                    yield from _falling(passage, earlier, before, spoken_for)


class Total(NamedTuple):
    """A running total."""

    figure: Quantity
    explicit: bool
    """Whether the sentence says that it counts since January, not since the last report."""


def running_totals(texts: Iterable[str]) -> dict[Key, Total]:
    """The running totals of a report.

    Only certain ones: the clause itself must say 累计, 已 or the like, and a total with
    two different values is left out.
    """
    totals: dict[Key, Total] = {}
    doubtful = set()
    for text in texts:
        for figure in quantities(text):
            start, end = figure.span
            label = _CLAUSE_END.split(text[max(0, start - _LABEL_LENGTH) : start])[-1]
            name = _FILLER.sub("", label)
            if figure.chinese or figure.bound in (Bound.FROM, Bound.TO) or not name:
                continue
            if not _RUNNING.search(label) or _NOT_RUNNING.search(label):
                continue
            sentence, _after = sentence_around(text, start, end)
            if _OF_ONE_PERIOD.search(sentence):
                continue
            noun = _NOUN.match(text, end)
            key = (name, figure.measure, noun[0] if noun else "")
            total = Total(figure, _SINCE_JANUARY.search(sentence) is not None)
            if totals.setdefault(key, total).figure.value != figure.value:
                doubtful.add(key)
    return {key: total for key, total in totals.items() if key not in doubtful}


def _falling(
    passage: Passage, earlier: dict[Key, Total], before: Period, period: Period
) -> Diagnostics:
    if _CORRECTED.search(passage.text):
        return
    for key, total in running_totals([passage.text]).items():
        old = earlier.get(key)
        if old is None or total.figure.value >= old.figure.value:
            continue
        # 已完成10座 of a second half-year may be the second half-year's alone
        if period.contains(before) or (total.explicit and old.explicit):
            yield passage.diagnose(
                FALLING, *total.figure.span, old=old.figure.written, period=before.label
            )
