"""Explain why a model refuses a value, and what a person would write instead."""

import calendar
import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.source.mistakes.keys import suggest
from progress_report.system.data import read_data
from progress_report.system.i18n import _, localized
from progress_report.text.numerals import TO_ARABIC

_DIGITS = TO_ARABIC | str.maketrans("lIOo", "1100")
_DAY = re.compile(
    r"(?:(?P<y>\d{4})\s*[-年/.]\s*)?(?P<m>\d{1,2})\s*[-月/.]\s*(?P<d>\d{1,2})\s*[日号]?"
)


def explain(
    path: Sequence[str | int], problem: Any, location: Location, year: int | None
) -> Diagnostic:
    """Explain why pydantic refuses a value."""
    kind, value, context = problem["type"], problem["input"], problem.get("ctx", {})
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    if kind in ("empty-text", "string_too_short"):
        hint = _("write the text, or delete the key if it may be left out")
        return Diagnostic("empty-text", _("there is no text here"), location, hint)
    if kind == "too_short":
        hint = _("write at least one item, on a line of its own that begins with '- '")
        return Diagnostic("empty-list", _("there is nothing in this list"), location, hint)
    if kind == "bad-date" or kind.startswith("date"):
        return _date(str(value), location, year)
    if key == "year":
        return _year(str(value), location, year)
    if kind == "string_pattern_mismatch":
        return _pattern(key, str(value), location)
    if kind in (contradictions := read_data("source", "mistakes")["contradictions"]):
        texts = localized(contradictions[kind])
        message, hint = (texts[part].format(value=value, **context) for part in ("message", "hint"))
    elif kind in ("literal_error", "enum"):
        message, hint = _choice(str(value), re.findall(r"'([^']*)'", context["expected"]))
    else:
        message, hint = _number(kind, str(value), context)
    return _refused(message, location, hint)


def placeholder(location: Location, unknown: Sequence[str], allowed: Sequence[str]) -> Diagnostic:
    """Report unknown placeholders, or, if there are none, a lone brace."""
    if unknown:
        message = _("unknown placeholder: {details}").format(details=_in_braces(unknown))
    else:
        message = _("a brace is unpaired, or encloses something other than a name")
    hint = _("the placeholders here are {names}; write a literal brace twice").format(
        names=_in_braces(allowed)
    )
    return Diagnostic("bad-placeholder", message, location, hint)


def _in_braces(names: Sequence[str]) -> str:
    return _(", ").join(f"{{{name}}}" for name in names)


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
    hint = _("write year, month and day like this: 2021-12-15")
    message = _("'{value}' is not a date").format(value=written)
    if match := _DAY.fullmatch(text):
        in_year, month, day = int(match["y"] or year or 0), int(match["m"]), int(match["d"])
        try:
            hint = _("write: {text}").format(text=date(in_year, month, day).isoformat())
            if written == date(in_year, month, day).isoformat():
                message = _("a date does not belong here")
        except ValueError:
            if in_year and 1 <= month <= 12:  # noqa: PLR2004 - the months of a year
                last = calendar.monthrange(in_year, month)[1]
                message = _("there is no {value}: that month has {days} days").format(
                    value=written, days=last
                )
                hint = _("its last day is {text}").format(text=f"{in_year}-{month:02}-{last}")
            else:
                message = _("'{value}' is not a valid date").format(value=written)
    return Diagnostic("bad-date", message, location, hint)


def _year(written: str, location: Location, year: int | None) -> Diagnostic:
    text = folded(written).translate(_DIGITS)
    digits = re.sub(r"\D", "", text)
    named = re.search(r"(?:19|20)\d\d", digits)
    meant = named[0] if named else str(year or "")
    if not meant and re.fullmatch(r"\d\d", digits):
        meant = f"20{digits}"
    message = _("'{value}' is not a year of four digits").format(value=written)
    hint = _("write: {text}").format(text=f"year: {meant or 2021}")
    return Diagnostic("bad-year", message, location, hint)


def _pattern(key: str, value: str, location: Location) -> Diagnostic:
    if key == "docket":
        text = re.sub(r"[()\s、,/]+", "-", folded(value).strip(" \"'“”第号")).strip("-.")
        message = _("'{value}' is not a docket number").format(value=value)
        example = text if re.fullmatch(r"\w+(?:[-.]\w+)*", text) else "21-1"
        hint = _("write digits or letters, joined by '-': {example}").format(example=example)
        return Diagnostic("bad-docket", message, location, hint)
    if key == "formerly":
        message = _("'{value}' is not the number of a task").format(value=value)
        hint = _("write its docket, such as 6, or 2020/8 for a task of another year")
        return Diagnostic("bad-docket", message, location, hint)
    example = read_data("source", "mistakes")["examples"].get(key, "")
    if near := suggest(value, example.split(", ")):
        hint = _("did you mean '{key}'?").format(key=near)
    else:
        hint = _("write it like this: {example}").format(example=example) if example else ""
    return _refused(_("'{value}' is not allowed here").format(value=value), location, hint)


def _choice(value: str, choices: list[str]) -> tuple[str, str]:
    message = _("'{value}' is not one of the words for this key").format(value=value)
    if near := suggest(value, choices):
        return message, _("did you mean '{key}'?").format(key=near)
    return message, _("write one of these: {values}").format(values=_(", ").join(choices))


def _number(kind: str, value: str, context: dict[str, Any]) -> tuple[str, str]:
    if kind in ("greater_than", "greater_than_equal"):
        message = _("{value} is too small").format(value=value)
        if "gt" in context:
            return message, _("write a number greater than {limit}").format(limit=context["gt"])
        return message, _("write a number from {limit} on").format(limit=context["ge"])
    if kind in ("less_than", "less_than_equal"):
        limit = context.get("le", context.get("lt"))
        message = _("{value} is too large").format(value=value)
        return message, _("write a number up to {limit}").format(limit=limit)
    if kind.startswith(("int", "float")):
        return _("'{value}' is not a number").format(value=value), _(
            "write digits only, such as 12"
        )
    if kind.startswith("bool"):
        return _("'{value}' is neither yes nor no").format(value=value), _("write true or false")
    return _("'{value}' is not allowed here").format(value=value), _("see the README for this key")


def _refused(message: str, location: Location, hint: str) -> Diagnostic:
    return Diagnostic("bad-value", message, location, hint)
