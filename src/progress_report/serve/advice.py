"""What is wrong with the text of a report while it is being written, and what would cure it.

A cure is offered only if it has been tried: with it the rule no longer finds anything there, and no
rule finds anything new.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from progress_report.check.corpus import PassageDiagnostic
from progress_report.check.rule import RULES
from progress_report.check.run import check_prose, severities_of
from progress_report.domain.config import CheckConfig
from progress_report.domain.diagnostics import Hint, Severity
from progress_report.domain.period import Period
from progress_report.domain.succession import Succession
from progress_report.serve.entry import EntryForm
from progress_report.source.load import Project, SourcedTask
from progress_report.system.i18n import _
from progress_report.text.prose import unwrap

_MAX_TASKS = 150
"""In a larger project a text is compared with those of its own and preceding tasks only."""
_MAX_TRIED = 12  # diagnostics for which cures are tried; a text with more has other troubles


@dataclass(frozen=True)
class Cure:
    """Characters of a text area to replace."""

    start: int
    end: int
    text: str
    shown: str  # the text with what it repeats of its surroundings

    @property
    def label(self) -> str:
        """What the button says."""
        return _("Change to “{text}”").format(text=self.shown) if self.text else _("Delete it")


@dataclass(frozen=True)
class Advice:
    """A diagnostic at the characters ``start`` to ``end`` (excluded) of a text area."""

    rule: str
    severity: Severity
    message: str
    hint: Hint
    reason: str
    start: int
    end: int
    cures: tuple[Cure, ...] = ()


def with_entry(
    project: Project, sourced: SourcedTask, period: Period, form: EntryForm
) -> tuple[Project, SourcedTask]:
    """The project with a form saved, places as in the old file; DataError if it cannot be."""
    task = sourced.task
    entries = {**task.entries}
    if form.reports:
        entries[period.key] = form.entry(task.entries.get(period.key))
    changed = replace(sourced, task=task.model_copy(update={"entries": entries}))
    tasks = tuple(changed if other is sourced else other for other in project.tasks)
    return replace(project, tasks=tasks), changed


def related(project: Project, sourced: SourcedTask) -> Project:
    """The project with a task, what it continues, and what continues it, alone."""
    succession = Succession([other.task for other in project.tasks])
    keys = {sourced.task.key} | succession.ancestors(sourced.task)
    keys |= {
        other.task.key
        for other in project.tasks
        if other.task.formerly and sourced.task.key in succession.ancestors(other.task)
    }
    tasks = tuple(other for other in project.tasks if other.task.key in keys)
    return replace(project, tasks=tasks)


@dataclass(frozen=True)
class Advisor:
    """Finds what is wrong with forms of one entry, and what would cure it."""

    project: Project
    sourced: SourcedTask
    period: Period

    def advise(self, form: EntryForm) -> list[list[Advice]]:
        """What the rules find in each text of a form that can be saved, in order of place."""
        if not form.reports:
            return []
        alone = self._diagnostics(form, is_alone=True)
        is_alone = len(self.project.tasks) > _MAX_TASKS
        diagnostics = alone if is_alone else self._diagnostics(form, is_alone=False)
        config = self.project.config
        severities = severities_of(config.check if config else CheckConfig())
        advice: list[list[Advice]] = [[] for _report in form.reports]
        for tried, (number, diagnostic) in enumerate(diagnostics):
            place = _TextArea(form.reports[number].text, diagnostic.passage.text)
            start, end = place.area(diagnostic.start, diagnostic.end)
            candidates = _candidates(place, diagnostic) if tried < _MAX_TRIED else ()
            cures = tuple(
                cure
                for cure in dict.fromkeys(candidates)
                if self._helps(form, number, cure, diagnostic.rule, alone)
            )
            rule = RULES[diagnostic.rule]
            severity, reason = severities[rule.name], rule.reason
            message, hint = diagnostic.message, diagnostic.hint
            advice[number].append(
                Advice(rule.name, severity, message, hint, reason, start, end, cures)
            )
        return [sorted(of_text, key=lambda item: (item.start, item.end)) for of_text in advice]

    def _diagnostics(
        self, form: EntryForm, *, is_alone: bool
    ) -> list[tuple[int, PassageDiagnostic]]:
        """The diagnostics with the number of their text; alone, without unrelated tasks."""
        project, changed = with_entry(self.project, self.sourced, self.period, form)
        numbers = {(r.unit, unwrap(r.text)): number for number, r in enumerate(form.reports)}
        return [
            (numbers[d.passage.unit, d.passage.text], d)
            for d in check_prose(related(project, changed) if is_alone else project)[0]
            if d.passage.sourced.task is changed.task
            and d.passage.period == self.period
            and d.passage.text
        ]

    def _helps(
        self,
        form: EntryForm,
        number: int,
        cure: Cure,
        rule: str,
        before: Sequence[tuple[int, PassageDiagnostic]],
    ) -> bool:
        """Whether a change of a text removes a diagnostic of a rule and brings no other."""
        report = form.reports[number]
        text = report.text[: cure.start] + cure.text + report.text[cure.end :]
        if not text.strip():
            return False
        reports = [*form.reports]
        reports[number] = replace(report, text=text)
        after = self._diagnostics(replace(form, reports=tuple(reports)), is_alone=True)
        counts = [
            (len(side), sum(d.rule == rule for _number, d in side)) for side in (before, after)
        ]
        return counts[1][0] < counts[0][0] and counts[1][1] < counts[0][1]


class _TextArea:
    """A running text, and the same text in a text area, where other white space divides it."""

    def __init__(self, area: str, running: str) -> None:
        self.text, self.running = area, running
        self._inked = [index for index, char in enumerate(area) if not char.isspace()]

    def area(self, start: int, end: int) -> tuple[int, int]:
        """Where characters of the running text are in the text area."""
        before = sum(not char.isspace() for char in self.running[:start])
        until = sum(not char.isspace() for char in self.running[:end])
        last = self._inked[min(until, len(self._inked)) - 1] + 1 if until else 0
        first = self._inked[before] if before < until else last
        return min(first, last), max(first, last)


def _candidates(place: _TextArea, diagnostic: PassageDiagnostic) -> Iterator[Cure]:
    """Changes that a diagnostic suggests."""
    start, end = diagnostic.start, diagnostic.end
    text = place.running[start:end]
    for wanted in diagnostic.replacements:
        if wanted not in text:
            yield _fitted(place, start, end, wanted)
    if any(map(str.isspace, text)):
        without = "".join(text.split())
        yield Cure(*place.area(start, end), without, without)
    elif not any(map(str.isalnum, text)):
        kept = text[0] if len(text) > 1 else ""
        yield Cure(*place.area(start, end), kept, kept)


def _fitted(place: _TextArea, start: int, end: int, wanted: str) -> Cure:
    """Replace characters by a text that may repeat some of those before and after them."""
    text = place.running
    before = max(
        n for n in range(min(len(wanted), start) + 1) if text[start - n : start] == wanted[:n]
    )
    rest = wanted[before:]
    after = max(n for n in range(len(rest) + 1) if text[end : end + n] == rest[len(rest) - n :])
    first, last = place.area(start, end)
    return Cure(first, last, rest[: len(rest) - after], wanted)
