"""Where the words of diagnostics are."""

from collections.abc import Iterator
from typing import Any

from progress_report.system.data import read_data

WORDED = {
    "source": "mistakes",
    "office": "problems",
    "readers": "problems",
    "importing": "problems",
    "collect": "problems",
    "check": "messages",
}
"""By package, the name of the file."""


def sentences(language: str) -> Iterator[str]:
    """What all these files say in one language."""
    parts: list[Any] = [read_data(*file) for file in WORDED.items()]
    while parts:
        part = parts.pop()
        if isinstance(part, dict) and part.keys() == {"zh", "en"}:
            yield part[language]
        elif isinstance(part, dict | list):
            parts += part.values() if isinstance(part, dict) else part
