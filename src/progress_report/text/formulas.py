"""Texts that a spreadsheet would run when it opens a CSV file, made harmless and back.

A unit's text must come through unchanged, and nobody's machine may run it. So what would be run
gets one apostrophe in front, as OWASP advises against CSV injection; and as a text that already
begins with apostrophes before such a beginning gets one more, taking one away gives back exactly
what was there.
"""

import re

_RUN = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
"""How what is run begins; full-width marks too, which Excel takes for half-width ones."""
_NUMBER = re.compile(r"'*[+\-－＋]?\d+(?:,\d{3})*(?:\.\d+)?[%％]?")
"""A number is only shown."""


def guard(text: str) -> str:
    """The text, with an apostrophe in front if a spreadsheet would run it."""
    return f"'{text}" if _would_run(text) else text


def unguard(text: str) -> str:
    """The text before it was guarded; any other text as it is."""
    return text[1:] if text.startswith("'") and _would_run(text) else text


def _would_run(text: str) -> bool:
    return _RUN.match(text) is not None and _NUMBER.fullmatch(text) is None
