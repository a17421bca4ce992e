"""The keys that each level of a file may hold, and the ones a typist may have meant."""

import difflib
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.domain.period import Period
from progress_report.domain.period_file import PeriodFile
from progress_report.domain.task import Task
from progress_report.source import worded
from progress_report.system.data import read_data

_QUOTES = "\"'“”‘’「」＂＇"


@cache
def _in_chinese() -> dict[str, list[str]]:
    return dict(read_data("source", "keys"))


def allowed(model: type[BaseModel], path: Collection[Any]) -> list[str]:
    """The keys allowed at a path of keys into a file."""
    return list(dict.fromkeys(key for level in _models_at(model, path) for key in _fields(level)))


def home(model: type[BaseModel], key: str) -> str | None:
    """The key under which a key belongs, "" for the top level; None if it belongs nowhere."""
    for parent, level in _levels(model):
        if key in _fields(level):
            return parent
    return None


@cache
def every_key() -> frozenset[str]:
    """Every key of task files and of the layout, by either name."""
    english = {
        k for top in (Task, PeriodFile, ReportConfig) for _, m in _levels(top) for k in _fields(m)
    }
    return frozenset(english).union(*_in_chinese().values())


def is_key(written: str) -> bool:
    """Whether a word is a known key, in English or Chinese, or the key of a period."""
    return plain(written) in every_key() or meant_period(written) is not None


def plain(written: str) -> str:
    """A key without what a Chinese input method or a copy may have added to it."""
    folded = unicodedata.normalize("NFKC", written)
    visible = "".join(char for char in folded if unicodedata.category(char) != "Cf")
    return visible.strip(f" {_QUOTES}")


def suggest(written: str, among: Collection[str]) -> str | None:
    """The key a person most likely meant, or None."""
    word = plain(written)
    for candidate in (word, word.lower(), word.replace("-", "_").lower()):
        if candidate in among:
            return candidate
    named = (key for key, names in _in_chinese().items() if key in among and word in names)
    near = difflib.get_close_matches(word.lower(), among, 1, 0.6)
    return next(named, near[0] if near else None)


def suggesting(
    name: str, location: Location, written: str, among: Collection[str], /, **values: Any
) -> Diagnostic:
    """The diagnostic of a name, with the one of some words that a person most likely meant."""
    near = suggest(written, among)
    return worded(name, location, cure="did-you-mean" if near else "", meant=near, **values)


def meant_period(written: str, year: int = 2000) -> Period | None:
    """The period a person most likely meant by a key, with or without the year before it."""
    word = plain(written)
    if not any(char.isalpha() for char in word):  # a bare year is a period, but no key of one
        return None
    try:
        return Period.from_key(year, word)
    except ValueError:
        pass
    for text in (word, f"{year}年{word}"):
        try:
            period = Period.parse(text)
        except ValueError:
            continue
        return None if period.is_plan else period  # which has no entry
    return None


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _models_at(model: type[BaseModel], path: Collection[Any]) -> list[type[BaseModel]]:
    models = [model]
    for step in path:
        # none for a list's index, or for a key such as H1
        fields = [field for level in models if (field := _fields(level).get(step))]
        models = [m for field in fields for m in _models_in(field.annotation)] or models
    return models


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _levels(model: type[BaseModel], parent: str = "") -> Iterator[tuple[str, type[BaseModel]]]:
    yield parent, model
    for key, field in _fields(model).items():
        for inner in _models_in(field.annotation):
            yield from _levels(inner, key)
