"""What ``--dry-run`` shows: the changes that would be made, as ``report diff`` shows them."""

import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from progress_report.cli.project import shows_colour
from progress_report.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from progress_report.model import Task
    from progress_report.period import Period
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

    Args:
        before: The tasks concerned, but for new ones.
        after: The same, and new ones.
        period: Whose reports to show.
        named: What the new side is called.
        latest: Whether of several entries the last one speaks for all.
    """
    from progress_report.diff.changes import compare, side
    from progress_report.render.changes.terminal import render
    from progress_report.source.load import SourcedTask
    from progress_report.source.places import Source

    made = [SourcedTask(task, Source("", "")) for task in after]
    old, new = (side(tasks, period, latest=latest) for tasks in (before, made))
    old = replace(old, label=_("{period} in the files").format(period=period.name))
    new = replace(new, label=named)
    columns = min(shutil.get_terminal_size().columns, _WIDEST)
    sys.stdout.write(render(compare(old, new), colour=shows_colour(sys.stdout), columns=columns))


def end(counts: str) -> None:
    """What the run would have printed, and that it did nothing."""
    typer.echo(counts)
    typer.echo(_("dry run: nothing was written"), err=True)
