"""``report build``."""

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from progress_report.cli.project import (
    ProjectOption,
    find_root,
    parse_period,
    refuse_unknown,
    tell,
)
from progress_report.diagnostics import ReportError
from progress_report.i18n import _
from progress_report.request import Request, as_before

if TYPE_CHECKING:
    from progress_report.many import Outcome


def build(
    periods: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PERIOD",
            help=_("Such as 2021H1 or 2021上半年; by default the latest one reported."),
        ),
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", help=_("Formats, with commas between: html, pdf."))
    ] = "html,pdf",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help=_("Where to write; by default out/.")),
    ] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help=_("Put 待报送 where a report is missing."))
    ] = False,
    fragment: Annotated[
        bool, typer.Option("--fragment", help=_("HTML: only the body part, for a site's CMS."))
    ] = False,
    check: Annotated[
        bool,
        typer.Option("--check", help=_("Write nothing; fail if what is there is not current.")),
    ] = False,
    project: ProjectOption = None,
    projects: Annotated[
        str | None,
        typer.Option(
            "--projects",
            metavar="PATTERN",
            help=_("Build every project folder that matches, such as 'districts/*'."),
        ),
    ] = None,
    executor: Annotated[
        str | None,
        typer.Option(
            "--executor",
            metavar="dask://HOST:PORT",
            help=_("With --projects: let the workers of a Dask scheduler build them."),
        ),
    ] = None,
) -> None:
    """Load, merge, render and write; print what was written, one file a line."""
    gc.disable()  # a command ends before looking for garbage pays
    request = Request(
        tuple(map(parse_period, periods or ())), _formats(formats), out, draft, fragment
    )
    if projects is not None:
        if project is not None or out is not None:
            raise ReportError(_("--projects goes neither with --project nor with --out"))
        raise typer.Exit(_build_many(projects, request, executor, check=check))
    if executor is not None:
        raise ReportError(_("--executor goes with --projects"))
    root = find_root(project)
    look = None if check else request.look(root)
    built = None if look is None else as_before(root, request, look)
    if built is None:
        from progress_report import building, builds

        refuse_unknown(request.formats, building.FORMATS)
        progress = _progress()
        try:
            if check:
                built = builds.check(root, request, tell, progress)
            else:
                built = builds.build(root, request, tell, progress, look)
        finally:
            _end_progress()
    else:
        tell(built.warnings)
    for note in built.notes:
        typer.echo(f"report: {note}", err=True)
    if check:
        typer.echo(_("current: {count} files").format(count=len(built.files)))
        return
    for path in built.files:
        typer.echo(path.as_posix())


def _build_many(pattern: str, request: Request, executor: str | None, *, check: bool) -> int:
    """Build every project that matches; tell of each, and at the end of those that failed.

    Returns:
        The exit code.
    """
    from progress_report import building, cluster, many

    refuse_unknown(request.formats, building.FORMATS)
    roots = many.find_projects(pattern)
    counted = _counter(len(roots))
    try:
        if executor is None:
            outcomes = many.build_all(roots, request, counted, check=check)
        else:
            outcomes = cluster.build_all(executor, roots, request, counted, check=check)
    finally:
        _end_progress()
    for outcome in outcomes:
        tell(outcome.diagnostics)
        for note in outcome.built.notes:
            typer.echo(f"{outcome.root.as_posix()}: {note}", err=True)
        typer.echo(f"{outcome.root.as_posix()}: {_in_a_word(outcome, check=check)}")
    failed = [outcome for outcome in outcomes if outcome.error]
    if not failed:
        return 0
    message = _("{failed} of {all} projects failed:")
    typer.echo("report: " + message.format(failed=len(failed), all=len(roots)), err=True)
    for outcome in failed:
        typer.echo(f"  {outcome.root.as_posix()}: {outcome.first_error}", err=True)
    return 3 if any(outcome.at_fault for outcome in failed) else 1


def _in_a_word(outcome: "Outcome", *, check: bool) -> str:
    if outcome.error:
        return _("failed")
    count = len(outcome.built.files)
    if check:
        return _("current: {count} files").format(count=count)
    if outcome.built.unchanged:
        return _("unchanged: {count} files").format(count=count)
    return _("built: {count} files").format(count=count)


def _formats(text: str) -> tuple[str, ...]:
    names = dict.fromkeys(name.strip().lower() for name in text.split(",") if name.strip())
    return tuple(names) or (text,)


def _progress() -> Callable[[str, int], None] | None:
    """Shows how far the PDF is, on a terminal."""

    def show(name: str, sheets: int) -> None:
        message = _("{name}: page {sheets}").format(name=name, sheets=sheets)
        typer.echo(f"\r{message}", nl=False, err=True)

    return show if sys.stderr.isatty() else None


def _counter(total: int) -> Callable[[int], None]:
    """Shows how many projects are done, on a terminal."""

    def show(done: int) -> None:
        if sys.stderr.isatty():
            message = _("{done} of {total} projects").format(done=done, total=total)
            typer.echo(f"\r{message}", nl=False, err=True)

    return show


def _end_progress() -> None:
    if sys.stderr.isatty():
        typer.echo("\r\x1b[K", nl=False, err=True)
