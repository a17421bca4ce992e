"""Numbers: how they are written (GB/T 15835-2011), and whether they agree."""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import groupby

from progress_report.check.corpus import Corpus, Passage, PassageDiagnostic
from progress_report.check.rule import Rule
from progress_report.check.rules import counters, numerals, ranges, shares, sums
from progress_report.text.quantities import Quantity, quantities

RULES: tuple[Rule, ...] = (
    *sums.RULES,
    *shares.RULES,
    *counters.RULES,
    *ranges.RULES,
    *numerals.RULES,
)

_SENTENCE_END = re.compile(r"[。！？\n]")


def check(corpus: Corpus) -> Iterator[PassageDiagnostic]:
    """Find misused numbers in every passage."""
    for passage in corpus.passages:
        figures = quantities(passage.text)
        if figures:
            yield from _arithmetic(passage, figures)
            yield from counters.check(passage, figures)
        yield from ranges.check(passage, figures)
        yield from numerals.check(passage, figures)


def _arithmetic(passage: Passage, figures: Sequence[Quantity]) -> Iterator[PassageDiagnostic]:
    """Find contradictions within a sentence, or with the sentence before."""
    ends = [match.start() for match in _SENTENCE_END.finditer(passage.text)]
    before: list[Quantity] = []
    for _sentence, group in groupby(figures, lambda quantity: bisect(ends, quantity.start)):
        sentence = list(group)
        yield from sums.check(passage, before, sentence)
        if passage.period:  # the wording has only the city's targets, not results
            yield from shares.check(passage, before, sentence)
        before = sentence
