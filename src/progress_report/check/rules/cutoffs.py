"""Time: cut-off dates after 截至, and reports without one."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from progress_report.check.corpus import Corpus, Diagnostics, Passage
from progress_report.check.language.dates import WHEN, When, days_later, last_day
from progress_report.check.language.roles import role
from progress_report.domain.period import Period

_GRACE = 15
"""Tables are compiled up to this many days after the period; figures may be that new."""
_CUTOFF = re.compile(rf"截[至止][至到]?{WHEN}(?P<deadline>[之以]?前)?")
_SO_FAR = re.compile(r"截[至止][至到]?(?:目前|当前|现在)(?![(（])")
_THIRD_QUARTER_END = 9
_USUAL = 3
"""Number of tasks with the same cut-off month from which it is the table's own."""


def check(corpus: Corpus) -> Diagnostics:
    """Find cut-off days that do not fit the period reported, and reports without one."""
    cutoffs: list[_Cutoff] = []
    for passage in corpus.passages:
        if passage.period and passage.entry and not passage.is_history:
            passage_cutoffs = _cutoffs(passage, passage.period, passage.entry.as_of)
            cutoffs += passage_cutoffs
            undated = passage.entry.as_of is None and not passage_cutoffs
            if undated and (match := _SO_FAR.search(passage.text)):
                yield passage.diagnose("undated-so-far", *match.span())
    usual = _usual_months(cutoffs)
    for cutoff in cutoffs:
        yield from _check_cutoff(cutoff, usual)


@dataclass(frozen=True, slots=True, eq=False)
class _Cutoff:
    """One 截至 with its day."""

    passage: Passage
    period: Period
    match: re.Match[str]
    when: When
    fit: tuple[date, date]
    """The first and the last accepted day."""
    followed: bool
    """Whether newer figures follow in the same passage."""

    @property
    def table_month(self) -> tuple[Period, int, int]:
        """The table, and the month that its figures are of."""
        return self.period, self.when.last.year, self.when.last.month


def _cutoffs(passage: Passage, period: Period, as_of: date | None) -> list[_Cutoff]:
    text = passage.text
    oldest, newest = fit = _accepted_days(period, as_of)
    matches = [
        (match, When.of(match, period.year))
        for match in _CUTOFF.finditer(text)
        if not match["deadline"]
        and not role("{no_cutoff}").search(text, max(0, match.start() - 8), match.start())
    ]
    if not matches:
        return []
    news = [match.start() for match, when in matches if oldest <= when.last <= newest]
    news += [match.start() for match in _SO_FAR.finditer(text)]
    last = max(news, default=0)
    return [
        _Cutoff(passage, period, match, when, fit, followed=match.start() < last)
        for match, when in matches
    ]


def _accepted_days(period: Period, as_of: date | None) -> tuple[date, date]:
    end = last_day(period)
    if as_of is None:
        return end.replace(day=1), days_later(end, _GRACE)
    oldest = min(as_of.replace(day=1), days_later(as_of, -_GRACE))
    return oldest, max(as_of, days_later(end, _GRACE))


def _usual_months(cutoffs: list[_Cutoff]) -> set[tuple[Period, int, int]]:
    """The months that most tasks of a table name: the office closes its books then."""
    tasks: dict[tuple[Period, int, int], set[int]] = defaultdict(set)
    for cutoff in cutoffs:
        tasks[cutoff.table_month].add(id(cutoff.passage.sourced))
    counts = {month: len(naming) for month, naming in tasks.items()}
    totals: Counter[Period] = Counter()
    for month, count in counts.items():
        totals[month[0]] += count
    return {m for m, count in counts.items() if count >= _USUAL and 2 * count > totals[m[0]]}


def _check_cutoff(cutoff: _Cutoff, usual: set[tuple[Period, int, int]]) -> Diagnostics:
    match, when, period = cutoff.match, cutoff.when, cutoff.period
    oldest, newest = cutoff.fit
    if oldest <= when.last <= newest or cutoff.table_month in usual:
        return
    end = last_day(period)
    if when.last > newest and when.may_be_of_another_year(end):
        return
    rule, name = "cutoff-outside-period", "early-cutoff"
    if when.last > newest:
        name = "cutoff-outside-period"
    elif when.last.year < period.year:
        name = "cutoff-of-another-year"
        if _is_starting_point(cutoff):
            return
    elif cutoff.followed:
        return  # history
    elif when.last >= days_later(oldest, -1).replace(day=1):
        rule = "early-cutoff"
    values = {"period": period.label, "year": period.year, "end": f"{end.month}月{end.day}日"}
    yield cutoff.passage.diagnose(rule, *match.span(), name, **values)


def _is_starting_point(cutoff: _Cutoff) -> bool:
    """Whether an earlier year is intended: 截至去年6月底, 截至2020年底, or a year before that."""
    day = cutoff.when.last
    said = cutoff.match["relative"] is not None
    return said or day.year < cutoff.period.year - 1 or day.month > _THIRD_QUARTER_END
