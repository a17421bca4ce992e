"""Wordings that are officially wrong, or not the recommended form: a list with sources."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from operator import add

from progress_report.check.corpus import Corpus, PassageDiagnostic
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
    begins = {form[:2] for form in (*forms, *_misspellings())}
    for passage in corpus.passages:
        text = passage.text
        if begins.isdisjoint(text) and begins.isdisjoint(map(add, text, text[1:])):
            continue  # as nearly every text
        matches = [(match.start(), match[0]) for match in pattern.finditer(text)]
        places = {start + at for start, here in matches for at in range(len(here))}
        matches += [match for match in _misspelt(text) if match[0] not in places]
        for start, wrong in matches:
            if wrong not in accepted and (form := forms.get(wrong) or _misspellings().get(wrong)):
                message = _("'{wrong}' should be '{right}' here")
                entry = f"{form.source.split('“')[0].split('；')[0]}“{form.right}”"
                hint = _("see {source}").format(source=entry) if form.source else ""
                message = message.format(wrong=wrong, right=form.right)
                end = start + len(wrong)
                yield passage.diagnostic(form.rule, start, end, message, hint)


def _misspelt(text: str) -> Iterator[tuple[int, str]]:
    """Where a text has one of the misspellings, and which."""
    begins, end = _by_beginning(), 0
    for start, pair in enumerate(map(add, text, text[1:])):
        for wrong in begins.get(pair, ()):
            if start >= end and text.startswith(wrong, start):
                end = start + len(wrong)
                yield start, wrong


@cache
def _misspellings() -> Mapping[str, _Form]:
    """The forms of misspellings.txt."""
    rows = [row.split("/") for row in words("misspellings.txt")]
    return {w: _Form(right, _DICTIONARY, CONFUSABLE) for right, *wrongs in rows for w in wrongs}


@cache
def _by_beginning() -> Mapping[str, list[str]]:
    """The misspellings by their first two characters."""
    begins: dict[str, list[str]] = {}
    for wrong in sorted(_misspellings(), key=len, reverse=True):
        begins.setdefault(wrong[:2], []).append(wrong)
    return begins


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
    by_first: dict[str, list[str]] = {}  # a search tries far fewer alternatives
    for pattern in sorted(exceptions, key=len, reverse=True) + patterns:
        by_first.setdefault(pattern[0], []).append(pattern[1:])
    groups_of_forms = (f"{first}(?:{'|'.join(rest)})" for first, rest in by_first.items())
    return "|".join(groups_of_forms), forms
