"""Coverage: whether the entries of each task make up the periods of tables, and what they lack."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain, groupby

from progress_report.check.corpus import (
    Corpus,
    Diagnostics,
    PassageDiagnostic,
    TaskPassages,
)
from progress_report.check.language.dates import first_day, last_day
from progress_report.check.language.placeholders import is_placeholder
from progress_report.domain.period import Period
from progress_report.domain.succession import Key, Succession, is_finished, is_inside, reference_key
from progress_report.domain.task import UNWORDED, Task
from progress_report.system.i18n import _, period_name

_HALVES_END = (6, 9, 12)
"""The months that end H1, Q1-Q3 and FY: tables of these are made even if no entry is."""


def overlap_texts(task: Task, first: Period, second: Period, period: Period) -> tuple[str, str]:
    """Message and hint for two entries of a task that speak for the same months."""
    if first.last == second.last:  # reported cumulatively
        message = _("task {docket}: {first} and {second} both end when {period} does")
        hint = _("every entry speaks from January: join the two into one, or remove one of them")
    else:
        message = _("task {docket}: {first} and {second} overlap, so {period} is unclear")
        hint = _("write an entry {key}, or remove one of the two").format(key=period.key)
    message = message.format(
        docket=task.docket,
        first=period_name(first),
        second=period_name(second),
        period=period_name(period),
    )
    return message, hint


def check(corpus: Corpus) -> Diagnostics:
    """Compare the entries of each task with the tables to be made, its validity and its units."""
    yield from _coverage(corpus)
    yield from _validity(corpus)
    yield from _entries(corpus)


def _coverage(corpus: Corpus) -> Diagnostics:
    """Find entries that keep a reported period from being built, whatever is still to come."""
    for _year, rows in groupby(corpus.rows, key=lambda row: row.sourced.task.year):
        of_year = list(rows)
        periods = set(chain.from_iterable(row.entries for row in of_year))
        periods |= {Period(p.year, 1, p.last) for p in periods if p.last in _HALVES_END}
        known: dict[tuple[object, ...], dict[tuple[Period, Period], Period]] = {}
        for row in of_year:
            if len(row.entries) < 2:  # noqa: PLR2004 - one entry overlaps no other
                continue
            task = row.sourced.task
            alike = (*row.entries, task.validity)
            if alike not in known:
                known[alike] = _overlaps(corpus.succession, task, sorted(periods))
            for (first, second), period in known[alike].items():
                message, hint = overlap_texts(task, first, second, period)
                place = row.at_key("entries", period=period)
                yield PassageDiagnostic("unbuildable-period", place, 0, 0, message, hint)


def _overlaps(
    succession: Succession, task: Task, periods: Iterable[Period]
) -> dict[tuple[Period, Period], Period]:
    """The entries of a task that overlap, each pair with the first period that it makes unclear."""
    overlaps: dict[tuple[Period, Period], Period] = {}
    for period in periods:
        for _task, first, second in succession.own(task, period).overlaps:
            overlaps.setdefault((first, second), period)
    return overlaps


def _validity(corpus: Corpus) -> Diagnostics:
    """Compare the validity of each task with its entries, and with those that continue it."""
    by_key = {row.sourced.task.key: row for row in corpus.rows}
    successors: dict[Key, list[TaskPassages]] = defaultdict(list)
    for row in corpus.rows:
        task = row.sourced.task
        for period in row.entries if task.start or task.until else ():
            if not is_inside(task, period):
                yield row.at_entry(period).diagnose("entry-outside-validity", period=period)
        for index, reference in enumerate(task.formerly):
            predecessor = by_key.get(reference_key(reference, task.year))
            if predecessor is row or predecessor is None:
                continue
            if predecessor.sourced.task.year == task.year:
                successors[predecessor.sourced.task.key].append(row)
                yield from _still_valid(row, index, predecessor)
    for row in corpus.rows:
        if row.sourced.task.until and not row.sourced.task.ended:
            yield from _hole(row, successors[row.sourced.task.key])


def _still_valid(row: TaskPassages, index: int, predecessor: TaskPassages) -> Diagnostics:
    task, before = row.sourced.task, predecessor.sourced.task
    limit = task.validity.first if task.start else task.validity.last
    if before.validity.last < limit:
        return
    period = Period(task.year, max(limit, before.validity.first), before.validity.last)
    values = {"docket": before.docket, "period": period, "path": predecessor.sourced.source.path}
    yield row.at_key("formerly", index).diagnose("validity-overlap", **values)


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
    yield row.at_key("until").diagnose("validity-hole", 0, 0, name, **values)


def _entries(corpus: Corpus) -> Diagnostics:
    """Find dates outside the period, units that have not reported, and placeholder reports."""
    for row in corpus.rows:
        if row.wording.text == UNWORDED:
            yield row.wording.diagnose("hollow-text", 0, len(UNWORDED), "unworded")
        for period, passages in row.entries.items():
            yield from _cutoff_date(row, period)
            yield from _silent(row, period)
            for passage in passages:
                if is_placeholder(passage.text):
                    yield passage.diagnose("hollow-text", 0, len(passage.text))


def _cutoff_date(row: TaskPassages, period: Period) -> Diagnostics:
    day = row.sourced.task.entries[period.key].as_of
    first, last = first_day(period), last_day(period)
    if day is None or first <= day <= last or is_finished(row.sourced.task, period.last - 1):
        return
    values = {"day": day.isoformat(), "period": period.label, "first": first, "last": last}
    yield row.at_entry(period, "as_of").diagnose("as-of-outside-period", **values)


def _silent(row: TaskPassages, period: Period) -> Diagnostics:
    reported, task = {passage.unit for passage in row.entries[period]}, row.sourced.task
    silent = [unit for unit in task.units if unit not in reported]
    if not silent or not reported & {*task.units} - {task.lead}:
        return  # the lead unit sums up for all
    yield row.at_entry(period, "progress").diagnose("silent-unit", units=silent)
