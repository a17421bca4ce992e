"""变更: tasks and periods that begin, change and end; each form shows first what it will do."""

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response

from progress_report.domain.diagnostics import ReportError
from progress_report.serve.operations import PLANS, Planned, fields
from progress_report.serve.visit import Action, View, Visit, words


def _list(visit: Visit) -> Response:
    entries = [
        (visit.address(f"/change/{name}"), operation["title"], operation["about"])
        for name, operation in words("operations").items()
    ]
    return visit.page("changes", entries=entries)


def _show(visit: Visit) -> Response:
    return _form(visit)


def _submit(visit: Visit) -> Response:
    plan = PLANS.get(visit.request.path_params["name"])
    if plan is None:
        raise HTTPException(404)
    try:
        planned = plan(visit)
        if visit.text("stage") == planned.digest:  # just what the preview has shown
            planned.carry_out(visit)
            return visit.to("/change", "changed")
    except (ReportError, ValueError) as error:  # such as a period that the form does not offer
        return _form(visit, message=str(error), status=422)
    return _form(visit, planned)


def _form(
    visit: Visit, planned: Planned | None = None, *, message: str = "", status: int = 200
) -> Response:
    name = visit.request.path_params["name"]
    if name not in PLANS:
        raise HTTPException(404)
    operation, shown = words("operations")[name], fields(visit, name)
    return visit.page(
        "change",
        operation["title"],
        status,
        about=operation["about"],
        fields=shown,
        given={field["name"]: visit.text(field["name"]) or field["value"] for field in shown},
        message=message,
        planned=planned,
        files=[*_differences(visit.workspace.root, planned.files)] if planned else [],
    )


def _differences(
    root: Path, files: Mapping[Path, bytes | None]
) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Each file's name, what happens to it, and its changed lines, each with its kind."""
    for path, content in files.items():
        before = path.read_bytes() if path.exists() else None
        what = "removed" if content is None else "new" if before is None else "changed"
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
        old, new = (
            (side or b"").decode(errors="replace").splitlines() for side in (before, content)
        )
        lines = list(difflib.unified_diff(old, new, n=1, lineterm=""))[2:]
        yield name, what, [({"+": "ins", "-": "del"}.get(x[:1], ""), x) for x in lines]


PAGES = (View("/change", _list), View("/change/{name}", _show), Action("/change/{name}", _submit))
