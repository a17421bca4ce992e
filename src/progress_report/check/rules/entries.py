"""Entries: placeholder reports, cut-off dates outside the period, units without a text."""

from collections.abc import Iterable

from progress_report.check.corpus import Corpus, Diagnostics, Passage, TaskPassages
from progress_report.check.language.dates import first_day, last_day
from progress_report.check.language.placeholders import is_placeholder
from progress_report.domain.period import Period
from progress_report.domain.succession import is_finished
from progress_report.domain.task import UNWORDED


def check(corpus: Corpus) -> Diagnostics:
    """Find dates outside the period, units that have not reported, and placeholder reports."""
    for row in corpus.rows:
        if row.wording.text == UNWORDED:
            yield row.wording.diagnose("hollow-text", 0, len(UNWORDED), "unworded")
        for period, passages in row.entries.items():
            yield from _cutoff_date(row, period)
            yield from _silent(row, period)
            yield from _placeholder_reports(passages)


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


def _placeholder_reports(passages: Iterable[Passage]) -> Diagnostics:
    for passage in passages:
        if is_placeholder(passage.text):
            yield passage.diagnose("hollow-text", 0, len(passage.text))
