"""Verify a returned form against the project: ownership, completeness and locked text."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from progress_report.check.language.placeholders import is_placeholder
from progress_report.collect import worded
from progress_report.collect.back import extra_content
from progress_report.collect.back.read_form import ReturnedForm, ReturnedLine
from progress_report.collect.out import requests
from progress_report.collect.out.form import (
    FIELDS,
    VERSION,
    Code,
    Form,
    content_digest,
    letter,
    project_digest,
)
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic, Location, Severity
from progress_report.domain.docket import docket_identity
from progress_report.domain.period import Period
from progress_report.domain.succession import Succession, is_inside
from progress_report.domain.target import Target, TargetKind, figure_value, is_percent
from progress_report.domain.task import Task
from progress_report.importing.statement import present_names
from progress_report.importing.task_changes import difference
from progress_report.readers.excel.sheet import Fault
from progress_report.source.characters import control_characters, unseen_characters
from progress_report.source.load import SourcedTask
from progress_report.source.places import Source
from progress_report.text.excerpt import truncate
from progress_report.text.prose import unwrap, without_whitespace

_MAX_TEXT_WIDTH = 40  # width of a text in a message, in terminal cells


@dataclass(frozen=True, slots=True)
class Answer:
    """A unit's report on one task, or its figure for one of the task's targets."""

    task: Task
    text: str  # running text, a line a paragraph; or a figure
    location: Location
    target: str = ""  # the name of the target that the figure is of; empty for a report
    label: str = ""  # what the form has as docket of the figure, such as 021（1）

    @property
    def key(self) -> str:
        """Identifies the answer among those of a form."""
        return self.label or self.task.docket

    @property
    def shown(self) -> str:
        """The text, or the figure with the target's name."""
        return f"{self.target}：{self.text}" if self.target else self.text


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one form."""

    returned: ReturnedForm
    period: Period
    letter: str  # how forms were given out, as in `Code`
    unit: str
    author: str  # the unit to name in the files; empty if forms were given out by a field
    given: tuple[Answer, ...]
    """At most one per task and target; duplicate lines and cells shared by tasks give none."""
    unfilled: tuple[str, ...]  # dockets of the lines left empty


class Verifier:
    """Verifies forms against a project."""

    def __init__(self, tasks: Sequence[SourcedTask], config: ReportConfig) -> None:
        """Call units by their present names."""
        self.tasks, self.config = requests.with_present_names(tasks, config), config
        self.succession = Succession([sourced.task for sourced in self.tasks])
        self._expected: dict[tuple[Period, str], dict[str, Form]] = {}

    def verify(self, returned: ReturnedForm) -> tuple[Answers | None, list[Diagnostic]]:
        """Verify a form: the answers, which must not be used with an error, and the diagnostics.

        There are no answers if the form's code is not valid here.
        """
        return _Verification(self, returned).result()

    def expected(self, period: Period, by: str) -> dict[str, Form]:
        """The forms as they would be given out now, by unit name without white space."""
        if (period, by) not in self._expected:
            forms = requests.make_forms(self.tasks, self.config, period, by).forms
            self._expected[period, by] = {without_whitespace(form.unit): form for form in forms}
        return self._expected[period, by]


class _Verification:
    def __init__(self, verifier: Verifier, returned: ReturnedForm) -> None:
        self.verifier, self.returned = verifier, returned
        self.location = Location(returned.path)
        self.diagnostics: list[Diagnostic] = []

    def result(self) -> tuple[Answers | None, list[Diagnostic]]:
        code = self._code()
        if code is None:
            return None, self.diagnostics
        by = self._by(code)
        unit, diagnostics = present_names(
            self.returned.unit, self.verifier.config.unit_names, self.location
        )
        if not by.startswith(FIELDS):
            self.diagnostics += diagnostics
        form = self.verifier.expected(code.period, by).get(without_whitespace(unit))
        self._report_changes(code, by, form)
        unit = form.unit if form else self.returned.unit
        expected = form or Form(code.project, code.period, by, unit, ())
        self.diagnostics += extra_content.diagnostics(
            self.returned.extra_texts, replace(expected, unit=self.returned.unit), self.location
        )
        if self.returned.pictures:
            self._diagnose("pictures", self.location)
        ambiguous, diagnostics = _find_ambiguous(self.returned.lines)
        self.diagnostics += diagnostics
        lines = [line for line in self.returned.lines if line not in ambiguous]
        given = tuple(filter(None, (self._answer(line, code, by, unit) for line in lines)))
        unfilled = (str(line.cells[0]) for line in lines if line.filled == "")
        named = requests.author(by, unit)
        answers = Answers(
            self.returned, code.period, code.letter, unit, named, given, tuple(unfilled)
        )
        return answers, self.diagnostics

    def _diagnose(self, name: str, location: Location, /, cure: str = "", **values: Any) -> None:
        self.diagnostics.append(worded(name, location, cure, **values))

    def _code(self) -> Code | None:
        """The form's code, or None if it has none or belongs elsewhere."""
        property_code, foot_code = self.returned.property_code, self.returned.foot_code
        code = foot_code or property_code
        if code is None:
            name = "no-code"
        elif property_code is not None and foot_code is not None and property_code != foot_code:
            name = "two-codes"
        elif code.version > VERSION:
            name = "newer-form"
        elif code.project != project_digest(self.verifier.config.title):
            name = "other-project"
        else:
            return code
        self._diagnose(name, self.location, shown=foot_code, hidden=property_code)
        return None

    def _by(self, code: Code) -> str:
        """How the form was given out; its digest identifies the field."""
        candidates = [
            by for by in requests.by_options(self.verifier.config) if letter(by) == code.letter
        ]
        exact = (by for by in candidates if self._digest(by) == code.content)
        unit, expected = without_whitespace(self.returned.unit), self.verifier.expected
        with_unit = (by for by in candidates if unit in expected(code.period, by))
        return next(exact, next(with_unit, next(iter(candidates), FIELDS)))

    def _digest(self, by: str) -> str:
        locked = [line.locked for line in self.returned.lines]
        return content_digest(by, self.returned.unit, locked)

    def _report_changes(self, code: Code, by: str, form: Form | None) -> None:
        if self._digest(by) == code.content:
            return
        others = self.verifier.expected(code.period, by).values()
        owner = next((other.unit for other in others if other.code == code), None)
        named = self.returned.unit
        if owner is not None and without_whitespace(owner) != without_whitespace(named):
            self._diagnose("other-owner", self.location, owner=owner, unit=named)
            return
        lines = self.returned.lines
        changes = [*_compare(lines, form, self.location)] if form else []
        self.diagnostics += changes
        if not changes:
            self._diagnose("locked-text", self.location)

    def _answer(self, line: ReturnedLine, code: Code, by: str, unit: str) -> Answer | None:
        location, filled = line.locations[-1], line.filled
        task = self._task(line, code)
        if isinstance(filled, Fault):
            self._diagnose("no-result", location)
            return None
        paragraphs = (part.strip() for part in filled.replace("\t", " ").split("\n"))
        text = "\n".join(filter(None, paragraphs))
        if task is None or not text:
            return None
        if unit not in requests.recipients(task, by):
            docket, asked = task.docket, unit or "—"
            self._diagnose("not-asked", line.locations[0], docket=docket, unit=asked)
        figure = _is_figure(line)
        if not figure:
            self._check_text(text, location)
        if line.loss:
            self._diagnose("lossy-cell", location, loss=line.loss)
        return self._figure(line, task, text, code) if figure else Answer(task, text, location)

    def _figure(self, line: ReturnedLine, task: Task, text: str, code: Code) -> Answer | None:
        """The figure of a target; its measure may follow it."""
        location, target = line.locations[-1], requests.named_target(task, line.locked[1])
        if target is None:
            docket, wording = task.docket, line.locked[1]
            self._diagnose("unknown-target", line.locations[1], docket=docket, text=wording)
            return None
        self._check_wording(line, requests.target_text(target, code.period), task.docket)
        figure = _figure_of(target, text)
        if figure_value(figure) is None:
            shown = truncate(text, _MAX_TEXT_WIDTH)
            self._diagnose("not-a-figure", location, text=shown, target=target.name)
            return None
        return Answer(task, figure, location, target.name, line.locked[0])

    def _task(self, line: ReturnedLine, code: Code) -> Task | None:
        docket, wording = line.locked[:2]
        if figure := _is_figure(line):
            docket = _docket_of(line)
            wording = next((o.locked[1] for o in self.returned.lines if o.locked[0] == docket), "")
        task = self._find(docket, wording, code.period, line.locations[0])
        if task is None:
            if docket and not any(d.location == line.locations[0] for d in self.diagnostics):
                year = code.period.year
                self._diagnose("no-such-task", line.locations[0], docket=docket, year=year)
            return None
        if not figure:
            self._check_wording(line, unwrap(task.task), docket)
        return task

    def _check_wording(self, line: ReturnedLine, expected: str, docket: str) -> None:
        """Warn of a task or target that is worded otherwise since the form was given out."""
        altered = any(
            d.rule == "altered-form" and d.severity is Severity.ERROR for d in self.diagnostics
        )
        wordings = {*map(without_whitespace, (expected, line.locked[1]))}
        if len(wordings) > 1 and not altered:
            self._diagnose("reworded", line.locations[1], docket=docket)

    def _find(self, docket: str, wording: str, period: Period, location: Location) -> Task | None:
        """The task of a line, also if it has another number now; the wording decides."""
        succession, identity = self.verifier.succession, docket_identity(docket)
        candidates = succession.bearers(period.year, docket, period)
        same = without_whitespace(wording)
        alike = [t for t in candidates if without_whitespace(unwrap(t.task)) == same]
        task = next(iter(alike or candidates), None)
        if task is not None and docket_identity(task.docket) != identity:
            self._diagnose("renumbered", location, docket=docket, now=task.docket)
        if task is not None and not is_inside(task, period):
            heirs = [t.docket for t in succession.tasks if task in succession.predecessors(t)]
            named = {"docket": task.docket, "period": period, "dockets": heirs}
            self._diagnose("outside-period", location, "continued" if heirs else "", **named)
        return task

    def _check_text(self, text: str, location: Location) -> None:
        """Report invalid characters, as the loader would, and placeholder reports."""
        source = Source(location.path, text)
        for diagnostic in (*control_characters(source), *unseen_characters(source)):
            in_cell = replace(diagnostic.location or location, cell=location.cell)
            self.diagnostics.append(replace(diagnostic, location=in_cell))
        if is_placeholder(text):
            self._diagnose("placeholder", location, text=truncate(text, _MAX_TEXT_WIDTH))


def _docket_of(line: ReturnedLine) -> str:
    """The docket of a line, without the number of a target."""
    return line.locked[0].partition("（")[0]


def _is_figure(line: ReturnedLine) -> bool:
    """Whether a line asks for the figure of a target, such as 021（1）; no docket has brackets."""
    return _docket_of(line) != line.locked[0]


def _figure_of(target: Target, text: str) -> str:
    """The figure in a cell without its measure; with the sign % where the target has it."""
    figure = unicodedata.normalize("NFKC", without_whitespace(text)).removesuffix("。")
    if figure_value(figure) is None:
        figure = figure.removesuffix(unicodedata.normalize("NFKC", target.measure))
    in_percent = target.kind is TargetKind.GROWTH or is_percent(target.amount or "%")
    return f"{figure}%" if in_percent and not is_percent(figure) else figure


def _find_ambiguous(lines: Sequence[ReturnedLine]) -> tuple[list[ReturnedLine], list[Diagnostic]]:
    """The lines whose answers cannot be assigned to a single task.

    Each group whose yellow cells were merged into one that has text gets a diagnostic; `_compare`
    reports tasks that appear more than once.
    """
    groups: list[list[ReturnedLine]] = []
    for line in lines:
        if line.joined and groups:
            groups[-1].append(line)
        else:
            groups.append([line])
    counts = Counter(docket_identity(line.locked[0]) for line in lines)
    ambiguous = [line for line in lines if counts[docket_identity(line.locked[0])] > 1]
    diagnostics = []
    for group in groups:
        if len(group) > 1 and any(line.filled for line in group):
            ambiguous += group
            cells = [line.locations[-1].cell for line in group]
            dockets = [line.locked[0] for line in group]
            location = group[0].locations[-1]
            diagnostics.append(worded("merged-cells", location, cells=cells, dockets=dockets))
    return ambiguous, diagnostics


def _compare(lines: Sequence[ReturnedLine], form: Form, location: Location) -> Iterator[Diagnostic]:
    """Report each changed, added or deleted line with the expected text."""
    expected = {docket_identity(line.docket): line for line in form.lines}
    counts = Counter(docket_identity(line.locked[0]) for line in lines)
    for line in lines:
        docket = docket_identity(line.locked[0])
        if docket not in expected or counts[docket] > 1:
            yield _unexpected_line(line, is_duplicate=counts[docket] > 1 and docket in expected)
            continue
        texts = zip(
            form.headings, expected[docket].locked, line.locked, line.locations, strict=False
        )
        for heading, old, new, cell_location in islice(texts, 1, None):
            if without_whitespace(old) != without_whitespace(new):
                before, after, _position = difference(old, new)
                yield worded(
                    "changed-cell",
                    cell_location,
                    heading=heading,
                    docket=expected[docket].docket,
                    expected=before,
                    found=after,
                )
    if deleted := [line.docket for docket, line in expected.items() if docket not in counts]:
        yield worded("deleted-lines", location, dockets=deleted)


def _unexpected_line(line: ReturnedLine, *, is_duplicate: bool) -> Diagnostic:
    docket = line.locked[0]
    name = "repeated-line" if is_duplicate else "unknown-line" if docket else "line-without-docket"
    return worded(name, line.locations[0], docket=docket)
