"""``report collect``: write forms, merge returned forms, and show who has reported."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from progress_report.cli.console import echo, print_diagnostics, write
from progress_report.cli.options import argument, option
from progress_report.cli.progress import stop
from progress_report.cli.project import (
    ClosedOption,
    DryRunOption,
    ProjectOption,
    advise_closing,
    end_preview,
    load,
    load_to_change,
    show_preview,
)
from progress_report.cli.usage import command_group
from progress_report.collect import FormFormat
from progress_report.domain.diagnostics import DataError, ReportError
from progress_report.source.files import WORK_FOLDER, git_ignores
from progress_report.system import progress
from progress_report.system.arguments import parse_day, parse_period
from progress_report.system.files import read_bytes
from progress_report.system.i18n import _, ngettext, period_name

if TYPE_CHECKING:
    from progress_report.collect.back.merge import MergePlan
    from progress_report.collect.back.returned_forms import ReturnedForms
    from progress_report.collect.back.verify_form import Answers
    from progress_report.domain.config import ReportConfig
    from progress_report.source.load import Project

COMMANDS = ("forms", "merge", "remind", "status")  # all but the last are functions here

collect = command_group(COMMANDS, __name__, shared=("status",))

_MAX_TEXT_WIDTH = 70

_LOCK_FILE_PREFIX = "~$"  # prefix of the lock files of Word, Excel and WPS
_WINDOWS_FILES = (
    "thumbs.db",
    "desktop.ini",
)  # files that Windows creates in folders, in lower case
PeriodArgument = Annotated[str, argument("PERIOD")]
ByOption = Annotated[str | None, option("--by", "lead|units|fields.NAME")]


def forms(
    period: PeriodArgument,
    by: ByOption = None,
    out: Annotated[Path | None, option("--out", "DIR")] = None,
    form: Annotated[FormFormat, option("--format", "xlsx|docx")] = FormFormat.XLSX,
    due: Annotated[str | None, option("--due", "DATE")] = None,
    overwrite: Annotated[bool, option("--overwrite")] = False,
    project: ProjectOption = None,
) -> None:
    """Write a form for each unit, locked but for its reports, and print the path of each file."""
    last_day = parse_day(due) if due else None
    wanted = parse_period(period)
    from progress_report.collect.out.form_files import form_files
    from progress_report.collect.out.requests import make_forms
    from progress_report.editing.tasks import due_day, with_due_day
    from progress_report.source.closed import with_closed_reports
    from progress_report.system.transaction import write_files

    if wanted.is_plan:
        message = _("nothing is reported on a plan; name a period of the year, such as {name}")
        raise DataError(message.format(name=f"{wanted.year}H1"))
    loaded, config = load(project)
    by = form_way(loaded, config, by, wanted.year)
    # last period's text is what readers saw
    tasks = with_closed_reports(loaded.tasks, loaded.closed, None)
    requests = make_forms(tasks, config, wanted, by)
    for sourced in requests.unassigned:
        message = _("task {docket} is on no form: it has nothing under '{by}'")
        message = message.format(docket=sourced.task.docket, by=by)
        echo(f"{sourced.source.path}: {message}", err=True)
    if not requests.forms:
        message = _("no task of {year} has a unit to ask (--by {by})")
        raise DataError(message.format(year=wanted.year, by=by))
    last_day = last_day or due_day(loaded, wanted)
    folder = out if out is not None else loaded.root / "forms"
    named = form_files(requests.forms, form, config, last_day)
    files = {folder / name: content for name, content in named.items()}
    if not overwrite:
        _reject_changed(files)
    # the periods file has the due date from now on
    settings = with_due_day(loaded, wanted, last_day) if last_day else {}
    write_files({**git_ignores(loaded.root, folder), **files, **settings})
    for path in files:
        echo(path.as_posix())


def _reject_changed(files: Mapping[Path, bytes]) -> None:
    """Check that no existing file would change: it may be filled in."""
    for path, content in files.items():
        try:
            differs = path.exists() and path.read_bytes() != content
        except OSError:
            differs = True
        if differs:
            message = _("{path} already exists and may be filled in").format(path=path.as_posix())
            hint = _("choose another folder with --out, or replace it with --overwrite")
            raise ReportError(message, hint)


def merge(
    files: Annotated[list[Path], argument("FILE")],
    period: Annotated[str | None, option("--period", "PERIOD")] = None,
    update: Annotated[bool, option("--update")] = False,
    latest: Annotated[bool, option("--latest")] = False,
    dry_run: DryRunOption = False,
    closed: ClosedOption = False,
    project: ProjectOption = None,
) -> None:
    """Merge filled-in forms into the task files; write nothing if there is an error."""
    wanted = parse_period(period) if period else None
    from progress_report.collect.back.returned_forms import plan_merge
    from progress_report.system.transaction import write_files

    loaded, config = load_to_change(project)
    forms = list_form_files(files)
    returned = read_answers(forms, loaded, config)
    merging = plan_merge(
        returned,
        loaded,
        config,
        partial(_choose, latest=latest),
        period=wanted,
        update=update,
        latest=latest,
        closed=closed,
    )
    plan, chosen = merging.plan, merging.chosen
    errors = print_diagnostics(merging.diagnostics)
    for line in merging.unfilled():
        echo(line, err=True)
    if errors:  # no counts: nothing was added
        raise DataError(_("{count} error(s); nothing was written").format(count=errors))
    counts = _counts(plan, len(forms), returned.lines, chosen)
    if dry_run:
        if plan.changes:
            of_period = chosen[0].period
            before, after = zip(*plan.changes, strict=True)
            label = _("{period} in the forms").format(period=period_name(of_period))
            show_preview(before, after, of_period, label, config)
        end_preview(counts)
        return
    advise_closing(loaded, config, plan.files, {form.period for form in chosen})
    write_files(merging.files(loaded.root))
    echo(*counts.split("\n"))


def _choose(forms: "Sequence[Answers]", *, latest: bool) -> "Answers | None":
    """Choose one of several forms of a unit, by time or by asking the user; None if neither."""
    from progress_report.collect.back.returned_forms import find_latest, unused_dockets

    modified = [Path(form.returned.path).stat().st_mtime for form in forms]
    if latest:
        chosen, inside = find_latest(forms, modified)
        if chosen is None:
            return None
        time = _("the time saved in the file") if inside else _("the file's modification time")
        message = _("{unit}: using {file}, by {measure}")
        echo(message.format(unit=chosen.unit, file=chosen.returned.path, measure=time), err=True)
    elif sys.stdin.isatty() and sys.stderr.isatty():
        chosen = forms[_ask(forms, modified)]
    else:
        return None
    if unused := unused_dockets(chosen, forms):
        message = _("{unit}: filled in only on forms not used: {dockets}")
        echo(message.format(unit=chosen.unit, dockets=_(", ").join(unused)), err=True)
    return chosen


def _ask(forms: "Sequence[Answers]", modified: Sequence[float]) -> int:
    """Show the forms of a unit and let the user choose; return the index."""
    from progress_report.collect.back.returned_forms import contradicted_dockets
    from progress_report.text.excerpt import truncate

    stop()
    message = _("{unit} sent {count} forms with different texts:")
    echo(message.format(unit=forms[0].unit, count=len(forms)), err=True)
    dockets = contradicted_dockets(forms)
    for number, (form, moment) in enumerate(zip(forms, modified, strict=True), start=1):
        saved = form.returned.saved or datetime.fromtimestamp(moment).astimezone()
        message = _("{number}. {file}, saved {time}, {filled} filled in")
        line = message.format(
            number=number,
            file=form.returned.path,
            time=saved.astimezone().strftime("%Y-%m-%d %H:%M"),
            filled=len(form.given),
        )
        echo(line, err=True)
        for answer in form.given:
            if answer.key in dockets:
                text = truncate(answer.shown.replace("\n", " "), _MAX_TEXT_WIDTH)
                echo(f"   {answer.key}: {text}", err=True)
    numbers = [str(number) for number in range(1, len(forms) + 1)]
    while True:
        chosen: str = typer.prompt(_("Number of the form to use"), err=True)
        if chosen.strip() in numbers:
            return numbers.index(chosen.strip())


def _counts(plan: "MergePlan", files: int, lines: int, answers: "Sequence[Answers]") -> str:
    unfilled = sum(len(form.unfilled) for form in answers)
    taken = plan.added + plan.updated + plan.same + unfilled
    message = _(
        "{files}, {cells}: {added}, {updated} updated, {same} the same, {unfilled} not filled in"
    )
    counts = message.format(
        files=ngettext("{count} form", "{count} forms", files),
        cells=ngettext("{count} cell", "{count} cells", lines),
        added=ngettext("{count} text added", "{count} texts added", plan.added),
        updated=plan.updated,
        same=plan.same,
        unfilled=unfilled,
    )
    if lines > taken:
        counts += _(", {count} not used").format(count=lines - taken)
    return counts


def remind(
    period: PeriodArgument,
    by: ByOption = None,
    out: Annotated[Path | None, option("--out", "DIR")] = None,
    project: ProjectOption = None,
) -> None:
    """Write a reminder as a Word file for each unit with missing reports, and print its text."""
    wanted = parse_period(period)
    from progress_report.collect.out.form_files import file_names
    from progress_report.status.overview import overview
    from progress_report.status.remind import unit_reminders, word
    from progress_report.system.transaction import write_files

    loaded, config = load(project)
    by = form_way(loaded, config, by, wanted.year)
    today = date.today()  # noqa: DTZ011 - the clerk's own calendar
    known = overview(loaded, config, wanted, by=by, today=today)
    reminders = unit_reminders(known, loaded.tasks, config, today)
    if not reminders:
        echo(_("nothing is missing for {period}").format(period=period_name(wanted)))
        return
    folder = loaded.root / WORK_FOLDER / "reminders" if out is None else out
    names = file_names(wanted.name, [reminder.unit for reminder in reminders], "docx")
    files = {
        folder / name: word(reminder, config, today)
        for name, reminder in zip(names, reminders, strict=True)
    }
    write_files({**git_ignores(loaded.root, folder), **files})
    write("\n".join(reminder.message for reminder in reminders))
    for path in files:
        echo(path.as_posix(), err=True)


def form_way(loaded: "Project", config: "ReportConfig", by: str | None, year: int) -> str:
    """How forms are given out, as asked for or as usual, where there are tasks to ask about.

    Another ``by`` raises ReportError, which lists what there is; a year without tasks, DataError.
    """
    from progress_report.collect.out.requests import by_options, usual_way

    by = by or usual_way(loaded.tasks, year)
    if by not in by_options(config):
        message = _("forms cannot be given out by '{by}'; there are: {ways}")
        raise ReportError(message.format(by=by, ways=_(", ").join(by_options(config))))
    years = sorted({sourced.task.year for sourced in loaded.tasks})
    if year not in years:
        message = _("there are no tasks of {year}; years with tasks: {years}")
        named = _(", ").join(map(str, years)) or _("none")
        raise DataError(message.format(year=year, years=named))
    return by


def list_form_files(paths: Sequence[Path]) -> list[Path]:
    """The given files, and those in folders, which must have one; no lock or system files."""
    files: list[Path] = []
    for path in paths:
        before = len(files)
        for file in sorted(_visible_files(path)) if path.is_dir() else [path]:
            if file.name.startswith(_LOCK_FILE_PREFIX):
                message = _(
                    "this marks a form that is open in another program; make sure it is saved"
                )
                echo(f"{file}: {message}", err=True)
            else:
                files.append(file)
        if path.is_dir() and len(files) == before:
            raise ReportError(_("{path}: there are no files in this folder").format(path=path))
    return files


def _visible_files(folder: Path) -> Iterator[Path]:
    """All files below a folder, except hidden ones and those that Windows creates."""
    for path in folder.rglob("*"):
        is_hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not is_hidden and path.name.lower() not in _WINDOWS_FILES and path.is_file():
            yield path


def read_answers(
    files: Sequence[Path], loaded: "Project", config: "ReportConfig"
) -> "ReturnedForms":
    """Read and verify forms; print the notes on them."""
    from progress_report.collect.back.returned_forms import read_forms
    from progress_report.system.limits import MAX_FILE_MEGABYTES

    names = progress.counted(_("reading forms"), files)
    contents = ((str(f), read_bytes(f, max_megabytes=MAX_FILE_MEGABYTES)) for f in names)
    forms = read_forms(contents, loaded, config)
    for name, note in forms.notes:
        echo(f"{name}: {note}", err=True)
    return forms
