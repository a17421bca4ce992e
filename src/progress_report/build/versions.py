"""The versions of everything that affects the bytes of an output."""

import os
import sys
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from progress_report import __version__
from progress_report.domain.pdf import PdfEngine

PROGRAM = "progress-report"
_PACKAGES = {
    "html": ("jinja2",),
    "pdf": ("jinja2", "weasyprint", "pydyf", "uharfbuzz"),
    PdfEngine.TYPST: ("typst", "uharfbuzz"),
    "docx": ("lxml",),
    "xlsx": ("xlsxwriter",),
}
MACHINE_MADE = frozenset({"pdf"})
"""Formats whose bytes may depend on libraries of the machine. Office files are not compressed."""


def made_with(form: str, engine: PdfEngine) -> dict[str, str]:
    """Names and versions of what a format is made with, this program first."""
    from importlib.metadata import version  # noqa: PLC0415 - loads what reads mail

    versions = {PROGRAM: __version__}
    by_typst = form == "pdf" and engine is PdfEngine.TYPST
    versions |= {name: version(name) for name in _PACKAGES.get(engine if by_typst else form, ())}
    if form in MACHINE_MADE and not by_typst:
        versions |= system_libraries()
        versions["zlib"] = zlib.ZLIB_RUNTIME_VERSION
    return versions


def system_libraries() -> dict[str, str]:
    """The versions of the machine's Pango and HarfBuzz; ReportError if one is missing."""
    from progress_report.render.pdf.weasyprint import load_weasyprint  # noqa: PLC0415 - a quarter of a second

    ffi = load_weasyprint().text.ffi
    major, rest = divmod(ffi.pango.pango_version(), 10_000)
    return {
        "pango": f"{major}.{rest // 100}.{rest % 100}",
        "harfbuzz": _version_at_least(ffi.harfbuzz.hb_version_atleast),
    }


def _version_at_least(is_at_least: Any) -> str:
    """The version of a library that only answers whether it is at least some version."""
    numbers: list[int] = []
    for position in range(3):
        number = 0
        while is_at_least(*numbers, number + 1, *[0] * (2 - position)):
            number += 1
        numbers.append(number)
    return ".".join(map(str, numbers))


_SYSTEM_LIST = "/etc/ld.so.cache"
_SEARCH_PATH = "LD_LIBRARY_PATH"
_DELETED = " (deleted)"  # how Linux marks a loaded file that has been replaced
_PATH_COLUMN = 5  # of ``/proc/self/maps``


def loaded_libraries() -> dict[str, str] | None:
    """The libraries this process has loaded, by path, with a version stamp; None if unknown."""
    if sys.platform != "linux":
        return None
    try:
        maps = Path("/proc/self/maps").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    rows = [line.split(None, _PATH_COLUMN) for line in maps.splitlines()]
    paths = {row[_PATH_COLUMN] for row in rows if len(row) > _PATH_COLUMN}
    libraries = {path for path in paths if ".so" in path.rpartition("/")[2]}
    if not libraries or any(path.endswith(_DELETED) for path in libraries):
        return None
    folders = {path.rpartition("/")[0] for path in libraries}
    search_path = os.environ.get(_SEARCH_PATH, "")
    watched = {*libraries, *folders, _SYSTEM_LIST, *filter(None, search_path.split(":"))}
    variable = {_SEARCH_PATH: search_path} if search_path else {}
    return variable | {path: _version_stamp(path) for path in sorted(watched)}


def are_unchanged(libraries: Mapping[str, str]) -> bool:
    """Whether a process would load the same files again."""
    search_path = os.environ.get(_SEARCH_PATH, "")
    return libraries.get(_SEARCH_PATH, "") == search_path and all(
        _version_stamp(path) == stamp for path, stamp in libraries.items() if path != _SEARCH_PATH
    )


def _version_stamp(path: str) -> str:
    """What changes with a file or folder; empty if there is none."""
    try:
        state = os.stat(path)  # noqa: PTH116 - dozens of them, on every start
    except (OSError, ValueError):  # a cache file may be damaged
        return ""
    return f"{state.st_ino} {state.st_size} {state.st_mtime_ns}"
