"""A corpus read by the families of rules, and findings put in their places: on every core."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple, Protocol

from progress_report.check.corpus import Corpus, Finding, Passage
from progress_report.check.rule import Rule
from progress_report.domain.diagnostics import Diagnostic
from progress_report.domain.period import Period
from progress_report.system.parallel import fork_map

PARALLEL_FROM = 500
"""Tasks from which a second process is worth its start (measured: see bench/README.md)."""


class Searching(Protocol):
    """A module that reads prose."""

    RULES: tuple[Rule, ...]

    def check(self, corpus: Corpus) -> Iterable[Finding]:
        """Find what breaks its rules."""


def search(corpus: Corpus, families: Sequence[Searching], wanted: Collection[str]) -> list[Finding]:
    """The findings of the rules of these names, family by family."""
    if len(corpus.rows) < PARALLEL_FROM:
        return [f for family in families for f in family.check(corpus) if f.rule.name in wanted]
    post = _Post(corpus, families)  # made now, so that every process has it

    def read(family: Searching) -> list[_Letter]:
        return [post.sent(f) for f in family.check(corpus) if f.rule.name in wanted]

    return [post.received(letter) for found in fork_map(read, families) for letter in found]


def locate(findings: Iterable[Finding]) -> list[Diagnostic]:
    """The findings at their places in the files, in no order."""
    by_file: dict[int, list[Finding]] = {}
    for finding in findings:
        by_file.setdefault(id(finding.passage.sourced), []).append(finding)
    workers = None if len(by_file) >= PARALLEL_FROM else 1
    located = fork_map(_located, [*by_file.values()], workers=workers)
    return [diagnostic for found in located for diagnostic in found]


def _located(findings: Sequence[Finding]) -> list[Diagnostic]:
    """The findings in one file."""
    source = findings[0].passage.sourced.source
    found = []
    for finding in findings:
        rule, passage = finding.rule, finding.passage
        if passage.text:
            where = source.locate_text(passage.path, passage.text, finding.start, finding.end)
        else:
            where = source.locate(passage.path, key=True)
        found.append(Diagnostic(rule.name, finding.message, where, finding.hint, rule.severity))
    source.forget()
    return found


class _Letter(NamedTuple):
    """A finding without the objects that every process has a copy of."""

    rule: str
    passage: int | tuple[int, tuple[str | int, ...], Period | None]
    """Its number; of the place of a key, the number of its row, and what it is made of."""
    start: int
    end: int
    message: str
    hint: str


class _Post:
    """Findings on their way from one process to another."""

    def __init__(self, corpus: Corpus, families: Iterable[Searching]) -> None:
        self._corpus = corpus
        self._rules = {rule.name: rule for family in families for rule in family.RULES}
        self._passages = {id(passage): i for i, passage in enumerate(corpus.passages)}
        self._rows = {id(row.sourced): i for i, row in enumerate(corpus.rows)}

    def sent(self, finding: Finding) -> _Letter:
        passage = finding.passage
        number = self._passages.get(id(passage))
        place = self._rows[id(passage.sourced)], passage.path, passage.period
        return _Letter(
            finding.rule.name,
            place if number is None else number,
            finding.start,
            finding.end,
            finding.message,
            finding.hint,
        )

    def received(self, letter: _Letter) -> Finding:
        if isinstance(letter.passage, int):
            passage = self._corpus.passages[letter.passage]
        else:
            row, path, period = letter.passage
            passage = Passage("", self._corpus.rows[row].sourced, path, period)
        return Finding(self._rules[letter.rule], passage, *letter[2:])
