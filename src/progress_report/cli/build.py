"""``report build``."""

import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from progress_report.build.request import Request, as_before
from progress_report.cli.console import echo, print_diagnostics
from progress_report.cli.project import (
    ProjectOption,
    find_root,
    location_options,
    parse_period,
    reject_unknown_formats,
)
from progress_report.domain.diagnostics import ReportError
from progress_report.render.formats import FORMATS
from progress_report.render.pdf.pdfa import VARIANTS
from progress_report.system.i18n import _

if TYPE_CHECKING:
    from progress_report.build.many import Outcome

_DEFAULT = "html,pdf"


def build(
    periods: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PERIOD",
            help=_("Such as 2021H1 or 2021上半年; by default the latest one reported."),
        ),
    ] = None,
    formats: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMATS",
            help=_("Of html, pdf, docx, xlsx, csv, json, md, with commas; by default html,pdf."),
        ),
    ] = None,
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
    pdf_variant: Annotated[
        str,
        typer.Option(
            "--pdf-variant", metavar="NAME", help=_("The PDF's standard: pdf/a-3a, pdf/ua-1, none.")
        ),
    ] = VARIANTS[0],
    check: Annotated[
        bool,
        typer.Option("--check", help=_("Write nothing; fail if what is there is not current.")),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help=_("Build anew even where nothing has changed."))
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
    if projects is not None:
        _refuse_folders(projects, periods or ())
    request = Request(
        tuple(map(parse_period, periods or ())),
        tuple(_formats(formats or _DEFAULT, FORMATS)),
        out,
        draft,
        fragment,
        pdf_variant,
        force,
    )
    if pdf_variant not in VARIANTS:
        message = _("unknown PDF variant '{name}'; there are: {names}")
        raise ReportError(message.format(name=pdf_variant, names=_(", ").join(VARIANTS)))
    if projects is not None:
        if check or project is not None or out is not None:
            raise ReportError(_("--projects goes with none of --project, --out and --check"))
        raise typer.Exit(_build_many(projects, request, executor))
    if executor is not None:
        raise ReportError(_("--executor goes with --projects"))
    root = find_root(project)
    if check:
        from progress_report.build.manifest import Options
        from progress_report.cli.build_check import check_published
        from progress_report.verify.folder import Wanted

        options = Options(draft=draft, fragment=fragment, pdf_variant=pdf_variant)
        asked = [Wanted(each, request.formats, options) for each in request.periods or (None,)]
        particular = formats or request.is_particular
        place = location_options(project, out)
        check_published(root, request.folder(root), asked, place, everything=not particular)
        return
    look = request.look(root)
    built = as_before(root, request, look)
    if built is None:
        from progress_report.build import project as builds

        try:
            built = builds.build(root, request, print_diagnostics, _progress(), look)
        finally:
            _end_progress()
    else:
        print_diagnostics(built.warnings)
    for note in built.notes:
        echo(f"report: {note}", err=True)
    for path in built.files:
        typer.echo(path.as_posix())


def _refuse_folders(pattern: str, periods: Sequence[str]) -> None:
    """See that what stands after a pattern are periods, and not what a shell made of the pattern.

    Raises:
        ReportError: they are names of files.
    """
    if Path(pattern).exists() and any(Path(text).exists() for text in periods):
        message = _(
            "the shell has put {count} names in the place of a pattern; put the pattern between "
            "quotes: --projects 'districts/*'"
        )
        raise ReportError(message.format(count=1 + sum(Path(p).exists() for p in periods)))


def _build_many(pattern: str, request: Request, executor: str | None) -> int:
    """Build every project that matches; tell of each, and at the end of those that failed.

    Returns:
        The exit code.
    """
    from progress_report.build import many

    roots = many.find_projects(pattern)
    try:
        if executor is None:
            outcomes = many.build_all(roots, request, _counter(len(roots)))
        else:
            from progress_report.build import cluster

            outcomes = cluster.build_all(executor, roots, request, _counter(len(roots)))
    finally:
        _end_progress()
    for outcome in outcomes:
        print_diagnostics(outcome.diagnostics)
        for note in outcome.built.notes:
            echo(f"{outcome.root.as_posix()}: {note}", err=True)
        echo(f"{outcome.root.as_posix()}: {_in_a_word(outcome)}")
    failed = [outcome for outcome in outcomes if outcome.error]
    if not failed:
        return 0
    message = _("{failed} of {all} projects failed:")
    echo("report: " + message.format(failed=len(failed), all=len(roots)), err=True)
    for outcome in failed:
        echo(f"  {outcome.root.as_posix()}: {outcome.first_error}", err=True)
    return 3 if any(outcome.at_fault for outcome in failed) else 1


def _in_a_word(outcome: "Outcome") -> str:
    if outcome.error:
        return _("failed")
    message = (
        _("unchanged: {count} files") if outcome.built.unchanged else _("built: {count} files")
    )
    return message.format(count=len(outcome.built.files))


def _formats(text: str, known: Sequence[str]) -> list[str]:
    names = list(dict.fromkeys(name.strip().lower() for name in text.split(",") if name.strip()))
    reject_unknown_formats(names or [text], known)
    return names


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
