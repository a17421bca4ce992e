"""The table as JSON, for programs: every text with its origin.

It contains no time and no path of this machine, so that the same data give the same bytes.
`progress_report.readers.json` reads it back.
"""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from progress_report.domain.config import ReportConfig
from progress_report.domain.period import Period
from progress_report.domain.table import Origin, Row, Table
from progress_report.render.formats import VERSION
from progress_report.source.files import TASKS_FOLDER

_TASKS = f"{TASKS_FOLDER.as_posix()}/"
_OPTIONAL = frozenset({"over", "docket", "ended", "number", "fill"})


def render(table: Table, config: ReportConfig) -> bytes:
    """One object in UTF-8. The issuer and the date are those of the layout."""
    return _document(_members(table, config))


def render_closed(table: Table, config: ReportConfig, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """A closed table, its notes without corrections, and with the reports its rows were made of."""
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
        "columns": [*table.columns],
        "rows": [*map(_plain, table.rows)],
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


def _plain(value: Any) -> Any:
    """A part of the table as JSON has it; keys that not every table needs are left out."""
    match value:
        case Row(headings=headings):
            heading = headings if len(headings) > 1 else next(iter(headings), None)
            members = {"docket": value.docket, "heading": heading, "cells": value.cells}
            return members | ({"total": True} if value.total else {})
        case Origin():  # relative to the project: the rest is specific to this machine
            _parent, separator, inside = value.path.rpartition(_TASKS)
            path = _TASKS + inside if separator else PurePath(value.path).name
            return {"path": path, "line": value.line}
        case Period():
            return value.name
        case Decimal():
            return f"{value:f}"
    members = {name: getattr(value, name) for name in value.__slots__}
    return {name: part for name, part in members.items() if part or name not in _OPTIONAL}


_dumps = json.JSONEncoder(ensure_ascii=False, default=_plain).encode
