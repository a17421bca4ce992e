"""Validation errors of the models as diagnostics: one for each mistake, at its position."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeAlias

from pydantic import BaseModel

from progress_report.domain.columns import COLUMN_TAG, HEADING_TAG
from progress_report.domain.diagnostics import Diagnostic, Location, Severity
from progress_report.domain.period import Period
from progress_report.source.characters import escaped_characters, unseen_characters
from progress_report.source.mistakes import values
from progress_report.source.mistakes.keys import allowed, home, is_key, meant_period, plain, suggest
from progress_report.source.mistakes.lines import find_mistakes
from progress_report.source.places import Source
from progress_report.system.data import read_data
from progress_report.system.i18n import _

_Path: TypeAlias = tuple[str | int, ...]
_Problem: TypeAlias = Any  # what pydantic tells of one error

# Mistakes that YAML takes for text: only the models notice.
_SOFT = {
    *("fullwidth-colon", "fullwidth-indent", "fullwidth-syntax"),
    *("missing-colon", "missing-space", "space-lookalike"),
}


def explain(
    source: Source, model: type[BaseModel], data: Any, problems: Iterable[_Problem]
) -> list[Diagnostic]:
    """Explain why a model refused the data of a file."""
    explanation = _Explanation(source, model, data)
    return list(dict.fromkeys(explanation.of(list(problems))))


class _Explanation:
    def __init__(self, source: Source, model: type[BaseModel], data: Any) -> None:
        self.source, self.model, self.data = source, model, data
        self.mistakes = [
            mistake for mistake in find_mistakes(source) if mistake.diagnostic.rule in _SOFT
        ]

    def of(self, problems: list[_Problem]) -> Iterator[Diagnostic]:
        refused = {_place(problem)[0] for problem in problems if _refuses_key(problem)}
        meant = {(path[:-1], self._meant(path)) for path in refused}
        strange = {path for path in refused if meant_period(str(path[-1])) is None}
        for problem in problems:
            path, _about_key = _place(problem)
            if any(path[:end] in strange for end in range(1, len(path))):
                continue  # it lies below a key that is wrong itself
            if path in strange and not _refuses_key(problem):
                continue
            if problem["type"] == "too_short" and problem["input"]:
                continue  # the item of the list has its own diagnostic
            if problem["type"] == "missing":
                hidden = [t for t in self.mistakes if t.key and suggest(t.key, [str(path[-1])])]
                yield from (mistake.diagnostic for mistake in hidden)
                if hidden or (path[:-1], path[-1]) in meant:
                    continue  # it is there, and was misspelt
            elif trapped := self._mistakes_at(path, problem):
                yield from trapped
                continue
            yield from self._explain(problem)

    def _mistakes_at(self, path: _Path, problem: _Problem) -> list[Diagnostic]:
        """The typist's mistakes on the lines a problem is about."""
        if not _refuses_key(problem):
            lines = self.source.span(path)
            return [t.diagnostic for t in self.mistakes if t.diagnostic.order[1] in lines]
        location = self.source.locate(path, key=True)
        within = range(location.column, location.column + location.length)
        diagnostics = [
            t.diagnostic for t in self.mistakes if t.diagnostic.order[1] == location.line
        ]
        return diagnostics + [
            replace(unseen, severity=Severity.ERROR)  # it makes the key another one
            for unseen in (
                *unseen_characters(self.source),
                *escaped_characters(self.source, self.data),
            )
            if unseen.order[1] == location.line and unseen.order[2] in within
        ]

    def _explain(self, problem: _Problem) -> Iterator[Diagnostic]:
        path, about_key = _place(problem)
        kind, value = problem["type"], problem["input"]
        location = self.source.locate(path, key=about_key or kind in ("missing", "extra_forbidden"))
        if kind == "missing":
            yield self._missing(path, location)
        elif kind == "extra_forbidden":
            yield self._unknown(path, location)
        elif kind == "bad-period":
            written = str(path[-1]) if about_key else str(value)
            yield self._period(path, written, location)
        elif kind == "same-period":
            yield from self._same_periods(path)
        elif kind == "undeclared-field":
            yield from self._undeclared(problem["ctx"]["undeclared"])
        elif kind == "bad-placeholder":
            yield values.placeholder(location, **problem["ctx"])
        elif kind.endswith("_type"):
            yield self._shape(path, kind, value, location)
        else:
            yield values.explain(path, problem, location, self._year())

    def _meant(self, path: _Path) -> str | None:
        """The key a refused one was meant to be, of those not written beside it."""
        parent, written = path[:-1], str(path[-1])
        among = set(allowed(self.model, parent)) - set(self._keys(parent))
        return suggest(written, sorted(among))

    def _keys(self, path: _Path) -> list[str]:
        value = self.data
        for step in path:
            value = value[step]
        return list(value) if isinstance(value, dict) else []

    def _year(self) -> int | None:
        """The year the file is about, if it says so or lies in a folder of that name."""
        written = self.data.get("year") if isinstance(self.data, dict) else None
        folder = self.source.path.rpartition("/")[0].rpartition("/")[2]
        named = [str(name) for name in (written, folder) if re.fullmatch(r"\d{4}", str(name))]
        return int(named[0]) if named else None

    def _missing(self, path: _Path, location: Location) -> Diagnostic:
        key = path[-1]
        if self.source.holds(path):
            message = _("there is no value after '{key}:'").format(key=key)
            hint = _("write the value, or delete the key if it may be left out")
            return Diagnostic("empty-text", message, location, hint)
        message = _("the key '{key}' is missing").format(key=key)
        hint = _("add a line '{key}: …' here").format(key=key)
        return Diagnostic("missing-key", message, location, hint)

    def _unknown(self, path: _Path, location: Location) -> Diagnostic:
        written = str(path[-1])
        message = _("'{key}' is not a known key").format(key=written)
        parent = home(self.model, plain(written))
        if meant := self._meant(path):
            hint = _("did you mean '{key}'?").format(key=meant)
        elif meant_period(written) is not None and path[:-1] != ("entries",):
            hint = _("a period belongs under 'entries:', indented by two spaces")
        elif parent:
            hint = _("it belongs under '{parent}:', indented further").format(parent=parent)
        elif parent is not None:
            hint = _("it belongs to the whole file: write it without indentation")
        else:
            keys = _(", ").join(allowed(self.model, path[:-1]))
            hint = _("the keys allowed here are: {keys}").format(keys=keys)
        return Diagnostic("unknown-key", message, location, hint)

    def _period(self, path: _Path, written: str, location: Location) -> Diagnostic:
        message = _("'{key}' is not a period").format(key=written)
        year = self._year()
        period = meant_period(written, year or 2000)
        if period is not None and year is not None and period.year != year:
            message = _("'{key}' is of another year than the file").format(key=written)
            hint = _("put it into the task file of {year}, as '{key}'").format(
                year=period.year, key=period.key
            )
        elif near := period.key if period else values.nearest_period(written):
            hint = _("did you mean '{key}'?").format(key=near)
        elif path[:1] == ("entries",) and is_key(written):
            hint = _("'{key}' belongs under a period, such as 'H1:', indented by two spaces")
            hint = hint.format(key=written)
        else:
            hint = _("write H1 H2 Q1 Q2 Q3 Q4 M01 … M12 FY, or a span such as Q1-Q3 or M01-M10")
        return Diagnostic("bad-period", message, location, hint)

    def _same_periods(self, path: _Path) -> Iterator[Diagnostic]:
        first: dict[str, str] = {}
        for written in self._keys(path):
            key = Period.from_key(2000, written).key
            if first.setdefault(key, written) != written:
                message = _("'{second}' is the same period as '{first}'").format(
                    first=first[key], second=written
                )
                location = self.source.locate((*path, written), key=True)
                yield Diagnostic("same-period", message, location, _("put both into one entry"))

    def _undeclared(self, names: dict[_Path, str]) -> Iterator[Diagnostic]:
        declared = self._keys(("fields",)) if "fields" in self.data else []
        for path, name in names.items():
            location = self.source.locate(path, key="." in str(path[-1]))
            yield undeclared(location, name, declared)

    def _shape(self, path: _Path, kind: str, value: Any, location: Location) -> Diagnostic:
        key = str(next((step for step in reversed(path) if isinstance(step, str)), ""))
        if value is None:
            hint = _("write the value, or delete the empty item")
            return Diagnostic("empty-text", _("there is no value here"), location, hint)
        if kind == "string_type":
            message = _("text is expected here, not a list or keys")
            hint = _("write one text; put it in single quotes if it begins with a mark")
        elif kind == "tuple_type":
            message = _("a list is expected here")
            if item := read_data("source", "mistakes")["items"].get(key):
                hint = _("write each item on a line of its own below: {text}").format(text=item)
            elif isinstance(value, str):
                parts = [part for part in re.split(r"[、，,；;\s]+", value) if part]
                text = f"[{', '.join(parts)}]"
                hint = _("write: {text}").format(text=f"{key}: {text}")
            else:
                hint = _("put each item on a line of its own that begins with '- '")
        else:
            message = _("keys with values are expected here, one per line")
            hint = self._expected_keys(path)
        return Diagnostic("wrong-shape", message, location, hint)

    def _expected_keys(self, path: _Path) -> str:
        if path[-1:] == ("entries",):
            return _("write a period such as 'H1:' in the line below, indented by two spaces")
        keys = _(", ").join(allowed(self.model, path)[:4])
        return _("write one or more of these, each with ': ' and its value: {keys}").format(
            keys=keys
        )


def undeclared(location: Location, name: str, declared: Iterable[str]) -> Diagnostic:
    """A field that the layout does not declare."""
    message = _("the field '{name}' is not declared").format(name=name)
    if near := suggest(name, sorted(declared)):
        hint = _("did you mean '{key}'?").format(key=near)
    else:
        hint = _("declare it under 'fields:' in data/report.yaml, as '{name}: …'").format(name=name)
    return Diagnostic("undeclared-field", message, location, hint)


def _place(problem: _Problem) -> tuple[_Path, bool]:
    """The keys that lead to a problem, and whether it is the last of them that is wrong."""
    tags = (COLUMN_TAG, HEADING_TAG)
    path: _Path = tuple(step for step in problem["loc"] if step not in tags)
    about_key = path[-1:] == ("[key]",)
    return (path[:-1] if about_key else path), about_key


def _refuses_key(problem: _Problem) -> bool:
    return bool(problem["type"] == "extra_forbidden" or _place(problem)[1])
