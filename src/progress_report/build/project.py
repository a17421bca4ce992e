"""One project built, from its folder to its files: what ``report build`` does for each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from progress_report.build import cache
from progress_report.build.cache import loaded
from progress_report.build.manifest import NAME, Options
from progress_report.build.outputs import compile_tables, render
from progress_report.build.record import record
from progress_report.build.request import Built, Request, as_before
from progress_report.build.versions import MACHINE_MADE
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import DataError, Diagnostic, ReportError, Severity
from progress_report.domain.table import Table
from progress_report.render.formats import TEMPLATED, Output, output_name
from progress_report.source.load import TASKS_FOLDER, Project, load_project
from progress_report.system.i18n import _
from progress_report.system.parallel import fork_map
from progress_report.system.transaction import exclusive_lock, recover, write_files

_HEAVY = ("pdf",)
"""Formats whose making takes longer than starting another process for it."""

Told = Callable[[Sequence[Diagnostic]], object]
"""Shows findings to the user."""
Progress = Callable[[str, int], None]
"""Told the name of a file, and the number of its sheets laid out so far."""


@dataclass(frozen=True, slots=True)
class _Job:
    """Formats of one table that are made together, for they share a page."""

    table: Table
    formats: tuple[str, ...]


def build(
    root: Path,
    request: Request,
    told: Told,
    progress: Progress | None = None,
    look: cache.Look | None = None,
) -> Built:
    """Load, merge, render and write; leave alone what would come out the same.

    Args:
        root: The project.
        request: What to build.
        told: Shown all findings, errors or not.
        progress: See `Progress`.
        look: The look at the project, if the caller has taken it already.

    Raises:
        DataError: the data have errors, which have been told.
        ReportError: anything else is wrong. In either case nothing has been written.
    """
    look = look or request.look(root)
    if (before := as_before(root, request, look)) is not None:
        told(before.warnings)
        return before
    folder = request.folder(root)
    with exclusive_lock(folder):
        recover_task_files(root)
        project, config = load(root, told)
        outputs, made, libraries = _outputs(project, config, request, told, progress, look)
        options = Options(
            draft=request.draft, fragment=request.fragment, pdf_variant=request.pdf_variant
        )
        listing = record(folder, project, config, outputs, options)
        files = {folder / output.name: output.content for output in outputs}
        write_files({**files, folder / NAME: listing})
    if look.inputs is not None and libraries is not None:
        made[NAME] = cache.made(listing)
        look.remember(cache.Record(look.inputs.whole, made, project.diagnostics, libraries))
    notes = dict.fromkeys(note for output in outputs for note in output.notes)
    return Built(tuple(files), tuple(notes), project.diagnostics)


def load(root: Path, told: Told) -> tuple[Project, ReportConfig]:
    """Load a project that has no errors.

    Args:
        root: The project.
        told: Shown all findings.

    Raises:
        DataError: there are errors; all of them have been told.
        ReportError: there are errors in data/report.yaml too.
    """
    project = load_project(root)
    try:
        stop_at_errors(project.diagnostics, told)
    except DataError as error:
        if project.config is None:
            raise ReportError(str(error)) from None
        raise
    if project.config is None:
        raise TypeError("a project without errors has its configuration")
    return project, project.config


def recover_task_files(root: Path) -> None:
    """Put back what a killed run left undone among a project's task files.

    Raises:
        ReportError: another run is writing there, or it cannot be put back.
    """
    recover(sorted(path for path in (root / TASKS_FOLDER).glob("*") if path.is_dir()))


def stop_at_errors(diagnostics: Sequence[Diagnostic], told: Told) -> None:
    """Tell findings, and stop if any is an error.

    Raises:
        DataError: at least one is an error.
    """
    told(diagnostics)
    if errors := sum(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics):
        raise DataError(_("{count} error(s); nothing was written").format(count=errors))


def _outputs(
    project: Project,
    config: ReportConfig,
    request: Request,
    told: Told,
    progress: Progress | None,
    look: cache.Look,
) -> tuple[list[Output], dict[str, cache.Made], dict[str, str] | None]:
    """All files of a request, in its order; those that are as they should be, from the disk.

    Last come the machine's libraries that have made them; None if these are not known.
    """
    if config.check.rules:
        from progress_report.check.run import blocking  # noqa: PLC0415 - few projects ask for it

        stop_at_errors(blocking(project), told)
    tables, diagnostics = compile_tables(project, config, request.periods, draft=request.draft)
    stop_at_errors(diagnostics, told)
    outputs: dict[str, Output] = {}
    made: dict[str, cache.Made] = {}
    jobs = []
    for table in tables:
        missing = []
        for form in request.formats:
            name = output_name(table.period, form, fragment=request.fragment)
            kept = _kept(look, request, table, name)
            if kept is None:
                missing.append(form)
            else:
                outputs[name], made[name] = kept
        jobs += [_Job(table, tuple(forms)) for forms in _together(missing)]

    def run(job: _Job) -> tuple[list[Output], dict[str, str] | None]:
        rendered = list(
            render(
                project,
                job.table,
                config,
                job.formats,
                fragment=request.fragment,
                pdf_variant=request.pdf_variant,
                progress=progress,
            )
        )
        return rendered, loaded() if MACHINE_MADE.intersection(job.formats) else {}

    heavy = sum(any(form in _HEAVY for form in job.formats) for job in jobs)
    done = fork_map(run, jobs, workers=None if heavy > 1 else 1)
    libraries: dict[str, str] | None = dict(look.record.libraries) if look.record else {}
    for job, (found, own) in zip(jobs, done, strict=True):
        libraries = None if libraries is None or own is None else libraries | own
        recipe = look.recipe(job.table.period.year)
        for output in found:
            outputs[output.name] = output
            made[output.name] = cache.made(
                output.content, recipe, output.notes, output.system_fonts
            )
    names = [
        output_name(table.period, form, fragment=request.fragment)
        for table in tables
        for form in request.formats
    ]
    stop_at_errors([d for name in names for d in outputs[name].diagnostics], told)
    return [outputs[name] for name in names], {name: made[name] for name in names}, libraries


def _together(formats: Sequence[str]) -> list[list[str]]:
    """Formats of a table in groups: those made from the page, and each other by itself."""
    page = [form for form in formats if form in TEMPLATED]
    return ([page] if page else []) + [[form] for form in formats if form not in page]


def _kept(
    look: cache.Look, request: Request, table: Table, name: str
) -> tuple[Output, cache.Made] | None:
    """A file that need not be made again."""
    if look.record is None:
        return None
    content = look.kept(request.folder(look.root), name, look.recipe(table.period.year))
    if content is None:
        return None
    made = look.record.files[name]
    return Output(name, content, notes=made.notes), made
