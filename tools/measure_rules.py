"""How well the rules find what a person found: recall and precision on hand-labelled tables.

    .venv/bin/python tools/measure_rules.py

Prints a Markdown table. ``tests/labels/*.yaml`` names every defect a proof-reader found in the
real table, before any rule was run on it: where, what, whether any editor would agree (certain),
and the rule that should find it (none where only a reader who understands the text could).
A diagnostic is right if it touches a labelled place.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from progress_report.check.catalogue import FAMILIES, RULES
from progress_report.check.corpus import Corpus, Passage, PassageDiagnostic
from progress_report.check.run import without_superseded
from progress_report.domain.config import CheckConfig
from progress_report.domain.diagnostics import Severity
from progress_report.source.load import load_project

ROOT = Path(__file__).parents[1]
LABELS = ROOT / "tests/labels"


@dataclass(frozen=True)
class Label:
    """A defect a person marked."""

    passage: Passage
    start: int
    end: int
    rule: str | None
    certain: bool

    def touches(self, diagnostic: PassageDiagnostic) -> bool:
        """Whether a diagnostic is about this place."""
        same = diagnostic.passage is self.passage
        return same and diagnostic.start < self.end and self.start < diagnostic.end


def read_labels(corpus: Corpus, path: Path) -> list[Label]:
    """The labels of one table.

    Raises:
        ValueError: a quote is not in the text, or stands there more than once.
    """
    year = int(path.stem[:4])
    rows = {(r.sourced.task.year, r.sourced.task.docket): r for r in corpus.rows}
    return [
        _label(entry, rows[year, entry["docket"]].passages)
        for entry in YAML(typ="safe").load(path)["defects"]
    ]


def _label(entry: dict[str, Any], passages: Iterator[Passage]) -> Label:
    wording = entry["in"] == "task"
    quote, mark = entry["quote"], entry["mark"]
    places = [
        passage
        for passage in passages
        if (passage.period is None) is wording and passage.text.count(quote) == 1
    ]
    if len(places) != 1 or mark not in quote:
        raise ValueError(f"not to be found, or not once: {entry}")
    start = places[0].text.index(quote) + quote.index(mark)
    return Label(places[0], start, start + len(mark), entry["rule"], entry["certain"])


def measure() -> str:
    """The table, in Markdown."""
    corpus = Corpus.of(load_project(ROOT).tasks, CheckConfig())
    labels = [x for path in sorted(LABELS.glob("*.yaml")) for x in read_labels(corpus, path)]
    diagnostics = without_superseded(
        [diagnostic for family in FAMILIES for diagnostic in family.check(corpus)]
    )
    right = [f for f in diagnostics if any(label.touches(f) for label in labels)]
    certain = [label for label in labels if label.certain]
    found = [label for label in certain if any(label.touches(f) for f in diagnostics)]
    made, hit = Counter(f.rule.name for f in diagnostics), Counter(f.rule.name for f in right)
    due, met = Counter(x.rule for x in certain), Counter(x.rule for x in found)
    lines = [
        "| rule | severity | diagnostics | right | certain defects | found |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {rule.severity} | {made[name]} | {hit[name]} | {due[name]} | {met[name]} |"
        for name, rule in RULES.items()
        if made[name] or due[name]
    ]
    lines.append(f"| *no rule of its own* | | | | {due[None]} | {met[None]} |")
    for severity in (Severity.WARNING, Severity.NOTE):
        ours = sum(f.rule.severity is severity for f in diagnostics)
        good = sum(f.rule.severity is severity for f in right)
        lines.append(f"| **all, {severity}** | | {ours} | {good} | | |")
    lines.append(
        f"| **all** | | {len(diagnostics)} | {len(right)} | {len(certain)} | {len(found)} |"
    )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(measure(), end="")
