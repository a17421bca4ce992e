"""Reminders to units whose reports are missing (催办单): a Word file each, and text to paste.

Their text is Chinese whatever the language of messages, because a reminder is an official document.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from progress_report.collect.out.form import Line, form_headings
from progress_report.collect.out.requests import make_forms
from progress_report.domain.config import Orientation, Reminder, ReportConfig
from progress_report.domain.period import Period
from progress_report.domain.table import Cell, Column, ColumnKind, Row, Table
from progress_report.office.wordml import Element, paragraph, w
from progress_report.render.word.parts import document
from progress_report.render.word.styles import DATE, END, INDENTED, ISSUER, TEXT, TITLE
from progress_report.render.word.table import table_element
from progress_report.source.load import SourcedTask
from progress_report.status.overview import Overview

_WIDTHS = (12.0, 58.0, 30.0)
_MAX_TASK = 60  # characters of a task in the text to paste


@dataclass(frozen=True, slots=True)
class UnitReminder:
    """The reminder for one unit."""

    unit: str
    level: Reminder
    due: date | None
    days_late: int
    period: Period
    lines: tuple[Line, ...]  # the missing tasks, as the form lists them

    @property
    def text(self) -> str:
        """What the reminder says, in one paragraph."""
        due = _day(self.due) if self.due else ""
        until = f"应于{due}前报送" if due else "尚待报送"
        late = f"，已逾期{self.days_late}天" if self.days_late else ""
        return (
            f"{self.period.year}年{self.period.label}重点任务进展情况{until}，你单位尚有{len(self.lines)}项未报{late}。"
            f"请抓紧报送；确有困难的，请说明原因和报送时间。"
        )

    @property
    def message(self) -> str:
        """The text to paste into a message, with the missing tasks."""
        tasks = (f"{number}. {_task(line)}" for number, line in enumerate(self.lines, start=1))
        return "\n".join([f"【{self.level.name}】{self.unit}：", self.text, *tasks]) + "\n"


def unit_reminders(
    overview: Overview, tasks: Sequence[SourcedTask], config: ReportConfig, today: date
) -> list[UnitReminder]:
    """The reminders to the units of an overview, in its order."""
    period = overview.period
    lines = {form.unit: form.lines for form in make_forms(tasks, config, period, overview.by).forms}
    days = (today - overview.due).days if overview.due else 0
    levels = [level for level in config.reminders if level.after <= days]
    level = levels[-1] if levels else config.reminders[0]
    return [
        UnitReminder(
            status.unit,
            level,
            overview.due,
            max(0, days),
            period,
            tuple(line for line in lines[status.unit] if line.docket in status.missing),
        )
        for status in overview.late_units
        if status.unit in lines
    ]


def word(reminder: UnitReminder, config: ReportConfig, today: date) -> bytes:
    """A reminder as ``.docx``, upright."""
    page = config.page.model_copy(update={"orientation": Orientation.PORTRAIT})
    config = config.model_copy(update={"page": page, "date": "", "notes": ()})
    title = paragraph(reminder.level.name, TITLE)
    if reminder.level.colour.upper() != "#FFFFFF":
        fill = reminder.level.colour.removeprefix("#")
        title[0].append(w("shd", val="clear", color="auto", fill=fill))
    body: list[Element] = [
        title,
        paragraph(f"{reminder.unit}：", TEXT),
        paragraph(reminder.text, INDENTED),
        table_element(_table(reminder, config), config),
        *([paragraph(config.issuer, ISSUER)] if config.issuer else []),
        paragraph(_day(today), DATE),
        paragraph("", END),
    ]
    return document(body, f"{reminder.unit}{reminder.level.name}", config)


def _table(reminder: UnitReminder, config: ReportConfig) -> Table:
    docket, task, role, *_further = form_headings(config)
    kinds = (ColumnKind.DOCKET, ColumnKind.TASK, ColumnKind.FIELD)
    columns = tuple(
        Column(heading, kind, share, kind is ColumnKind.DOCKET)
        for heading, kind, share in zip((docket, task, role), kinds, _WIDTHS, strict=True)
    )
    rows = tuple(
        Row(line.docket, (Cell(line.docket), Cell(line.task), Cell(line.role)))
        for line in reminder.lines
    )
    title = f"{reminder.period.year}年{reminder.period.label}未报任务"
    return Table(title, reminder.period, columns, rows)


def _task(line: Line) -> str:
    text = line.task.replace("\n", "")
    return f"第{line.docket}项 {text[:_MAX_TASK]}{'……' if len(text) > _MAX_TASK else ''}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
