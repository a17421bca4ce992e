"""Wordings that are officially wrong, or not the recommended form: a list with sources."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
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
    """Whether one of the built-in forms occurs in a text."""
    candidates = filter(None, map(_by_pair().get, chain(map(add, text, text[1:]), text)))
    return any(form in text for forms in candidates for form in forms)


@cache
def _by_pair() -> Mapping[str, list[str]]:
    """The forms and misspellings by the pair that makes them wrong, or one character alone."""
    pairs = {pair: [row[0] for row in rows] for pair, rows in _misspellings().items()}
    _listed, forms = built_in_forms()
    for wrong, form in forms.items():
        differing = (i for i, (a, b) in enumerate(zip(wrong, form.right, strict=False)) if a != b)
        start = max(0, min(next(differing, 0), len(wrong) - 2))
        pairs.setdefault(wrong[start : start + 2], []).append(wrong)
    return pairs


def _misspelt(text: str) -> Iterator[tuple[int, str, _Form]]:
    """Where a text has one of the misspellings, which, and the form of it."""
    end = 0
    for position, pair in enumerate(map(add, text, text[1:])):
        for wrong, offset, right in _misspellings().get(pair, ()):
            start = position - offset
            if start >= end and text.startswith(wrong, start):
                end = start + len(wrong)
                if _words().isdisjoint((text[start - 1 : start + 1], text[end - 1 : end + 1])):
                    yield start, wrong, _Form(right, _DICTIONARY, CONFUSABLE)


@cache
def _words() -> frozenset[str]:
    """The words of two characters, which a form has none of: it arises where they meet."""
    return frozenset(row[:2] for row in words("misspellings.txt") if row[2:3] in ("", "/"))


@cache
def _misspellings() -> Mapping[str, list[tuple[str, int, str]]]:
    """The misspellings of misspellings.txt, by a pair of characters that is rare elsewhere.

    Each is the wrong form, the offset of the pair within it, and the right form.
    """
    pairs: dict[str, list[tuple[str, int, str]]] = {}
    for row in words("misspellings.txt"):
        right, *wrong_characters = row.split("/")
        for index, characters in enumerate(wrong_characters):
            offset = min(index, len(right) - 2)
            before, after = right[:index], right[index + 1 :]
            for char in characters:
                wrong = before + char + after
                pairs.setdefault(wrong[offset : offset + 2], []).append((wrong, offset, right))
    for rows in pairs.values():
        rows.sort(key=lambda row: -len(row[0]))
    return pairs


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
