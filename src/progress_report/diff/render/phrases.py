"""The phrases and the order in which every format presents changes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from progress_report.diff.align import Fate, Step
from progress_report.diff.changes import Changes, Status, TaskChange
from progress_report.diff.figures import FigureChange
from progress_report.system.data import read_data
from progress_report.system.i18n import _, localized
from progress_report.text.width import printable

_LOOSE_ENDS = "、和及与的"
_SAY_NOTHING = frozenset({"", "单位", "其中", "其他", "其它", "等", "共", "共有", "约", "合计"})
_LONGEST_VERB = 2  # characters


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """A line of the summary."""

    group: Status
    text: str  # with the number of tasks
    tasks: list[TaskChange]  # those whose dockets are listed


def by_group(changes: Changes) -> dict[Status, list[TaskChange]]:
    """The tasks of every group that has any, groups in order, tasks by docket."""
    groups: dict[Status, list[TaskChange]] = {group: [] for group in Status}
    for task in changes.tasks:
        fell = task.status is Status.CHANGED and task.fell
        groups[Status.FELL if fell else task.status].append(task)
    return {group: tasks for group, tasks in groups.items() if tasks}


def tasks_with_details(changes: Changes) -> list[TaskChange]:
    """The tasks that have more to show than the summary does, in its order.

    A missing report has nothing more to show.
    """
    tasks = [task for members in by_group(changes).values() for task in members]
    quiet = (Status.STALLED, Status.UNREPORTED)
    return [t for t in tasks if t.status not in quiet or t.wording or t.renumbered]


def tally(task: TaskChange) -> dict[str, int]:
    """How many sentences and figures of a task changed in which way, by the names of the JSON."""
    steps = [step for part in task.parts for step in part.steps]
    fates = Counter(step.fate for step in steps)
    return {
        "changed": fates[Fate.CHANGED],
        "added": fates[Fate.ADDED],
        "dropped": fates[Fate.DROPPED],
        "moved": sum(step.moved for step in steps),
        "figures": sum(figure.difference is not None for figure in task.figures),
        "fell": sum(figure.fell for figure in task.figures),
        "gone": sum(figure.after is None for figure in task.figures),
    }


def runs(steps: Iterable[Step]) -> list[tuple[Step, ...]]:
    """The steps one by one, adjacent unchanged ones together."""
    result: list[tuple[Step, ...]] = []
    for unchanged, members in groupby(steps, is_unchanged):
        together = tuple(members)
        result += [together] if unchanged else [(step,) for step in together]
    return result


def is_unchanged(step: Step) -> bool:
    """Whether a sentence has neither changed nor moved."""
    return step.fate is Fate.KEPT and not step.moved


def figures_to_show(task: TaskChange) -> list[FigureChange]:
    """Figures that fell, then those that changed otherwise, then those gone, then new ones.

    Empty unless the task has changed: all figures would be new, or gone.
    """
    if Status.CHANGED is not task.status:
        return []
    return sorted(task.figures, key=lambda f: (not f.fell, f.difference is None, f.after is None))


def title(changes: Changes) -> str:
    """The title: the two sides of the comparison."""
    message = _("Changes in progress from {old} to {new}")
    return message.format(old=changes.label_before, new=changes.label_after)


def wording_heading(changes: Changes) -> str:
    """What the project calls the wording of a task."""
    return printable(changes.wording_heading) or _("Task")


def group_name(group: Status) -> str:
    """A group's name in the reader's language."""
    return str(localized(read_data("diff", "words")["groups"][group]))


def task_labels(task: TaskChange) -> list[str]:
    """Short labels for the change of a task, its status first."""
    words = [group_name(task.status)]
    if task.fell:
        words.append(group_name(Status.FELL))
    if task.renumbered and task.before and task.after:
        message = _("continues {old}") if task.succeeds else _("docket {old} is now {new}")
        words.append(
            message.format(old=printable(task.before.docket), new=printable(task.after.docket))
        )
    if task.wording:
        words.append(_("the wording changed"))
    if task.status is Status.CHANGED and not task.figures and _differs_in_paragraphs(task):
        words.append(_("only paragraph breaks changed"))
    return words


def _differs_in_paragraphs(task: TaskChange) -> bool:
    """Whether the sentences are the same and in the same order, in other paragraphs."""
    steps = [step for part in task.parts for step in part.steps]
    return all(map(is_unchanged, steps)) and any(len(step.pieces) > 1 for step in steps)


def step_labels(step: Step) -> list[str]:
    """Short labels for the change of a sentence."""
    words = []
    if step.fate is Fate.CHANGED:
        words.append(
            _("split")
            if len(step.after) > len(step.before)
            else _("joined")
            if len(step.after) < len(step.before)
            else _("changed")
        )
    elif step.fate is not Fate.KEPT:
        words.append(_("added") if step.fate is Fate.ADDED else _("dropped"))
    if step.moved:
        words.append(_("moved"))
    return words


def move_description(step: Step) -> str:
    """From where to where a sentence has moved, as 1-based numbers."""
    message = _("sentence {old} before, {new} now")
    return message.format(old=step.before.start + 1, new=step.after.start + 1)


def unchanged_count(steps: Sequence[Step]) -> str:
    """How many unchanged sentences are folded."""
    return _("unchanged sentences: {count}").format(count=sum(len(step.after) for step in steps))


def summary(changes: Changes) -> list[SummaryLine]:
    """The number of tasks in each group; tasks with fallen figures count as updated, too."""
    groups = by_group(changes)
    updated = len(groups.get(Status.FELL, ())) + len(groups.get(Status.CHANGED, ()))
    lines = []
    for group, tasks in groups.items():
        if group is Status.CHANGED and Status.FELL in groups:
            continue
        words = group_count(group, len(tasks))
        if group is Status.FELL:
            message = _("{updated}, of which {fell}")
            words = message.format(updated=group_count(Status.CHANGED, updated), fell=words)
        # the updated ones follow, one by one
        lines.append(SummaryLine(group, words, [] if group is Status.CHANGED else tasks))
    return lines


def group_count(group: Status, count: int) -> str:
    """A group and its number of tasks."""
    return _("{group}: {count}").format(group=group_name(group), count=count)


def dockets(tasks: Sequence[TaskChange]) -> str:
    """The dockets of tasks in brackets; empty for none."""
    names = _(", ").join(task.report.docket for task in tasks)
    return _(" ({list})").format(list=names) if tasks else ""


def figure_name(figure: FigureChange) -> str:
    """What a figure counts, as a person would call it: 投产企业, not 等 or 单位.

    These are the words before the number; those after it where the words before end a list (等,
    和) or say nothing; both where the words before are but a verb (完成25处健身设施).
    """
    quantity = figure.after or figure.before
    after = quantity.after.strip(_LOOSE_ENDS) if quantity else ""
    after = "" if after in _SAY_NOTHING else after
    label = figure.label.strip(_LOOSE_ENDS)
    if label.removesuffix("等") in _SAY_NOTHING:
        return after
    if label.endswith("等"):
        return after or label.removesuffix("等")
    if after and figure.label.endswith(tuple(_LOOSE_ENDS)):
        return after
    return label + after if len(label) <= _LONGEST_VERB else label


def figure_values(figure: FigureChange) -> tuple[str, str]:
    """The two values as written; a dash for a missing one."""
    before, after = figure.values
    return before or "—", after or "—"


def figure_note(figure: FigureChange) -> str:
    """The difference of a figure, or that it is new or gone."""
    if figure.after is None:
        return _("no longer mentioned")
    if figure.before is None:
        return _("newly mentioned")
    return figure.difference_written


def figure_sentence(figure: FigureChange) -> str:
    """The change of a figure: ``销账任务量 35.76% → 80%（+44.24个百分点）``."""
    values = [side.written for side in (figure.before, figure.after) if side]
    sentence = _("{values} ({note})").format(values=" → ".join(values), note=figure_note(figure))
    return f"{figure_name(figure)} {sentence}".lstrip()
