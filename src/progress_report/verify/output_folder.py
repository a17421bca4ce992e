"""The published files of a folder: whether they are still what the data give, and the remedy."""

import shlex
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from progress_report.build.fingerprint import Inputs
from progress_report.build.manifest import NAME, Manifest, Options, new_entry, read
from progress_report.build.write_outputs import INDEX, is_own_folder, render_index, sizes_in
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic, ReportError
from progress_report.domain.pdf import PdfVariant
from progress_report.domain.period import Period
from progress_report.render.formats import FORMATS, output_name, reject_unknown_formats
from progress_report.source.files import data_folders, git_ignores, interrupted_change
from progress_report.source.load import Project
from progress_report.system.files import read_bytes, with_line_feeds
from progress_report.system.i18n import _
from progress_report.system.journal import STAGE
from progress_report.system.limits import MAX_FILE_MEGABYTES
from progress_report.system.transaction import LOCK
from progress_report.verify.comparison import Comparison, OutputSet, build_again, versions_here


def listed_outputs(manifest: Manifest, *, drafts: bool = True) -> list[OutputSet]:
    """What to build to have all that a manifest lists; ReportError if no build gives some of it."""
    formats: dict[tuple[str, Options], list[str]] = {}
    of_pdf: dict[str, dict[str, object]] = {}
    for entry in manifest.files.values():
        reject_unknown_formats([entry.format])
        if entry.options.draft and not drafts:
            continue
        options = entry.options.model_copy(update={"pdf_variant": None, "pdf_engine": None})
        formats.setdefault((entry.period, options), []).append(entry.format)
        if entry.format == "pdf":
            of_pdf[entry.period] = {
                "pdf_variant": entry.options.pdf_variant,
                "pdf_engine": entry.options.pdf_engine,
            }
    return [
        OutputSet(
            Period.parse(period), tuple(names), options.model_copy(update=of_pdf.get(period, {}))
        )
        for (period, options), names in formats.items()
    ]


def require_complete(folder: Path, root: Path) -> None:
    """Check that no change of the folder or of a project's data was interrupted."""
    if (change := interrupted_change((folder, *data_folders(root)))) is not None:
        raise ReportError(change.message, change.hint)


def compare_folder(
    folder: Path,
    project: Project,
    config: ReportConfig,
    wanted: Sequence[OutputSet],
    *,
    everything: bool = True,
    by_text: bool = False,
) -> tuple[list[Comparison], list[Diagnostic]]:
    """Build outputs again, in memory, and compare each with the file in the folder.

    Returns the comparisons, with everything also of the strays, and what keeps outputs from being
    built. What is wanted stands for a folder that lists nothing; with ``by_text`` see
    `Comparison.by_text`. Raises ReportError if the manifest or a file cannot be read, or this
    machine cannot build an output; DataError if the data have no such period.
    """
    manifest, drafts = read(folder), not is_own_folder(folder, project.root)
    comparisons: list[Comparison] = []
    diagnostics: list[Diagnostic] = []
    inputs = Inputs(project, config)
    for output_set in (listed_outputs(manifest, drafts=drafts) if everything else []) or wanted:
        outputs, problems = build_again(project, config, output_set)
        diagnostics += problems
        for output in outputs:
            stem, _dot, form = output.name.partition(".")
            period, form = Period.parse(stem), form.removeprefix("fragment.")
            options = output_set.options.of_format(form)
            digest = inputs.fingerprint(period, form, options)
            entry, engine = manifest.files.get(output.name), config.pdf.engine
            comparison = Comparison(
                output.name,
                period,
                form,
                options,
                actual=_published(folder / output.name),
                is_link=(folder / output.name).is_symlink(),
                expected=output.content,
                listed=entry,
                current=new_entry(output, digest, options, entry, project.closed, engine),
                by_text=by_text,
            )
            comparisons.append(comparison)
    if everything and not diagnostics:
        names = {comparison.name for comparison in comparisons}
        comparisons += strays(folder, manifest, names, project, config)
    return comparisons, diagnostics


def compare_fingerprints(folder: Path, project: Project, config: ReportConfig) -> list[Comparison]:
    """Compare the files of a folder as `compare_folder` does, but by fingerprints.

    Only a file that other libraries made, or whose line ends git has converted, is built again: it
    may be the same. Raises ReportError if the manifest or a file cannot be read, or a font is not
    found.
    """
    manifest, inputs = read(folder), Inputs(project, config)
    comparisons = []
    for name, entry in manifest.files.items():
        period = Period.parse(entry.period)
        usual_name = output_name(period, entry.format, fragment=entry.options.fragment)
        is_draft = entry.options.draft and is_own_folder(folder, project.root)
        if entry.format not in FORMATS or name != usual_name or is_draft:
            continue  # one of the strays
        digest = inputs.fingerprint(period, entry.format, entry.options)
        engine = entry.options.pdf_engine or config.pdf.engine
        here = {"inputs": digest, "made_with": versions_here(entry.format, engine)}
        comparison = Comparison(
            name,
            period,
            entry.format,
            entry.options,
            actual=_published(folder / name),
            is_link=(folder / name).is_symlink(),
            listed=entry,
            current=entry.model_copy(update=here),
        )
        if comparison.needs_a_build:
            wanted = OutputSet(period, (entry.format,), entry.options)
            outputs, _diagnostics = build_again(project, config, wanted)
            expected = outputs[0].content if outputs else None
            comparison = replace(comparison, expected=expected)
        comparisons.append(comparison)
    names = {comparison.name for comparison in comparisons}
    return [*comparisons, *strays(folder, manifest, names, project, config)]


def strays(
    folder: Path, manifest: Manifest, built: Collection[str], project: Project, config: ReportConfig
) -> Iterator[Comparison]:
    """Outputs that the manifest lists and no build gives, and whatever else lies in the folder."""
    for name in sorted(manifest.files.keys() - built):
        entry = manifest.files[name]
        if not entry.options.draft or not is_own_folder(folder, project.root):
            period = Period.parse(entry.period)
            yield Comparison(name, period, entry.format, entry.options, listed=entry)
        elif (folder / name).exists():
            reason = _("it is a draft, and lies among what may be published")
            yield Comparison(name, None, "", entry.options, listed=entry, reason=reason)
    known = {NAME, LOCK, STAGE, *manifest.files, *built}
    if is_own_folder(folder, project.root):
        known |= {INDEX, *config.published.extra}
        yield from _index(folder, manifest)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name not in known:
            yield _unlisted(path.name)


def _index(folder: Path, manifest: Manifest) -> Iterator[Comparison]:
    """The index, if it is not what the manifest gives; a manifest of version 1 needs none."""
    actual = _published(folder / INDEX)
    expected = render_index(manifest, sizes_in(folder, manifest.files))
    if not manifest.files or (actual is None and manifest.version == 1):
        return
    if actual is None or with_line_feeds(actual) != expected:
        first = next(iter(manifest.files.values()))
        reason = _("it is not what {name} gives").format(name=NAME)
        yield Comparison(
            INDEX, Period.parse(first.period), first.format, first.options, reason=reason
        )


def _unlisted(name: str) -> Comparison:
    """A file or folder that the manifest does not list; its name may be that of an output."""
    stem, _dot, form = name.partition(".")
    options = Options(fragment=form.startswith("fragment."))
    form = form.removeprefix("fragment.")
    try:
        return Comparison(name, Period.parse(stem) if form in FORMATS else None, form, options)
    except ValueError:
        return Comparison(name, None, "", options)


def _published(path: Path) -> bytes | None:
    return read_bytes(path, max_megabytes=MAX_FILE_MEGABYTES) if path.is_file() else None


def commands(stale: Iterable[OutputSet], location: Sequence[str] = ()) -> list[str]:
    """What to run, in as few commands as possible.

    Periods of the same formats and options share a command. Each command names its periods; without
    any it would build the latest one reported.

    ``location`` are options that name the project and the folder, where they are not the usual
    ones; files of no named period are left out.
    """
    files = [(outputs.period, f, outputs.options) for outputs in stale for f in outputs.formats]
    wanted: dict[tuple[Options, Period], list[str]] = {}
    for options, period, form in _shared(files):
        formats = wanted.setdefault((options, period), [])
        if form not in formats:
            formats.append(form)
    together: dict[tuple[Options, tuple[str, ...]], list[Period]] = {}
    for (options, period), formats in wanted.items():
        formats.sort(key=FORMATS.index)
        together.setdefault((options, tuple(formats)), []).append(period)
    return [
        _command(sorted(periods), formats, options, location)
        for (options, formats), periods in together.items()
    ]


def moves(folder: Path, names: Sequence[str], work: Path) -> list[str]:
    """The commands that move files of no build out of a folder, to the working papers."""
    if not names:
        return []
    made = [] if work.is_dir() else [shlex.join(["mkdir", work.as_posix()])]
    if git_ignores(work.parent, work) and not _is_ignored(work):
        made.append(f"echo '*' > {shlex.quote(f'{work.as_posix()}/.gitignore')}")
    paths = [(folder / name).as_posix() for name in names]
    return [*made, shlex.join(["mv", *paths, f"{work.as_posix()}/"])]


def _is_ignored(work: Path) -> bool:
    """Whether a new project's own .gitignore names the folder of the working papers."""
    rules = work.parent / ".gitignore"
    return rules.is_file() and f"{work.name}/" in rules.read_text("utf-8", "replace").split()


def _shared(
    files: Sequence[tuple[Period | None, str, Options]],
) -> Iterable[tuple[Options, Period, str]]:
    """Each file with all options of the command that builds it.

    Only a web page is a fragment or not, and only a PDF has a variant: every other file goes
    with whatever these ask for.
    """
    for draft in (False, True):
        same_draft = [file for file in files if file[2].draft == draft]
        fragment = min((o.fragment for _, form, o in same_draft if form == "html"), default=False)
        variants = {o.pdf_variant or PdfVariant.PDF_A for _, form, o in same_draft if form == "pdf"}
        variant = min(variants, key=[*PdfVariant].index, default=PdfVariant.PDF_A)
        engines = [o.pdf_engine for _, form, o in same_draft if form == "pdf"]
        for period, form, options in same_draft:
            common: dict[str, object] = {}
            if form != "html":
                common["fragment"] = fragment
            if form != "pdf":
                common |= {"pdf_variant": variant, "pdf_engine": next(iter(engines), None)}
            if period is not None:
                yield options.model_copy(update=common), period, form


def _command(
    periods: Sequence[Period], formats: Sequence[str], options: Options, location: Sequence[str]
) -> str:
    words = ["report", "build", *(period.name for period in periods), "--format", ",".join(formats)]
    if options.draft:
        words.append("--draft")
    if options.fragment and "html" in formats:
        words.append("--fragment")
    if "pdf" in formats and options.pdf_variant and options.pdf_variant != PdfVariant.PDF_A:
        words += ["--pdf-variant", options.pdf_variant]
    if "pdf" in formats and options.pdf_engine:
        words += ["--pdf-engine", options.pdf_engine]
    return shlex.join([*words, *location])
