"""The versions of everything that affects the bytes of an output."""

import zlib
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
    """The versions of the machine's own Pango and HarfBuzz, which set the text of the PDF.

    A library that is missing raises ReportError.
    """
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
