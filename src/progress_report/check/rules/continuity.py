"""Continuity: unchanged, repeated and missing reports."""

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby

from progress_report.check.corpus import (
    Corpus,
    Diagnostics,
    Passage,
    PassageDiagnostic,
    TaskPassages,
)
from progress_report.check.rule import Family, Rule
from progress_report.domain.diagnostics import Severity
from progress_report.domain.period import Period
from progress_report.domain.succession import Succession, is_finished
from progress_report.text.prose import without_whitespace
from progress_report.text.punctuation import fold

UNCHANGED = Rule("unchanged-text", Family.CONTINUITY)
REPEATED = Rule("repeated-sentence", Family.CONTINUITY, Severity.NOTE)
MISSING = Rule("missing-report", Family.CONTINUITY)
RULES: tuple[Rule, ...] = (UNCHANGED, REPEATED, MISSING)

_SENTENCE_LENGTH = 12
_END = re.compile(r"[。;!?][”’)》]*")
_SENTENCE = re.compile(r"(?P<words>[^。；！？;!?\n]+)[。；！？;!?\n]*[”’）)》]*")
_FINISHED = re.compile(
    r"(?:已|均|全部|全面|如期|提前|顺利)(?:完成|完工|竣工|建成|办结|交付|投入使用|通车|销号)[^,。;]{0,12}。?$"
)
_UNFINISHED = re.compile(r"正在|目前|[将拟]|计划|预计|下一步|推进|筹备|准备")


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
                if not _FINISHED.search(plain) or _UNFINISHED.search(plain):
                    yield passage.diagnose(UNCHANGED, 0, len(passage.text), period=same.label)
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
        yield passage.diagnose(REPEATED, start, end, period=before.label)


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
    return row.at_key("entries", period=period).diagnose(MISSING, 0, 0, name, **values)


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
