"""Continuity: the same words in the reports of two tasks."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter

from progress_report.check.corpus import Corpus, Diagnostics, Passage, PassageDiagnostic
from progress_report.check.language.roles import role
from progress_report.check.language.word_lists import word_list
from progress_report.text.punctuation import fold

_LENGTH = 20
_PHRASE = 4
"""Characters of most official phrases."""
_MOST = 4
"""Text in more rows than this is a standard phrase of the office."""
_CLAUSE = re.compile(r"[^，。；：！？,;:!?\n]+")
_REPORTS = "[0-9]|已|完成|累计|召开|印发|截至|目前|正在|了"
"""What reports of a task say; a text without these is a formula that every office uses."""
_EDGE = "，。；：、！？,;:!?\n "


@dataclass(frozen=True, slots=True)
class _Place:
    """The first place where words occur."""

    passage: Passage
    text: str
    start: int


def check(corpus: Corpus) -> Diagnostics:
    """Find text that two tasks' reports for one period share.

    Words are compared at the edges of clauses only, and by their hashes first, so that the work
    grows with the text and not with the number of pairs.
    """
    tables: dict[str, list[tuple[Passage, ...]]] = defaultdict(list)
    for row in corpus.rows:
        for period, passages in row.entries.items():
            tables[period.name].append(passages)
    for reports in tables.values():
        if shared := _shared(reports):
            yield from _in_table(reports, shared)


def _shared(reports: Iterable[tuple[Passage, ...]]) -> set[int]:
    """The hashes of words that occur in more than one report, but not in many."""
    counts: Counter[int] = Counter()
    for passages in reports:
        counts.update(
            {hash(words) for passage in passages for _start, words in _windows(fold(passage.text))}
        )
    return {words for words, count in counts.items() if 1 < count <= _MOST}


def _windows(text: str) -> Iterator[tuple[int, str]]:
    """Positions to compare, with their words: a copy begins or ends with a clause."""
    last = len(text) - _LENGTH
    for clause in _CLAUSE.finditer(text):
        start, end = clause.span()
        if end >= _LENGTH:
            yield end - _LENGTH, text[end - _LENGTH : end]
        if start <= last and start != end - _LENGTH:
            yield start, text[start : start + _LENGTH]


def _in_table(reports: Iterable[tuple[Passage, ...]], shared: set[int]) -> Diagnostics:
    places: dict[str, _Place] = {}
    for passages in reports:
        for passage in passages:
            text = fold(passage.text)
            shared_places = []
            for start, words in _windows(text):
                if hash(words) in shared:
                    place = places.setdefault(words, _Place(passage, text, start))
                    if place.passage.sourced is not passage.sourced:
                        shared_places.append((start, place))
            yield from _copied(passage, text, shared_places)


def _copied(passage: Passage, text: str, shared_places: list[tuple[int, _Place]]) -> Diagnostics:
    done = 0
    for position, place in sorted(shared_places, key=itemgetter(0)):
        if position < done:
            continue
        start, end = _widen(text, position, place.text, place.start, done)
        done = end
        run = role("{formula}").sub("", text[start:end])
        if (
            len(run) < _LENGTH
            or not role(_REPORTS).search(role("{plan_figures}").sub("", run))
            or _is_official(run)
        ):
            continue
        shift = place.start - position
        yield _diagnostic(passage, start, end, place.passage)
        yield _diagnostic(place.passage, start + shift, end + shift, passage)


def _is_official(text: str) -> bool:
    """Whether a text is made of phrases that every office uses, at least by half."""
    terms, idioms = word_list("terms.txt"), word_list("idioms.txt")
    covered: set[int] = set()
    for start in range(len(text) - _PHRASE + 1):
        piece = text[start : start + _PHRASE]
        if piece in terms or piece in idioms:
            covered.update(range(start, start + _PHRASE))
    return 2 * len(covered) >= len(text) and not any(map(str.isdecimal, text))


def _diagnostic(passage: Passage, start: int, end: int, source: Passage) -> PassageDiagnostic:
    return passage.diagnose(
        "copied-text", start, end, count=end - start, docket=source.sourced.task.docket
    )


def _widen(
    text: str, position: int, other_text: str, other_position: int, least: int
) -> tuple[int, int]:
    """The longest text that two texts share around a position, without marks at its ends."""
    start, shift = position, other_position - position
    while start > least and start + shift > 0 and text[start - 1] == other_text[start - 1 + shift]:
        start -= 1
    end = position + _LENGTH
    while (
        end < len(text) and end + shift < len(other_text) and text[end] == other_text[end + shift]
    ):
        end += 1
    run = text[start:end]
    return end - len(run.lstrip(_EDGE)), start + len(run.rstrip(_EDGE))
