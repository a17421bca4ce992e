"""``report collect merge``."""

import sys
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from progress_report.cli import preview
from progress_report.cli.collect.common import list_form_files, read_answers
from progress_report.cli.console import echo, print_diagnostics
from progress_report.cli.options import argument, flag, option
from progress_report.cli.progress import stop
from progress_report.cli.project import ClosedOption, ProjectOption, advise_closing, load_to_change
from progress_report.domain.diagnostics import DataError
from progress_report.system.arguments import parse_period
from progress_report.system.i18n import _, ngettext, period_name

if TYPE_CHECKING:
    from progress_report.collect.back.merge import MergePlan
    from progress_report.collect.back.verify_form import Answers

_MAX_TEXT_WIDTH = 70


_Latest = Annotated[
    bool, flag("--latest", _("If forms of one unit contradict each other, use the one saved last."))
]

_Period = Annotated[str | None, option("--period", "PERIOD", _("Reject forms of other periods."))]


def merge(
    files: Annotated[
        list[Path], argument("FILE", _("Forms that units have filled in, or folders of them."))
    ],
    period: _Period = None,
    update: Annotated[
        bool, flag("--update", _("Replace what the same unit reported before."))
    ] = False,
    latest: _Latest = False,
    dry_run: Annotated[
        bool, flag("--dry-run", _("Write nothing; show what would change."))
    ] = False,
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
            preview.show(before, after, of_period, label, config)
        preview.end(counts)
        return
    advise_closing(loaded, config, plan.files, {form.period for form in chosen})
    write_files(merging.files(loaded.root))
    echo(*counts.split("\n"))


def _choose(forms: "Sequence[Answers]", *, latest: bool) -> "Answers | None":
    """Choose one of several forms of a unit, by time or by asking the user; None if neither."""
    from progress_report.collect.back.competing_forms import find_latest, unused_dockets

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
    from progress_report.collect.back.competing_forms import contradicted_dockets
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
    """The counts of merged cells, as one line."""
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
