"""Print a page to PDF with WeasyPrint."""

import contextlib
import ctypes.util
import io
import logging
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from progress_report.domain.diagnostics import DataError, ReportError
from progress_report.render.formats import Output
from progress_report.render.pdf.fonts import FontSet
from progress_report.render.pdf.glyphs import name_sequences
from progress_report.render.pdf.layout import lay_out
from progress_report.render.pdf.pdfa import Archive
from progress_report.render.pdf.tagging import merge_tables
from progress_report.system.bounded import TooExpensiveError
from progress_report.system.i18n import _
from progress_report.system.monitor import Monitor
from progress_report.text.excerpt import ELLIPSIS

_FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}</cachedir>{faces}</fontconfig>
"""
# A face goes by the name it is requested by, whatever the names in its file.
_FONTCONFIG_FACE = """
<match target="scan"><test name="file"><string>{file}</string></test>
<edit name="family" mode="prepend">{names}</edit>
<edit name="weight" mode="assign"><const>regular</const></edit>
<edit name="slant" mode="assign"><const>roman</const></edit></match>
"""


_SHEETS_LOGGER = "weasyprint.progress"
_MAX_WARNING_CHARACTERS = 200


def print_pdf(
    name: str,
    page: str,
    fonts: FontSet,
    *,
    headings: str | None = None,
    custom_templates: str = "",
    split: frozenset[str] = frozenset(),
    archive: Archive | None = None,
    monitor: Monitor | None = None,
) -> Output:
    """Print a page, with notes: fonts not found, WeasyPrint's warnings, claims that were left out.

    ``headings`` is the text in the fonts of headings, None if any may be. ``custom_templates``
    names the project's own: if they give a page that cannot be printed, DataError is raised. Rows
    stay whole where they fit on a sheet; those with the ids of ``split`` may split from the first
    layout.

    The same page and fonts give the same bytes: no font of the system is used. A library that is
    missing, and a page that asks for something outside itself or holds a character that no font
    has, raise ReportError.
    """
    files = fonts.subset_for(page, headings)
    try:
        with _private_fonts(files), _logged(monitor, name) as log:
            content = _printed(page, split, archive, log)
    except (ReportError, OSError, MemoryError, TooExpensiveError):
        raise
    except Exception as error:
        if not custom_templates:
            raise
        message = _("the page cannot be printed ({reason}); simplify it")
        if isinstance(error, RecursionError):
            message = _("the page cannot be printed: its elements are nested too deeply")
        reason = f"{type(error).__name__}: {error}"
        raise DataError(f"{custom_templates}: {message.format(reason=reason)}") from error
    return Output(name, content, notes=(*fonts.notes, *log.warnings), system_fonts=fonts.system)


def _printed(html: str, split: frozenset[str], archive: Archive | None, log: "_Log") -> bytes:
    def finish(document: Any, pdf: Any) -> None:
        merge_tables(document, pdf)
        name_sequences(pdf)
        if "Outlines" in pdf.catalog:
            pdf.catalog["PageMode"] = "/UseOutlines"  # viewers open with the bookmarks shown
        if archive:
            log.warnings.extend(archive.finish(pdf, html))

    weasyprint = load_weasyprint()
    options = archive.options(weasyprint) if archive else {}
    refused: list[str] = []
    fetcher = _refusing_fetcher(weasyprint, refused)
    page = weasyprint.HTML(string=html, url_fetcher=fetcher, media_type="print")
    content = b""
    with contextlib.suppress(weasyprint.urls.FatalURLFetchingError):  # it is in `refused`
        document, settled = lay_out(weasyprint, page, split)
        if not settled:
            message = _("the rows did not settle on the sheets; look at the page ends of the PDF")
            log.warnings.append(message)
        # the fonts hold only what is printed: embedded whole, they need no second subsetting
        content = document.write_pdf(finisher=finish, pdf_tags=True, full_fonts=True, **options)
    if refused:
        message = _("the page asks for {url}; nothing outside the page may be used")
        raise ReportError(message.format(url=refused[0]))
    if log.unprinted:
        message = _("no font has the character '{char}' (U+{code:04X})")
        hint = _("name a font that has it under 'fonts' in data/report.yaml")
        char = min(log.unprinted)
        raise ReportError(message.format(char=char, code=ord(char)), hint)
    return content


def load_weasyprint() -> Any:
    """Import WeasyPrint; a library that is missing raises ReportError, which says what to do."""
    search = ctypes.util.find_library
    if sys.platform == "linux":
        # each search by a name that Linux does not use runs a compiler or ldconfig, 0.2 s in all;
        # WeasyPrint then tries the file name
        ctypes.util.find_library = lambda name: None  # noqa: ARG005 - as it is called
    try:
        # On failure WeasyPrint prints advice to standard output; ours goes to standard error.
        with contextlib.redirect_stdout(io.StringIO()):
            import weasyprint  # noqa: PLC0415 - a third of a second, and it may not load at all
    except OSError as error:
        message = _(
            "a system library for PDF is missing ({reason}); on Debian install it with: "
            "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0"
        )
        raise ReportError(message.format(reason=str(error).split(":", 1)[0])) from error
    finally:
        ctypes.util.find_library = search
    return weasyprint


def _refusing_fetcher(weasyprint: Any, refused: list[str]) -> Any:
    """A fetcher that reads nothing outside the page, and adds each refused URL to a list.

    A list, because within an SVG WeasyPrint swallows even the exception meant to stop it.
    """

    class Refusing(weasyprint.urls.URLFetcher):  # type: ignore[misc] # imported late
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):  # carried within the page
                return super().fetch(url, headers)
            refused.append(url[:200])
            raise weasyprint.urls.FatalURLFetchingError(url[:200])

    return Refusing()


@contextlib.contextmanager
def _private_fonts(fonts: Mapping[tuple[str, ...], bytes]) -> Iterator[None]:
    """Let WeasyPrint have these fonts alone, by the families that each is requested by."""
    before = os.environ.get("FONTCONFIG_FILE")
    with tempfile.TemporaryDirectory(prefix="report-fonts-") as name:
        folder = Path(name)
        rules = []
        for number, (families, font) in enumerate(fonts.items()):
            file = folder / f"{number}.otf"
            file.write_bytes(font)
            names = "".join(f"<string>{escape(family)}</string>" for family in families)
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


class _Log(logging.Handler):
    """Collects WeasyPrint's warnings, and passes on its count of sheets."""

    def __init__(self, monitor: Monitor | None, name: str) -> None:
        super().__init__(logging.INFO)
        self._monitor, self._name = monitor, name
        self.warnings: list[str] = []
        self.unprinted: set[str] = set()
        """Characters printed as a box: they come from a template, not from the data."""

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if record.name == _SHEETS_LOGGER:
            _before, page, count = text.rpartition("Page ")
            if self._monitor is not None and page and count.isdigit():
                self._monitor.show_page(self._name, int(count))
        elif record.msg.startswith(".notdef") and isinstance(record.args, tuple):
            self.unprinted.add(str(record.args[0]))
        elif record.levelno >= logging.WARNING:
            half = _MAX_WARNING_CHARACTERS // 2
            # it may quote a picture; the reason comes last
            long = len(text) > _MAX_WARNING_CHARACTERS
            self.warnings.append(f"{text[:half]}{ELLIPSIS}{text[-half:]}" if long else text)


@contextlib.contextmanager
def _logged(monitor: Monitor | None, name: str) -> Iterator[_Log]:
    log = _Log(monitor, name)
    loggers = [logging.getLogger(name) for name in ("weasyprint", _SHEETS_LOGGER)]
    before = [(logger.handlers[:], logger.level, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.handlers[:], logger.propagate = [log], False
        logger.setLevel(logging.INFO)
    try:
        yield log
    finally:
        for logger, (handlers, level, propagate) in zip(loggers, before, strict=True):
            logger.handlers[:], logger.propagate = handlers, propagate
            logger.setLevel(level)
