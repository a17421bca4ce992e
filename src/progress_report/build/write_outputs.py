"""The outputs of a build put into their folder with its manifest: all of them, or none."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from progress_report.build import manifest
from progress_report.build.index_page import INDEX, render_index, sizes_in
from progress_report.build.manifest import ManifestEntry, Options
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import CommandHint, ReportError
from progress_report.render.formats import Output
from progress_report.source.files import WORK_FOLDER, git_ignores
from progress_report.source.load import Project
from progress_report.system.i18n import _
from progress_report.system.transaction import write_files


class BuiltOutput(NamedTuple):
    """An output just built, and what it was built from."""

    output: Output
    fingerprint: str  # of its inputs
    options: Options


def write_outputs(
    folder: Path,
    built: Sequence[BuiltOutput],
    project: Project,
    config: ReportConfig,
    others: Mapping[Path, bytes] | None = None,
    *,
    indexed: bool,
) -> dict[str, bytes]:
    """Write outputs into a folder, with a manifest that lists them; all files or none.

    Entries of other files that are still there are kept. A file that has the same bytes already is
    not touched. A folder with an index has no drafts; ``others`` are written with the outputs.
    Gives the contents of the manifest and the index, by name.
    """
    known = manifest.read(folder).files
    is_draft = any(fresh.options.draft for fresh in built)
    if is_draft:
        _keep_official(folder, known, built)
    entries = {
        name: entry
        for name, entry in known.items()
        if (folder / name).is_file() and not (indexed and entry.options.draft)
    }
    for fresh in built:
        name = fresh.output.name
        entries[name] = manifest.new_entry(
            *fresh, entries.get(name), project.closed, config.pdf.engine
        )
    new = manifest.Manifest(files=entries)
    listing = {manifest.NAME: new.render()}
    if indexed:
        sizes = sizes_in(folder, entries) | {b.output.name: len(b.output.content) for b in built}
        listing[INDEX] = render_index(new, sizes)
    files = {folder / fresh.output.name: fresh.output.content for fresh in built}
    ignores = git_ignores(folder) if is_draft and folder.name == WORK_FOLDER.name else {}
    files |= {folder / name: content for name, content in listing.items()}
    write_files({**(others or {}), **ignores, **files})
    return listing


def _keep_official(
    folder: Path, known: Mapping[str, ManifestEntry], built: Sequence[BuiltOutput]
) -> None:
    """Check that no draft takes the place of an official file. Raises ReportError if one would."""
    for name in (fresh.output.name for fresh in built):
        if name in known and not known[name].options.draft and (folder / name).is_file():
            message = _("{path} is an official file, which a draft does not replace")
            hint = CommandHint(_("without {command}, the draft goes to work/"), "--out")
            message = message.format(path=(folder / name).as_posix())
            raise ReportError(message, hint)
