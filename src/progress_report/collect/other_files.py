"""Files that hold no form and cannot: what each is, and what to ask the unit for instead."""

import re
import zipfile
from io import BytesIO

from progress_report.diagnostics import Diagnostic, Location
from progress_report.i18n import _

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")
"""But for ZIP, which Word's and Excel's own files are."""
_OFFICE = ("_rels/.rels", "mimetype")
"""What the files of office programs begin with, those of OpenDocument too."""
_CONTROLS = re.compile(rb"[\0-\x08\x0b\x0e-\x1f]")
"""Bytes that no text has, in whatever encoding but UTF-16."""
_UTF_8 = 0x800
_LISTED = 5


def told(path: str, raw: bytes) -> Diagnostic | None:
    """Say what a file is, if it is one of those that units send instead of the form.

    Args:
        path: Its name, for messages.
        raw: Its bytes; the name says nothing.

    Returns:
        None of what may be Word's or Excel's, and of what nobody knows.
    """
    hint = _("ask the unit for the Word or Excel file that it filled in")
    if b"%PDF-" in raw[:1024]:
        message = _("this is a PDF, and a form cannot be read back from one")
    elif raw.startswith(_PICTURES) or raw[8:12] == b"WEBP" or raw[4:8] == b"ftyp":
        message = _("this is a picture, whose text nobody has typed")
    elif raw.startswith(_ARCHIVES):
        message = _("this is an archive of files")
        hint = _("unpack it, and take in the files that were in it")
    elif raw.startswith(b"PK"):
        names = _names(raw)
        if not names:
            return None
        message = _("this is an archive of files: {names}").format(names=_(", ").join(names))
        hint = _("unpack it, and take in the files that were in it")
    elif raw.strip() and not raw.startswith(b"{\\rtf") and not _CONTROLS.search(raw):
        message = _("this is plain text, such as CSV or a web page, and no longer the form")
    else:
        return None
    return Diagnostic("not-importable", message, Location(path), hint)


def _names(raw: bytes) -> list[str]:
    """What a ZIP archive holds; nothing if it is an office program's, or damaged."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return []
    names = [_name(one) for one in members]
    if any(name in _OFFICE for name in names):
        return []
    return [*names[:_LISTED], "…"] if len(names) > _LISTED else names


def _name(member: zipfile.ZipInfo) -> str:
    """A name as its packer meant it: Chinese Windows writes GBK and does not say so."""
    if member.flag_bits & _UTF_8:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename
