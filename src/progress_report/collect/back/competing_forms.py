"""Several forms of one unit: taken together where they agree, else one of them is chosen."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from progress_report.collect.back.verify_form import Answers
from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.domain.period import Period
from progress_report.system.i18n import _, period_name


def by_unit(answers: Sequence[Answers]) -> list[list[Answers]]:
    """The answers of each unit, in order of unit and file."""
    units: dict[str, list[Answers]] = {}
    for form in sorted(answers, key=lambda form: (form.unit, form.returned.path)):
        units.setdefault(form.unit, []).append(form)
    return list(units.values())


def contradicted(several: Sequence[Answers]) -> list[str]:
    """Dockets of which forms say different things."""
    said: dict[str, set[str]] = {}
    for answers in several:
        for answer in answers.given:  # of one form there is at most one of a task
            said.setdefault(answer.task.docket, set()).add(answer.text)
    return [docket for docket, texts in said.items() if len(texts) > 1]


def dropped(taken: Answers, several: Sequence[Answers]) -> list[str]:
    """Dockets that are filled in only on forms not taken."""
    mine = {answer.task.docket for answer in taken.given}
    others = (answer.task.docket for answers in several for answer in answers.given)
    return [docket for docket in dict.fromkeys(others) if docket not in mine]


def combine(several: Sequence[Answers]) -> Answers:
    """The answers of all forms of a unit, which do not contradict each other."""
    given = {answer.task.docket: answer for form in reversed(several) for answer in form.given}
    unfilled = dict.fromkeys(docket for form in several for docket in form.unfilled)
    return replace(
        several[0],
        given=tuple(sorted(given.values(), key=lambda answer: answer.task.order)),
        unfilled=tuple(docket for docket in unfilled if docket not in given),
    )


def contradicting(several: Sequence[Answers], *, latest: bool) -> Diagnostic:
    """The error that none of several forms of a unit was chosen.

    Args:
        several: Forms that contradict each other.
        latest: Whether the one saved last was wanted, so that none is.
    """
    message = _("{unit} sent {count} forms with different texts for task {dockets}: {files}")
    message = message.format(
        unit=several[0].unit,
        count=len(several),
        dockets=_(", ").join(contradicted(several)),
        files=_(", ").join(answers.returned.path for answers in several),
    )
    hint = _("keep only the valid one, or use --latest for the one saved last")
    if latest:
        hint = _(
            "they were saved at the same time, so --latest cannot choose: leave out all but one"
        )
    return Diagnostic("contradicting-forms", message, Location(several[0].returned.path), hint)


def mismatched(found: Sequence[Answers], wanted: Period | None) -> list[Diagnostic]:
    """Forms that are not of the period wanted, or not given out as the others were.

    Args:
        found: In any order.
        wanted: The period; None for that of most forms, of two equally many the later one.
    """
    counts = Counter(answers.period for answers in found)
    period = wanted or max(counts, key=lambda period: (counts[period], period), default=None)
    diagnostics = []
    for answers in found:
        if answers.period != period and period is not None:
            message = _("the form is for {its}, not {period}")
            message = message.format(its=period_name(answers.period), period=period_name(period))
            hint = _("leave it out, or give its period with --period")
            where = Location(answers.returned.path)
            diagnostics.append(Diagnostic("bad-form", message, where, hint))
    ways = Counter(answers.letter for answers in found if answers.period == period)
    way = max(ways, key=lambda letter: (ways[letter], letter), default="")
    for answers in found:
        if answers.letter != way and answers.period == period:
            message = _("the form was given out in another way (--by) than the others")
            hint = _("merge forms given out in different ways separately")
            where = Location(answers.returned.path)
            diagnostics.append(Diagnostic("bad-form", message, where, hint))
    return diagnostics


def saved_last(several: Sequence[Answers], touched: Sequence[float]) -> tuple[int | None, bool]:
    """Which form was saved last.

    Args:
        several: Forms of one unit.
        touched: When each file was last changed on this machine, in seconds, in the same order.

    Returns:
        The index, None if two are equally late; and whether the times are those that the
        programs which saved them wrote inside, as they are where every form has one.
    """
    inside = [answers.returned.saved for answers in several]
    times = [moment.timestamp() for moment in inside if moment is not None]
    own = len(times) == len(several)
    order = times if own else list(touched)
    latest = max(order)
    return (order.index(latest) if order.count(latest) == 1 else None), own
