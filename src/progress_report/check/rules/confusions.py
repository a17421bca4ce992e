"""Wordings that are officially wrong, or not recommended, by their source; and misspellings."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from progress_report.check.corpus import Corpus, Diagnostics
from progress_report.check.language.misspellings import misspellings
from progress_report.check.language.patterns import text_before
from progress_report.check.language.word_search import WordSearch
from progress_report.system.data import read_data

CONFUSABLE = "confusable"
VARIANT_FORM = "variant-form"

_CLAUSE_START = re.compile("[，。；：！？“”（）\n]")


@dataclass(frozen=True, slots=True)
class _Form:
    """The correct form for a wrong one, and its source."""

    right: str
    source: str = ""
    rule: str = CONFUSABLE
    before: str = ""
    """A pattern of what follows where the form is wrong; empty if it always is."""
    after: Sequence[str] = ()
    """Words of which one stands earlier in the clause where it is wrong; none if it always is."""

    def is_wrong(self, text: str, start: int, end: int) -> bool:
        """Whether the form is wrong at a place of a text."""
        if not re.compile(self.before).match(text, end):
            return False
        clause = text_before(_CLAUSE_START, text, start) if self.after else ""
        return not self.after or any(word in clause for word in self.after)


_Forms = Mapping[str, Sequence[_Form]]
"""The forms of each wording; none for one that is right though it holds a wrong one."""


def check(corpus: Corpus) -> Diagnostics:
    """Find confused words in every passage, by the built-in lists and the project's."""
    config = corpus.config
    listed, order, search = all_forms(config.terms, tuple(config.confusions.items()))
    for passage in corpus.passages:
        text = passage.text
        found = search.find(text)
        found.sort(key=lambda match: (match[0], order[match[1]]))
        matches = [*_without_overlaps(text, found, listed)] if found else []
        taken = {start + at for start, here, _form in matches for at in range(len(here))}
        wrongs = [(start, here, form) for start, here, form in matches if form]
        wrongs += [
            (start, wrong, _Form(right))
            for start, wrong, right in misspellings(text)
            if start not in taken
        ]
        for start, wrong, form in wrongs:
            entries = re.findall("“([^”]+)”", form.source)
            entry = next((word for word in entries if word in form.right), form.right)
            source = f"{form.source.split('“')[0].split('；')[0]}“{entry}”"
            values = {"there": form.right, "source": source, "cure": "see" if form.source else ""}
            yield passage.diagnose(form.rule, start, start + len(wrong), "confusable", **values)


@lru_cache(maxsize=4)
def all_forms(
    terms: Sequence[str], confusions: Sequence[tuple[str, str]]
) -> tuple[_Forms, Mapping[str, int], WordSearch]:
    """The built-in list with the project's: the forms, the order of the words, and their search."""
    accepted: _Forms = dict.fromkeys(terms, ())
    office = {wrong: (_Form(right),) for wrong, right in confusions}
    office_words = sorted({**office, **accepted}, key=lambda word: (-len(word), word))
    listed = {**dict.fromkeys(office_words, ()), **_built_in_forms(), **office, **accepted}
    order = {word: number for number, word in enumerate(listed)}
    return listed, order, WordSearch(tuple(listed))


def _without_overlaps(
    text: str, found: Sequence[tuple[int, str]], listed: _Forms
) -> Iterator[tuple[int, str, _Form | None]]:
    """What is found and begins after the end of what was found before, and is wrong or accepted."""
    end = 0
    for start, word in found:
        forms, after = listed[word], start + len(word)
        form = next((form for form in forms if form.is_wrong(text, start, after)), None)
        if start >= end and (form or not forms):
            end = after
            yield start, word, form


def _built_in_forms() -> _Forms:
    """The list: exceptions, longest first, then each wrong form with its correction."""
    exceptions: list[str] = []
    forms: dict[str, list[_Form]] = {}
    for group in read_data("check", "confusions"):
        exceptions += group.get("except", ())
        rule = VARIANT_FORM if group.get("note") else CONFUSABLE
        conditions = group.get("before", ""), group.get("after", ())
        for wrong, right in group["forms"].items():
            form = _Form(right, group.get("source", ""), rule, *conditions)
            forms.setdefault(wrong, []).append(form)
    return {**dict.fromkeys(sorted(exceptions, key=len, reverse=True), ()), **forms}
