"""Lists of words in check/data, parted by white space."""

from functools import cache
from pathlib import Path

_DATA = Path(__file__).parents[1] / "data"


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of a list in check/data."""
    lines = (_DATA / name).read_text(encoding="utf-8").split("\n")
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
