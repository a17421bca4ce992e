"""Read the tables of a file in any supported format, detected by content."""

import re
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.domain.table import Table
from progress_report.office.package import ENTRY, OLE, old_office, too_large
from progress_report.readers import markdown, page_text, worded
from progress_report.readers.decoding import PICTURES, decode_any
from progress_report.readers.grid import FileFormat, Grid, plain
from progress_report.system import limits
from progress_report.system.i18n import _

_GRIDS = {
    FileFormat.DOCX: "word.grids",
    FileFormat.XLSX: "excel.grids",
    FileFormat.HTML: "html",
    FileFormat.MARKDOWN: "markdown",
    FileFormat.CSV: "csv",
}
"""Modules of `progress_report.readers` whose ``read`` returns grids, and what is wrong; a file
that holds too much raises TooLargeError. Loaded only when needed: most import a heavy package."""
_OTHER = re.compile(
    rb"(?:[\w-]+:[^\n]*\n[ \t]?){0,20}?(?:mime-version:|content-type: multipart/related)"
    rb"|<(?s:.){0,600}?(?:<\w+:UOF\b|<pkg:package|<Workbook\s[^>]*microsoft-com:office:spreadsheet"
    rb"|<w:wordDocument|<office:document\b)|" + PICTURES.pattern,
    re.IGNORECASE | re.DOTALL,
)
"""How files of other formats begin: saved mail and pages, office documents as XML, pictures."""
_JSON = re.compile(rb'\{|\[\s*(?:[\[{"\d-]|\]\s*$)')
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh")
"""How RAR, 7z, gzip and bzip2 begin."""
_BINARY = (b"PK", b"%PDF-", OLE)
_OF_TABLES = (FileFormat.JSON, FileFormat.PDF)  # what this program wrote for programs to read


@dataclass(frozen=True, slots=True)
class FileContent:
    """The content of a file: grids, or a table that this program wrote."""

    format: FileFormat
    grids: tuple[Grid, ...] = ()
    table: Table | None = None


def detect_format(raw: bytes, config: ReportConfig) -> FileFormat | None:
    """Detect the format of a file by its content; None if it is not supported."""
    if raw.startswith(b"PK"):
        parts = {FileFormat.DOCX: b"word/document", FileFormat.XLSX: b"xl/workbook"}
        names = _names(raw)
        return next((name for name, part in parts.items() if part in names), None)
    start = raw[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")
    if b"%PDF-" in raw[:1024]:
        return FileFormat.PDF
    if raw.startswith((OLE, b"{\\rtf", *_ARCHIVES)) or PICTURES.match(raw) or _OTHER.match(start):
        return None
    if start[:1] == b"<" or _JSON.match(start):
        return FileFormat.HTML if start[:1] == b"<" else FileFormat.JSON
    text, diagnostics = decode_any("", raw)
    if not diagnostics and page_text.is_page(text, config):
        return FileFormat.PAGE
    return FileFormat.MARKDOWN if markdown.has_table(text) else FileFormat.CSV


def _names(raw: bytes) -> bytes:
    """The names of the parts of a ZIP archive; of a damaged one all bytes, which hold them."""
    try:
        limits.require_at_most(limits.MAX_MEMBERS, raw.count(ENTRY), _("parts"))
        return "\n".join(ZipFile(BytesIO(raw)).namelist()).encode()
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return raw


def read(
    path: str, raw: bytes, config: ReportConfig
) -> tuple[FileContent | None, list[Diagnostic]]:
    """Read a file: its content, None if that cannot be read, and the diagnostics."""
    if not raw.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        return None, [worded("empty-file", Location(path))]
    try:
        return _read(path, raw, config)
    except limits.TooLargeError as error:
        return None, [too_large(path, error)]


def _read(
    path: str, raw: bytes, config: ReportConfig
) -> tuple[FileContent | None, list[Diagnostic]]:
    if not raw.startswith(_BINARY):
        limits.require_at_most(limits.MAX_TEXT_BYTES, len(raw), _("bytes"))
        limits.require_at_most(limits.MAX_LINES, raw.count(b"\n"), _("lines"))
    detected = detect_format(raw, config)
    if detected is None:
        return None, [_unknown(path, raw)]
    if detected in _OF_TABLES:
        module = _reader("json")
        read_table = module.read if detected is FileFormat.JSON else module.read_pdf
        table, diagnostics = read_table(path, raw)
        return (FileContent(detected, table=table) if table else None), diagnostics
    if detected is FileFormat.PAGE:
        read_grids, diagnostics = page_text.read(path, decode_any(path, raw)[0], config)
    else:
        read_grids, diagnostics = _reader(_GRIDS[detected]).read(path, raw)
    characters = sum(len(text) for grid in read_grids for row in grid.rows for text in row)
    limits.require_at_most(limits.MAX_CHARACTERS, characters, _("characters"))
    grids = tuple(replace(_plain(grid), path=path, format=detected) for grid in read_grids)
    return (FileContent(detected, grids) if grids or not diagnostics else None), diagnostics


def _plain(grid: Grid) -> Grid:
    plain_once = cache(plain)  # a merged cell's text takes memory once
    rows = tuple(tuple(map(plain_once, row)) for row in grid.rows)
    return replace(grid, rows=rows, title=plain(grid.title))


def _reader(name: str) -> Any:
    return import_module(f"progress_report.readers.{name}")


_NAMED = (
    (PICTURES.match, "picture"),
    (re.compile(rb"PK(?s:.)*OFD\.xml").match, "ofd"),
    (re.compile(rb"PK(?s:.)*uof", re.IGNORECASE).match, "uof"),
    (
        re.compile(rb"PK(?s:.)*vnd\.oasis\.opendocument|\s*<(?s:.)*<office:document\b").match,
        "open-document",
    ),
    (re.compile(rb"PK(?s:.)*ppt/").match, "presentation"),
    (re.compile(rb"PK\x03\x04").match, "zip-archive"),
    (re.compile(rb"<\w+:UOF\b").search, "uof"),
    (re.compile(rb"<Workbook\b").search, "excel-2003"),
    (re.compile(rb"\A\s*<|\A\xef").match, "word-in-xml"),
    (
        re.compile(rb"(?:mime-version:|content-type: multipart)", re.IGNORECASE).search,
        "web-archive",
    ),
    (lambda start: start.startswith(_ARCHIVES), "archive"),
    (lambda start: start.startswith(b"{\\rtf"), "rich-text"),
    (lambda _start: True, "unknown-format"),
)
"""What files of other formats have at their beginning, and the diagnostic."""


def _unknown(path: str, raw: bytes) -> Diagnostic:
    if raw.startswith(OLE):
        return old_office(path, raw)
    start = raw[:4096] if not raw.startswith(b"PK") else raw[:4096] + raw[-65536:]
    name = next(name for is_it, name in _NAMED if is_it(start))
    return worded(name, Location(path))
