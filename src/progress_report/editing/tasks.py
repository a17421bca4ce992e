"""Tasks, periods and years that begin, change and end.

Each change is planned whole, as the new contents of files. A docket that is taken or not there, a
report after the end of its task, and a file that is there or cannot be edited raise DataError;
values that are not valid, or contradict themselves, raise ReportError.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from progress_report.domain.diagnostics import CommandHint, DataError, ReportError
from progress_report.domain.docket import docket_identity, file_name, plain_docket
from progress_report.domain.period import Period
from progress_report.domain.period_file import PeriodFile
from progress_report.domain.task import UNWORDED, Task
from progress_report.importing.plan import rewritten
from progress_report.source.files import PERIODS_FOLDER, TASKS_FOLDER
from progress_report.source.load import Project, SourcedTask, task_errors
from progress_report.source.read_model import RefusedValueError
from progress_report.source.writing.edit import EditError, amend, new_file, readable
from progress_report.system.i18n import _, period_name
from progress_report.text.prose import unwrap, wrap


def task_path(project: Project, year: int, docket: str) -> Path:
    """The file of a task."""
    return project.root / TASKS_FOLDER / str(year) / file_name(docket)


def new_task(project: Project, values: Mapping[str, Any]) -> tuple[Path, bytes]:
    """The file of a new task, its wording, if there is one, given as running text.

    The docket is written as an import writes it: 13 for １３ or 第13号.
    """
    docket = plain_docket(str(values.get("docket", "")))
    data = {**values, "docket": docket, "task": wrap(values.get("task", UNWORDED))}
    try:
        task = Task.model_validate(data)
    except ValidationError as error:
        raise RefusedValueError.of(Task, data, error) from None
    path = task_path(project, task.year, task.docket)
    if task.key in tasks_by_key(project) or path.exists():
        message = _("there is a task {docket} of {year} already")
        raise DataError(message.format(docket=task.docket, year=task.year))
    return path, readable(new_file(task), task).encode()


def tasks_by_key(project: Project) -> dict[tuple[int, str], SourcedTask]:
    """The tasks by year and docket in any spelling."""
    return {sourced.task.key: sourced for sourced in project.tasks}


def find_task(project: Project, year: int, docket: str) -> SourcedTask:
    """A task by its docket, in any spelling."""
    sourced = tasks_by_key(project).get((year, docket_identity(docket)))
    if sourced is None:
        if (path := task_path(project, year, docket).as_posix()) in project.unread:
            name = Path(path).relative_to(project.root).as_posix()
            see = _("to see them, use {command}")
            hint = CommandHint(see, "report check", "file", (("path", name),))
            raise DataError(_("{path} has errors; correct them first").format(path=name), hint)
        raise DataError(_("there is no task {docket} in {year}").format(docket=docket, year=year))
    return sourced


def changed(project: Project, sourced: SourcedTask, values: Mapping[str, Any]) -> bytes:
    """The content of a task's file with other values; all else stays byte for byte.

    Values that would be an error of the file raise DataError.
    """
    task = _with_values(sourced, values)
    content = rewritten(sourced, task, sourced.source.locate(("docket",)))
    if not isinstance(content, bytes):
        raise DataError(content.message, content.hint)
    _require_no_new_error(project, sourced, task, content.decode())
    return content


def require_valid(project: Project, sourced: SourcedTask, values: Mapping[str, Any]) -> None:
    """Check, without a look at the disk, that other values could be written; else DataError."""
    task = _with_values(sourced, values)
    with suppress(EditError):  # a save says so
        _require_no_new_error(project, sourced, task, amend(sourced.source.text, task))


def _with_values(sourced: SourcedTask, values: Mapping[str, Any]) -> Task:
    data = {**sourced.task.model_dump(by_alias=True), **values}
    try:
        return Task.model_validate(data)
    except ValidationError as error:
        from progress_report.source.mistakes.model_errors import explain  # noqa: PLC0415 - only for wrong values

        message = _("{path} cannot take these values: {reason}")
        problems = explain(sourced.source, Task, data, error.errors(include_url=False))
        reason = _("; ").join(problem.message for problem in problems)
        raise DataError(message.format(path=sourced.source.path, reason=reason)) from None


def _require_no_new_error(project: Project, sourced: SourcedTask, task: Task, text: str) -> None:
    """Check that a new text of a task's file has only those errors that it had before."""
    path, text = sourced.source.path, readable(text.removeprefix("\ufeff"), task)
    known = {error.message for error in task_errors(path, sourced.source.text, project.config)}
    if task.docket != sourced.task.docket:
        path = Path(path).with_name(file_name(task.docket)).as_posix()
    for error in task_errors(path, text, project.config):
        if error.message not in known:
            raise DataError(error.message, error.hint)


def latest_year(project: Project) -> int:
    """The year of the latest tasks; this year if there are none."""
    years = [sourced.task.year for sourced in project.tasks]
    return max(years, default=date.today().year)  # noqa: DTZ011 - the clerk's own calendar


def next_docket(project: Project, year: int) -> str:
    """The number after the highest docket of a year."""
    numbers = (
        sourced.task.docket.partition("-")[0]
        for sourced in project.tasks
        if sourced.task.year == year
    )
    return str(max((int(text) for text in numbers if text.isdecimal()), default=0) + 1)


def docket_pairs(texts: Sequence[str]) -> dict[str, str]:
    """Dockets with their new ones: ``6=7``, or ``6`` alone if it stays the same."""
    pairs = [text.partition("=") for text in texts]
    if len({old for old, _equals, _new in pairs}) < len(pairs):
        raise ReportError(_("a docket is named twice"))
    return {old: new or old for old, _equals, new in pairs}


def split(
    project: Project, docket: str, into: Sequence[str], first: Period, values: Mapping[str, Any]
) -> dict[Path, bytes]:
    """Split a task: it ends before a period, and new ones continue it from there.

    The new tasks, of the dockets ``into``, begin with the period ``first``; their ``values`` are
    keys of task files, ``task`` as running text, and the others are as in the old one.
    """
    old = find_task(project, first.year, docket)
    if first.first == 1:
        message = _("{period} begins the year: there is nothing before it to keep")
        raise ReportError(message.format(period=period_name(first)))
    until = Period(first.year, 1, first.first - 1)
    task = old.task
    inherited = {"lead": task.lead, "units": task.units, "fields": task.fields}
    start = {"year": task.year, "formerly": (task.docket,), "from": first.key}
    new = {**inherited, "task": unwrap(task.task), **values, **start}
    files = dict(new_task(project, {**new, "docket": name}) for name in into)
    return {Path(old.source.path): _ended(project, old, until), **files}


def end(
    project: Project,
    dockets: Sequence[str],
    last: Period,
    ending: Mapping[str, Any],
    into: str = "",
) -> dict[Path, bytes]:
    """End tasks after a period; another, of the docket ``into``, may continue them.

    ``ending`` has ``why``, ``date`` and ``by`` as a task file has them, or nothing with ``into``.
    """
    ending_tasks = [find_task(project, last.year, docket) for docket in dockets]
    files = {
        Path(old.source.path): _ended(project, old, last, dict(ending)) for old in ending_tasks
    }
    if into:
        successor = find_task(project, last.year, into)
        if successor in ending_tasks:
            raise ReportError(_("a task cannot go on in itself"))
        continued = [old.task.docket for old in ending_tasks]
        formerly = dict.fromkeys((*successor.task.formerly, *continued))
        files[Path(successor.source.path)] = changed(project, successor, {"formerly": (*formerly,)})
    return files


def finish(project: Project, dockets: Sequence[str], period: Period) -> dict[Path, bytes]:
    """Note that tasks were done in a period: later tables repeat the last report."""
    done = [find_task(project, period.year, docket) for docket in dockets]
    for sourced in done:
        _require_last(sourced, period)
    return {Path(s.source.path): changed(project, s, {"finished": period.key}) for s in done}


def _ended(
    project: Project, old: SourcedTask, last: Period, ending: Mapping[str, Any] | None = None
) -> bytes:
    _require_last(old, last)
    return changed(project, old, {"until": last.key, **({"ended": ending} if ending else {})})


def _require_last(sourced: SourcedTask, last: Period) -> None:
    """Check that a task reports on nothing later."""
    later = [period for period in sourced.task.periods() if period.last > last.last]
    if later:
        message = _("task {docket} reports later than {period}: {later}")
        named = _(", ").join(map(period_name, later))
        raise DataError(
            message.format(docket=sourced.task.docket, period=period_name(last), later=named)
        )


def renumber(
    project: Project, year: int, dockets: Mapping[str, str], last: Period | None = None
) -> dict[Path, bytes | None]:
    """Give tasks other dockets, all at once: 6 may become 7 while 7 becomes 8.

    The files keep their entries, note the old docket, and get the names of the new ones; what
    continues a renumbered task names its new docket.

    ``dockets`` has the new docket of each old one; the last period of these is by default the
    latest that the year reports.
    """
    renamed = {docket_identity(old): new for old, new in dockets.items()}
    moved = {find_task(project, year, old).task.key for old in dockets}
    for new in dockets.values():
        key = year, docket_identity(new)
        if key in tasks_by_key(project).keys() - moved:
            message = _("there is a task {docket} of {year} already")
            raise DataError(message.format(docket=new, year=year))
    if len(set(map(docket_identity, renamed.values()))) < len(renamed):
        raise ReportError(_("two tasks cannot get the same docket"))
    of_year = [sourced for sourced in project.tasks if sourced.task.year == year]
    last = last or max((p for sourced in of_year for p in sourced.task.periods()), default=None)
    removed: dict[Path, bytes | None] = {}
    files: dict[Path, bytes | None] = {}
    for sourced in project.tasks:
        values = _references(sourced, year, renamed)
        path = Path(sourced.source.path)
        if sourced.task.key in moved:
            task = sourced.task
            new = renamed[task.key[1]]
            note = [{"docket": task.docket, "until": last.key}] if last else []
            known = [old.model_dump() for old in task.renumbered]
            values |= {"docket": new, "renumbered": (*known, *note)}
            removed[path] = None
            path = task_path(project, year, new)
        if values:
            files[path] = changed(project, sourced, values)
    return removed | files


def _references(sourced: SourcedTask, year: int, renamed: Mapping[str, str]) -> dict[str, Any]:
    """The ``formerly`` of a task with the new dockets, if it names one that changes."""
    formerly = []
    for name in sourced.task.formerly:
        of_year, _slash, docket = name.rpartition("/")
        new = renamed.get(docket_identity(docket))
        same_year = (of_year or str(sourced.task.year)) == str(year)
        formerly.append(f"{of_year}{_slash}{new}" if new and same_year else name)
    return {"formerly": (*formerly,)} if tuple(formerly) != sourced.task.formerly else {}


def new_period(
    project: Project, period: Period | None, values: Mapping[str, Any]
) -> dict[Path, bytes]:
    """Plan the file of a period, by default of the one after the latest, of the same length."""
    period = period or next_period(project)
    path = project.root / PERIODS_FOLDER / f"{period.name}.yaml"
    if path.exists():
        raise DataError(_("{path} already exists").format(path=path.as_posix()))
    try:
        settings = PeriodFile.model_validate(values)
        return {path: readable(new_file(settings), settings).encode()}
    except ValidationError as error:
        raise RefusedValueError.of(PeriodFile, values, error) from None


def next_period(project: Project) -> Period:
    """The period that follows the latest one known, of the same length within its year.

    A year begins with a period as long as the first of the year before. Without any, it is the
    half-year of today, or the first one of the latest tasks' year.
    """
    reported = {period for sourced in project.tasks for period in sourced.task.periods()}
    known = [period for period in reported | {*project.periods} if not period.is_plan]
    if not known:
        today, year = date.today(), latest_year(project)  # noqa: DTZ011 - the clerk's own calendar
        first = 7 if today.month > 6 and today.year == year else 1  # noqa: PLR2004 - the calendar's
        return Period(year, first, first + 5)
    latest = max(known)
    if latest.last == 12:  # noqa: PLR2004 - December
        opening = min(period for period in known if period.year == latest.year)
        return Period(latest.year + 1, 1, opening.last - opening.first + 1)
    last = 2 * latest.last - latest.first + 1
    return Period(latest.year, latest.last + 1, min(12, last))


def due_day(project: Project, period: Period) -> date | None:
    """The day by which units report on a period, if its file says so."""
    return project.periods[period].file.due if period in project.periods else None


def with_due_day(project: Project, period: Period, due: date) -> dict[Path, bytes]:
    """A period's file with the day by which units report; empty if it says so already."""
    same = due_day(project, period) == due
    return {} if same else with_settings(project, period, {"due": due})


def with_settings(project: Project, period: Period, values: Mapping[str, Any]) -> dict[Path, bytes]:
    """A period's file with other values of some keys, None for one left out; perhaps a new file."""
    if period not in project.periods:
        return new_period(project, period, values)
    sourced = project.periods[period]
    path = Path(sourced.source.path)
    data = {**sourced.file.model_dump(by_alias=True), **values}
    try:
        settings = PeriodFile.model_validate(data)
        text = readable(amend(path.read_bytes().decode(), settings), settings)
    except ValidationError as error:
        raise RefusedValueError.of(PeriodFile, data, error) from None
    except EditError:
        message = _("{path} cannot be changed without rewriting it").format(path=path.as_posix())
        lines = _(", ").join(f"{key}: {value}" for key, value in values.items())
        hint = _("write the line yourself: {line}").format(line=lines)
        raise DataError(message, hint) from None
    return {path: text.encode()}


def new_year(project: Project, year: int, carried: Mapping[str, str]) -> dict[Path, bytes]:
    """Plan a year, and the tasks carried over from the year before: new dockets by old ones."""
    if len(set(map(docket_identity, carried.values()))) < len(carried):
        raise ReportError(_("two tasks cannot get the same docket"))
    plan = Period(year, 0, 0)
    files = {} if plan in project.periods else new_period(project, plan, {})
    for old, new in carried.items():
        task = find_task(project, year - 1, old).task
        values: dict[str, Any] = {"lead": task.lead, "units": task.units, "fields": task.fields}
        values |= {"year": year, "docket": new, "task": unwrap(task.task)}
        files |= [new_task(project, {**values, "formerly": (f"{year - 1}/{task.docket}",)})]
    if not files:
        message = _("{period} is there already, and no task is carried over")
        raise DataError(message.format(period=period_name(plan)))
    return files
