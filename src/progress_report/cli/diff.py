"""``report diff``."""

import re
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from progress_report.cli.project import (
    CONFIG,
    ProjectOption,
    find_root,
    parse_period,
    refuse_unknown,
    shows_colour,
    tell,
)
from progress_report.diagnostics import DataError, Diagnostic, ReportError
from progress_report.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from progress_report.config import ReportConfig
    from progress_report.diff.changes import Changes, Side
    from progress_report.period import Period
    from progress_report.source.load import Project, SourcedTask

FORMATS = ("text", "md", "json", "html", "pdf")
_WIDEST = 160
_TWO = 2


def diff(
    sides: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="A B",
            help=_("Two periods, two task files or two project folders; with --rev, one period."),
        ),
    ] = None,
    revisions: Annotated[
        str | None,
        typer.Option("--rev", metavar="A..B", help=_("Two git revisions; without B, the files.")),
    ] = None,
    period: Annotated[
        str | None,
        typer.Option("--period", help=_("Of files and folders: by default the latest reported.")),
    ] = None,
    output: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=_("text, md, json, html or pdf."))
    ] = "text",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help=_("html, pdf: the file; by default in out/.")),
    ] = None,
    stat: Annotated[bool, typer.Option("--stat", help=_("One line a task."))] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help=_("Exit code 1 if there are differences."))
    ] = False,
    project: ProjectOption = None,
) -> None:
    """Show what changed, sentence by sentence and figure by figure; what did not move is first."""
    refuse_unknown([output], FORMATS)
    wanted = parse_period(period) if period else None
    names = sides or []
    if revisions is not None:
        changes, loaded, found = _of_revisions(names, revisions, wanted, project)
    elif len(names) != _TWO:
        raise ReportError(_("name two periods, two task files or two project folders"))
    elif all(Path(name).is_file() for name in names):
        changes, loaded, found = _of_files(names, wanted, project)
    elif all((Path(name) / CONFIG).is_file() for name in names):
        changes, loaded, found = _of_projects(names, wanted)
    else:
        changes, loaded, found = _of_periods(names, project)
    errors = tell(found)
    if output in ("html", "pdf"):
        _publish(changes, loaded, out, pdf=output == "pdf")
    else:
        _print(changes, output, stat=stat)
    if errors or (exit_code and changes.any):
        raise typer.Exit(1)


_Found = tuple["Changes", "Project", list[Diagnostic]]


def _load(root: Path) -> "Project":
    """Load a project; what is wrong with single task files does not keep the others."""
    from progress_report.source.load import load_project

    loaded = load_project(root)
    if loaded.config is None:
        tell(loaded.diagnostics)
        raise ReportError(
            _("the layout has errors: {file}").format(file=(root / CONFIG).as_posix())
        )
    return loaded


def _of_periods(names: list[str], project: Path | None) -> _Found:
    from progress_report.diff.changes import compare

    old, new = (parse_period(name) for name in names)
    loaded = _load(find_root(project))
    sides = (_side(loaded.tasks, period, loaded.config) for period in (old, new))
    return compare(*sides), loaded, [*loaded.diagnostics]


def _of_revisions(
    names: list[str], revisions: str, wanted: "Period | None", project: Path | None
) -> _Found:
    from progress_report.diff.changes import compare
    from progress_report.source.load import read_tasks
    from progress_report.source.revision import task_files_at

    if len(names) > 1:
        raise ReportError(_("with --rev, name one period at most"))
    root = find_root(project)
    loaded = _load(root)
    first, _dots, last = revisions.partition("..")
    old, found = read_tasks(task_files_at(root, first))
    new, diagnostics = list(loaded.tasks), list(loaded.diagnostics)
    if last:
        new, diagnostics = read_tasks(task_files_at(root, last))
    period = parse_period(names[0]) if names else wanted or _latest([*old, *new])
    before = _side(old, period, loaded.config, f"{period.name}@{first}", required=False)
    after = _side(new, period, loaded.config, f"{period.name}@{last}" if last else period.name)
    return compare(before, after), loaded, [*found, *diagnostics]


def _of_files(names: list[str], wanted: "Period | None", project: Path | None) -> _Found:
    from progress_report.diff.changes import compare
    from progress_report.source.load import read_tasks

    loaded = _load(find_root(project))
    sides, found = [], []
    read = [read_tasks([(name, Path(name).read_bytes())]) for name in names]
    period = wanted or _latest([task for tasks, _found in read for task in tasks])
    for name, (tasks, diagnostics) in zip(names, read, strict=True):
        sides.append(_side(tasks, period, loaded.config, f"{name} {period.name}", required=False))
        found += diagnostics
    return compare(*sides), loaded, found


def _of_projects(names: list[str], wanted: "Period | None") -> _Found:
    from progress_report.diff.changes import compare

    old, new = (_load(Path(name)) for name in names)
    period = wanted or _latest([*old.tasks, *new.tasks])
    sides = (
        _side(loaded.tasks, period, loaded.config, f"{name} {period.name}", required=False)
        for name, loaded in zip(names, (old, new), strict=True)
    )
    return compare(*sides), new, [*old.diagnostics, *new.diagnostics]


def _latest(tasks: "Iterable[SourcedTask]") -> "Period":
    from progress_report.merge import latest_period

    period = latest_period(tasks)
    if period is None:
        raise DataError(_("no task has an entry"))
    return period


def _side(
    tasks: "Iterable[SourcedTask]",
    period: "Period",
    config: "ReportConfig | None",
    label: str = "",
    *,
    required: bool = True,
) -> "Side":
    """One side of a comparison.

    Raises:
        DataError: a required side has no report at all.
    """
    from progress_report.diff.changes import side

    tasks = list(tasks)
    made = side(tasks, period, latest=config is not None and config.merge == "latest")
    if required and not any(report.parts for report in made.reports):
        known = sorted({p for sourced in tasks for p in sourced.task.periods()})
        message = _("no task has an entry for {period}; periods with entries: {known}")
        names = ", ".join(p.name for p in known)
        raise DataError(message.format(period=period.name, known=names))
    return replace(made, label=label or made.label)


def _print(changes: "Changes", output: str, *, stat: bool) -> None:
    from progress_report.render.changes import json, markdown, terminal

    if output == "json":
        text = json.render(changes)
    elif output == "md":
        text = markdown.render(changes)
    elif stat:
        text = terminal.stat(changes)
    else:
        columns = min(shutil.get_terminal_size().columns, _WIDEST)
        text = terminal.render(changes, colour=shows_colour(sys.stdout), columns=columns)
    if sys.stdout.isatty() and text.count("\n") >= shutil.get_terminal_size().lines:
        import os
        import pydoc  # the standard library's road to the user's own PAGER

        os.environ.setdefault("LESSCHARSET", "utf-8")
        os.environ.setdefault("LESS", "-R")  # colours
        pydoc.pager(text)
    else:
        sys.stdout.write(text)


def _publish(changes: "Changes", loaded: "Project", out: Path | None, *, pdf: bool) -> None:
    from progress_report.publish import write_all
    from progress_report.render.changes.page import render_changes

    if loaded.config is None:
        raise TypeError("a comparison without a layout has stopped before")
    own = loaded.root / "templates"
    page = render_changes(changes, loaded.config, own if own.is_dir() else None)
    content = _printed(changes, loaded, page) if pdf else page.encode()
    name = "-".join(re.findall(r"[\w.]+", f"{changes.old_label} {changes.new_label}"))
    path = out or loaded.root / "out" / f"{name}.diff.{'pdf' if pdf else 'html'}"
    write_all({path: content})
    typer.echo(path.as_posix())


def _printed(changes: "Changes", loaded: "Project", page: str) -> bytes:
    from progress_report.cli.project import fail_on_errors
    from progress_report.render.changes.page import missing_characters
    from progress_report.render.fonts import find_fonts
    from progress_report.render.pdf import render_pdf

    if loaded.config is None:
        raise TypeError("a comparison without a layout has stopped before")
    fonts = find_fonts(loaded.config.fonts, [loaded.root / "fonts"])
    fail_on_errors(missing_characters(changes, fonts))
    content, warnings = render_pdf(page, fonts)
    for note in (*fonts.notes, *warnings):
        typer.echo(f"report: {note}", err=True)
    return content
