"""Closing a period: what readers see is stored, and no later edit of the data changes it.

Every function computes all files first and writes them in one transaction with the outputs that
the manifest lists of the period, and of open periods that contain it.
"""

import html
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from progress_report.build import manifest
from progress_report.build.assemble_table import assemble_table, assemble_tables
from progress_report.build.corrections import FROM_FIELDS, corrected
from progress_report.build.fingerprint import Inputs
from progress_report.build.loading import load, recover_task_files
from progress_report.build.period_tables import require_closed
from progress_report.build.render_outputs import render
from progress_report.build.write_outputs import BuiltOutput, write_outputs
from progress_report.domain.closed_table import CellChange, ClosedTableFile, changes
from progress_report.domain.config import Corrections, ReportConfig
from progress_report.domain.diagnostics import CommandHint, DataError, ReportError, has_errors
from progress_report.domain.docket import docket_identity
from progress_report.domain.period import Period
from progress_report.domain.period_file import Closed, Correction, PeriodFile, Reopening, RowChoice
from progress_report.domain.table import Table
from progress_report.render.json import render_closed
from progress_report.source.closed import (
    ClosedTable,
    closed_path,
    correct_command,
    read_recorded,
    row_entries,
    with_closed_reports,
)
from progress_report.source.files import OUT_FOLDER, PERIODS_FOLDER, WORK_FOLDER, git_ignores
from progress_report.source.load import Project
from progress_report.source.periods import SourcedPeriod
from progress_report.source.places import Source
from progress_report.source.writing.edit import EditError, amend, new_file, readable
from progress_report.system.files import sha256
from progress_report.system.i18n import _, period_name
from progress_report.system.monitor import Monitor
from progress_report.system.transaction import write_files


@dataclass(slots=True)
class Ledger:
    """A project while its periods are closed, corrected or opened again, and the files to write."""

    project: Project
    config: ReportConfig
    files: dict[Path, bytes] = field(default_factory=dict)
    changed: set[Period] = field(default_factory=set)

    @classmethod
    def open(cls, root: Path, monitor: Monitor) -> "Ledger":
        """Load a project that has no errors, after what a killed run left has been undone."""
        recover_task_files(root)
        return cls(*load(root, monitor, with_rules=True))

    def record(self, period: Period, settings: PeriodFile, table: ClosedTable | None) -> None:
        """Plan the periods file and the closed table of a period."""
        path = self.project.root / PERIODS_FOLDER / f"{period.name}.yaml"
        try:
            text = (
                amend(path.read_bytes().decode(), settings) if path.exists() else new_file(settings)
            )
        except EditError:
            message = _("{path} cannot be changed without losing a comment; move its comments up")
            raise DataError(message.format(path=path.as_posix())) from None
        self.files[path] = readable(text, settings).encode()
        closed = {p: t for p, t in self.project.closed.items() if p != period}
        if table is not None:
            closed[period] = table
            numbers = [*range(1, len(table.raws)), None]
            for number, raw in zip(numbers, table.raws, strict=True):
                self.files[closed_path(self.project.root, period, number)] = raw
        source = self.project.periods[period].source if period in self.project.periods else None
        sourced = SourcedPeriod(period, settings, source or Source(path.as_posix(), text))
        periods = {**self.project.periods, period: sourced}
        self.project = replace(self.project, closed=closed, periods=periods)
        self.changed.add(period)

    def write(self) -> list[Path]:
        """Write everything planned, then the outputs that the manifest lists; give the paths."""
        folder = self.project.root / OUT_FOLDER
        if built := [*self._outputs(folder)]:
            write_outputs(folder, built, self.project, self.config, self.files, indexed=True)
        else:
            write_files(self.files)
        return [*self.files, *(folder / fresh.output.name for fresh in built)]

    def _outputs(self, folder: Path) -> Iterator[BuiltOutput]:
        """The listed outputs of the changed periods, built again; those with errors stay."""
        for name, entry in manifest.read(folder).files.items():
            period = Period.parse(entry.period)
            if entry.options.draft or not (folder / name).is_file() or not self._touches(period):
                continue
            tables, diagnostics = assemble_tables(self.project, self.config, [period])
            if has_errors(diagnostics):
                continue
            inputs = Inputs(self.project, self.config)
            fingerprint = inputs.fingerprint(period, entry.format, entry.options)
            [output] = render(self.project, tables[0], self.config, [entry.format], entry.options)
            if not output.diagnostics:
                yield BuiltOutput(output, fingerprint, entry.options)

    def _touches(self, period: Period) -> bool:
        """Whether the table of a period is one that changed, or is made of one."""
        if period in self.changed:
            return True
        return period not in self.project.closed and any(map(period.contains, self.changed))


def close(ledger: Ledger, period: Period, day: date, monitor: Monitor) -> list[Period]:
    """Plan the closing of a period; give the open periods within it, which stay open."""
    project, config = ledger.project, ledger.config
    if period in project.closed:
        message = _("{period} was closed on {date}")
        day = project.closed[period].closed.date
        message = message.format(period=period_name(period), date=day)
        again = _("to open it again, use {command}")
        words = f"report close {period.name} --reopen --why …"
        reopen = CommandHint(again, words, "reopen", (("name", period.name),))
        raise DataError(message, (correct_command(period), reopen))
    tables, diagnostics = assemble_tables(project, config, [period])
    monitor.check(diagnostics)
    layout = project.layout_of(period, config)
    raw = render_closed(tables[0], layout, _kept(project, layout, tables[0]))
    settings = project.settings_of(period)
    _require_order(settings, period, day)
    closed, raws = _carried_on(ledger, settings, period, raw, day)
    settings = settings.model_copy(update={"closed": closed})
    ledger.record(period, settings, _table(closed, raws, settings))
    entries = {p for s in project.tasks for p in s.task.periods()}
    within = {p for p in (*entries, *project.periods) if period != p and period.contains(p)}
    return sorted(p for p in within if not any(c.contains(p) for c in project.closed))


def _require_order(settings: PeriodFile, period: Period, day: date) -> None:
    """Raise ReportError for a day before that of what is recorded already."""
    records: list[Closed | Reopening] = [*settings.reopened]
    records += [settings.closed] if settings.closed else []
    days = [d for record in records for d in (record.date, *(c.date for c in record.corrections))]
    if days and day < max(days):
        message = _("{day} is before {last}, when {period} was closed, corrected or opened again")
        shown = message.format(day=day, last=max(days), period=period_name(period))
        raise ReportError(shown, CommandHint(_("give the right day with {command}"), "--on"))


def _correction_page(ledger: Ledger, period: Period) -> dict[Path, bytes]:
    """The corrections of a period as the body part of a page, if the layout has one."""
    if ledger.config.corrections is not Corrections.PAGE:
        return {}
    table = ledger.project.closed[period]
    lines = "".join(f"<p>{html.escape(text)}</p>\n" for text in table.corrections())
    title = html.escape(table.file.title)
    body = f'<div class="corrections" lang="zh-CN">\n<h2>{title}</h2>\n{lines}</div>\n'
    folder = ledger.project.root / WORK_FOLDER
    return {
        **git_ignores(ledger.project.root, folder),
        folder / f"{period.name}.corrections.html": body.encode(),
    }


def _carried_on(
    ledger: Ledger, settings: PeriodFile, period: Period, raw: bytes, day: date
) -> tuple[Closed, list[bytes]]:
    """The record of a period that is closed, with the corrections of the last time it was."""
    digest = sha256(raw)
    if not settings.reopened:
        return Closed(date=day, table=digest), [raw]
    last = settings.reopened[-1]
    corrections, raws = list(last.corrections), []
    for number, correction in enumerate(corrections, start=1):
        raws.append(read_recorded(closed_path(ledger.project.root, period, number), correction.was))
    if last.table != digest:
        raws.append(read_recorded(closed_path(ledger.project.root, period), last.table))
        files = [ClosedTableFile.model_validate_json(r) for r in (raws[-1], raw)]
        dockets = tuple(dict.fromkeys(change.docket for change in changes(*files)))
        corrections.append(Correction(date=day, tasks=dockets, why=last.why, was=last.table))
    return Closed(date=day, table=digest, corrections=tuple(corrections)), [*raws, raw]


def _kept(project: Project, layout: ReportConfig, table: Table) -> list[dict[str, Any]]:
    """What a closed table keeps of each row's task."""
    period = table.period
    tasks = with_closed_reports(project.tasks, project.closed, period)
    of_year = [s.task for s in tasks if s.task.year == period.year]
    by_docket = {docket_identity(task.docket): task for task in of_year}
    columns = [leaf.column for leaf in layout.leaf_columns()]
    shown = {c.period or period.key for c in columns if c.kind in FROM_FIELDS}
    kept = []
    for row in table.rows:
        task = by_docket.get(docket_identity(row.docket)) if row.docket else None
        parts = {p.period.key for c in row.cells if c for p in c.parts if not p.docket}
        kept.append(
            row_entries(task, period, parts | shown) if task else {"formerly": [], "entries": {}}
        )
    return kept


def _table(closed: Closed, raws: Sequence[bytes], settings: PeriodFile) -> ClosedTable:
    files = tuple(map(ClosedTableFile.model_validate_json, raws))
    return ClosedTable(closed, files, tuple(raws), settings.rows is RowChoice.ALL)


def reopen(ledger: Ledger, period: Period, why: str, day: date) -> None:
    """Plan that a closed period is open again; its closed table stays in ``data/closed``."""
    closed = require_closed(ledger.project, period).closed
    settings = ledger.project.settings_of(period)
    _require_order(settings, period, day)
    reopening = Reopening(date=day, why=why, table=closed.table, corrections=closed.corrections)
    update = {"closed": None, "reopened": (*settings.reopened, reopening)}
    ledger.record(period, settings.model_copy(update=update), None)


def correct(
    ledger: Ledger,
    period: Period,
    dockets: Sequence[str],
    why: str,
    taken: Collection[str],
    day: date,
) -> list[CellChange]:
    """Plan a correction of a closed table; give the cells that change, one at least.

    Without dockets the rows are corrected whose reports differ. ``taken`` names what to take
    besides reports: ``task``, ``lead``, ``units``, ``layout``.
    """
    project, table = ledger.project, require_closed(ledger.project, period)
    layout = project.layout_of(period, ledger.config, draft=True)
    tasks = with_closed_reports(project.tasks, project.closed, period)
    settings = project.settings_of(period)
    _require_order(settings, period, day)
    fresh, _diagnostics = assemble_table(tasks, ledger.config, period, settings)
    raw = corrected(
        project, ledger.config, table, fresh, _kept(project, layout, fresh), dockets, taken
    )
    before, after = table.file, ClosedTableFile.model_validate_json(raw)
    cells = [*changes(before, after)]
    digest = sha256(raw)
    if digest == table.closed.table:
        message = _("nothing to correct: the closed table of {period} has these reports already")
        raise DataError(message.format(period=period_name(period)))
    rows = tuple(dict.fromkeys(change.docket for change in cells)) or tuple(dockets)
    correction = Correction(date=day, tasks=rows, why=why, was=table.closed.table)
    closed = table.closed.model_copy(
        update={"table": digest, "corrections": (*table.closed.corrections, correction)}
    )
    settings = settings.model_copy(update={"closed": closed})
    ledger.record(period, settings, _table(closed, [*table.raws, raw], settings))
    ledger.files |= _correction_page(ledger, period)
    return cells
