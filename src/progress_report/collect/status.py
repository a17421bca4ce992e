"""Who has reported on a period, and who has not."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from progress_report.collect.back.verify_form import Answers
from progress_report.collect.out.requests import ask, author, own_parts
from progress_report.domain.config import ReportConfig
from progress_report.domain.period import Period
from progress_report.domain.table import Cell, Column, ColumnKind, Row, Table
from progress_report.source.load import SourcedTask
from progress_report.system.i18n import _
from progress_report.text.width import printable, width

_HEADINGS = ("报送单位", "应报", "已报", "待并入", "未报", "未报折子号")
_COUNTED = _HEADINGS[1:5]
_NOBODY = "（未写明单位）"
_WIDTHS = (24, 8, 8, 8, 8, 44)


@dataclass(frozen=True, slots=True)
class UnitStatus:
    """How far one unit is. Dockets, in order; none stands in two of the last three."""

    unit: str
    """Empty for the tasks that stand on nobody's form."""
    asked: tuple[str, ...]
    reported: tuple[str, ...]
    """In the task files."""
    returned: tuple[str, ...]
    """Filled in on forms that are not taken in yet."""
    missing: tuple[str, ...]


def status(
    tasks: Sequence[SourcedTask],
    config: ReportConfig,
    period: Period,
    by: str,
    answers: Sequence[Answers] = (),
) -> list[UnitStatus]:
    """Work out how far each unit is, and last the tasks that nobody is asked about.

    Args:
        tasks: In order.
        config: The project's.
        period: The period to report on.
        by: How forms are given out, see `progress_report.collect.out.requests.ask`.
        answers: Of forms that came back.
    """
    known = {
        sourced.task.docket: sourced.task for sourced in tasks if sourced.task.year == period.year
    }
    filled = {(one.unit, answer.task.docket) for one in answers for answer in one.given}
    found = []
    all_asked = ask(tasks, config, period, by)
    units = [(form.unit, tuple(line.docket for line in form.lines)) for form in all_asked.forms]
    if all_asked.unassigned:
        units.append(("", tuple(sourced.task.docket for sourced in all_asked.unassigned)))
    for unit, asked in units:
        named = author(by, unit)
        reported = tuple(d for d in asked if own_parts(known[d], period, named))
        open_ = [docket for docket in asked if docket not in reported]
        returned = tuple(docket for docket in open_ if (unit, docket) in filled)
        missing = tuple(docket for docket in open_ if docket not in returned)
        found.append(UnitStatus(unit, asked, reported, returned, missing))
    return found


def as_text(found: Sequence[UnitStatus]) -> str:
    """Aligned columns, units with something missing first."""
    heads = [_("unit"), _("asked"), _("reported"), _("returned"), _("missing")]
    ordered = sorted(found, key=lambda one: not one.missing)
    nobody = _("(no unit named)")
    rows = [heads, *([printable(one.unit or nobody), *map(str, _counts(one))] for one in ordered)]
    dockets = ["", *(_(", ").join(one.missing) for one in ordered)]
    widths = [max(width(row[at]) for row in rows) for at in range(len(heads))]
    lines = []
    for number, row in enumerate(rows):
        first = row[0] + " " * (widths[0] - width(row[0]))
        rest = [" " * (w - width(text)) + text for w, text in zip(widths[1:], row[1:], strict=True)]
        lines.append("  ".join([first, *rest, dockets[number]]).rstrip())
    return "\n".join(lines) + "\n"


def as_json(found: Sequence[UnitStatus], period: Period, by: str) -> str:
    """One object: the period, how forms are given out, and each unit's dockets.

    The tasks that nobody is asked about stand under a unit without a name.
    """
    units = [
        {
            "unit": one.unit,
            "asked": one.asked,
            "reported": one.reported,
            "returned": one.returned,
            "missing": one.missing,
        }
        for one in found
    ]
    said = {"version": 1, "period": period.name, "by": by, "units": units}
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def as_table(found: Sequence[UnitStatus], period: Period) -> Table:
    """As a table that is rendered like any other."""
    columns = tuple(
        Column(
            heading, ColumnKind.NUMBER if heading in _COUNTED else ColumnKind.FIELD, share, at == 0
        )
        for at, (heading, share) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True))
    )
    rows = tuple(Row(one.unit, tuple(Cell(text) for text in _cells(one))) for one in found)
    return Table(f"{period.year}年{period.label}重点任务报送情况表", period, columns, rows)


def _counts(one: UnitStatus) -> list[int]:
    return [len(one.asked), len(one.reported), len(one.returned), len(one.missing)]


def _cells(one: UnitStatus) -> list[str]:
    return [one.unit or _NOBODY, *map(str, _counts(one)), "、".join(one.missing)]
