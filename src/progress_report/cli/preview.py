"""What ``--dry-run`` shows: the changes that would be made, as ``report diff`` shows them."""

import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from progress_report.cli.console import echo, use_colour
from progress_report.system.i18n import _, period_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from progress_report.domain.period import Period
    from progress_report.domain.task import Task
    from progress_report.source.load import SourcedTask

_WIDEST = 160


def show(
    before: "Sequence[SourcedTask]",
    after: "Sequence[Task]",
    period: "Period",
    named: str,
    *,
    latest: bool = False,
) -> None:
    """Show how reports of a period would change.

    Where the new side has an entry for just this period, entries of shorter ones are no old one:
    they stay beside it.

    Args:
        before: The tasks concerned, but for new ones.
        after: The same, and new ones.
        period: Whose reports to show.
        named: What the new side is called.
        latest: Whether of several entries the last one speaks for all.
    """
    from progress_report.diff.changes import compare, side
    from progress_report.diff.render.terminal import render
    from progress_report.source.load import SourcedTask
    from progress_report.source.places import Source

    own = {task.key for task in after if period.key in task.entries}
    there = [_only(one, period) if one.task.key in own else one for one in before]
    made = [SourcedTask(task, Source("", "")) for task in after]
    old, new = (side(tasks, period, latest=latest) for tasks in (there, made))
    old = replace(old, label=_("{period} in the files").format(period=period_name(period)))
    new = replace(new, label=named)
    columns = min(shutil.get_terminal_size().columns, _WIDEST)
    sys.stdout.write(render(compare(old, new), colour=use_colour(sys.stdout), columns=columns))


def _only(sourced: "SourcedTask", period: "Period") -> "SourcedTask":
    """A task with no entry but that of the period."""
    entries = {key: entry for key, entry in sourced.task.entries.items() if key == period.key}
    return replace(sourced, task=sourced.task.model_copy(update={"entries": entries}))


def end(counts: str) -> None:
    """What the run would have printed, and that it did nothing."""
    echo(*counts.split("\n"))
    echo(_("dry run: nothing was written"), err=True)
