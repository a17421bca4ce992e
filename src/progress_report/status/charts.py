"""What the charts of the status page show; the templates draw it.

Every mark is readable without colour, and stands beside a table.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from progress_report.build.pace_cells import shown
from progress_report.domain.pace import PaceStatus, TargetPace
from progress_report.domain.period import Period
from progress_report.domain.table import ColumnKind
from progress_report.status.overview import Overview
from progress_report.text.excerpt import truncate
from progress_report.text.width import printable

FULL = 1 / 1.2
"""Where the year's target is drawn, as a part of the room: a share above 120 % is drawn as that."""
_LABEL_CELLS = 34


def bars(overview: Overview) -> Iterator[dict[str, Any]]:
    """A bar for each target that adds up and has a figure, in the order of the overview.

    A person's verdict on the task stands beside its first bar, in place of the computed status.
    """
    dockets = set()
    for task in overview.tasks:
        for target in task.pace.targets:
            if target.target.adds_up and target.share is not None and target.due is not None:
                is_first = task.docket not in dockets
                dockets.add(task.docket)
                status = (task.pace.verdict if is_first else None) or target.status
                yield {
                    "label": label(f"{task.docket} {target.target.name}"),
                    "length": drawn(target.share),
                    "due": drawn(target.due),
                    "share": shown(target, ColumnKind.SHARE, "1"),
                    "status": status.text,
                    "look": look(status),
                }


def label(text: str, cells: int = _LABEL_CELLS) -> str:
    """A text that fits beside what it names."""
    return truncate(printable(text), cells)


def look(status: PaceStatus) -> str:
    """How a status is drawn: ``good``, ``behind``, ``worst`` or ``other``."""
    if not status.name or status.order < 0:
        return "other"
    if not status.behind:
        return "good"
    return "worst" if status.mark == "■" else "behind"


def drawn(share: Fraction) -> float:
    """How much of the room a share takes, from 0 to 1."""
    return min(max(float(share) * FULL, 0.0), 1.0)


def histories(overview: Overview) -> Iterator[tuple[str, dict[Period, TargetPace]]]:
    """Each target that has shares in two periods at least: its name, and its pace in these."""
    for task in overview.tasks:
        for index, target in enumerate(task.pace.targets):
            paces = {period: pace.targets[index] for period, pace in task.history}
            known = {period: pace for period, pace in paces.items() if pace.share is not None}
            if target.target.adds_up and len(known) > 1:
                yield f"{task.docket} {target.target.name}", known
