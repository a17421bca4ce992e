"""The table as JSON, for programs: every text with where it came from.

No clock and no folder of this machine goes in, so the same data always give the same bytes.
`progress_report.readers.json` reads it back.
"""

import json
from pathlib import PurePath
from typing import Any

from progress_report.domain.config import ReportConfig
from progress_report.domain.table import Cell, Origin, Part, Row, Table
from progress_report.render.formats import VERSION
from progress_report.source.load import TASKS_FOLDER

_TASKS = f"{TASKS_FOLDER.as_posix()}/"
_dumps = json.JSONEncoder(ensure_ascii=False).encode


def render(table: Table, config: ReportConfig) -> bytes:
    """One object, in UTF-8. The issuing body and the date line are the layout's."""
    found = {
        "version": VERSION,
        "title": table.title,
        "period": table.period.name,
        "columns": [
            {
                "heading": column.heading,
                "kind": column.kind.value,
                "width": column.width,
                "row_heading": column.row_heading,
            }
            for column in table.columns
        ],
        "rows": [_row(row) for row in table.rows],
        "notes": list(table.notes),
        "issuer": config.issuer,
        "date": config.date,
    }
    members = ",\n".join(f'  "{key}": {_member(value)}' for key, value in found.items())
    return f"{{\n{members}\n}}\n".encode()


def _member(value: Any) -> str:
    """A value as JSON; of a list, an item a line, so that a change of a row is one of a line."""
    if not isinstance(value, list) or not value:
        return _dumps(value)
    items = ",\n    ".join(map(_dumps, value))
    return f"[\n    {items}\n  ]"


def _row(row: Row) -> dict[str, Any]:
    cells = [None if cell is None else _cell(cell) for cell in row.cells]
    return {"docket": row.docket, "heading": row.heading, "cells": cells}


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "text": cell.text,
        "origin": None if cell.origin is None else _origin(cell.origin),
        "rowspan": cell.rowspan,
        "missing": cell.missing,
        "parts": [_part(part) for part in cell.parts],
    }


def _origin(origin: Origin) -> dict[str, Any]:
    """Relative to the project: what stands before its folder of tasks is this machine's."""
    _before, found, inside = origin.path.rpartition(_TASKS)
    path = _TASKS + inside if found else PurePath(origin.path).name
    return {"path": path, "line": origin.line}


def _part(part: Part) -> dict[str, Any]:
    return {"period": part.period.name, "unit": part.unit, "text": part.text}
