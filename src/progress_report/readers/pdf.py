"""Read the table that a published PDF contains as an attached JSON file."""

import io
import logging

from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.domain.table import Table
from progress_report.readers import json
from progress_report.system.i18n import _
from progress_report.system.limits import MAX_PDF_BYTES


def read(path: str, raw: bytes) -> tuple[Table | None, list[Diagnostic]]:
    """Read the data of a PDF that this program published."""
    from pypdf import PdfReader  # noqa: PLC0415 - only for a PDF

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its messages are replaced below
    try:
        # recovering a damaged file can take minutes
        reader = PdfReader(io.BytesIO(raw), strict=True, root_object_recovery_limit=0)
        if reader.is_encrypted:
            return None, [_refused(path, _("the file is protected by a password"))]
        attached = [
            content
            for name, contents in reader.attachments.items()
            if name.lower().endswith(".json")
            for content in contents
        ]
    except Exception:  # noqa: BLE001 - a parser of foreign bytes fails in ways it does not name
        return None, [_refused(path, _("the file is damaged, or was only partly copied"))]
    if len(attached) != 1 or len(attached[0]) > MAX_PDF_BYTES:
        message = _("this PDF has no attached data; text on its pages is not read")
        return None, [_refused(path, message)]
    return json.read(path, attached[0])


def _refused(path: str, message: str) -> Diagnostic:
    hint = _(
        "import the web page, the Word or Excel file it was made from, or a PDF of this program"
    )
    return Diagnostic("not-importable", message, Location(path), hint)
