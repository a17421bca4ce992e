"""A term one character away from the one used for the same thing, found from the text itself.

A wrong character nearly always sounds like the right one (see `sounds`), which usually occurs
nearby: in the city's wording of the task, elsewhere in the row, or in other rows of the table. The
search therefore compares pieces of four characters that sound alike but differ. Pieces that differ
by chance do so at an edge, where another word begins (技|发展 and 济|发展), so the typo must be
inside, with three equal characters around it. Only a known term (`terms.txt`, or in quotation
marks in the city's wording) may differ in its first or last character as well.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from progress_report.check.corpus import Corpus, Passage, PassageDiagnostic, TaskPassages
from progress_report.check.language.fixed_phrases import misspelt_idioms, misspelt_phrases
from progress_report.check.language.pieces import OUTLINE, OWN_WORDS, Typo, Usage, is_han
from progress_report.check.language.sounds import alike, nearly_alike
from progress_report.check.language.word_lists import word_list
from progress_report.check.rule import Family, Rule
from progress_report.domain.diagnostics import Severity
from progress_report.system.i18n import _

NEAR_TERM = Rule("near-term", Family.WORDING, Severity.WARNING)
TWO_SPELLINGS = Rule("two-spellings", Family.WORDING, Severity.NOTE)
NEAR_IDIOM = Rule(
    "near-idiom",
    Family.WORDING,
    Severity.NOTE,
    gives_way_to=("confusable", "near-term", "two-spellings"),
)
RULES: tuple[Rule, ...] = (NEAR_TERM, TWO_SPELLINGS, NEAR_IDIOM)

_ROWS = 3
"""Number of rows from which a piece is established."""
_QUOTED = re.compile("“([一-鿿]{4,12})”")
_COUPLE = re.compile("([一-鿿])([一-鿿])\\1([一-鿿])")
"""Two words that begin alike: 复工复产, also written 复产复工."""


def check(corpus: Corpus) -> Iterator[PassageDiagnostic]:
    """Find terms that differ from an established one by a typo."""
    for passage in corpus.passages:
        yield from _fixed_phrases(passage, corpus.config.terms)
    for _year, rows in groupby(corpus.rows, lambda row: row.sourced.task.year):
        yield from _check_table(tuple(rows), corpus.config.terms)


def _check_table(
    rows: tuple[TaskPassages, ...], accepted: tuple[str, ...]
) -> Iterator[PassageDiagnostic]:
    texts = ["\n".join(passage.text for passage in row.passages) for row in rows]
    # an accepted term is not an error, but no other term is compared with it
    usage = Usage(texts, _ROWS, word_list("terms.txt"))
    for row, text in zip(rows, texts, strict=True):
        yield from _check_row(row, text, usage, accepted)


def _check_row(
    row: TaskPassages, text: str, usage: Usage, accepted: tuple[str, ...]
) -> Iterator[PassageDiagnostic]:
    sound = text.translate(OUTLINE)
    for index, here, there in misspelt_idioms(text, sound):
        if here not in accepted:
            passage, start = _locate(row, index)
            yield _phrase(passage, start, here, there, NEAR_IDIOM)
    typos = [
        typo
        for typo in usage.typos(text, sound)
        if _possible(typo) and not any(_covers(term, typo) for term in accepted)
    ]
    judges = _Judges(row.wording.text, usage)
    reported: set[int] = set()
    for judge, rule in (
        (judges.by_wording, NEAR_TERM),
        (judges.by_term, NEAR_TERM),
        (judges.by_table, NEAR_TERM),
        (judges.by_row, NEAR_TERM),
        (judges.undecided, TWO_SPELLINGS),
    ):
        for typo in typos:
            if typo.start in reported or not (message := judge(typo)):
                continue
            reported |= {typo.start, typo.place.start} if rule is TWO_SPELLINGS else {typo.start}
            yield _diagnostic(row, typo, message, rule)
    yield from _swapped_words(row, text)


def _fixed_phrases(passage: Passage, accepted: tuple[str, ...]) -> Iterator[PassageDiagnostic]:
    for start, here, there in misspelt_phrases(passage.text):
        if here not in accepted:
            yield _phrase(passage, start, here, there, NEAR_TERM)


def _phrase(passage: Passage, start: int, here: str, there: str, rule: Rule) -> PassageDiagnostic:
    message = _("'{here}' is a typo for '{there}'").format(here=here, there=there)
    hint = _("write '{there}'").format(there=there)
    end = start + (1 if rule is NEAR_IDIOM else len(here))
    return passage.diagnostic(rule, start, end, message, hint)


def _swapped_words(row: TaskPassages, text: str) -> Iterator[PassageDiagnostic]:
    """Find pairs of words that are in the opposite order elsewhere in the row."""
    terms = word_list("terms.txt")
    for match in _COUPLE.finditer(text):
        here, there = match[0], match[1] + match[3] + match[1] + match[2]
        position = text.find(there) if here != there and here not in terms else -1
        edge = not (
            is_han(text[match.start() - 1 : match.start()])
            and is_han(text[match.end() : match.end() + 1])
        )
        if position >= 0 and (there in terms or (edge and position < match.start())):
            message = _("'{here}' here, but '{there}' elsewhere in this row")
            passage, start = _locate(row, match.start())
            message = message.format(here=here, there=there)
            hint = _("if both mean the same, write it in one way")
            yield passage.diagnostic(TWO_SPELLINGS, start, start + len(here), message, hint)


def _diagnostic(row: TaskPassages, typo: Typo, message: str, rule: Rule) -> PassageDiagnostic:
    here, there = typo.in_context(most=4 if typo.swapped else 3)
    message = message.format(here=here, there=there)
    hint = _("write '{there}'").format(there=there)
    if rule is TWO_SPELLINGS:
        hint = _("if both mean the same, write it in one way")
    passage, start = _locate(row, typo.start)
    return passage.diagnostic(rule, start, start + len(typo.here), message, hint)


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
    """Reasons to take a text for a typo: each gives a message for ``{here}`` and ``{there}``."""

    wording: str
    """The city's wording of the row's task."""
    usage: Usage

    def by_wording(self, typo: Typo) -> str:
        """The city's wording has the other spelling only."""
        here, there = typo.pieces()
        quoted = _near_sound(typo) and any(
            typo.fills(*match.span(1)) for match in _QUOTED.finditer(self.wording)
        )
        if (quoted or _sure(typo)) and there in self.wording and here not in self.wording:
            return _("'{here}' here, but '{there}' in the city's wording")
        return ""

    def by_term(self, typo: Typo) -> str:
        """All other characters of a known term are here."""
        if typo.whole and _near_sound(typo) and self._is_rare(typo):
            return _("'{here}' is a typo for '{there}'")
        return ""

    def by_table(self, typo: Typo) -> str:
        """Other tasks have the other spelling."""
        here, there = typo.pieces()
        if typo.inside and _same_sound(typo) and self.usage.count(here) <= 1:
            count = self.usage.count(there) - (there in typo.text)
            if count >= _ROWS and not any(map(self.usage.is_elsewhere, typo.pairs())):
                message = _("'{here}' here, but '{there}' in {count} other tasks")
                return message.replace("{count}", str(count))
        return ""

    def by_row(self, typo: Typo) -> str:
        """The row has the other spelling several times."""
        here, there = typo.pieces()
        once = typo.text.count(here) == self.usage.count(here) == 1
        if _sure(typo) and once and here not in self.wording:
            count = typo.text.count(there)
            if count > 1:
                message = _("'{here}' here, but '{there}' {count} times in this row")
                return message.replace("{count}", str(count))
        return ""

    def undecided(self, typo: Typo) -> str:
        """The row has both spellings once."""
        if not (typo.inside and _same_sound(typo)) or typo.place.text is not typo.text:
            return ""
        counts = map(self.usage.count, typo.pieces())
        if typo.place.start < typo.start and min(counts) == 1:
            return _("'{here}' here, but '{there}' elsewhere in this row")
        return ""

    def _is_rare(self, typo: Typo) -> bool:
        return self.usage.count(typo.pieces()[0]) < _ROWS


@cache
def both_right() -> frozenset[str]:
    """Pairs that sound alike and are both correct, ``A/B`` and ``B/A``."""
    pairs = [pair.split("/") for pair in word_list("both-right.txt")]
    return frozenset(f"{a}/{b}" for pair in pairs for a, b in (pair, reversed(pair)))
