"""The preview of ``--dry-run``: the changes that it would make, as ``report diff`` shows them."""

import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from progress_report.cli.console import echo, use_colour, write
from progress_report.system.i18n import _, period_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from progress_report.domain.config import ReportConfig
    from progress_report.domain.period import Period
    from progress_report.domain.task import Task
    from progress_report.source.load import SourcedTask


def show(
    before: "Sequence[SourcedTask]",
    after: "Sequence[Task]",
    period: "Period",
    label: str,
    config: "ReportConfig",
) -> None:
    """Show how reports of a period would change.

    If a task has an entry for just this period after the change, only the same entry counts before:
    entries of shorter periods stay beside it. ``before`` is without new tasks; ``label`` is that of
    the side after.
    """
    from progress_report.diff.changes import compare, side
    from progress_report.diff.render.terminal import render
    from progress_report.source.load import SourcedTask
    from progress_report.source.places import Source

    exact = {task.key for task in after if period.key in task.entries}
    comparable = [_only(task, period) if task.task.key in exact else task for task in before]
    changed = [SourcedTask(task, Source("", "")) for task in after]
    side_before, side_after = (side(tasks, period, config) for tasks in (comparable, changed))
    side_before = replace(
        side_before, label=_("{period} in the files").format(period=period_name(period))
    )
    side_after = replace(side_after, label=label)
    columns = shutil.get_terminal_size().columns
    write(render(compare(side_before, side_after), colour=use_colour(sys.stdout), columns=columns))


def _only(sourced: "SourcedTask", period: "Period") -> "SourcedTask":
    entries = {key: entry for key, entry in sourced.task.entries.items() if key == period.key}
    return replace(sourced, task=sourced.task.model_copy(update={"entries": entries}))


def end(counts: str) -> None:
    """Print the counts of the run, and that nothing was written."""
    echo(*counts.split("\n"))
    echo(_("dry run: nothing was written"), err=True)
