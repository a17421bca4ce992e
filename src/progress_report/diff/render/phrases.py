"""What every format tells of changes, in the same order and the same words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from progress_report.diff.align import Fate, Step
from progress_report.diff.changes import Changes, Status, TaskChange
from progress_report.diff.figures import FigureChange
from progress_report.system.i18n import _
from progress_report.text.width import printable


class Group(StrEnum):
    """What a reader asks for first, in this order."""

    STALLED = "stalled"
    UNREPORTED = "unreported"
    FELL = "fell"
    """Changed, and a figure is lower than before."""
    CHANGED = "changed"
    FIRST = "first"
    ADDED = "added"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many sentences and figures of a task changed in which way."""

    changed: int
    added: int
    dropped: int
    moved: int
    figures: int
    """Figures with another value than before."""
    fell: int
    gone: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the summary: how many tasks, and which of them are named."""

    group: Group
    words: str
    named: list[TaskChange]


def group_of(task: TaskChange) -> Group:
    """The one group a task is told in."""
    if task.status is Status.CHANGED and task.fell:
        return Group.FELL
    return Group(task.status.value)


def by_group(changes: Changes) -> dict[Group, list[TaskChange]]:
    """The tasks of every group that has any, groups in order, tasks by docket."""
    found: dict[Group, list[TaskChange]] = {group: [] for group in Group}
    for task in changes.tasks:
        found[group_of(task)].append(task)
    return {group: tasks for group, tasks in found.items() if tasks}


def told(changes: Changes) -> list[TaskChange]:
    """The tasks of which there is more to tell than the summary does, in its order.

    One whose report is missing is no news to read about before what did change.
    """
    tasks = [task for members in by_group(changes).values() for task in members]
    return [task for task in tasks if not (task.same or _is_only_missing(task))]


def _is_only_missing(task: TaskChange) -> bool:
    return task.status is Status.UNREPORTED and not task.wording and not task.renumbered


def tally(task: TaskChange) -> Tally:
    """Count what changed in the report of a task."""
    steps = [step for part in task.parts for step in part.steps]
    fates = Counter(step.fate for step in steps)
    return Tally(
        fates[Fate.CHANGED],
        fates[Fate.ADDED],
        fates[Fate.DROPPED],
        sum(step.moved for step in steps),
        sum(figure.difference is not None for figure in task.figures),
        sum(figure.fell for figure in task.figures),
        sum(figure.new is None for figure in task.figures),
    )


def runs(steps: Iterable[Step]) -> list[tuple[Step, ...]]:
    """The steps one by one, those that are neither changed nor moved in a row taken together."""
    made: list[tuple[Step, ...]] = []
    for unchanged, members in groupby(steps, is_unchanged):
        together = tuple(members)
        made += [together] if unchanged else [(step,) for step in together]
    return made


def is_unchanged(step: Step) -> bool:
    """Whether a step tells of nothing new: the sentence is the same, in the same place."""
    return step.fate is Fate.KEPT and not step.moved


def figures_to_tell(task: TaskChange) -> list[FigureChange]:
    """Figures that fell, then those that changed otherwise, then those gone, then new ones.

    None of a task that one side has not got: all its figures would be new, or gone.
    """
    if Status.CHANGED is not task.status:
        return []
    return sorted(task.figures, key=lambda f: (not f.fell, f.difference is None, f.new is None))


def title(changes: Changes) -> str:
    """What is compared."""
    message = _("Changes in progress from {old} to {new}")
    return message.format(old=changes.old_label, new=changes.new_label)


def group_word(group: Group) -> str:
    """A group's name in the reader's language."""
    return {
        Group.STALLED: _("not updated"),
        Group.FELL: _("figures fell"),
        Group.CHANGED: _("updated"),
        Group.UNREPORTED: _("not reported"),
        Group.FIRST: _("reported for the first time"),
        Group.ADDED: _("new task"),
        Group.DROPPED: _("no longer listed"),
    }[group]


def task_words(task: TaskChange) -> list[str]:
    """What became of a task, in a few words: its status first."""
    words = [group_word(Group(task.status.value))]
    if task.fell:
        words.append(group_word(Group.FELL))
    if task.renumbered and task.old and task.new:
        message = _("docket {old} is now {new}")
        words.append(message.format(old=printable(task.old.docket), new=printable(task.new.docket)))
    if task.wording:
        words.append(_("the city's wording changed"))
    return words


def wording_head() -> str:
    """The heading above the city's wording of a task."""
    return _("The city's wording")


def step_words(step: Step) -> list[str]:
    """What became of a sentence, in a few words."""
    words = []
    if step.fate is Fate.CHANGED:
        words.append(
            _("split")
            if len(step.new) > len(step.old)
            else _("joined")
            if len(step.new) < len(step.old)
            else _("changed")
        )
    elif step.fate is not Fate.KEPT:
        words.append(_("added") if step.fate is Fate.ADDED else _("dropped"))
    if step.moved:
        words.append(_("moved"))
    return words


def move_words(step: Step) -> str:
    """From where to where a sentence moved, counted from one."""
    message = _("sentence {old} before, {new} now")
    return message.format(old=step.old.start + 1, new=step.new.start + 1)


def kept_words(steps: Sequence[Step]) -> str:
    """How many sentences are folded away."""
    return _("unchanged sentences: {count}").format(count=sum(len(step.new) for step in steps))


def summary(changes: Changes) -> list[Line]:
    """How many tasks came to what; a fallen figure is told of within the updated ones."""
    groups = by_group(changes)
    updated = len(groups.get(Group.FELL, ())) + len(groups.get(Group.CHANGED, ()))
    lines = []
    for group, tasks in groups.items():
        if group is Group.CHANGED and Group.FELL in groups:
            continue
        words = count_words(group, len(tasks))
        if group is Group.FELL:
            message = _("{updated}, of which {fell}")
            words = message.format(updated=count_words(Group.CHANGED, updated), fell=words)
        # the updated ones follow, one by one
        lines.append(Line(group, words, [] if group is Group.CHANGED else tasks))
    return lines


def count_words(group: Group, count: int) -> str:
    """A group and how many tasks are in it."""
    return _("{group}: {count}").format(group=group_word(group), count=count)


def dockets(tasks: Sequence[TaskChange]) -> str:
    """The dockets of tasks, in brackets; nothing for none."""
    names = _(", ").join(task.report.docket for task in tasks)
    return _(" ({list})").format(list=names) if tasks else ""


def figure_name(figure: FigureChange) -> str:
    """What is counted: by the words before the number, or else those after it."""
    quantity = figure.new or figure.old
    after = quantity.after if quantity else ""
    return figure.label or (f"…{after}" if after else "")


def figure_values(figure: FigureChange) -> tuple[str, str]:
    """The two values as they are written; a dash for one that is not there."""
    old, new = (side.written if side else "" for side in (figure.old, figure.new))
    return old or "—", new or "—"


def figure_note(figure: FigureChange) -> str:
    """The difference, or what else became of a figure."""
    if figure.new is None:
        return _("no longer mentioned")
    if figure.old is None:
        return _("newly mentioned")
    return figure.difference_written


def figure_sentence(figure: FigureChange) -> str:
    """What became of a figure: ``销账任务量 35.76% → 80%（+44.24个百分点）``."""
    values = [side.written for side in (figure.old, figure.new) if side]
    message = _("{values} ({note})")
    sentence = message.format(values=" → ".join(values), note=figure_note(figure))
    return f"{figure_name(figure)} {sentence}".lstrip()


def fell_word() -> str:
    """The word that flags a figure lower than before."""
    return _("fell")
