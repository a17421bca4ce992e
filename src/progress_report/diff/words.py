"""The changes inside a sentence, in pieces that readers can take in at a glance.

Numbers stay whole with their percent sign, Latin words stay whole, Han characters stand alone; a
few equal characters between two changes are taken into them, so that a reader sees one change
and not three.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

from progress_report.text.excerpt import common_prefix

_TOKEN = re.compile(
    r"[0-9]+(?:[.,][0-9]+)*(?:%|％|‰)?"  # 35.76%, 139,713
    r"|[A-Za-z][A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)*"  # PM2.5, YZ00-0405
    r"|\s+|.",
    re.DOTALL,
)
_MAX_WORK = 1_000_000
"""Comparisons of equal tokens beyond which a text counts as replaced as a whole."""
_MIN_RUN = 2
"""Fewer equal characters than these do not separate two changes."""


class Mark(StrEnum):
    """How a piece of text has changed."""

    SAME = "same"
    DROPPED = "dropped"
    ADDED = "added"


class Piece(NamedTuple):
    """A run of characters that has changed in one way."""

    mark: Mark
    text: str


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces from one text to another.

    Without the added ones they read ``before``, without the dropped ones ``after``. A dropped piece
    precedes the added one that replaces it.
    """
    a, b = _TOKEN.findall(before), _TOKEN.findall(after)
    head = common_prefix(a, b)
    tail = common_prefix(a[head:][::-1], b[head:][::-1])
    middle = _operations(a[head : len(a) - tail], b[head : len(b) - tail])
    pieces = [("".join(a[:head]),) * 2, *middle, ("".join(a[len(a) - tail :]),) * 2]
    return tuple(_pieces(_merged(pieces)))


def _operations(a: list[str], b: list[str]) -> list[tuple[str, str]]:
    """Pairs of texts before and after: equal, or one replaced by the other."""
    if set(a).isdisjoint(b) or _is_too_much(a, b):
        return [("".join(a), "".join(b))]
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return [
        ("".join(a[i1:i2]), "".join(b[j1:j2])) for _tag, i1, i2, j1, j2 in matcher.get_opcodes()
    ]


def _is_too_much(a: list[str], b: list[str]) -> bool:
    if len(a) * len(b) <= _MAX_WORK:
        return False
    in_b = Counter(b)
    return sum(count * in_b[token] for token, count in Counter(a).items()) > _MAX_WORK


def _merged(pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Merge short runs of equal text into the changes on both sides of them."""
    pairs = [pair for pair in pairs if pair != ("", "")]
    held: tuple[str, str] | None = None
    for index, (before, after) in enumerate(pairs):
        if before != after:
            held = (held[0] + before, held[1] + after) if held else (before, after)
        elif held and index + 1 < len(pairs) and _is_short(before):
            held = (held[0] + before, held[1] + after)
        else:
            if held:
                yield held
            held = None
            yield before, after
    if held:
        yield held


def _is_short(text: str) -> bool:
    return len(text) < _MIN_RUN or not any(char.isalnum() for char in text)


def _pieces(pairs: Iterator[tuple[str, str]]) -> Iterator[Piece]:
    for before, after in pairs:
        if before == after:
            yield Piece(Mark.SAME, before)
            continue
        if before:
            yield Piece(Mark.DROPPED, before)
        if after:
            yield Piece(Mark.ADDED, after)
