"""The versions of everything that takes part in the bytes of an output."""

import zlib
from importlib.metadata import version
from typing import Any

from progress_report import __version__

PROGRAM = "progress-report"
_PACKAGES = {
    "html": ("jinja2",),
    "pdf": ("jinja2", "weasyprint", "pydyf", "uharfbuzz"),
    "docx": ("python-docx", "lxml"),
    "xlsx": ("xlsxwriter",),
}
MACHINE_MADE = frozenset({"pdf", "docx", "xlsx"})
"""Formats in whose bytes libraries of the machine take part; the others are text."""
SYSTEM_LIBRARIES = ("pango", "harfbuzz")
"""Not pinned by the lock file: they are the machine's own, and set the text of the PDF."""


def made_with(form: str) -> dict[str, str]:
    """Names and versions of what makes a format, this program first.

    Raises:
        ReportError: a system library for PDF is missing.
    """
    found = {PROGRAM: __version__}
    found |= {name: version(name) for name in _PACKAGES.get(form, ())}
    if form == "pdf":
        found |= system_libraries()
    if form in MACHINE_MADE:
        found["zlib"] = zlib.ZLIB_RUNTIME_VERSION
    return found


def system_libraries() -> dict[str, str]:
    """The versions of `SYSTEM_LIBRARIES` on this machine.

    Raises:
        ReportError: one is missing.
    """
    from progress_report.render.pdf.weasyprint import load_weasyprint  # noqa: PLC0415 - a quarter of a second

    ffi = load_weasyprint().text.ffi
    major, rest = divmod(ffi.pango.pango_version(), 10_000)
    return {
        "pango": f"{major}.{rest // 100}.{rest % 100}",
        "harfbuzz": _version_at_least(ffi.harfbuzz.hb_version_atleast),
    }


def _version_at_least(holds: Any) -> str:
    """The version of a library that only says whether it is at least some version."""
    found: list[int] = []
    for place in range(3):
        number = 0
        while holds(*found, number + 1, *[0] * (2 - place)):
            number += 1
        found.append(number)
    return ".".join(map(str, found))
