"""The PDF to be kept: what it says of itself, what it carries, what PDF/A and PDF/UA ask for.

The rules are those of ISO 19005-3 (PDF/A-3) and ISO 14289-1 (PDF/UA-1) that can be looked up in a
file's objects. They are no full validator: `test_claims` asks one.
"""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from support.project import GOOD, ROOT, project, report

from progress_report.domain.config import ReportConfig
from progress_report.domain.table import Table
from progress_report.readers.json import read
from progress_report.render import json as table_json

PDF = ROOT / "out/2021H1.pdf"
NS = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "dc": "http://purl.org/dc/elements/1.1/",
}


@pytest.fixture(scope="module")
def opened() -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(PDF) as pdf:
        yield pdf


def objects(pdf: pikepdf.Pdf, kind: str) -> list[Any]:
    return [
        item
        for item in pdf.objects
        if isinstance(item, pikepdf.Dictionary | pikepdf.Stream) and item.get("/Type") == kind
    ]


def test_it_carries_the_table_it_was_made_from(real: tuple[Table, ReportConfig]) -> None:
    with pikepdf.open(PDF) as pdf:
        assert list(pdf.attachments) == ["2021H1.json"]
        data = pdf.attachments["2021H1.json"].get_file().read_bytes()
    assert data == table_json.render(*real)
    table, found = read("2021H1.json", data)
    assert found == []
    assert table is not None
    assert table_json.render(table, real[1]) == data


def test_the_carried_file_is_associated_and_undated(opened: pikepdf.Pdf) -> None:
    (spec,) = opened.Root.AF  # 6.8: named once by the document
    assert spec.AFRelationship == "/Data"
    assert (str(spec.F), str(spec.UF)) == ("2021H1.json", "2021H1.json")
    stream = spec.EF.F
    assert stream.Subtype == "/application/json"
    assert sorted(stream.Params.keys()) == ["/CheckSum", "/Size"]
    assert json.loads(stream.read_bytes())["period"] == "2021H1"


def test_it_says_which_standards_it_follows(opened: pikepdf.Pdf) -> None:
    root = ET.fromstring(opened.Root.Metadata.read_bytes())  # noqa: S314 - our own file
    (rdf,) = root.findall("rdf:RDF", NS)
    told = {
        key.removeprefix(f"{{{NS['pdfaid']}}}"): value
        for description in rdf
        for key, value in description.attrib.items()
        if NS["pdfaid"] in key
    }
    assert told == {"part": "3", "conformance": "A"}
    assert rdf.findtext(".//pdfuaid:part", namespaces=NS) == "1"
    # what PDF/A does not know is described (6.6.2.3)
    assert rdf.findtext(".//pdfaSchema:namespaceURI", namespaces=NS) == NS["pdfuaid"]
    title = rdf.findtext(".//dc:title//rdf:li", namespaces=NS)
    assert title == str(opened.docinfo["/Title"])
    assert opened.Root.ViewerPreferences.DisplayDocTitle
    assert opened.Root.MarkInfo.Marked
    assert str(opened.Root.Lang) == "zh-CN"
    assert not any("Date" in key for key in opened.docinfo)


def test_nothing_in_it_depends_on_anything_outside(opened: pikepdf.Pdf) -> None:
    raw = PDF.read_bytes()
    assert raw.startswith(b"%PDF-1.7\n%")
    assert all(byte > 127 for byte in raw[10:14])  # 6.1.2
    assert "/ID" in opened.trailer
    assert "/Encrypt" not in opened.trailer
    (intent,) = opened.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert intent.DestOutputProfile.N == 3
    assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"  # an ICC profile
    for name in ("/AA", "/OpenAction", "/AcroForm", "/OCProperties"):
        assert name not in opened.Root
    assert not [o for o in objects(opened, "/Action") if o.S in {"/JavaScript", "/Launch"}]
    filters = {
        str(item.get("/Filter")) for item in opened.objects if isinstance(item, pikepdf.Stream)
    }
    assert "/LZWDecode" not in filters


def test_every_glyph_is_carried_named_and_as_wide_as_it_is_declared_to_be(
    opened: pikepdf.Pdf,
) -> None:
    fonts = [font for font in objects(opened, "/Font") if font.Subtype == "/Type0"]
    assert len(fonts) == 2
    for font in fonts:
        assert font.Encoding == "/Identity-H"
        assert b"beginbfchar" in font.ToUnicode.read_bytes()
        (descendant,) = font.DescendantFonts
        program = TTFont(io.BytesIO(descendant.FontDescriptor.FontFile3.read_bytes()))
        top = program["CFF "].cff.topDictIndex[0]
        assert top.charset[1:3] == ["cid00001", "cid00002"]
        first, widths = descendant.W
        scale = 1000 / program["head"].unitsPerEm
        told = [float(width) for width in widths]
        glyphs = program.getGlyphOrder()[int(first) : int(first) + len(told)]
        real = [program["hmtx"][glyph][0] * scale for glyph in glyphs]
        assert max(abs(a - b) for a, b in zip(told, real, strict=True)) < 1  # 6.2.11.5


@pytest.mark.program
@pytest.mark.parametrize(
    ("variant", "part"), [("pdf/a-3a", b"pdfaid"), ("pdf/ua-1", b"pdfuaid"), ("none", b"")]
)
def test_variants(tmp_path: Path, variant: str, part: bytes) -> None:
    project(tmp_path, t001=GOOD)
    run = report("build", "--format", "pdf", "--pdf-variant", variant, cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    with pikepdf.open(tmp_path / "out/2021H1.pdf") as pdf:
        metadata = pdf.Root.get("/Metadata")
        text = b"" if metadata is None else metadata.read_bytes()
        assert (part in text) if part else (metadata is None)
        assert (b"pdfaid:part" in text) == (variant == "pdf/a-3a")
        assert list(pdf.attachments) == ["2021H1.json"]
    run = report("verify", "out/2021H1.pdf", cwd=tmp_path)
    assert run.returncode == 0, run.stdout


@pytest.mark.program
def test_an_unknown_variant_is_refused() -> None:
    run = report("build", "--pdf-variant", "pdf/x-4", cwd=ROOT)
    assert run.returncode == 2
    assert "pdf/a-3a, pdf/ua-1, none" in run.stderr
