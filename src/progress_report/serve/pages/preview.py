"""The published page and the PDF as they would be now, with the text that is being written."""

from starlette.responses import Response

from progress_report.build.manifest import Options
from progress_report.build.render_outputs import render
from progress_report.domain.diagnostics import DataError, has_errors
from progress_report.domain.table import Table
from progress_report.editing.tasks import tasks_by_key
from progress_report.serve.advice import with_entry
from progress_report.serve.visit import View, Visit
from progress_report.serve.workspace import assembled
from progress_report.source.load import Project

# A preview runs nothing, asks for nothing, and is shown in our own frames alone.
_SHOWN_HERE = {"x-frame-options": "SAMEORIGIN"}
_PAGE_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "frame-ancestors 'self'"
)
_PDF_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
)


def _table(visit: Visit) -> tuple[Project, Table]:
    """The table with the text that is being written, if the address asks for it."""
    workspace, period = visit.workspace, visit.period
    unsaved = workspace.unsaved if "unsaved" in visit.request.query_params else None
    sourced = tasks_by_key(workspace.project).get(unsaved.key) if unsaved else None
    if unsaved is None or sourced is None:
        table, diagnostics = workspace.table(period, draft=False)
        return workspace.project, workspace.table(period)[0] if has_errors(diagnostics) else table
    project, _task = with_entry(workspace.project, sourced, unsaved.period, unsaved.form)
    return project, assembled(project, workspace.config, period, draft=True)[0]


def _output(visit: Visit, form: str) -> bytes:
    project, table = _table(visit)
    [output] = render(project, table, visit.workspace.config, [form], Options())
    if not output.content:
        raise DataError("\n".join(d.message for d in output.diagnostics))
    return output.content


def framed_page(content: bytes, status: int = 200) -> Response:
    """A web page for a frame of ours, in which nothing of it runs."""
    headers = {**_SHOWN_HERE, "content-security-policy": _PAGE_POLICY}
    return Response(content, status, headers, "text/html")


def _page(visit: Visit) -> Response:
    return framed_page(_output(visit, "html"))


def _pdf(visit: Visit) -> Response:
    headers = {**_SHOWN_HERE, "content-security-policy": _PDF_POLICY}
    return Response(_output(visit, "pdf"), media_type="application/pdf", headers=headers)


PAGES = (View("/preview/page", _page), View("/preview/pdf", _pdf))
