"""``report build``."""

import gc
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from progress_report.build.request import Built, Request, unchanged_build
from progress_report.cli.console import Terminal, echo, print_diagnostics
from progress_report.cli.options import argument, option
from progress_report.cli.project import (
    ProjectOption,
    find_root,
    load,
    location_options,
    split_names,
)
from progress_report.domain.diagnostics import DataError, Notice, ReportError
from progress_report.domain.pdf import PdfEngine, PdfVariant
from progress_report.render.formats import FORMATS, reject_unknown_formats
from progress_report.source.files import WORK_FOLDER
from progress_report.system import progress
from progress_report.system.arguments import parse_period
from progress_report.system.i18n import _, ngettext, sentence

if TYPE_CHECKING:
    from progress_report.build.many import Outcome

_DEFAULT_FORMATS = "html,pdf"


def build(
    periods: Annotated[list[str] | None, argument("PERIOD")] = None,
    formats: Annotated[str | None, option("--format", "FORMATS", FORMATS)] = None,
    out: Annotated[Path | None, option("--out", "DIR")] = None,
    draft: Annotated[bool, option("--draft")] = False,
    fragment: Annotated[bool, option("--fragment")] = False,
    pdf_variant: Annotated[PdfVariant, option("--pdf-variant", "NAME")] = PdfVariant.PDF_A,
    pdf_engine: Annotated[PdfEngine | None, option("--pdf-engine", "NAME")] = None,
    check: Annotated[bool, option("--check")] = False,
    only_text: Annotated[bool, option("--text")] = False,
    force: Annotated[bool, option("--force")] = False,
    project: ProjectOption = None,
    projects: Annotated[str | None, option("--projects", "PATTERN")] = None,
    executor: Annotated[str | None, option("--executor", "dask://HOST:PORT")] = None,
) -> None:
    """Load, merge, render and write; print what was written, one file a line."""
    gc.disable()  # a command ends before looking for garbage pays
    if projects is not None:
        _refuse_folders(projects, periods or ())
    request = Request(
        tuple(map(parse_period, periods or ())),
        _parse_formats(formats or _DEFAULT_FORMATS),
        out,
        draft,
        fragment,
        pdf_variant,
        pdf_engine,
        force,
    )
    if projects is not None:
        if check or project is not None or out is not None:
            raise ReportError(_("--projects goes with none of --project, --out and --check"))
        raise typer.Exit(_build_many(projects, request, executor))
    if executor is not None:
        raise ReportError(_("--executor goes with --projects"))
    root = find_root(project)
    if check:
        everything = not (periods or formats) and request.options == Request().options
        location = location_options(project, out)
        _check(root, request, location, everything=everything, by_text=only_text)
        return
    if only_text:
        raise ReportError(_("--text goes with --check"))
    built = _build(root, request)
    for note in built.notes:
        echo(f"report: {note}", err=True)
    for path in built.files:
        echo(path.as_posix())


def _build(root: Path, request: Request) -> Built:
    """Build a project; where nothing has changed, without loading what a build needs."""
    cache = request.open_cache(root)
    if (unchanged := unchanged_build(root, request, cache)) is not None:
        print_diagnostics(unchanged.warnings)
        return unchanged
    from progress_report.build.build_project import build_project
    from progress_report.build.manifest import conflicting

    terminal = Terminal()
    # a merge without our driver leaves outputs that both sides changed
    manifest, again = conflicting(request.folder(root)), []
    if manifest.files:
        from progress_report.verify.output_folder import listed_outputs

        again = listed_outputs(manifest)
    built = build_project(root, request, terminal, cache)
    for outputs in again:
        if outputs.period is not None:
            other = request.like(outputs.period, outputs.formats, outputs.options)
            build_project(root, other)
    return built


def _refuse_folders(pattern: str, periods: Sequence[str]) -> None:
    """Refuse names of files after a pattern, where a shell has put them in its place."""
    if Path(pattern).exists() and any(Path(text).exists() for text in periods):
        message = _(
            "the shell has put {count} names in the place of a pattern; put the pattern between "
            "quotes: --projects 'districts/*'"
        )
        raise ReportError(message.format(count=1 + sum(Path(p).exists() for p in periods)))


def _build_many(pattern: str, request: Request, executor: str | None) -> int:
    """Build every project that matches, and report on each; give the exit code."""
    from progress_report.build import many

    roots = many.find_projects(pattern)
    progress.begin(_("projects"), len(roots), is_last=True)
    if executor is None:
        outcomes = many.build_all(roots, request)
    else:
        outcomes = many.build_on_cluster(executor, roots, request)
    for outcome in outcomes:
        print_diagnostics(outcome.diagnostics)
        for note in outcome.built.notes:
            echo(f"{outcome.root.as_posix()}: {note}", err=True)
        echo(f"{outcome.root.as_posix()}: {_summary(outcome)}")
    failed = [outcome for outcome in outcomes if outcome.error]
    if not failed:
        return 0
    message = _("{failed} of {all} projects failed:")
    echo("report: " + message.format(failed=len(failed), all=len(roots)), err=True)
    for outcome in failed:
        echo(f"  {outcome.root.as_posix()}: {outcome.first_error}", err=True)
    return 3 if any(outcome.is_program_error for outcome in failed) else 1


def _summary(outcome: "Outcome") -> str:
    if outcome.error:
        return _("failed")
    message = _("unchanged: {files}") if outcome.built.unchanged else _("built: {files}")
    files = ngettext("{count} file", "{count} files", len(outcome.built.files))
    return message.format(files=files)


def _parse_formats(text: str) -> tuple[str, ...]:
    names = split_names([text])
    reject_unknown_formats(names or [text], FORMATS)
    return tuple(names)


def _check(
    root: Path, request: Request, location: Sequence[str], *, everything: bool, by_text: bool
) -> None:
    """Print of every file whether it is what a build would give; write nothing.

    ``location`` are the options that name project and folder where they are not the usual ones;
    with ``everything`` all that the manifest lists is checked instead, if there is one; ``by_text``
    compares the readable text, where bytes depend on the machine. What is not current raises
    DataError.
    """
    from progress_report.verify import output_folder
    from progress_report.verify.comparison import OutputSet

    folder = request.folder(root)
    output_folder.require_complete(folder, root)
    project, config = load(root, with_rules=True)
    wanted = [
        OutputSet(period, request.formats, request.options) for period in request.periods or (None,)
    ]
    comparisons, diagnostics = output_folder.compare_folder(
        folder, project, config, wanted, everything=everything, by_text=by_text
    )
    for comparison in comparisons:
        if text := comparison.problem or comparison.note:
            path = (folder / comparison.name).as_posix()
            hint = comparison.hint if comparison.needs_a_build else ""
            echo(f"{path}: {sentence(Notice(text, hint))}", err=not comparison.problem)
    if errors := print_diagnostics(diagnostics):
        raise DataError(_("{count} error(s)").format(count=errors))
    stale = [comparison for comparison in comparisons if comparison.problem]
    if stale:
        names = _(", ").join((folder / comparison.name).as_posix() for comparison in stale)
        steps = output_folder.commands([c.remedy for c in stale if c.remedy], location)
        others = [c.name for c in stale if not c.remedy and (folder / c.name).exists()]
        steps += output_folder.moves(folder, others, root / WORK_FOLDER)
        if not steps:
            raise DataError(_("not current: {names}").format(names=names))
        message = _("not current: {names}; run this and publish again:").format(names=names)
        raise DataError("\n  ".join([message, *steps]))
    files = ngettext("{count} file", "{count} files", len(comparisons))
    echo(_("current: {files}").format(files=files))
