"""Targets, figures and statuses in the cells of a table, as task files hold them.

A cell is taken only if all of it is one figure with its measure; prose is never read for figures.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
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
from progress_report.text.quantities import Bound, Quantity, quantities, without_bound

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
_CUSTOMARY: Mapping[Bound | None, TargetBound] = {
    Bound.ABOUT: TargetBound.ABOUT,
    Bound.AT_MOST: TargetBound.AT_MOST,
}
_COMPUTED = "(测算:"
_CLAUSE = re.compile("[，。；：、（(]")
_HEAD = re.compile(
    r"^(?:完成|实现|推进|推动|确保|力争|争取|努力|继续|持续|加快|促进|全年|年度|年内|累计)+(?=..)"
)
_TAIL = re.compile(r"(?:(?:提高|提升|保持|稳定|维持)[至到在]|[共达到至为]|分别|的)+$")
_VERBS = re.compile(
    "(?:新建|新增|新开|新设|改建|扩建|改扩建|改造|整治|建设|建成|开工|竣工|拆除|培育|引进|举办|开展|打造|创建"
    "|完成|实现|推进|组织|解决|安装|更新|修缮|治理|发展|认定|引育)*"
)
"""What says of nothing else what is counted: 新增4000个停车位."""
_BREAK = re.compile(r"[，。；：、（）()\s]|(?<![\d.])\d+[年月日][份底初末]?前?")
_BOUND_AFTER = re.compile("^(?:及?以[上内下]|左右|上下)")
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
    name, growth = _counted(name)
    return ReadFigure(
        name,
        match["digits"] + "%" * percent,
        "" if percent else measure,
        bound,
        percent and growth,
    )


def _counted(words: str) -> tuple[str, bool]:
    """What words before a figure say is counted, and whether the figure is how much it grows."""
    growth = next(filter(words.endswith, _GROWTH), "")
    words = words.removesuffix(growth).removesuffix("同比") if growth else _TAIL.sub("", words)
    return _HEAD.sub("", words, count=1), bool(growth)


def read_target(text: str, wording: str) -> Target | None:
    """The target that a cell states; one without a name is called by what the task counts."""
    figure = read_figure(text)
    if figure is None:
        return None
    name, growth, bound = figure.name, figure.growth, figure.bound
    if not name:
        words = unwrap(wording).strip()
        clause = _CLAUSE.split(words)[0]
        named = quantities(words)
        if quantity := _quantity_of(figure, named, len(clause)):
            name, grows = _counted(_words_before(quantity))
            growth = grows and figure.digits.endswith("%")
            if _VERBS.fullmatch(name):
                name += _BOUND_AFTER.sub("", quantity.after, count=1)
            if not name:  # 实现产值2亿元，增长10%
                earlier = (_counted(_words_before(q))[0] for q in named if q.end < quantity.start)
                name = next(filter(None, earlier), "")
            if bound is TargetBound.AT_LEAST:
                bound = _CUSTOMARY.get(quantity.bound, bound)
        name = name or _HEAD.sub("", clause, count=1)
    kind = TargetKind.SUM
    if figure.digits.endswith("%"):
        kind = TargetKind.GROWTH if growth else TargetKind.LEVEL
    try:
        return Target(
            name=name, amount=figure.digits, measure=figure.measure, kind=kind, bound=bound
        )
    except ValueError:  # a target of 0
        return None


def _words_before(quantity: Quantity) -> str:
    """The words of its clause that lead to a quantity, without a bound."""
    words = quantity.text[quantity.previous_end : quantity.start]
    return without_bound(_BREAK.split(words)[-1])


def _quantity_of(figure: ReadFigure, named: Sequence[Quantity], first: int) -> Quantity | None:
    """The quantity of a wording that a figure is, or has become.

    Without one of its measure it is that of the clause at the beginning, of this length.
    """
    asked = next(iter(quantities(f"完成{figure.digits}{figure.measure}")), None)
    value = asked.value if asked else number(figure.digits) or Decimal()
    alike = [quantity for quantity in named if asked and quantity.counter == asked.counter]
    if asked is None:
        alike = [
            quantity
            for quantity in named
            if value in (quantity.value, quantity.value / quantity.scale)
        ]
    nearest = min(alike, key=lambda quantity: abs(quantity.value - value), default=None)
    return nearest or next((quantity for quantity in named if quantity.end <= first), None)


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
