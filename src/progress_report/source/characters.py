"""Report invisible characters, each by a name that a person can look up."""

import re
import sys
from collections.abc import Iterator
from typing import Any

from progress_report.domain.diagnostics import Diagnostic, Severity
from progress_report.source.compose import CONTROL, is_broken
from progress_report.source.places import Source
from progress_report.system.i18n import N_, _

_UNSEEN = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\uffa0\ufff9-\ufffd\U000e0001\U000e0020-\U000e007f]"
)
_REPLACEMENT = "\ufffd"
_HEX = "[0-9A-Fa-f]"
_ESCAPE = re.compile(rf"\\(?:x({_HEX}{{2}})|u({_HEX}{{4}})|U({_HEX}{{8}})|[0abefvLNP])")
_SURROGATES = range(0xD800, 0xE000)
_SHORT_ESCAPES = dict(zip("0abefvLNP", "\0\a\b\x1b\f\v\u2028\x85\u2029", strict=True))
_NAMES = {
    0x00: N_("a null character"),
    0x08: N_("a backspace"),
    0x0B: N_("a vertical tab (Word's line break)"),
    0x0C: N_("a form feed (page break)"),
    0x0D: N_("a carriage return in the middle of a line"),
    0x1B: N_("an escape character"),
    0x7F: N_("a delete character"),
    0x85: N_("a next-line character"),
    0xAD: N_("a soft hyphen"),
    0x034F: N_("a combining grapheme joiner"),
    0x061C: N_("a right-to-left mark"),
    0x115F: N_("a Hangul filler"),
    0x1160: N_("a Hangul filler"),
    0x180E: N_("a zero-width vowel separator"),
    0x200B: N_("a zero-width space"),
    0x200C: N_("a zero-width non-joiner"),
    0x200D: N_("a zero-width joiner"),
    0x200E: N_("a left-to-right mark"),
    0x200F: N_("a right-to-left mark"),
    0x2028: N_("a line separator"),
    0x2029: N_("a paragraph separator"),
    0x202A: N_("a start of left-to-right text"),
    0x202B: N_("a start of right-to-left text"),
    0x202C: N_("an end of directed text"),
    0x202D: N_("a left-to-right override"),
    0x202E: N_("a right-to-left override"),
    0x2060: N_("a zero-width word joiner"),
    0x2800: N_("a blank Braille pattern"),
    0x3164: N_("a Hangul filler"),
    0xFFA0: N_("a Hangul filler"),
    0xFEFF: N_("a byte order mark"),
    0xFFFC: N_("a placeholder of a picture or object that was not copied"),
}


def control_characters(source: Source) -> list[Diagnostic]:
    """Report characters that break YAML, or end a line where no editor shows a line end."""
    if not is_broken(source.text):
        return []
    hint = _("delete it; text pasted from Word often brings such characters along")
    return [
        Diagnostic("control-character", _message(char), source.at(line, column), hint)
        for char, line, column in _occurrences(source, CONTROL)
    ]


def unseen_characters(source: Source) -> list[Diagnostic]:
    """Report characters without width, and replacement characters."""
    if _UNSEEN.search(source.text) is None:
        return []
    diagnostics = []
    for char, line, column in _occurrences(source, _UNSEEN):
        location = source.at(line, column)
        if char == _REPLACEMENT:
            message = _("'�' stands for a character that was lost when the text was converted")
            hint = _("look it up in the original and type it again")
            diagnostics.append(Diagnostic("lost-character", message, location, hint))
            continue
        hint = _("delete it: put the cursor behind the character before it and press Delete")
        diagnostics.append(
            Diagnostic("invisible-character", _message(char), location, hint, Severity.WARNING)
        )
    return diagnostics


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
            name = _(_NAMES.get(point, N_("an invisible character")))
            message = _("'{escape}' stands for {name}, which is invisible in the table").format(
                escape=match[0], name=name
            )
            location = source.at(number, match.start() + 1, len(match[0]))
            rule = "control-character" if breaks else "invisible-character"
            severity = Severity.ERROR if breaks else Severity.WARNING
            yield Diagnostic(rule, message, location, _("delete it"), severity)


def _holds(data: Any, char: str) -> bool:
    """Whether a key or a text of a file's data has a character."""
    if isinstance(data, dict):
        return any(_holds(part, char) for pair in data.items() for part in pair)
    if isinstance(data, list):
        return any(_holds(item, char) for item in data)
    return isinstance(data, str) and char in data


def _message(char: str) -> str:
    code = ord(char)
    name = _(_NAMES.get(code, N_("an invisible character")))
    return _("there is {name} here (U+{code:04X}), which editors do not show").format(
        name=name, code=code
    )


def _occurrences(source: Source, pattern: re.Pattern[str]) -> Iterator[tuple[str, int, int]]:
    """The first occurrence of each character on each line, with its line and column."""
    for number, line in enumerate(source.lines, start=1):
        first = {match[0]: match.start() for match in reversed([*pattern.finditer(line)])}
        for char, index in first.items():
            yield char, number, index + 1
