"""What all sheets of an Excel workbook share: their list, the strings, the cell styles.

Here and in the modules beside this one, what is damaged raises BadXmlError, LookupError, ValueError
or ArithmeticError; and what holds too much TooLargeError.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from progress_report.office import package
from progress_report.readers.excel.number_format import BUILT_IN, GENERAL
from progress_report.render.excel.layout import HEADINGS_NAME, LONG_TEXT
from progress_report.text.linear import script

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TRANSITIONAL, _STRICT = "http://schemas.openxmlformats.org", "http://purl.oclc.org/ooxml"
_MAIN = (f"{{{_TRANSITIONAL}/spreadsheetml/2006/main}}", f"{{{_STRICT}/spreadsheetml/main}}")
_SHEET_ID = (
    f"{{{_TRANSITIONAL}/officeDocument/2006/relationships}}id",
    f"{{{_STRICT}/officeDocument/relationships}}id",
)


class NotAWorkbookError(ValueError):
    """An archive of something else. ``kind`` is ``binary`` for .xlsb, else ``other``."""

    def __init__(self, kind: str) -> None:
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Style:
    """What a cell's style says about its text."""

    code: str  # the number format
    struck: bool  # whether it is struck through
    script: str = ""  # ``superscript`` or ``subscript``; empty for neither


@dataclass(frozen=True, slots=True)
class Text:
    """A string of the workbook."""

    text: str
    struck: bool  # whether a part of it is struck through
    unraised: str = ""
    """A part that is raised or lowered, and that Unicode has no such characters for."""
    space_behind: str = ""  # white space at its end, which is not part of ``text``


@dataclass(frozen=True, slots=True)
class Workbook:
    """The parts of a workbook that all its sheets need."""

    sheets: tuple[tuple[str, str], ...]  # name and part of each visible sheet, in order
    hidden: tuple[str, ...]  # names of the hidden ones
    strings: tuple[Text, ...]
    styles: tuple[Style, ...]
    since_1904: bool
    is_own: bool  # whether it has the name that this program gives to its tables
    long_texts: tuple[tuple[str, str], ...] = ()
    """Name of the sheet and cells of each text that `LONG_TEXT` names."""


def open_workbook(archive: zipfile.ZipFile) -> Workbook:
    """Read what the sheets share; NotAWorkbookError if the archive is none."""
    names = {*archive.namelist()}
    if "_rels/.rels" not in names:
        raise NotAWorkbookError("other")
    part = package.related_parts(archive, "").get("officeDocument", "")
    if part.endswith(".bin"):
        raise NotAWorkbookError("binary")
    if part not in names:
        raise NotAWorkbookError("other")
    root = package.parse_xml(part_of(archive, part))
    if root.tag.rpartition("}")[2] != "workbook":
        raise NotAWorkbookError("other")
    targets = {key: (kind, target) for key, kind, target in package.relations(archive, part)}
    parts = dict(targets.values())
    sheets, hidden = [], []
    known: set[str] = set()
    for sheet in root.iter("{*}sheet"):
        kind, target = targets[next((sheet.get(key) for key in _SHEET_ID if sheet.get(key)), "")]
        if kind != "worksheet":
            continue  # a chart on a sheet of its own
        if target in known:
            raise ValueError("two sheets of one part")
        known.add(target)
        if sheet.get("state", "visible") == "visible":
            sheets.append((sheet.get("name", ""), target))
        else:
            hidden.append(sheet.get("name", ""))
    properties = root.find("{*}workbookPr")
    return Workbook(
        tuple(sheets),
        tuple(hidden),
        tuple(map(string_of, each(part_of(archive, parts.get("sharedStrings")), "si"))),
        tuple(_styles(part_of(archive, parts.get("styles")))),
        properties is not None and is_on(properties, "date1904"),
        any(name.get("name", "").startswith(HEADINGS_NAME) for name in root.iter("{*}definedName")),
        tuple(_long_texts(root)),
    )


def _long_texts(root: Any) -> Iterator[tuple[str, str]]:
    for name in root.iter("{*}definedName"):
        if name.get("name", "").startswith(LONG_TEXT):
            sheet, _mark, cells = (name.text or "").rpartition("!")
            yield sheet.removeprefix("'").removesuffix("'").replace("''", "'"), cells


def part_of(archive: zipfile.ZipFile, name: str | None) -> bytes:
    """A part of XML; nothing if the workbook has none.

    Any other name is an error, as what such a part declares has not been checked.
    """
    if name is None:
        return b""
    if not name.lower().endswith(".xml"):
        raise package.BadXmlError(name)
    return archive.read(name)


def is_on(element: Any, key: str) -> bool:
    """Whether a truth value of XML is given and true."""
    return element.get(key) in ("1", "true", "on")


def each(raw: bytes, *names: str) -> Iterator[Any]:
    """Elements of some names in the order they end, each freed after it was looked at."""
    return package.stream_xml(raw, [space + name for space in _MAIN for name in names])


def string_of(item: Any) -> Text:
    """A string, of one piece or of runs; the readings above Han characters are left out."""
    pieces, struck, unraised = [], False, ""
    for child in item:
        name = child.tag.rpartition("}")[2]
        if name == "t":
            pieces.append(child.text or "")
        elif name == "r":
            properties = child.find("{*}rPr")
            text = "".join(piece.text or "" for piece in child.iterfind("{*}t"))
            converted = script(text, _script(properties))
            unraised = unraised or (text if converted is None else "")
            pieces.append(text if converted is None else converted)
            struck = struck or _is_struck(properties)
    text = "".join(pieces)
    return Text(unescape(text), struck, unraised, text[len(text.rstrip()) :])


def unescape(text: str) -> str:
    """A string as it was typed: ``_x000D_`` stands for a character that XML cannot hold."""
    if "_x" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _is_struck(properties: Any) -> bool:
    strike = None if properties is None else properties.find("{*}strike")
    return strike is not None and strike.get("val", "1") not in ("0", "false", "off")


def _script(properties: Any) -> str:
    aligned = None if properties is None else properties.find("{*}vertAlign")
    return "" if aligned is None else aligned.get("val", "")


def _styles(raw: bytes) -> Iterator[Style]:
    if not raw:
        return
    root = package.parse_xml(raw)
    codes = {item.get("numFmtId"): item.get("formatCode", "") for item in root.iter("{*}numFmt")}
    fonts = [(_is_struck(font), _script(font)) for font in root.iterfind("{*}fonts/{*}font")]
    for form in root.iterfind("{*}cellXfs/{*}xf"):
        number, font = form.get("numFmtId", "0"), int(form.get("fontId", "0"))
        code = codes.get(number) or BUILT_IN.get(int(number), GENERAL)
        struck, script_of_font = fonts[font] if font < len(fonts) else (False, "")
        yield Style(code, struck, script_of_font)
