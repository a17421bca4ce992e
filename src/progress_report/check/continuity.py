"""The continuity family."""

from collections.abc import Iterator

from progress_report.check.corpus import Corpus, Finding
from progress_report.check.rule import Rule

RULES: tuple[Rule, ...] = ()


def check(corpus: Corpus) -> Iterator[Finding]:
    """Find what is wrong in a corpus."""
    del corpus
    yield from ()
