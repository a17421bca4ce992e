"""的, 地 or 得 where what stands beside it usually has another of them: 清醒的看到, 走的更稳.

Counts of official prose decide (``particle-neighbours.txt``): a naive Bayes classifier whose
features are the words on both sides. The patterns of ``particles.yaml`` judge by grammar, and go
first.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from progress_report.check.corpus import Corpus, Diagnostics
from progress_report.check.language.roles import role
from progress_report.check.language.word_lists import data_lines

UNUSUAL_PARTICLE = "unusual-particle"

_LEAST = {"的": 9, "地": 13, "得": 13}
"""By how many powers of two another particle must be more likely than this one."""
_LEADS_TO_NOUNS = frozenset("有是一个种些作做")
"""What stands before a noun and its attribute: 有清醒的认识."""
_NEAR = 16
"""Characters before the particle in which the verb is sought."""
_DEGREES = frozenset("更很越非太极十特相")
"""What begins a degree, as after 走得."""
_PARTICLE = re.compile("[的地得](?<=[一-鿿].)(?=[一-鿿])")
_LONGEST = 4
"""Characters of a word that has 的, 地 or 得 in it."""


class _Evidence(NamedTuple):
    """Evidence for 地 and 得 against 的, by words and single characters on each side."""

    before: Mapping[str, tuple[int, int]]
    behind: Mapping[str, tuple[int, int]]
    words: frozenset[str]
    """Those in which the characters are no particles."""


def check(corpus: Corpus) -> Diagnostics:
    """Find particles that hardly ever stand between these words."""
    for passage in corpus.passages:
        for match in _PARTICLE.finditer(passage.text):
            usual = _usual(passage.text, match.start())
            if usual != match[0]:
                start, end = max(0, match.start() - 2), match.end() + 2
                values = {"here": passage.text[start:end], "there": usual}
                yield passage.diagnose(UNUSUAL_PARTICLE, *match.span(), **values)


def _usual(text: str, index: int) -> str:
    """The particle that usually stands where this one does; itself unless another surely does."""
    here, known = text[index], _evidence()
    before, behind = text[max(0, index - 2) : index], text[index + 1 : index + 3]
    if here == "地" and before not in known.before:
        return here  # it may end a word of its own: 样地
    if here == "的" and text[:index][-3:-2] in _LEADS_TO_NOUNS:
        return here
    first = known.before.get(before) or known.before.get(before[-1], (0, 0))
    last = known.behind.get(behind) or known.behind.get(behind[0], (0, 0))
    scores = {"的": 0, "地": first[0] + last[0], "得": first[1] + last[1]}
    usual = max(scores, key=lambda particle: scores[particle])
    if usual == "地" and role("{governed}").search(text, max(0, index - _NEAR), index + 5):
        return here
    if usual == "得" and here == "的" and text[index + 1] not in _DEGREES:
        return here
    if scores[usual] < scores[here] + _LEAST[here]:
        return here
    starts = range(max(0, index + 1 - _LONGEST), index + 1)
    ends = range(index + 1, index + 1 + _LONGEST)
    in_word = any(text[start:end] in known.words for start in starts for end in ends)
    return here if in_word else usual


@cache
def _evidence() -> _Evidence:
    sides: dict[str, dict[str, tuple[int, int]]] = {"before": {}, "behind": {}, "words": {}}
    for line in data_lines("particle-neighbours.txt"):
        side, for_di, for_de, *words = line.split()
        sides[side].update(dict.fromkeys(words, (int(for_di), int(for_de))))
    return _Evidence(sides["before"], sides["behind"], frozenset(sides["words"]))
