"""Statements to changes of task files: planned whole before anything is written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.domain.docket import docket_identity, file_name, is_date
from progress_report.domain.period import Period
from progress_report.domain.task import Task
from progress_report.importing import refusals
from progress_report.importing.notes import Notes
from progress_report.importing.statement import Statement
from progress_report.importing.task_changes import create_task, squeezed, update_task
from progress_report.source.characters import control_characters
from progress_report.source.files import TASKS_FOLDER
from progress_report.source.load import SourcedTask
from progress_report.source.places import Source
from progress_report.source.writing.edit import EditError, amend, new_file
from progress_report.system.i18n import _


@dataclass(slots=True)
class Plan:
    """What an import would do; with an error among its diagnostics it must not be carried out."""

    files: dict[Path, bytes] = field(default_factory=dict)
    """New contents by path."""
    created: int = 0
    updated: int = 0
    same: int = 0
    refused: int = 0
    """Each row of the table is counted as one of the four."""
    changes: list["Change"] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Sentences on what a person should see to, each with the file that it is about."""


@dataclass(slots=True)
class Change:
    """What becomes of one task."""

    before: SourcedTask | None
    after: Task
    location: Location
    """Where the table speaks of it."""
    periods: set[Period] = field(default_factory=set)
    """Those of which something changes."""


def plan(
    root: Path,
    tasks: Sequence[SourcedTask],
    statements: Sequence[Statement],
    config: ReportConfig,
    *,
    update: bool = False,
) -> Plan:
    """Work out the files that bring a table into the project.

    A task not there yet gets a file; what a task does not say yet is added to its file; what it
    says already stays as it is. A text that differs is an error, unless ``update`` is given.
    """
    return _Planner(root, tasks, config, update=update).all(statements)


class _Planner:
    def __init__(
        self, root: Path, tasks: Sequence[SourcedTask], config: ReportConfig, *, update: bool
    ) -> None:
        self.root, self.tasks, self.config, self.update = root, tasks, config, update
        self.known = {sourced.task.key: sourced for sourced in tasks}
        self.changes: dict[tuple[int, str], Change] = {}
        self.statements_seen: dict[tuple[int, str, Period], Statement] = {}
        self.listed: set[tuple[int, str]] = set()
        """The dockets that have a row of their own."""
        self.nameless: list[Statement] = []
        self.wordings: dict[bool, dict[tuple[int, str], list[Task]]] = {}
        self.plan = Plan()
        self.notes = Notes()

    def all(self, statements: Sequence[Statement]) -> Plan:
        self.listed = {
            (statements_seen.year, docket_identity(statements_seen.docket))
            for statements_seen in statements
        }
        outcomes = [
            outcome if statement.readable else "refused"
            for statement, outcome in zip(statements, map(self._one, statements), strict=True)
        ]
        for path in dict.fromkeys(
            statements_seen.location.path for statements_seen in self.nameless
        ):
            own = [
                statements_seen
                for statements_seen in self.nameless
                if statements_seen.location.path == path
            ]
            self._reject(refusals.nameless(own))
        for change in self.changes.values():
            self._write(change)
        plan = self.plan
        plan.notes += self.notes.sentences()
        plan.changes = list(self.changes.values())
        plan.created, plan.updated, plan.same, plan.refused = (
            outcomes.count(outcome) for outcome in ("created", "updated", "same", "refused")
        )
        return plan

    def _one(self, statement: Statement) -> str:
        """Take in one row, and say what came of it."""
        docket = statement.docket or self._docket_of(statement)
        if docket is None:
            return "refused"
        key = statement.year, docket_identity(docket)
        other = self.statements_seen.setdefault((*key, statement.period), statement)
        if other is not statement:
            if _content(other) == _content(statement):
                if other.location.path == statement.location.path:
                    self.notes.repeated.append(statement.location)
                return "same"
            return self._reject(refusals.said_twice(docket, other.location, statement.location))
        if key not in self.changes and key not in self.known:
            return self._create(statement, docket)
        return self._amend(key, statement)

    def _amend(self, key: tuple[int, str], statement: Statement) -> str:
        change, sourced = self.changes.get(key), self.known.get(key)
        task = change.after if change else self.known[key].task
        path = sourced.source.path if sourced else self._path(task).as_posix()
        result = update_task(task, statement, self.config, path, update=self.update)
        if result.diagnostics:
            self.plan.diagnostics += result.diagnostics
            return "refused"
        if result.task == task:
            return "same"
        self.notes.add(statement, task, result.task)
        change = self.changes.setdefault(key, Change(sourced, task, statement.location))
        change.after = result.task
        change.periods |= result.periods
        return "updated"

    def _create(self, statement: Statement, docket: str) -> str:
        if (refusal := self._refusal(statement, docket)) is not None:
            return self._reject(refusal)
        if statement.task is None:  # it could not be read: there is a diagnostic
            return "refused"
        try:
            task = create_task(statement, docket)
        except ValidationError as error:  # rows of another program's JSON
            wrong = error.errors(include_url=False)[0]
            message = _("this value is not allowed here: {place}").format(
                place=f"{'.'.join(map(str, wrong['loc']))}: {wrong['input']!r}"
            )
            return self._reject(Diagnostic("bad-row", message, statement.location))
        path = self._path(task)
        if path.exists():
            message = _("{path} already exists").format(path=path.as_posix())
            return self._reject(Diagnostic("file-exists", message, statement.location))
        self.notes.add(statement, None, task)
        self.changes[task.key] = Change(
            None, task, statement.location, set(statement.reports) or {statement.period}
        )
        return "created"

    def _refusal(self, statement: Statement, docket: str) -> Diagnostic | None:
        """Why a docket that is new is most likely none; tasks of the table may share a wording."""
        if is_date(docket):
            return refusals.dated(docket, statement)
        if statement.task is None:
            return refusals.unworded(docket, statement) if statement.readable else None
        alike = self._worded_alike(statement)
        if alike and not self.listed & {task.key for task in alike}:
            return refusals.misnumbered(docket, alike[0], statement)
        return None

    def _docket_of(self, statement: Statement) -> str | None:
        """The docket of the one task of the year that is worded like this."""
        alike = self._worded_alike(statement)
        if len(alike) == 1:
            return alike[0].docket
        self.nameless.append(statement)
        return None

    def _worded_alike(self, statement: Statement) -> list[Task]:
        """The tasks of the year with the statement's wording, compared as it has to be."""
        if statement.task is None:
            return []
        if statement.folded not in self.wordings:
            known = self.wordings[statement.folded] = {}
            for sourced in self.tasks:
                wording = squeezed(sourced.task.task, statement)
                known.setdefault((sourced.task.year, wording), []).append(sourced.task)
        key = statement.year, squeezed(statement.task.text, statement)
        return self.wordings[statement.folded].get(key, [])

    def _path(self, task: Task) -> Path:
        return self.root / TASKS_FOLDER / str(task.year) / file_name(task.docket)

    def _reject(self, diagnostic: Diagnostic) -> str:
        self.plan.diagnostics.append(diagnostic)
        return "refused"

    def _write(self, change: Change) -> None:
        """The new text of a task's file; what could not be read again must not be written."""
        if control_diagnostics := control_characters(Source("", "\n".join(_texts(change.after)))):
            message, hint = control_diagnostics[0].message, control_diagnostics[0].hint
            self._reject(Diagnostic("control-character", message, change.location, hint))
            return
        if change.before is None:
            path = self._path(change.after)
            if path in self.plan.files:
                message = _("{path} already exists").format(path=path.as_posix())
                self._reject(Diagnostic("file-exists", message, change.location))
            self.plan.files[path] = new_file(change.after).encode()
            return
        content = rewritten(change.before, change.after, change.location)
        if isinstance(content, Diagnostic):
            self._reject(content)
        else:
            self.plan.files[Path(change.before.source.path)] = content


def _content(statement: Statement) -> tuple[object, ...]:
    """What a statement says, wherever it stands."""
    one = [
        statements_seen.text if statements_seen else ""
        for statements_seen in (statement.task, statement.lead, statement.units)
    ]
    fields = {key: statements_seen.text for key, statements_seen in statement.fields.items()}
    return one, fields, {period: report.parts for period, report in statement.reports.items()}


def _texts(task: Task) -> list[str]:
    parts = [part for entry in task.entries.values() for part in entry.progress]
    fields = [value for entry in task.entries.values() for value in entry.fields.values()]
    named = [task.task, task.lead, *task.units, *task.fields.values(), *fields]
    return named + [text for part in parts for text in (part.unit, part.text)]


def rewritten(before: SourcedTask, after: Task, location: Location) -> bytes | Diagnostic:
    """The file of a task with what it says now; comments and everything else as they were.

    Args:
        before: The task as it was loaded.
        after: The task as it is to be.
        location: What asks for the change, for a diagnostic.
    """
    path = Path(before.source.path)
    raw = path.read_bytes().decode("utf-8")
    if raw.removeprefix("\ufeff") != before.source.text:
        message = _("{path} was changed while it was read").format(path=path.as_posix())
        return Diagnostic("not-editable", message, location, _("run it again"))
    try:
        return amend(raw, after).encode()
    except EditError:
        message = _("{path} cannot be changed without rewriting it").format(path=path.as_posix())
        hint = _("write its entries as an indented block, one key a line")
        return Diagnostic("not-editable", message, location, hint)
