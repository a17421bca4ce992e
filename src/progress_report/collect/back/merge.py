"""Plan how the answers of forms change the entries of task files, before anything is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from progress_report.collect import worded
from progress_report.collect.back.verify_form import Answer, Answers
from progress_report.domain.config import Reporting
from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.domain.offices import NO_OFFICES, Offices
from progress_report.domain.pace import fallen_figures
from progress_report.domain.period import Period
from progress_report.domain.succession import entry_period
from progress_report.domain.target import figure_value, is_percent
from progress_report.domain.task import Contribution, Entry, Task
from progress_report.importing.plan import rewritten
from progress_report.importing.task_changes import difference
from progress_report.source.closed import ClosedTable, closed_entry
from progress_report.source.load import SourcedTask
from progress_report.text.prose import unwrap, wrap


@dataclass(slots=True)
class MergePlan:
    """The changes that merging the answers makes; do not write them if there are errors."""

    files: dict[Path, bytes] = field(default_factory=dict)
    added: int = 0
    updated: int = 0
    same: int = 0  # each answer counts as one of the three, or is refused with a diagnostic
    changes: list[tuple[SourcedTask, Task]] = field(default_factory=list)  # tasks before and after
    diagnostics: list[Diagnostic] = field(default_factory=list)


def merge(
    tasks: Sequence[SourcedTask],
    answers: Sequence[Answers],
    offices: Offices = NO_OFFICES,
    *,
    update: bool = False,
    reporting: Reporting = Reporting.SEPARATE,
    closed: Mapping[Period, ClosedTable] = MappingProxyType({}),
) -> MergePlan:
    """Work out the files that hold the answers, of which there is one set per unit at most.

    A new text is inserted in the declared order of units, the lead unit first; existing texts
    keep their order. A different text of the same unit is replaced only with ``update``; entries of
    ``closed`` periods stay as they are. ``offices`` tells under which names a task may have a unit.
    """
    merged = MergePlan()
    outcomes = []
    before = {sourced.task.key: sourced for sourced in tasks}
    after: dict[tuple[int, str], tuple[Task, Location]] = {}
    for form in answers:
        for answer in sorted(form.given, key=lambda answer: bool(answer.target)):
            key = answer.task.key
            task = after[key][0] if key in after else before[key].task
            named = replace(form, period=entry_period(task, form.period, reporting))
            named = replace(named, author=_author_in(task, named, offices))
            merge_one = _merge_figure if answer.target else _merge_answer
            outcome, changed, diagnostics = merge_one(
                before[key], task, named, answer, update=update
            )
            outcomes.append(outcome)
            merged.diagnostics += diagnostics
            if changed is not task:
                docket, place = answer.task.docket, answer.location
                refusal = closed_entry(closed, reporting, form.period, docket, place)
                merged.diagnostics += [refusal] if refusal else []
                after[key] = changed, answer.location
    for key, (task, location) in sorted(after.items(), key=lambda item: item[1][0].order):
        merged.changes.append((before[key], task))
        content = rewritten(before[key], task, location)
        if isinstance(content, Diagnostic):
            merged.diagnostics.append(content)
        else:
            merged.files[Path(before[key].source.path)] = content
    merged.added, merged.updated, merged.same = map(outcomes.count, ("added", "updated", "same"))
    return merged


def _author_in(task: Task, form: Answers, offices: Offices) -> str:
    """The unit of a form as a task's file calls it, which may be by an earlier name."""
    entry = task.entries.get(form.period.key)
    units = [part.unit for part in entry.progress] if entry else []
    names = (name for name in (*units, task.lead, *task.units) if name)
    return next((n for n in names if offices.current(n) == form.author), form.author)


def _merge_answer(
    sourced: SourcedTask, task: Task, form: Answers, answer: Answer, *, update: bool
) -> tuple[str, Task, list[Diagnostic]]:
    """The name of the count, the task with the answer, and diagnostics."""
    entry = task.entries.get(form.period.key)
    parts = list(entry.progress) if entry else []
    new = Contribution(unit=form.author, text=wrap(answer.text))
    index = next((i for i, part in enumerate(parts) if part.unit == form.author), None)
    if index is None and form.author == task.lead:
        index = next((i for i, part in enumerate(parts) if not part.unit), None)
    if index is not None:
        if unwrap(parts[index].text) == answer.text:
            return "same", task, []
        if not update:
            conflict = _conflict(sourced, form.period, unwrap(parts[index].text), answer)
            return "refused", task, [conflict]
        parts[index] = new
        return "updated", _with(task, form.period, entry, parts), []
    if not update and any(not part.unit or not form.author for part in parts):
        path, period = sourced.source.path, form.period
        return "refused", task, [worded("unattributed", answer.location, path=path, period=period)]
    rank = _rank(task, form.author)
    index = next((i for i, part in enumerate(parts) if _rank(task, part.unit) > rank), len(parts))
    parts.insert(index, new)
    return "added", _with(task, form.period, entry, parts), []


def _merge_figure(
    sourced: SourcedTask, task: Task, form: Answers, answer: Answer, *, update: bool
) -> tuple[str, Task, list[Diagnostic]]:
    """As `_merge_answer`, of the figure of a target."""
    entry = task.entries.get(form.period.key)
    if entry is None:
        path, period = sourced.source.path, form.period
        refusal = worded("figure-without-report", answer.location, path=path, period=period)
        return "refused", task, [refusal]
    old = entry.done.get(answer.target)
    values = [(figure_value(text), is_percent(text)) for text in (old or "", answer.text)]
    if old and values[0] == values[1]:
        return "same", task, []
    if old and not update:
        return "refused", task, [_conflict(sourced, form.period, old, answer)]
    done = {**entry.done, answer.target: answer.text}
    updated = entry.model_copy(update={"done": done})
    changed = task.model_copy(update={"entries": {**task.entries, form.period.key: updated}})
    falls = [
        worded(
            "falling-done",
            answer.location,
            target=fall.target,
            period=fall.earlier,
            before=fall.before,
            after=fall.after,
        )
        for fall in fallen_figures(changed)
        if fall.target == answer.target
        and form.period in (fall.earlier, fall.later)
        and not changed.entries[fall.later.key].why
    ]
    return ("updated" if old else "added"), changed, falls


def _with(task: Task, period: Period, entry: Entry | None, parts: list[Contribution]) -> Task:
    progress = tuple(parts)
    updated = entry.model_copy(update={"progress": progress}) if entry else Entry(progress=progress)
    return task.model_copy(update={"entries": {**task.entries, period.key: updated}})


def _rank(task: Task, unit: str) -> int:
    """Sort key of a unit: lead or unnamed first, then joint units as declared, then others."""
    names = [task.lead, *task.units]
    return names.index(unit) if unit in names else (0 if not unit else len(names))


def _conflict(sourced: SourcedTask, period: Period, old: str, answer: Answer) -> Diagnostic:
    there, here, _position = difference(old, answer.text)
    if answer.target:
        there, here = old, answer.text
    return worded(
        "figure-differs" if answer.target else "entry-differs",
        answer.location,
        path=sourced.source.path,
        period=period,
        target=answer.target,
        there=there,
        here=here,
    )
