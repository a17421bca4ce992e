"""Returned forms as a whole: read and verified, one set of answers for each unit, and merged."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from progress_report.collect import worded
from progress_report.collect.back.merge import MergePlan, merge
from progress_report.collect.back.read_form import read
from progress_report.collect.back.verify_form import Answers, Verifier
from progress_report.collect.out.form import form_headings
from progress_report.collect.signatures import kept_signatures
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.domain.period import Period
from progress_report.source.closed import with_closed_reports
from progress_report.source.load import Project
from progress_report.system.i18n import _


@dataclass(slots=True)
class ReturnedForms:
    """What several forms hold."""

    answers: list[Answers] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    lines: int = 0  # in all of them, filled in or not
    notes: list[tuple[str, str]] = field(default_factory=list)  # a file's name and a sentence on it


def read_forms(
    files: Iterable[tuple[str, bytes]], project: Project, config: ReportConfig
) -> ReturnedForms:
    """Read and verify forms, each given by its name and content."""
    tasks = with_closed_reports(project.tasks, project.closed, None)
    verifier, forms = Verifier(tasks, config), ReturnedForms()
    for name, raw in files:
        returned, problems = read(name, raw, form_headings(config))
        forms.diagnostics += problems
        if returned is None:
            continue
        forms.lines += len(returned.lines)
        forms.notes += [(name, note) for note in returned.notes]
        answers, problems = verifier.verify(returned)
        forms.diagnostics += problems
        if answers is not None:
            forms.answers.append(answers)
    return forms


@dataclass(frozen=True, slots=True)
class FormsMerge:
    """What merging returned forms does; do not write it if there are errors."""

    chosen: list[Answers]  # one set of answers for each unit
    plan: MergePlan
    diagnostics: list[Diagnostic]

    def unfilled(self) -> Iterator[str]:
        """A sentence for each form with lines that are not filled in."""
        message = _("{unit}: not filled in: {dockets}")
        for form in self.chosen:
            if form.unfilled:
                yield message.format(unit=form.unit, dockets=_(", ").join(form.unfilled))

    def files(self, root: Path) -> dict[Path, bytes]:
        """The files to write, with the signatures on the forms."""
        return {**self.plan.files, **kept_signatures(root, self.chosen)}


def plan_merge(
    returned: ReturnedForms,
    project: Project,
    config: ReportConfig,
    choose: Callable[[Sequence[Answers]], Answers | None],
    *,
    period: Period | None,
    update: bool,
    latest: bool,
    closed: bool = False,
) -> FormsMerge:
    """Choose one set of answers for each unit, and plan how it changes the task files.

    ``choose`` is called with the forms of a unit that contradict each other; None is an error,
    which ``latest`` explains as a failure to find the form saved last. All forms must have the
    ``period``, if one is given; with ``update`` existing texts may be changed, with ``closed`` the
    entries of closed periods too.
    """
    chosen, contradictions = [], []
    for forms in group_by_unit(returned.answers):
        if not contradicted_dockets(forms):
            chosen.append(combine(forms))
        elif (form := choose(forms)) is not None:
            chosen.append(form)
        else:
            contradictions.append(contradiction(forms, latest=latest))
    plan = merge(
        project.tasks,
        chosen,
        config.unit_names,
        update=update,
        reporting=config.reporting,
        closed={} if closed else project.closed,
    )
    diagnostics = [*returned.diagnostics, *mismatches(returned.answers, period)]
    return FormsMerge(chosen, plan, [*diagnostics, *contradictions, *plan.diagnostics])


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
        max(forms, key=lambda form: bool(form.returned.signature)),  # the first that is signed
        given=tuple(sorted(given.values(), key=lambda answer: answer.task.order)),
        unfilled=tuple(docket for docket in unfilled if docket not in given),
    )


def contradiction(forms: Sequence[Answers], *, latest: bool) -> Diagnostic:
    """Report that the forms of a unit contradict each other and none was chosen.

    ``latest`` is whether the user asked for the form saved last.
    """
    return worded(
        "contradicting-forms",
        Location(forms[0].returned.path),
        "same-time" if latest else "",
        unit=forms[0].unit,
        count=len(forms),
        dockets=contradicted_dockets(forms),
        files=[form.returned.path for form in forms],
    )


def mismatches(answers: Sequence[Answers], wanted: Period | None) -> Iterator[Diagnostic]:
    """Report forms of another period, and forms given out differently from the rest.

    Without a wanted period it is the most frequent one, and in a tie the later one.
    """
    counts = Counter(form.period for form in answers)
    period = wanted or max(counts, key=lambda period: (counts[period], period), default=None)
    ways = Counter(form.letter for form in answers if form.period == period)
    way = max(ways, key=lambda letter: (ways[letter], letter), default="")
    for form in answers:
        location = Location(form.returned.path)
        if form.period != period and period is not None:
            named = form.period.name
            yield worded("other-period", location, name=named, its=form.period, period=period)
        elif form.letter != way:
            yield worded("other-way", location)


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
