"""Coverage: whether the entries of each task make up the periods that tables are made of."""

from collections.abc import Iterable
from itertools import chain, groupby

from progress_report.check.corpus import Corpus, Diagnostics, PassageDiagnostic
from progress_report.check.rule import Family, Rule
from progress_report.domain.period import Period
from progress_report.domain.succession import Succession
from progress_report.domain.task import Task
from progress_report.system.i18n import _, period_name

UNBUILDABLE = Rule("unbuildable-period", Family.CONTINUITY)
RULES: tuple[Rule, ...] = (UNBUILDABLE,)

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
                yield PassageDiagnostic(UNBUILDABLE, place, 0, 0, message, hint)


def _overlaps(
    succession: Succession, task: Task, periods: Iterable[Period]
) -> dict[tuple[Period, Period], Period]:
    """The entries of a task that overlap, each pair with the first period that it makes unclear."""
    overlaps: dict[tuple[Period, Period], Period] = {}
    for period in periods:
        for _task, first, second in succession.own(task, period).overlaps:
            overlaps.setdefault((first, second), period)
    return overlaps
