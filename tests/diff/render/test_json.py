"""Changes as JSON."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given
from support.changes import CHANGES, hostile_changes

from progress_report.diff.align import Fate, Mark, Piece, Step
from progress_report.diff.changes import (
    Changes,
    PartChange,
    Status,
    TaskChange,
    TaskReport,
)
from progress_report.diff.figures import FigureChange
from progress_report.diff.render import json as as_json
from progress_report.text.quantities import Bound, Quantity


@given(hostile_changes())
def test_json_holds_everything(changes: Changes) -> None:
    assert rebuilt(json.loads(as_json.render(changes))) == changes


def test_json_of_the_example_holds_everything() -> None:
    found = json.loads(as_json.render(CHANGES))
    assert replace(CHANGES, wording_heading="") == rebuilt(found)
    told = {name: count for name, count in found["counts"].items() if count}
    assert told == {"stalled": 1, "fell": 1, "changed": 2, "added": 1, "dropped": 1}
    [share] = [f for task in found["tasks"] for f in task["figures"] if f["unit"] == "%"]
    assert share["difference"] == "44.24"


def rebuilt(found: dict[str, Any]) -> Changes:
    """Read a form of version 1 back."""
    assert found["version"] == 1
    return Changes(found["old"], found["new"], tuple(_task(task) for task in found["tasks"]))


def _task(found: dict[str, Any]) -> TaskChange:
    return TaskChange(
        Status(found["status"]),
        _report(found["old"]),
        _report(found["new"]),
        _steps(found["wording"]),
        tuple(PartChange(part["unit"], _steps(part["steps"])) for part in found["parts"]),
        tuple(
            FigureChange(f["label"], f["unit"], _quantity(f["old"]), _quantity(f["new"]))
            for f in found["figures"]
        ),
    )


def _report(found: dict[str, Any] | None) -> TaskReport | None:
    if found is None:
        return None
    parts = tuple((part["unit"], part["text"]) for part in found["parts"])
    return TaskReport(found["year"], found["docket"], found["wording"], parts)


def _steps(found: list[dict[str, Any]]) -> tuple[Step, ...]:
    return tuple(
        Step(
            Fate(step["fate"]),
            tuple(Piece(Mark(piece["mark"]), piece["text"]) for piece in step["pieces"]),
            range(*step["old"]),
            range(*step["new"]),
            step["moved"],
        )
        for step in found
    )


def _quantity(found: dict[str, Any] | None) -> Quantity | None:
    if found is None:
        return None
    return Quantity(
        Decimal(found["value"]),
        found["unit"],
        found["start"],
        found["end"],
        found["scale"],
        Bound(found["bound"]) if found["bound"] else None,
        found["chinese"],
    )
