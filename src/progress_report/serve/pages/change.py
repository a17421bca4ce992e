"""变更: tasks and periods that begin, change and end; each form shows first what it will do."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from progress_report.build.published import advice_to_close
from progress_report.domain.closed_table import CellChange, ClosedTableFile, changes
from progress_report.domain.diagnostics import ReportError
from progress_report.domain.period import Period
from progress_report.domain.period_file import PeriodFile
from progress_report.domain.task import Task
from progress_report.serve.operations import PLANS, Planned, chosen_docket, fields, settings_texts
from progress_report.serve.saving import read_as
from progress_report.serve.task_form import task_changes
from progress_report.serve.visit import Action, View, Visit, words
from progress_report.serve.workspace import Title
from progress_report.source.files import CLOSED_FOLDER, PERIODS_FOLDER
from progress_report.source.read_model import RefusedValueError
from progress_report.system.i18n import period_name


def _list(visit: Visit) -> Response:
    entries = [
        (visit.address(f"/change/{name}"), operation["title"], operation["about"])
        for name, operation in words("operations").items()
    ]
    return visit.page("changes", entries=entries)


def _submit(visit: Visit) -> Response:
    name = visit.request.path_params["name"]
    plan = PLANS.get(name)
    if plan is None:
        raise HTTPException(404)
    try:
        planned = plan(visit)
        if planned.ledger is None:
            project, config = visit.workspace.project, visit.workspace.config
            planned = replace(planned, notices=[*advice_to_close(project, config, planned.files)])
        if visit.text("stage") == planned.digest:  # just what the preview has shown
            planned.carry_out(visit, _title(visit))
            begun = {"period": visit.text("name")} if name == "period" else {}
            return visit.to("/change", "changed", **begun)
    except ReportError as error:
        return _form(visit, problem=error)
    except ValueError as error:  # such as a period that the form does not offer
        return _form(visit, problem=ReportError(str(error)))
    return _form(visit, planned)


def _title(visit: Visit) -> Title:
    """The form and what its first field names, such as the period that is closed."""
    name = visit.request.path_params["name"]
    first = fields(visit, name)[0]
    value = visit.text(first["name"]).strip()
    if first["kind"] in ("known period", "new period"):
        return Title(period=Period.parse(value), operation=name)
    return Title((first["choices"] or {}).get(value, value), operation=name)


def _form(
    visit: Visit, planned: Planned | None = None, *, problem: ReportError | None = None
) -> Response:
    name = visit.request.path_params["name"]
    if name not in PLANS:
        raise HTTPException(404)
    operation, shown = words("operations")[name], fields(visit, name)
    groups = [(group, [*members]) for group, members in groupby(shown, itemgetter("group"))]
    return visit.page(
        "change",
        f"{operation['title']} {chosen_docket(visit) if name == 'edit' else ''}".rstrip(),
        422 if problem else 200,
        about=operation["about"],
        groups=groups,
        chooses=name == "edit" and not chosen_docket(visit),
        given={field["name"]: _given(visit, field) for field in shown},
        problem=problem,
        refused=problem.path[-1] if isinstance(problem, RefusedValueError) else "",
        planned=planned,
        files=[*_differences(visit.workspace.root, planned.files)] if planned else [],
        cells=[*_changes(visit, planned.files)] if planned else [],
    )


def _given(visit: Visit, field: Mapping[str, Any]) -> str:
    """What a field holds: as sent, as the address says, or as it begins."""
    name = field["name"]
    if name in visit.form:
        return visit.text(name)
    return visit.request.query_params.get(name) or str(field["value"])


def _changes(visit: Visit, files: Mapping[Path, bytes | None]) -> Iterator[CellChange]:
    """What changes for readers: in the cells of closed tables, in tasks, and in periods."""
    root = visit.workspace.root
    raws = {path: path.read_bytes() if path.exists() else None for path in files}
    for path, content in files.items():
        raw = raws[path]
        if path.parent == root / CLOSED_FOLDER and content is not None and raw is not None:
            tables = map(ClosedTableFile.model_validate_json, (raw, content))
            yield from changes(*tables)
    before, after = (
        {task.docket: task for p, raw in side.items() if (task := read_as(Task, p, raw))}
        for side in (raws, files)
    )
    yield from task_changes(visit, before, after)
    labels = {n: field["label"] for n, field in words("operations")["settings"]["fields"].items()}
    for path in files:
        if path.parent == root / PERIODS_FOLDER:
            period = period_name(Period.parse(path.stem))
            sides = [read_as(PeriodFile, path, side[path]) for side in (raws, files)]
            old, new = (settings_texts(side) if side else {} for side in sides)
            for name in labels.keys() & {n for n in {*old, *new} if old.get(n) != new.get(n)}:
                yield CellChange(period, labels[name], old.get(name, ""), new.get(name, ""))


def _differences(
    root: Path, files: Mapping[Path, bytes | None]
) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Each file's name, what happens to it, and its changed lines, none of closed tables."""
    for path, content in files.items():
        before = path.read_bytes() if path.exists() else None
        what = "removed" if content is None else "new" if before is None else "changed"
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
        old, new = (
            (side or b"").decode(errors="replace").splitlines() for side in (before, content)
        )
        lines = list(difflib.unified_diff(old, new, n=1, lineterm=""))[2:]
        if path.parent == root / CLOSED_FOLDER:
            lines = []
        yield name, what, [({"+": "ins", "-": "del"}.get(x[:1], ""), x) for x in lines]


PAGES = (View("/change", _list), View("/change/{name}", _form), Action("/change/{name}", _submit))
