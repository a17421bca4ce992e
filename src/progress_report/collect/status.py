"""Which units have reported on a period, and what is missing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from progress_report.collect.back.verify_form import Answers
from progress_report.collect.out.form import form_headings
from progress_report.collect.out.requests import (
    author,
    contributions_of,
    make_forms,
    with_present_names,
)
from progress_report.collect.signatures import signatures_of
from progress_report.domain.config import ReportConfig
from progress_report.domain.period import Period
from progress_report.domain.succession import Succession, is_inside
from progress_report.domain.table import Cell, Column, ColumnKind, Row, Table
from progress_report.domain.task import Task
from progress_report.source.load import SourcedTask
from progress_report.system.i18n import _
from progress_report.text.width import printable, width

_HEADINGS = ("报送单位", "应报", "已报", "待并入", "未报")
_COUNTED = _HEADINGS[1:]
_NOBODY = "（未写明单位）"
_WIDTHS = (24, 8, 8, 8, 8, 44)


@dataclass(frozen=True, slots=True)
class UnitStatus:
    """The dockets of a unit, in order; each is reported, returned or missing."""

    unit: str
    """Empty for tasks without a form."""
    asked: tuple[str, ...]
    reported: tuple[str, ...]
    """Dockets with a report in the task files."""
    returned: tuple[str, ...]
    """Dockets filled in on forms that are not merged yet."""
    missing: tuple[str, ...]
    signature: Mapping[str, str] = field(default_factory=dict)
    """Who filled in and checked its form, and whom to call, by label."""


def days_late(due: date | None, today: date) -> int:
    """By how many days the last day to report has passed; 0 if it has not, or there is none."""
    return max(0, (today - due).days) if due else 0


def status(
    tasks: Sequence[SourcedTask],
    config: ReportConfig,
    period: Period,
    by: str,
    answers: Sequence[Answers] = (),
    signatures: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> list[UnitStatus]:
    """List the status of each unit, then of the tasks without a form.

    Args:
        tasks: The tasks, in order.
        config: The project's configuration.
        period: The period to report on.
        by: How forms are given out, see `progress_report.collect.out.requests.make_forms`.
        answers: The answers of returned forms.
        signatures: Those on forms merged before, by unit.
    """
    tasks = with_present_names(tasks, config)
    tasks_by_docket = {
        sourced.task.docket_in(period): sourced.task
        for sourced in tasks
        if sourced.task.year == period.year and is_inside(sourced.task, period)
    }
    succession = Succession([sourced.task for sourced in tasks], config.reporting)
    filled = {
        (form.unit, answer.task.docket_in(period)) for form in answers for answer in form.given
    }
    known = {**signatures, **signatures_of(answers)}
    statuses = []
    form_set = make_forms(tasks, config, period, by, finished=True)
    units = [(form.unit, tuple(line.docket for line in form.lines)) for form in form_set.forms]
    if form_set.unassigned:
        unassigned = (sourced.task.docket_in(period) for sourced in form_set.unassigned)
        units.append(("", tuple(unassigned)))
    for unit, dockets in units:
        named = author(by, unit)
        reported = tuple(
            d for d in dockets if _has_reported(succession, tasks_by_docket[d], period, named)
        )
        open_ = [docket for docket in dockets if docket not in reported]
        returned = tuple(docket for docket in open_ if (unit, docket) in filled)
        missing = tuple(docket for docket in open_ if docket not in returned)
        signed = known.get(unit, {})
        statuses.append(UnitStatus(unit, dockets, reported, returned, missing, signed))
    return statuses


def _has_reported(succession: Succession, task: Task, period: Period, unit: str) -> bool:
    """Whether a unit has reported on all parts of a period; a finished task needs no more."""
    selection = succession.own(task, period)
    if not selection.complete:
        return bool(contributions_of(task, period, unit))
    return all(contributions_of(task, report.period, unit) for report in selection.reports)


def as_text(statuses: Sequence[UnitStatus], due: date | None = None, late: int = 0) -> str:
    """Format the status as aligned columns, units with missing reports first.

    Below come the due date, who is late by how many days, and whom to call.
    """
    heads = [_("unit"), _("asked"), _("reported"), _("returned"), _("missing")]
    ordered = sorted(statuses, key=lambda status: not status.missing)
    nobody = _("(no unit named)")
    rows = [
        heads,
        *([printable(status.unit or nobody), *map(str, _counts(status))] for status in ordered),
    ]
    dockets = ["", *(_(", ").join(status.missing) for status in ordered)]
    widths = [max(width(row[column]) for row in rows) for column in range(len(heads))]
    lines = []
    for number, row in enumerate(rows):
        first = row[0] + " " * (widths[0] - width(row[0]))
        rest = [" " * (w - width(text)) + text for w, text in zip(widths[1:], row[1:], strict=True)]
        lines.append("  ".join([first, *rest, dockets[number]]).rstrip())
    if due is not None:
        lines.append(_("due {day}").format(day=due.isoformat()))
    if late and (units := [status.unit or nobody for status in ordered if status.missing]):
        message = _("late by {days} day(s): {units}")
        lines.append(message.format(days=late, units=_(", ").join(map(printable, units))))
    for status in ordered:
        if status.signature:
            words = "，".join(f"{label}：{text}" for label, text in status.signature.items())
            lines.append(printable(f"{status.unit}：{words}"))
    return "\n".join(lines) + "\n"


def as_json(
    statuses: Sequence[UnitStatus],
    period: Period,
    by: str,
    due: date | None = None,
    late: int = 0,
) -> str:
    """Format the status as a JSON object: the period, the ``--by`` value and each unit's dockets.

    Tasks without a form are listed under an empty unit name.
    """
    units = [
        {
            "unit": status.unit,
            "asked": status.asked,
            "reported": status.reported,
            "returned": status.returned,
            "missing": status.missing,
            **({"days_late": late if status.missing else 0} if due else {}),
            **({"signature": {**status.signature}} if status.signature else {}),
        }
        for status in statuses
    ]
    document: dict[str, Any] = {"version": 1, "period": period.name, "by": by}
    document |= {"due": due.isoformat()} if due else {}
    document["units"] = units
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def as_table(statuses: Sequence[UnitStatus], period: Period, config: ReportConfig) -> Table:
    """Return the status as a table, to be rendered as any other."""
    headings = (*_HEADINGS, f"未报{form_headings(config)[0]}")
    columns = tuple(
        Column(
            heading,
            ColumnKind.NUMBER if heading in _COUNTED else ColumnKind.FIELD,
            share,
            index == 0,
        )
        for index, (heading, share) in enumerate(zip(headings, _WIDTHS, strict=True))
    )
    rows = tuple(
        Row(status.unit, tuple(Cell(text) for text in _cells(status))) for status in statuses
    )
    return Table(f"{period.year}年{period.label}重点任务报送情况表", period, columns, rows)


def _counts(status: UnitStatus) -> list[int]:
    return [len(status.asked), len(status.reported), len(status.returned), len(status.missing)]


def _cells(status: UnitStatus) -> list[str]:
    return [status.unit or _NOBODY, *map(str, _counts(status)), "、".join(status.missing)]
