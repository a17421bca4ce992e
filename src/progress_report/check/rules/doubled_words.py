"""A word typed twice in a row."""

import re
from collections.abc import Iterator
from itertools import pairwise

from progress_report.check.corpus import Corpus, Diagnostics
from progress_report.check.language.pieces import is_han
from progress_report.check.language.roles import mapping, role

_TWICE = re.compile("([一-鿿]{2,5}?)\\1")
_LEAST = 4
_CLAUSE_AGAIN = re.compile(f"(?:^|(?<=[。；，\n]))([一-鿿]{{{_LEAST},20}})，(?P<again>\\1)")
"""A clause typed twice: 今年以来，今年以来新增企业320家."""
_REDUPLICATED = re.compile("一|很|[许好]多|老远|研究|讨论|商量|考虑|学习|(.)\\1")
"""Beginnings of words that are correctly doubled: 一步一步, 许多许多, 研究研究, 个个个个."""
_STUTTER = "([一-鿿])(?=\\1){never_doubled}"
"""A word whose first character was typed before it."""


def check(corpus: Corpus) -> Diagnostics:
    """Find words that are typed twice."""
    for passage in corpus.passages:
        for start, end in _doubled(passage.text):
            yield passage.diagnose("doubled-word", start, end)


def _doubled(text: str) -> Iterator[tuple[int, int]]:
    for twice in _TWICE.finditer(text):
        start, end = twice.span()
        if _REDUPLICATED.match(twice[1]) or role("{words_meeting}").match(text, start):
            continue
        # 深化文化文艺: other short words may meet by chance, but not at the edge of a clause
        edge = not (is_han(text[start - 1 : start]) and is_han(text[end : end + 1]))
        if edge or twice[1] in mapping("never_doubled") or len(twice[1]) > len("文化"):
            yield start, end
    if any(after[:_LEAST] in before for before, after in pairwise(text.split("，"))):
        for again in _CLAUSE_AGAIN.finditer(text):
            yield again.span("again")
    yield from _characters(text)


def _characters(text: str) -> Iterator[tuple[int, int]]:
    """The single characters that are typed twice, as words or at the beginning of one."""
    for particle in role("{particle_twice}").finditer(text):
        start, end = particle.span()
        if text[max(0, start - 1) : start + 1] not in mapping("particle_ends"):
            yield start, end
    for stutter in role(_STUTTER).finditer(text):
        start, end = stutter.span()
        doubled = text[end : end + 1] == text[end - 1]  # 开开心心
        if not doubled and not is_han(text[max(0, start - 1) : start]):
            yield start, end
