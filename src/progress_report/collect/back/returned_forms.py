"""Returned forms as a whole: read, verified, and one set of answers for each unit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from progress_report.collect.back.competing_forms import (
    combine,
    contradicted_dockets,
    contradiction,
    find_latest,
    group_by_unit,
)
from progress_report.collect.back.read_form import read
from progress_report.collect.back.verify_form import Answers, Verifier
from progress_report.collect.out.form import form_headings
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic
from progress_report.source.closed import with_closed_reports
from progress_report.source.load import Project


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


def one_for_each_unit(
    answers: Sequence[Answers], *, latest: bool
) -> tuple[list[Answers], list[Diagnostic]]:
    """One set of answers for each unit, and an error for each whose forms contradict each other.

    Args:
        answers: Of all forms.
        latest: Whether the form that was saved last may replace the others; a form that does not
            say when it was saved is none.
    """
    chosen, diagnostics = [], []
    for forms in group_by_unit(answers):
        index, saved_inside = find_latest(forms, [0.0] * len(forms)) if latest else (None, False)
        if not contradicted_dockets(forms):
            chosen.append(combine(forms))
        elif index is not None and saved_inside:
            chosen.append(forms[index])
        else:
            diagnostics.append(contradiction(forms, latest=latest))
    return chosen, diagnostics
