"""One task: its wording, the last report, and the report of the period to write."""

from collections.abc import Sequence

from pydantic import ValidationError
from starlette.responses import JSONResponse, Response

from progress_report.build.assemble_table import assemble_table
from progress_report.diff.align import compare
from progress_report.domain.diagnostics import DataError, ReportError
from progress_report.domain.period import Period
from progress_report.domain.succession import entry_period
from progress_report.domain.table import ColumnKind
from progress_report.domain.task import Ignore, Task
from progress_report.editing.tasks import find_task, require_valid
from progress_report.render.html.page import anchor
from progress_report.serve.advice import Advice, Advisor, related, with_entry
from progress_report.serve.entry import (
    Disagreement,
    EntryForm,
    UnitReport,
    Unsaved,
    disagreements,
    offered,
)
from progress_report.serve.pages.tasks import ReportState, task_lines, task_path
from progress_report.serve.saving import ChangedMeanwhileError, entry_values, save_report
from progress_report.serve.visit import Action, View, Visit, words
from progress_report.source.load import SourcedTask
from progress_report.source.read_model import RefusedValueError
from progress_report.system.i18n import _, period_name
from progress_report.text.prose import unwrap

_PATH = "/task/{year:int}/{docket}"


def _sourced(visit: Visit) -> SourcedTask:
    return find_task(visit.workspace.project, *_key(visit))


def _key(visit: Visit) -> tuple[int, str]:
    return visit.request.path_params["year"], visit.request.path_params["docket"]


def _period(visit: Visit, task: Task) -> Period:
    return entry_period(task, visit.period, visit.workspace.config.reporting)


def _show(visit: Visit) -> Response:
    sourced = _sourced(visit)
    base = EntryForm.of(sourced.task, _period(visit, sourced.task))
    return _page(visit, sourced, base, base)


def _page(
    visit: Visit,
    sourced: SourcedTask,
    base: EntryForm,
    form: EntryForm,
    status: int = 200,
    problem: ReportError | None = None,
    conflict: Sequence[Disagreement] = (),
) -> Response:
    task, period = sourced.task, _period(visit, sourced.task)
    earlier = period.previous(task.periods())
    form = offered(form, task, earlier)
    lines = task_lines(visit, count=False)
    here = next((n for n, line in enumerate(lines) if line.docket == task.docket), None)
    around = lines[here + 1 :] + lines[:here] if here is not None else lines
    names = [unit for unit in dict.fromkeys([task.lead, *task.units]) if unit]
    try:
        cell = _cell(visit, sourced, period, form.written)
        advisor = Advisor(visit.workspace.project, sourced, period)
        advice = advisor.advise(form) if form == form.written else []
    except ReportError:  # what is being written cannot be a report; the page says so above
        cell, advice = [], []
    return visit.page(
        "task",
        words("task")["title"].format(docket=task.docket, task=unwrap(task.task)[:20]),
        status,
        task=task,
        wording=unwrap(task.task).split("\n"),
        ended=unwrap(task.ended.why) if task.ended else "",
        line=lines[here] if here is not None else None,
        path=task_path(task),
        file=visit.address("/file", path=visit.workspace.relative(sourced.source.path)),
        base=base.as_json(),
        form=form,
        spare=UnitReport(),
        units=names,
        last=(period_name(earlier), EntryForm.of(task, earlier).reports) if earlier else None,
        following=next((line.address for line in lines[(here or 0) + 1 :]), ""),
        missing=next((ln.address for ln in around if ln.state is ReportState.MISSING), ""),
        fields=visit.workspace.config.fields,
        verdicts=[light.name for light in visit.workspace.config.pace.lights],
        problem=problem,
        refused=_refused_field(problem),
        closed=_closed(visit, task, period),
        conflict=conflict,
        areas={report.unit: f"text-{n}" for n, report in enumerate(form.reports)},
        cell=cell,
        changes=_changes(task, period, base),
        advice=advice,
    )


def _refused_field(problem: ReportError | None) -> str:
    """The name of the field that holds what is refused, if it is known."""
    match problem.path if isinstance(problem, RefusedValueError) else ():
        case ("progress", int(number), *_):
            return f"text-{number}"
        case ("done", str(name), *_):
            return f"done:{name}"
        case ("fields", str(name), *_):
            return f"field:{name}"
        case (str(name),):
            return name
    return ""


def _closed(visit: Visit, task: Task, period: Period) -> tuple[str, str] | None:
    """That the period of the entry is closed, and the address where its table is corrected."""
    project = visit.workspace.project
    closed = min((p for p in project.closed if p.contains(period)), default=None)
    if closed is None:
        return None
    text = words("task")["closed"].format(
        period=period_name(closed), day=project.closed[closed].closed.date
    )
    return text, visit.address("/change/correct", name=closed.name, dockets=task.docket)


def _check(visit: Visit) -> Response:
    """What the rules say of the texts as they are being written, and how they will print."""
    sourced = _sourced(visit)
    period = _period(visit, sourced.task)
    form = EntryForm.sent(visit)
    project, path = visit.workspace.project, task_path(sourced.task)
    numbers = [
        number
        for number in (name.partition("-")[2] for name in visit.form if name.startswith("text-"))
        if visit.text(f"text-{number}").strip()
    ]
    try:
        advice = Advisor(project, sourced, period).advise(form)
        cell = _cell(visit, sourced, period, form)
        if form.reports:
            require_valid(project, sourced, entry_values(sourced.task, period, form))
    except ReportError as error:
        return JSONResponse({"problem": str(visit.sentence(error))})
    number_now = str(visit.workspace.remember(Unsaved(sourced.task.key, period, form)))
    page = visit.address("/preview/page", unsaved=number_now)
    return JSONResponse(
        {
            "preview": f"{page}#{anchor(sourced.task.docket)}",  # at its row
            "texts": {
                number: {
                    "marks": _marks(items),
                    "spoken": [visit.spoken(item.message, item.hint) for item in items],
                    "html": visit.fragment("task", "advice", items=items, number=number, path=path),
                }
                for number, items in zip(numbers, advice, strict=True)
            },
            "cell": cell,
            "changes": _changes(sourced.task, period, form),
        }
    )


def _marks(items: Sequence[Advice]) -> list[tuple[int, int, str]]:
    """The characters to underline, in order and apart from one another."""
    marks: list[tuple[int, int, str]] = []
    for item in items:
        start = max(item.start, marks[-1][1] if marks else 0)
        if start < item.end:
            marks.append((start, item.end, item.severity))
    return marks


def _cell(visit: Visit, sourced: SourcedTask, period: Period, form: EntryForm) -> list[list[str]]:
    """The paragraphs of each progress cell of the task's row, as they will print."""
    project, task = with_entry(visit.workspace.project, sourced, period, form)
    layout = project.layout_of(visit.period, visit.workspace.config, draft=True)
    tasks = related(project, task).tasks
    table, _problems = assemble_table(tasks, layout, visit.period, draft=True)
    return [
        [*cell.paragraphs]
        for row in table.rows
        if row.docket == task.task.docket
        for column, cell in zip(table.columns, row.cells, strict=True)
        if column.kind is ColumnKind.PROGRESS and cell is not None
    ]


def _changes(task: Task, period: Period, form: EntryForm) -> list[tuple[str, str]]:
    """The pieces of text that were added and dropped since the last period."""
    earlier = period.previous(task.periods())
    if earlier is None or not form.reports:
        return []
    before, after = (
        "\n".join(unwrap(report.text) for report in entry.reports)
        for entry in (EntryForm.of(task, earlier), form)
    )
    return [(piece.mark, piece.text) for piece in compare(before, after)]


def _accept(visit: Visit) -> Response:
    """Save the texts, and accept a diagnostic with the reason given beside it."""
    number, _colon, rule = visit.text("accept").partition(":")
    why = visit.text(f"why-{number}").strip()
    sourced = _sourced(visit)
    try:
        ignore = Ignore.model_validate(
            {"rule": rule, "in": _period(visit, sourced.task).key, "why": why}
        )
    except ValidationError:
        base = EntryForm.from_json(visit.text("base"))
        message = _("write why it is right as it is")
        return _page(visit, sourced, base, EntryForm.sent(visit), 422, DataError(message))
    return _save(visit, ignore)


def _save(visit: Visit, ignore: Ignore | None = None) -> Response:
    sourced = _sourced(visit)
    period = _period(visit, sourced.task)
    base, form = EntryForm.from_json(visit.text("base")), EntryForm.sent(visit)
    try:
        into_closed = bool(visit.text("closed"))
        save_report(
            visit.workspace, _key(visit), period, base, form, ignore, into_closed=into_closed
        )
    except ChangedMeanwhileError as error:
        conflict, merged = disagreements(base, form, error.theirs)
        message = _("This report was changed meanwhile by someone else; nothing is lost.")
        return _page(
            visit, _sourced(visit), error.theirs, merged, 409, DataError(message), conflict
        )
    except ReportError as error:
        return _page(visit, sourced, base, form, 422, error)
    path = task_path(sourced.task)
    if visit.text("then") == "missing":
        lines = [ln for ln in task_lines(visit, count=False) if ln.state is ReportState.MISSING]
        path = lines[0].path if lines else path
    return visit.to(path, "saved")


PAGES = (
    View(_PATH, _show),
    Action(f"{_PATH}/check", _check, writes=False),
    Action(f"{_PATH}/save", _save),
    Action(f"{_PATH}/accept", _accept),
)
