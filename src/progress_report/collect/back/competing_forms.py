"""Several forms of one unit: taken together where they agree, else one of them is chosen."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from progress_report.collect.back.verify_form import Answers
from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.domain.period import Period
from progress_report.system.i18n import _, period_name


def group_by_unit(answers: Sequence[Answers]) -> list[list[Answers]]:
    """The answers of each unit, in order of unit and file."""
    units: dict[str, list[Answers]] = {}
    for form in sorted(answers, key=lambda form: (form.unit, form.returned.path)):
        units.setdefault(form.unit, []).append(form)
    return list(units.values())


def contradicted_dockets(forms: Sequence[Answers]) -> list[str]:
    """Dockets of which forms say different things."""
    texts_by_docket: dict[str, set[str]] = {}
    for form in forms:
        for answer in form.given:  # of one form there is at most one of a task
            texts_by_docket.setdefault(answer.task.docket, set()).add(answer.text)
    return [docket for docket, texts in texts_by_docket.items() if len(texts) > 1]


def unused_dockets(taken: Answers, forms: Sequence[Answers]) -> list[str]:
    """Dockets that are filled in only on forms not taken."""
    taken_dockets = {answer.task.docket for answer in taken.given}
    dockets = (answer.task.docket for form in forms for answer in form.given)
    return [docket for docket in dict.fromkeys(dockets) if docket not in taken_dockets]


def combine(forms: Sequence[Answers]) -> Answers:
    """The answers of all forms of a unit, which do not contradict each other."""
    given = {answer.task.docket: answer for form in reversed(forms) for answer in form.given}
    unfilled = dict.fromkeys(docket for form in forms for docket in form.unfilled)
    return replace(
        forms[0],
        given=tuple(sorted(given.values(), key=lambda answer: answer.task.order)),
        unfilled=tuple(docket for docket in unfilled if docket not in given),
    )


def contradiction(forms: Sequence[Answers], *, latest: bool) -> Diagnostic:
    """The error that none of several forms of a unit was chosen.

    Args:
        forms: Forms that contradict each other.
        latest: Whether the one saved last was wanted, so that none is.
    """
    message = _("{unit} sent {count} forms with different texts for task {dockets}: {files}")
    message = message.format(
        unit=forms[0].unit,
        count=len(forms),
        dockets=_(", ").join(contradicted_dockets(forms)),
        files=_(", ").join(form.returned.path for form in forms),
    )
    hint = _("keep only the valid one, or use --latest for the one saved last")
    if latest:
        hint = _(
            "they were saved at the same time, so --latest cannot choose: leave out all but one"
        )
    return Diagnostic("contradicting-forms", message, Location(forms[0].returned.path), hint)


def mismatches(answers: Sequence[Answers], wanted: Period | None) -> list[Diagnostic]:
    """Forms that are not of the period wanted, or not given out as the others were.

    Args:
        answers: In any order.
        wanted: The period; None for that of most forms, of two equally many the later one.
    """
    counts = Counter(form.period for form in answers)
    period = wanted or max(counts, key=lambda period: (counts[period], period), default=None)
    diagnostics = []
    for form in answers:
        if form.period != period and period is not None:
            message = _("the form is for {its}, not {period}")
            message = message.format(its=period_name(form.period), period=period_name(period))
            hint = _("leave it out, or give its period with --period")
            location = Location(form.returned.path)
            diagnostics.append(Diagnostic("bad-form", message, location, hint))
    ways = Counter(form.letter for form in answers if form.period == period)
    way = max(ways, key=lambda letter: (ways[letter], letter), default="")
    for form in answers:
        if form.letter != way and form.period == period:
            message = _("the form was given out in another way (--by) than the others")
            hint = _("merge forms given out in different ways separately")
            location = Location(form.returned.path)
            diagnostics.append(Diagnostic("bad-form", message, location, hint))
    return diagnostics


def saved_last(forms: Sequence[Answers], modified: Sequence[float]) -> tuple[int | None, bool]:
    """Which form was saved last.

    Args:
        forms: Forms of one unit.
        modified: When each file was last changed on this machine, in seconds, in the same order.

    Returns:
        The index, None if two are equally late; and whether the times are those that the
        programs which saved them wrote inside, as they are where every form has one.
    """
    saved = [answers.returned.saved for answers in forms]
    times = [moment.timestamp() for moment in saved if moment is not None]
    all_saved = len(times) == len(forms)
    ordered = times if all_saved else list(modified)
    latest = max(ordered)
    return (ordered.index(latest) if ordered.count(latest) == 1 else None), all_saved
