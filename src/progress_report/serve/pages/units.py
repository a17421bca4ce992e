"""单位: who has reported; forms out as one ZIP, returned forms in, previewed and then merged."""

import io
import zipfile
from datetime import date
from pathlib import PurePath

from starlette.datastructures import UploadFile
from starlette.responses import Response

from progress_report.build.published import advice_to_close
from progress_report.collect import FormFormat
from progress_report.collect.back.returned_forms import (
    FormsMerge,
    find_latest,
    plan_merge,
    read_forms,
)
from progress_report.collect.out.form import FIELDS
from progress_report.collect.out.form_files import form_files
from progress_report.collect.out.requests import by_options, make_forms, usual_way
from progress_report.collect.signatures import read_signatures
from progress_report.domain.diagnostics import DataError, Notice, has_errors
from progress_report.editing.tasks import due_day, with_due_day
from progress_report.serve.operations import Planned
from progress_report.serve.pages.tasks import task_address
from progress_report.serve.visit import Action, View, Visit, words
from progress_report.serve.workspace import Title
from progress_report.source.closed import with_closed_reports
from progress_report.status.overview import days_late, unit_statuses
from progress_report.system.arguments import parse_day, reject_other
from progress_report.system.i18n import _

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the same forms give the same bytes


def _by(visit: Visit) -> str:
    """How forms are given out: as the page's choice says, if the project has that, or as usual."""
    chosen = visit.request.query_params.get("by") or visit.text("by")
    if chosen in by_options(visit.workspace.config):
        return chosen
    return usual_way(visit.workspace.project.tasks, visit.period.year)


def _show(visit: Visit) -> Response:
    workspace, by = visit.workspace, _by(visit)
    signatures = read_signatures(workspace.root, visit.period)
    units = unit_statuses(
        workspace.project.tasks, workspace.config, visit.period, by, signatures=signatures
    )
    due, ways = due_day(workspace.project, visit.period), words("units")["ways"]
    return visit.page(
        "units",
        units=[
            (unit, [(d, task_address(visit, d)) for d in unit.missing])
            for unit in sorted(units, key=lambda unit: not unit.missing)
        ],
        by=by,
        choices={
            way: ways.get(way) or workspace.config.fields[name] or name
            for way in by_options(workspace.config)
            for name in [way.removeprefix(FIELDS)]
        },
        due=due,
        late=days_late(due, date.today()),  # noqa: DTZ011 - the clerk's own calendar
    )


def _forms(visit: Visit) -> Response:
    """The forms of the period in one ZIP; a due date is remembered in the periods file."""
    workspace, by = visit.workspace, _by(visit)
    project, config = workspace.project, workspace.config
    chosen = visit.text("format") or FormFormat.XLSX
    reject_other([chosen], FormFormat)
    form_format = FormFormat(chosen)
    tasks = with_closed_reports(project.tasks, project.closed, None)
    forms = make_forms(tasks, config, visit.period, by).forms
    if not forms:
        raise DataError(_("no task of this period has a unit to ask"))
    due = parse_day(visit.text("due")) if visit.text("due") else due_day(project, visit.period)
    if due is not None and not workspace.read_only:
        workspace.history.write(
            {**with_due_day(project, visit.period, due)}, Title(due.isoformat())
        )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in form_files(forms, form_format, config, due).items():
            archive.writestr(zipfile.ZipInfo(name, _ZIP_DATE), raw)
    headers = {"content-disposition": f'attachment; filename="{visit.period.name}-forms.zip"'}
    return Response(content.getvalue(), media_type="application/zip", headers=headers)


def _returned(visit: Visit) -> Response:
    """What the dropped forms would change; nothing is written."""
    uploads = [file for file in visit.form.getlist("forms") if isinstance(file, UploadFile)]
    files = [(PurePath(u.filename or "").name or "?", u.file.read()) for u in uploads]
    files = [(name, raw) for name, raw in files if raw]
    if not files:
        return visit.to("/units", by=_by(visit))
    return _preview(visit, visit.workspace.keep_upload(files))


def _merge(visit: Visit) -> Response:
    """Merge just what a preview has shown; anything else is shown first."""
    key = visit.text("upload")
    merging, _notes = _planned(visit, key)
    planned = Planned(merging.files(visit.workspace.root))
    if has_errors(merging.diagnostics) or visit.text("stage") != planned.digest:
        return _preview(visit, key)
    planned.carry_out(visit, Title(operation="returned"))
    del visit.workspace.uploads[key]
    return visit.to("/units", "merged", by=_by(visit))


def _planned(visit: Visit, key: str) -> tuple[FormsMerge, list[Notice]]:
    """What merging the forms of an upload does, and what there is to note about them."""
    project, config = visit.workspace.project, visit.workspace.config
    if key not in visit.workspace.uploads:
        raise DataError(_("these files are no longer here; choose them again"))
    returned = read_forms(visit.workspace.uploads[key], project, config)
    latest, update = (bool(visit.text(name)) for name in ("latest", "update"))
    merging = plan_merge(
        returned,
        project,
        config,
        lambda forms: find_latest(forms)[0] if latest else None,
        period=visit.period,
        update=update,
        latest=latest,
    )
    notes = [f"{name}: {note}" for name, note in returned.notes]
    advice = advice_to_close(project, config, merging.plan.files, [visit.period])
    return merging, [*map(Notice, [*notes, *merging.unfilled()]), *advice]


def _preview(visit: Visit, key: str) -> Response:
    merging, notes = _planned(visit, key)
    plan, failed = merging.plan, has_errors(merging.diagnostics)
    return visit.page(
        "returned",
        status=422 if failed else 200,
        plan=plan,
        answers=merging.chosen,
        diagnostics=merging.diagnostics,
        notes=notes,
        digest=Planned(merging.files(visit.workspace.root)).digest,
        can_merge=bool(plan.files) and not failed,
        upload=key,
        by=_by(visit),
        chosen=[name for name in ("latest", "update") if visit.text(name)],
    )


PAGES = (
    View("/units", _show),
    Action("/units/forms", _forms, writes=False),
    Action("/units/returned", _returned, writes=False),
    Action("/units/merge", _merge),
)
