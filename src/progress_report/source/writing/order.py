"""The order of keys in a task file and in a periods file, at each path."""

from typing import TypeAlias

from pydantic import BaseModel

from progress_report.domain.columns import ColumnConfig
from progress_report.domain.period import Period
from progress_report.domain.period_file import Closed, Correction, PeriodFile, PeriodSite, Reopening
from progress_report.domain.target import Target, TargetRevision
from progress_report.domain.task import Contribution, Ending, Entry, Ignore, Renumbering, Task

KeyPath: TypeAlias = tuple[str, ...]
"""The keys that lead to a value; * is any period, field or list item."""

PERIOD_FILE: KeyPath = ("a periods file",)
"""Where the keys of a periods file begin; those of a task file begin at ``()``."""
MODELS: dict[KeyPath, type[BaseModel]] = {
    (): Task,
    ("targets", "*"): Target,
    ("targets", "*", "revised", "*"): TargetRevision,
    ("ended",): Ending,
    ("renumbered", "*"): Renumbering,
    ("entries", "*"): Entry,
    ("entries", "*", "progress", "*"): Contribution,
    ("ignore", "*"): Ignore,
    PERIOD_FILE: PeriodFile,
    (*PERIOD_FILE, "columns", "*"): ColumnConfig,
    (*PERIOD_FILE, "site"): PeriodSite,
    (*PERIOD_FILE, "closed"): Closed,
    (*PERIOD_FILE, "closed", "corrections", "*"): Correction,
    (*PERIOD_FILE, "reopened", "*"): Reopening,
    (*PERIOD_FILE, "reopened", "*", "corrections", "*"): Correction,
}
_ORDER = {
    path: {
        field.alias or name: index for index, (name, field) in enumerate(model.model_fields.items())
    }
    for path, model in MODELS.items()
}
_ENTRIES = ("entries",)


def root_path(model: type[BaseModel]) -> KeyPath:
    """Where the keys of a file begin that holds a model."""
    return PERIOD_FILE if model is PeriodFile else ()


def step(path: KeyPath, key: str | None) -> KeyPath:
    """The path one key, or one list item, further down."""
    return (*path, str(key) if path in MODELS else "*")


def rank(path: KeyPath, key: str) -> tuple[int, int] | None:
    """The sort key of a key at a path; None where the order of the file is kept.

    Unknown keys come last.
    """
    if path in _ORDER:
        return _ORDER[path].get(key, len(_ORDER[path])), 0
    if path == _ENTRIES:
        try:
            period = Period.from_key(2000, key)
        except ValueError:
            return 13, 0
        return period.last, -period.first
    return None
