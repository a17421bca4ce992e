"""Pace: figures against those before, their targets, the prose beside them, and verdicts."""

from collections.abc import Iterator
from fractions import Fraction

from progress_report.check.corpus import Corpus, Diagnostics, Passage, TaskPassages
from progress_report.check.language.dates import sentence_around
from progress_report.domain.pace import fallen_figures, milestone_at, task_pace
from progress_report.domain.period import Period
from progress_report.domain.target import Target, TargetBound, TargetKind, figure_value, is_percent
from progress_report.text.quantities import Quantity, quantities

_USUAL_AT_YEAR_END = Fraction(12, 10)
"""A target exceeded by less is nothing to look at when the year is over."""

_SHORTEST_NAME = 5  # characters of a name whose first words a text leaves out


def check(corpus: Corpus) -> Diagnostics:
    """Compare the figures of each entry."""
    rows = [
        row
        for row in corpus.rows
        if row.sourced.task.targets or any(e.verdict for e in row.sourced.task.entries.values())
    ]
    with_figures = {
        period
        for row in rows
        for period in row.entries
        if row.sourced.task.entries[period.key].done
    }
    for row in rows:
        yield from _falling(row)
        for period, passages in row.entries.items():
            yield from _exceeding(row, corpus, period)
            yield from _against_prose(row, period, passages)
            yield from _against_figures(row, corpus, period)
            if period in with_figures:
                yield from _missing(row, period)


def _falling(row: TaskPassages) -> Diagnostics:
    for fall in fallen_figures(row.sourced.task):
        if row.sourced.task.entries[fall.later.key].why:
            continue
        values = {"before": fall.before, "period": fall.earlier, "after": fall.after}
        place = row.at_entry(fall.later, "done", fall.target)
        yield place.diagnose("falling-done", target=fall.target, **values)


def _exceeding(row: TaskPassages, corpus: Corpus, period: Period) -> Diagnostics:
    for pace in task_pace(row.sourced.task, period, corpus.pace).targets:
        target = pace.target
        ceiling = target.bound is TargetBound.AT_MOST or target.kind is TargetKind.WORKS
        usual = _USUAL_AT_YEAR_END if period.last == 12 and not ceiling else 1  # noqa: PLR2004 - December
        if not target.adds_up or not pace.written or (pace.share or 0) <= usual:
            continue
        amount = f"{target.amount}{target.measure}" if target.amount else "100%"
        values = {"target": target.name, "done": pace.written, "amount": amount}
        cure = "ceiling" if target.bound is TargetBound.AT_MOST else ""
        place = row.at_entry(period, "done", target.name)
        yield place.diagnose("done-exceeds-target", cure=cure, **values)


def _against_prose(row: TaskPassages, period: Period, passages: tuple[Passage, ...]) -> Diagnostics:
    done = row.sourced.task.entries[period.key].done
    for target in row.sourced.task.targets:
        if target.name not in done:
            continue
        measured = _measured(target, done[target.name])
        value = figure_value(done[target.name])
        if measured is None or value is None:
            continue
        candidates = [
            (passage, quantity)
            for passage in passages
            for quantity in _about(target, passage)
            if quantity.counter == measured.counter and quantity.bound is None
        ]
        stated = Fraction(value) * Fraction(measured.value)
        if not candidates or any(
            abs(Fraction(q.value) - stated) <= Fraction(q.slack) for _passage, q in candidates
        ):
            continue
        passage, quantity = candidates[0]
        figure = f"{done[target.name]}{target.measure}"
        yield passage.diagnose(
            "done-against-prose", *quantity.span, target=target.name, done=figure
        )


def _measured(target: Target, written: str) -> Quantity | None:
    """One of what a figure counts, such as 1万平方米, as prose would give it."""
    if is_percent(written) and target.adds_up and target.amount is not None:
        return None  # a share of the amount, not the amount
    measure = "%" if target.is_percent or is_percent(written) else target.measure
    return next(iter(quantities(f"完成1{measure}")), None) if measure else None


def _about(target: Target, passage: Passage) -> Iterator[Quantity]:
    """The quantities of the sentences that name a target; without one, a text's only quantity."""
    text, everywhere = passage.text, passage.figures
    name = _named_in(target, text)
    place = text.find(name) if name else -1
    if place < 0:
        amount = figure_value(target.amount or "")
        # 个 and 家 count anything; only what is measured need not be named
        others = [q for q in everywhere if q.value / q.scale != amount and q.slack]
        same = [q for q in others if target.measure.endswith(q.measure) and q.measure]
        yield from same if len(same) == 1 else ()
        return
    while place >= 0:
        end = place + len(name)
        before, after = sentence_around(text, place, end)
        within = range(place - len(before), end + len(after))
        yield from (quantity for quantity in everywhere if quantity.start in within)
        place = text.find(name, end + len(after))


def _named_in(target: Target, text: str) -> str:
    """A target's name as a text has it, perhaps without its first words: 优良天数比例."""
    least = max(_SHORTEST_NAME, (len(target.name) + 1) // 2)
    shorter = (target.name[start:] for start in range(1, len(target.name) - least + 1))
    return next((name for name in (target.name, *shorter) if name in text), "")


def _against_figures(row: TaskPassages, corpus: Corpus, period: Period) -> Diagnostics:
    pace = task_pace(row.sourced.task, period, corpus.pace)
    verdict, computed = pace.verdict, pace.computed
    if pace.reported != period or verdict is None or computed.order < 0 or pace.why:
        return
    if verdict.behind != computed.behind:
        values = {"verdict": verdict.name, "computed": computed.name}
        yield row.at_entry(period, "verdict").diagnose("verdict-against-figures", **values)


def _missing(row: TaskPassages, period: Period) -> Diagnostics:
    entry = row.sourced.task.entries[period.key]
    targets = row.sourced.task.targets
    if entry.done.keys() - {target.name for target in targets}:
        return  # a misspelt name, which the loader reports
    for target in targets:
        milestone = milestone_at(target.milestones, period)
        is_judged = milestone is not None and figure_value(milestone) is None
        if target.name in entry.done or target.kind is TargetKind.NONE or is_judged:
            continue
        if target.milestones and milestone is None:
            continue  # nothing is due yet
        values = {"target": target.name, "period": period, "text": f"{{{target.name}: …}}"}
        yield row.at_entry(period).diagnose("missing-done", **values)
