"""Run the rules over a corpus, on every core, and locate their diagnostics in the files."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from importlib import import_module
from typing import Protocol, cast

from progress_report.check.corpus import MOST_IN_A_TEXT, Corpus, Passage, PassageDiagnostic
from progress_report.check.rule import FOUND_BY, RULES
from progress_report.domain.diagnostics import Diagnostic, Hint
from progress_report.domain.period import Period
from progress_report.system import progress
from progress_report.system.i18n import _
from progress_report.system.parallel import fork_map

PARALLEL_FROM = 500
"""Number of tasks from which a second process pays off (measured: see bench/README.md)."""


class RuleModule(Protocol):
    """A module of rules that read prose."""

    def check(self, corpus: Corpus) -> Iterable[PassageDiagnostic]:
        """Find what breaks its rules."""


FAMILIES = tuple(
    cast("RuleModule", import_module(f"progress_report.check.rules.{name}")) for name in FOUND_BY
)
"""The modules of data/catalogue.yaml that read prose."""


_Place = int | tuple[int, tuple[str | int, ...], Period | None]
"""A passage's number; for the place of a key the row's number, its path and its period."""
_Packed = tuple[str, _Place, tuple[int, int, str, Hint, tuple[str, ...]]]
"""A diagnostic that refers to its passage by number, cheap to send from another process."""


def search(
    corpus: Corpus, modules: Sequence[RuleModule], wanted: Collection[str]
) -> list[PassageDiagnostic]:
    """Run the named rules, module by module."""
    progress.begin(_("checking by rules"), len(modules))
    if len(corpus.rows) < PARALLEL_FROM:
        return [d for module in modules for d in _found(module, corpus, wanted)]
    passages = {id(passage): number for number, passage in enumerate(corpus.passages)}
    rows = {id(row.sourced): number for number, row in enumerate(corpus.rows)}

    def place(passage: Passage) -> _Place:
        if (number := passages.get(id(passage))) is not None:
            return number
        return rows[id(passage.sourced)], passage.path, passage.period

    def packed(module: RuleModule) -> list[_Packed]:
        return [(d.rule, place(d.passage), d[2:]) for d in _found(module, corpus, wanted)]

    return [
        PassageDiagnostic(rule, _passage(corpus, place), *rest)
        for items in fork_map(packed, modules)
        for rule, place, rest in items
    ]


def _passage(corpus: Corpus, place: _Place) -> Passage:
    if isinstance(place, int):
        return corpus.passages[place]
    row, path, period = place
    return Passage("", corpus.rows[row].sourced, path, period)


def _found(
    module: RuleModule, corpus: Corpus, wanted: Collection[str]
) -> Iterator[PassageDiagnostic]:
    """What a module reports of the wanted rules, of each rule the first 50 in a text."""
    counts: Counter[tuple[str, int]] = Counter()
    for diagnostic in module.check(corpus):
        rule, passage = diagnostic.rule, diagnostic.passage
        if rule not in wanted:
            continue
        if passage.text:  # the place of a key is a passage of its own, and soon gone
            counts[rule, id(passage)] += 1
        if counts[rule, id(passage)] <= MOST_IN_A_TEXT:
            yield diagnostic


def locate(diagnostics: Iterable[PassageDiagnostic]) -> list[Diagnostic]:
    """The diagnostics with their locations in the files, in no order."""
    by_file: dict[int, list[PassageDiagnostic]] = {}
    for diagnostic in diagnostics:
        by_file.setdefault(id(diagnostic.passage.sourced), []).append(diagnostic)
    return [diagnostic for in_file in by_file.values() for diagnostic in _in_file(in_file)]


def _in_file(in_passages: Sequence[PassageDiagnostic]) -> Iterator[Diagnostic]:
    source = in_passages[0].passage.sourced.source
    for rule, passage, start, end, message, hint, _replacements in in_passages:
        if passage.text:
            location = source.locate_text(passage.path, passage.text, start, end)
        else:
            location = source.locate(passage.path, key=True)
        yield Diagnostic(rule, message, location, hint, RULES[rule].severity)
    source.forget()
