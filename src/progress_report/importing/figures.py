"""Targets, figures and statuses in the cells of a table, as task files hold them.

A cell is taken only if all of it is one figure with its measure; prose is never read for figures.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from progress_report.build.pace_cells import why_text
from progress_report.domain.config import ReportConfig, Reporting
from progress_report.domain.diagnostics import Location
from progress_report.domain.pace import PaceStatus, known_statuses, task_pace
from progress_report.domain.period import Period
from progress_report.domain.succession import entry_period
from progress_report.domain.table import ColumnKind
from progress_report.domain.target import PaceConfig, Target, TargetBound, TargetKind, figure_value
from progress_report.domain.task import Task
from progress_report.importing.statement import Statement
from progress_report.text.numbers import number
from progress_report.text.prose import unwrap

PACE_COLUMNS = (
    ColumnKind.TARGET,
    ColumnKind.DONE,
    ColumnKind.SHARE,
    ColumnKind.STATUS,
    ColumnKind.WHY,
)
"""The columns that are taken into targets and entries, in the order they are applied."""
_FIGURE = re.compile(
    r"(?P<name>[^\d+,。;-]*?)(?P<before>不低于|不少于|达到|不超过|不高于|控制在)?"
    r"(?P<digits>[+-]?[\d,]*\d(?:\.\d+)?)(?P<measure>[^\d.,。;:、()]{0,12}?)"
    r"(?P<after>以上|左右|以内)?。?"
)
"""A figure after NFKC, without white space."""
_CEILINGS = ("不超过", "不高于", "控制在", "以内")
_GROWTH = ("增长", "增速", "增幅")
_COMPUTED = "(测算:"
_CLAUSE = re.compile("[，。；：、（(]")
_MAX_NAME = 16
_YES = {"是": False, "否": True, "√": False, "×": True}
"""Whether an answer to 是否达序 says that the task is behind."""


class ReadFigure(NamedTuple):
    """What a cell says, with what stands around the number."""

    name: str
    digits: str  # with the sign % if the cell has it
    measure: str
    bound: TargetBound
    growth: bool


def read_figure(text: str) -> ReadFigure | None:
    """The figure that a cell is as a whole; None for prose, and for several figures."""
    match = _FIGURE.fullmatch(unicodedata.normalize("NFKC", "".join(text.split())))
    if match is None or number(match["digits"]) is None:
        return None
    measure = match["measure"]
    percent = measure.startswith("%")
    name = match["name"].strip("：: ")
    bound = TargetBound.AT_LEAST
    if match["after"] == "左右":
        bound = TargetBound.ABOUT
    elif match["before"] in _CEILINGS or match["after"] in _CEILINGS:
        bound = TargetBound.AT_MOST
    growth = next(filter(name.endswith, _GROWTH), "")
    if growth:
        name = name.removesuffix(growth).removesuffix("同比")
    return ReadFigure(
        name,
        match["digits"] + "%" * percent,
        "" if percent else measure,
        bound,
        percent and bool(growth),
    )


def read_target(text: str, wording: str) -> Target | None:
    """The target that a cell states; one without a name is called by the task's first words."""
    figure = read_figure(text)
    if figure is None:
        return None
    name = figure.name or _CLAUSE.split(unwrap(wording).strip())[0][:_MAX_NAME]
    kind = TargetKind.SUM
    if figure.digits.endswith("%"):
        kind = TargetKind.GROWTH if figure.growth else TargetKind.LEVEL
    try:
        return Target(
            name=name, amount=figure.digits, measure=figure.measure, kind=kind, bound=figure.bound
        )
    except ValueError:  # a target of 0
        return None


def read_status(text: str, config: PaceConfig) -> PaceStatus | None:
    """The status that a cell names, in a word of the layout or as 是 and 否; None for any other."""
    folded = unicodedata.normalize("NFKC", "".join(text.split()))
    bare = folded.partition(_COMPUTED)[0].lstrip("●▲■◆○△□")
    known: Mapping[str, PaceStatus] = known_statuses(config)
    if bare in known:
        return known[bare]
    behind = _YES.get(bare)
    lights = [known[light.name] for light in config.lights]
    return next((light for light in lights if light.behind is behind), None)


def lost_cells(task: Task, statement: Statement, config: ReportConfig) -> Iterator[Location]:
    """The cells of a row that left nothing in its task: words, or figures without a target."""
    for (reported, kind), cell in statement.pace.items():
        entry = task.entries.get(figure_period(task, reported).key)
        match kind:
            case ColumnKind.TARGET:
                is_lost = not task.targets
            case ColumnKind.DONE | ColumnKind.SHARE:
                is_lost = entry is None or not entry.done
            case ColumnKind.STATUS:
                is_lost = entry is None or read_status(cell.text, config.pace) is None
            case _:
                is_lost = entry is None
        if is_lost:
            yield cell.location


def figure_period(task: Task, period: Period) -> Period:
    """The period of the entry for a figure: all figures count from January to an entry's end."""
    return entry_period(task, period, Reporting.CUMULATIVE)


class EntryChange(NamedTuple):
    """What a cell changes in an entry."""

    key: str
    value: Any
    old: str  # what the entry has already; empty if nothing
    said: str  # what the cell says instead


def entry_change(
    task: Task, period: Period, kind: ColumnKind, text: str, config: PaceConfig
) -> EntryChange | None:
    """What a cell changes in the entry of a period; None if it says the same, or no figure."""
    entry, pace = task.entries[period.key], task_pace(task, period, config)
    if kind is ColumnKind.WHY:
        same = not text or text in (entry.why, why_text(pace))
        return None if same else EntryChange("why", text, entry.why, text)
    if kind is ColumnKind.STATUS:
        status = read_status(text, config)
        if status is None or status.name == pace.status.name:
            return None
        return EntryChange("verdict", status.name, entry.verdict, text)
    figure = read_figure(text)
    if figure is None or len(task.targets) != 1:
        return None
    target, digits = task.targets[0], figure.digits
    old = entry.done.get(target.name, "")
    if kind is ColumnKind.SHARE:
        digits = f"{digits.removesuffix('%')}%"
    follows = kind is ColumnKind.SHARE and (old or not target.adds_up)
    if follows or (old and figure_value(old) == figure_value(digits)):
        return None
    return EntryChange("done", {**entry.done, target.name: digits}, old, digits)
