"""The charts of the status page as plain geometry, in SVG user units.

The template draws them. Every mark is readable without colour, and stands beside a table.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from progress_report.build.pace_cells import shown
from progress_report.domain.pace import PaceStatus, TargetPace
from progress_report.domain.period import Period
from progress_report.domain.table import ColumnKind
from progress_report.status.overview import Overview
from progress_report.text.excerpt import truncate
from progress_report.text.numbers import rounded
from progress_report.text.width import printable

BAR_LEFT, BAR_WIDTH, ROW_HEIGHT = 250, 330, 30
_LABEL_CELLS, _SMALL_CELLS = 34, 22
"""Widths of labels in terminal cells, two for a Chinese character."""
CELL_WIDTH, CELL_LEFT = 96, 200
SMALL_WIDTH, SMALL_HEIGHT, SMALLS_IN_ROW = 190, 130, 4
_PLOT_LEFT, _PLOT_TOP, _PLOT_WIDTH, _PLOT_HEIGHT = 12, 26, 160, 78
_MOST = Fraction(12, 10)  # a share above 120 % is drawn as 120 %
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """The bar of one target."""

    label: str
    y: int
    width: str
    due_x: str
    share: str
    status: str
    look: str  # ``good``, ``behind``, ``worst`` or ``other``: how it is filled


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """The tasks of a unit in a period."""

    x: int
    text: str
    level: int  # from 0, none behind, to 4, all behind


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """The cells of a unit, one for each period; None where it has no task with a status."""

    unit: str
    label: str
    y: int
    cells: tuple[MatrixCell | None, ...]


@dataclass(frozen=True, slots=True)
class SmallChart:
    """The shares of one target over the year's periods."""

    label: str
    name: str
    x: int
    y: int
    line: str  # points of a polyline
    due: str
    dots: tuple[tuple[str, str], ...]
    last: str
    shares: tuple[str, ...]  # by period of the chart's table; empty where there is no figure


def bars(overview: Overview) -> list[Bar]:
    """A bar for each target that adds up and has a figure, in the order of the overview.

    A person's verdict on the task stands beside its first bar, in place of the computed status.
    """
    rows = [
        (task, target)
        for task in overview.tasks
        for target in task.pace.targets
        if target.target.adds_up and target.share is not None and target.due is not None
    ]
    firsts = {task.docket: target for task, target in reversed(rows)}
    statuses = [
        (task.pace.verdict if firsts[task.docket] is target else None) or target.status
        for task, target in rows
    ]
    return [
        Bar(
            truncate(printable(f"{task.docket} {target.target.name}"), _LABEL_CELLS),
            number * ROW_HEIGHT,
            _length(target.share),
            _length(target.due, BAR_LEFT),
            shown(target, ColumnKind.SHARE, "1"),
            status.text,
            look(status),
        )
        for number, ((task, target), status) in enumerate(zip(rows, statuses, strict=True))
    ]


def look(status: PaceStatus) -> str:
    """How a status is drawn."""
    if not status.name or status.order < 0:
        return "other"
    if not status.behind:
        return "good"
    return "worst" if status.mark == "■" else "behind"


def _length(share: Fraction | None, left: int = 0) -> str:
    drawn = min(max(share or Fraction(0), Fraction(0)), _MOST)
    return rounded(left + drawn / _MOST * BAR_WIDTH, "2")


def periods(overview: Overview) -> list[Period]:
    """The periods in which some task has a status, in order."""
    return sorted({period for row in overview.matrix.values() for period in row})


def matrix(overview: Overview) -> list[MatrixRow]:
    """The tasks behind, by unit and period."""
    columns = periods(overview)
    return [
        MatrixRow(
            unit,
            truncate(printable(unit or "—"), _LABEL_CELLS - 8),
            number * ROW_HEIGHT,
            tuple(
                _matrix_cell(index, row[period]) if period in row else None
                for index, period in enumerate(columns)
            ),
        )
        for number, (unit, row) in enumerate(overview.matrix.items())
    ]


def _matrix_cell(index: int, counts: tuple[int, int]) -> MatrixCell:
    counted, behind = counts
    level = -(-4 * behind // counted) if counted else 0
    return MatrixCell(CELL_LEFT + index * CELL_WIDTH, f"{behind}/{counted}", level)


def small_charts(overview: Overview) -> list[SmallChart]:
    """The shares of each target over the periods, where it has figures in two at least."""
    columns = share_periods(overview)
    charts: list[SmallChart] = []
    for task in overview.tasks:
        for index, target in enumerate(task.pace.targets):
            history = [
                (period, pace.targets[index])
                for period, pace in task.history
                if pace.targets[index].share is not None
            ]
            if target.target.adds_up and len(history) > 1:
                row, column = divmod(len(charts), SMALLS_IN_ROW)
                place = column * SMALL_WIDTH, row * SMALL_HEIGHT
                label = f"{task.docket} {target.target.name}"
                charts.append(_small_chart(label, place, history, columns))
    return charts


def share_periods(overview: Overview) -> list[Period]:
    """The periods in which some target has a share, in order."""
    return sorted(
        {
            period
            for task in overview.tasks
            for period, pace in task.history
            if any(target.share is not None for target in pace.targets)
        }
    )


def _small_chart(
    label: str,
    place: tuple[int, int],
    history: Sequence[tuple[Period, TargetPace]],
    columns: Sequence[Period],
) -> SmallChart:
    shares = [(period, target.share or Fraction(0)) for period, target in history]
    due = [(period, target.due) for period, target in history if target.due is not None]
    dots = [_dot(period, share) for period, share in shares]
    by_period = {period: shown(target, ColumnKind.SHARE, "1") for period, target in history}
    return SmallChart(
        truncate(printable(label), _SMALL_CELLS),
        label,
        *place,
        _points([_dot(None, Fraction(0)), *dots]),
        _points([_dot(None, Fraction(0)), *(_dot(period, share) for period, share in due)]),
        tuple(dots),
        shown(history[-1][1], ColumnKind.SHARE, "1"),
        tuple(by_period.get(period, "") for period in columns),
    )


def _dot(period: Period | None, share: Fraction) -> tuple[str, str]:
    month = period.last if period else 0
    drawn = min(max(share, Fraction(0)), _MOST)
    x = _PLOT_LEFT + Fraction(month, _MONTHS) * _PLOT_WIDTH
    y = _PLOT_TOP + (1 - drawn / _MOST) * _PLOT_HEIGHT
    return rounded(x, "2"), rounded(y, "2")


def _points(dots: Iterable[tuple[str, str]]) -> str:
    return " ".join(f"{x},{y}" for x, y in dots)
