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
_HEAD = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="progress-report">
<title>进展情况表</title>
<link rel="icon" href="data:,">
<style>{style}</style>
</head>
<body>
<main>
<h1>进展情况表</h1>
"""
_STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; color: #1b1b1b; background: #f4f5f7; overflow-wrap: anywhere; }
body { font: 1rem/1.75 "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
main { max-width: 48rem; min-height: 100vh; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
main { background: #fff; }
h1 { margin: .5rem 0 1.5rem; font-size: 1.75rem; text-align: center; color: #10386b; }
h2 { margin: 1.5rem 0 .25rem; padding-top: 1rem; border-top: 1px solid #d5dae1; }
h2 { font-size: 1.125rem; }
ul { display: flex; flex-wrap: wrap; gap: .25rem 2rem; margin: 0; padding: 0; list-style: none; }
li, p { margin: 0; color: #4a4f57; font-size: .9375rem; }
a { font-size: 1rem; color: #0b4f9e; }
:focus-visible { outline: 3px solid #0b4f9e; outline-offset: 1px; }
"""
"""That of the page of a table, whose colours it has."""
_FOOT = "</main>\n</body>\n</html>\n"


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
    return "".join([_HEAD.format(policy=_policy(), style=_STYLE), *sections, _FOOT]).encode()


def _policy() -> str:
    digest = base64.b64encode(sha256(_STYLE.encode()).digest()).decode()
    sources = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:"
    return f"{sources}; base-uri 'none'; form-action 'none'"


def _item(name: str, entry: ManifestEntry, size: int) -> str:
    form = FORMAT_LABELS.get(entry.format, entry.format.upper())
    label = _FRAGMENT if entry.options.fragment else form
    kilobytes = max(1, round(size / _KILO))
    shown = f"{kilobytes} KB" if kilobytes < _KILO else f"{kilobytes / _KILO:.1f} MB"
    address = html.escape(name)
    return f'<li><a href="{address}">{label}</a>（{address}，{shown}）</li>\n'
