"""Report invisible characters, each by a name that a person can look up."""

import re
import sys
from collections.abc import Iterator
from typing import Any

from progress_report.domain.diagnostics import Diagnostic, Severity
from progress_report.source.compose import CONTROL, is_broken
from progress_report.source.places import Source
from progress_report.system.data import read_data
from progress_report.system.i18n import _, localized

_UNSEEN = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\uffa0\ufff9-\ufffd\U000e0001\U000e0020-\U000e007f]"
)
_REPLACEMENT = "\ufffd"
_HEX = "[0-9A-Fa-f]"
_ESCAPE = re.compile(rf"\\(?:x({_HEX}{{2}})|u({_HEX}{{4}})|U({_HEX}{{8}})|[0abefvLNP])")
_SURROGATES = range(0xD800, 0xE000)
_SHORT_ESCAPES = dict(zip("0abefvLNP", "\0\a\b\x1b\f\v\u2028\x85\u2029", strict=True))


def control_characters(source: Source) -> list[Diagnostic]:
    """Report characters that break YAML, or end a line where no editor shows a line end."""
    if not is_broken(source.text):
        return []
    hint = _("delete it; text pasted from Word often brings such characters along")
    return [
        Diagnostic("control-character", _message(char), source.at(line, column), hint)
        for char, line, column in _occurrences(source, CONTROL)
    ]


def unseen_characters(source: Source) -> Iterator[Diagnostic]:
    """Report characters without width, and replacement characters."""
    if _UNSEEN.search(source.text) is None:
        return
    for char, line, column in _occurrences(source, _UNSEEN):
        location = source.at(line, column)
        if char == _REPLACEMENT:
            message = _("'�' stands for a character that was lost when the text was converted")
            hint = _("look it up in the original and type it again")
            yield Diagnostic("lost-character", message, location, hint)
            continue
        hint = _("delete it: put the cursor behind the character before it and press Delete")
        yield Diagnostic("invisible-character", _message(char), location, hint, Severity.WARNING)


def escaped_characters(source: Source, data: Any) -> Iterator[Diagnostic]:
    r"""Report escapes such as ``\u202e``: visible in the file, but not in the table.

    They have a meaning between double quotes only: elsewhere ``C:\backup`` is what it shows. So
    the character must occur in the data that were read.
    """
    if "\\" not in source.text:
        return
    for number, line in enumerate(source.lines, start=1):
        for match in _ESCAPE.finditer(line):
            code = next((digits for digits in match.groups() if digits), None)
            point = int(code, 16) if code else ord(_SHORT_ESCAPES[match[0][1]])
            if point in _SURROGATES or point > sys.maxunicode:
                continue  # the parser refuses it
            char = chr(point)
            breaks = CONTROL.fullmatch(char) is not None
            if not (breaks or _UNSEEN.fullmatch(char)) or not _holds(data, char):
                continue
            message = _("'{escape}' stands for {name}, which is invisible in the table").format(
                escape=match[0], name=_name(char)
            )
            location = source.at(number, match.start() + 1, len(match[0]))
            rule = "control-character" if breaks else "invisible-character"
            severity = Severity.ERROR if breaks else Severity.WARNING
            yield Diagnostic(rule, message, location, _("delete it"), severity)


def _holds(data: Any, char: str) -> bool:
    if isinstance(data, dict):
        return any(_holds(part, char) for pair in data.items() for part in pair)
    if isinstance(data, list):
        return any(_holds(item, char) for item in data)
    return isinstance(data, str) and char in data


def _message(char: str) -> str:
    return _("there is {name} here (U+{code:04X}), which editors do not show").format(
        name=_name(char), code=ord(char)
    )


def _name(char: str) -> str:
    names = read_data("source", "mistakes")["characters"]
    return str(localized(names.get(ord(char), names["other"])))


def _occurrences(source: Source, pattern: re.Pattern[str]) -> Iterator[tuple[str, int, int]]:
    """The first occurrence of each character on each line, with its line and column."""
    for number, line in enumerate(source.lines, start=1):
        first = {match[0]: match.start() for match in reversed([*pattern.finditer(line)])}
        for char, index in first.items():
            yield char, number, index + 1
