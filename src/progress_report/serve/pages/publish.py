"""发布: what blocks the table of a period, how it looks, build it, and what is published."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response

from progress_report.build import manifest
from progress_report.build.request import Request
from progress_report.build.write_outputs import INDEX
from progress_report.check.run import blocking
from progress_report.domain.diagnostics import Diagnostic, Severity
from progress_report.git.revisions import commit, uncommitted
from progress_report.render.formats import FORMATS
from progress_report.serve.pages.tasks import task_address
from progress_report.serve.visit import Action, View, Visit, words
from progress_report.source.files import OUT_FOLDER, WORK_FOLDER
from progress_report.system.files import read_bytes
from progress_report.verify.output_folder import compare_fingerprints

_USUAL_FORMATS = ("html", "pdf")
_FOLDERS = (OUT_FOLDER.as_posix(), WORK_FOLDER.as_posix())
_SOON_SECONDS = 0.4  # a build that has ended by then is shown as ended at once


def _show(visit: Visit) -> Response:
    workspace = visit.workspace
    building = workspace.building
    building.wait(_SOON_SECONDS)
    is_present = building.stamp == workspace.stamp()  # what it said holds while the files stay
    project, current = workspace.project, workspace.table(visit.period, draft=False)
    problems = (*project.diagnostics, *blocking(project), *current[1])
    blocked = [problem for problem in problems if problem.severity is Severity.ERROR]
    listed = manifest.read(workspace.out).files
    of_period = {e.format for e in listed.values() if e.period == visit.period.name}
    return visit.page(
        "publish",
        building=building,
        problem=building.problem if is_present else None,
        blocked=[(problem, _address(visit, problem)) for problem in blocked],
        expired=building.comparisons is not None and not is_present,
        differing=[c for c in building.comparisons or () if c.problem],
        formats=[(f, f in (of_period or _USUAL_FORMATS)) for f in FORMATS],
        published=[
            (comparison.name, _size(workspace.out / comparison.name), comparison.problem)
            for comparison in compare_fingerprints(workspace.out, project, workspace.config)
        ],
        is_closed=visit.period in project.closed,
        uncommitted=uncommitted(workspace.root),
    )


def _size(path: Path) -> int | None:
    """The size of a file in KB, at least 1; None if there is none."""
    return max(1, round(path.stat().st_size / 1024)) if path.is_file() else None


def _address(visit: Visit, problem: Diagnostic) -> str:
    """The page of the task that a diagnostic is about."""
    path = problem.location.path if problem.location else ""
    for sourced in visit.workspace.project.tasks:
        if sourced.source.path == path and sourced.task.year == visit.period.year:
            return task_address(visit, sourced.task.docket)
    return ""


def _build(visit: Visit) -> Response:
    formats = tuple(f for f in FORMATS if f in visit.form.getlist("format"))
    request = Request(
        periods=(visit.period,), formats=formats or _USUAL_FORMATS, draft=bool(visit.text("draft"))
    )
    visit.workspace.building.start(request, visit.workspace.stamp())
    return visit.to("/publish")


def _compare(visit: Visit) -> Response:
    """Begin to build all that is published again, in memory, and to compare it."""
    visit.workspace.building.start(None, visit.workspace.stamp())
    return visit.to("/publish")


def _download(visit: Visit) -> Response:
    """A file that the manifest of its folder lists."""
    folder, name = (visit.request.path_params[part] for part in ("folder", "name"))
    path = visit.workspace.root / folder / name
    if folder not in _FOLDERS or name not in {INDEX, *manifest.read(path.parent).files}:
        raise HTTPException(404)
    if not path.is_file():
        raise HTTPException(404)
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(read_bytes(path), media_type="application/octet-stream", headers=headers)


def _commit(visit: Visit) -> Response:
    commit(
        visit.workspace.root, visit.text("message").strip() or words("publish")["default_message"]
    )
    return visit.to("/publish", "committed")


PAGES = (
    View("/publish", _show),
    View("/files/{folder}/{name}", _download),
    Action("/publish/build", _build),
    Action("/publish/check", _compare, writes=False),
    Action("/publish/commit", _commit),
)
