"""The page to PDF, by WeasyPrint. Nothing else in the program knows WeasyPrint."""

import contextlib
import copy
import ctypes.util
import gc
import io
import logging
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from progress_report.config import ReportConfig
from progress_report.diagnostics import ReportError
from progress_report.i18n import _
from progress_report.render.fonts import FontSet
from progress_report.render.html import anchor
from progress_report.table import Table

if TYPE_CHECKING:
    from weasyprint import Document

_MAX_LAYOUTS = 5
_MM_PER_POINT = 25.4 / 72
_LINE_HEIGHT = 1.5
# Not in print.css: browsers and checkers do not know these properties.
_OUTLINE = "tbody tr[id] { bookmark-level: 2; bookmark-label: attr(data-label) }"

_FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def render_pdf(
    html: str,
    fonts: FontSet,
    tall: frozenset[str] = frozenset(),
    progress: Callable[[int], None] | None = None,
) -> tuple[bytes, list[str]]:
    """Print a page.

    Rows stay whole where they fit on a sheet. The same page and fonts give the same bytes.

    Args:
        html: The page, self-contained.
        fonts: The only fonts used; nothing of the system's comes in.
        tall: Ids of rows that may split from the first try: see `likely_tall`.
        progress: Told the number of sheets laid out so far, as it grows.

    Returns:
        The PDF and WeasyPrint's warnings.

    Raises:
        ReportError: a system library is missing, the page asks for something outside itself, or
            a template holds a character that no font has.
    """
    characters = set(map(ord, html)) | set(map(ord, "— 0123456789"))
    with _private_fonts(fonts, characters), _log(progress) as heard, _no_collection():
        document = _lay_out(_weasyprint(), html, tall)
        from progress_report.render.tagging import finish  # noqa: PLC0415 - needs WeasyPrint

        # The fonts hold only what is printed: embedding them whole needs no second subsetter.
        content = document.write_pdf(finisher=finish, pdf_tags=True, full_fonts=True)
    if heard.unprinted:
        message = _("no font has the character '{char}' (U+{code:04X})")
        hint = _("name a font that has it under 'fonts' in data/report.yaml")
        char = min(heard.unprinted)
        raise ReportError(f"{message.format(char=char, code=ord(char))}; {hint}")
    return content, heard.warnings


def _weasyprint() -> Any:
    try:
        # On failure WeasyPrint prints advice of its own; ours goes to standard error.
        with contextlib.redirect_stdout(io.StringIO()), _direct_library_names():
            import weasyprint  # noqa: PLC0415 - a third of a second, and it may not load at all
    except OSError as error:
        message = _(
            "a system library for PDF is missing ({reason}); on Debian install it with: "
            "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0"
        )
        reason = str(error).split(":", 1)[0]
        raise ReportError(message.format(reason=reason)) from error
    return weasyprint


@contextlib.contextmanager
def _direct_library_names() -> Iterator[None]:
    """Let the import skip searching for libraries by names Linux does not use.

    Each search runs a compiler or ldconfig, 0.2 s in all; the plain file name comes next anyway.
    """
    if sys.platform != "linux":
        yield
        return
    search = ctypes.util.find_library

    def not_found(name: str) -> None:
        del name

    ctypes.util.find_library = not_found
    try:
        yield
    finally:
        ctypes.util.find_library = search


def likely_tall(table: Table, config: ReportConfig) -> frozenset[str]:
    """Ids of rows that, by a count of their characters, are taller than a sheet.

    A guess that saves a layout where it is right; where it is wrong the layout is done again.
    """
    page = config.page
    width, height = (297, 210) if page.orientation == "landscape" else (210, 297)
    across = (width - page.margin_left - page.margin_right) / _MM_PER_POINT
    down = (height - page.margin_top - page.margin_bottom) / _MM_PER_POINT
    lines = down / (page.text_size * _LINE_HEIGHT) - 2  # less the heading row
    tall = set()
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            if cell is not None:
                per_line = max(1, across * column.width / 100 / page.text_size - 1)
                if len(cell.text) / per_line > lines * cell.rowspan:
                    tall.add(anchor(row.docket))
    return frozenset(tall)


def _lay_out(weasyprint: Any, html: str, guess: frozenset[str]) -> "Document":
    """Lay the page out until every row is whole, or split in a way that reads well.

    The style sheet keeps all rows whole. A row taller than a sheet cannot be, and is allowed to
    split; where a split row then shows its number on a sheet without its text, it is made to
    start a new sheet; and a cell over many rows is cut where a sheet ends.
    """
    page = weasyprint.HTML(
        string=html, url_fetcher=_refusing_fetcher(weasyprint), media_type="print"
    )
    split, pushed = set(guess), set[str]()
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
        torn = _torn_rows(document)
        wrongly = {name for name, row in torn.items() if row.fits} & split
        newly = torn.keys() - split
        lonely = {name for name, row in torn.items() if row.lonely} - pushed
        if not (wrongly or newly or lonely or _cut_tall_cells(page.etree_element, document)):
            break
        split = (split | newly) - wrongly
        pushed |= lonely - newly - wrongly
    return document


def _cut_tall_cells(root: Any, document: "Document") -> bool:
    """Cut cells that span rows of two sheets, in place; the text stands again on the next sheet.

    WeasyPrint would leave such a cell open at the sheet's end, and nameless on the next.

    Returns:
        Whether there were any.
    """
    sheets: dict[str, int] = {}
    for number, page in enumerate(document.pages):
        for row in _boxes(page._page_box, "tr"):  # noqa: SLF001 - no public road to the boxes
            sheets.setdefault(row.element.get("id"), number)
    changed = False
    for body in root.iter("tbody"):
        rows = [row for row in body.iter("tr") if row.get("id") in sheets]
        for top, row in enumerate(rows):
            for cell in list(row):
                height = int(cell.get("rowspan", "1"))
                ends = [sheets[below.get("id")] for below in rows[top : top + height]]
                kept = ends.count(ends[0])
                if kept < height:
                    _cut(cell, rows[top + kept], kept, height - kept)
                    changed = True
    return changed


def _cut(cell: Any, next_row: Any, kept: int, rest: int) -> None:
    """Shorten a cell to ``kept`` rows, and let a copy go on for ``rest`` rows in another row."""
    lower = copy.deepcopy(cell)
    cell.set("rowspan", str(kept))
    lower.set("rowspan", str(rest))
    column = _column(cell)
    position = sum(_column(other) < column for other in next_row)
    next_row.insert(position, lower)


def _column(cell: Any) -> int:
    """The column number the page's templates put first into a cell's class (``c3 task``)."""
    return int(cell.get("class").split()[0].removeprefix("c"))


@dataclass
class _TornRow:
    """A row that lies on more than one sheet."""

    fits: bool
    """Whether one sheet would have held it."""
    lonely: bool
    """Whether a cell of its first sheet lacks its text."""


def _torn_rows(document: "Document") -> dict[str, _TornRow]:
    parts: dict[str, list[Any]] = {}
    room = 0.0
    for page in document.pages:
        box = page._page_box  # noqa: SLF001 - no public road to the boxes
        head = next(_boxes(box, "thead"), None)
        room = max(room, box.height - (head.height if head is not None else 0))
        for row in _boxes(box, "tr"):
            if (name := row.element.get("id")) is not None:
                parts.setdefault(name, []).append(row)
    torn = {}
    for name, rows in parts.items():
        if len(rows) > 1:
            cells = [cell for cell in rows[0].children if cell.element is not None]
            fits = sum(row.height for row in rows) <= room
            torn[name] = _TornRow(fits, not all(_has_text(cell) for cell in cells))
    return torn


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

    class Refusing(weasyprint.urls.URLFetcher):  # type: ignore[misc] # imported late
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):  # carried within the page
                return super().fetch(url, headers)
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
