"""对比: what changed between two periods, or since a period was closed."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from progress_report.diff.compare import compare_closed, compare_periods, render
from progress_report.domain.period import Period
from progress_report.serve.pages.preview import framed_page
from progress_report.serve.visit import View, Visit, words
from progress_report.system.i18n import period_name

_AS_CLOSED = "closed"


def _show(visit: Visit) -> Response:
    others = _others(visit)
    before = visit.request.query_params.get("before") or next(iter(others), "")
    return visit.page(
        "compare",
        others=others,
        before=before,
        source=visit.address("/compare/page", before=before) if before else "",
    )


def _others(visit: Visit) -> dict[str, str]:
    """What the period can be compared with, by the value in the address, nearest first."""
    reported = {p for s in visit.workspace.project.tasks for p in s.task.periods()}
    others = sorted((p for p in reported if p != visit.period), reverse=True)
    earlier = [p for p in others if p < visit.period]
    later = [p for p in others if p > visit.period]
    choices = {p.name: period_name(p) for p in (*earlier, *later)}
    if visit.period in visit.workspace.project.closed:
        choices[_AS_CLOSED] = words("compare")["closed"]
    return choices


def _page(visit: Visit) -> Response:
    before, root = visit.request.query_params.get("before", ""), visit.workspace.root
    try:
        if before == _AS_CLOSED:
            comparison = compare_closed(root, visit.period)
        else:
            comparison = compare_periods(root, Period.parse(before), visit.period)
        content = render(comparison, "html").content
    except ValueError:
        raise HTTPException(404) from None
    return framed_page(content)


PAGES = (View("/compare", _show), View("/compare/page", _page))
