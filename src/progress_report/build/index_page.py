"""``out/index.html``: what lies in the folder, made from its manifest alone."""

import base64
import html
from collections.abc import Mapping
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from progress_report.build.manifest import Manifest, ManifestEntry
from progress_report.domain.period import Period
from progress_report.render.formats import FORMAT_LABELS
from progress_report.source.files import OUT_FOLDER

INDEX = "index.html"
_FRAGMENT = "网页正文"
_KILO = 1024
_DATA = Path(__file__).with_name("data")
"""The page and its style sheet, with the colours of the page of a table."""


def is_own_folder(folder: Path, root: Path) -> bool:
    """Whether a folder is the project's own ``out/``, which has an index."""
    return folder.resolve() == (root / OUT_FOLDER).resolve()


def sizes_in(folder: Path, names: Mapping[str, object]) -> dict[str, int]:
    """The sizes of files, in bytes; those that are not there are left out."""
    paths = {name: folder / name for name in names}
    return {name: path.stat().st_size for name, path in paths.items() if path.is_file()}


def render_index(manifest: Manifest, sizes: Mapping[str, int]) -> bytes:
    """The page: the periods from the latest, each with its files and corrections.

    A file whose size in bytes is not given is left out.
    """
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
