"""Validity: tasks that are split, merged or dropped within the year follow one another exactly."""

from collections import defaultdict

from progress_report.check.corpus import Corpus, Diagnostics, TaskPassages
from progress_report.check.rule import Family, Rule
from progress_report.domain.period import Period
from progress_report.domain.succession import Key, is_inside, reference_key

OUTSIDE = Rule("entry-outside-validity", Family.CONTINUITY)
OVERLAP = Rule("validity-overlap", Family.CONTINUITY)
HOLE = Rule("validity-hole", Family.CONTINUITY)
RULES: tuple[Rule, ...] = (OUTSIDE, OVERLAP, HOLE)


def check(corpus: Corpus) -> Diagnostics:
    """Compare the validity of each task with its entries, and with those that continue it."""
    by_key = {row.sourced.task.key: row for row in corpus.rows}
    successors: dict[Key, list[TaskPassages]] = defaultdict(list)
    for row in corpus.rows:
        task = row.sourced.task
        if task.start or task.until:
            yield from _entries(row)
        for index, reference in enumerate(task.formerly):
            predecessor = by_key.get(reference_key(reference, task.year))
            if predecessor is row or predecessor is None:
                continue
            if predecessor.sourced.task.year == task.year:
                successors[predecessor.sourced.task.key].append(row)
                yield from _overlap(row, index, predecessor)
    for row in corpus.rows:
        if row.sourced.task.until and not row.sourced.task.ended:
            yield from _hole(row, successors[row.sourced.task.key])


def _entries(row: TaskPassages) -> Diagnostics:
    task = row.sourced.task
    for period in row.entries:
        if not is_inside(task, period):
            yield row.at_entry(period).diagnose(OUTSIDE, period=period)


def _overlap(row: TaskPassages, index: int, predecessor: TaskPassages) -> Diagnostics:
    task, before = row.sourced.task, predecessor.sourced.task
    limit = task.validity.first if task.start else task.validity.last
    if before.validity.last < limit:
        return
    period = Period(task.year, max(limit, before.validity.first), before.validity.last)
    values = {"docket": before.docket, "period": period, "path": predecessor.sourced.source.path}
    yield row.at_key("formerly", index).diagnose(OVERLAP, **values)


def _hole(row: TaskPassages, successors: list[TaskPassages]) -> Diagnostics:
    task = row.sourced.task
    first, last = task.validity.last + 1, 12
    if first > last:
        return
    name = "validity-hole" if successors else "no-longer-valid"
    if successors:
        last = min(heir.sourced.task.validity.first for heir in successors) - 1
        if first > last:
            return
    values = {"docket": task.docket, "period": Period(task.year, first, last)}
    yield row.at_key("until").diagnose(HOLE, 0, 0, name, **values)
