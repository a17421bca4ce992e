"""How well the rules find what a person found: recall and precision on labelled texts.

    .venv/bin/python tools/measure_rules.py             # three tables, for docs/en/measured.md
    .venv/bin/python tools/measure_rules.py TEXT…       # diagnostics on plain texts of elsewhere
    .venv/bin/python tools/measure_rules.py --faults F  # what is found in another file of mistakes
    .venv/bin/python tools/measure_rules.py --found     # all that is found, tests/check/found.txt

``tests/labels/*.yaml`` names every defect a proof-reader found in the real table, before any rule
was run on it: where, what, whether any editor would agree (certain), and the rule that should find
it (none where only a reader who understands the text could). ``tests/labels/planted`` has mistakes
planted in sentences of a district that does not exist, by kind, and right sentences beside them.
A diagnostic is right if it touches a labelled place.
"""

import argparse
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from progress_report.check.corpus import Corpus, Passage, PassageDiagnostic
from progress_report.check.rule import RULES
from progress_report.check.run import check, without_superseded
from progress_report.check.search import FAMILIES
from progress_report.domain.config import CheckConfig
from progress_report.domain.diagnostics import Diagnostic, Location, Severity
from progress_report.source.load import load_project
from progress_report.system.i18n import hint_text

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
    made, hit = Counter(f.rule for f in diagnostics), Counter(f.rule for f in right)
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
        ours = sum(RULES[f.rule].severity is severity for f in diagnostics)
        good = sum(RULES[f.rule].severity is severity for f in right)
        lines.append(f"| **all, {severity}** | | {ours} | {good} | | |")
    lines.append(
        f"| **all** | | {len(diagnostics)} | {len(right)} | {len(certain)} | {len(found)} |"
    )
    return "\n".join(lines) + "\n"


PLANTED = LABELS / "planted"
COUNTIES = LABELS / "counties"
LAYOUT = """title: "{year}年青栎区重点任务{period}进展情况表"
columns:
  - {heading: 序号, value: number, width: 6}
  - {heading: 重点任务, value: task, width: 30}
  - {heading: 进展情况, value: progress, width: 64}
"""
_MARKED = re.compile("⟦([^⟧]*)⟧")
Row = str | dict[str, Any]
"""A report with its mistakes in ⟦ ⟧; or that under ``text``, beside other keys of its task."""


@dataclass
class Reading:
    """A row of a small project, and what the program reports in it."""

    kind: str
    subtle: bool
    text: str
    marks: list[Location]
    diagnostics: list[Diagnostic]

    @property
    def found(self) -> bool:
        """Whether a diagnostic touches every marked place that it could, but at least one."""
        return any(_touches(d.location, mark) for d in self.diagnostics for mark in self.marks)

    @property
    def astray(self) -> list[Diagnostic]:
        """The warnings and errors that touch no marked place."""
        return [
            d
            for d in self.diagnostics
            if d.severity is not Severity.NOTE
            and not any(_touches(d.location, mark) for mark in self.marks)
        ]


def _touches(location: Location | None, mark: Location) -> bool:
    if location is None or location.line != mark.line:
        return False
    end, mark_end = location.column + location.length, mark.column + mark.length
    return location.column < mark_end and mark.column < end


def _block(text: str) -> str:
    lines = text.replace("\n", "\n\n").split("\n")
    return "|\n" + "".join(f"      {line}\n" if line else "\n" for line in lines)


def _task_file(docket: int, row: dict[str, Any], year: int, period: str) -> str:
    text = _MARKED.sub(r"\1", row["text"])
    keys = {"task": f"做好第{docket}项重点工作。", **row}
    head = "".join(
        f"{key}: {json.dumps(keys[key], ensure_ascii=False)}\n"
        for key in ("task", "lead", "units")
        if key in keys
    )
    progress = f"entries:\n  {period}:\n    progress: {_block(text)}"
    return f'year: {year}\ndocket: "{docket}"\n{head}{progress}'


def read_rows(
    rows: Sequence[tuple[str, bool, Row]], year: int = 2024, period: str = "H1"
) -> list[Reading]:
    """Check rows as the tasks of one project: of each its kind, whether it is subtle, the row."""
    dicts = [row if isinstance(row, dict) else {"text": row} for _kind, _subtle, row in rows]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, f"data/tasks/{year}")
        folder.mkdir(parents=True)
        Path(name, "data/report.yaml").write_text(LAYOUT, encoding="utf-8")
        for docket, row in enumerate(dicts, start=1):
            path = folder / f"{docket:03}.yaml"
            path.write_text(_task_file(docket, row, year, period), encoding="utf-8")
        project = load_project(Path(name))
        corpus = Corpus.of(project.tasks, CheckConfig())
        by_file: dict[str, list[Diagnostic]] = {}
        for diagnostic in check(project):
            path_name = diagnostic.location.path if diagnostic.location else ""
            by_file.setdefault(path_name, []).append(diagnostic)
        loaded = {row.sourced.task.docket: row for row in corpus.rows}
        readings = []
        for docket, ((kind, subtle, _row), row) in enumerate(zip(rows, dicts, strict=True), 1):
            if str(docket) not in loaded:  # an error at its place, as of a lost character
                diagnostics = by_file[str(folder / f"{docket:03}.yaml")]
                marks = [d.location for d in diagnostics if d.location][:1]
            else:
                (report,) = next(iter(loaded[str(docket)].entries.values()))
                diagnostics = by_file.get(report.sourced.source.path, [])
                marks = list(_marks(report, row["text"]))
            readings.append(Reading(kind, subtle, row["text"], marks, diagnostics))
    return readings


def _marks(report: Passage, marked: str) -> Iterator[Location]:
    shift = 0
    for match in _MARKED.finditer(marked):
        start, end = match.start() - shift, match.end() - shift - 2
        if match[1].endswith("\n"):
            start -= 1
        shift += 2
        yield report.sourced.source.locate_text(report.path, report.text, start, end)


def planted(path: Path) -> list[tuple[str, bool, Row]]:
    """The rows of a file of planted mistakes."""
    kinds = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return [
        (kind, degree == "subtle", row)
        for kind, rows in kinds.items()
        for degree in ("plain", "subtle")
        for row in rows[degree]
    ]


def read_file(path: Path) -> list[tuple[str, bool, Row]]:
    """The rows of a file of right sentences, or of planted mistakes."""
    rows = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return planted(path) if isinstance(rows, dict) else [(path.stem, False, row) for row in rows]


def measure_planted() -> str:
    """What is found of the planted mistakes, in Markdown, beside what was found at first."""
    readings = read_rows(planted(PLANTED / "faults.yaml"))
    before = YAML(typ="safe").load((PLANTED / "before.yaml").read_text(encoding="utf-8"))
    kinds = dict.fromkeys(reading.kind for reading in readings)
    lines = ["| kind | planted | found at first | found |", "|---|---|---|---|"]
    for kind in kinds:
        of_kind = [reading for reading in readings if reading.kind == kind]
        found = sum(reading.found for reading in of_kind)
        lines.append(f"| {kind} | {len(of_kind)} | {before['found'][kind]} | {found} |")
    subtle = [reading for reading in readings if reading.subtle]
    total = sum(before["found"].values())
    found = sum(reading.found for reading in readings)
    lines.append(f"| **all** | {len(readings)} | {total} | {found} |")
    found = sum(reading.found for reading in subtle)
    lines.append(f"| **of these subtle** | {len(subtle)} | {before['subtle']} | {found} |")
    for name in ("clean", "traps"):
        alarms = sum(len(r.astray) for r in read_rows(read_file(PLANTED / f"{name}.yaml")))
        lines.append(f"| **warnings on {name}.yaml** | | {before[name]} | {alarms} |")
    alarms = sum(len(reading.astray) for reading in readings)
    lines.append(f"| **warnings beside the mistakes** | | {before['beside']} | {alarms} |")
    return "\n".join(lines) + "\n"


def measure_counties() -> str:
    """What is found in sentences of nine counties, in Markdown, beside what was found at first."""
    before = YAML(typ="safe").load((PLANTED / "before.yaml").read_text(encoding="utf-8"))
    lines = ["| county | planted | found at first | found |", "|---|---|---|---|"]
    for name, first in before["counties"].items():
        readings = read_rows(planted(COUNTIES / f"{name}.yaml"), year=2025)
        found = sum(reading.found for reading in readings)
        lines.append(f"| {name} | {len(readings)} | {first} | {found} |")
    right = read_rows(read_file(COUNTIES / "right.yaml"), year=2025)
    alarms = sum(len(reading.astray) for reading in right)
    lines.append(f"| warnings on {len(right)} right sentences | | | {alarms} |")
    return "\n".join(lines) + "\n"


def list_missed(path: Path, year: int) -> str:
    """Each mistake of a file that is not found, each warning beside one, and how many are found."""
    readings = read_rows(read_file(path), year)
    lines = [
        f"missed\t{reading.kind}\t{reading.text!r}"
        for reading in readings
        if reading.marks and not reading.found
    ]
    lines += [
        f"astray\t{d.rule}\t{d.message}\t{reading.text!r}"
        for reading in readings
        for d in reading.astray
    ]
    several = [
        f"several\t{[d.rule for d in reading.diagnostics]}\t{reading.text!r}"
        for reading in readings
        if len(reading.diagnostics) > max(1, len(reading.marks))
    ]
    found = sum(reading.found for reading in readings)
    return "\n".join([*lines, *several, f"found {found} of {len(readings)}"]) + "\n"


EXAMPLES = ROOT / "tests/examples/rules"
FIGURES = ROOT / "tests/check/figures.yaml"
"""Sentences of 2021 whose figures or dates agree, and by rules others in which they do not."""


def list_found() -> str:
    """Each diagnostic on the sentences of all files: its place, its quotations and its figures."""
    lines = []
    for path in sorted(PLANTED.glob("*.yaml")):
        if path.stem != "before":
            lines += [f"# {path.stem}", *_found(read_rows(read_file(path)))]
    for path in sorted(COUNTIES.glob("*.yaml")):
        lines += [f"# {path.stem}", *_found(read_rows(read_file(path), year=2025))]
    for path in sorted(EXAMPLES.glob("*/*.txt")):
        text = re.sub("[⟦⟧]", "", path.read_text(encoding="utf-8"))
        if not text.startswith("year:"):
            prose = [(path.stem, False, line) for line in text.splitlines() if line]
            lines += [f"# {path.parent.name}/{path.stem}", *_found(read_rows(prose, 2021))]
    figures = YAML(typ="safe").load(FIGURES.read_text(encoding="utf-8"))
    for rule, texts in figures.items():
        lines += [f"# {rule}", *_found(read_rows([(rule, False, text) for text in texts], 2021))]
    return "\n".join(lines) + "\n"


def _found(readings: Sequence[Reading]) -> Iterator[str]:
    for reading in readings:
        for d in reading.diagnostics:
            place = d.location or Location("")
            quote = place.excerpt[place.column - 1 : place.column - 1 + place.length]
            figures = re.findall(r"'[^']*'|\d[\d.,:]*", f"{d.message} {hint_text(d.hint)}")
            yield " ".join([d.severity, d.rule, repr(quote), *figures])


def read_texts(paths: Sequence[Path], year: int) -> str:
    """What the rules report on plain texts of a year, each paragraph a task: counts, then each."""
    paragraphs = [
        line.strip()
        for path in paths
        for line in path.read_text(encoding="utf-8").splitlines()
        if "。" in line
    ]
    readings = read_rows([("text", False, paragraph) for paragraph in paragraphs], year, "FY")
    lines, counts = [], Counter[str]()
    for reading in readings:
        for d in reading.diagnostics:
            counts[f"{d.severity} {d.rule}"] += 1
            place = d.location or Location("")
            quote = place.excerpt[max(0, place.column - 20) : place.column + place.length + 20]
            lines.append(f"{d.severity}\t{d.rule}\t{d.message}\t{quote}")
    characters = sum(map(len, paragraphs))
    head = [f"{characters} characters", *(f"{n}\t{name}" for name, n in counts.most_common())]
    return "\n".join([*head, *sorted(lines)]) + "\n"


def main() -> None:
    """Print what the arguments ask for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("texts", nargs="*", type=Path)
    parser.add_argument("--year", type=int)
    parser.add_argument("--faults", type=Path)
    parser.add_argument("--found", action="store_true")
    arguments = parser.parse_args()
    if arguments.texts:
        print(read_texts(arguments.texts, arguments.year or 2025), end="")
    elif arguments.faults:
        print(list_missed(arguments.faults, arguments.year or 2024), end="")
    elif arguments.found:
        print(list_found(), end="")
    else:
        print(measure(), measure_planted(), measure_counties(), sep="\n", end="")


if __name__ == "__main__":
    main()
