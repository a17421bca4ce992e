"""The outputs of a build put into their folder with its manifest: all of them, or none."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from progress_report.build import manifest
from progress_report.build.manifest import Options
from progress_report.render.formats import Output
from progress_report.system.transaction import write_files


def write_outputs(
    folder: Path, outputs: Sequence[Output], fingerprints: Mapping[str, str], options: Options
) -> bytes:
    """Write outputs into a folder, with a manifest that lists them; all files or none.

    Entries of other files that are still there are kept. A file that has the same bytes already
    is not touched.

    Args:
        folder: With the manifest there is.
        outputs: Those just built.
        fingerprints: Of their inputs, by name.
        options: Of the build.

    Returns:
        The content of the manifest.

    Raises:
        ReportError: the manifest there is cannot be read, a system library is missing, or a file
            cannot be written; in each case nothing has been written.
    """
    known = manifest.read(folder).files
    entries = {name: entry for name, entry in known.items() if (folder / name).is_file()}
    for output in outputs:
        name = output.name
        entries[name] = manifest.new_entry(output, fingerprints[name], options, entries.get(name))
    listing = manifest.Manifest(files=entries).render()
    files = {folder / output.name: output.content for output in outputs}
    write_files({**files, folder / manifest.NAME: listing})
    return listing
