"""The tables of closed periods: read, and compared with the task files they were made of."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from progress_report.domain import closed_table
from progress_report.domain.config import Reporting
from progress_report.domain.diagnostics import (
    CommandHint,
    DataError,
    Diagnostic,
    Location,
    Severity,
)
from progress_report.domain.docket import docket_identity
from progress_report.domain.period import Period
from progress_report.domain.period_file import Closed, RowChoice
from progress_report.domain.succession import common_months
from progress_report.domain.task import Entry, Task
from progress_report.source import worded
from progress_report.source.files import CLOSED_FOLDER, read_raw
from progress_report.source.periods import SourcedPeriod
from progress_report.system.files import sha256, with_line_feeds
from progress_report.system.i18n import _, period_name
from progress_report.system.limits import MAX_JSON_MARKS
from progress_report.text.changes import fragments
from progress_report.text.excerpt import truncate
from progress_report.text.prose import unwrap

if TYPE_CHECKING:
    from progress_report.source.load import SourcedTask

_MAX_BYTES = 50_000_000
_EXCERPT = 40  # cells of a text quoted in a message


@dataclass(frozen=True, slots=True)
class ClosedTable:
    """The table of a closed period, and those it replaced."""

    closed: Closed
    files: tuple[closed_table.ClosedTableFile, ...]
    """The table before each correction, and the present one last."""
    raws: tuple[bytes, ...]  # their bytes
    has_all_rows: bool = True
    """Whether every task of the period was to have a row (``rows: all`` in the periods file)."""

    @property
    def file(self) -> closed_table.ClosedTableFile:
        """The present table."""
        return self.files[-1]

    @property
    def period(self) -> Period:
        """The period."""
        return Period.parse(self.file.period)

    def corrections(self) -> list[str]:
        """What is printed of each correction."""
        return closed_table.correction_lines(self.closed.corrections, self.files)


def row_entries(task: Task, period: Period, keys: Iterable[str]) -> dict[str, Any]:
    """What a closed table keeps of a task: the tasks it continues, and its entries of some keys."""
    entries = {
        key: task.entries[key].model_dump(mode="json", exclude_defaults=True)
        for key in sorted(keys)
        if key in task.entries
    }
    then = task.docket_in(period)
    later = {"docket_then": then} if then != task.docket else {}
    return {"formerly": list(task.formerly), "entries": entries, **later}


def closed_path(root: Path, period: Period, number: int | None = None) -> Path:
    """The file of a closed table; with a number, of the table before that correction."""
    return root / CLOSED_FOLDER / f"{period.name}{'' if number is None else f'.{number}'}.json"


def read_closed(
    root: Path, periods: Iterable[SourcedPeriod]
) -> tuple[dict[Period, ClosedTable], list[Diagnostic]]:
    """Read the table of each closed period; one that is not the recorded one is an error."""
    tables: dict[Period, ClosedTable] = {}
    diagnostics: list[Diagnostic] = []
    for sourced in periods:
        closed = sourced.file.closed
        if closed is None:
            continue
        numbers = [*range(1, len(closed.corrections) + 1), None]
        digests = [*(correction.was for correction in closed.corrections), closed.table]
        paths = [closed_path(root, sourced.period, number) for number in numbers]
        read = [_read(path, d, sourced) for path, d in zip(paths, digests, strict=True)]
        problems = [problem for problem in read if isinstance(problem, Diagnostic)]
        diagnostics += problems
        if not problems:
            pairs = [pair for pair in read if not isinstance(pair, Diagnostic)]
            files, raws = zip(*pairs, strict=True)
            has_all_rows = sourced.file.rows is RowChoice.ALL
            tables[sourced.period] = ClosedTable(closed, files, raws, has_all_rows)
    return tables, diagnostics


def read_recorded(path: Path, digest: str) -> bytes:
    """The bytes of a closed table that a periods file records; DataError if they are others."""
    raw, problems = read_raw(path.as_posix(), _MAX_BYTES)
    raw = with_line_feeds(raw)
    if problems or sha256(raw) != digest:
        raise DataError(_("{path} is not the table that was closed").format(path=path.as_posix()))
    return raw


def _read(
    path: Path, digest: str, sourced: SourcedPeriod
) -> tuple[closed_table.ClosedTableFile, bytes] | Diagnostic:
    location = sourced.source.locate(("closed", "table"))
    if not path.exists():
        return worded("missing-closed-table", location, path=path)
    raw, problems = read_raw(path.as_posix(), _MAX_BYTES)
    if problems:
        return problems[0]
    # where no .gitattributes says otherwise, git may have converted the line ends
    raw = with_line_feeds(raw)
    if sha256(raw) != digest or sum(map(raw.count, (b"[", b"{", b","))) > MAX_JSON_MARKS:
        return worded("other-closed-table", location, path=path, period=sourced.period.name)
    try:
        return closed_table.ClosedTableFile.model_validate_json(raw), raw
    except ValidationError:
        return worded("unreadable-closed-table", location, path=path)


def with_closed_reports(
    tasks: Sequence["SourcedTask"], tables: Mapping[Period, ClosedTable], within: Period | None
) -> list["SourcedTask"]:
    """Tasks whose entries in closed periods are those of the closed tables.

    With ``within`` only the tables of periods count that it contains, but for its own.
    """
    chosen = [
        period
        for period in tables
        if within is None or (within != period and within.contains(period))
    ]
    if not chosen:
        return list(tasks)
    # of a report that several tables print, the widest one has the last word
    by_width = sorted(chosen, key=lambda period: period.last - period.first)
    reports = {period: _Reports(tables[period]) for period in by_width}
    substituted = []
    for sourced in tasks:
        task = sourced.task
        entries = dict(task.entries)
        for period in by_width:
            if period.year == task.year:
                entries = reports[period].substituted(task, entries)
        if entries != task.entries:
            task = task.model_copy(update={"entries": entries})
        substituted.append(replace(sourced, task=task))
    return substituted


class _Reports:
    """The entries that a closed table was made of, by the tasks that had them."""

    def __init__(self, table: ClosedTable) -> None:
        self.period = table.period
        self.rows = {row.identity: row for row in table.file.rows if row.docket}
        self.inherited = closed_table.inherited_reports(table.file)

    def row_of(self, task: Task) -> closed_table.ClosedRow | None:
        return self.rows.get(docket_identity(task.docket_in(self.period)))

    def substituted(self, task: Task, entries: dict[str, Entry]) -> dict[str, Entry]:
        """The entries of a task with those of the table."""
        if row := self.row_of(task):
            printed = [Period.from_key(task.year, key) for key in row.entries]
            for period in [Period.from_key(task.year, key) for key in entries]:
                # one that shares no month with these was left out by 'merge: latest'
                is_printed = not printed or any(common_months(period, p) for p in printed)
                if is_printed and self.period.contains(period):
                    del entries[period.key]
            return entries | row.entries
        for period, by_identity in self.inherited.items():
            if report := by_identity.get(docket_identity(task.docket_in(period))):
                entries[period.key] = report.entry(entries.get(period.key))
        return entries


def tasks_of(
    tasks: Sequence["SourcedTask"], tables: Mapping[Period, ClosedTable], period: Period
) -> list["SourcedTask"]:
    """Tasks that report on a period what its table says, closed or not."""
    if period in tables:
        return with_closed_reports(tasks, {period: tables[period]}, None)
    return with_closed_reports(tasks, tables, period)


def closed_entry(
    tables: Mapping[Period, ClosedTable],
    reporting: Reporting,
    period: Period,
    docket: str,
    location: Location,
) -> Diagnostic | None:
    """The error that an entry is of a closed period; None if its period is open.

    A cumulative table prints the entries that end with its period, whenever they begin.
    """
    cumulative = reporting is Reporting.CUMULATIVE
    ends = {(p.year, p.last): p for p in tables} if cumulative else {}
    containing = [p for p in tables if p.contains(period)]
    closed = min(containing, default=ends.get((period.year, period.last)))
    if closed is None:
        return None
    message = _("docket {docket}: {period} was closed on {date}").format(
        docket=docket, period=period_name(closed), date=tables[closed].closed.date
    )
    text = _("to write the entry into the task file all the same, use {command}")
    hint = (CommandHint(text, "--closed", "into_closed"), correct_command(closed, docket))
    return Diagnostic("closed-entry", message, location, hint)


def correct_command(period: Period, docket: str = "…") -> CommandHint:
    """The command that corrects the table of a closed period."""
    words = f"report close {period.name} --correct {docket} --why …"
    fields = (("name", period.name), ("dockets", docket.strip("…")))
    return CommandHint(_("to correct the closed table, use {command}"), words, "correct", fields)


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A report that is not, or no longer, what the table of a closed period was made of."""

    period: Period
    docket: str  # of the row in the closed table
    sourced: "SourcedTask | None"  # None if no task file is left
    path: tuple[str | int, ...]  # the keys that lead to it in the task file
    before: str
    after: str
    rows: Collection[str] = ()  # the identities of the rows that print it, if it is inherited

    def diagnostic(self, recorded: SourcedPeriod) -> Diagnostic:
        """A warning at the entry; without a file, in the periods file."""
        changed = fragments(self.before, self.after)[:1] if self.before and self.after else []
        if self.sourced is None:
            location = recorded.source.locate(("closed",), key=True)
        elif changed and changed[0].after:
            start = changed[0].start
            end = start + len(changed[0].after)
            location = self.sourced.source.locate_text(self.path, self.after, start, end)
        else:
            location = self.sourced.source.locate(self.path, key=True)
        named = {"docket": self.docket, "period": period_name(self.period)}
        message = _("docket {docket}: {period} is closed, and its table says otherwise")
        message = message.format(**named)
        for before, after, _start in changed:
            message += _(": '{before}', here '{after}'").format(
                before=truncate(before, _EXCERPT), after=truncate(after, _EXCERPT)
            )
        hint = (_("put it back"), correct_command(self.period, self.docket))
        return Diagnostic("closed-period", message, location, hint, Severity.WARNING)


def discrepancies(
    tasks: Sequence["SourcedTask"], tables: Mapping[Period, ClosedTable]
) -> Iterator[Discrepancy]:
    """Find where task files no longer say what a closed table was made of.

    Wording, units, docket and layout may change with time and are not compared.
    """
    for period, table in sorted(tables.items()):
        current = with_closed_reports(tasks, tables, period)
        of_year = [sourced for sourced in current if sourced.task.year == period.year]
        by_then = {docket_identity(s.task.docket_in(period)): s for s in of_year}
        reports = _Reports(table)
        rows = reports.rows
        for identity, row in rows.items():
            heirs = (s for s in of_year if identity in map(docket_identity, s.task.formerly))
            sourced = by_then.get(identity) or next(heirs, None)
            for key, entry in row.entries.items():
                if (change := _change(sourced, key, entry)) is not None:
                    yield Discrepancy(period, row.docket, sourced, *change)
        for identity, sourced in by_then.items():
            if identity not in rows and not table.has_all_rows:
                continue
            known = rows[identity].entries if identity in rows else {}
            if period.key in sourced.task.entries and period.key not in known:
                docket, path = sourced.task.docket_in(period), sourced.entry_path(period)
                yield Discrepancy(period, docket, sourced, path, "", "")
        yield from _changed_inheritance(period, reports, of_year)


def _changed_inheritance(
    closed: Period, reports: _Reports, of_year: Sequence["SourcedTask"]
) -> Iterator[Discrepancy]:
    """Reports of tasks without a row, which stand in the rows of those that continue them."""
    for period, by_identity in reports.inherited.items():
        bearers = {docket_identity(s.task.docket_in(period)): s for s in of_year}
        for identity, report in by_identity.items():
            sourced = bearers.get(identity)
            if sourced is not None and reports.row_of(sourced.task):
                continue  # it is compared with its own row
            entry = sourced.task.entries.get(period.key) if sourced else None
            change = _change(sourced, period.key, report.entry(entry))
            if change is not None:
                yield Discrepancy(closed, report.docket, sourced, *change, report.rows)


def _change(
    sourced: "SourcedTask | None", key: str, before: Entry
) -> tuple[tuple[str | int, ...], str, str] | None:
    """Where an entry differs from that of a closed table, with the texts; None if it does not."""
    after = sourced.task.entries.get(key) if sourced else None
    if sourced is None or after is None:
        return ("entries",), "", ""
    if closed_table.reported(before) == closed_table.reported(after):
        return None
    path: tuple[str | int, ...] = sourced.entry_path(Period.from_key(sourced.task.year, key))
    texts = [[unwrap(part.text) for part in entry.progress] for entry in (before, after)]
    for index, (old, new) in enumerate(zip(*texts, strict=False)):
        if old != new:
            several = sourced.source.is_list((*path, "progress"))
            inside = ("progress", index, "text") if several else ("progress",)
            return (*path, *inside), old, new
    for name in sorted({*before.fields, *after.fields}):
        old, new = before.fields.get(name, ""), after.fields.get(name, "")
        if old != new:
            return (*path, "fields", name), old, new
    return path, "", ""
