"""Changes as JSON, for programs. The form is stable; ``docs/en/diff.md`` describes it."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from progress_report.diff.align import Step
from progress_report.diff.changes import Changes, Report, TaskChange
from progress_report.diff.figures import FigureChange
from progress_report.diff.render import phrases as telling
from progress_report.text.quantities import Quantity

VERSION = 1
"""Raised when a key changes its meaning or goes; new keys may come without."""


def render(changes: Changes) -> str:
    """One object that holds all that is known, a line a task, tasks in the order of dockets."""
    groups = telling.by_group(changes)
    head = {
        "version": VERSION,
        "old": changes.old_label,
        "new": changes.new_label,
        "counts": {group.value: len(groups.get(group, ())) for group in telling.Group},
    }
    tasks = ",\n".join(map(_line, map(_task, changes.tasks)))
    return f'{_line(head)[:-1]}, "tasks": [\n{tasks}\n]}}\n'


def _line(found: dict[str, Any]) -> str:
    """One line: the fast way to write JSON, and a task a line is what one can search for."""
    return json.dumps(found, ensure_ascii=False)


def _task(task: TaskChange) -> dict[str, Any]:
    return {
        "docket": task.report.docket,
        "year": task.report.year,
        "status": task.status.value,
        "fell": task.fell,
        "renumbered": task.renumbered,
        "tally": asdict(telling.tally(task)),
        "old": _report(task.old),
        "new": _report(task.new),
        "wording": _steps(task.wording),
        "parts": [{"unit": part.unit, "steps": _steps(part.steps)} for part in task.parts],
        "figures": [_figure(figure) for figure in task.figures],
    }


def _report(report: Report | None) -> dict[str, Any] | None:
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
            "old": [step.old.start, step.old.stop],
            "new": [step.new.start, step.new.stop],
            "pieces": [{"mark": piece.mark.value, "text": piece.text} for piece in step.pieces],
        }
        for step in steps
    ]


def _figure(figure: FigureChange) -> dict[str, Any]:
    difference = figure.difference
    return {
        "label": figure.label,
        "unit": figure.unit,
        "old": _quantity(figure.old),
        "new": _quantity(figure.new),
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
