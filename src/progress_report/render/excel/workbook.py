"""What the workbooks of tables and of forms have in common, but for their cells."""

import re
from collections.abc import Callable

from progress_report.domain.diagnostics import DataError, Hint
from progress_report.office.package import pack, unpack
from progress_report.system.i18n import _

MAX_TEXT = 32_767  # the length of a cell's text, in UTF-16 code units, as Excel counts
_NO_DATE = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
_ROW = re.compile(rb'(<row r="(\d+)"[^>]*?) customHeight="1"')
_SHEET, _CORE = "xl/worksheets/sheet1.xml", "docProps/core.xml"


def refuse_long(place: str, text: str, hint: Hint) -> None:
    """Raise DataError for a text that is too long for a cell: the writer would omit it silently."""
    if len(text) > MAX_TEXT // 2 and len(text.encode("utf-16-le")) // 2 > MAX_TEXT:
        message = _("{place}: a text of {count} characters; Excel takes {most}")
        raise DataError(message.format(place=place, count=len(text), most=MAX_TEXT), hint)


def finished(written: bytes, fixed: Callable[[int], bool], language: str = "") -> bytes:
    """The file of a workbook as it was written, without the time, which would change its bytes.

    Only rows whose height programs cannot compute keep it: ``fixed`` says which, by their numbers
    from 0.
    """
    parts = unpack(written)
    core = _NO_DATE.sub(b"", parts[_CORE])
    if language:
        end = f"<dc:language>{language}</dc:language></cp:coreProperties>".encode()
        core = core.replace(b"</cp:coreProperties>", end)
    parts[_CORE] = core
    parts[_SHEET] = _ROW.sub(lambda row: row[0 if fixed(int(row[2]) - 1) else 1], parts[_SHEET])
    return pack(parts)
