"""The word lists that the program ships, with one word taken out at a time."""

from collections.abc import Iterator, Mapping
from typing import Any

from progress_report.system.data import read_data


def words_in(package: str, name: str, *lists: str) -> list[tuple[str, str]]:
    """Each list of a data file, by its name, with each of its words.

    Args:
        package: The package whose data it is.
        name: The file's name without its ending.
        lists: The lists wanted; all of the file if none is named.
    """
    data = read_data(package, name)
    named = lists or [key for key, value in data.items() if isinstance(value, list)]
    return [(key, word) for key in named for word in data[key]]


def without(data: Mapping[str, Any], name: str, word: str) -> dict[str, Any]:
    """The same data, but for a word of a list."""
    assert word in data[name]
    return {**data, name: [other for other in data[name] if other != word]}


def repeated(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Words that stand in one list twice."""
    for name, words in data.items():
        if isinstance(words, list):
            yield from ((name, word) for word in {*words} if words.count(word) > 1)
