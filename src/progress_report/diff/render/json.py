"""Changes as JSON, for programs. The format is stable: see ``docs/en/diff.md``."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from progress_report.diff.align import Step
from progress_report.diff.changes import Changes, TaskChange, TaskReport
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
        "counts": {group.value: len(groups.get(group, ())) for group in phrases.Group},
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
        "tally": asdict(phrases.tally(task)),
        "old": _report(task.before),
        "new": _report(task.after),
        "wording": _steps(task.wording),
        "parts": [{"unit": part.unit, "steps": _steps(part.steps)} for part in task.parts],
        "figures": [_figure(figure) for figure in task.figures],
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


def _steps(steps: Iterable[Step]) -> list[dict[str, Any]]:
    return [
        {
            "fate": step.fate.value,
            "moved": step.moved,
            "old": [step.before.start, step.before.stop],
            "new": [step.after.start, step.after.stop],
            "pieces": [{"mark": piece.mark.value, "text": piece.text} for piece in step.pieces],
        }
        for step in steps
    ]


def _figure(figure: FigureChange) -> dict[str, Any]:
    difference = figure.difference
    return {
        "label": figure.label,
        "unit": figure.unit,
        "old": _quantity(figure.before),
        "new": _quantity(figure.after),
        "difference": None if difference is None else f"{difference:f}",
        "fell": figure.fell,
    }


def _quantity(quantity: Quantity | None) -> dict[str, Any] | None:
    if quantity is None:
        return None
    return {
        "value": f"{quantity.value:f}",
        "unit": quantity.measure,
        "written": quantity.written,
        "scale": quantity.scale,
        "bound": quantity.bound.value if quantity.bound else None,
        "chinese": quantity.chinese,
        "start": quantity.start,
        "end": quantity.end,
    }
