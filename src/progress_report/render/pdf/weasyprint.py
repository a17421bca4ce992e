"""The page to PDF, by WeasyPrint. Nothing outside this package knows how that goes."""

import contextlib
import gc
import io
import logging
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from progress_report.domain.diagnostics import ReportError
from progress_report.render.pdf.fonts import FontFile
from progress_report.render.pdf.layout import lay_out
from progress_report.render.pdf.pdfa import Archive
from progress_report.render.pdf.speed.imports import quick_import
from progress_report.render.pdf.speed.patches import (
    quick_streams,
    quick_tags,
    quick_widths,
    uses_marks,
)
from progress_report.render.pdf.speed.sheets import is_independent
from progress_report.render.pdf.tagging import finish
from progress_report.system.i18n import _

_FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}</cachedir>{faces}</fontconfig>
"""
# A face answers to the name it was asked for by, whatever the names in its file.
_FONTCONFIG_FACE = """
<match target="scan"><test name="file"><string>{file}</string></test>
<edit name="family" mode="prepend">{names}</edit>
<edit name="weight" mode="assign"><const>regular</const></edit>
<edit name="slant" mode="assign"><const>roman</const></edit></match>
"""


def render_pdf(
    html: str,
    fonts: Sequence[FontFile],
    tall: frozenset[str] = frozenset(),
    progress: Callable[[int], None] | None = None,
    archive: Archive | None = None,
) -> tuple[bytes, list[str]]:
    """Print a page.

    Rows stay whole where they fit on a sheet. The same page and fonts give the same bytes.

    Args:
        html: The page, self-contained.
        fonts: The only fonts used, cut to the page; nothing of the system's comes in.
        tall: Ids of rows that may split from the first try: see `layout.likely_tall`.
        progress: Told the number of sheets laid out so far, as it grows.
        archive: What it is to follow and to carry; a plain PDF without.

    Returns:
        The PDF, and what the user should know: WeasyPrint's warnings, a claim it cannot make.

    Raises:
        ReportError: a system library is missing, the page asks for something outside itself, or
            a template holds a character that no font has.
    """
    with _private_fonts(fonts), _log(progress) as heard, _no_collection():
        weasyprint = load_weasyprint()
        refused: list[str] = []
        fetcher = _refusing_fetcher(weasyprint, refused)
        page = weasyprint.HTML(string=html, url_fetcher=fetcher, media_type="print")
        content = b""
        with contextlib.suppress(weasyprint.urls.FatalURLFetchingError):  # it is in `refused`
            document, settled = lay_out(
                weasyprint, page, tall, independent=is_independent(html), marks=uses_marks(html)
            )
            options = archive.options(weasyprint) if archive else {}

            def finished(document: Any, pdf: Any) -> None:
                finish(document, pdf)
                if archive:
                    heard.warnings.extend(archive.finish(pdf, html))

            # The fonts hold only what is printed: embedded whole, they need no second subsetter.
            with (
                quick_tags(),
                quick_streams({font.content: font.packed for font in fonts}),
                quick_widths(font.content for font in fonts),
            ):
                content = document.write_pdf(
                    finisher=finished, pdf_tags=True, full_fonts=True, **options
                )
            if not settled:
                heard.warnings.append(
                    _("the rows did not settle on the sheets; look at the page ends of the PDF")
                )
    if refused:
        message = _("the page asks for {url}; nothing outside the page may be used")
        raise ReportError(message.format(url=refused[0]))
    if heard.unprinted:
        message = _("no font has the character '{char}' (U+{code:04X})")
        hint = _("name a font that has it under 'fonts' in data/report.yaml")
        char = min(heard.unprinted)
        raise ReportError(message.format(char=char, code=ord(char)) + _("; ") + hint)
    return content, heard.warnings


def load_weasyprint() -> Any:
    """Import WeasyPrint.

    Raises:
        ReportError: a system library is missing; says what to install.
    """
    try:
        # On failure WeasyPrint prints advice of its own; ours goes to standard error.
        with contextlib.redirect_stdout(io.StringIO()), quick_import():
            import weasyprint  # noqa: PLC0415 - a third of a second, and it may not load at all
    except OSError as error:
        message = _(
            "a system library for PDF is missing ({reason}); on Debian install it with: "
            "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0"
        )
        reason = str(error).split(":", 1)[0]
        raise ReportError(message.format(reason=reason)) from error
    return weasyprint


def _refusing_fetcher(weasyprint: Any, refused: list[str]) -> Any:
    """A fetcher that reads nothing outside the page, and keeps what was asked for in ``refused``.

    The list, because WeasyPrint swallows even the exception meant to stop it, within a drawing.
    """

    class Refusing(weasyprint.urls.URLFetcher):  # type: ignore[misc] # imported late
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):  # carried within the page
                return super().fetch(url, headers)
            refused.append(url[:200])
            raise weasyprint.urls.FatalURLFetchingError(url[:200])

    return Refusing()


@contextlib.contextmanager
def _private_fonts(fonts: Sequence[FontFile]) -> Iterator[None]:
    """Let fontconfig see these fonts, and nothing else."""
    before = os.environ.get("FONTCONFIG_FILE")
    with tempfile.TemporaryDirectory(prefix="report-fonts-") as name:
        folder = Path(name)
        rules = []
        for number, font in enumerate(fonts):
            file = folder / f"{number}.otf"
            file.write_bytes(font.content)
            names = "".join(f"<string>{escape(family)}</string>" for family in font.families)
            rules.append(_FONTCONFIG_FACE.format(file=escape(str(file)), names=names))
        settings = folder / "fonts.conf"
        settings.write_text(
            _FONTCONFIG.format(folder=escape(name), faces="".join(rules)), encoding="utf-8"
        )
        os.environ["FONTCONFIG_FILE"] = str(settings)
        try:
            yield
        finally:
            if before is None:
                del os.environ["FONTCONFIG_FILE"]
            else:
                os.environ["FONTCONFIG_FILE"] = before


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Layout makes many objects and frees few: looking for garbage only costs time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@dataclass
class _Heard:
    """What WeasyPrint logged."""

    warnings: list[str] = field(default_factory=list)
    unprinted: set[str] = field(default_factory=set)
    """Characters it printed a box for: they come from a template, not from the data."""


class _Listener(logging.Handler):
    def __init__(self, heard: Callable[[logging.LogRecord], None]) -> None:
        super().__init__()
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        self._heard(record)


@contextlib.contextmanager
def _log(progress: Callable[[int], None] | None) -> Iterator[_Heard]:
    """Collect WeasyPrint's warnings; pass on its count of sheets."""
    heard = _Heard()

    def warned(record: logging.LogRecord) -> None:
        if record.msg.startswith(".notdef") and isinstance(record.args, tuple):
            heard.unprinted.add(str(record.args[0]))
        elif record.levelno >= logging.WARNING:
            heard.warnings.append(record.getMessage())

    def counted(record: logging.LogRecord) -> None:
        message = record.getMessage()
        if progress is not None and "Page " in message:
            digits = message.rpartition("Page ")[2]
            if digits.isdigit():
                progress(int(digits))

    with _listening("weasyprint", warned), _listening("weasyprint.progress", counted):
        yield heard


@contextlib.contextmanager
def _listening(name: str, heard: Callable[[logging.LogRecord], None]) -> Iterator[None]:
    logger = logging.getLogger(name)
    before: tuple[Sequence[logging.Handler], int, bool] = (
        list(logger.handlers),
        logger.level,
        logger.propagate,
    )
    logger.handlers[:] = [_Listener(heard)]
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        yield
    finally:
        logger.handlers[:] = before[0]
        logger.setLevel(before[1])
        logger.propagate = before[2]
