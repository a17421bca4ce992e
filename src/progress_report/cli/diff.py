"""``report diff``."""

import gc
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from progress_report.cli.console import (
    Terminal,
    echo,
    print_diagnostics,
    use_colour,
    visible,
    write,
    write_data,
)
from progress_report.cli.options import argument, option
from progress_report.cli.progress import stop
from progress_report.cli.project import ProjectOption, find_root, split_names
from progress_report.domain.diagnostics import ReportError
from progress_report.render.formats import reject_unknown_formats
from progress_report.source.files import CONFIG_FILE, WORK_FOLDER, git_ignores, require_project
from progress_report.system.arguments import parse_period
from progress_report.system.i18n import _, period_name

if TYPE_CHECKING:
    from progress_report.diff.changes import Changes
    from progress_report.diff.compare import DiffResult

FORMATS = ("text", "md", "json", "html", "pdf")


def diff(
    sides: Annotated[list[str] | None, argument("A B")] = None,
    revisions: Annotated[str | None, option("--rev", "A..B")] = None,
    period: Annotated[str | None, option("--period", "PERIOD")] = None,
    output: Annotated[str, option("--format", "FORMATS", FORMATS)] = "text",
    out: Annotated[Path | None, option("--out", "FILE")] = None,
    stat: Annotated[bool, option("--stat")] = False,
    exit_code: Annotated[bool, option("--exit-code")] = False,
    closed: Annotated[bool, option("--closed")] = False,
    project: ProjectOption = None,
) -> None:
    """Show what changed, sentence by sentence and figure by figure; what did not move is first."""
    gc.disable()  # the command ends before garbage collection pays
    formats = _formats(output, out, stat=stat)
    comparison = _comparison(sides or [], revisions, period, project, closed=closed)
    errors = print_diagnostics(comparison.diagnostics)
    if comparison.other_periods:
        message = _("they differ for {periods} too; show one with --period")
        periods = _(", ").join(map(period_name, comparison.other_periods))
        echo("report: " + message.format(periods=periods), err=True)
    for form in formats:
        if form == "text":
            text = _text(comparison.changes, stat=stat, on_screen=out is None)
            _write(text.encode(), out, comparison.root)
        else:
            _write_rendered(comparison, form, out)
    if errors or (exit_code and comparison.changes.any):
        raise typer.Exit(1)


def _formats(output: str, out: Path | None, *, stat: bool) -> list[str]:
    formats = split_names([output])
    reject_unknown_formats(formats or [output], FORMATS)
    if stat and formats != ["text"]:
        raise ReportError(_("--stat is a form of text; it does not go with --format"))
    if out is not None and len(formats) > 1:
        raise ReportError(_("--out names one file: give one format with it"))
    return formats


def _write_rendered(comparison: "DiffResult", output: str, out: Path | None) -> None:
    from progress_report.diff.compare import render

    rendered = render(comparison, output)
    Terminal().check(rendered.diagnostics)
    for note in rendered.notes:
        echo(f"report: {note}", err=True)
    if out is not None:
        _write(rendered.content, out, comparison.root)
    elif output in ("html", "pdf"):
        root = comparison.root
        _write(rendered.content, root / WORK_FOLDER / rendered.name, root)
    else:
        write_data(rendered.content.decode())


def _comparison(
    names: list[str],
    revisions: str | None,
    period: str | None,
    project: Path | None,
    *,
    closed: bool,
) -> "DiffResult":
    from progress_report.diff import compare

    chosen = parse_period(period) if period else None
    try:
        if closed:
            if len(names) != 1 or revisions is not None or chosen:
                raise ReportError(_("--closed goes with one period, and nothing else to compare"))
            return compare.compare_closed(find_root(project), parse_period(names[0]))
        if revisions is not None:
            if len(names) + bool(chosen) > 1:
                raise ReportError(_("with --rev, name one period at most"))
            chosen = parse_period(names[0]) if names else chosen
            first, _dots, last = revisions.partition("..")
            return compare.compare_revisions(find_root(project), first or "HEAD", last, chosen)
        if len(names) != 2:  # noqa: PLR2004 - two sides
            raise ReportError(_("name two periods, two task files or two project folders"))
        if all(Path(name).is_file() or name == os.devnull for name in names):
            return compare.compare_files(find_root(project), names, chosen)
        if all((Path(name) / CONFIG_FILE).is_file() for name in names):
            return compare.compare_projects([Path(name) for name in names], chosen)
        _reject_mixture(names)
        if chosen:
            raise ReportError(_("--period goes with --rev, files or folders, not with periods"))
        return compare.compare_periods(find_root(project), *map(parse_period, names))
    except compare.UnreadableError as error:
        print_diagnostics(error.diagnostics)
        raise


def _reject_mixture(names: list[str]) -> None:
    """Reject files, folders and what looks like one: they are no two periods."""
    for name in names:
        path = Path(name)
        if path.is_dir():
            require_project(path)
        if not path.exists() and (path.suffix or len(path.parts) > 1):
            raise ReportError(_("there is no file '{text}'").format(text=name))
    for name in names:
        if Path(name).exists():
            message = _(
                "'{name}' has to be compared with another such; for one file over time, "
                "name two periods, or --rev and one"
            )
            raise ReportError(message.format(name=name))


def _text(changes: "Changes", *, stat: bool, on_screen: bool) -> str:
    from progress_report.diff.render import terminal

    if stat:
        return terminal.stat(changes)
    colour = on_screen and use_colour(sys.stdout)
    columns = shutil.get_terminal_size().columns if on_screen else 0
    return terminal.render(changes, colour=colour, columns=columns or 80)


def _write(content: bytes, path: Path | None, root: Path) -> None:
    """Write a file for a project; or show it, by pages if the terminal is too short."""
    if path is not None:
        from progress_report.system.transaction import write_files

        write_files({**git_ignores(root, path), path: content})
        echo(path.as_posix())
    elif sys.stdout.isatty() and content.count(b"\n") >= shutil.get_terminal_size().lines:
        import pydoc  # it runs the user's PAGER

        stop()
        if sys.stdout.encoding == "utf-8":
            os.environ.setdefault("LESSCHARSET", "utf-8")
        os.environ.setdefault("LESS", "-R")  # colours
        pydoc.pager(visible(content.decode()))
    else:
        write(content.decode())
