"""Numbers: how they are written (GB/T 15835-2011), and whether they agree."""

import re
from itertools import chain

from progress_report.check.corpus import Corpus, Diagnostics, Passage
from progress_report.check.language.roles import Figures, role
from progress_report.check.rules import (
    averages,
    balance,
    counted_lists,
    counters,
    fractions,
    growth,
    magnitudes,
    numerals,
    points,
    quarters,
    shares,
    sums,
)

_SENTENCE_END = re.compile(r"[。！？\n]")


def check(corpus: Corpus) -> Diagnostics:
    """Find misused numbers in every passage."""
    for passage in corpus.passages:
        figures = passage.figures
        arithmetic = _arithmetic(passage, figures) if figures else ()
        named = counted_lists.check_named(passage)
        days = counted_lists.check_days(passage, figures)
        yield from _each_once(chain(arithmetic, named, days))
        if figures:
            yield from counters.check(passage, figures)
            yield from counters.check_joined(passage, figures)
            yield from counted_lists.check_respective(passage, figures)
            yield from _each_once(magnitudes.check(passage, figures))
        if figures or role("[0-9日]").search(passage.text):
            yield from numerals.check(passage, figures)


def _arithmetic(passage: Passage, figures: Figures) -> Diagnostics:
    """Find contradictions within a sentence, or with the sentence before."""
    before: Figures = []
    sentence = [figures[0]]
    for quantity in figures[1:]:
        if _SENTENCE_END.search(passage.text, sentence[-1].end, quantity.start):
            yield from _each_once(_in_sentence(passage, before, sentence))
            before, sentence = sentence, []
        sentence.append(quantity)
    yield from _each_once(_in_sentence(passage, before, sentence))


def _in_sentence(passage: Passage, before: Figures, figures: Figures) -> Diagnostics:
    if several := len(figures) > 1:
        yield from balance.check(passage, figures)
        yield from quarters.check(passage, figures)
        yield from growth.check_plans(passage, figures)
    yield from sums.check(passage, before, figures)
    yield from counted_lists.check(passage, figures)
    if passage.period:  # the wording has only the city's targets, not results
        if several:
            yield from averages.check(passage, figures)
        yield from shares.check(passage, before, figures)
        yield from growth.check(passage, figures)
        if several:
            yield from fractions.check(passage, figures)
        yield from points.check(passage, figures)


def _each_once(diagnostics: Diagnostics) -> Diagnostics:
    """Leave out what a rule finds at a figure of which another rule has shown more."""
    reported: set[int] = set()
    for diagnostic in diagnostics:
        span = range(diagnostic.start, diagnostic.end)
        if reported.isdisjoint(span):
            reported.update(span)
            yield diagnostic
