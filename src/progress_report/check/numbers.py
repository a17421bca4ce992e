"""Numbers: how they are written (GB/T 15835-2011), and whether they agree."""

from collections.abc import Iterator

from progress_report.check import arithmetic, counters, numerals, ranges
from progress_report.check.corpus import Corpus, Finding
from progress_report.check.rule import Rule
from progress_report.quantities import quantities

RULES: tuple[Rule, ...] = (*arithmetic.RULES, *counters.RULES, *ranges.RULES, *numerals.RULES)


def check(corpus: Corpus) -> Iterator[Finding]:
    """Find misused numbers in every passage."""
    for passage in corpus.passages:
        found = quantities(passage.text)
        yield from arithmetic.check(passage, found)
        yield from counters.check(passage, found)
        yield from ranges.check(passage, found)
        yield from numerals.check(passage, found)
