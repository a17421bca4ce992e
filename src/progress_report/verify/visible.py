"""The visible text of a file of any format: places, each with its text, in order."""

import io
import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any, TypeVar

from progress_report.domain.diagnostics import ReportError
from progress_report.office.package import open_package, parse_xml
from progress_report.readers.excel.grids import uncover
from progress_report.readers.excel.sheet import read_sheet
from progress_report.readers.excel.workbook import open_workbook, part_of
from progress_report.readers.grid import column_name
from progress_report.system import limits
from progress_report.system.bounded import Bounds, TooExpensiveError
from progress_report.system.data import read_data
from progress_report.system.files import with_line_feeds
from progress_report.system.i18n import _
from progress_report.text.prose import without_whitespace

_FORM_COST = 1_000  # what a form costs besides its bytes
_DRAW = re.compile(rb"(?<!\S)Do(?!\S)")
_Read = TypeVar("_Read")
Units = list[tuple[str, str]]  # places, each with its text


def reader(form: str) -> Callable[[bytes], Units]:
    """The reader of a format; unknown formats are read by lines. It may raise any error."""
    readers = {"pdf": _pdf_units, "html": _html_units, "docx": _docx_units, "xlsx": _xlsx_units}
    return readers.get(form, _text_units)


def read_units(form: str, raw: bytes) -> Units:
    """The visible text of a file; ReportError if it is not of that format."""
    return guarded(form, reader(form), raw)


def reading_bounds(name: str) -> Bounds:
    """What reading a published file of that name may take."""
    hint = _("it is no file that a build gives")
    return Bounds(name, limits.MAX_READING_SECONDS, limits.MAX_READING_BYTES, hint)


def guarded(form: str, read: Callable[[bytes], _Read], raw: bytes) -> _Read:
    """Read something of a published file; ReportError if that is damaged, in whatever way."""
    try:
        return read(raw)
    except (ReportError, MemoryError, TooExpensiveError):
        raise
    except Exception as error:  # a broken file can be wrong in any way there is
        message = _("it cannot be read as {format}: {reason}")
        reason = str(error) or type(error).__name__
        raise ReportError(message.format(format=form, reason=reason)) from error


def _text_units(raw: bytes) -> Units:
    _require_size(raw)
    lines = with_line_feeds(raw).decode(errors="replace").split("\n")
    return [(_("line {number}").format(number=n), text) for n, text in enumerate(lines, start=1)]


def open_pdf(raw: bytes) -> Any:
    """Open a PDF, without the warnings that pypdf logs."""
    import pypdf  # noqa: PLC0415 - only for a PDF

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    return pypdf.PdfReader(io.BytesIO(raw))


def pages(pdf: Any) -> Iterator[tuple[Any, list[bytes]]]:
    """The pages of a PDF, each with the contents of the page and of all forms that it can draw.

    Bounds hold for pages and contents; forms count as often as they can be drawn.
    """
    limits.require_at_most(limits.MAX_PAGES, len(pdf.pages), _("pages"))
    total = 0
    for page in pdf.pages:
        content = page.get_contents()
        contents = [b"" if content is None else content.get_data()]
        waiting = [(page, contents[0], 1)]
        before = total
        while waiting:
            holder, drawing, times = waiting.pop()
            total += times * (len(drawing) + _FORM_COST)
            limits.require_at_most(limits.MAX_PAGE_BYTES, total - before, _("bytes on one page"))
            limits.require_at_most(limits.MAX_PDF_BYTES, total, _("bytes on its pages"))
            times *= len(_DRAW.findall(drawing))
            for item in pdf_value(pdf_value(holder, "/Resources", {}), "/XObject", {}).values():
                form = item.get_object()
                if form.get("/Subtype") == "/Form":
                    contents.append(form.get_data())
                    waiting.append((form, contents[-1], times))
        yield page, contents


def pdf_value(dictionary: Any, key: str, default: Any) -> Any:
    """The value of a key, which may stand elsewhere in the PDF."""
    # get() of pypdf gives a reference where the value stands elsewhere
    return dictionary[key] if key in dictionary else default  # noqa: SIM401


def _pdf_units(raw: bytes) -> Units:
    """The sentences of each page, whatever its line breaks."""
    return [
        (_("page {number}").format(number=number), sentence)
        for number, (page, _contents) in enumerate(pages(open_pdf(raw)), start=1)
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


BLOCKS = frozenset(read_data("verify", "markup")["blocks"])


def _require_size(raw: bytes) -> None:
    """Enforce the bounds of a text, before it is parsed."""
    limits.require_at_most(limits.MAX_TEXT_BYTES, len(raw), _("bytes"))
    limits.require_at_most(limits.MAX_LINES, raw.count(b"\n"), _("lines"))
    limits.require_at_most(limits.MAX_TAGS, raw.count(b"<"), _("tags"))


def feed(parser: HTMLParser, raw: bytes) -> None:
    """Parse a page within the bounds of one; what is left open at its end is text."""
    _require_size(raw)
    text = raw.decode(errors="replace")
    limits.require_short_tags(text)
    parser.feed(text)
    parser.handle_data(parser.rawdata)  # close() would look for an end of each tag in turn


def _html_units(raw: bytes) -> Units:
    page = _PageText()
    feed(page, raw)
    page.end_text()
    return page.units


def open_office(raw: bytes) -> zipfile.ZipFile:
    """Open an office file of which each part is checked; ValueError if it is damaged, or huge."""
    package, diagnostics = open_package("", raw)
    if package is None:
        raise ValueError(diagnostics[0].message)
    return package


def word_parts(package: zipfile.ZipFile) -> list[str]:
    """The parts of a Word file that hold its text and its styles; the text first."""
    names = (name for name in package.namelist() if re.fullmatch(r"word/\w+\.xml", name))
    return sorted(names, key=lambda name: (name != "word/document.xml", name))


def _docx_units(raw: bytes) -> Units:
    """Every paragraph, in cells by row and column; also in headers, notes and text boxes."""
    package = open_office(raw)
    return [unit for part in word_parts(package) for unit in _paragraphs(part, package.read(part))]


def _paragraphs(part: str, raw: bytes) -> Iterator[tuple[str, str]]:
    row = column = number = 0
    outside = _("paragraph {number}")
    for element in parse_xml(raw).iter("{*}tbl", "{*}tr", "{*}tc", "{*}p"):
        word = element.tag.rpartition("}")[2]
        if word == "tbl":
            row = number = 0
            outside = _("paragraph {number} below the table")
        elif word == "tr":
            row, column = row + 1, 0
        elif word == "tc":
            column += 1
        elif text := _paragraph(element).strip():
            if part != "word/document.xml":
                place = _("part {name}").format(name=part)
            elif element.getparent().tag.endswith("}tc"):
                place = _("row {row}, column {column}").format(row=row, column=column)
            else:
                number += 1
                place = outside.format(number=number)
            yield place, text


def _paragraph(element: Any) -> str:
    texts = []
    for item in element.iter("{*}t", "{*}delText", *(f"{{*}}{word}" for word in _WORD_SIGNS)):
        word = item.tag.rpartition("}")[2]
        sign = next((v for k, v in item.attrib.items() if k.endswith("}char")), "")
        texts.append(f"<{sign}>" if word == "sym" else _WORD_SIGNS.get(word, item.text or ""))
    return "".join(texts)


_WORD_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "sym": ""}


def _xlsx_units(raw: bytes) -> Units:
    """What each cell shows, also on hidden sheets; under merged cells nothing shows."""
    package = open_office(raw)
    workbook = open_workbook(package)
    units = []
    for name, part in workbook.sheets:
        sheet = read_sheet(workbook, part_of(package, part), name)
        uncover(sheet)
        for row, cells in sorted(sheet.cells.items()):
            for column, text in sorted(cells.items()):
                cell = f"{column_name(column)}{row}"
                place = _("sheet {sheet}, cell {cell}").format(sheet=name, cell=cell)
                units.append((place, text if isinstance(text, str) else text.value))
    return units
