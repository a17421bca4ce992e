"""变更: tasks and periods that begin, change and end; each form shows first what it will do."""

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response

from progress_report.domain.diagnostics import ReportError
from progress_report.serve.operations import Operation, Planned, operations
from progress_report.serve.visit import Action, View, Visit
from progress_report.system.i18n import _


def _list(visit: Visit) -> Response:
    entries = [
        (visit.address(f"/change/{name}"), operation.title, operation.about)
        for name, operation in operations(visit).items()
    ]
    return visit.page("changes", _("Changes"), entries=entries)


def _show(visit: Visit) -> Response:
    return _form(visit, _chosen(visit))


def _submit(visit: Visit) -> Response:
    operation = _chosen(visit)
    try:
        planned = operation.plan(visit)
        if visit.text("stage") == planned.digest:  # just what the preview has shown
            planned.write()
            return visit.to("/change", "changed")
    except ReportError as error:
        return _form(visit, operation, message=str(error), status=422)
    except ValueError as error:  # a period or docket that the form does not offer
        return _form(visit, operation, message=str(error), status=422)
    return _form(visit, operation, planned)


def _chosen(visit: Visit) -> Operation:
    operation = operations(visit).get(visit.request.path_params["name"])
    if operation is None:
        raise HTTPException(404)
    return operation


def _form(
    visit: Visit,
    operation: Operation,
    planned: Planned | None = None,
    *,
    message: str = "",
    status: int = 200,
) -> Response:
    given = {field.name: visit.text(field.name) or field.value for field in operation.fields}
    return visit.page(
        "change",
        operation.title,
        status,
        operation=operation,
        given=given,
        message=message,
        planned=planned,
        files=[*_differences(visit.workspace.root, planned.files)] if planned else [],
        text=_texts(),
    )


def _differences(
    root: Path, files: Mapping[Path, bytes | None]
) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Each file's name, what happens to it, and its changed lines, each with its kind."""
    for path, content in files.items():
        before = path.read_bytes() if path.exists() else None
        what = _("removed") if content is None else _("new") if before is None else _("changed")
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
        old, new = (
            (side or b"").decode(errors="replace").splitlines() for side in (before, content)
        )
        lines = list(difflib.unified_diff(old, new, n=1, lineterm=""))[2:]
        yield name, what, [({"+": "ins", "-": "del"}.get(x[:1], ""), x) for x in lines]


def _lines(content: bytes) -> list[str]:
    return content.decode(errors="replace").splitlines()


def _texts() -> dict[str, str]:
    return {
        "preview": _("Show what changes"),
        "write": _("Change these files"),
        "will": _("This changes {count} file(s):"),
        "back": _("All changes"),
    }


PAGES = (
    View("/change", _list),
    View("/change/{name}", _show),
    Action("/change/{name}", _submit),
)
