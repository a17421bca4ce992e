"""What changed from one running text to another, as short as a reader can find it."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*[%％‰]?|[A-Za-z]+|.", re.DOTALL)
_STOPS = frozenset("，。；：、！？\n")
_MAX_FRAGMENTS = 4  # texts that differ in more places are quoted whole
_MAX_NAME = 15
"""Characters of a text, such as the name of a unit, that is quoted whole unless figures change."""
_MIN_RATIO = 0.4  # texts less alike than this are quoted whole


class Fragment(NamedTuple):
    """A passage that differs."""

    before: str
    after: str
    start: int  # where it begins in the text after


def fragments(before: str, after: str) -> list[Fragment]:
    """The passages that differ, each before and after, in order.

    A number changes as a whole. What was added or left out is quoted with its clause, and a
    passage that occurs more than once in the text before with what precedes it. The full stop of
    whole texts is left out.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    spans = [(i, j, k, m) for tag, i, j, k, m in matcher.get_opcodes() if tag != "equal"]
    in_figures = any(
        map(str.isdigit, "".join(t for i, j, k, m in spans for t in old[i:j] + new[k:m]))
    )
    is_name = max(len(before), len(after)) <= _MAX_NAME and not in_figures
    if spans and (len(spans) > _MAX_FRAGMENTS or matcher.ratio() < _MIN_RATIO or is_name):
        end = "。" * (before.endswith("。") and after.endswith("。"))
        return [Fragment(before.removesuffix(end), after.removesuffix(end), 0)]
    widened: list[tuple[int, int, int, int]] = []
    for span in spans:
        span = _widened(old, new, before, span)  # noqa: PLW2901 - the same span, wider
        if widened and span[0] < widened[-1][1]:
            first = widened.pop()
            span = (min(first[0], span[0]), span[1], min(first[2], span[2]), span[3])  # noqa: PLW2901 - as above
        widened.append(span)
    return [
        Fragment("".join(old[i:j]), "".join(new[k:m]), len("".join(new[:k])))
        for i, j, k, m in widened
    ]


def _widened(
    old: list[str], new: list[str], before: str, span: tuple[int, int, int, int]
) -> tuple[int, int, int, int]:
    i, j, k, m = span
    if i == j or k == m:
        while i and k and old[i - 1] == new[k - 1] and old[i - 1] not in _STOPS:
            i, k = i - 1, k - 1
        while j < len(old) and m < len(new) and old[j] == new[m] and old[j] not in _STOPS:
            j, m = j + 1, m + 1
    while i and k and old[i - 1] == new[k - 1] and (i == j or before.count("".join(old[i:j])) > 1):
        i, k = i - 1, k - 1
    while j < len(old) and m < len(new) and old[j] == new[m] and i == j:
        j, m = j + 1, m + 1
    return i, j, k, m
