"""Wordings that are officially wrong, or not recommended, by their source; and misspellings."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import add

from progress_report.check.corpus import Corpus, Diagnostics
from progress_report.check.language.word_edges import stands_apart, stands_between_words
from progress_report.check.language.word_lists import word_list
from progress_report.check.language.word_search import WordSearch, places
from progress_report.check.rule import Family, Rule
from progress_report.domain.diagnostics import Severity
from progress_report.system.data import read_data

CONFUSABLE = Rule("confusable", Family.WORDING, gives_way_to=("near-term",))
VARIANT_FORM = Rule("variant-form", Family.WORDING, Severity.NOTE)
RULES: tuple[Rule, ...] = (CONFUSABLE, VARIANT_FORM)


@dataclass(frozen=True, slots=True)
class _Form:
    """The correct form for a wrong one, and its source."""

    right: str
    source: str = ""
    rule: Rule = CONFUSABLE
    before: str = ""
    """A pattern of what follows where the form is wrong; empty if it always is."""


def check(corpus: Corpus) -> Diagnostics:
    """Find confused words in every passage, by the built-in lists and the project's."""
    accepted = dict.fromkeys(corpus.config.terms)
    office = {wrong: _Form(right) for wrong, right in corpus.config.confusions.items()}
    office_words = sorted({**office, **accepted}, key=lambda word: (-len(word), word))
    listed = {**dict.fromkeys(office_words), **built_in_forms(), **office, **accepted}
    search = _search(tuple(listed))
    order = {word: number for number, word in enumerate(listed)}
    for passage in corpus.passages:
        text = passage.text
        found = sorted(search.find(text), key=lambda match: (match[0], order[match[1]]))
        matches = [*_without_overlaps(text, found, listed)]
        taken = {start + at for start, here in matches for at in range(len(here))}
        wrongs = [(start, here, form) for start, here in matches if (form := listed[here])]
        wrongs += [match for match in _misspelt(text) if match[0] not in taken]
        for start, wrong, form in wrongs:
            source = f"{form.source.split('“')[0].split('；')[0]}“{form.right}”"
            values = {"there": form.right, "source": source, "cure": "see" if form.source else ""}
            yield passage.diagnose(form.rule, start, start + len(wrong), "confusable", **values)


@lru_cache(maxsize=4)
def _search(words: tuple[str, ...]) -> WordSearch:
    return WordSearch(words)


def _without_overlaps(
    text: str, found: Sequence[tuple[int, str]], listed: Mapping[str, _Form | None]
) -> Iterator[tuple[int, str]]:
    """What is found and begins after the end of what was found before, and is wrong or accepted."""
    end = 0
    for start, word in found:
        form, after = listed[word], start + len(word)
        if start >= end and not (form and not re.compile(form.before).match(text, after)):
            end = after
            yield start, word


def _misspelt(text: str) -> Iterator[tuple[int, str, _Form]]:
    """Where a text has one of the misspellings, which, and the form of it."""
    found = _misspellings()
    forms: dict[str, _Misspelling] = {}
    for pair in filter(found.__getitem__, map(add, text, text[1:])):
        forms.update(found[pair])
    found_at = [(start, -len(wrong), wrong) for wrong in forms for start in places(text, wrong)]
    end = 0
    for start, _size, wrong in sorted(found_at):
        after = start + len(wrong)
        if start < end or not stands_apart(text, start, after):
            continue
        if forms[wrong].anywhere or stands_between_words(text, start, after):
            end = after
            yield start, wrong, _Form(forms[wrong].right)


@dataclass(frozen=True, slots=True)
class _Misspelling:
    """The right form of a misspelling, and whether it is one anywhere, not only between words."""

    right: str
    anywhere: bool


class _Misspellings(dict[str, Mapping[str, _Misspelling]]):
    """The misspellings that begin with a pair of characters: those of misspellings.txt.

    A pair is looked up the first time that a text has it: most never are.
    """

    def __init__(self) -> None:
        self._by_first: dict[str, list[str]] = {}
        self._by_second: dict[str, list[str]] = {}
        self._longer: dict[str, dict[str, _Misspelling]] = {}
        for row in word_list("misspellings.txt"):
            if row[len("AB")] == "/":
                self._by_first.setdefault(row[0], []).append(row)
                self._by_second.setdefault(row[1], []).append(row)
            else:
                self._add_longer(*row.split("/"))

    def _add_longer(self, right: str, *characters: str) -> None:
        for index, wrong in enumerate(characters):
            for char in wrong:
                form = right[:index] + char + right[index + 1 :]
                self._longer.setdefault(form[:2], {})[form] = _Misspelling(right, anywhere=True)

    def __missing__(self, pair: str) -> Mapping[str, _Misspelling]:
        """Look a pair up once."""
        first, second = pair[0], pair[1]
        found = self[pair] = dict(self._longer.get(pair, ()))
        for rows, place, char in (
            (self._by_first.get(first, ()), 2, second),
            (self._by_second.get(second, ()), 1, first),
        ):
            for row in rows:
                if char in row and len(parts := row.split("/")) > place:
                    anywhere, _mark, between_words = parts[place].partition("?")
                    if char in anywhere + between_words:
                        found[pair] = _Misspelling(parts[0], char in anywhere)
        return found


_misspellings = cache(_Misspellings)


@cache
def built_in_forms() -> Mapping[str, _Form | None]:
    """The list: exceptions, longest first, then each wrong form with its correction."""
    exceptions: list[str] = []
    forms: dict[str, _Form] = {}
    for group in read_data("check", "confusions"):
        exceptions += group.get("except", ())
        rule = VARIANT_FORM if group.get("note") else CONFUSABLE
        for wrong, right in group["forms"].items():
            forms[wrong] = _Form(right, group["source"], rule, group.get("before", ""))
    return {**dict.fromkeys(sorted(exceptions, key=len, reverse=True)), **forms}
