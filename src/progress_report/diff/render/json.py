"""Changes as JSON, for programs. The format is stable: see ``docs/en/diff.md``."""

import json
from decimal import Decimal
from typing import Any

from progress_report.diff.align import Piece, Step
from progress_report.diff.changes import Changes, PartChange, Status, TaskChange, TaskReport
from progress_report.diff.figures import FigureChange
from progress_report.diff.render import phrases
from progress_report.text.quantities import Quantity

VERSION = 1  # increased when a key changes its meaning or is removed, not when keys are added


def render(changes: Changes) -> str:
    """One JSON object with a line for each task, in the order of dockets."""
    groups = phrases.by_group(changes)
    head = {
        "version": VERSION,
        "old": changes.label_before,
        "new": changes.label_after,
        "counts": {group.value: len(groups.get(group, ())) for group in Status},
    }
    tasks = ",\n".join(map(_line, map(_task, changes.tasks)))
    return f'{_line(head)[:-1]}, "tasks": [\n{tasks}\n]}}\n'


def _line(values: dict[str, Any]) -> str:
    """On one line, which is fast to write; and grep finds a task by its line."""
    return json.dumps(values, ensure_ascii=False)


def _task(task: TaskChange) -> dict[str, Any]:
    return {
        "docket": task.report.docket,
        "year": task.report.year,
        "status": task.status.value,
        "fell": task.fell,
        "renumbered": task.renumbered and not task.succeeds,
        **({"continues": True} if task.succeeds else {}),
        "tally": phrases.tally(task),
        "old": _report(task.before),
        "new": _report(task.after),
        "wording": _plain(task.wording),
        "parts": _plain(task.parts),
        "figures": _plain(task.figures),
    }


def _report(report: TaskReport | None) -> dict[str, Any] | None:
    if report is None:
        return None
    return {
        "year": report.year,
        "docket": report.docket,
        "wording": report.wording,
        "parts": [{"unit": unit, "text": text} for unit, text in report.parts],
    }


_MEMBERS: dict[type, tuple[str, ...]] = {
    PartChange: ("unit", "steps"),
    Step: ("fate", "moved", "before", "after", "pieces"),
    Piece: ("mark", "text"),
    FigureChange: ("label", "unit", "before", "after", "difference", "fell"),
    Quantity: ("value", "measure", "written", "scale", "bound", "chinese", "start", "end"),
}
_KEYS = {"before": "old", "after": "new", "measure": "unit"}
"""Where a member has another name in the file."""


def _plain(value: Any) -> Any:
    """A part of a change as JSON has it; texts and numbers as they are."""
    if members := _MEMBERS.get(type(value)):
        return {_KEYS.get(name, name): _plain(getattr(value, name)) for name in members}
    match value:
        case tuple():
            return [*map(_plain, value)]
        case range():
            return [value.start, value.stop]
        case Decimal():
            return f"{value:f}"
    return value
