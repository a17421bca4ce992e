"""Continuity: unchanged, repeated and missing reports, and running totals that fall."""

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from progress_report.check.corpus import (
    Corpus,
    Diagnostics,
    Passage,
    PassageDiagnostic,
    TaskPassages,
)
from progress_report.check.language.dates import sentence_around
from progress_report.check.language.roles import role
from progress_report.domain.config import Reporting
from progress_report.domain.period import Period
from progress_report.domain.succession import Succession, is_finished
from progress_report.text.prose import without_whitespace
from progress_report.text.punctuation import fold
from progress_report.text.quantities import Bound, Quantity, quantities

_SENTENCE_LENGTH = 12
_END = re.compile(r"[。;!?][”’)》]*")
_SENTENCE = re.compile(r"(?P<words>[^。；！？;!?\n]+)[。；！？;!?\n]*[”’）)》]*")
_UNFINISHED = re.compile(r"正在|目前|[将拟]|计划|预计|下一步|推进|筹备|准备")
Key = tuple[str, str, str]
"""The subject of a total: the words before the number, the unit, the words after it."""

_NOUN = re.compile("[\u4e00-\u9fff]{0,4}")
_LABEL_LENGTH = 30
_CLAUSE_END = re.compile(r"[，。；：、！？,;:!?\n]")
_RUNNING = re.compile(r"累计|已|共计|总计|完成年度")
_OF_ONE_PERIOD = re.compile(r"下半年|季度(?![末底])|[本当][月期季]|月份|[-—~～至]\d+月(?!底|末|\d)")
_SINCE_JANUARY = re.compile(r"累计|截[至止]|共计|总计|年度|今年以来")
_CORRECTED = re.compile(r"核减|核实|更正|修正|调整|调减|剔除|口径")


def check(corpus: Corpus) -> Diagnostics:
    """Compare every report with the one before, and every task's periods with its peers'."""
    by_key = {row.sourced.task.key: row for row in corpus.rows}
    for row in corpus.rows:
        task = row.sourced.task
        before = corpus.succession.predecessors(task) if task.formerly else ()
        inherited = [by_key[t.key] for t in before if t.year == task.year]
        if len(row.entries) + len(inherited) > 1:
            yield from _against_earlier(row, inherited)
    for _year, rows in groupby(corpus.rows, lambda row: row.sourced.task.year):
        yield from _missing(rows, corpus.succession)
    yield from _running(corpus)


def _against_earlier(row: TaskPassages, predecessors: Iterable[TaskPassages]) -> Diagnostics:
    reports = dict(row.entries)
    first: dict[str, Period] = {}
    """Every whole text so far, with the first period in which it occurs."""
    for predecessor in predecessors:
        for period in predecessor.entries.keys() - row.entries.keys():
            passages = predecessor.entries[period]
            reports[period] = (*reports.get(period, ()), *passages)
            first |= {_plain(passage.text): period for passage in passages}
    for period, passages in row.entries.items():
        if is_finished(row.sourced.task, period.last - 1):
            continue
        before = period.previous(reports)
        earlier = reports[before] if before else ()
        sentences = {text for p in earlier for text in _END.split(_plain(p.text))}
        for passage in passages:
            plain = _plain(passage.text)
            same = first.get(plain)
            if same and same.last < period.last:
                if not role("{finished}").search(plain) or _UNFINISHED.search(plain):
                    span = 0, len(passage.text)
                    yield passage.diagnose("unchanged-text", *span, period=same.label)
            elif before and not sentences.isdisjoint(_END.split(plain)):
                yield from _repeated(passage, sentences, before)
        for passage in passages:
            first.setdefault(_plain(passage.text), period)


def _plain(text: str) -> str:
    return without_whitespace(fold(text))


def _repeated(passage: Passage, sentences: set[str], before: Period) -> Diagnostics:
    runs: list[list[int]] = []
    for match in _SENTENCE.finditer(passage.text):
        plain = _plain(match["words"])
        if len(plain) < _SENTENCE_LENGTH or plain not in sentences:
            continue
        if runs and runs[-1][1] == match.start():
            runs[-1][1] = match.end()
        else:
            runs.append([*match.span()])
    for start, end in runs:
        yield passage.diagnose("repeated-sentence", start, end, period=before.label)


def _missing(rows: Iterable[TaskPassages], succession: Succession) -> Diagnostics:
    """Find the periods that tasks of a year lack and others have."""
    # most tasks report the same periods: judge each set of periods once
    alike: dict[tuple[object, ...], list[TaskPassages]] = defaultdict(list)
    for row in rows:
        task = row.sourced.task
        alike[frozenset(row.entries), task.validity, task.finished, bool(task.ended)].append(row)
    periods = {period for members in alike.values() for period in members[0].entries}
    lacking: dict[tuple[object, ...], list[Period]] = defaultdict(list)
    for period in sorted(periods):
        state = {kind: _covers(alike[kind][0], period, succession) for kind in alike}
        without = [kind for kind in alike if state[kind] is False]
        asked = sum(len(alike[kind]) for kind in alike if state[kind] is not None)
        most_have_it = 2 * sum(len(alike[kind]) for kind in without) < asked
        for kind in without:
            if most_have_it or min(alike[kind][0].entries, default=period).first > period.last:
                lacking[kind].append(period)
    for kind, missing in lacking.items():
        for row in alike[kind]:
            for period in missing:
                if not any(longer != period and longer.contains(period) for longer in missing):
                    yield _without(row, period)


def _without(row: TaskPassages, period: Period) -> PassageDiagnostic:
    begins = min(row.entries, default=period)
    name = "missing-at-beginning" if begins.first > period.last else "missing-report"
    values = {"docket": row.sourced.task.docket, "period": period, "key": begins.key}
    return row.at_key("entries", period=period).diagnose("missing-report", 0, 0, name, **values)


def _covers(row: TaskPassages, period: Period, succession: Succession) -> bool | None:
    """Whether reports cover a period: with an entry for it, a longer one, or its parts.

    Returns:
        None if there is nothing to report: the task was not valid then, or finished before.
    """
    selection = succession.own(row.sourced.task, period)
    if not succession.cumulative and any(p.contains(period) for p in row.entries):
        return True
    if selection.missing or selection.gaps:
        return False
    return None if selection.repeated or not selection.reports else True


def _running(corpus: Corpus) -> Diagnostics:
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
            name = role("{filler}").sub("", label)
            if figure.chinese or figure.bound in (Bound.FROM, Bound.TO) or not name:
                continue
            if not _RUNNING.search(label) or role("{not_running}").search(label):
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
                "falling-figure", *total.figure.span, old=old.figure.written, period=before.label
            )
