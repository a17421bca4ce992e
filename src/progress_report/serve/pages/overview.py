"""概览: where the reports of a period stand."""

from collections import Counter, defaultdict

from starlette.responses import Response

from progress_report.serve.pages.tasks import (
    ReportState,
    TaskLine,
    severity_names,
    state_names,
    task_lines,
)
from progress_report.serve.visit import View, Visit
from progress_report.system.i18n import _


def _show(visit: Visit) -> Response:
    lines = task_lines(visit)
    states = Counter(line.state for line in lines)
    severities = Counter(diagnostic.severity for diagnostic in visit.workspace.diagnostics)
    by_unit: defaultdict[str, list[TaskLine]] = defaultdict(list)
    for line in lines:
        if line.state is ReportState.MISSING:
            by_unit[line.unit].append(line)
    closed = visit.workspace.project.closed.get(visit.period)
    return visit.page(
        "overview",
        _("Overview"),
        total=len(lines),
        reported=len(lines) - states[ReportState.MISSING],
        states=[
            (name, states[state], visit.address("/tasks", state=state))
            for state, name in state_names().items()
        ],
        severities=[
            (name, severities[severity], severity) for severity, name in severity_names().items()
        ],
        missing=sorted(by_unit.items()),
        is_closed=closed is not None,
        text=_texts(),
    )


def _texts() -> dict[str, str]:
    return {
        "reports": _("Reports"),
        "problems": _("Problems"),
        "missing": _("Missing reports"),
        "none_missing": _("All tasks are reported."),
        "no_unit": _("(no unit named)"),
        "closed": _("This period is closed: its table stays as readers saw it."),
        "no_tasks": _("There are no tasks of this year yet."),
    }


PAGES = (View("/", _show),)
