"""A task as it is, and what a table says of it, to the task as it should be."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from progress_report.build.assemble_table import assemble_table
from progress_report.domain.columns import REST_GROUP
from progress_report.domain.config import Contributions, ReportConfig
from progress_report.domain.diagnostics import Diagnostic, Location, has_errors
from progress_report.domain.period import Period
from progress_report.domain.succession import entry_period
from progress_report.domain.table import ColumnKind
from progress_report.domain.target import figure_value
from progress_report.domain.task import Contribution, Entry, Task
from progress_report.importing import worded
from progress_report.importing.figures import PACE_COLUMNS, entry_change, figure_period, read_target
from progress_report.importing.statement import PlacedText, Report, Statement, cell_text, group_name
from progress_report.source.load import SourcedTask
from progress_report.source.places import Source
from progress_report.text.excerpt import common_prefix, excerpt
from progress_report.text.prose import join, unwrap, without_whitespace, wrap
from progress_report.text.punctuation import fold, is_copy

_AROUND = 16  # cells shown on either side of the first difference


_DIFFERENCES = {"task": "task-differs", "progress": "entry-differs"}
"""The rules that name them, by column; for others ``field-differs``."""


@dataclass(frozen=True, slots=True)
class Update:
    """Which texts that are there already a table may replace."""

    is_on: bool = False
    columns: Collection[str] = ()
    """Such as ``progress`` or ``fields.leader``; all if there are none."""


NO_UPDATE = Update()


def create_task(
    statement: Statement, wording: PlacedText, docket: str, config: ReportConfig
) -> Task:
    """A task that is not there yet."""
    task = Task(
        year=statement.year,
        docket=docket,
        task=wrap(wording.text),
        lead=statement.lead_name(),
        units=statement.named_units().names,
        fields={name: _paragraphs(said.text) for (_at, name), said in statement.fields.items()},
        entries={of.key: _entry(report) for of, report in sorted(statement.reports.items())},
    )
    update = TaskUpdate(task, statement, config, "", (), Update(is_on=True))
    update.take_figures()
    return update.after


@dataclass(slots=True)
class TaskUpdate:
    """A task that is brought to say what a statement says, and what speaks against it.

    What is not there yet is added. What differs is changed only by an update; without one it is a
    diagnostic at its place in the table. ``line`` are the tasks it continues, whose texts may stand
    in its row.
    """

    task: Task
    statement: Statement
    config: ReportConfig
    path: str
    line: Sequence[SourcedTask]
    update: Update
    kept: list[Location] = field(default_factory=list)
    """Cells that differ and are left as they are, because an update is of other columns."""
    changes: dict[str, Any] = field(default_factory=dict)
    periods: set[Period] = field(default_factory=set)  # those of which something changes
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @property
    def after(self) -> Task:
        """The task as it should be."""
        return self.task.model_copy(update=self.changes) if self.changes else self.task

    def take_all(self) -> None:
        """Take all that the statement says."""
        said, task = self.statement, self.task
        texts = (task.task, said.task.text if said.task else "")
        same = self._is_same(*map(without_whitespace, texts))
        if said.task and not same and not self._refuse("task", unwrap(task.task), said.task):
            self.changes["task"] = wrap(said.task.text)
            self.periods.add(said.period)
        named_leads, named_units = said.named_leads().names, said.named_units()
        known = self.config.unit_names.of_task(task)  # a unit that was renamed is the same
        if not (known.lead in named_leads and {*named_leads} <= {known.lead, *known.units}):
            self._named("lead", said.lead, known.lead, said.lead_name())
        others = tuple(unit for unit in known.units if unit not in named_leads)
        lead = self.changes.get("lead", known.lead)
        joint = tuple(unit for unit in named_units.names if unit != lead)
        if joint != others and not (named_units.is_open and {*joint} <= {*known.units}):
            self._named("units", said.units, "、".join(known.units), joint)
        self._entries()
        self._fields()
        self.take_figures()

    def _named(self, key: str, said: PlacedText | None, printed: str, named: Any) -> None:
        """Update the lead or joint units to those of the table, unless they print the same."""
        names = named if isinstance(named, str) else "、".join(named)
        texts = () if said is None else (said.text, names)
        if said is None or not names or any(self._is_same(printed, text) for text in texts):
            return
        if not (printed and self._refuse(key, printed, said)):
            self.changes[key] = named

    def _entries(self) -> None:
        entries = dict(self.task.entries)
        for reported, report in self.statement.reports.items():
            period = entry_period(self.task, reported, self.config.reporting)
            old = entries.get(period.key)
            if old is None:
                if not self._is_merged_already(period):
                    entries[period.key] = _entry(report)
            elif not self._is_said(old, report):
                self._replace(entries, period, old, report)
            elif report.as_of != old.as_of and not self._keeps_day(period, old, report):
                entries[period.key] = old.model_copy(update={"as_of": report.as_of})
        if entries != self.task.entries:
            changed = (key for key in entries if entries[key] != self.task.entries.get(key))
            self.periods |= {Period.from_key(self.task.year, key) for key in changed}
            self.changes["entries"] = entries

    def _keeps_day(self, period: Period, old: Entry, report: Report) -> bool:
        """Whether the file's day stays: the table names none, or another that is refused."""
        if old.as_of is None or report.as_of is None:
            return report.as_of is None
        day = PlacedText(report.as_of.isoformat(), report.location)
        return self._refuse("progress", old.as_of.isoformat(), day, period)

    def _is_said(self, entry: Entry, report: Report) -> bool:
        old, new = entry.progress, report.parts
        texts = [cell_text(unwrap(part.text)) for part in old]
        copies = [cell_text(part.text) for part in new]
        if any(part.unit for part in old) and any(part.unit for part in new):
            pairs = zip(texts, copies, strict=False)
            current = self.config.unit_names.current
            units = [[current(part.unit) for part in parts] for parts in (old, new)]
            same_units = units[0] == units[1]
            return same_units and all(self._is_same(*pair) for pair in pairs)
        run_on = self.config.contributions is Contributions.RUN_ON
        return any(
            self._is_same(text, copy)
            for text in {join(texts), join(texts) if run_on else "\n".join(texts)}
            for copy in {join(copies), "\n".join(copies)}
        )

    def _is_merged_already(self, period: Period) -> bool:
        """Whether shorter entries, put together, say just this."""
        printed = self.statement.printed
        if printed is None or period != self.statement.period:
            return False
        changes = self.line or self.task.finished or self.task.ended
        if not changes and not any(map(period.contains, self.task.periods())):
            return False
        sourced = SourcedTask(self.task, Source(self.path, ""))
        table, diagnostics = assemble_table([sourced, *self.line], self.config, period)
        if has_errors(diagnostics):
            return False
        kinds = [column.kind for column in table.columns]
        rows = (row for row in table.rows if row.docket == self.task.docket)
        cells = (pair for row in rows for pair in zip(kinds, row.cells, strict=True))
        reports = (cell.text for kind, cell in cells if cell and kind is ColumnKind.PROGRESS)
        return any(self._is_same(report, printed.text) for report in reports)

    def _replace(
        self, entries: dict[str, Entry], period: Period, old: Entry, report: Report
    ) -> None:
        there = [(part.unit, unwrap(part.text)) for part in old.progress]
        here = [(part.unit, part.text) for part in report.parts]
        ways = [join([text for _unit, text in parts]) for parts in (there, here)]
        if ways[0] == ways[1]:  # then the units differ
            ways = [join([f"{unit}：{text}" for unit, text in parts]) for parts in (there, here)]
        if self._refuse("progress", ways[0], PlacedText(ways[1], report.location), period):
            return
        if any(part.unit for part in old.progress) and not any(p.unit for p in report.parts):
            problem = worded("several-units", report.location, path=self.path, period=period)
            self.diagnostics.append(problem)
        else:
            updated = {"progress": _entry(report).progress, "as_of": report.as_of or old.as_of}
            entries[period.key] = old.model_copy(update=updated)

    def _fields(self) -> None:
        fields = dict(self.task.fields)
        entries = self.changes.get("entries", self.task.entries)
        for (period, name), said in self.statement.fields.items():
            entry = entries.get(period.key)
            has_own = entry is not None and name in entry.fields
            old = entry.fields[name] if entry and has_own else fields.get(name, "")
            if self._is_same_field(name, unwrap(old), said.text):
                continue
            value = _paragraphs(said.text)
            is_new = entry is not None and period.key not in self.task.entries
            if not old:
                fields[name] = value
            elif not is_new and self._refuse(f"fields.{name}", unwrap(old), said):
                continue
            elif entry is not None and (has_own or is_new):  # other periods keep theirs
                entry = entry.model_copy(update={"fields": {**entry.fields, name: value}})
                entries = {**entries, period.key: entry}
                self.changes["entries"] = entries
            else:
                fields[name] = value
        if fields != self.task.fields:
            self.changes["fields"] = fields

    def take_figures(self) -> None:
        """Take targets first, as figures are found by the target's name."""
        said = sorted(self.statement.pace.items(), key=lambda item: PACE_COLUMNS.index(item[0][1]))
        for (reported, kind), cell in said:
            if kind is ColumnKind.TARGET:
                self._target(cell)
                continue
            entries = self.changes.get("entries", self.task.entries)
            task = self.task.model_copy(update={"entries": entries})
            period = figure_period(task, reported)
            if (entry := entries.get(period.key)) is None:
                continue  # a figure without a report
            update = self._entry_figures(entry, period, kind, cell)
            if update:
                self.periods.add(period)
                entries = {**entries, period.key: entry.model_copy(update=update)}
                self.changes["entries"] = entries

    def _target(self, cell: PlacedText) -> None:
        if (target := read_target(cell.text, self.task.task)) is None or len(self.task.targets) > 1:
            return
        old = self.task.targets[0] if self.task.targets else None
        if old is None:
            self.changes["targets"] = (target,)
            return
        amounts = {
            old.amount,
            *(text for step in old.revised for text in (step.before, step.after)),
        }
        values = {figure_value(text) for text in amounts if text}
        if figure_value(target.amount or "") in values:
            return
        if not self._refuse("target", f"{old.name}{old.amount or ''}{old.measure}", cell):
            self.changes["targets"] = (old.model_copy(update={"amount": target.amount}),)

    def _entry_figures(
        self, entry: Entry, period: Period, kind: ColumnKind, cell: PlacedText
    ) -> dict[str, Any]:
        """What a cell changes in an entry: its figure, its verdict, or the reason."""
        targets = self.changes.get("targets", self.task.targets)
        task = self.task.model_copy(update={"targets": targets, "entries": {period.key: entry}})
        change = entry_change(task, period, kind, cell.text, self.config.pace)
        if change is None:
            return {}
        said = PlacedText(change.said, cell.location)
        refused = change.old and self._refuse(kind.value, change.old, said)
        return {} if refused else {change.key: change.value}

    def _is_same(self, old: str, new: str) -> bool:
        """Whether a text is there already, perhaps with marks that the table has lost."""
        old, new = cell_text(old), cell_text(new)
        return is_copy(fold(new), fold(old)) if self.statement.folded else is_copy(new, old)

    def _is_same_field(self, name: str, old: str, new: str) -> bool:
        """Whether a field says the same; of a group its name counts, not its number."""
        if self.config.group is not None and name in self.config.group.fields:
            old, new = group_name(old) or REST_GROUP, group_name(new)
        return self._is_same(old, new)

    def _refuse(self, name: str, old: str, new: PlacedText, period: Period | None = None) -> bool:
        """Note a difference and say that it stays, unless existing text may be changed."""
        if self.update.is_on:
            changed = not self.update.columns or name in self.update.columns
            self.kept += [] if changed else [new.location]
            return not changed
        there, here, at = difference(old, new.text)
        location = new.location
        if location.cell:
            line = new.text[:at].count("\n")
            column = at - (new.text.rfind("\n", 0, at) + 1) + 1
            excerpt = new.text.split("\n")[line]
            location = Location(location.path, location.line, column, 1, excerpt, location.cell)
        named = {"path": self.path, "docket": self.task.docket, "there": there, "here": here}
        rule = _DIFFERENCES.get(name, "field-differs")
        heading = self.config.fields.get(name.removeprefix("fields.")) or self._heading(name)
        self.diagnostics.append(worded(rule, location, period=period, column=heading, **named))
        return True

    def _heading(self, name: str) -> str:
        """What a column is called in print, or by its kind."""
        kind = next((kind for kind in ColumnKind if kind.value == name), None)
        heading = self.config.heading_of(kind) if kind else None
        return heading or worded.word("columns", name) or name


def difference(old: str, new: str) -> tuple[str, str, int]:
    """Both texts around the first character in which they differ, and where that is."""
    position = common_prefix(old, new)
    there, here = (
        excerpt(text, position, before=_AROUND, length=2 * _AROUND).text.replace("\n", "¶")
        for text in (old, new)
    )
    return there, here, position


def _entry(report: Report) -> Entry:
    return Entry(
        as_of=report.as_of,
        progress=tuple(Contribution(unit=part.unit, text=wrap(part.text)) for part in report.parts),
    )


def _paragraphs(text: str) -> str:
    """A field's text as files hold it: a blank line between paragraphs."""
    return "\n\n".join(filter(None, (line.strip(" \t") for line in text.split("\n"))))
