"""The cells of columns on targets and pace. What is compared is exact; only print is rounded."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal
from fractions import Fraction
from typing import NamedTuple

from progress_report.domain.columns import ColumnConfig
from progress_report.domain.pace import TargetPace, TaskPace, amount_at, ranks, task_pace
from progress_report.domain.period import Period
from progress_report.domain.table import Cell, CellNumber, ColumnKind
from progress_report.domain.target import (
    PaceConfig,
    Target,
    TargetBound,
    TargetKind,
    figure_value,
    is_percent,
)
from progress_report.domain.task import Task
from progress_report.source.load import SourcedTask
from progress_report.text.numbers import rounded

POINTS = "个百分点"
_BOUNDS = {TargetBound.AT_LEAST: "", TargetBound.ABOUT: "左右", TargetBound.AT_MOST: "以内"}
_DIGITS = Context(prec=15)
_AUTO = "auto"


class _Shown(NamedTuple):
    """What a column shows of one target: a number between two texts, or a text alone."""

    before: str
    value: Fraction | None = None
    digits: str = ""  # the number as printed
    after: str = ""
    scale: int = 1  # the printed number is this many times the value: 100 for a percentage

    @property
    def text(self) -> str:
        return f"{self.before}{self.digits}{self.after}"

    @property
    def number(self) -> CellNumber | None:
        """As a spreadsheet stores it; None for a text."""
        if self.value is None:
            return None
        _whole, point, decimals = self.digits.partition(".")
        places = point + "0" * len(decimals)
        digits = f"{'#,##0' if ',' in self.digits else '0'}{places}"
        percent = "%" if self.after.startswith("%") and self.scale > 1 else ""
        texts = self.before, self.after.removeprefix(percent)
        before, after = (f'"{text}"' if text else "" for text in texts)
        plain = f"{digits}{percent}{after}"
        signed = self.digits.startswith(("+", "-"))
        pattern = f"{before}+{plain};{before}-{plain}" if signed else f"{before}{plain}"
        return CellNumber(decimal(self.value), pattern)


def decimal(value: Fraction) -> Decimal:
    """A fraction to 15 significant digits."""
    return _DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))


@dataclass(slots=True)
class PaceCells:
    """Makes the cells of one table, whose rows are these tasks."""

    config: PaceConfig
    rows: Sequence[SourcedTask]
    _paces: dict[tuple[tuple[int, str], Period], TaskPace] = field(default_factory=dict)
    _ranks: dict[Period, dict[tuple[int, str], int | None]] = field(default_factory=dict)

    def pace(self, task: Task, period: Period) -> TaskPace:
        """The pace of a task in a period."""
        key = task.key, period
        if key not in self._paces:
            self._paces[key] = task_pace(task, period, self.config)
        return self._paces[key]

    def cell(
        self, sourced: SourcedTask, column: ColumnConfig, heading: str, period: Period
    ) -> Cell:
        """What a column shows of a task; a % in the printed heading stands for those of cells."""
        pace = self.pace(sourced.task, period)
        entry = sourced.entry_path(pace.reported) if pace.reported else ("entries",)
        match column.kind:
            case ColumnKind.STATUS:
                # where a person's differs from the computed one, both
                computed = f"（测算：{pace.overridden.text}）" if pace.overridden else ""
                return Cell(
                    f"{pace.status.text}{computed}",
                    sourced.origin(*entry, "verdict" if pace.verdict else "done"),
                    fill=pace.status.colour,
                )
            case ColumnKind.WHY:
                return Cell(why_text(pace), sourced.origin(*entry, "why"))
            case ColumnKind.RANK:
                place = self._rank(sourced.task, period)
                if place is None:
                    return Cell("")
                return Cell(str(place), number=CellNumber(Decimal(place), "0"))
            case ColumnKind.TARGET | ColumnKind.MILESTONE:
                path: tuple[str, ...] = ("targets",)
            case _:
                path = (*entry, "done")
        show = _SHOWN[column.kind]
        lines = [
            (target.target.name, shown)
            for target in pace.targets
            if (shown := show(target, column.decimals, heading)).text
        ]
        origin = sourced.origin(*path)
        if len(pace.targets) == 1:
            return Cell(
                "".join(s.text for _n, s in lines),
                origin,
                number=lines[0][1].number if lines else None,
            )
        named = column.kind is ColumnKind.TARGET
        texts = [shown.text if named else f"{name}：{shown.text}" for name, shown in lines]
        return Cell("；".join(texts), origin)

    def _rank(self, task: Task, period: Period) -> int | None:
        if period not in self._ranks:
            paces = [self.pace(sourced.task, period) for sourced in self.rows]
            keys = [sourced.task.key for sourced in self.rows]
            self._ranks[period] = dict(zip(keys, ranks(paces), strict=True))
        return self._ranks[period].get(task.key)


def why_text(pace: TaskPace) -> str:
    """The reason, and when the task is expected to be done."""
    day = re.findall(r"\d+", pace.expected)
    when = "".join(f"{int(part)}{mark}" for part, mark in zip(day, "年月日", strict=False))
    return "；".join(filter(None, (pace.why.rstrip("。"), when and f"预计{when}完成")))


def _target(target: Target, amount: Fraction | None) -> _Shown:
    if amount is None or target.amount is None:
        return _Shown(target.name)
    digits = _as_written(target.amount, amount)
    measure = _measure(target, target.amount)
    bound = _BOUNDS[target.bound]
    growth = "增长" if target.kind is TargetKind.GROWTH else ""
    return _figure(f"{target.name}{growth}", amount, digits, f"{measure}{bound}")


def _figure(before: str, value: Fraction, digits: str, after: str) -> _Shown:
    """A figure; one in per cent is stored as its hundredth, as spreadsheets do."""
    if after.startswith("%"):
        return _Shown(before, value / 100, digits, after, 100)
    return _Shown(before, value, digits, after)


def _as_written(text: str, value: Fraction) -> str:
    """The digits of a figure with the decimal places and separators of the file."""
    written = figure_value(text)
    digits = f"{written:f}" if written is not None else ""
    if written is None or Fraction(written) != value:
        digits = f"{decimal(value):f}"
        digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return f"{Decimal(digits):,f}" if "," in text else digits


def _measure(target: Target, text: str) -> str:
    return "%" if target.kind is TargetKind.GROWTH or is_percent(text) else target.measure


def _shown_done(pace: TargetPace, _decimals: str, _heading: str) -> _Shown:
    target = pace.target
    if pace.written is None:
        return _Shown("")
    value = figure_value(pace.written)
    if value is None:
        return _Shown("")
    exact = Fraction(value)
    digits = _as_written(pace.written, exact)
    return _figure("", exact, digits, _measure(target, pace.written))


def _shown_share(pace: TargetPace, decimals: str, heading: str) -> _Shown:
    if pace.share is None or not pace.target.adds_up:
        return _Shown("")
    digits = rounded(pace.share * 100, decimals)
    if re.search("[%％]", heading):
        return _Shown("", pace.share * 100, digits)
    return _Shown("", pace.share, digits, "%", 100)


def _shown_gap(pace: TargetPace, decimals: str, heading: str) -> _Shown:
    if pace.gap is None:
        return _Shown("")
    digits = rounded(pace.gap, decimals)
    digits = digits if digits.startswith("-") or not digits.strip("0.") else f"+{digits}"
    unit = POINTS if pace.in_points else pace.target.measure
    return _Shown("", pace.gap, digits, "" if unit and unit in heading else unit)


def _shown_milestone(pace: TargetPace, _decimals: str, _heading: str) -> _Shown:
    """What is due as the file words it, or the part of the amount that the time passed asks for."""
    if pace.milestone:
        is_amount = figure_value(pace.milestone) is not None and not is_percent(pace.milestone)
        return _Shown(pace.milestone + (pace.target.measure if is_amount else ""))
    if pace.due is None:
        return _Shown("")
    if not pace.target.adds_up:
        return _target(pace.target, pace.amount)._replace(before="")
    if pace.amount is None:
        return _Shown("", pace.due, rounded(pace.due * 100, _AUTO), "%", 100)
    due = pace.due * pace.amount
    return _Shown("", due, rounded(due, _AUTO), pace.target.measure)


_SHOWN: dict[ColumnKind, Callable[[TargetPace, str, str], _Shown]] = {
    ColumnKind.TARGET: lambda pace, _decimals, _heading: _target(pace.target, pace.amount),
    ColumnKind.DONE: _shown_done,
    ColumnKind.SHARE: _shown_share,
    ColumnKind.GAP: _shown_gap,
    ColumnKind.MILESTONE: _shown_milestone,
}


def amount_text(target: Target, period: Period) -> str:
    """The amount of a target in force at the end of a period, such as 增长6%; empty without one."""
    return _target(target, amount_at(target, period)).text.removeprefix(target.name)


def shown(target: TargetPace, kind: ColumnKind, decimals: str = "2") -> str:
    """What a column of a kind shows of one target."""
    return _SHOWN[kind](target, decimals, "").text
