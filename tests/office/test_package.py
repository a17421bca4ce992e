"""Office packages: the same parts, the same bytes."""

import io
import zipfile

from progress_report.office.package import pack, repack

PARTS = {
    "docProps/core.xml": b"<core/>",
    "word/document.xml": "<正文/>".encode() * 100,
    "_rels/.rels": b"<rels/>",
    "[Content_Types].xml": b"<types/>",
}


def _zip(*names: str, when: tuple[int, int, int, int, int, int], how: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", how) as archive:
        archive.mkdir("word")
        for name in names:
            archive.writestr(zipfile.ZipInfo(name, when), PARTS[name], how)
    return packed.getvalue()


def test_order_dates_and_compression_of_what_is_repacked_leave_no_trace() -> None:
    one = _zip(*PARTS, when=(2021, 7, 5, 12, 0, 0), how=zipfile.ZIP_DEFLATED)
    other = _zip(*reversed(PARTS), when=(1999, 1, 1, 0, 0, 0), how=zipfile.ZIP_STORED)
    assert one != other
    assert repack(one) == repack(other) == pack(PARTS)


def test_a_package_is_stored_with_its_content_types_first() -> None:
    with zipfile.ZipFile(io.BytesIO(pack(PARTS))) as archive:
        entries = archive.infolist()
        assert [entry.filename for entry in entries] == [
            "[Content_Types].xml",
            "_rels/.rels",
            "word/document.xml",
            "docProps/core.xml",
        ]
        assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}
        assert {name: archive.read(name) for name in archive.namelist()} == PARTS
