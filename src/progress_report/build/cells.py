"""The cells of a table's rows: what each column shows of a task."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from operator import attrgetter

from progress_report.build.pace_cells import PaceCells
from progress_report.domain.columns import ColumnConfig
from progress_report.domain.config import Contributions, FinishedTasks, Merge, ReportConfig
from progress_report.domain.diagnostics import CommandHint, Diagnostic, ListRow
from progress_report.domain.period import Period
from progress_report.domain.succession import Key, Selection, Succession, TaskPeriod, is_inside
from progress_report.domain.table import Cell, ColumnKind, Part
from progress_report.domain.task import UNWORDED, Ending, Task
from progress_report.source.load import SourcedTask
from progress_report.system.i18n import _, period_name
from progress_report.text.numbers import share, total
from progress_report.text.prose import join, unwrap, wrap


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    """A column as it is printed, with the period it is about."""

    config: ColumnConfig
    kind: ColumnKind
    period: Period
    whole: Period
    """The period a task must have reported; wider than ``period`` if that is one tile of it."""
    heading: str
    over: str
    width: float
    exact: bool
    """Whether other columns show the other tiles, so that this one shows only its own entry."""


@dataclass
class Cells:
    """Makes the cells of one table, and collects what keeps it from being published."""

    config: ReportConfig
    succession: Succession
    tasks: dict[Key, SourcedTask]  # the tasks of the year, those without a row included
    rows: frozenset[Key]  # the tasks that have a row
    draft: bool = False
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @cached_property
    def pace(self) -> PaceCells:
        """The cells on targets and pace."""
        members = [sourced for key, sourced in self.tasks.items() if key in self.rows]
        return PaceCells(self.config.pace, members)

    def cell(self, sourced: SourcedTask, column: PrintedColumn, number: int) -> Cell:
        """What a column shows of a task in the row of a number."""
        task = sourced.task
        match column.kind:
            case ColumnKind.PROGRESS:
                return self._progress(sourced, column)
            case ColumnKind.NUMBER:
                text = str(number)
            case ColumnKind.DOCKET:
                text = task.docket
            case ColumnKind.TASK:
                text = unwrap(task.task)
                if text == UNWORDED and not self.draft:
                    self.diagnostics.append(_unworded(sourced))
            case ColumnKind.LEAD | ColumnKind.UNITS:
                names = [task.lead] if column.kind is ColumnKind.LEAD else task.units
                text = self.config.unit_names.names_at("、".join(names), column.period)
            case ColumnKind.FIELD:
                text, path = self.field_text(sourced, column.config.value, column.period)
                return Cell(text, sourced.origin(*path))
            case _:
                if column.config.of:
                    return Cell(self.share([sourced], column), sourced.origin("share"))
                return self.pace.cell(sourced, column.config, column.heading, column.period)
        return Cell(text, sourced.origin(column.config.value))

    def select(self, sourced: SourcedTask, period: Period) -> Selection:
        """The entries that make up a row's report for a period."""
        return self.succession.select(sourced.task, period, self.rows)

    def field_text(
        self, sourced: SourcedTask, name: str, shown: Period
    ) -> tuple[str, tuple[str, ...]]:
        """A declared field of the entry for a period, or else of the task; and the keys to it."""
        name, task = name.removeprefix("fields."), sourced.task
        period: Period | None = shown
        if self.succession.cumulative or shown.key not in task.entries:
            selection = self.select(sourced, shown)
            is_one = self.succession.cumulative or selection.repeated
            period = selection.reports[-1].period if is_one and selection.reports else None
        if period is not None and name in task.entries[period.key].fields:
            text = task.entries[period.key].fields[name]
            path: tuple[str, ...] = (*sourced.entry_path(period), "fields", name)
        else:
            text, path = task.fields.get(name, ""), ("fields", name)
        return unwrap(text), path

    def share(self, tasks: Sequence[SourcedTask], column: PrintedColumn) -> str:
        """The percentage that a column prints of one task, or of several together."""
        part, whole = (
            total([self.field_text(sourced, name, column.period)[0] for sourced in tasks])
            for name in column.config.of or ("", "")
        )
        return share(part, whole, column.config.decimals, column.over + column.heading)

    def _progress(self, sourced: SourcedTask, column: PrintedColumn) -> Cell:
        selection = self.select(sourced, column.whole)
        reports = _shown(sourced.task, selection, column, self.config.merge)
        own_part = column.exact and bool(reports) and not selection.complete
        if not (selection.complete or own_part):
            unreported = not selection.reports and not selection.gaps
            if column.config.required or not unreported:
                if not self.draft or selection.overlaps:
                    self.diagnostics += _incomplete(selection, column.whole, self.tasks)
                return Cell(self.config.draft_text, missing=True)
        ending = sourced.task.ended if selection.ended else None
        if column.exact and selection.reports and selection.reports[-1] not in reports:
            ending = None  # it stands in the column of the last report
        if not reports and not ending:
            return Cell("")
        parts = tuple(part for report in reports for part in self._parts(report, sourced))
        if selection.repeated and self.config.finished_tasks is FinishedTasks.SHORT:
            first = wrap(parts[0].text).partition("\n")[0]
            parts = (replace(parts[0], text=first),)
        inherited = bool(reports) and reports[0].task is not sourced.task
        source = self.tasks[reports[0].task.key] if inherited else sourced
        path = (*source.entry_path(reports[0].period), "progress") if reports else ("ended",)
        ended = ending_text(ending) if ending else ""
        text = "\n".join(filter(None, (report_text(parts, self.config), ended)))
        return Cell(text, source.origin(*path), parts=parts, ended=ended)

    def _parts(self, report: TaskPeriod, sourced: SourcedTask) -> list[Part]:
        task, period = report
        docket = "" if task is sourced.task else task.docket_in(period)
        return [
            Part(period, part.unit, unwrap(part.text), docket)
            for part in task.entries[period.key].progress
        ]


def _incomplete(
    selection: Selection, period: Period, tasks: Mapping[Key, SourcedTask]
) -> list[Diagnostic]:
    """What keeps a row's report for a period from being printed, at the entries of its tasks."""
    diagnostics = [_missing(report, tasks[report.task.key]) for report in selection.missing]
    for task, gap in selection.gaps:
        location = tasks[task.key].source.locate(("entries",), key=True)
        keys = _(", ").join(r.period.key for r in selection.reports if r.task is task)
        hint = _("entries found: {keys}").format(keys=keys)
        message = _("task {docket}: {gap} is missing to make up {period}").format(
            docket=task.docket, gap=period_name(gap), period=period_name(period)
        )
        diagnostics.append(Diagnostic("gap", message, location, hint))
    for task, first, second in selection.overlaps:
        from progress_report.check.rules.coverage import overlap_texts  # noqa: PLC0415 - hardly ever needed

        location = tasks[task.key].source.locate(("entries",), key=True)
        message, hint = overlap_texts(task, first, second, period)
        diagnostics.append(Diagnostic("overlap", message, location, hint))
    return diagnostics


def draft_command() -> CommandHint:
    """The cure of whatever only an official table must not have."""
    return CommandHint(_("to build a draft, use {command}"), "--draft", "draft")


def _missing(report: TaskPeriod, sourced: SourcedTask) -> Diagnostic:
    task, period = report
    named = {"docket": task.docket, "period": period_name(period)}
    message = _("task {docket} has no entry for {period}").format(**named)
    hint = (CommandHint(_("add one under {command}"), "entries"), draft_command())
    heading = _("no entry for {period}").format(**named)
    location = sourced.source.locate(("entries",), key=True)
    list_row = ListRow(heading, (task.docket, task.lead))
    return Diagnostic("missing-entry", message, location, hint, list_row=list_row)


def _unworded(sourced: SourcedTask) -> Diagnostic:
    message = _("task {docket} has no wording yet").format(docket=sourced.task.docket)
    hint = (_("write it in place of this text"), draft_command())
    location = sourced.source.locate_text(("task",), UNWORDED, 0, len(UNWORDED))
    return Diagnostic("missing-key", message, location, hint)


def _shown(
    task: Task, selection: Selection, column: PrintedColumn, merge: Merge
) -> tuple[TaskPeriod, ...]:
    reports = selection.reports
    if column.exact:
        written = [p for p in task.periods() if p == column.period and is_inside(task, p)]
        inherited = (r for r in reports if r.task is not task and r.period == column.period)
        return (*(TaskPeriod(task, period) for period in written), *inherited)
    if merge is not Merge.LATEST or not reports:
        return reports
    own = tuple(report for report in reports if report.task is task)
    return own[-1:] or tuple(r for r in reports if r.period.last == reports[-1].period.last)


def report_text(parts: Sequence[Part], config: ReportConfig) -> str:
    """The printed text of parts in their order; those of several periods are labelled.

    Under the ``stack`` policy a part that is inherited always has its label, 上半年（原第6项）.
    """
    if len(parts) == 1 and not parts[0].docket:
        return parts[0].text
    groups = [(key, list(group)) for key, group in groupby(parts, attrgetter("period", "docket"))]
    joined = join if config.contributions is Contributions.RUN_ON else "\n".join
    texts = [joined([part.text for part in group]) for _key, group in groups]
    if len(groups) > 1 or (config.merge is Merge.STACK and any(part.docket for part in parts)):
        labels = (
            period.label + (f"（原第{docket}项）" if docket else "")
            for (period, docket), _group in groups
        )
        texts = [f"{label}：{text}" for label, text in zip(labels, texts, strict=True)]
    return "\n".join(texts)


def ending_text(ended: Ending) -> str:
    """The decision that ended a task, as a sentence."""
    day = ended.date
    date = f"{day.year}年{day.month}月{day.day}日" if day else ""
    body = ended.by and (ended.by if ended.by.startswith("经") else f"经{ended.by}同意")
    text = "，".join(filter(None, (date, body, unwrap(ended.why))))
    return text if text.endswith(("。", "！", "？")) else f"{text}。"
