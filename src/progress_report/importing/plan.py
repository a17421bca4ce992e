"""Statements to changes of task files: planned whole before anything is written."""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydantic import ValidationError

from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic, Location, Severity
from progress_report.domain.docket import docket_identity, file_name, is_date
from progress_report.domain.period import Period
from progress_report.domain.succession import Succession, is_inside
from progress_report.domain.task import Task
from progress_report.importing import refusals, worded
from progress_report.importing.figures import lost_cells
from progress_report.importing.refusals import Notes, text_problems
from progress_report.importing.statement import Statement, rename_units
from progress_report.importing.task_changes import NO_UPDATE, TaskUpdate, Update, create_task
from progress_report.readers.grid import plain
from progress_report.source.files import TASKS_FOLDER
from progress_report.source.load import SourcedTask
from progress_report.source.read_model import refusal
from progress_report.source.writing.edit import EditError, amend, new_file
from progress_report.system import progress
from progress_report.system.i18n import _
from progress_report.text.punctuation import ascii_marks

if TYPE_CHECKING:
    from progress_report.source.closed import ClosedTable


@dataclass(slots=True)
class Plan:
    """What an import would do; with an error among its diagnostics it must not be carried out."""

    files: dict[Path, bytes] = field(default_factory=dict)  # new contents by path
    created: int = 0
    updated: int = 0
    same: int = 0
    refused: int = 0  # each row of the table is counted as one of the four
    changes: list["Change"] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Sentences on what a person should see to, each with the file that it is about."""


@dataclass(slots=True)
class Change:
    """What becomes of one task."""

    before: SourcedTask | None
    after: Task
    location: Location  # where the table speaks of it
    periods: set[Period] = field(default_factory=set)  # those of which something changes
    outcomes: list[str] = field(default_factory=list)  # of its rows, ``created`` or ``updated``


def plan(
    root: Path,
    tasks: Sequence[SourcedTask],
    statements: Sequence[Statement],
    config: ReportConfig,
    update: Update = NO_UPDATE,
    closed: Mapping[Period, "ClosedTable"] = MappingProxyType({}),
) -> Plan:
    """Work out the files that bring a table into the project.

    A task not there yet gets a file; what a task does not say yet is added to its file; what it
    says already stays as it is. A text that differs is an error, unless ``update`` is of it, and
    so is an entry of a ``closed`` period.
    """
    plan = _Planner(root, tasks, config, update).all(statements)
    for change in plan.changes if closed else ():
        from progress_report.source.closed import closed_entry  # noqa: PLC0415 - few projects have any

        before = change.before.task.entries if change.before else {}
        for key, entry in change.after.entries.items():
            if before.get(key) != entry:
                period = Period.from_key(change.after.year, key)
                refused = closed_entry(
                    closed, config.reporting, period, change.after.docket, change.location
                )
                plan.diagnostics += [refused] if refused else []
    return plan


class _Planner:
    def __init__(
        self, root: Path, tasks: Sequence[SourcedTask], config: ReportConfig, update: Update
    ) -> None:
        self.root, self.tasks, self.config, self.update = root, tasks, config, update
        self.paths = {Path(sourced.source.path).as_posix().casefold() for sourced in tasks}
        """Files that are there or planned, as a system compares them that ignores case."""
        self.known = {sourced.task.key: sourced for sourced in tasks}
        self.succession = Succession([sourced.task for sourced in tasks], config.reporting)
        self.changes: dict[tuple[int, str], Change] = {}
        self.statements_seen: dict[tuple[int, str, Period], Statement] = {}
        self.listed: set[tuple[int, str]] = set()  # the dockets that have a row of their own
        self.nameless: list[Statement] = []
        self.wordings: dict[tuple[int, str], list[Task]] = {}
        self.plan = Plan()
        self.notes = Notes()

    def all(self, statements: Sequence[Statement]) -> Plan:
        for row in statements if self.config.offices else ():
            self.plan.diagnostics += rename_units(row, self.config.unit_names)
        self.listed = {(row.year, docket_identity(row.docket)) for row in statements}
        rows = progress.counted(_("comparing"), statements)
        outcomes = Counter(map(self._outcome, rows))
        for path in dict.fromkeys(row.location.path for row in self.nameless):
            nameless = [row for row in self.nameless if row.location.path == path]
            self._reject(refusals.without_task(nameless))
        plan = self.plan
        for change in self.changes.values():
            if self._write(change):
                plan.changes.append(change)
                continue
            outcomes.subtract(change.outcomes)
            outcomes["refused"] += len(change.outcomes)
        plan.notes += self.notes.sentences()
        plan.created, plan.updated = outcomes["created"], outcomes["updated"]
        plan.same, plan.refused = outcomes["same"], outcomes["refused"]
        return plan

    def _outcome(self, statement: Statement) -> str:
        """Take in one row, and return the count of the plan that it belongs to."""
        docket = statement.docket or self._docket_of(statement)
        if docket is None:
            return "refused"
        key = self._key(statement, docket)
        outcome = self._take(statement, docket, key)
        if not statement.readable:
            return "refused"
        if outcome in ("created", "updated"):
            self.changes[key].outcomes.append(outcome)
        return outcome

    def _key(self, statement: Statement, docket: str) -> tuple[int, str]:
        """The task that a row is about, which may have another docket now; the wording decides."""
        bearers = self.succession.bearers(statement.year, docket, statement.period)
        said = _wording(statement.task.text) if statement.task else ""
        alike = (task for task in bearers if _wording(task.task) == said)
        found = self.succession.find(statement.year, docket, statement.period)
        task = next(alike, found) if statement.docket else None
        if task is None or task.key == (statement.year, docket_identity(docket)):
            return statement.year, docket_identity(docket)
        self.notes.note("renumbered", statement.location)
        return task.key

    def _take(self, statement: Statement, docket: str, key: tuple[int, str]) -> str:
        other = self.statements_seen.setdefault((*key, statement.period), statement)
        if other is not statement:
            if _content(other) == _content(statement):
                if other.location.path == statement.location.path:
                    self.notes.note("repeated", statement.location)
                return "same"
            return self._reject(_duplicate(docket, other.location, statement.location))
        if key not in self.changes and key not in self.known:
            return self._create(statement, docket)
        return self._amend(key, statement)

    def _amend(self, key: tuple[int, str], statement: Statement) -> str:
        change, sourced = self.changes.get(key), self.known.get(key)
        task = change.after if change else self.known[key].task
        path = sourced.source.path if sourced else self._path(task).as_posix()
        line = [self.known[former] for former in self.succession.ancestors(task)]
        update = TaskUpdate(task, statement, self.config, path, line, self.update)
        update.take_all()
        self.notes.note("kept", *update.kept)
        if update.diagnostics:
            self.plan.diagnostics += update.diagnostics
            return "refused"
        if update.after == task:
            return "same"
        self._note_changes(statement, task, update.after)
        outside = (p for p in update.periods if statement.reports and not is_inside(task, p))
        for period in sorted(outside):
            location, docket = statement.location, task.docket
            problem = worded("entry-outside-validity", location, docket=docket, period=period)
            self.plan.diagnostics.append(problem)
        change = self.changes.setdefault(key, Change(sourced, task, statement.location))
        change.after = update.after
        change.periods |= update.periods
        return "updated"

    def _create(self, statement: Statement, docket: str) -> str:
        if (reason := self._refusal(statement, docket)) is not None:
            return self._reject(reason)
        if statement.task is None:  # it could not be read: there is a diagnostic
            return "refused"
        try:
            task = create_task(statement, statement.task, docket, self.config)
        except ValidationError as error:  # rows of another program's JSON
            return self._reject(Diagnostic("bad-row", refusal(error), statement.location))
        path = self._path(task)
        if os.path.exists(path):  # noqa: PTH110 - Path.exists raises for some folders
            return self._reject(worded("file-exists", statement.location, path=path))
        last_year = self._worded_alike(statement, statement.year - 1)
        if len(last_year) == 1:
            former = f"{last_year[0].year}/{last_year[0].docket}"
            task = task.model_copy(update={"formerly": (former,)})
            self.notes.note("continued", statement.location)
        self._note_changes(statement, None, task)
        self.changes[task.key] = Change(
            None, task, statement.location, set(statement.reports) or {statement.period}
        )
        return "created"

    def _note_changes(self, statement: Statement, before: Task | None, after: Task) -> None:
        self.notes.note_changes(statement, before, after)
        self.notes.note("not-figures", *lost_cells(after, statement, self.config))

    def _refusal(self, statement: Statement, docket: str) -> Diagnostic | None:
        """Why a docket that is new is most likely none; tasks of the table may share a wording."""
        location = refusals.with_wording(statement)
        if is_date(docket):
            return worded("dated-docket", location, docket=docket)
        if statement.task is None:
            year = statement.year
            unknown = worded("unknown-task", statement.location, docket=docket, year=year)
            return unknown if statement.readable else None
        alike = self._worded_alike(statement)
        if alike and not self.listed & {task.key for task in alike}:
            return worded("new-docket", location, docket=docket, other=alike[0].docket)
        return None

    def _docket_of(self, statement: Statement) -> str | None:
        """The docket of the one task of the year that is worded like this."""
        alike = self._worded_alike(statement)
        if len(alike) == 1:
            return alike[0].docket
        self.nameless.append(statement)
        return None

    def _worded_alike(self, statement: Statement, year: int | None = None) -> list[Task]:
        """The tasks of a year with the statement's wording, however its marks are set."""
        if statement.task is None:
            return []
        if not self.wordings:
            for sourced in self.tasks:
                key = sourced.task.year, _wording(sourced.task.task)
                self.wordings.setdefault(key, []).append(sourced.task)
        return self.wordings.get((year or statement.year, _wording(statement.task.text)), [])

    def _path(self, task: Task) -> Path:
        return self.root / TASKS_FOLDER / str(task.year) / file_name(task.docket)

    def _reject(self, diagnostic: Diagnostic) -> str:
        self.plan.diagnostics.append(diagnostic)
        return "refused"

    def _write(self, change: Change) -> bool:
        """Plan the new text of a task's file; whether it can be written and read again."""
        errors = [
            problem
            for problem in text_problems("\n".join(_texts(change.after)), change.location)
            if problem.severity is Severity.ERROR
        ]
        path = Path(change.before.source.path) if change.before else self._path(change.after)
        if not errors and change.before is not None:
            content = rewritten(change.before, change.after, change.location)
            if isinstance(content, bytes):
                self.plan.files[path] = content
            else:
                errors = [content]
        elif not errors and path.as_posix().casefold() in self.paths:
            errors = [worded("file-exists", change.location, path=path)]
        elif not errors:
            self.plan.files[path] = new_file(change.after).encode()
            self.paths.add(path.as_posix().casefold())
        self.plan.diagnostics += errors
        return not errors


def _wording(text: str) -> str:
    """A wording as it is compared: however its lines are broken, and its marks set."""
    return ascii_marks("".join(plain(text).split()))


def _duplicate(docket: str, first: Location, location: Location) -> Diagnostic:
    """A docket of which an earlier row says something else."""
    if first.path == location.path and not first.cell:
        return worded("duplicate-docket-on-line", location, docket=docket, line=first.line)
    cure = "same-file" if first.path == location.path else ""
    place = f"{first.path}:{first.cell or first.line}"
    return worded("duplicate-docket", location, cure, docket=docket, place=place)


def _content(statement: Statement) -> tuple[object, ...]:
    cells = statement.task, statement.lead, statement.units
    texts = [cell.text if cell else "" for cell in cells]
    placed = statement.fields, statement.pace
    values = [{key: cell.text for key, cell in cells.items()} for cells in placed]
    return texts, values, {period: report.parts for period, report in statement.reports.items()}


def _texts(task: Task) -> list[str]:
    parts = [part for entry in task.entries.values() for part in entry.progress]
    fields = [value for entry in task.entries.values() for value in entry.fields.values()]
    named = [task.task, task.lead, *task.units, *task.fields.values(), *fields]
    return named + [text for part in parts for text in (part.unit, part.text)]


def rewritten(before: SourcedTask, after: Task, location: Location) -> bytes | Diagnostic:
    """The file of a task with what it says now; comments and everything else as they were."""
    path = Path(before.source.path)
    raw = path.read_bytes().decode("utf-8")
    if raw.removeprefix("\ufeff") != before.source.text:
        return worded("changed-file", location, path=path)
    try:
        return amend(raw, after).encode()
    except EditError:
        return worded("not-editable", location, path=path)
