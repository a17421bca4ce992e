"""The page to PDF, by WeasyPrint. Nothing else in the program knows WeasyPrint."""

import contextlib
import gc
import logging
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from progress_report.diagnostics import ReportError
from progress_report.i18n import _
from progress_report.render.fonts import FontSet

if TYPE_CHECKING:
    from weasyprint import Document

_MAX_LAYOUTS = 4
# Not in print.css: browsers and checkers do not know these properties.
_OUTLINE = "tbody tr[id] { bookmark-level: 2; bookmark-label: attr(data-label) }"

_FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def render_pdf(
    html: str, fonts: FontSet, progress: Callable[[int], None] | None = None
) -> tuple[bytes, list[str]]:
    """Print a page.

    Rows stay whole where they fit on a sheet. The same page and fonts give the same bytes.

    Args:
        html: The page, self-contained.
        fonts: The only fonts used; nothing of the system's comes in.
        progress: Told the number of sheets laid out so far, as it grows.

    Returns:
        The PDF and WeasyPrint's warnings.

    Raises:
        ReportError: a system library is missing, or the page asks for something outside itself.
    """
    characters = set(map(ord, html)) | set(map(ord, "— 0123456789"))
    with _private_fonts(fonts, characters), _log(progress) as warnings, _no_collection():
        document = _lay_out(_weasyprint(), html)
        from progress_report.render.tagging import finish  # noqa: PLC0415 - needs WeasyPrint

        # The fonts hold only what is printed: embedding them whole needs no second subsetter.
        content = document.write_pdf(finisher=finish, pdf_tags=True, full_fonts=True)
    return content, warnings


def _weasyprint() -> Any:
    try:
        import weasyprint  # noqa: PLC0415 - half a second, and it may not load at all
    except OSError as error:
        message = _(
            "a system library for PDF is missing ({reason}); on Debian install it with: "
            "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0"
        )
        reason = str(error).split(":", 1)[0]
        raise ReportError(message.format(reason=reason)) from error
    return weasyprint


def _lay_out(weasyprint: Any, html: str) -> "Document":
    """Lay the page out until every row is whole, or split in a way that reads well.

    The style sheet keeps all rows whole. A row taller than a sheet cannot be: the layout is done
    again with those rows allowed to split; and where a split row then shows its number on a sheet
    without its text, once more with that row starting a new sheet.
    """
    fetcher = _refusing_fetcher(weasyprint)
    page = weasyprint.HTML(string=html, url_fetcher=fetcher, media_type="print")
    split: set[str] = set()
    pushed: set[str] = set()
    for _attempt in range(_MAX_LAYOUTS):
        rules = [f"[id='{name}'] {{ break-inside: auto !important }}" for name in sorted(split)]
        rules += [f"[id='{name}'] {{ break-before: page !important }}" for name in sorted(pushed)]
        sheet = weasyprint.CSS(string="\n".join([_OUTLINE, *rules]))
        fonts = weasyprint.text.fonts.FontConfiguration()
        try:
            document = page.render(font_config=fonts, stylesheets=[sheet])
        except weasyprint.urls.FatalURLFetchingError as error:
            message = _("the page asks for {url}; nothing outside the page may be used")
            raise ReportError(message.format(url=error)) from error
        torn, lonely = _split_rows(document)
        if torn <= split and lonely <= pushed:
            break
        split |= torn
        pushed |= lonely if torn <= split else set()
    return document


def _split_rows(document: "Document") -> tuple[set[str], set[str]]:
    """Ids of rows on more than one sheet; of those, the ones whose text is missing on the first."""
    sheets: dict[str, list[bool]] = {}
    for page in document.pages:
        for row in _boxes(page._page_box, "tr"):  # noqa: SLF001 - no public road to the boxes
            name = row.element.get("id")
            if name is not None:
                cells = [cell for cell in row.children if cell.element is not None]
                sheets.setdefault(name, []).append(all(_has_text(cell) for cell in cells))
    torn = {name for name, shown in sheets.items() if len(shown) > 1}
    return torn, {name for name in torn if not sheets[name][0]}


def _boxes(box: Any, tag: str) -> Iterator[Any]:
    if box.element_tag == tag and box.element is not None:
        yield box
    else:
        for child in getattr(box, "children", ()):
            yield from _boxes(child, tag)


def _has_text(box: Any) -> bool:
    if getattr(box, "text", ""):
        return True
    empty = (
        box.element is not None and box.element_tag == "td" and not "".join(box.element.itertext())
    )
    return empty or any(_has_text(child) for child in getattr(box, "children", ()))


def _refusing_fetcher(weasyprint: Any) -> Any:
    """A fetcher that reads nothing outside the page."""

    class Refusing(weasyprint.urls.URLFetcher):  # type: ignore[misc, name-defined] # imported late
        def fetch(self, url: str, headers: Any = None) -> Any:
            del headers
            if url == "data:,":  # the empty icon
                return weasyprint.urls.URLFetcherResponse(url, b"")
            # any other exception WeasyPrint would swallow
            raise weasyprint.urls.FatalURLFetchingError(url[:200])

    return Refusing()


@contextlib.contextmanager
def _private_fonts(fonts: FontSet, characters: set[int]) -> Iterator[None]:
    """Let fontconfig see subsets of the chosen fonts, and nothing else."""
    before = os.environ.get("FONTCONFIG_FILE")
    with tempfile.TemporaryDirectory(prefix="report-fonts-") as name:
        folder = Path(name)
        for number, face in enumerate(fonts.faces):
            (folder / f"{number}{face.path.suffix}").write_bytes(face.subset(characters))
        settings = folder / "fonts.conf"
        settings.write_text(
            _FONTCONFIG.format(fonts=escape(name), cache=escape(name)),
            encoding="utf-8",
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


class _Listener(logging.Handler):
    def __init__(self, heard: Callable[[logging.LogRecord], None]) -> None:
        super().__init__()
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        self._heard(record)


@contextlib.contextmanager
def _log(progress: Callable[[int], None] | None) -> Iterator[list[str]]:
    """Collect WeasyPrint's warnings; pass on its count of sheets."""
    warnings: list[str] = []

    def heard(record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING:
            warnings.append(record.getMessage())

    def counted(record: logging.LogRecord) -> None:
        message = record.getMessage()
        if progress is not None and "Page " in message:
            digits = message.rpartition("Page ")[2]
            if digits.isdigit():
                progress(int(digits))

    with _listening("weasyprint", heard), _listening("weasyprint.progress", counted):
        yield warnings


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
