"""问题: everything the checks find, each with the way to its place."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from starlette.responses import Response

from progress_report.check.rule import RULES
from progress_report.domain.diagnostics import Diagnostic
from progress_report.domain.period import Period
from progress_report.serve.pages.tasks import task_path
from progress_report.serve.visit import View, Visit
from progress_report.source.load import SourcedTask
from progress_report.system.i18n import _, period_name

_MAX_SHOWN = 300  # a longer list needs a filter instead


@dataclass(frozen=True)
class Problem:
    """A diagnostic in the list."""

    diagnostic: Diagnostic
    period: Period | None  # of the entry that it is in; None outside entries
    group: str  # what it is listed under: a task and a period, or a file
    address: str  # the page where it is put right
    file: str  # the page of the file, at its line
    reason: str


def _show(visit: Visit) -> Response:
    query = visit.request.query_params
    severity, rule, scope = (query.get(name, "") for name in ("severity", "rule", "scope"))
    problems = list_problems(visit, everywhere=scope == "all")
    chosen = [
        problem
        for problem in problems
        if severity in ("", problem.diagnostic.severity) and rule in ("", problem.diagnostic.rule)
    ]
    severities = Counter(problem.diagnostic.severity for problem in problems)
    rules = Counter(problem.diagnostic.rule for problem in problems)
    groups: dict[str, list[Problem]] = {}
    for problem in chosen[:_MAX_SHOWN]:
        groups.setdefault(problem.group, []).append(problem)
    return visit.page(
        "diagnostics",
        groups=groups,
        chosen={"severity": severity, "rule": rule, "scope": scope},
        counts=severities,
        rules=sorted(rules.items()),
        count=len(chosen),
        total=len(problems),
        most=_MAX_SHOWN,
    )


def list_problems(visit: Visit, *, everywhere: bool = False) -> list[Problem]:
    """The problems of the period and of no period, or of every period."""
    of_period = (None, visit.period)
    return [p for p in _problems(visit) if everywhere or p.period in of_period]


def _problems(visit: Visit) -> Iterator[Problem]:
    by_path = {sourced.source.path: sourced for sourced in visit.workspace.project.tasks}
    for diagnostic in visit.workspace.diagnostics:
        location = diagnostic.location
        path = location.path if location else "data/report.yaml"
        line = str(location.line if location else 1)
        name = visit.workspace.relative(path)
        file = visit.address("/file", path=name, line=line)
        sourced = by_path.get(path)
        group, address, period = name, file, None
        if sourced is not None and location is not None:
            period = _period_at(sourced, location.line)
            address = f"{task_path(sourced.task)}?period={(period or visit.period).name}"
            docket = sourced.task.docket
            named = _("{docket}, {period}")
            group = named.format(docket=docket, period=period_name(period)) if period else docket
        rule = RULES.get(diagnostic.rule)
        yield Problem(diagnostic, period, group, address, file, rule.reason if rule else "")


def _period_at(sourced: SourcedTask, line: int) -> Period | None:
    """The period whose entry a line of a task file belongs to; None outside entries."""
    starts = {
        period: sourced.source.locate(sourced.entry_path(period), key=True).line
        for period in sourced.task.periods()
    }
    above = [(start, period) for period, start in starts.items() if start <= line]
    return max(above)[1] if above else None


PAGES = (View("/problems", _show),)
