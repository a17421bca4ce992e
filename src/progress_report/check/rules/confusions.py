"""Wordings that are officially wrong, or not the recommended form: a list with sources."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from operator import add

from progress_report.check.corpus import Corpus, PassageDiagnostic
from progress_report.check.language.patterns import by_first_character
from progress_report.check.rule import Family, Rule
from progress_report.check.rules.near_terms import words
from progress_report.domain.diagnostics import Severity
from progress_report.system.data import read_data
from progress_report.system.i18n import _

CONFUSABLE = Rule("confusable", Family.WORDING, Severity.WARNING, gives_way_to="near-term")
VARIANT_FORM = Rule("variant-form", Family.WORDING, Severity.NOTE)
RULES: tuple[Rule, ...] = (CONFUSABLE, VARIANT_FORM)

_DICTIONARY = "《现代汉语词典》（第7版）"
"""What misspellings.txt rests on."""
_PAIR = 2
"""Characters of nearly every misspelling."""


@dataclass(frozen=True, slots=True)
class _Form:
    """The correct form for a wrong one, and its source."""

    right: str
    source: str
    rule: Rule


def check(corpus: Corpus) -> Iterator[PassageDiagnostic]:
    """Find confused words in every passage, by the built-in lists and the project's."""
    listed, forms = built_in_forms()
    office_forms = {
        wrong: _Form(right, "", CONFUSABLE) for wrong, right in corpus.config.confusions.items()
    }
    accepted = {term: term for term in corpus.config.terms if term}
    pattern = _pattern([*accepted, *office_forms], listed)
    forms = {**forms, **office_forms}
    known = forms.keys() - accepted.keys()
    for passage in corpus.passages:
        text = passage.text
        if not _may_match(text) and not any(form in text for form in office_forms):
            continue  # as nearly every text
        matches = [(match.start(), match[0]) for match in pattern.finditer(text)]
        places = {start + at for start, here in matches for at in range(len(here))}
        wrongs = [(start, here, forms[here]) for start, here in matches if here in known]
        wrongs += [match for match in _misspelt(text) if match[0] not in places]
        for start, wrong, form in wrongs:
            message = _("'{wrong}' should be '{right}' here")
            entry = f"{form.source.split('“')[0].split('；')[0]}“{form.right}”"
            hint = _("see {source}").format(source=entry) if form.source else ""
            message = message.format(wrong=wrong, right=form.right)
            yield passage.diagnostic(form.rule, start, start + len(wrong), message, hint)


def _may_match(text: str) -> bool:
    """Whether one of the built-in forms occurs in a text, or may do so."""
    pairs = {*map(add, text, text[1:])}
    short, long = _misspellings()
    if not (short.keys().isdisjoint(pairs) and long.keys().isdisjoint(pairs)):
        return True
    candidates = filter(None, map(_forms_by_pair().get, chain(pairs, text)))
    return any(form in text for forms in candidates for form in forms)


@cache
def _forms_by_pair() -> Mapping[str, list[str]]:
    """The forms by the pair that makes them wrong, or one character alone."""
    pairs: dict[str, list[str]] = {}
    _listed, forms = built_in_forms()
    for wrong, form in forms.items():
        differing = (i for i, (a, b) in enumerate(zip(wrong, form.right, strict=False)) if a != b)
        start = max(0, min(next(differing, 0), len(wrong) - 2))
        pairs.setdefault(wrong[start : start + 2], []).append(wrong)
    return pairs


def _misspelt(text: str) -> Iterator[tuple[int, str, _Form]]:
    """Where a text has one of the misspellings, which, and the form of it."""
    end = 0
    short, long = _misspellings()
    for position, pair in enumerate(map(add, text, text[1:])):
        rows = [*long.get(pair, ())]
        if right := short.get(pair):
            rows.append((pair, 0, right))
        for wrong, offset, right in rows:
            start = position - offset
            if start >= end and text.startswith(wrong, start):
                end = start + len(wrong)
                edges = text[start - 1 : start + 1], text[end - 1 : end + 1]
                if words("usual-words.txt").isdisjoint(edges):
                    yield start, wrong, _Form(right, _DICTIONARY, CONFUSABLE)


@cache
def _misspellings() -> tuple[Mapping[str, str], Mapping[str, Sequence[tuple[str, int, str]]]]:
    """The misspellings of misspellings.txt.

    Those of two characters with the right form; longer ones by a pair of characters that is rare
    elsewhere: the wrong form, the offset of the pair within it, and the right form.
    """
    short: dict[str, str] = {}
    long: dict[str, list[tuple[str, int, str]]] = {}
    for row in words("misspellings.txt"):
        right, *places = row.split("/")
        for index, characters in enumerate(places):
            before, after = right[:index], right[index + 1 :]
            if len(right) == _PAIR:
                short.update({before + char + after: right for char in characters})
                continue
            offset = min(index, len(right) - 2)
            for char in characters:
                wrong = before + char + after
                long.setdefault(wrong[offset : offset + 2], []).append((wrong, offset, right))
    return short, long


def _pattern(words: list[str], then: str) -> re.Pattern[str]:
    """A pattern that matches ``words``, longest first, or else ``then``."""
    first = [re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)) if word]
    return re.compile("|".join([*first, then]))


@cache
def built_in_forms() -> tuple[str, Mapping[str, _Form]]:
    """The list as one pattern, exceptions before forms, and the correction of each form."""
    groups = read_data("check", "confusions")
    forms: dict[str, _Form] = {}
    exceptions, patterns = [], []
    for group in groups:
        exceptions += group.get("except", ())
        before = f"(?={group['before']})" if "before" in group else ""
        rule = VARIANT_FORM if group.get("note") else CONFUSABLE
        for wrong, right in group["forms"].items():
            forms[wrong] = _Form(right, group["source"], rule)
            patterns.append(wrong + before)
    listed = sorted(exceptions, key=len, reverse=True) + patterns
    return by_first_character(listed), forms
