"""The outputs of a build put into their folder with its manifest: all of them, or none."""

import base64
import html
from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from progress_report.build import manifest
from progress_report.build.manifest import Manifest, ManifestEntry, Options
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import CommandHint, ReportError
from progress_report.domain.period import Period
from progress_report.render.formats import FORMAT_LABELS, Output
from progress_report.source.files import OUT_FOLDER, git_ignores
from progress_report.source.load import Project
from progress_report.system.i18n import _
from progress_report.system.transaction import write_files

INDEX = "index.html"
_FRAGMENT = "网页正文"
_KILO = 1024
_DATA = Path(__file__).with_name("data")


def is_own_folder(folder: Path, root: Path) -> bool:
    """Whether a folder is the project's own ``out/``, which has an index."""
    return folder.resolve() == (root / OUT_FOLDER).resolve()


def sizes_in(folder: Path, names: Mapping[str, object]) -> dict[str, int]:
    """The sizes of files, in bytes; those that are not there are left out."""
    paths = {name: folder / name for name in names}
    return {name: path.stat().st_size for name, path in paths.items() if path.is_file()}


def render_index(manifest: Manifest, sizes: Mapping[str, int]) -> bytes:
    """The page: periods from the latest, each with its corrections, and its files of known size."""
    official = (item for item in manifest.files.items() if not item[1].options.draft)
    listed = [(Period.parse(e.period), name, e) for name, e in sorted(official) if name in sizes]
    listed.sort(key=lambda entry: entry[0], reverse=True)
    corrections = {period: entry.corrections for period, _name, entry in listed}
    sections = []
    for period, files in groupby(listed, key=lambda entry: entry[0]):
        items = "".join(_item(name, entry, sizes[name]) for _period, name, entry in files)
        sections.append(f"<h2>{period.year}年{period.label}</h2>\n<ul>\n{items}</ul>\n")
        sections += [f"<p>{html.escape(text)}</p>\n" for text in corrections[period]]
    page, style = ((_DATA / name).read_text(encoding="utf-8") for name in (INDEX, "index.css"))
    digest = base64.b64encode(sha256(f"\n{style}".encode()).digest()).decode()
    return page.format(digest=digest, style=style, sections="".join(sections)).encode()


def _item(name: str, entry: ManifestEntry, size: int) -> str:
    form = FORMAT_LABELS.get(entry.format, entry.format.upper())
    label = _FRAGMENT if entry.options.fragment else form
    kilobytes = max(1, round(size / _KILO))
    shown = f"{kilobytes} KB" if kilobytes < _KILO else f"{kilobytes / _KILO:.1f} MB"
    address = html.escape(name)
    return f'<li><a href="{address}">{label}</a>（{address}，{shown}）</li>\n'


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
    ignores = git_ignores(project.root, folder)
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
