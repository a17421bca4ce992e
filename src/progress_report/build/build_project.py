"""One project built, from its folder to its outputs: what ``report build`` does for each."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from progress_report.build import manifest
from progress_report.build.assemble_table import assemble_tables
from progress_report.build.cache import BuildCache, CachedBuild, CachedOutput
from progress_report.build.fingerprint import Inputs
from progress_report.build.loading import load, recover_task_files
from progress_report.build.render_outputs import render
from progress_report.build.request import Built, Request, unchanged_build
from progress_report.build.write_outputs import BuiltOutput, is_own_folder, write_outputs
from progress_report.domain.config import Fonts, ReportConfig
from progress_report.domain.period import Period
from progress_report.domain.table import Table
from progress_report.render.formats import FORMATS, TEMPLATED, Output, output_name
from progress_report.source.load import Project
from progress_report.system import progress
from progress_report.system.i18n import _, period_name
from progress_report.system.monitor import Monitor
from progress_report.system.parallel import fork_map
from progress_report.system.transaction import exclusive_lock

_SLOW = "pdf"  # the format that takes longer than it takes to start another process for it
_Libraries = dict[str, str] | None


@dataclass(frozen=True, slots=True)
class _Target:
    """An output to build."""

    name: str
    table: Table
    form: str
    fingerprint: str  # of its inputs


def build_project(
    root: Path, request: Request, monitor: Monitor | None = None, cache: BuildCache | None = None
) -> Built:
    """Load, merge, render and write what would come out otherwise; the monitor gets diagnostics."""
    monitor = monitor or Monitor()
    cache = cache or request.open_cache(root)
    if (unchanged := unchanged_build(root, request, cache)) is not None:
        monitor.show(unchanged.warnings)
        return unchanged
    folder = request.folder(root)
    with exclusive_lock(folder):
        recover_task_files(root)
        project, config = load(root, monitor, with_rules=True)
        inputs = Inputs(project, config)
        targets = _targets(inputs, request, monitor)
        remarks_on_fonts = _substitute_fonts(folder, config, targets, request)
        outputs, libraries = _outputs(project, config, request, targets, monitor, cache)
        built = [
            BuiltOutput(output, target.fingerprint, request.options)
            for output, target in zip(outputs, targets, strict=True)
        ]
        indexed = is_own_folder(folder, root) and not request.draft
        listing = write_outputs(folder, built, project, config, indexed=indexed)
        remarks = [*_missing_downloads(folder, config, targets, request)]
        if not (request.periods or request.draft):
            remarks += _stale(folder, inputs, request, {target.name for target in targets})
    if cache.project is not None and libraries is not None:
        cached = {b.output.name: CachedOutput.of(b.output, b.fingerprint) for b in built}
        cached |= {name: CachedOutput.of(Output(name, listing[name])) for name in listing}
        cache.store(CachedBuild(cache.project, cached, project.diagnostics, libraries, remarks))
    of_outputs = (note for output in outputs for note in output.notes)
    notes = dict.fromkeys([*of_outputs, *remarks_on_fonts, *remarks])
    files = tuple(folder / output.name for output in outputs)
    return Built(files, tuple(notes), project.diagnostics)


def _substitute_fonts(
    folder: Path, config: ReportConfig, targets: Sequence[_Target], request: Request
) -> list[str]:
    """With the first PDF of a project, a sentence on the fonts that stand for the standard's."""
    is_first = any(t.form == "pdf" for t in targets) and not any(folder.glob("*.pdf"))
    faces = config.fonts.replaced.values()
    if request.draft or not is_first or not faces:
        return []
    message = _(
        "in the PDF {font} stands for {faces}; if you have their files, put them into fonts/ and "
        "name them under 'fonts' in data/report.yaml"
    )
    return [message.format(font=Fonts().body[0], faces=_(", ").join(faces))]


def _missing_downloads(
    folder: Path, config: ReportConfig, targets: Sequence[_Target], request: Request
) -> Iterator[str]:
    """Sentences on files that a page just built links to and that do not lie beside it."""
    has_links = not (request.draft or request.fragment)
    message = _("{page} links to {names}, which is not there; run {command}")
    for target in targets if has_links else ():
        period = target.table.period
        names = {form: output_name(period, form) for form in config.site.downloads}
        missing = {form: name for form, name in names.items() if not (folder / name).is_file()}
        if target.form == "html" and missing:
            command = f"report build {period.name} --format {','.join(missing)}"
            absent = _(", ").join(missing.values())
            yield message.format(page=target.name, names=absent, command=command)


def _stale(folder: Path, inputs: Inputs, request: Request, built: Collection[str]) -> Iterator[str]:
    """Sentences on the published periods that the data have left behind, but those just built."""
    formats: dict[Period, set[str]] = {}
    for name, entry in manifest.read(folder).files.items():
        if name in built or (entry.format == _SLOW and _SLOW not in request.formats):
            continue  # the fonts of a PDF may not be here
        if not entry.options.draft and inputs.are_changed(entry):
            formats.setdefault(Period.parse(entry.period), set()).add(entry.format)
    stale: dict[tuple[bool, str], list[Period]] = {}
    for period in sorted(formats):
        names = ",".join(sorted(formats[period], key=FORMATS.index))
        stale.setdefault((period in inputs.project.closed, names), []).append(period)
    again = _("published, and no longer current: {periods}; run {command}")
    still_open = _("; of an open period, put the data back and close it if readers keep its table")
    for (is_closed, names), periods in sorted(stale.items()):
        command = " ".join(["report build", *(period.name for period in periods)])
        sentence = again.format(
            periods=_(", ").join(map(period_name, periods)), command=f"{command} --format {names}"
        )
        yield sentence + ("" if is_closed else still_open)


def _targets(inputs: Inputs, request: Request, monitor: Monitor) -> list[_Target]:
    tables, diagnostics = assemble_tables(
        inputs.project, inputs.config, request.periods, draft=request.draft
    )
    monitor.check(diagnostics)
    targets = []
    for table in tables:
        for form in request.formats:
            name = output_name(table.period, form, fragment=request.fragment)
            options = request.options.of_format(form)
            fingerprint = inputs.fingerprint(table.period, form, options)
            targets.append(_Target(name, table, form, fingerprint))
    return targets


def _outputs(
    project: Project,
    config: ReportConfig,
    request: Request,
    targets: Sequence[_Target],
    monitor: Monitor,
    cache: BuildCache,
) -> tuple[list[Output], _Libraries]:
    """The output of each target, and the machine's libraries that took part; None if unknown."""
    folder = request.folder(project.root)
    current = (cache.output(folder, target.name, target.fingerprint) for target in targets)
    outputs = {output.name: output for output in current if output is not None}
    jobs = _jobs([target for target in targets if target.name not in outputs])

    def run(job: Sequence[_Target]) -> list[Output]:
        formats = [target.form for target in job]
        return render(project, job[0].table, config, formats, request.options, monitor)

    slow = sum(any(target.form == _SLOW for target in job) for job in jobs)
    libraries: _Libraries = dict(cache.last.libraries) if cache.last else {}
    if len(jobs) > 1:
        progress.begin(_("making formats"), len(jobs))
    for rendered in fork_map(run, jobs, workers=None if slow > 1 else 1):
        for output in rendered:
            used = output.libraries
            libraries = None if libraries is None or used is None else {**libraries, **used}
            outputs[output.name] = output
    in_order = [outputs[target.name] for target in targets]
    monitor.check([diagnostic for output in in_order for diagnostic in output.diagnostics])
    return in_order, libraries


def _jobs(targets: Sequence[_Target]) -> list[list[_Target]]:
    """Targets in groups: the outputs made from the page of a table, and each other by itself."""
    groups: dict[tuple[str, str], list[_Target]] = {}
    for target in targets:
        group = "page" if target.form in TEMPLATED else target.form
        groups.setdefault((target.table.period.name, group), []).append(target)
    return [*groups.values()]
