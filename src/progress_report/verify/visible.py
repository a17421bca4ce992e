"""The visible text of a file of any format: places, each with its text, in order."""

import io
import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from importlib import import_module
from typing import Any, TypeVar

from progress_report.domain.diagnostics import ReportError
from progress_report.office.package import open_package, parse_xml
from progress_report.system.files import with_line_feeds
from progress_report.system.i18n import _
from progress_report.text.prose import without_whitespace

_MAX_CELLS = 2_000_000
"""Of an Excel file, empty ones too."""
_Read = TypeVar("_Read")
Units = list[tuple[str, str]]
"""Places, each with its text."""


def reader(form: str) -> Callable[[bytes], Units]:
    """The reader of a format; unknown formats are read by lines. It may raise any error."""
    readers = {
        "pdf": _pdf_units,
        "html": _html_units,
        "docx": _docx_units,
        "xlsx": _xlsx_units,
    }
    return readers.get(form, _text_units)


def read_units(form: str, raw: bytes) -> Units:
    """The visible text of a file.

    Raises:
        ReportError: it is not of that format.
    """
    return guarded(form, reader(form), raw)


def guarded(form: str, read: Callable[[bytes], _Read], raw: bytes) -> _Read:
    """Read something of a published file, which may be damaged in any way.

    Raises:
        ReportError: it cannot be read.
    """
    try:
        return read(raw)
    except ReportError:
        raise
    except Exception as error:  # a broken file can be wrong in any way there is
        message = _("it cannot be read as {format}: {reason}")
        reason = str(error) or type(error).__name__
        raise ReportError(message.format(format=form, reason=reason)) from error


def _text_units(raw: bytes) -> Units:
    lines = with_line_feeds(raw).decode(errors="replace").split("\n")
    return [(_("line {number}").format(number=n), text) for n, text in enumerate(lines, start=1)]


def open_pdf(raw: bytes) -> Any:
    """Open a PDF, without the warnings that pypdf logs."""
    import pypdf  # noqa: PLC0415 - only for a PDF

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    return pypdf.PdfReader(io.BytesIO(raw))


def _pdf_units(raw: bytes) -> Units:
    """The sentences of each page, whatever its line breaks."""
    return [
        (_("page {number}").format(number=number), sentence)
        for number, page in enumerate(open_pdf(raw).pages, start=1)
        for sentence in re.split("(?<=[。；])", without_whitespace(page.extract_text()))
        if sentence
    ]


class _PageText(HTMLParser):
    """The visible text of a page: cells by row and column, other text by line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.units: Units = []
        self._row = self._cell = 0
        self._inside: str | None = None
        self._text: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in {"style", "script", "template"}:
            self._hidden += 1
        if tag in BLOCKS:
            self.end_text()
        if tag == "tr":
            self._row, self._cell = self._row + 1, 0
        if tag in {"td", "th"}:
            self._cell += 1
            self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        if tag in {"style", "script", "template"}:
            self._hidden = max(0, self._hidden - 1)
        if tag in BLOCKS:
            self.end_text()
        if tag in {"td", "th"}:
            self._inside = None

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._text.append(data)

    def end_text(self) -> None:
        """Make a unit of the text since the last block."""
        text = re.sub(r"\s+", " ", "".join(self._text)).strip()
        self._text.clear()
        if text:
            if self._inside:
                place = _("row {row}, column {column}").format(row=self._row, column=self._cell)
            else:
                place = _("line {number}").format(number=self.getpos()[0])
            self.units.append((place, text))


BLOCKS = frozenset(
    {"html", "body", "head", "title", "main", "article", "header", "footer", "nav", "section"}
    | {"div", "p", "h1", "h2", "h3", "h4", "ul", "ol", "li", "button", "a", "br"}
    | {"table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"}
)


def _html_units(raw: bytes) -> Units:
    page = _PageText()
    page.feed(raw.decode(errors="replace"))
    page.close()
    page.end_text()
    return page.units


def open_office(raw: bytes) -> zipfile.ZipFile:
    """Open an office file after a check of its size and of every part.

    Raises:
        ValueError: it is damaged, or far larger than any table.
    """
    package, diagnostics = open_package("", raw)
    if package is None:
        raise ValueError(diagnostics[0].message)
    return package


def _docx_units(raw: bytes) -> Units:
    import docx  # noqa: PLC0415 - only for a Word file

    open_office(raw)
    document = docx.Document(io.BytesIO(raw))
    units = [
        (_("paragraph {number}").format(number=number), paragraph.text)
        for number, paragraph in enumerate(document.paragraphs, start=1)
        if paragraph.text.strip()
    ]
    for table in document.tables:
        for row, cells in enumerate(table.rows, start=1):
            for column, cell in enumerate(cells.cells, start=1):
                place = _("row {row}, column {column}").format(row=row, column=column)
                units.append((place, cell.text))
    return [*units, *_other_text(document)]


def _other_text(document: Any) -> Iterator[tuple[str, str]]:
    """Text outside plain paragraphs and cells: headers, notes, text boxes, content controls."""
    for part in document.part.package.iter_parts():
        name = str(part.partname).lstrip("/")
        if not re.fullmatch(r"word/\w+\.xml", name):
            continue
        for element in parse_xml(part.blob).iter("{*}t"):
            path = [ancestor.tag.rpartition("}")[2] for ancestor in element.iterancestors()]
            plain = path[0] == "r" and path[1] in ("p", "hyperlink") and path.count("tbl") < 2  # noqa: PLR2004 - one in another
            if (element.text or "").strip() and not (
                plain and "document" in path and not {"sdt", "txbxContent"} & {*path}
            ):
                yield _("part {name}").format(name=name), element.text


def _xlsx_units(raw: bytes) -> Units:
    openpyxl = import_module("openpyxl")  # only for an Excel file
    # not read_only, which also reads the hidden text under merged cells
    open_office(raw)
    book = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)
    if sum(sheet.max_row * sheet.max_column for sheet in book.worksheets) > _MAX_CELLS:
        raise ReportError(_("it is far larger when unpacked than any table"))
    return [
        (_("sheet {sheet}, cell {cell}").format(sheet=sheet.title, cell=cell.coordinate), text)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if (text := "" if cell.value is None else str(cell.value))
    ]
