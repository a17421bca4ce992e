"""Placeholder reports: text that fills a cell and reports nothing, such as 无, 同上 or 见附件."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from progress_report.system.data import Patterns, read_data
from progress_report.text.prose import without_whitespace

_STOPS = "。.，,、；;"
_PLACEHOLDER = (
    "(?i)(?:{nothing_of}*{nothing}|{reference}{reference_to}{reference_period}?|{other}"
    rf"|[-—–－/／\\×0○〇]+)[{_STOPS}]*|[{_STOPS}…]+"
)


def is_placeholder(text: str) -> bool:
    """Whether a report says nothing: only 无, 同上, 见附件 or a dash."""
    return _shipped_pattern().fullmatch(without_whitespace(text)) is not None


def placeholder_pattern(words: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """The regular expression for the words of data/placeholders.yaml."""
    return Patterns({**words, "patterns": {"placeholder": _PLACEHOLDER}})["placeholder"]


@cache
def _shipped_pattern() -> re.Pattern[str]:
    return placeholder_pattern(read_data("check", "placeholders"))
