"""What the forms of 变更 plan: each calls the function of the command of that name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from progress_report.build.closing import Ledger, close, correct, reopen
from progress_report.build.monitor import Monitor
from progress_report.domain.diagnostics import DataError, Diagnostic, ReportError, Severity
from progress_report.domain.period import Period
from progress_report.editing import changes, tasks, years
from progress_report.importing.units import split_units
from progress_report.serve.visit import Visit
from progress_report.system.files import sha256
from progress_report.system.i18n import _, period_name

_HALVES = ("H1", "H2")
_KEYS = (*_HALVES, "Q1", "Q2", "Q3", "Q4", *(f"M{month:02}" for month in range(1, 13)))


class Kind(StrEnum):
    """How a field is entered."""

    LINE = "text"
    AREA = "area"
    DAY = "date"
    CHOICE = "choice"


@dataclass(frozen=True)
class Field:
    """One field of a form."""

    name: str
    label: str
    kind: Kind = Kind.LINE
    required: bool = False
    value: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    hint: str = ""


@dataclass(frozen=True)
class Planned:
    """A change before it is made."""

    files: Mapping[Path, bytes | None]
    """The new content of each file; None removes it."""
    write: Callable[[], object]
    lines: Sequence[str] = ()
    """Sentences on what it does beyond the files."""

    @property
    def digest(self) -> str:
        """What differs if another change would be made."""
        parts = [f"{path}\0".encode() + (raw or b"-") for path, raw in self.files.items()]
        return sha256(b"\0".join(parts))


@dataclass(frozen=True)
class Operation:
    """One kind of change."""

    title: str
    about: str
    fields: Sequence[Field]
    plan: Callable[[Visit], Planned]


class _Naming(Monitor):
    """Says in the error itself what is wrong and where: a page has no other place for it."""

    def check(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Stop if any diagnostic is an error.

        Raises:
            DataError: at least one is; each has a line.
        """
        errors = [d for d in diagnostics if d.severity is Severity.ERROR]
        if errors:
            raise DataError("\n".join(map(_placed, errors)))


def _placed(diagnostic: Diagnostic) -> str:
    place = diagnostic.location
    position = f"{Path(place.path).name}:{place.line}: " if place else ""
    return position + diagnostic.message + (_("; ") + diagnostic.hint if diagnostic.hint else "")


def operations(visit: Visit) -> Mapping[str, Operation]:
    """The changes of a project by their names in addresses, in the order of work."""
    return {**_task_operations(visit), **_period_operations(visit)}


def _task_operations(visit: Visit) -> Mapping[str, Operation]:
    year = visit.period.year
    docket = Field("docket", _("Docket"), Kind.CHOICE, required=True, choices=_dockets(visit, year))
    reason = Field("why", _("Reason, as printed"), required=True)
    wording = Field("task", _("Wording"), Kind.AREA)
    lead = Field("lead", _("Lead unit"))
    units = Field("units", _("Joint units, with commas"))
    fresh = Field("docket", _("Docket"), required=True, value=_next(visit, year))
    return {
        "task": Operation(
            _("New task"),
            _("Adds a task to the year."),
            [fresh, Field("task", _("Wording"), Kind.AREA, required=True), lead, units],
            _new_task,
        ),
        "split": Operation(
            _("Split a task"),
            _("The task ends; others continue it, and inherit its earlier reports."),
            [
                docket,
                Field("into", _("New dockets, with commas"), required=True, hint="6-1, 6-2"),
                Field("first", _("From"), Kind.CHOICE, required=True, choices=_periods(year)),
                wording,
            ],
            _split,
        ),
        "end": Operation(
            _("End a task"),
            _("The task keeps its reports; later tables print the reason."),
            [
                docket,
                Field("last", _("Last period"), Kind.CHOICE, required=True, choices=_periods(year)),
                reason,
                Field("by", _("Decided by")),
                Field("on", _("Decided on"), Kind.DAY),
                Field("into", _("Docket of the task that continues it")),
            ],
            _end,
        ),
        "renumber": Operation(
            _("Renumber tasks"),
            _("Files get their new names all at once; forms with old numbers are still accepted."),
            [Field("pairs", _("Old and new docket"), required=True, hint="6=7, 7=8")],
            _renumber,
        ),
    }


def _period_operations(visit: Visit) -> Mapping[str, Operation]:
    today = date.today().isoformat()  # noqa: DTZ011 - the clerk's own calendar
    why = Field("why", _("Reason"), required=True)
    day = Field("on", _("Dated"), Kind.DAY, required=True, value=today)
    named = Field("name", _("Period"), required=True, value=visit.period.name)
    following = years.next_period(visit.workspace.project).name
    return {
        "period": Operation(
            _("New period"),
            _("Writes down what is true of this period alone."),
            [
                Field("name", _("Period"), required=True, value=following),
                Field("title", _("Its own title")),
                Field("date", _("Date as printed"), hint="2021年7月9日"),
                Field("due", _("Units report by"), Kind.DAY),
            ],
            _new_period,
        ),
        "year": Operation(
            _("New year"),
            _("Begins a year's plan, with the tasks that go on."),
            [
                Field("year", _("Year"), required=True, value=str(visit.period.year + 1)),
                Field("carry", _("Dockets that go on, with commas"), hint="21, 69=5"),
            ],
            _new_year,
        ),
        "close": Operation(
            _("Close a period"),
            _("Its table stays as readers saw it, whatever changes in the data later."),
            [named, day],
            _close,
        ),
        "correct": Operation(
            _("Correct a closed table"),
            _("Takes the reports that differ into the closed table, and notes the correction."),
            [
                named,
                Field("dockets", _("Dockets, with commas; all that differ if empty")),
                why,
                day,
            ],
            _correct,
        ),
        "reopen": Operation(
            _("Open a closed period again"),
            _("The table follows the data again; the closed table is kept."),
            [named, why, day],
            _reopen,
        ),
    }


def _dockets(visit: Visit, year: int) -> dict[str, str]:
    of_year = [s.task for s in visit.workspace.project.tasks if s.task.year == year]
    return {task.docket: f"{task.docket} {task.task[:24]}" for task in of_year}


def _periods(year: int) -> dict[str, str]:
    return {key: period_name(Period.from_key(year, key)) for key in _KEYS}


def _next(visit: Visit, year: int) -> str:
    return tasks.next_docket(visit.workspace.project, year)


def _given(visit: Visit, *names: str) -> dict[str, Any]:
    """The fields that are filled in."""
    values = {name: visit.text(name).strip() for name in names}
    return {name: value for name, value in values.items() if value}


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError:
        raise ReportError(_("'{text}' is not a period").format(text=text)) from None


def day_of(text: str) -> date:
    """A day as a browser sends it.

    Raises:
        ReportError: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = _("'{text}' is not a date; write it as 2021-07-09")
        raise ReportError(message.format(text=text)) from None


def _of(visit: Visit, files: Mapping[Path, bytes | None]) -> Planned:
    title = _(", ").join(path.name for path in files)
    return Planned(files, partial(visit.workspace.history.write, files, title))


def _values(visit: Visit) -> dict[str, Any]:
    given = _given(visit, "task", "lead", "units")
    return given | ({"units": split_units(given["units"])} if "units" in given else {})


def _new_task(visit: Visit) -> Planned:
    project, year = visit.workspace.project, visit.period.year
    return _of(
        visit, {**tasks.new_tasks(project, year, [visit.text("docket").strip()], _values(visit))}
    )


def _split(visit: Visit) -> Planned:
    first = Period.from_key(visit.period.year, visit.text("first"))
    into = split_units(visit.text("into"))
    project = visit.workspace.project
    return _of(visit, {**changes.split(project, visit.text("docket"), into, first, _values(visit))})


def _end(visit: Visit) -> Planned:
    last = Period.from_key(visit.period.year, visit.text("last"))
    ending = _given(visit, "why", "by") | ({"date": day} if (day := visit.text("on")) else {})
    into = visit.text("into").strip()
    return _of(
        visit, {**changes.end(visit.workspace.project, visit.text("docket"), last, ending, into)}
    )


def _renumber(visit: Visit) -> Planned:
    pairs = tasks.docket_pairs(split_units(visit.text("pairs")))
    return _of(visit, changes.renumber(visit.workspace.project, visit.period.year, pairs))


def _new_period(visit: Visit) -> Planned:
    period = _period(visit.text("name"))
    values = _given(visit, "title", "date", "due")
    return _of(visit, {**years.new_period(visit.workspace.project, period, values)})


def _new_year(visit: Visit) -> Planned:
    text = visit.text("year").strip()
    if not text.isdecimal():
        raise ReportError(_("'{text}' is not a year").format(text=text))
    carried = tasks.docket_pairs(split_units(visit.text("carry")))
    return _of(visit, {**years.new_year(visit.workspace.project, int(text), carried)})


def _ledger(visit: Visit) -> tuple[Ledger, Period, date]:
    ledger = Ledger.open(visit.workspace.root, _Naming())
    return ledger, _period(visit.text("name")), day_of(visit.text("on"))


def _close(visit: Visit) -> Planned:
    ledger, period, day = _ledger(visit)
    still_open = close(ledger, period, day, _Naming())
    names = _(", ").join(map(period_name, still_open))
    note = [_("still open within it: {periods}").format(periods=names)] if names else []
    return Planned(ledger.files, ledger.write, note)


def _correct(visit: Visit) -> Planned:
    ledger, period, day = _ledger(visit)
    dockets = split_units(visit.text("dockets"))
    cells = correct(ledger, period, dockets, visit.text("why"), (), day)
    message = _("docket {docket}, {heading}: '{before}' becomes '{after}'")
    return Planned(ledger.files, ledger.write, [message.format(**c._asdict()) for c in cells])


def _reopen(visit: Visit) -> Planned:
    ledger, period, day = _ledger(visit)
    reopen(ledger, period, visit.text("why"), day)
    return Planned(ledger.files, ledger.write)
