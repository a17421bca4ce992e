"""Any file from elsewhere to its tables, by what its bytes are, whatever its name says."""

import re
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.domain.table import Table
from progress_report.office.package import OLE, old_office
from progress_report.readers import markdown
from progress_report.readers import text as page
from progress_report.readers.decoding import decode_any
from progress_report.readers.grid import Grid, plain
from progress_report.system.i18n import _

MAX_BYTES = 64 * 2**20
_GRIDS = {
    "docx": "word.grids",
    "xlsx": "excel.grids",
    "html": "html",
    "md": "markdown",
    "csv": "csv",
}
"""The module of `progress_report.readers` whose ``read`` gives the grids; each imports a package of
its own."""
_JSON = re.compile(rb'\{|\[\s*(?:[\[{"\d-]|\]\s*$)')
_TABLES = {"json": "json.read_table", "pdf": "pdf.read"}


@dataclass(frozen=True, slots=True)
class FileContent:
    """What a file holds: grids nobody has understood yet, or a table of this program's own."""

    form: str
    """``docx``, ``xlsx``, ``html``, ``md``, ``csv``, ``page``, ``json`` or ``pdf``."""
    grids: tuple[Grid, ...] = ()
    text: str = ""
    """Of a page: its text."""
    table: Table | None = None


def detect_format(raw: bytes, config: ReportConfig) -> str:
    """The format of a file by its content; empty if it is none that can be read."""
    if raw.startswith(b"PK"):
        parts = {"docx": b"word/document", "xlsx": b"xl/workbook"}
        return next((form for form, part in parts.items() if part in raw), "")
    start = raw[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")
    if b"%PDF-" in raw[:1024]:
        return "pdf"
    if raw.startswith(OLE) or start[:5] == b"{\\rtf" or start[:13].lower() == b"mime-version:":
        return ""
    if start[:1] == b"<" or _JSON.match(start):
        return "html" if start[:1] == b"<" else "json"
    text, found = decode_any("", raw)
    if not found and page.is_page(text, config):
        return "page"
    return "md" if markdown.has_table(text) else "csv"


def read(
    path: str, raw: bytes, config: ReportConfig
) -> tuple[FileContent | None, list[Diagnostic]]:
    """Read a file.

    Args:
        path: Its name, for messages.
        raw: Its bytes.
        config: Gives the headings that make a text a page.

    Returns:
        What it holds, None if nothing that can be read; and what is wrong.
    """
    if not raw.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        message = _("the file is empty")
        hint = _("copy or download it again; perhaps it was not saved")
        return None, [Diagnostic("empty-file", message, Location(path), hint)]
    form = detect_format(raw, config)
    if form == "":
        return None, [_unknown(path, raw)]
    if form == "page":
        text, found = decode_any(path, raw)
        return (None if found else FileContent(form, text=text)), found
    if form in _TABLES:
        module, _dot, function = _TABLES[form].partition(".")
        table, found = getattr(_reader(module), function)(path, raw)
        return (FileContent(form, table=table) if table else None), found
    read_grids, found = _reader(_GRIDS[form]).read(path, raw)
    grids = tuple(map(_plain, read_grids))
    return (FileContent(form, grids) if grids or not found else None), found


def _plain(grid: Grid) -> Grid:
    rows = tuple(tuple(map(plain, row)) for row in grid.rows)
    return replace(grid, rows=rows, title=plain(grid.title))


def _reader(name: str) -> Any:
    return import_module(f"progress_report.readers.{name}")


def _unknown(path: str, raw: bytes) -> Diagnostic:
    if raw.startswith(OLE):
        return old_office(path, raw)
    message = _("this is no Word, Excel, CSV or JSON file, no web page and no PDF of this program")
    hint = _("open it in Word, WPS or Excel and save it as .docx or .xlsx")
    return Diagnostic("not-importable", message, Location(path), hint)
