"""What a build leaves in a folder, on record in its manifest."""

from collections.abc import Iterable
from pathlib import Path

from progress_report.build import manifest
from progress_report.build.fingerprint import digest
from progress_report.build.manifest import Entry, Manifest, Options
from progress_report.build.versions import made_with
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import ReportError
from progress_report.domain.period import Period
from progress_report.render.formats import Output
from progress_report.render.pdf.pdfa import VARIANTS
from progress_report.source.load import Project
from progress_report.system.files import error_reason
from progress_report.system.i18n import _


def record(
    folder: Path,
    project: Project,
    config: ReportConfig,
    outputs: Iterable[Output],
    options: Options,
) -> bytes:
    """The manifest of a folder when files just built have been put there.

    The lines of other files that are still there are kept.

    Raises:
        ReportError: there is a file of that name, and it is no manifest.
    """
    known = read(folder)
    files = {name: entry for name, entry in known.files.items() if (folder / name).is_file()}
    for output in outputs:
        files[output.name] = _entry(project, config, output, options, files.get(output.name))
    return Manifest(files=files).render()


def read(folder: Path) -> Manifest:
    """The manifest of a folder; an empty one if there is none.

    Raises:
        ReportError: it cannot be read.
    """
    path = folder / manifest.NAME
    try:
        return manifest.read(path.read_bytes(), path.as_posix())
    except FileNotFoundError:
        return Manifest()
    except OSError as error:
        message = _("cannot read {path}: {reason}")
        raise ReportError(message.format(path=path, reason=error_reason(error))) from error


def _entry(
    project: Project, config: ReportConfig, output: Output, options: Options, known: Entry | None
) -> Entry:
    stem, _dot, form = output.name.partition(".")
    form = form.removeprefix("fragment.")
    period = Period.parse(stem)
    own = Options(
        draft=options.draft,
        fragment=options.fragment and form == "html",
        pdf_variant=(options.pdf_variant or VARIANTS[0]) if form == "pdf" else None,
    )
    inputs = digest(project, config, period, form, own)
    made = Entry(
        period=period.name, format=form, sha256="0" * 64, inputs=inputs, options=own, made_with={}
    )
    return manifest.entry(known, output.content, made, lambda: made_with(form))
