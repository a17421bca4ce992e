"""Returned forms as a whole: read, verified, one set of answers for each unit, and merged."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from progress_report.collect.back import competing_forms
from progress_report.collect.back.merge import MergePlan, merge
from progress_report.collect.back.read_form import read
from progress_report.collect.back.verify_form import Answers, Verifier
from progress_report.collect.out.form import form_headings
from progress_report.collect.signatures import kept_signatures
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic
from progress_report.domain.period import Period
from progress_report.source.closed import with_closed_reports
from progress_report.source.load import Project
from progress_report.system.i18n import _


@dataclass(slots=True)
class ReturnedForms:
    """What several forms hold."""

    answers: list[Answers] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    lines: int = 0
    """In all of them, filled in or not."""
    notes: list[tuple[str, str]] = field(default_factory=list)
    """A file's name and a sentence on it."""


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

    chosen: list[Answers]
    """One set of answers for each unit."""
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
    for forms in competing_forms.group_by_unit(returned.answers):
        if not competing_forms.contradicted_dockets(forms):
            chosen.append(competing_forms.combine(forms))
        elif (form := choose(forms)) is not None:
            chosen.append(form)
        else:
            contradictions.append(competing_forms.contradiction(forms, latest=latest))
    plan = merge(
        project.tasks,
        chosen,
        config.unit_names,
        update=update,
        reporting=config.reporting,
        closed={} if closed else project.closed,
    )
    diagnostics = [*returned.diagnostics, *competing_forms.mismatches(returned.answers, period)]
    return FormsMerge(chosen, plan, [*diagnostics, *contradictions, *plan.diagnostics])
