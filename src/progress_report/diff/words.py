"""What changed inside a sentence, in words a reader takes in at a glance.

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
"""Comparisons of equal tokens beyond which two texts are told as one replaced by the other."""
_ISLAND = 2
"""Equal runs of fewer Han characters than this are no landmark between two changes."""


class Mark(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    DROPPED = "dropped"
    ADDED = "added"


class Piece(NamedTuple):
    """A run of characters and what became of it."""

    mark: Mark
    text: str


def tokens(text: str) -> list[str]:
    """Split a text into what is compared as a whole; joined, they are the text again."""
    return _TOKEN.findall(text)


def compare(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces that lead from ``old`` to ``new``.

    Without the added ones they read ``old``, without the dropped ones ``new``. A dropped piece
    stands before the added one that takes its place.
    """
    a, b = tokens(old), tokens(new)
    head = common_prefix(a, b)
    tail = common_prefix(a[head:][::-1], b[head:][::-1])
    middle = _operations(a[head : len(a) - tail], b[head : len(b) - tail])
    pieces = [("".join(a[:head]),) * 2, *middle, ("".join(a[len(a) - tail :]),) * 2]
    return tuple(_pieces(_merged(pieces)))


def _operations(a: list[str], b: list[str]) -> list[tuple[str, str]]:
    """Pairs of old and new text; in a pair the two are equal, or one replaces the other."""
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
    """Take small islands of equal text into the changes on both sides of them."""
    pairs = [pair for pair in pairs if pair != ("", "")]
    held: tuple[str, str] | None = None
    for index, (old, new) in enumerate(pairs):
        if old != new:
            held = (held[0] + old, held[1] + new) if held else (old, new)
        elif held and index + 1 < len(pairs) and _is_island(old):
            held = (held[0] + old, held[1] + new)
        else:
            if held:
                yield held
            held = None
            yield old, new
    if held:
        yield held


def _is_island(text: str) -> bool:
    return len(text) < _ISLAND or not any(char.isalnum() for char in text)


def _pieces(pairs: Iterator[tuple[str, str]]) -> Iterator[Piece]:
    for old, new in pairs:
        if old == new:
            yield Piece(Mark.SAME, old)
            continue
        if old:
            yield Piece(Mark.DROPPED, old)
        if new:
            yield Piece(Mark.ADDED, new)
