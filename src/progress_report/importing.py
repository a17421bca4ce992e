"""A foreign table to changes of task files: planned whole before anything is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from progress_report.diagnostics import Diagnostic, Location
from progress_report.i18n import _
from progress_report.model import Contribution, Entry, Task, docket_identity, file_name
from progress_report.prose import join, unwrap, wrap
from progress_report.punctuation import fold
from progress_report.source.characters import control_characters
from progress_report.source.edit import EditError, amend, new_file
from progress_report.source.load import TASKS_FOLDER, SourcedTask
from progress_report.source.places import Source
from progress_report.table import Cell, Kind, Row, Table


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do. ``files`` maps paths to new contents."""

    files: dict[Path, bytes]
    created: int
    updated: int
    same: int
    diagnostics: tuple[Diagnostic, ...]


def plan(root: Path, tasks: Sequence[SourcedTask], table: Table) -> Plan:
    """Work out the files that bring a table into the project.

    A task not there yet gets a file; a task without this period gets an entry; an entry with the
    same text stays as it is. Texts that differ from the file's are findings, and then the plan
    must not be carried out.
    """
    known = {
        docket_identity(sourced.task.docket): sourced
        for sourced in tasks
        if sourced.task.year == table.period.year
    }
    files: dict[Path, bytes] = {}
    diagnostics: list[Diagnostic] = []
    created = updated = same = 0
    kinds = [column.kind for column in table.columns]
    for row in table.rows:
        cells = dict(zip(kinds, row.cells, strict=True))
        task, progress = cells[Kind.TASK], cells[Kind.PROGRESS]
        if task is None or progress is None:
            raise TypeError("an imported row has a cell of its own in every column")
        sourced = known.get(docket_identity(row.docket))
        year, key = table.period.year, table.period.key
        if sourced is None:
            path = root / TASKS_FOLDER / str(year) / file_name(row.docket)
            entry = _entry(progress.text)
            made = Task(year=year, docket=row.docket, task=wrap(task.text), entries={key: entry})
            text = new_file(made)
            found = control_characters(Source(path.as_posix(), task.text + progress.text))
            if found:  # what the program itself would refuse to read must not be written
                diagnostics.append(replace(found[0], location=_place(task)))
            elif path.exists() or path in files:
                message = _("{path} exists already").format(path=path.as_posix())
                diagnostics.append(Diagnostic("file-exists", message, _place(task)))
            files[path] = text.encode()
            created += 1
            continue
        found = _differences(sourced, table, row, task, progress)
        diagnostics += found
        if found:
            continue
        if key in sourced.task.entries:
            same += 1
            continue
        path = Path(sourced.source.path)
        try:
            raw = path.read_bytes().decode("utf-8")
            entries = {**sourced.task.entries, key: _entry(progress.text)}
            wanted = sourced.task.model_copy(update={"entries": entries})
            files[path] = amend(raw, wanted).encode()
            updated += 1
        except EditError:
            message = _("an entry cannot be added to {path}").format(path=path.as_posix())
            hint = _("write its entries as an indented block, one key a line")
            diagnostics.append(Diagnostic("not-editable", message, _place(task), hint))
    return Plan(files, created, updated, same, tuple(diagnostics))


def _differences(
    sourced: SourcedTask, table: Table, row: Row, task: Cell, progress: Cell
) -> list[Diagnostic]:
    found = []
    path = sourced.source.path
    if fold(unwrap(sourced.task.task)) != fold(task.text):
        message = _("the task text of docket {docket} differs from {path}").format(
            docket=row.docket, path=path
        )
        hint = _("correct the page or the file, so that both say the same")
        found.append(Diagnostic("task-differs", message, _place(task), hint))
    entry = sourced.task.entries.get(table.period.key)
    if entry is not None:
        texts = [unwrap(contribution.text) for contribution in entry.progress]
        if fold(join(texts)) != fold(progress.text):
            message = _("{path} already has another text for {period}").format(
                path=path, period=table.period.name
            )
            hint = _("correct the page or the file, so that both say the same")
            found.append(Diagnostic("entry-differs", message, _place(progress), hint))
    return found


def _entry(text: str) -> Entry:
    return Entry(progress=(Contribution(text=wrap(text)),))


def _place(cell: Cell) -> Location:
    origin = cell.origin
    return Location(origin.path, origin.line) if origin else Location("")
