"""Where two files of a format differ, told as a person would find the place."""

import difflib
import io
import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from importlib import import_module
from typing import Any

from progress_report.diagnostics import ReportError
from progress_report.i18n import _

_OFFICE = ("docx", "xlsx")
_MAX_UNPACKED = 300_000_000
"""Bytes that an office file from elsewhere may hold."""
_SHOWN = 24
"""Characters of a line shown on both sides of its first difference."""
Units = list[tuple[str, str]]
"""What a reader sees of a file, in order: places, each with its text."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a published file is not what the data give."""

    place: str
    published: str | None
    """None if it has nothing there."""
    built: str | None


def lines(published: bytes, built: bytes) -> Difference | None:
    """The first line of a text that differs, cut to where it differs."""
    ours, theirs = (raw.decode(errors="replace").split("\n") for raw in (built, published))
    for number in range(max(len(ours), len(theirs))):
        old = theirs[number] if number < len(theirs) else None
        new = ours[number] if number < len(ours) else None
        if old != new:
            place = _("line {number}").format(number=number + 1)
            return Difference(place, *_cut(old, new))
    return None


def contents(form: str, published: bytes, built: bytes) -> Iterator[Difference]:
    """Everything a reader would see that differs, in order.

    Args:
        form: ``pdf``, ``html``, ``docx``, ``xlsx``, or another, which is compared by lines.
        published: The file in question; nothing is taken for granted about it.
        built: What the data give.

    Raises:
        ReportError: what is published is no file of that format.
    """
    ours = _reader(form)(built)  # unguarded: our own file can be read, or we are at fault
    theirs = read_units(form, published)
    matcher = difflib.SequenceMatcher(
        None, [text for _place, text in theirs], [text for _place, text in ours], autojunk=False
    )
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind != "equal":
            yield from _paired(theirs[start:end], ours[first:last])


def read_units(form: str, raw: bytes) -> Units:
    """What a reader sees of a file of a format.

    Raises:
        ReportError: it is no file of that format.
    """
    try:
        return _reader(form)(raw)
    except ReportError:
        raise
    except Exception as error:  # a broken file can be wrong in any way there is
        message = _("it cannot be read as {format}: {reason}")
        reason = str(error) or type(error).__name__
        raise ReportError(message.format(format=form, reason=reason)) from error


def parts(published: bytes, built: bytes) -> str:
    """The first part of an office file that differs, by its name in the package."""
    with (
        zipfile.ZipFile(io.BytesIO(published)) as old,
        zipfile.ZipFile(io.BytesIO(built)) as new,
    ):
        for name in dict.fromkeys([*new.namelist(), *old.namelist()]):
            if name not in old.namelist() or name not in new.namelist():
                return name
            if old.read(name) != new.read(name):
                return name
    return ""


def structure(raw: bytes) -> list[str]:
    """The structure tree of a PDF, an element a line, indented by its depth."""
    root = open_pdf(raw).trailer["/Root"]
    found: list[str] = []

    def walk(element: Any, depth: int) -> None:
        if "/S" in element:
            scope = element.get("/A", {}).get("/Scope", "")
            found.append(f"{' ' * depth}{element['/S']} {scope}".rstrip())
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            kid = kid.get_object() if hasattr(kid, "get_object") else kid  # noqa: PLW2901 - what it stands for
            if isinstance(kid, dict) and depth < 50:  # noqa: PLR2004 - a hostile tree may loop
                walk(kid, depth + 1)

    walk(root.get("/StructTreeRoot", {}), 0)
    return found


def attachments(raw: bytes) -> dict[str, bytes]:
    """The files that a PDF carries, by name."""
    return {name: b"".join(each) for name, each in sorted(open_pdf(raw).attachments.items())}


def first_difference(form: str, published: bytes, built: bytes) -> Difference | None:
    """The first place where two files of a format differ; None if only in bytes nobody sees.

    Raises:
        ReportError: what is published is no file of that format.
    """
    if form != "pdf" and form not in _OFFICE:
        return lines(published, built)
    if (found := next(contents(form, published, built), None)) is not None:
        return found
    if form in _OFFICE:
        part = parts(published, built)
        return Difference(_("part {name}").format(name=part), None, None) if part else None
    trees = ["\n".join(structure(raw)).encode() for raw in (published, built)]
    if (found := lines(trees[0], trees[1])) is not None:
        place = _("structure tree, {place}").format(place=found.place)
        return Difference(place, found.published, found.built)
    if attachments(published) != attachments(built):
        return Difference(_("the file it carries"), None, None)
    return None


def shown(difference: Difference) -> str:
    """A difference in one sentence."""
    place, old, new = difference.place, difference.published, difference.built
    if old is None and new is None:
        return _("{place} differs").format(place=place)
    if old is None:
        return _("{place}: '{new}' is missing").format(place=place, new=new)
    if new is None:
        return _("{place}: '{old}' is not in the data").format(place=place, old=old)
    message = _("{place}: published is '{old}', the data give '{new}'")
    return message.format(place=place, old=old, new=new)


def _paired(old: Units, new: Units) -> Iterator[Difference]:
    for index in range(max(len(old), len(new))):
        before = old[index] if index < len(old) else None
        after = new[index] if index < len(new) else None
        place = (before or after or ("", ""))[0]
        texts = _cut(before and before[1], after and after[1])
        yield Difference(place, *texts)


def _cut(old: str | None, new: str | None) -> tuple[str | None, str | None]:
    """Two texts, cut to a little on both sides of where they first differ."""
    if old is None or new is None:
        return _short(old), _short(new)
    pairs = zip(old, new, strict=False)
    same = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(old), len(new)))
    return _short(old, same), _short(new, same)


def _short(text: str | None, at: int = 0) -> str | None:
    if text is None:
        return None
    start, end = max(0, at - _SHOWN), at + _SHOWN
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def _text_units(raw: bytes) -> Units:
    found = raw.decode(errors="replace").split("\n")
    return [(_("line {number}").format(number=n), text) for n, text in enumerate(found, start=1)]


def open_pdf(raw: bytes) -> Any:
    """Read a PDF, without pypdf's remarks on it."""
    import pypdf  # noqa: PLC0415 - only where a PDF is looked into

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    return pypdf.PdfReader(io.BytesIO(raw))


def _pdf_units(raw: bytes) -> Units:
    """The sentences of each page; where lines break is not the text's."""
    return [
        (_("page {number}").format(number=number), sentence)
        for number, page in enumerate(open_pdf(raw).pages, start=1)
        for sentence in re.split("(?<=[。；])", "".join(page.extract_text().split()))
        if sentence
    ]


class _Page(HTMLParser):
    """What a page shows: cells by row and column, other text by line."""

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
        if tag in _BLOCKS:
            self.end_text()
        if tag == "tr":
            self._row, self._cell = self._row + 1, 0
        if tag in {"td", "th"}:
            self._cell += 1
            self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        if tag in {"style", "script", "template"}:
            self._hidden = max(0, self._hidden - 1)
        if tag in _BLOCKS:
            self.end_text()
        if tag in {"td", "th"}:
            self._inside = None

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._text.append(data)

    def end_text(self) -> None:
        """Put what has been read since the last block into a unit."""
        text = re.sub(r"\s+", " ", "".join(self._text)).strip()
        self._text.clear()
        if text:
            if self._inside:
                place = _("row {row}, column {column}").format(row=self._row, column=self._cell)
            else:
                place = _("line {number}").format(number=self.getpos()[0])
            self.units.append((place, text))


_BLOCKS = frozenset(
    {"html", "body", "head", "title", "main", "article", "header", "footer", "nav", "section"}
    | {"div", "p", "h1", "h2", "h3", "h4", "ul", "ol", "li", "button", "a", "br"}
    | {"table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"}
)


def _html_units(raw: bytes) -> Units:
    page = _Page()
    page.feed(raw.decode(errors="replace"))
    page.close()
    page.end_text()
    return page.units


def _bounded(raw: bytes) -> io.BytesIO:
    """See that an office file is of a bounded size when unpacked."""
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        if sum(info.file_size for info in package.infolist()) > _MAX_UNPACKED:
            raise ReportError(_("it is far larger when unpacked than any table"))
    return io.BytesIO(raw)


def _docx_units(raw: bytes) -> Units:
    import docx  # noqa: PLC0415 - only where a Word file is looked into

    document = docx.Document(_bounded(raw))
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
    return units


def _xlsx_units(raw: bytes) -> Units:
    openpyxl = import_module("openpyxl")  # only where an Excel file is looked into
    # not read_only: that also gives what lies unseen under merged cells, which programs drop
    book = openpyxl.load_workbook(_bounded(raw), data_only=True)
    return [
        (_("sheet {sheet}, cell {cell}").format(sheet=sheet.title, cell=cell.coordinate), text)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if (text := "" if cell.value is None else str(cell.value))
    ]


def _reader(form: str) -> Callable[[bytes], Units]:
    readers = {
        "pdf": _pdf_units,
        "html": _html_units,
        "docx": _docx_units,
        "xlsx": _xlsx_units,
    }
    return readers.get(form, _text_units)
