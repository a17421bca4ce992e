"""What the forms of 变更 plan: each calls the function of the command of that name."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from progress_report.build.closing import Ledger, close, correct, reopen
from progress_report.domain.diagnostics import Notice, ReportError
from progress_report.domain.period import Period
from progress_report.domain.period_file import PeriodFile
from progress_report.editing import tasks
from progress_report.importing.units import split_units
from progress_report.serve.task_form import (
    KEYS,
    changed_task,
    changed_texts,
    choices_of,
    task_fields,
    texts_of,
)
from progress_report.serve.visit import Visit, words
from progress_report.serve.workspace import Title
from progress_report.source.load import Project
from progress_report.system.arguments import parse_day, parse_period
from progress_report.system.files import sha256
from progress_report.system.i18n import _, ngettext, period_name
from progress_report.system.monitor import Monitor


@dataclass(frozen=True)
class Planned:
    """A change before it is made."""

    files: Mapping[Path, bytes | None]  # the new content of each file; None removes it
    notices: Sequence[Notice] = ()  # what it does beyond the files
    ledger: Ledger | None = None  # writes them, and the outputs that change with them

    @property
    def digest(self) -> str:
        """What differs if another change would be made."""
        parts = [f"{path}\0".encode() + (raw or b"-") for path, raw in self.files.items()]
        return sha256(b"\0".join(parts))

    def carry_out(self, visit: Visit, title: Title) -> None:
        """Write it, so that it can be undone; the title names it there."""
        history = visit.workspace.history
        if self.ledger is None:
            history.write(self.files, title)
        else:
            history.record(self.ledger.write, self.files, title, folder=visit.workspace.out)


def fields(visit: Visit, operation: str) -> list[dict[str, Any]]:
    """The fields of a form, with what each begins with and offers, and was when it was opened."""
    project, year = visit.workspace.project, visit.period.year
    known = {
        "next docket": tasks.next_docket(project, year),
        "this period": visit.period.name,
        "next period": tasks.next_period(project).name,
        "next year": str(year + 1),
        "today": date.today().isoformat(),  # noqa: DTZ011 - the clerk's own calendar
    }
    choices = {
        "docket": {
            s.task.docket: f"{s.task.docket} {s.task.task[:24]}"
            for s in project.tasks
            if s.task.year == year
        },
        "known period": _by_name(visit.periods),
        "new period": _by_name(_new_periods(project)),
        **choices_of(year),
    }
    texts: dict[str, str] | None = None
    named = [{"name": n, **f} for n, f in words("operations")[operation]["fields"].items()]
    if operation == "settings":
        texts = settings_texts(project.settings_of(visit.period))
    elif operation == "edit" and (docket := chosen_docket(visit)):
        texts = texts_of(tasks.find_task(project, year, docket).task)
        sent = {name: "" for name in visit.form if name.startswith("target-") and visit.text(name)}
        named = [*task_fields(visit, {**sent, **texts})]
    elif operation == "edit":
        named = named[:1]
    if texts is not None:
        named[0]["hidden"] = True
        named.append({"name": "base", "label": "", "hidden": True, "value": ""})
        known[""] = json.dumps(texts)
    plain = {"kind": "text", "required": False, "hint": "", "group": "", "hidden": False}
    return [
        {
            **plain,
            **field,
            "label": visit.heading(field["label"]),
            "value": known.get(field.get("value", "-"), (texts or {}).get(field["name"], "")),
            "choices": choices.get(field.get("kind", "")),
        }
        for field in named
    ]


def chosen_docket(visit: Visit) -> str:
    """The task that a form is about."""
    return visit.text("docket") or visit.request.query_params.get("docket", "")


def settings_texts(settings: PeriodFile) -> dict[str, str]:
    """The texts of the fields of a period's settings that are not empty."""
    names = words("operations")["settings"]["fields"].keys() - {"name"}
    texts = {name: getattr(settings, name) for name in names}
    return {name: str(text) for name, text in texts.items() if text}


def _by_name(periods: Iterable[Period]) -> dict[str, str]:
    return {period.name: period_name(period) for period in periods}


def _new_periods(project: Project) -> list[Period]:
    """The periods without a file, of the year that the next one belongs to and the year after."""
    following = tasks.next_period(project)
    periods = [Period.from_key(following.year + n, key) for n in (0, 1) for key in (*KEYS, "FY")]
    return [period for period in periods if period not in project.periods]


def _given(visit: Visit, *names: str) -> dict[str, Any]:
    values = {name: visit.text(name).strip() for name in names}
    return {name: value for name, value in values.items() if value}


def _values(visit: Visit) -> dict[str, Any]:
    given = _given(visit, "task", "lead", "units")
    return given | ({"units": split_units(given["units"])} if "units" in given else {})


def _new_task(visit: Visit) -> Planned:
    project, docket = visit.workspace.project, visit.text("docket").strip()
    values = {**_values(visit), "year": visit.period.year, "docket": docket}
    return Planned(dict([tasks.new_task(project, values)]))


def _edit(visit: Visit) -> Planned:
    sourced = tasks.find_task(visit.workspace.project, visit.period.year, chosen_docket(visit))
    return Planned({Path(sourced.source.path): changed_task(visit, sourced)})


def _split(visit: Visit) -> Planned:
    first = Period.from_key(visit.period.year, visit.text("first"))
    into, project = split_units(visit.text("into")), visit.workspace.project
    return Planned(tasks.split(project, visit.text("docket"), into, first, _values(visit)))


def _end(visit: Visit) -> Planned:
    last = Period.from_key(visit.period.year, visit.text("last"))
    ending = _given(visit, "why", "by") | ({"date": day} if (day := visit.text("on")) else {})
    into, project = visit.text("into").strip(), visit.workspace.project
    return Planned(tasks.end(project, [visit.text("docket")], last, ending, into))


def _finish(visit: Visit) -> Planned:
    period = Period.from_key(visit.period.year, visit.text("last"))
    dockets = split_units(visit.text("dockets"))
    return Planned(tasks.finish(visit.workspace.project, dockets, period))


def _renumber(visit: Visit) -> Planned:
    pairs = tasks.docket_pairs(split_units(visit.text("pairs")))
    return Planned(tasks.renumber(visit.workspace.project, visit.period.year, pairs))


def _new_period(visit: Visit) -> Planned:
    values = _given(visit, "title", "date", "due")
    return Planned(
        tasks.new_period(visit.workspace.project, parse_period(visit.text("name")), values)
    )


def _settings(visit: Visit) -> Planned:
    project, period = visit.workspace.project, parse_period(visit.text("name"))
    new = changed_texts(visit, settings_texts(project.settings_of(period)))
    values = {name: text or None for name, text in new.items()}
    return Planned(tasks.with_settings(project, period, values))


def _new_year(visit: Visit) -> Planned:
    text = visit.text("year").strip()
    if not text.isdecimal():
        raise ReportError(_("'{text}' is not a year").format(text=text))
    carried = tasks.docket_pairs(split_units(visit.text("carry")))
    return Planned(tasks.new_year(visit.workspace.project, int(text), carried))


def _ledger(visit: Visit) -> tuple[Ledger, Period, date]:
    ledger = Ledger.open(visit.workspace.root, Monitor())
    return ledger, parse_period(visit.text("name")), parse_day(visit.text("on"))


def _close(visit: Visit) -> Planned:
    ledger, period, day = _ledger(visit)
    still_open = close(ledger, period, day, Monitor())
    table = ledger.project.closed[period].file
    message = _("“{title}” with {rows} is closed: it stays as it is now")
    rows = ngettext("{count} row", "{count} rows", len(table.rows))
    notices = [Notice(message.format(title=table.title, rows=rows))]
    if still_open:
        names = _(", ").join(map(period_name, still_open))
        notices.append(Notice(_("still open within it: {periods}").format(periods=names)))
    return Planned(ledger.files, notices, ledger)


def _correct(visit: Visit) -> Planned:
    ledger, period, day = _ledger(visit)
    dockets = split_units(visit.text("dockets"))
    correct(ledger, period, dockets, visit.text("why"), (), day)
    return Planned(ledger.files, ledger=ledger)


def _reopen(visit: Visit) -> Planned:
    ledger, period, day = _ledger(visit)
    reopen(ledger, period, visit.text("why"), day)
    return Planned(ledger.files, ledger=ledger)


PLANS: Mapping[str, Callable[[Visit], Planned]] = {
    "task": _new_task,
    "edit": _edit,
    "split": _split,
    "end": _end,
    "finish": _finish,
    "renumber": _renumber,
    "period": _new_period,
    "settings": _settings,
    "year": _new_year,
    "close": _close,
    "correct": _correct,
    "reopen": _reopen,
}
