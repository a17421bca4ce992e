"""Shortened texts for messages: the beginning of a text, the part around a position, a list."""

from collections.abc import Sequence
from typing import NamedTuple

from progress_report.text.width import width

ELLIPSIS = "…"


class Excerpt(NamedTuple):
    """A part of a text, with an ellipsis where something is left out."""

    text: str
    offset: int  # the index of the original position in the excerpt


def truncate(text: str, available: int) -> str:
    """A line, truncated with an ellipsis if it takes more cells of a terminal than available."""
    if width(text) <= available:
        return text
    return text[: _fitting(text, available - 1)] + ELLIPSIS


def excerpt(text: str, position: int, *, before: int, length: int) -> Excerpt:
    """The text, or the part of it around a 0-based position, which may be past the end.

    Of the ``length`` in cells so many ``before`` are kept in front of the position, fewer if its
    character needs the room. A text no wider than the length is kept whole.
    """
    if width(text) <= length:
        return Excerpt(text, position)
    before = min(before, length - width(text[position : position + 1]))
    start = max(0, position - _fitting(text[:position][::-1] or " ", before))
    end = start + _fitting(text[start:], length)
    prefix, suffix = ELLIPSIS * (start > 0), ELLIPSIS * (end < len(text))
    return Excerpt(prefix + text[start:end] + suffix, len(prefix) + position - start)


def _fitting(text: str, available: int) -> int:
    end = column = 0
    while end < len(text):
        surely = max(1, (available - column) // 2)  # no character is wider than two cells
        column += width(text[end : end + surely])
        if column > available:
            break
        end += surely
    return min(end, len(text))


def common_prefix(before: Sequence[str], after: Sequence[str]) -> int:
    """The number of characters, words or lines that two texts share at the beginning."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((n for n, (old, new) in pairs if old != new), min(len(before), len(after)))


def join_truncated(names: Sequence[str], limit: int, separator: str) -> str:
    """The first names of a list, followed by an ellipsis if there are more."""
    kept = [*names[:limit], ELLIPSIS] if len(names) > limit else names
    return separator.join(kept)
