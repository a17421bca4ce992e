"""A term one character away from the one used for the same thing, found from the text itself.

A wrong character nearly always sounds like the right one (see `sounds`), which usually occurs
nearby: in the city's wording of the task, elsewhere in the row, or in other rows of the table. The
search therefore compares pieces of four characters that sound alike but differ. Pieces that differ
by chance do so at an edge, where another word begins (技|发展 and 济|发展), so the typo must be
inside, with three equal characters around it. Only a known term (`terms.txt`, or in quotation
marks in the city's wording) may differ in its first or last character as well.
"""

import re
from dataclasses import dataclass
from itertools import groupby

from progress_report.check.corpus import Corpus, Diagnostics, Passage, TaskPassages
from progress_report.check.language.fixed_phrases import misspelt_idioms, misspelt_phrases
from progress_report.check.language.pieces import (
    OUTLINE,
    OWN_WORDS,
    Typo,
    Usage,
    is_han,
    named_together,
)
from progress_report.check.language.sounds import alike, nearly_alike
from progress_report.check.language.word_lists import both_right, word_list

NEAR_TERM = "near-term"
TWO_SPELLINGS = "two-spellings"
NEAR_IDIOM = "near-idiom"

_ROWS = 3
"""Number of rows from which a piece is established."""
_QUOTED = re.compile("“([一-鿿]{4,12})”")
_COUPLE = re.compile("([一-鿿])([一-鿿])\\1([一-鿿])")
"""Two words that begin alike: 复工复产, also written 复产复工."""


def check(corpus: Corpus) -> Diagnostics:
    """Find terms that differ from an established one by a typo."""
    for passage in corpus.passages:
        yield from _fixed_phrases(passage, corpus.config.terms)
    for _year, rows in groupby(corpus.rows, lambda row: row.sourced.task.year):
        yield from _check_table(tuple(rows), corpus.config.terms)


def _check_table(rows: tuple[TaskPassages, ...], accepted: tuple[str, ...]) -> Diagnostics:
    texts = ["\n".join(passage.text for passage in row.passages) for row in rows]
    # an accepted term is not an error, but no other term is compared with it
    usage = Usage(texts, _ROWS, word_list("terms.txt"))
    for row, text in zip(rows, texts, strict=True):
        yield from _check_row(row, text, usage, accepted)


def _check_row(
    row: TaskPassages, text: str, usage: Usage, accepted: tuple[str, ...]
) -> Diagnostics:
    sound = text.translate(OUTLINE)
    for index, here, there in misspelt_idioms(text, sound):
        if here not in accepted:
            passage, start = _locate(row, index)
            span = start, start + 1
            yield passage.diagnose(NEAR_IDIOM, *span, "near-term", here=here, there=there)
    typos = [
        typo
        for typo in usage.typos(text, sound)
        if _possible(typo) and not any(_covers(term, typo) for term in accepted)
    ]
    judges = _Judges(row.wording.text, usage)
    reported: set[int] = set()
    for judge, rule, name in (
        (judges.by_wording, NEAR_TERM, "in-wording"),
        (judges.by_term, NEAR_TERM, "near-term"),
        (judges.by_table, NEAR_TERM, "in-other-tasks"),
        (judges.by_row, NEAR_TERM, "often-in-row"),
        (judges.undecided, TWO_SPELLINGS, "two-spellings"),
    ):
        for typo in typos:
            if typo.start in reported or not (count := judge(typo)):
                continue
            reported |= {typo.start, typo.place.start} if rule is TWO_SPELLINGS else {typo.start}
            here, there = typo.in_context(most=4 if typo.swapped else 3)
            values = {"here": here, "there": there, "count": count}
            passage, start = _locate(row, typo.start)
            yield passage.diagnose(rule, start, start + len(typo.here), name, **values)
    yield from _swapped_words(row, text)


def _fixed_phrases(passage: Passage, accepted: tuple[str, ...]) -> Diagnostics:
    for start, here, there in misspelt_phrases(passage.text):
        if here not in accepted:
            yield passage.diagnose(NEAR_TERM, start, start + len(here), here=here, there=there)


def _swapped_words(row: TaskPassages, text: str) -> Diagnostics:
    """Find pairs of words that are in the opposite order elsewhere in the row."""
    terms = word_list("terms.txt")
    for match in _COUPLE.finditer(text):
        here, there = match[0], match[1] + match[3] + match[1] + match[2]
        position = text.find(there) if here != there and here not in terms else -1
        if position < 0:
            continue
        edge = not (
            is_han(text[match.start() - 1 : match.start()])
            and is_han(text[match.end() : match.end() + 1])
        )
        if there in terms or (edge and position < match.start()):
            passage, start = _locate(row, match.start())
            yield passage.diagnose(TWO_SPELLINGS, start, start + len(here), here=here, there=there)


def _locate(row: TaskPassages, start: int) -> tuple[Passage, int]:
    passages = iter(row.passages)
    passage = next(passages)
    while start > len(passage.text):
        start -= len(passage.text) + 1
        passage = next(passages)
    return passage, start


def _possible(typo: Typo) -> bool:
    """Whether it may be a typo: neither spelling is a correct word of its own."""
    if not OWN_WORDS.isdisjoint(typo.here + typo.there):
        return False
    if named_together(typo.text, *typo.in_context(most=1)):
        return False
    before, after = typo.text[typo.start - 1 : typo.start], typo.text[typo.end : typo.end + 1]
    words = (
        f"{typo.here}/{typo.there}",
        f"{before}{typo.here}/{before}{typo.there}",
        f"{typo.here}{after}/{typo.there}{after}",
    )
    return both_right().isdisjoint(words)


def _covers(term: str, typo: Typo) -> bool:
    """Whether the typo is inside an accepted term."""
    return typo.text.find(term, max(0, typo.end - len(term)), typo.start + len(term)) >= 0


def _same_sound(typo: Typo) -> bool:
    return typo.swapped or alike(typo.here, typo.there)


def _near_sound(typo: Typo) -> bool:
    # 绿白增绿 for 留白增绿: a later character of the term was typed too early
    anticipated = typo.in_context(most=12)[0].count(typo.here) > 1
    return _same_sound(typo) or nearly_alike(typo.here, typo.there) or anticipated


def _sure(typo: Typo) -> bool:
    """Whether it is inside equal text; the less alike it sounds, the more equal text it needs."""
    if not typo.inside or _same_sound(typo):
        return typo.inside
    return min(typo.left, typo.right) > 1 and nearly_alike(typo.here, typo.there)


@dataclass(frozen=True, slots=True)
class _Judges:
    """Reasons to take a text for a typo: how often the other spelling is where it should be."""

    wording: str
    """The city's wording of the row's task."""
    usage: Usage

    def by_wording(self, typo: Typo) -> int:
        """The city's wording has the other spelling only."""
        here, there = typo.pieces()
        quoted = _near_sound(typo) and any(
            typo.fills(*match.span(1)) for match in _QUOTED.finditer(self.wording)
        )
        return (quoted or _sure(typo)) and there in self.wording and here not in self.wording

    def by_term(self, typo: Typo) -> int:
        """All other characters of a known term are here."""
        return typo.whole and _near_sound(typo) and self._is_rare(typo)

    def by_table(self, typo: Typo) -> int:
        """Other tasks have the other spelling."""
        here, there = typo.pieces()
        if not (typo.inside and _same_sound(typo)) or self.usage.count(here) > 1:
            return 0
        count = self.usage.count(there) - (there in typo.text)
        established = count >= _ROWS and not any(map(self.usage.is_elsewhere, typo.pairs()))
        return count if established else 0

    def by_row(self, typo: Typo) -> int:
        """The row has the other spelling several times."""
        here, there = typo.pieces()
        once = typo.text.count(here) == self.usage.count(here) == 1
        count = typo.text.count(there) if _sure(typo) and once and here not in self.wording else 0
        return count if count > 1 else 0

    def undecided(self, typo: Typo) -> int:
        """The row has both spellings once."""
        if not (typo.inside and _same_sound(typo)) or typo.place.text is not typo.text:
            return 0
        return typo.place.start < typo.start and min(map(self.usage.count, typo.pieces())) == 1

    def _is_rare(self, typo: Typo) -> bool:
        return self.usage.count(typo.pieces()[0]) < _ROWS
