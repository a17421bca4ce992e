"""The order of keys in a task file, at each path."""

from typing import TypeAlias

from pydantic import BaseModel

from progress_report.domain.period import Period
from progress_report.domain.task import Contribution, Ending, Entry, Ignore, Renumbering, Task

KeyPath: TypeAlias = tuple[str, ...]
"""The keys that lead to a value; * is any period, field or list item."""

_MODELS: dict[KeyPath, type[BaseModel]] = {
    (): Task,
    ("ended",): Ending,
    ("renumbered", "*"): Renumbering,
    ("entries", "*"): Entry,
    ("entries", "*", "progress", "*"): Contribution,
    ("ignore", "*"): Ignore,
}
_ORDER = {
    path: {
        field.alias or name: index for index, (name, field) in enumerate(model.model_fields.items())
    }
    for path, model in _MODELS.items()
}
_ENTRIES = ("entries",)


def step(path: KeyPath, key: str | None) -> KeyPath:
    """The path one key, or one list item, further down."""
    return (*path, str(key) if path in _MODELS else "*")


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
