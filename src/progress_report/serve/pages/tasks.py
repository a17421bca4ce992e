"""任务: the tasks of a period as a list to filter and sort."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from starlette.responses import Response

from progress_report.domain.diagnostics import Severity
from progress_report.domain.docket import docket_identity, docket_order
from progress_report.domain.succession import is_finished
from progress_report.domain.task import Task
from progress_report.editing.tasks import tasks_by_key
from progress_report.serve.visit import View, Visit, words
from progress_report.text.excerpt import truncate
from progress_report.text.prose import unwrap

_MAX_WORDING = 84


class ReportState(StrEnum):
    """Where the report on a task stands."""

    MISSING = "missing"
    REPORTED = "reported"
    FINISHED = "finished"
    ENDED = "ended"


@dataclass(frozen=True)
class TaskLine:
    """A task in the list."""

    docket: str
    path: str
    address: str
    wording: str
    unit: str
    state: ReportState
    counts: Mapping[Severity, int]


def task_path(task: Task) -> str:
    """The path of the page of a task."""
    return f"/task/{task.year}/{task.docket}"


def task_address(visit: Visit, docket: str) -> str:
    """The address of the page of a task of the period's year."""
    return visit.address(f"/task/{visit.period.year}/{docket}")


def task_lines(visit: Visit, *, count: bool = True) -> list[TaskLine]:
    """The tasks of the period's table, in its order; with the number of their problems or not."""
    table, _problems = visit.workspace.table(visit.period, whole=True)
    missing, by_key = set(table.missing), tasks_by_key(visit.workspace.project)
    counts = _counts(visit) if count else defaultdict(dict)
    lines = []
    for row in table.rows:
        sourced = by_key.get((visit.period.year, docket_identity(row.docket)))
        if sourced is None:  # a total
            continue
        task = sourced.task
        lines.append(
            TaskLine(
                row.docket,
                task_path(task),
                visit.address(task_path(task)),
                truncate(unwrap(task.task), _MAX_WORDING),
                task.lead or "、".join(task.units),
                _state(task, visit, row.docket in missing),
                counts[sourced.source.path],
            )
        )
    return lines


def _state(task: Task, visit: Visit, is_missing: bool) -> ReportState:
    if is_missing:
        return ReportState.MISSING
    if task.validity.last < visit.period.last:
        return ReportState.ENDED
    return ReportState.FINISHED if is_finished(task, visit.period.last) else ReportState.REPORTED


def _counts(visit: Visit) -> Mapping[str, Mapping[Severity, int]]:
    """How many diagnostics of each severity each file has."""
    counts: defaultdict[str, Counter[Severity]] = defaultdict(Counter)
    for diagnostic in visit.workspace.diagnostics:
        if diagnostic.location is not None:
            counts[diagnostic.location.path][diagnostic.severity] += 1
    return counts


def _show(visit: Visit) -> Response:
    query = visit.request.query_params
    wanted, state = query.get("q", "").strip(), query.get("state", "")
    sort, lines = query.get("sort", ""), task_lines(visit)
    chosen = [line for line in lines if _matches(line, wanted, state)]
    if sort in _SORTS:
        chosen.sort(key=_SORTS[sort])
    return visit.page(
        "tasks",
        lines=chosen,
        total=len(lines),
        query={"q": wanted, "state": state, "sort": sort},
        heads=_heads(visit, {"q": wanted, "state": state}, sort),
    )


def _matches(line: TaskLine, wanted: str, state: str) -> bool:
    text = f"{line.docket} {line.wording} {line.unit}".casefold()
    return state in ("", line.state) and all(word in text for word in wanted.casefold().split())


_SORTS: Mapping[str, Callable[[TaskLine], Any]] = {
    "docket": lambda line: docket_order(line.docket),
    "unit": lambda line: (line.unit, docket_order(line.docket)),
    "state": lambda line: (list(ReportState).index(line.state), docket_order(line.docket)),
    "problems": lambda line: [-line.counts.get(severity, 0) for severity in Severity],
}


def _heads(visit: Visit, query: Mapping[str, str], sort: str) -> Sequence[tuple[str, str, bool]]:
    """Heading of each column, the address that sorts by it, and whether it is sorted by it."""
    return [
        (
            visit.heading(heading),
            visit.address("/tasks", **query, sort=name) if name in _SORTS else "",
            sort == name in _SORTS,
        )
        for name, heading in words("tasks")["headings"].items()
    ]


PAGES = (View("/tasks", _show),)
