"""单位: who has reported; forms out as one ZIP, returned forms in, previewed and then merged."""

import io
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from starlette.datastructures import UploadFile
from starlette.responses import Response

from progress_report.collect.back.competing_forms import mismatches
from progress_report.collect.back.merge import MergePlan, merge
from progress_report.collect.back.returned_forms import one_for_each_unit, read_forms
from progress_report.collect.back.verify_form import Answers
from progress_report.collect.out.form import LEAD, FormFormat
from progress_report.collect.out.form_files import file_names, write
from progress_report.collect.out.requests import by_options, make_forms
from progress_report.collect.signatures import kept_signatures, read_signatures, signatures_of
from progress_report.domain.diagnostics import DataError, Diagnostic, has_errors
from progress_report.editing.years import due_day, with_due_day
from progress_report.serve.operations import day_of
from progress_report.serve.pages.tasks import task_address
from progress_report.serve.visit import Action, View, Visit, words
from progress_report.source.closed import with_closed_reports
from progress_report.status.units import days_late, unit_statuses
from progress_report.system.i18n import _

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""The same forms give the same bytes."""


@dataclass(frozen=True)
class _Upload:
    """What the forms that were dropped in would change."""

    answers: list[Answers]
    plan: MergePlan
    diagnostics: list[Diagnostic]
    notes: list[str]


def _by(visit: Visit) -> str:
    """How forms are given out: as the page's choice says, if the project has that."""
    chosen = visit.request.query_params.get("by") or visit.text("by")
    return chosen if chosen in by_options(visit.workspace.config) else LEAD


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
        choices={name: ways.get(name, name) for name in by_options(workspace.config)},
        due=due,
        late=days_late(due, date.today()),  # noqa: DTZ011 - the clerk's own calendar
    )


def _forms(visit: Visit) -> Response:
    """The forms of the period in one ZIP; a due date is remembered in the periods file."""
    workspace, by = visit.workspace, _by(visit)
    project, config = workspace.project, workspace.config
    form_format = FormFormat(visit.text("format") or FormFormat.XLSX)
    tasks = with_closed_reports(project.tasks, project.closed, None)
    forms = make_forms(tasks, config, visit.period, by).forms
    if not forms:
        raise DataError(_("no task of this period has a unit to ask"))
    due = day_of(visit.text("due")) if visit.text("due") else due_day(project, visit.period)
    if due is not None and not workspace.read_only:
        workspace.history.write({**with_due_day(project, visit.period, due)}, due.isoformat())
    content = io.BytesIO()
    names = file_names(visit.period.name, [form.unit for form in forms], form_format)
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, form in zip(names, forms, strict=True):
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            archive.writestr(entry, write(form, form_format, config, due))
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
    """Merge what a preview has shown."""
    key = visit.text("upload")
    reading = _read(visit, key)
    if has_errors(reading.diagnostics):
        return _preview(visit, key)
    files = dict(reading.plan.files)
    if signed := signatures_of(reading.answers):
        root = visit.workspace.root
        files |= kept_signatures(root, reading.answers[0].period, signed)
    visit.workspace.history.write(files, _("Merged."))
    visit.workspace.drop_upload(key)
    return visit.to("/units", "merged", by=_by(visit))


def _read(visit: Visit, key: str) -> _Upload:
    workspace = visit.workspace
    project, config = workspace.project, workspace.config
    forms = read_forms(workspace.upload(key), project, config)
    chosen, contradictions = one_for_each_unit(forms.answers, latest=bool(visit.text("latest")))
    plan = merge(
        project.tasks,
        chosen,
        config.unit_names,
        update=bool(visit.text("update")),
        reporting=config.reporting,
        closed=project.closed,
    )
    problems = [*forms.diagnostics, *mismatches(forms.answers, visit.period)]
    problems += [*contradictions, *plan.diagnostics]
    notes = [f"{name}: {note}" for name, note in forms.notes]
    unfilled = _("{unit}: not filled in: {dockets}")
    notes += [
        unfilled.format(unit=answers.unit, dockets=_(", ").join(answers.unfilled))
        for answers in chosen
        if answers.unfilled
    ]
    return _Upload(chosen, plan, problems, notes)


def _preview(visit: Visit, key: str) -> Response:
    reading = _read(visit, key)
    plan = reading.plan
    return visit.page(
        "returned",
        status=422 if has_errors(reading.diagnostics) else 200,
        plan=plan,
        answers=reading.answers,
        diagnostics=reading.diagnostics,
        notes=reading.notes,
        can_merge=bool(plan.files) and not has_errors(reading.diagnostics),
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
