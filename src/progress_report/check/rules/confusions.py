"""Wordings that are officially wrong, or not the recommended form: a list with sources."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from progress_report.check.corpus import Corpus, PassageDiagnostic
from progress_report.check.rule import Family, Rule
from progress_report.domain.diagnostics import Severity
from progress_report.system.data import read_data
from progress_report.system.i18n import _

CONFUSABLE = Rule("confusable", Family.WORDING, Severity.WARNING, gives_way_to="near-term")
VARIANT_FORM = Rule("variant-form", Family.WORDING, Severity.NOTE)
RULES: tuple[Rule, ...] = (CONFUSABLE, VARIANT_FORM)


@dataclass(frozen=True, slots=True)
class _Form:
    """The correct form for a wrong one, and its source."""

    right: str
    source: str
    rule: Rule


def check(corpus: Corpus) -> Iterator[PassageDiagnostic]:
    """Find confused words in every passage, by the built-in list and the project's."""
    listed, forms = built_in_forms()
    office_forms = {
        wrong: _Form(right, "", CONFUSABLE) for wrong, right in corpus.config.confusions.items()
    }
    accepted = {term: term for term in corpus.config.terms if term}
    pattern = _pattern([*accepted, *office_forms], listed)
    forms = {**forms, **office_forms}
    for passage in corpus.passages:
        for match in pattern.finditer(passage.text):
            if (form := forms.get(match[0])) and match[0] not in accepted:
                message = _("'{wrong}' should be '{right}' here")
                entry = f"{form.source.split('“')[0].split('；')[0]}“{form.right}”"
                hint = _("see {source}").format(source=entry) if form.source else ""
                message = message.format(wrong=match[0], right=form.right)
                yield passage.diagnostic(form.rule, *match.span(), message, hint)


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
