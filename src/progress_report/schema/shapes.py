"""How the values of particular keys may be written, in JSON Schema.

``errorMessage`` and ``patternErrorMessage`` are what an editor's YAML language server shows.
"""

from typing import Any

from progress_report.check.catalogue import RULES
from progress_report.check.rule import Family
from progress_report.domain.columns import DECIMALS_PATTERN, VALUE_PATTERN
from progress_report.domain.docket import DOCKET_PATTERN
from progress_report.domain.period import Period
from progress_report.domain.table import ColumnKind
from progress_report.domain.target import EXPECTED_PATTERN
from progress_report.domain.task import FORMERLY_PATTERN

_Shape = dict[str, Any]

_COMMON_PERIODS = ("H1", "H2", "Q1", "Q2", "Q3", "Q4", "Q1-Q3", "FY")


def _spans(count: int, number: str, letter: str) -> str:
    """A pattern of spans that run forward: of ``count`` units, each written ``number``."""
    name = f"[{letter}{letter.lower()}]"
    spans = []
    for first in range(1, count + 1):
        ends = "|".join(number.format(last) for last in range(first, count + 1))
        spans.append(f"{number.format(first)}(-{name}?({ends}))?")
    return f"{name}({'|'.join(spans)})"


def _months() -> str:
    return _spans(12, "0?{}", "M").replace("0?10", "10").replace("0?11", "11").replace("0?12", "12")


PERIOD_PATTERN = f"^([Ff][Yy]|[HhSs][12]|{_spans(4, '{}', 'Q')}|{_months()})$"
"""What `Period.from_key` accepts."""
_OTHER_PERIODS = f"^(?!({'|'.join(_COMMON_PERIODS)})$){PERIOD_PATTERN[1:]}"
_NOT_A_PERIOD = (
    "不是报告期：请写 H1、H2、Q1 至 Q4、M01 至 M12、FY，或 Q1-Q3、M01-M10 "
    "(not a period: write H1, Q1, M01, FY, or a span such as Q1-Q3)"
)

_TEXT: _Shape = {
    "type": ["string", "number"],
    "pattern": r"\S",
    "errorMessage": "这里应写文字 (text is expected here)",
    "patternErrorMessage": "这里没有文字 (there is no text here)",
}
_SHARE = r"^\s*[+-]?[0-9][0-9,]*(\.[0-9]+)?\s*[%％]\s*$"
_FIGURE: _Shape = {
    "type": ["string", "number"],
    "pattern": r"^\s*[+-]?[0-9][0-9,]*(\.[0-9]+)?\s*[%％]?\s*$",
    "errorMessage": "请写数字，如 120 或 6% (write a figure such as 120 or 6%)",
}
_NAME: _Shape = {"type": ["string", "number"]}
_PERIOD: _Shape = {
    "type": "string",
    "pattern": PERIOD_PATTERN,
    "patternErrorMessage": _NOT_A_PERIOD,
}
DAY: _Shape = {
    "type": "string",
    "format": "date",
    "pattern": r"^\d{4}-\d{2}-\d{2}$",
    "errorMessage": "不是日期：请写 2021-12-15 (write the date as 2021-12-15)",
}
_DOCKET: _Shape = {
    "type": ["string", "number"],
    "minimum": 0,
    "pattern": DOCKET_PATTERN,
    "patternErrorMessage": "不是折子号：请写 21、021 或 21-1 (write it as 21, 021 or 21-1)",
}
_PERIOD_NAME: _Shape = {
    "type": "string",
    "pattern": r"^\d{4}(plan|FY|H[12]|Q[1-4](-Q[1-4])?|M\d{2}(-M\d{2})?)$",
}
_RULES = sorted(name for name, rule in RULES.items() if rule.family is not Family.STRUCTURE)
"""The rules a person may decide about; the form of files can only be put right."""
_FIELDS: _Shape = {
    "type": "object",
    "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
}


def _by_period(value: _Shape) -> _Shape:
    """A mapping by period; the common ones are offered by completion."""
    label = {key: Period.from_key(2000, key).label for key in _COMMON_PERIODS}
    return {
        "type": "object",
        "properties": {key: {"title": label[key], **value} for key in _COMMON_PERIODS},
        "patternProperties": {_OTHER_PERIODS: value},
        "additionalProperties": False,
        "errorMessage": _NOT_A_PERIOD,
    }


def _pattern(*names: str) -> _Shape:
    """Text in which only certain placeholders may stand."""
    allowed = "、".join(f"{{{name}}}" for name in names)
    return {
        "type": "string",
        "pattern": rf"^([^{{}}]|\{{\{{|\}}\}}|\{{({'|'.join(names)})\}})*$",
        "patternErrorMessage": f"花括号里只能写 {allowed} (the only placeholders are {allowed})",
    }


def _one_or_more(shape: _Shape) -> _Shape:
    """A list, or a single text in its place."""
    return {"anyOf": [shape, {"type": "array", "items": shape}]}


_TITLE = _pattern("year", "period")
_FIELD_NAME: _Shape = {
    "type": "string",
    "pattern": r"^fields\.[^.\s]+$",
    "patternErrorMessage": "请写 fields.字段名 (write fields.NAME)",
}

SHAPES: dict[tuple[str, str], _Shape] = {
    ("Task", "year"): {
        "type": "integer",
        "minimum": 1900,
        "maximum": 9999,
        "errorMessage": "请写四位年份，如 2021 (write the year with four digits)",
    },
    ("Task", "docket"): _DOCKET,
    ("Task", "task"): _TEXT,
    ("Task", "lead"): _NAME,
    ("Task", "units"): {"type": "array", "items": _TEXT},
    ("Task", "fields"): _FIELDS,
    ("Task", "entries"): _by_period({"$ref": "#/$defs/Entry"}),
    ("Task", "formerly"): {
        "type": "array",
        "items": {
            "type": ["string", "number"],
            "pattern": FORMERLY_PATTERN,
            "patternErrorMessage": "不是任务编号：请写 6 或 2020/8 (write it as 6, or 2020/8)",
        },
    },
    ("Task", "from"): _PERIOD,
    ("Task", "until"): _PERIOD,
    ("Task", "ended"): {
        "if": {"type": "object"},
        "then": {"$ref": "#/$defs/Ending"},
        "else": {**_TEXT, "type": ["string", "number", "null"]},
    },
    ("Task", "finished"): _PERIOD,
    ("Target", "name"): _TEXT,
    ("Target", "amount"): _FIGURE,
    ("Target", "measure"): _NAME,
    ("Target", "milestones"): _by_period(_TEXT),
    ("TargetRevision", "by"): _NAME,
    ("TargetRevision", "from"): _FIGURE,
    ("TargetRevision", "to"): _FIGURE,
    ("TargetRevision", "why"): _NAME,
    ("Ending", "why"): _TEXT,
    ("Ending", "by"): _NAME,
    ("Renumbering", "docket"): _DOCKET,
    ("Renumbering", "until"): _PERIOD,
    ("Entry", "progress"): {
        **_TEXT,
        "type": ["string", "number", "array"],
        "minItems": 1,
        "items": {"$ref": "#/$defs/Contribution"},
        "errorMessage": "请写一段文字，或每个单位一项 (write one text, or an item for each unit)",
    },
    ("Entry", "fields"): _FIELDS,
    ("Entry", "done"): {"type": "object", "additionalProperties": _FIGURE},
    ("Entry", "verdict"): _NAME,
    ("Entry", "why"): _NAME,
    ("Entry", "expected"): {
        "type": "string",
        "pattern": f"{EXPECTED_PATTERN}|^$",
        "patternErrorMessage": "请写年月，如 2021-10 (write year and month as 2021-10)",
    },
    ("Contribution", "unit"): _NAME,
    ("Contribution", "text"): _TEXT,
    ("Ignore", "rule"): {
        "enum": _RULES,
        "errorMessage": "没有这条规则 (there is no such rule)",
    },
    ("Ignore", "in"): _PERIOD,
    ("Ignore", "why"): _TEXT,
    ("PeriodFile", "title"): _TITLE,
    ("PeriodFile", "notes"): {"type": "array", "items": _NAME},
    ("Correction", "tasks"): {"type": "array", "items": _NAME},
    ("Correction", "why"): _TEXT,
    ("Reopening", "why"): _TEXT,
    ("PaceConfig", "milestones"): _by_period(
        {"type": "string", "pattern": _SHARE, "patternErrorMessage": "请写百分比，如 50% (as 50%)"}
    ),
    **{
        ("PaceConfig", key): _NAME
        for key in ("completed", "early", "not_started", "routine", "yearly")
    },
    ("Reminder", "name"): _TEXT,
    ("Light", "name"): _TEXT,
    ("Light", "within"): {"type": "number"},
    ("ReportConfig", "title"): _TITLE,
    ("ReportConfig", "titles"): _by_period({**_TITLE, "type": ["string", "null"]}),
    ("ColumnConfig", "heading"): _TITLE,
    ("ColumnConfig", "value"): {
        "type": "string",
        "pattern": VALUE_PATTERN,
        "patternErrorMessage": (
            f"请写 {'、'.join(kind for kind in ColumnKind if kind is not ColumnKind.FIELD)} "
            "或 fields.字段名 "
            "(write one of these words, or fields.NAME)"
        ),
    },
    ("ColumnConfig", "period"): _PERIOD,
    ("ColumnConfig", "of"): {"type": "array", "items": _FIELD_NAME, "minItems": 2, "maxItems": 2},
    ("ColumnConfig", "decimals"): {"type": ["string", "integer"], "pattern": DECIMALS_PATTERN},
    ("HeadingConfig", "heading"): _TITLE,
    ("GroupConfig", "by"): _one_or_more(_FIELD_NAME),
    ("GroupConfig", "heading"): _one_or_more(_pattern("ordinal", "group", "count")),
    ("TotalsConfig", "columns"): {
        "anyOf": [{"enum": ["sum"]}, {"type": "array", "items": _FIELD_NAME}]
    },
    ("ImportConfig", "headings"): {
        "type": "object",
        "propertyNames": {"pattern": VALUE_PATTERN},
        "additionalProperties": {"type": "array", "items": _TEXT},
    },
    ("CheckConfig", "rules"): {
        "type": "object",
        "propertyNames": {"enum": _RULES},
        "additionalProperties": {"enum": ["off", "note", "warning", "error"]},
    },
    ("TableFile", "period"): _PERIOD_NAME,
    ("PartForm", "period"): _PERIOD_NAME,
    ("ColumnForm", "kind"): {"enum": [kind.value for kind in ColumnKind]},
}
"""By model and key; what is not here is as the model has it."""
