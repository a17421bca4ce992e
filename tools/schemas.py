"""Write schemas/: JSON Schema of task, layout and periods files, and of a table's JSON file.

    python tools/schemas.py

The models say which keys there are; ``schema_words.yaml`` what an editor shows of each; and
``schema_shapes.yaml`` how a value may be written: we read every scalar as text, an editor sees 21
as a number.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from ruamel.yaml import YAML

from progress_report.check.rule import RULES, Family
from progress_report.domain.columns import DECIMALS_PATTERN, VALUE_PATTERN
from progress_report.domain.config import ReportConfig
from progress_report.domain.docket import DOCKET_PATTERN
from progress_report.domain.period import Period
from progress_report.domain.period_file import PeriodFile
from progress_report.domain.table import ColumnKind
from progress_report.domain.table_file import TableFile
from progress_report.domain.target import EXPECTED_PATTERN
from progress_report.domain.task import FORMERLY_PATTERN, Task

MODELS: dict[str, type[BaseModel]] = {
    "task": Task,
    "report": ReportConfig,
    "period": PeriodFile,
    "table": TableFile,
}
# of what pydantic generates: our files of words and shapes say it
_REPLACED = ("title", "description", "default")
_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_COMMON_PERIODS = ("H1", "H2", "Q1", "Q2", "Q3", "Q4", "Q1-Q3", "FY")
_NO_PERIOD = (
    "不是报告期：请写 H1、H2、Q1 至 Q4、M01 至 M12、FY，或 Q1-Q3、M01-M10 "
    "(not a period: write H1, Q1, M01, FY, or a span such as Q1-Q3)"
)
_Shape = dict[str, Any]


@cache
def words() -> dict[str, Any]:
    """What an editor shows of each model and its keys."""
    return _read("schema_words.yaml")


@cache
def shapes() -> dict[str, dict[str, _Shape]]:
    """How values may be written, by model and key."""
    raw = _read("schema_shapes.yaml")
    return {model: {k: _filled(raw[model][k]) for k in raw[model]} for model in [*raw][1:]}


def _read(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(Path(__file__).with_name(name))
    return loaded


def _spans(count: int, number: str, letter: str) -> str:
    """A pattern of spans that run forward: of ``count`` units, each written ``number``."""
    name = f"[{letter}{letter.lower()}]"
    spans = []
    for first in range(1, count + 1):
        ends = "|".join(number.format(last) for last in range(first, count + 1))
        spans.append(f"{number.format(first)}(-{name}?({ends}))?")
    return f"{name}({'|'.join(spans)})"


_MONTHS = _spans(12, "0?{}", "M").replace("0?10", "10").replace("0?11", "11").replace("0?12", "12")
PERIOD_PATTERN = f"^([Ff][Yy]|[HhSs][12]|{_spans(4, '{}', 'Q')}|{_MONTHS})$"
_KINDS = [kind.value for kind in ColumnKind]
_NAMED = {
    "{period}": PERIOD_PATTERN,
    "{no period}": _NO_PERIOD,
    "{docket}": DOCKET_PATTERN,
    "{formerly}": FORMERLY_PATTERN,
    "{expected}": EXPECTED_PATTERN,
    "{value}": VALUE_PATTERN,
    "{decimals}": DECIMALS_PATTERN,
    "{kinds}": "、".join(kind for kind in _KINDS if kind != ColumnKind.FIELD),
}
_LISTS = {
    "{all kinds}": _KINDS,
    # those a person may decide about; the form of files can only be put right
    "{rules}": sorted(n for n, rule in RULES.items() if rule.family is not Family.STRUCTURE),
}


def _filled(shape: Any) -> Any:
    if isinstance(shape, str):
        if shape in _LISTS:
            return _LISTS[shape]
        for name, text in _NAMED.items():
            shape = shape.replace(name, text)
        return shape
    if isinstance(shape, list):
        return [_filled(item) for item in shape]
    if not isinstance(shape, dict):
        return shape
    filled = {key: _filled(value) for key, value in shape.items()}
    if "by period" in filled:
        return _by_period(filled["by period"])
    names = filled.pop("placeholders", None)
    return _pattern(names) | filled if names else filled


def _by_period(value: _Shape) -> _Shape:
    """A mapping by period; the common ones are offered by completion."""
    label = {key: Period.from_key(2000, key).label for key in _COMMON_PERIODS}
    others = f"^(?!({'|'.join(_COMMON_PERIODS)})$){PERIOD_PATTERN[1:]}"
    return {
        "type": "object",
        "properties": {key: {"title": label[key], **value} for key in _COMMON_PERIODS},
        "patternProperties": {others: value},
        "additionalProperties": False,
        "errorMessage": _NO_PERIOD,
    }


def _pattern(names: list[str]) -> _Shape:
    """Text, not blank, in which only certain placeholders may stand."""
    allowed = "、".join(f"{{{name}}}" for name in names)
    return {
        "type": "string",
        "pattern": rf"^(?=\s*\S)([^{{}}]|\{{\{{|\}}\}}|\{{({'|'.join(names)})\}})*$",
        "patternErrorMessage": f"请写文字，花括号里只能写 {allowed} (a text, with {allowed} only)",
    }


def json_schema(model: type[BaseModel]) -> str:
    """JSON Schema (draft 2020-12) of a model, as JSON text."""
    schema = model.model_json_schema(by_alias=True)
    definitions = schema.pop("$defs", {})
    enums = {f"#/$defs/{name}": part for name, part in definitions.items() if "enum" in part}
    parts = {
        name: _part(name, part, enums) for name, part in definitions.items() if "properties" in part
    }
    whole = {"$schema": _DRAFT, **_part(model.__name__, schema, enums), "$defs": parts}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _part(name: str, schema: dict[str, Any], enums: dict[str, Any]) -> dict[str, Any]:
    """A model's schema with our words and shapes, and enums in place of references to them."""
    part_words = words()[name]
    required = schema.get("required", [])
    properties = {}
    for key, generated in schema["properties"].items():
        shape = shapes().get(name, {}).get(key) or _generated(generated, enums)
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
    """A shape as pydantic has it, with our words for blank values and enums."""
    kinds = [kind for kind in shape.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) == 1 and "type" in kinds[0]:  # `_or_blank` says it again
        shape = kinds[0]
    enum: dict[str, Any] | None = enums.get(shape.get("$ref", ""))
    return enum or shape


def _description(texts: dict[str, str]) -> dict[str, str]:
    return {"title": texts["title"], "description": f"{texts['zh']}\n\n{texts['en']}"}


def _or_blank(shape: dict[str, Any]) -> dict[str, Any]:
    """A key that may be left out may be left blank; a part says so itself among its words."""
    shape = dict(shape)
    if "type" in shape:
        kinds = shape["type"]
        shape["type"] = [*(kinds if isinstance(kinds, list) else [kinds]), "null"]
    if "enum" in shape:
        shape["enum"] = [*shape["enum"], None]
    return shape


if __name__ == "__main__":
    for kind, written in MODELS.items():
        path = Path(__file__).parents[1] / f"schemas/{kind}.schema.json"
        path.write_text(json_schema(written), encoding="utf-8")
