"""Validation errors of the models as diagnostics: one for each mistake, at its position."""

import calendar
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeAlias

from pydantic import BaseModel

from progress_report.domain.columns import COLUMN_TAG, HEADING_TAG
from progress_report.domain.diagnostics import Diagnostic, Location, Severity
from progress_report.domain.period import Period
from progress_report.source import worded
from progress_report.source.characters import escaped_characters, unseen_characters
from progress_report.source.mistakes.keys import (
    allowed,
    home,
    is_key,
    meant_period,
    plain,
    suggest,
    suggesting,
)
from progress_report.source.mistakes.lines import find_mistakes
from progress_report.source.places import Source
from progress_report.system.data import read_data
from progress_report.text.numerals import TO_ARABIC

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
            yield _placeholder(location, **problem["ctx"])
        elif kind.endswith("_type"):
            yield self._shape(path, kind, value, location)
        else:
            yield _refused_value(path, problem, location, self._year())

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
        name = "no-value" if self.source.holds(path) else "missing-key"
        return worded(name, location, key=path[-1])

    def _unknown(self, path: _Path, location: Location) -> Diagnostic:
        written, meant = str(path[-1]), self._meant(path)
        parent = home(self.model, plain(written))
        if meant:
            cure = "did-you-mean"
        elif meant_period(written) is not None and path[:-1] != ("entries",):
            cure = "period-under-entries"
        elif parent is not None:
            cure = "under-parent" if parent else "whole-file"
        elif self._is_behind_comma(written, location):
            cure = "comma-in-braces"
        else:
            cure = "allowed-keys"
        keys = allowed(self.model, path[:-1])
        named = {"key": written, "meant": meant, "parent": parent, "keys": keys}
        return worded("unknown-key", location, cure=cure, **named)

    def _is_behind_comma(self, key: str, location: Location) -> bool:
        """Whether a key is the rest of a value within braces, which a comma has ended."""
        line = self.source.lines[location.line - 1]
        is_blank = any(key == blank for _mapping, blank in self.source.blank_keys)
        return is_blank and line[: location.column - 1].rstrip().endswith(",")

    def _period(self, path: _Path, written: str, location: Location) -> Diagnostic:
        year = self._year()
        period = meant_period(written, year or 2000)
        if period is not None and year is not None and period.year != year:
            return worded("other-year", location, key=written, year=period.year, period=period.key)
        cure = ""
        if near := period.key if period else _nearest_period(written):
            cure = "did-you-mean"
        elif path[:1] == ("entries",) and is_key(written):
            cure = "under-a-period"
        return worded("bad-period", location, cure=cure, key=written, meant=near)

    def _same_periods(self, path: _Path) -> Iterator[Diagnostic]:
        first: dict[str, str] = {}
        for written in self._keys(path):
            key = Period.from_key(2000, written).key
            if first.setdefault(key, written) != written:
                location = self.source.locate((*path, written), key=True)
                yield worded("same-period", location, first=first[key], second=written)

    def _undeclared(self, names: dict[_Path, str]) -> Iterator[Diagnostic]:
        declared = self._keys(("fields",)) if "fields" in self.data else []
        for path, name in names.items():
            location = self.source.locate(path, key="." in str(path[-1]))
            yield undeclared(location, name, declared)

    def _shape(self, path: _Path, kind: str, value: Any, location: Location) -> Diagnostic:
        if value is None:
            return worded("empty-item", location)
        if kind == "string_type":
            return worded("not-text", location)
        if kind != "tuple_type":
            keys = allowed(self.model, path)[:4]
            cure = "a-period-below" if path[-1:] == ("entries",) else ""
            return worded("not-keys", location, cure=cure, keys=keys)
        key = str(next((step for step in reversed(path) if isinstance(step, str)), ""))
        if item := read_data("source", "mistakes")["items"].get(key):
            return worded("not-a-list", location, cure="items-below", text=item)
        if not isinstance(value, str):
            return worded("not-a-list", location)
        parts = [part for part in re.split(r"[、，,；;\s]+", value) if part]
        return worded("not-a-list", location, cure="write", written=f"{key}: [{', '.join(parts)}]")


def undeclared(location: Location, name: str, declared: Iterable[str]) -> Diagnostic:
    """A field that the layout does not declare."""
    return suggesting("undeclared-field", location, name, sorted(declared), name=name)


def _place(problem: _Problem) -> tuple[_Path, bool]:
    """The keys that lead to a problem, and whether it is the last of them that is wrong."""
    tags = (COLUMN_TAG, HEADING_TAG)
    path: _Path = tuple(step for step in problem["loc"] if step not in tags)
    about_key = path[-1:] == ("[key]",)
    return (path[:-1] if about_key else path), about_key


def _refuses_key(problem: _Problem) -> bool:
    return bool(problem["type"] == "extra_forbidden" or _place(problem)[1])


_DIGITS = TO_ARABIC | str.maketrans("lIOo", "1100")
_EMPTY = {"empty-text": "empty-text", "string_too_short": "empty-text", "too_short": "empty-list"}
_LIMITS = {
    "greater_than": ("not-above", "gt"),
    "greater_than_equal": ("too-small", "ge"),
    "less_than": ("above-limit", "lt"),
    "less_than_equal": ("above-limit", "le"),
}
"""By what pydantic calls them, the names of mistakes, and of the limits."""
_DAY = re.compile(
    r"(?:(?P<y>\d{4})\s*[-年/.]\s*)?(?P<m>\d{1,2})\s*[-月/.]\s*(?P<d>\d{1,2})\s*[日号]?"
)


def _refused_value(
    path: Sequence[str | int], problem: Any, location: Location, year: int | None
) -> Diagnostic:
    """Explain why pydantic refuses a value."""
    kind, value, context = problem["type"], problem["input"], problem.get("ctx", {})
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    if kind in _EMPTY:
        return worded(_EMPTY[kind], location)
    if kind == "bad-date" or kind.startswith("date"):
        return _date(str(value), location, year)
    if key == "year":
        return _year(str(value), location, year)
    if kind == "string_pattern_mismatch":
        return _pattern(key, str(value), location)
    if kind == "not-a-figure" and "done" in path:
        return worded(kind, location, cure="bare-figure", value=value)
    return _other(kind, value, context, location)


def _other(kind: str, value: Any, context: dict[str, Any], location: Location) -> Diagnostic:
    if kind in read_data("source", "mistakes")["diagnostics"]:  # it contradicts another key
        return worded(kind, location, value=value, **context)
    if kind in ("literal_error", "enum"):
        choices = re.findall(r"'([^']*)'", context["expected"])
        named = {"value": value, "values": choices}
        return suggesting("unknown-word", location, str(value), choices, **named)
    if kind in _LIMITS:
        name, limit = _LIMITS[kind]
        return worded(name, location, value=value, limit=context[limit])
    name = "not-yes-or-no" if kind.startswith("bool") else "bad-value"
    name = "not-a-number" if kind.startswith(("int", "float")) else name
    return worded(name, location, value=value)


def _placeholder(location: Location, unknown: Sequence[str], allowed: Sequence[str]) -> Diagnostic:
    """Report unknown placeholders, or, if there are none, a lone brace."""
    details, names = ([f"{{{name}}}" for name in listed] for listed in (unknown, allowed))
    name = "unknown-placeholder" if unknown else "bad-placeholder"
    return worded(name, location, details=details, names=names)


def _nearest_period(written: str) -> str | None:
    """The period key that looks most like a word: H1 for H3, M12 for M13; or None."""
    match = re.fullmatch(r"([HSQM])[\s_-]*(\d{1,2})", _folded(written).strip().upper())
    if match is None:
        return None
    letter = match[1].replace("S", "H")
    number = min(max(int(match[2]), 1), {"H": 2, "Q": 4, "M": 12}[letter])
    return f"M{number:02}" if letter == "M" else f"{letter}{number}"


def _folded(text: str) -> str:
    """Text with full-width letters, digits and marks in their narrow form."""
    return unicodedata.normalize("NFKC", text)


def _date(written: str, location: Location, year: int | None) -> Diagnostic:
    text = _folded(written).strip(" \"'“”")
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    match = _DAY.fullmatch(text)
    if match is None:
        return worded("bad-date", location, value=written)
    in_year, month, day = int(match["y"] or year or 0), int(match["m"]), int(match["d"])
    try:
        meant = date(in_year, month, day).isoformat()
    except ValueError:
        if not (in_year and 1 <= month <= 12):  # noqa: PLR2004 - the months of a year
            return worded("invalid-date", location, value=written)
        days = calendar.monthrange(in_year, month)[1]
        last = f"{in_year}-{month:02}-{days}"
        return worded("no-such-day", location, value=written, days=days, last=last)
    name = "misplaced-date" if written == meant else "bad-date"
    return worded(name, location, cure="write", value=written, written=meant)


def _year(written: str, location: Location, year: int | None) -> Diagnostic:
    text = _folded(written).translate(_DIGITS)
    digits = re.sub(r"\D", "", text)
    named = re.search(r"(?:19|20)\d\d", digits)
    meant = named[0] if named else str(year or "")
    return worded("bad-year", location, value=written, written=f"year: {meant or 2021}")


def _pattern(key: str, value: str, location: Location) -> Diagnostic:
    if key == "docket":
        text = re.sub(r"[()\s、,/]+", "-", _folded(value).strip(" \"'“”第号")).strip("-.")
        example = text if re.fullmatch(r"\w+(?:[-.]\w+)*", text) else "21-1"
        return worded("bad-docket", location, value=value, example=example)
    if key == "formerly":
        return worded("bad-former-docket", location, value=value)
    example = read_data("source", "mistakes")["examples"].get(key, "")
    if not example:
        return worded("refused-value", location, value=value)
    near = suggest(value, example.split(", "))
    cure = "did-you-mean" if near else "like-this"
    return worded("bad-value", location, cure=cure, value=value, meant=near, example=example)
