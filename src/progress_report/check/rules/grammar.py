"""Faulty sentences (病句) that patterns can find. The patterns are in check/data."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from progress_report.check import worded
from progress_report.check.corpus import Corpus, Diagnostics, Passage, PassageDiagnostic
from progress_report.check.language.pairings import PairTable
from progress_report.check.language.patterns import Match, Pattern
from progress_report.check.language.word_search import WordSearch
from progress_report.domain.config import CheckConfig, GrammarPattern, MessageName, Pairing
from progress_report.domain.task import UNWORDED
from progress_report.system.data import read_data
from progress_report.system.i18n import _

MISMATCHED_PAIR = "mismatched-pair"
MIXED_PATTERN = "mixed-pattern"
MISSING_WORD = "missing-word"
NUMBER_FORM = "number-form"
RESIDUE = "residue"
WRONG_PARTICLE = "wrong-particle"

_DEFAULT_MESSAGE: Mapping[str, MessageName] = {
    MIXED_PATTERN: "mixed",
    MISSING_WORD: "missing",
    NUMBER_FORM: "figure",
    RESIDUE: "residue",
    WRONG_PARTICLE: "particle",
}
_DECEMBER = 12
_REMARKED, _REMARK = "核实后删去", 12
"""What to do with a remark of a colleague, and the characters between two words of one."""


class Grammar:
    """Compiled pairs and patterns."""

    def __init__(
        self, pairs: tuple[PairTable, ...], patterns: tuple[tuple[str, Pattern], ...]
    ) -> None:
        self.pairs, self.patterns = pairs, patterns
        needed = [pattern.needed for _rule, pattern in patterns]
        self._most = max(map(len, needed), default=0)
        # of a word, a bit for each set that it is in: first those of the patterns' first sets
        self._bits = defaultdict[str, int](int)
        for number, sets in enumerate(needed):
            free = [frozenset(("",))] * (self._most - len(sets))
            for level, words in enumerate([*sets, *free]):
                bit = 1 << (level * len(patterns) + number)
                for word in words:
                    self._bits[word] |= bit
        self._words = WordSearch(self._bits)

    def possible(self, text: str) -> Iterator[tuple[str, Pattern]]:
        """The patterns of which a text has every word that a match needs."""
        here = self._bits[""]
        for word in self._words.words_in(text):
            here |= self._bits[word]
        possible = (1 << len(self.patterns)) - 1
        for level in range(self._most):
            possible &= here >> (level * len(self.patterns))
        while possible:
            number = (possible & -possible).bit_length() - 1
            yield self.patterns[number]
            possible &= possible - 1


@cache
def built_in() -> Grammar:
    """The pairs and patterns of check/data."""
    pairings = read_data("check", "pairings")
    pairs = PairTable([Pairing.model_validate(row) for row in pairings["pairs"]], pairings["verbs"])
    tables = (
        (MISMATCHED_PAIR, pairings["patterns"]),
        (MIXED_PATTERN, read_data("check", "grammar")),
        (MISSING_WORD, read_data("check", "omissions")),
        (NUMBER_FORM, read_data("check", "figures")),
        (RESIDUE, read_data("check", "residue")),
        (WRONG_PARTICLE, read_data("check", "particles")),
    )
    rows = [(rule, GrammarPattern.model_validate(row)) for rule, table in tables for row in table]
    return Grammar((pairs,), tuple((rule, Pattern(row)) for rule, row in rows))


def with_office_patterns(config: CheckConfig) -> Grammar:
    """The pairs and patterns of check/data, and those of the office."""
    ours = built_in()
    if not (config.grammar or config.omissions or config.pairings):
        return ours
    tables = ((MIXED_PATTERN, config.grammar), (MISSING_WORD, config.omissions))
    office_patterns = tuple((rule, Pattern(row)) for rule, table in tables for row in table)
    office_pairs = (PairTable(config.pairings, ours.pairs[0].verbs),) if config.pairings else ()
    return Grammar((*ours.pairs, *office_pairs), (*ours.patterns, *office_patterns))


def check(corpus: Corpus) -> Diagnostics:
    """Find faulty grammar in every passage."""
    grammar = with_office_patterns(corpus.config)
    for passage in corpus.passages:
        if passage.text == UNWORDED:
            continue  # another rule reports it
        for pairs in grammar.pairs:
            yield from _mismatches(passage, pairs)
        yield from _faults(passage, grammar.possible(passage.text))


def _mismatches(passage: Passage, pairs: PairTable) -> Diagnostics:
    for start, end, verb, noun, correct in pairs.matches(passage.text):
        between = passage.text[start + len(verb) : end - len(noun)]
        values = {
            "verb": verb,
            "noun": noun,
            "correct": correct,
            "replacements": tuple(right.replace("…", between) for right in _choices(correct)),
        }
        yield passage.diagnose(MISMATCHED_PAIR, start, end, **values)


def _choices(correct: str) -> list[str]:
    """The texts of which each is right, as a row of the data gives them."""
    return correct.split(" / ")


def _faults(passage: Passage, patterns: Iterable[tuple[str, Pattern]]) -> Diagnostics:
    reported = list[PassageDiagnostic]()
    # figures of December are for the year
    part_of_year = passage.period is not None and passage.period.last < _DECEMBER
    for rule, pattern in patterns:
        for match in pattern.matches(passage.text, part_of_year=part_of_year):
            diagnostic = _diagnostic(passage, rule, pattern, match)
            # patterns overlap, and a remark has several words: one fault is reported once
            bare = pattern.row.correct == _REMARKED and passage.text[match.start] not in "（([【"
            reach = _REMARK if bare else 0
            wide = diagnostic._replace(start=diagnostic.start - reach, end=diagnostic.end + reach)
            if not any(
                diagnostic.overlaps(other) or (wide.overlaps(other) and wide.hint == other.hint)
                for other in reported
                if other.rule == rule
            ):
                reported.append(diagnostic)
                yield diagnostic


def _diagnostic(passage: Passage, rule: str, pattern: Pattern, match: Match) -> PassageDiagnostic:
    name = pattern.row.message or _DEFAULT_MESSAGE[rule]
    text = match.text
    if rule == WRONG_PARTICLE:
        text = passage.text[match.start : match.end]  # without the subject before it
    # where no text can be offered in place of what is wrong, rows say what to do
    is_advice = match.correct in worded
    choices = [] if is_advice else _choices(match.correct)
    values = {
        "text": text,
        "choices": _(" or ").join(_("'{text}'").format(text=choice) for choice in choices),
        "cure": match.correct if is_advice else "choices",
        "replacements": tuple(choice for choice in choices if "…" not in choice),
    }
    return passage.diagnose(rule, match.start, match.end, name, **values)
