"""Explain why a model refuses a value, and what a person would write instead."""

import calendar
import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.source.mistakes.keys import suggest
from progress_report.source.wording import worded
from progress_report.system.data import read_data
from progress_report.system.i18n import _
from progress_report.text.numerals import TO_ARABIC

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


def explain(
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
    return _other(kind, value, context, location)


def _other(kind: str, value: Any, context: dict[str, Any], location: Location) -> Diagnostic:
    if kind in read_data("source", "mistakes")["diagnostics"]:  # it contradicts another key
        return worded(kind, location, value=value, **context)
    if kind in ("literal_error", "enum"):
        choices = re.findall(r"'([^']*)'", context["expected"])
        near = suggest(str(value), choices)
        named = {"value": value, "meant": near, "values": _(", ").join(choices)}
        return worded("unknown-word", location, cure="did-you-mean" if near else "", **named)
    if kind in _LIMITS:
        name, limit = _LIMITS[kind]
        return worded(name, location, value=value, limit=context[limit])
    name = "not-yes-or-no" if kind.startswith("bool") else "bad-value"
    name = "not-a-number" if kind.startswith(("int", "float")) else name
    return worded(name, location, value=value)


def placeholder(location: Location, unknown: Sequence[str], allowed: Sequence[str]) -> Diagnostic:
    """Report unknown placeholders, or, if there are none, a lone brace."""
    details, names = (
        _(", ").join(f"{{{name}}}" for name in listed) for listed in (unknown, allowed)
    )
    name = "unknown-placeholder" if unknown else "bad-placeholder"
    return worded(name, location, details=details, names=names)


def nearest_period(written: str) -> str | None:
    """The period key that looks most like a word: H1 for H3, M12 for M13; or None."""
    match = re.fullmatch(r"([HSQM])[\s_-]*(\d{1,2})", folded(written).strip().upper())
    if match is None:
        return None
    letter = match[1].replace("S", "H")
    number = min(max(int(match[2]), 1), {"H": 2, "Q": 4, "M": 12}[letter])
    return f"M{number:02}" if letter == "M" else f"{letter}{number}"


def folded(text: str) -> str:
    """Text with full-width letters, digits and marks in their narrow form."""
    return unicodedata.normalize("NFKC", text)


def _date(written: str, location: Location, year: int | None) -> Diagnostic:
    text = folded(written).strip(" \"'“”")
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
    text = folded(written).translate(_DIGITS)
    digits = re.sub(r"\D", "", text)
    named = re.search(r"(?:19|20)\d\d", digits)
    meant = named[0] if named else str(year or "")
    if not meant and re.fullmatch(r"\d\d", digits):
        meant = f"20{digits}"
    return worded("bad-year", location, value=written, written=f"year: {meant or 2021}")


def _pattern(key: str, value: str, location: Location) -> Diagnostic:
    if key == "docket":
        text = re.sub(r"[()\s、,/]+", "-", folded(value).strip(" \"'“”第号")).strip("-.")
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
