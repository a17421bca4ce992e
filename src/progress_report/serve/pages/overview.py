"""概览: where the reports of a period stand, and what is behind."""

from collections import Counter

from starlette.responses import Response

from progress_report.domain.period import Period
from progress_report.serve.pages.problems import list_problems
from progress_report.serve.pages.tasks import ReportState, TaskLine, task_lines
from progress_report.serve.visit import View, Visit, words
from progress_report.status.overview import Overview
from progress_report.status.page import bars
from progress_report.status.text import due_lines
from progress_report.system.i18n import _, period_name


def _show(visit: Visit) -> Response:
    lines = task_lines(visit)
    states: Counter[str] = Counter(line.state for line in lines)
    overview = visit.workspace.overview(visit.period)
    return visit.page(
        "overview",
        total=len(lines) + len(overview.unread),
        reported=len(lines) - states[ReportState.MISSING],
        states=[
            (name, states[state], visit.address("/tasks", state=state))
            for state, name in words("states").items()
        ],
        severities=_severities(visit),
        overview=overview,
        unread=[(name, visit.address("/file", path=name)) for name in overview.unread],
        missing=_missing(overview, lines),
        facts=_facts(visit, overview),
        bars=[*bars(overview)],
        fallen=[
            (docket, figure, period_name(figure.earlier)) for docket, figure in overview.fallen
        ],
    )


def _severities(visit: Visit) -> list[tuple[str, int, str, str]]:
    """How many of the problems that the linked list shows have each severity."""
    counts = Counter[str](problem.diagnostic.severity for problem in list_problems(visit))
    return [
        (name, counts[severity], severity, visit.address("/problems", severity=severity))
        for severity, name in words("severities").items()
    ]


def _missing(overview: Overview, lines: list[TaskLine]) -> list[tuple[str, list[TaskLine]]]:
    by_docket = {line.docket: line for line in lines}
    missing = [
        (unit.unit, [by_docket[docket] for docket in unit.missing if docket in by_docket])
        for unit in overview.late_units
    ]
    return [(unit, tasks) for unit, tasks in missing if tasks]


def _facts(visit: Visit, overview: Overview) -> list[str]:
    """What is to know of the period: when it is due, what is closed, what is to be built again."""
    facts = [*due_lines(overview)]
    facts += [_closed(visit.period, period, day) for period, day in overview.closed]
    if overview.stale:
        message = _("To be built again: {names}")
        facts.append(message.format(names=_(", ").join(overview.stale)))
    return facts


def _closed(shown: Period, period: Period, day: object) -> str:
    if period == shown:
        return _("This period is closed: its table stays as readers saw it.")
    return _("{period} was closed on {day}").format(period=period_name(period), day=day)


PAGES = (View("/", _show),)
