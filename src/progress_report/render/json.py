"""The table as JSON, for programs: every text with its origin.

It contains no time and no path of this machine, so that the same data give the same bytes.
`progress_report.readers.json` reads it back.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from progress_report.domain.config import ReportConfig
from progress_report.domain.table import Cell, CellNumber, Column, Origin, Part, Row, Table
from progress_report.render.formats import VERSION
from progress_report.source.files import TASKS_FOLDER

_TASKS = f"{TASKS_FOLDER.as_posix()}/"
_dumps = json.JSONEncoder(ensure_ascii=False).encode


def render(table: Table, config: ReportConfig) -> bytes:
    """One object in UTF-8. The issuer and the date are those of the layout."""
    return _document(_members(table, config))


def render_closed(table: Table, config: ReportConfig, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The table of a closed period: the same object, with the reports its rows were made of.

    The notes of the table are without the corrections below them; ``rows`` is what to add to each
    row.
    """
    members = _members(table, config)
    members["rows"] = [row | more for row, more in zip(members["rows"], rows, strict=True)]
    members["language"] = config.language
    members["site"] = {"published": config.site.published, "source": config.site.source}
    return _document(members)


def _members(table: Table, config: ReportConfig) -> dict[str, Any]:
    return {
        "version": VERSION,
        "title": table.title,
        "period": table.period.name,
        "columns": [_column(column) for column in table.columns],
        "rows": [_row(row) for row in table.rows],
        "notes": list(table.notes),
        "issuer": config.issuer,
        "date": config.date,
    }


def _document(members: Mapping[str, Any]) -> bytes:
    lines = ",\n".join(f'  "{key}": {_member(value)}' for key, value in members.items())
    return f"{{\n{lines}\n}}\n".encode()


def _member(value: Any) -> str:
    """A value as JSON; a list has a line for each item, so that the change of a row is one line."""
    if not isinstance(value, list) or not value:
        return _dumps(value)
    items = ",\n    ".join(map(_dumps, value))
    return f"[\n    {items}\n  ]"


def _column(column: Column) -> dict[str, Any]:
    members = {
        "heading": column.heading,
        "kind": column.kind.value,
        "width": column.width,
        "row_heading": column.row_heading,
    }
    return members | ({"over": column.over} if column.over else {})


def _row(row: Row) -> dict[str, Any]:
    cells = [None if cell is None else _cell(cell) for cell in row.cells]
    heading = row.headings if len(row.headings) > 1 else next(iter(row.headings), None)
    members = {"docket": row.docket, "heading": heading, "cells": cells}
    return members | ({"total": True} if row.total else {})


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "text": cell.text,
        "origin": None if cell.origin is None else _origin(cell.origin),
        "rowspan": cell.rowspan,
        "missing": cell.missing,
        "parts": [_part(part) for part in cell.parts],
        **({"ended": cell.ended} if cell.ended else {}),
        **({"number": _number(cell.number)} if cell.number else {}),
        **({"fill": cell.fill} if cell.fill else {}),
    }


def _number(number: CellNumber) -> dict[str, str]:
    return {"value": f"{number.value:f}", "pattern": number.pattern}


def _origin(origin: Origin) -> dict[str, Any]:
    """With its path relative to the project: the rest is specific to this machine."""
    _parent, separator, inside = origin.path.rpartition(_TASKS)
    path = _TASKS + inside if separator else PurePath(origin.path).name
    return {"path": path, "line": origin.line}


def _part(part: Part) -> dict[str, Any]:
    inherited = {"docket": part.docket} if part.docket else {}
    return {"period": part.period.name, "unit": part.unit, "text": part.text, **inherited}
