"""Wordings that are officially wrong, or not the recommended form: a list with sources."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import add

from progress_report.check.corpus import Corpus, PassageDiagnostic
from progress_report.check.language.word_lists import word_list
from progress_report.check.language.word_search import WordSearch, places
from progress_report.check.rule import Family, Rule
from progress_report.domain.diagnostics import Severity
from progress_report.system.data import read_data
from progress_report.system.i18n import _

CONFUSABLE = Rule("confusable", Family.WORDING, Severity.WARNING, gives_way_to=("near-term",))
VARIANT_FORM = Rule("variant-form", Family.WORDING, Severity.NOTE)
RULES: tuple[Rule, ...] = (CONFUSABLE, VARIANT_FORM)

_DICTIONARY = "《现代汉语词典》（第7版）"
"""What misspellings.txt rests on."""


@dataclass(frozen=True, slots=True)
class _Form:
    """The correct form for a wrong one, and its source."""

    right: str
    source: str = ""
    rule: Rule = CONFUSABLE
    before: str = ""
    """A pattern of what follows where the form is wrong; empty if it always is."""


def check(corpus: Corpus) -> Iterator[PassageDiagnostic]:
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
            message = _("'{wrong}' should be '{right}' here").format(wrong=wrong, right=form.right)
            entry = f"{form.source.split('“')[0].split('；')[0]}“{form.right}”"
            hint = _("see {source}").format(source=entry) if form.source else ""
            yield passage.diagnostic(form.rule, start, start + len(wrong), message, hint)


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
    misspellings, longer = _misspellings()
    pairs = misspellings.keys() & map(add, text, text[1:])
    words = [word for pair in pairs for word in longer.get(pair, (pair,))]
    end = 0
    for start, wrong in sorted((start, word) for word in words for start in places(text, word)):
        after = start + len(wrong)
        edges = text[start - 1 : start + 1], text[after - 1 : after + 1]
        if start >= end and word_list("usual-words.txt").isdisjoint(edges):
            end = after
            yield start, wrong, _Form(misspellings[wrong], _DICTIONARY)


@cache
def _misspellings() -> tuple[Mapping[str, str], Mapping[str, Sequence[str]]]:
    """The right form of each of misspellings.txt, and by their first pair those that are longer.

    Each first pair is among the former, too.
    """
    forms: dict[str, str] = {}
    for row in word_list("misspellings.txt"):
        right, *places = row.split("/")
        for index, characters in enumerate(places):
            before, after = right[:index], right[index + 1 :]
            forms.update({before + char + after: right for char in characters})
    longer: dict[str, list[str]] = {}
    for wrong in forms:
        if len(wrong) > len("AB"):
            pair = wrong[:2]
            longer.setdefault(pair, [pair] if pair in forms else []).append(wrong)
    return dict.fromkeys(longer, "") | forms, longer


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
