"""Files that cannot contain a form: what they are, and what to ask the unit for."""

import re
import zipfile
from contextlib import suppress
from io import BytesIO

from progress_report.collect.wording import worded
from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.readers.decoding import PICTURES
from progress_report.system.i18n import _
from progress_report.text.excerpt import join_truncated

_ZIP = (b"PK\3\4", b"PK\5\6")
_ARCHIVES = (b"Rar!\x1a\7", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")
_OFFICE = ("_rels/.rels", "mimetype")
"""Members that mark a file of an office program, OpenDocument included."""
_CONTROLS = re.compile(rb"[\0-\x08\x0b\x0e-\x1f]")
"""Bytes that occur in no text encoding except UTF-16."""
_UTF_8 = 0x800
_MAX_LISTED = 5


def explain(path: str, raw: bytes) -> Diagnostic | None:
    """Identify by its content a file that units send instead of the form.

    None if the file may be Word or Excel, or is of an unknown kind.
    """
    name, listed = "", ""
    if raw.startswith(_ZIP):  # first: the members may have any of the signatures below
        if names := _names(raw):
            name, listed = "files-in-archive", join_truncated(names, _MAX_LISTED, _(", "))
    elif b"%PDF-" in raw[:1024]:
        name = "pdf"
    elif PICTURES.match(raw):
        name = "picture"
    elif raw.startswith(_ARCHIVES):
        name = "archive"
    elif raw.strip() and not raw.startswith(b"{\\rtf") and not _CONTROLS.search(raw):
        name = "plain-text"
    return worded(name, Location(path), names=listed) if name else None


def _names(raw: bytes) -> list[str]:
    """The names in a ZIP archive; none if it is an office file or damaged."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            members = [member for member in archive.infolist() if not member.filename.endswith("/")]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return []
    names = [_name(member) for member in members]
    return names if not set(_OFFICE).intersection(names) else []


def _name(member: zipfile.ZipInfo) -> str:
    """Decode a name: macOS writes UTF-8 and Chinese Windows GBK, both without the UTF-8 flag."""
    if not member.flag_bits & _UTF_8:
        for encoding in ("utf-8", "gb18030"):
            with suppress(UnicodeError):
                return member.filename.encode("cp437").decode(encoding)
    return member.filename
