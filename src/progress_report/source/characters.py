"""Report invisible characters, each by a name that a person can look up."""

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from progress_report.domain.diagnostics import Diagnostic, Severity
from progress_report.source import worded
from progress_report.source.compose import CONTROL, is_broken
from progress_report.source.places import Source
from progress_report.system.i18n import _
from progress_report.text.excerpt import excerpt

_UNSEEN = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\uffa0\ufff9-\ufffd\U000e0001\U000e0020-\U000e007f]"
)
_REPLACEMENT = "\ufffd"
_BESIDE = 24  # cells of a line that a message cites on either side
_HEX = "[0-9A-Fa-f]"
_ESCAPE = re.compile(rf"\\(?:x({_HEX}{{2}})|u({_HEX}{{4}})|U({_HEX}{{8}})|[0abefvLNP])")
_SURROGATES = range(0xD800, 0xE000)
_SHORT_ESCAPES = dict(zip("0abefvLNP", "\0\a\b\x1b\f\v\u2028\x85\u2029", strict=True))


def control_characters(source: Source) -> list[Diagnostic]:
    """Report characters that break YAML, or end a line where no editor shows a line end."""
    return [*_named(source, CONTROL, "control-character")] if is_broken(source.text) else []


def unseen_characters(source: Source) -> Iterator[Diagnostic]:
    """Report characters without width, and replacement characters."""
    if _UNSEEN.search(source.text) is not None:
        yield from _named(source, _UNSEEN, "invisible-character")


def refused_characters(text: str) -> Iterator[Diagnostic]:
    """The errors on characters of a text that is in no file yet; each message cites the text."""
    source = Source("", text)
    for diagnostic in (*control_characters(source), *unseen_characters(source)):
        if (place := diagnostic.location) and diagnostic.severity is Severity.ERROR:
            line, index = excerpt(
                place.excerpt, place.column - 1, before=_BESIDE, length=2 * _BESIDE
            )
            sides = line[:index], line[index + 1 :]
            before, after = (CONTROL.sub("", _UNSEEN.sub("", side)) for side in sides)
            shown = f"{before}[U+{ord(line[index]):04X}]{after}"
            message = _("'{excerpt}': {problem}")
            words = message.format(excerpt=shown, problem=diagnostic.message)
            yield replace(diagnostic, message=words)


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
            location = source.at(number, match.start() + 1, len(match[0]))
            name = "escaped-control" if breaks else "escaped-invisible"
            yield worded(name, location, escape=match[0], name=_name(char))


def _holds(data: Any, char: str) -> bool:
    if isinstance(data, dict):
        return any(_holds(part, char) for pair in data.items() for part in pair)
    if isinstance(data, list):
        return any(_holds(item, char) for item in data)
    return isinstance(data, str) and char in data


def _name(char: str) -> str:
    return str(worded.word("characters", ord(char)) or worded.word("characters", "other"))


def _named(source: Source, pattern: re.Pattern[str], name: str) -> Iterator[Diagnostic]:
    """A diagnostic of each character that matches, at its first place on each line."""
    for number, line in enumerate(source.lines, start=1):
        first = {match[0]: match.start() for match in reversed([*pattern.finditer(line)])}
        for char, index in first.items():
            location = source.at(number, index + 1)
            if char == _REPLACEMENT:
                yield worded("lost-character", location)
            else:
                yield worded(name, location, name=_name(char), code=ord(char))
