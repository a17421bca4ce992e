"""Text as a YAML scalar: plain where every parser reads it as the same text, else quoted."""

import json
import re

from progress_report.source.compose import CONTROL

# Scalars that YAML 1.1 or the YAML 1.2 core schema resolves to a type other than text.
_NOT_TEXT = re.compile(
    r"""~|null|y|n|yes|no|on|off|true|false|=|<<
    |[-+]?(?:0b[01_]+|0o[0-7_]+|0x[0-9a-f_]+)
    |[-+]?(?:\.[0-9_]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:e[-+]?[0-9]+)?
    |[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?
    |[-+]?\.inf|\.nan
    |[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[T\ \t].*)?""",
    re.IGNORECASE | re.VERBOSE,
)
_INDICATOR_FIRST = re.compile(r"[-?:,\[\]{}#&*!|>'\"%@`]|\.\.\.")
_INDICATOR_WITHIN = re.compile(r":(?:\s|$)|\s#")
# Numbers that every parser reads, and writes again, with the same digits.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]*[1-9])?")
_FLOW_INDICATOR = re.compile(r"[,\[\]{}:?]")


def inline(text: str, *, flow: bool = False, number: bool = False) -> str:
    """Text as a scalar on one line.

    Within brackets (``flow``) more characters have a meaning.
    """
    if CONTROL.search(text) or "\n" in text or "\t" in text:
        quoted = json.dumps(text, ensure_ascii=False)
        return CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)
    if number and _NUMBER.fullmatch(text):
        return text
    if _is_plain(text) and not (flow and _FLOW_INDICATOR.search(text)):
        return text
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def literal(text: str) -> list[str] | None:
    """Text as a literal block: the indicator, then its lines without indentation.

    None if such a block would not give back exactly this text.
    """
    body = text.removesuffix("\n")
    lines = body.split("\n")
    if body[:1] in ("", " ", "\t", "\n") or CONTROL.search(body):
        return None
    if not lines[-1] or any(line != line.rstrip(" \t") for line in lines):
        return None
    return ["|" if text.endswith("\n") else "|-", *lines]


def _is_plain(text: str) -> bool:
    return not (
        text != text.strip(" \t")
        or _INDICATOR_FIRST.match(text)
        or _INDICATOR_WITHIN.search(text)
        or _NOT_TEXT.fullmatch(text)
        or not text
    )
