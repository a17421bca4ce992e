"""Office packages (ISO/IEC 29500-2): ZIP archives of XML parts, read with guards and written.

Reading: what a sender could do with such a file is refused here once for every reader: archives
that unpack to far more than they weigh, encryption, document types and entities (ISO/IEC 29500-2
allows neither document types nor any encoding but UTF-8 and UTF-16).

Writing: the same parts give the same bytes on any machine. So nothing is compressed: zlib and its
replacements give different bytes for one text, and from one version to the next. Word, WPS and
LibreOffice open stored parts, a repository keeps their versions in less room, and a table of 37
tasks stays below half a megabyte.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.office import worded
from progress_report.system import limits
from progress_report.system.i18n import _

_CHUNK = 2**16
_SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False} | dict.fromkeys(
    ("remove_comments", "remove_pis"), True
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The first bytes of the file formats before 2007, and of encrypted files today."""
ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1
_OLE_STREAMS = {
    "protected": "EncryptedPackage".encode("utf-16-le"),
    "old-word": "WordDocument".encode("utf-16-le"),
    "old-excel": "Workbook".encode("utf-16-le"),
}
"""What a file of a kind holds, by the name of what is wrong with it."""
# in UTF-16 of either byte order as well as in UTF-8
_DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY|<\x00!\x00(?:D\x00O\x00C|E\x00N\x00T)")
_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,80}?encoding\s*=\s*[\"']([^\"']*)", re.DOTALL)
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\0\s]*<")
_ENCODINGS = {b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii"}
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first date a ZIP archive can hold; written for every part
_UNIX = 3
_FILE_MODE = 0o100644 << 16


class BadXmlError(ValueError):
    """Not XML that an office package may hold."""


def open_package(path: str, raw: bytes) -> tuple[zipfile.ZipFile | None, list[Diagnostic]]:
    """Open a package after unpacking it once, which proves that every part can be read."""
    if (diagnostic := _not_a_package(path, raw)) is not None:
        return None, [diagnostic]
    try:
        # before so many are listed
        limits.require_at_most(limits.MAX_MEMBERS, raw.count(ENTRY), _("parts"))
        package = zipfile.ZipFile(io.BytesIO(raw))
        diagnostic = _unsafe(path, package, len(raw))
    except limits.TooLargeError as error:
        return None, [too_large(path, error)]
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
        return None, [damaged(path)]
    return (package, []) if diagnostic is None else (None, [diagnostic])


def parse_xml(raw: bytes) -> Any:
    """The root of one member's XML (``lxml``); nothing outside is read, no entity expanded.

    Raises BadXmlError if it is not well-formed, nested too deep, or has a document type;
    TooLargeError if its tree would take too much memory.
    """
    from lxml import etree  # type: ignore[import-untyped] # noqa: PLC0415 - no types; Office only

    if _DOCTYPE.search(raw):
        raise BadXmlError("document type")
    limits.require_at_most(limits.MAX_TREE_NODES, _count_nodes(raw), _("XML nodes"))
    parser = etree.XMLParser(huge_tree=False, **_SAFE)
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadXmlError(str(error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise BadXmlError("document type")
    return root


def stream_xml(raw: bytes, names: Collection[str]) -> Iterator[Any]:
    """Elements in the order in which they end; each, and all before it, is freed afterwards.

    The names are with their namespace in braces; the XML may be empty. Raises BadXmlError if it is
    not well-formed; TooLargeError if too much stands between two of the elements.
    """
    from lxml import etree  # noqa: PLC0415 - as above

    parser = etree.XMLPullParser(tag=names, **_SAFE)
    held = 0
    try:
        for start in range(0, len(raw), _CHUNK):
            chunk = raw[start : start + _CHUNK]
            held += _count_nodes(chunk)
            limits.require_at_most(limits.MAX_TREE_NODES, held, _("XML nodes"))
            parser.feed(chunk)
            for _event, element in parser.read_events():
                yield element
                element.clear()
                for parent in (element, *element.iterancestors()):
                    while parent.getprevious() is not None:
                        del parent.getparent()[0]
                held = 0
        if raw:
            parser.close()
    except etree.XMLSyntaxError as error:
        raise BadXmlError(str(error)) from error


def _count_nodes(raw: bytes) -> int:
    """Elements, attributes and texts of XML, or slightly more."""
    elements = raw.count(b"<") - raw.count(b"</")
    texts = raw.count(b">") - raw.count(b"><")
    return elements + texts + raw.count(b"=")


def relations(package: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str, str]]:
    """The id, the last word of the type, and the name of each part that a part refers to."""
    folder, name = posixpath.split(part)
    listing = posixpath.join(folder, "_rels", f"{name}.rels")
    if listing in package.namelist():
        for relation in parse_xml(package.read(listing)):
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
                kind = relation.get("Type", "").rsplit("/", 1)[-1]
                yield relation.get("Id", ""), kind, target.lstrip("/")


def related_parts(package: zipfile.ZipFile, part: str) -> dict[str, str]:
    """The parts that a part refers to, by the last word of their type; of each type the first."""
    parts: dict[str, str] = {}
    for _id, kind, target in relations(package, part):
        parts.setdefault(kind, target)
    return parts


def _not_a_package(path: str, raw: bytes) -> Diagnostic | None:
    if not raw.strip(b"\0 \t\r\n"):
        return worded("empty-file", Location(path))
    if raw.startswith(OLE):
        return old_office(path, raw)
    return None if raw.startswith(b"PK") else not_office(path)


def not_office(path: str) -> Diagnostic:
    """The diagnostic for a file of another program: OpenDocument, a ZIP archive, a picture."""
    return worded("not-office", Location(path))


def old_office(path: str, raw: bytes) -> Diagnostic:
    """The diagnostic for an OLE file: encrypted, or of a format before 2007."""
    return worded(
        next((n for n, mark in _OLE_STREAMS.items() if mark in raw), "old-office"), Location(path)
    )


def _unsafe(path: str, package: zipfile.ZipFile, packed: int) -> Diagnostic | None:
    members = package.infolist()
    if any(member.flag_bits & _ENCRYPTED for member in members):
        return worded("protected", Location(path))
    limit = min(limits.MAX_UNPACKED, max(packed * limits.MAX_RATIO, limits.SMALL_UNPACKED))
    unpacked = sum(member.file_size for member in members)
    limits.require_at_most(limit, unpacked, _("bytes when unpacked"))
    methods = {member.compress_type for member in members}
    twice = len({member.filename for member in members}) != len(members)
    if twice or not methods <= {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return damaged(path)
    return _unpack(path, package, limit)


def _unpack(path: str, package: zipfile.ZipFile, limit: int) -> Diagnostic | None:
    """Unpack everything in chunks, keeping nothing."""
    unpacked = nodes = 0
    for member in package.infolist():
        is_xml = member.filename.lower().endswith((".xml", ".rels", ".vml"))
        with package.open(member) as stream:
            before = b""
            size = 0
            while chunk := stream.read(_CHUNK):
                unpacked += len(chunk)
                limits.require_at_most(limit, unpacked, _("bytes when unpacked"))
                is_xml = is_xml or (not before and _MARKUP.match(chunk) is not None)
                if is_xml and (_DOCTYPE.search(before + chunk) or _is_odd(before, chunk)):
                    return worded("entities", Location(path), member=member.filename)
                before = chunk[-32:]
                if is_xml:
                    size += len(chunk)
                    nodes += _count_nodes(chunk)
            limits.require_at_most(limits.MAX_XML_BYTES, size, _("bytes in one part"))
    limits.require_at_most(limits.MAX_PACKAGE_NODES, nodes, _("XML nodes"))
    return None


def _is_odd(before: bytes, chunk: bytes) -> bool:
    """Whether a member begins by declaring an encoding that Office does not write."""
    declared = None if before else _ENCODING.match(chunk.removeprefix(b"\xef\xbb\xbf"))
    return declared is not None and declared[1].lower() not in _ENCODINGS


def damaged(path: str) -> Diagnostic:
    """The diagnostic for a file that cannot be unpacked, or whose parts do not fit together."""
    return worded("damaged", Location(path))


def too_large(path: str, error: limits.TooLargeError) -> Diagnostic:
    """The diagnostic for a file that exceeds a bound."""
    hint = _("copy the table into a new file, and import that")
    return Diagnostic("not-importable", str(error), Location(path), hint)


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Write a package.

    The list of content types comes first, as readers that look at the first bytes expect, and the
    document's properties last.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as package:
        places = {n: (n != "[Content_Types].xml", n.startswith("docProps/"), n) for n in parts}
        for name in sorted(parts, key=places.__getitem__):
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.create_system = _UNIX  # otherwise it names the system this ran on
            entry.external_attr = _FILE_MODE
            package.writestr(entry, parts[name])
    return packed.getvalue()


def unpack(raw: bytes) -> dict[str, bytes]:
    """The parts of a package that this program or one of its libraries has written, by name."""
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        return {name: package.read(name) for name in package.namelist()}
