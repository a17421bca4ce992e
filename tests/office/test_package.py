"""Office packages: only complete, plain ones are opened; the same parts give the same bytes."""

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress_report.office.package import OLE, BadXmlError, open_package, pack, parse_xml
from progress_report.system.i18n import hint_text

PARTS = {"[Content_Types].xml": b"<Types/>", "word/document.xml": "<w>进展</w>".encode()}


UTF_32 = "<!DOCTYPE a><a/>".encode("utf-32")


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def said(raw: bytes) -> tuple[str, str]:
    """Message and hint of the only diagnostic; the package is withheld."""
    archive, (found,) = open_package("a.docx", raw)
    assert archive is None
    assert found.location is not None
    assert (found.rule, found.location.path) == ("not-importable", "a.docx")
    return found.message, hint_text(found.hint)


def test_a_plain_archive_is_opened() -> None:
    archive, found = open_package("a.docx", packed(PARTS))
    assert archive is not None
    assert found == []
    assert parse_xml(archive.read("word/document.xml")).text == "进展"


@pytest.mark.parametrize(
    ("raw", "message", "hint"),
    [
        (b"", "is empty", "download it again"),
        (b"\0" * 5000, "is empty", "download it again"),
        (b"{\\rtf1", "neither a Word nor an Excel file", ".docx or .xlsx"),
        (OLE + "WordDocument".encode("utf-16-le"), "(.doc)", "*.docx"),
        (OLE + "Workbook".encode("utf-16-le"), "(.xls)", "*.xlsx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "by a password", "remove the password"),
        (OLE, "an old Office format", ".docx or .xlsx"),
        (packed(PARTS)[:-40], "only partly copied", "download it again"),
        (packed(PARTS, zipfile.ZIP_BZIP2), "damaged", "save it anew"),
        (packed({"a": b"", "b": b""}).replace(b"\0b", b"\0a"), "damaged", "save it anew"),
    ],
)
def test_what_is_no_such_archive_is_named_and_what_to_do(
    raw: bytes, message: str, hint: str
) -> None:
    found = said(raw)
    assert message in found[0]
    assert hint in found[1]


def test_an_encrypted_member_is_a_password() -> None:
    raw = bytearray(packed(PARTS))
    entry = raw.index(b"PK\x01\x02")
    raw[entry + 8] |= 1
    assert "password" in said(bytes(raw))[0]


def test_a_member_that_is_broken_inside_is_damage() -> None:
    raw = bytearray(packed({"word/document.xml": bytes(range(256)) * 50}))
    raw[60] ^= 0xFF
    assert "damaged" in said(bytes(raw))[0]


def test_a_bomb_is_refused_by_its_true_size() -> None:
    raw = packed({"xl/worksheets/sheet1.xml": b"\0" * 50_000_000})
    assert len(raw) < 100_000
    assert "when unpacked; at most" in said(raw)[0]
    lying = bytearray(raw)  # both headers claim ten bytes
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        struct.pack_into("<I", lying, raw.index(mark) + offset, 10)
    assert "damaged" in said(bytes(lying))[0]


def test_an_archive_of_very_many_members_is_refused_before_they_are_listed() -> None:
    raw = packed({f"{n}": b"" for n in range(10_001)}, zipfile.ZIP_STORED)
    assert "parts; at most 10,000" in said(raw)[0]


@pytest.mark.parametrize(
    "xml",
    [
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'.encode("utf-16"),
        b"<!--" + b"x" * 65_530 + b"--><!DOCTYPE a><a/>",
    ],
)
def test_document_types_are_refused_wherever_they_hide(xml: bytes) -> None:
    assert "document type" in said(packed({"word/document.xml": xml}))[0]
    with pytest.raises(BadXmlError):
        parse_xml(xml)


def test_an_encoding_no_office_program_writes_is_refused() -> None:
    xml = b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE a+AD4APA-a/+AD4-'
    assert "document type" in said(packed({"word/document.xml": xml}))[0]


@pytest.mark.parametrize(
    "xml",
    [
        *(b"", b"<a>", b"<a>" * 5000 + b"</a>" * 5000, b"\xff\xfe\0", UTF_32),
        b"<a><!-- <!DOCTYPE b> --></a>",  # not parsed at all
    ],
)
def test_xml_that_is_none_is_refused(xml: bytes) -> None:
    with pytest.raises(BadXmlError):
        parse_xml(xml)


@given(st.binary(max_size=300), st.integers(0, 200))
def test_no_bytes_make_it_fail(noise: bytes, at: int) -> None:
    raw = packed(PARTS)
    for candidate in (noise, b"PK\x03\x04" + noise, raw[:at] + noise + raw[at + len(noise) :]):
        archive, found = open_package("a.docx", candidate)
        assert (archive is None) == bool(found)


def test_a_package_is_stored_with_its_content_types_first() -> None:
    parts = {
        "docProps/core.xml": b"<core/>",
        "word/document.xml": "<正文/>".encode() * 100,
        "_rels/.rels": b"<rels/>",
        "[Content_Types].xml": b"<types/>",
    }
    with zipfile.ZipFile(io.BytesIO(pack(parts))) as archive:
        entries = archive.infolist()
        assert [entry.filename for entry in entries] == [
            "[Content_Types].xml",
            "_rels/.rels",
            "word/document.xml",
            "docProps/core.xml",
        ]
        assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}
        assert {name: archive.read(name) for name in archive.namelist()} == parts
