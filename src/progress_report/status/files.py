"""The overview as JSON, and as a table for spreadsheets."""

import json
from fractions import Fraction
from typing import Any

from progress_report.build.pace_cells import decimal, shown
from progress_report.collect.out.form import form_headings
from progress_report.domain.config import ReportConfig
from progress_report.domain.pace import PaceStatus, TargetPace
from progress_report.domain.table import Cell, Column, ColumnKind, Row, Table
from progress_report.status.overview import Overview, TaskStatus
from progress_report.status.text import counts

_COUNTED = ("应报", "已报", "待并入", "未报")
_NOBODY = "（未写明单位）"


def as_json(overview: Overview) -> bytes:
    """One object: the period, the ``--by`` value, each unit's dockets, and the pace of tasks.

    Tasks without a unit are listed under an empty unit name. Shares and gaps are decimal numbers
    as text, to 15 significant digits.
    """
    behind = overview.behind
    units = [
        {
            "unit": status.unit,
            "asked": status.asked,
            "reported": status.reported,
            "returned": status.returned,
            "missing": status.missing,
            **({"days_late": overview.days_late * bool(status.missing)} if overview.due else {}),
            **({"behind": behind.get(status.unit, ())} if behind else {}),
            **({"signature": {**status.signature}} if status.signature else {}),
        }
        for status in overview.units
    ]
    period = overview.period
    document: dict[str, Any] = {"version": 1, "period": period.name, "by": overview.by}
    document |= {"due": overview.due.isoformat()} if overview.due else {}
    document["units"] = units
    if overview.tasks:
        document["tasks"] = [_task(task) for task in overview.tasks]
    if overview.fallen:
        document["fallen"] = [
            {
                "docket": docket,
                "target": figure.target,
                "from": {"period": figure.earlier.name, "done": figure.before},
                "to": {"period": figure.later.name, "done": figure.after},
            }
            for docket, figure in overview.fallen
        ]
    if overview.reached:
        document["reached"] = overview.reached
    if overview.diagnostics is not None:
        document["diagnostics"] = {s.value: count for s, count in overview.diagnostics.items()}
    if overview.stale is not None:
        document["stale"] = overview.stale
    if overview.closed:
        document["closed"] = {closed.name: day.isoformat() for closed, day in overview.closed}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _task(task: TaskStatus) -> dict[str, Any]:
    pace = task.pace
    return {
        "docket": task.docket,
        "task": task.name,
        "units": task.units,
        "missing": task.missing,
        "status": _status(pace.status),
        "computed": _status(pace.computed),
        "verdict": _status(pace.verdict) if pace.verdict else None,
        "why": pace.why,
        "expected": pace.expected,
        "rank": task.rank,
        "points": _exact(pace.points),
        "targets": [_target(target) for target in pace.targets],
        "history": [
            {
                "period": period.name,
                "points": _exact(known.points),
                "shares": {target.target.name: _exact(target.share) for target in known.targets},
            }
            for period, known in task.history
        ],
    }


def _target(pace: TargetPace) -> dict[str, Any]:
    return {
        **pace.target.model_dump(mode="json", by_alias=True),
        "in_force": _exact(pace.amount),
        "done": pace.written,
        "share": _exact(pace.share),
        "due": _exact(pace.due),
        "milestone": pace.milestone,
        "gap": _exact(pace.gap),
        "gap_text": shown(pace, ColumnKind.GAP),
        "points": _exact(pace.points),
        "status": _status(pace.status),
    }


def _status(status: PaceStatus) -> dict[str, Any] | None:
    if not status.name:
        return None
    return {"name": status.name, "mark": status.mark, "behind": status.behind}


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else f"{decimal(value):f}"


def unit_table(overview: Overview, config: ReportConfig) -> Table:
    """The status of units as a table, to be rendered as any other."""
    period, behind = overview.period, overview.behind
    docket = form_headings(config)[0]
    headings = ["报送单位", *_COUNTED, f"未报{docket}"]
    widths = [24.0, 8.0, 8.0, 8.0, 8.0, 44.0]
    if behind:
        headings += ["滞后", f"滞后{docket}"]
        widths = [20.0, 7.0, 7.0, 7.0, 7.0, 22.0, 7.0, 23.0]
    columns = tuple(
        Column(
            heading,
            ColumnKind.NUMBER if heading in (*_COUNTED, "滞后") else ColumnKind.FIELD,
            share,
            index == 0,
        )
        for index, (heading, share) in enumerate(zip(headings, widths, strict=True))
    )
    rows = []
    for status in overview.units:
        texts = [status.unit or _NOBODY, *map(str, counts(status)), "、".join(status.missing)]
        if behind:
            dockets = behind.get(status.unit, ())
            texts += [str(len(dockets)), "、".join(dockets)]
        rows.append(Row(status.unit, tuple(map(Cell, texts))))
    title = f"{period.year}年{period.label}重点任务报送情况表"
    return Table(title, period, columns, tuple(rows))
