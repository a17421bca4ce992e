"""Lists of words in check/data, parted by white space."""

from functools import cache
from pathlib import Path

_DATA = Path(__file__).parents[1] / "data"


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of a list in check/data."""
    return frozenset(word for line in data_lines(name) for word in line.split())


def data_lines(name: str) -> list[str]:
    """The lines of a file in check/data that are neither empty nor remarks."""
    lines = (_DATA / name).read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line and not line.startswith("#")]


@cache
def both_right() -> frozenset[str]:
    """Pairs that sound alike and are both correct, ``A/B`` and ``B/A``."""
    pairs = [pair.split("/") for pair in word_list("both-right.txt")]
    return frozenset(f"{a}/{b}" for pair in pairs for a, b in (pair, reversed(pair)))
