"""Several forms of one unit: combine those that agree, or choose one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from progress_report.collect.back.verify_form import Answers
from progress_report.domain.diagnostics import CommandHint, Diagnostic, Hint, Location
from progress_report.domain.period import Period
from progress_report.system.i18n import _, period_name


def group_by_unit(answers: Sequence[Answers]) -> list[list[Answers]]:
    """Group answers by unit, in order of unit and file."""
    units: dict[str, list[Answers]] = {}
    for form in sorted(answers, key=lambda form: (form.unit, form.returned.path)):
        units.setdefault(form.unit, []).append(form)
    return list(units.values())


def contradicted_dockets(forms: Sequence[Answers]) -> list[str]:
    """Dockets for which the forms have different texts."""
    texts_by_docket: dict[str, set[str]] = {}
    for form in forms:
        for answer in form.given:
            texts_by_docket.setdefault(answer.key, set()).add(answer.text)
    return [docket for docket, texts in texts_by_docket.items() if len(texts) > 1]


def unused_dockets(taken: Answers, forms: Sequence[Answers]) -> list[str]:
    """Dockets that are filled in only on the forms that were not chosen."""
    taken_dockets = {answer.key for answer in taken.given}
    dockets = (answer.key for form in forms for answer in form.given)
    return [docket for docket in dict.fromkeys(dockets) if docket not in taken_dockets]


def combine(forms: Sequence[Answers]) -> Answers:
    """Combine the answers of all forms of a unit; they must not contradict each other."""
    given = {answer.key: answer for form in reversed(forms) for answer in form.given}
    unfilled = dict.fromkeys(docket for form in forms for docket in form.unfilled)
    return replace(
        forms[0],
        given=tuple(sorted(given.values(), key=lambda answer: answer.task.order)),
        unfilled=tuple(docket for docket in unfilled if docket not in given),
    )


def contradiction(forms: Sequence[Answers], *, latest: bool) -> Diagnostic:
    """Report that the forms of a unit contradict each other and none was chosen.

    ``latest`` is whether the user asked for the form saved last.
    """
    message = _("{unit} sent {count} forms with different texts for task {dockets}: {files}")
    message = message.format(
        unit=forms[0].unit,
        count=len(forms),
        dockets=_(", ").join(contradicted_dockets(forms)),
        files=_(", ").join(form.returned.path for form in forms),
    )
    take_latest = CommandHint(
        _("to take the one saved last, use {command}"), "--latest", "take_latest"
    )
    hint: Hint = (_("keep only the valid one"), take_latest)
    if latest:
        hint = _("they were saved at the same time: leave out all but one")
    return Diagnostic("contradicting-forms", message, Location(forms[0].returned.path), hint)


def mismatches(answers: Sequence[Answers], wanted: Period | None) -> Iterator[Diagnostic]:
    """Report forms of another period, and forms given out differently from the rest.

    Without a wanted period it is the most frequent one, and in a tie the later one.
    """
    counts = Counter(form.period for form in answers)
    period = wanted or max(counts, key=lambda period: (counts[period], period), default=None)
    ways = Counter(form.letter for form in answers if form.period == period)
    way = max(ways, key=lambda letter: (ways[letter], letter), default="")
    for form in answers:
        if form.period != period and period is not None:
            message = _("the form is for {its}, not {period}")
            message = message.format(its=period_name(form.period), period=period_name(period))
            merge = CommandHint(
                _("to merge its period, use {command}"), f"--period {form.period.name}"
            )
            hint: Hint = (_("leave it out"), merge)
        elif form.letter != way:
            message = _("the form was given out in another way than the others")
            hint = _("merge forms given out in different ways separately")
        else:
            continue
        location = Location(form.returned.path)
        yield Diagnostic("bad-form", message, location, hint)


def find_latest(
    forms: Sequence[Answers], modified: Sequence[float] = ()
) -> tuple[Answers | None, bool]:
    """The form of a unit that was saved last, None in a tie; and whether the files say so.

    Where not all of them do, the times at which they were ``modified`` count, in seconds.
    """
    saved = [answers.returned.saved for answers in forms]
    times = [moment.timestamp() for moment in saved if moment is not None]
    all_saved = len(times) == len(forms)
    ordered = times if all_saved else [*modified]
    latest = max(ordered, default=0.0)
    unique = len(ordered) == len(forms) and ordered.count(latest) == 1
    return (forms[ordered.index(latest)] if unique else None), all_saved
