"""The outputs of a build put into their folder with its manifest: all of them, or none."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from progress_report.build import manifest
from progress_report.build.index_page import INDEX, render_index, sizes_in
from progress_report.build.manifest import ManifestEntry, Options
from progress_report.domain.diagnostics import ReportError
from progress_report.domain.pdf import PdfEngine
from progress_report.domain.period import Period
from progress_report.render.formats import Output
from progress_report.source.closed import ClosedTable
from progress_report.source.files import WORK_FOLDER, git_ignores
from progress_report.system.i18n import _
from progress_report.system.transaction import write_files


def write_outputs(
    folder: Path,
    outputs: Sequence[Output],
    fingerprints: Mapping[str, str],
    options: Mapping[str, Options],
    closed: Mapping[Period, ClosedTable],
    others: Mapping[Path, bytes] | None = None,
    *,
    engine: PdfEngine,
    indexed: bool = False,
) -> dict[str, bytes]:
    """Write outputs into a folder, with a manifest that lists them; all files or none.

    Entries of other files that are still there are kept. A file that has the same bytes already
    is not touched.

    Args:
        folder: With the manifest there is.
        outputs: Those just built.
        fingerprints: Of their inputs, by name.
        options: Those of each, by name.
        closed: The tables of closed periods.
        others: Files to write in the same transaction.
        engine: The layout's, for PDF.
        indexed: Whether the folder has an index, and no drafts.

    Returns:
        The contents of the manifest and the index, by name.

    Raises:
        ReportError: the manifest there is cannot be read, a system library is missing, or a file
            cannot be written; in each case nothing has been written.
    """
    known = manifest.read(folder).files
    is_draft = any(option.draft for option in options.values())
    if is_draft:
        _keep_official(folder, known, outputs)
    entries = {
        name: entry
        for name, entry in known.items()
        if (folder / name).is_file() and not (indexed and entry.options.draft)
    }
    for output in outputs:
        name = output.name
        entries[name] = manifest.new_entry(
            output, fingerprints[name], options[name], entries.get(name), closed, engine
        )
    new = manifest.Manifest(files=entries)
    listing = {manifest.NAME: new.render()}
    if indexed:
        sizes = sizes_in(folder, entries) | {o.name: len(o.content) for o in outputs}
        listing[INDEX] = render_index(new, sizes)
    files = {folder / output.name: output.content for output in outputs}
    ignores = git_ignores(folder) if is_draft and folder.name == WORK_FOLDER.name else {}
    files |= {folder / name: content for name, content in listing.items()}
    write_files({**(others or {}), **ignores, **files})
    return listing


def _keep_official(
    folder: Path, known: Mapping[str, ManifestEntry], outputs: Sequence[Output]
) -> None:
    """Check that no draft takes the place of an official file.

    Raises:
        ReportError: one would.
    """
    for name in (output.name for output in outputs):
        if name in known and not known[name].options.draft and (folder / name).is_file():
            message = _("{path} is an official file, which a draft does not replace")
            hint = _("leave out --out, and the draft goes to work/")
            message = message.format(path=(folder / name).as_posix())
            raise ReportError(message + _("; ") + hint)
