"""JSON Schema of task files, data/report.yaml and periods files, and of a table's JSON file.

The models say which keys there are; ``words.yaml`` what an editor shows of each; and `shapes` how
a value may be written: we read every scalar as text, an editor sees 21 as a number.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from ruamel.yaml import YAML

from progress_report.domain.config import ReportConfig
from progress_report.domain.period_file import PeriodFile
from progress_report.domain.table_file import TableFile
from progress_report.domain.task import Task
from progress_report.schema.shapes import DAY, SHAPES

# of what pydantic generates: words.yaml and SHAPES say it
_REPLACED = ("title", "description", "default")
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def task_schema() -> str:
    """JSON Schema (draft 2020-12) of a task file, as JSON text."""
    return _document(Task)


def report_schema() -> str:
    """JSON Schema (draft 2020-12) of ``data/report.yaml``, as JSON text."""
    return _document(ReportConfig)


def period_schema() -> str:
    """JSON Schema (draft 2020-12) of a file in ``data/periods``, as JSON text."""
    return _document(PeriodFile)


def table_schema() -> str:
    """JSON Schema (draft 2020-12) of what ``report build --format json`` writes, as JSON text."""
    return _document(TableFile)


@cache
def words() -> dict[str, Any]:
    """What an editor shows of each model and its keys, as ``words.yaml`` has it."""
    loaded: dict[str, Any] = YAML(typ="safe").load(Path(__file__).with_name("words.yaml"))
    return loaded


def _document(model: type[BaseModel]) -> str:
    schema = model.model_json_schema(by_alias=True)
    definitions = schema.pop("$defs", {})
    enums = {f"#/$defs/{name}": part for name, part in definitions.items() if "enum" in part}
    parts = {
        name: _part(name, part, enums) for name, part in definitions.items() if "properties" in part
    }
    whole = {"$schema": _DRAFT, **_part(model.__name__, schema, enums), "$defs": parts}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _part(name: str, schema: dict[str, Any], enums: dict[str, Any]) -> dict[str, Any]:
    """One mapping: a model's schema with our words and shapes.

    An enum stands in place of a reference to it.
    """
    part_words = words()[name]
    required = schema.get("required", [])
    properties = {}
    for key, generated in schema["properties"].items():
        shape = SHAPES.get((name, key)) or _generated(generated, enums)
        shape = {word: value for word, value in shape.items() if word not in _REPLACED}
        key_words = part_words["keys"][key]
        properties[key] = {
            **_description(key_words),
            **(shape if key in required else _or_blank(shape)),
            **({"examples": key_words["examples"]} if "examples" in key_words else {}),
        }
    return {
        **_description(part_words),
        "type": ["object", "null"] if part_words.get("blank") else "object",
        "properties": properties,
        "required": required,
        "additionalProperties": schema.get("additionalProperties", True),
    }


def _generated(shape: dict[str, Any], enums: dict[str, Any]) -> dict[str, Any]:
    """A shape as pydantic has it, with our words for blank values, days and enums."""
    kinds = [kind for kind in shape.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) == 1 and "type" in kinds[0]:  # `_or_blank` says it again
        shape = kinds[0]
    return DAY if shape.get("format") == "date" else enums.get(shape.get("$ref", ""), shape)


def _description(texts: dict[str, str]) -> dict[str, str]:
    return {"title": texts["title"], "description": f"{texts['zh']}\n\n{texts['en']}"}


def _or_blank(shape: dict[str, Any]) -> dict[str, Any]:
    """A key that may be left out may be left blank. A part says so itself in ``words.yaml``."""
    shape = dict(shape)
    if "type" in shape:
        kinds = shape["type"]
        shape["type"] = [*(kinds if isinstance(kinds, list) else [kinds]), "null"]
    if "enum" in shape:
        shape["enum"] = [*shape["enum"], None]
    return shape
