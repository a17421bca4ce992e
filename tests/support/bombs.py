"""Small files that would cost much memory or time, and a run that measures what they cost."""

import os
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from random import Random

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEETS = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def packed(parts: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


PICTURE = b"\x89PNG" + Random(1).randbytes(1_000_000)  # noqa: S311 - the same each time
"""Bytes that hardly compress keep the ratio of sizes plausible."""


def document(body: bytes) -> bytes:
    body = b'<w:document xmlns:w="%s"><w:body>%s</w:body></w:document>' % (WORD, body)
    return packed({"word/document.xml": body, "word/media/1.png": PICTURE})


def relations(**targets: str) -> bytes:
    listed = (
        f'<Relationship Id="{kind}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for kind, target in targets.items()
    )
    return f'<Relationships xmlns="{RELATIONS}">{"".join(listed)}</Relationships>'.encode()


def workbook(sheet: bytes = b"", styles: bytes = b"") -> bytes:
    book = (
        b'<workbook xmlns="%s" xmlns:r="%s"><sheets>'
        b'<sheet name="a" r:id="worksheet"/></sheets></workbook>'
    )
    return packed(
        {
            "_rels/.rels": relations(officeDocument="xl/workbook.xml"),
            "xl/workbook.xml": book % (SHEETS, OFFICE.encode()),
            "xl/_rels/workbook.xml.rels": relations(worksheet="1.xml", styles="styles.xml"),
            "xl/1.xml": b'<worksheet xmlns="%s">%s</worksheet>' % (SHEETS, sheet),
            "xl/styles.xml": b'<styleSheet xmlns="%s">%s</styleSheet>' % (SHEETS, styles),
            "xl/media/1.png": PICTURE,
        }
    )


IMPORTED: dict[str, tuple[Callable[[], bytes], str]] = {
    "paragraphs": (lambda: document(b"<w:p/>" * 7_000_000), "XML nodes; at most 2,000,000"),
    "paragraphs-by-bytes": (lambda: document(b"<w:p/>" * 9_000_000), "bytes in one part"),
    "paragraphs-below": (lambda: document(b"<w:p/>" * 1_190_000), "error["),
    "styles": (lambda: workbook(styles=b"<xf/>" * 7_000_000), "XML nodes; at most 2,000,000"),
    "cells": (lambda: workbook(b"<sheetData><row>" + b"<c/>" * 1_900_000 + b"</row></sheetData>"),
              "XML nodes; at most 1,200,000"),
    "commas": (lambda: b"," * 60_000_000, "60,000,000 bytes; at most 25,165,824"),
    "fewer-commas": (lambda: b"a" + b"," * 20_000_000, "20,000,000 fields; at most 500,000"),
    "lines": (lambda: b"ab\n" * 2_000_000, "2,000,000 lines; at most 1,000,000"),
    "json": (lambda: b"[" + b"[]," * 7_000_000 + b"[]]", "JSON values; at most 1,000,000"),
    "json-rows": (
        lambda: b'{"title":"","period":"2021H1","notes":[],"columns":[],"version":1,"rows":['
        + b"{}," * 300_000 + b"{}]}", "not-importable"),
    "references": (lambda: b"<table><tr><td>" + b"&amp;" * 4_900_000,
                   "4,900,000 character references; at most 800,000"),
    "tags": (lambda: b"<p>" * 7_000_000, "7,000,000 tags; at most 600,000"),
    "attributes": (
        lambda: b"<p " + b" ".join(b"a%d" % n for n in range(100_000)) + b">",
        "attributes of one tag"),
    "spans": (
        lambda: (b"<table><tr><td rowspan=999 colspan=400>x" + b"<tr>" * 999 + b"</table>") * 50,
        "cells; at most 500,000"),
    "bars": (
        lambda: b"|a" * 3000 + b"|\n" + b"|-" * 3000 + b"|\n" + b"|x|\n" * 3000,
        "cells; at most 500,000"),
}  # fmt: skip
"""Files to import, each with a part of the message that refuses it."""


def pdf(objects: dict[int, bytes]) -> bytes:
    """A PDF of these objects, by number; the first is its catalogue."""
    file = BytesIO()
    file.write(b"%PDF-1.7\n")
    places = {}
    for number, content in objects.items():
        places[number] = file.tell()
        file.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = file.tell()
    file.write(b"xref\n")
    for number, place in places.items():
        file.write(b"%d 1\n%010d 00000 n \n" % (number, place))
    file.write(b"trailer\n<</Root 1 0 R /Size %d>>\n" % (max(objects) + 1))
    file.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return file.getvalue()


def stream(content: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    head = b"<</Filter /FlateDecode /Length %d %s>>" % (len(packed), entries)
    return b"%s\nstream\n%s\nendstream" % (head, packed)


def paged(page: bytes, others: dict[int, bytes], kids: bytes = b"3 0 R", count: int = 1) -> bytes:
    """A PDF of one page, or of the same page so many times."""
    pages = b"<</Type /Pages /Count %d /Kids [%s]>>" % (count, kids)
    catalogue = b"<</Type /Catalog /Pages 2 0 R>>"
    box = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] %s>>" % page
    return pdf({1: catalogue, 2: pages, 3: box, **others})


def nested_forms(depth: int) -> bytes:
    """Forms that each draw the next one twice."""
    draws = b"/Subtype /Form /Resources <</XObject <</X %d 0 R>>>>"
    forms = {n: stream(b"/X Do /X Do", draws % (n + 2)) for n in range(4, 4 + depth)}
    forms[4 + depth] = stream(b"BT (x) Tj ET", b"/Subtype /Form")
    page = b"/Contents 4 0 R /Resources <</XObject <</X 5 0 R>>>>"
    return paged(page, {4: stream(b"/X Do"), **{n + 1: form for n, form in forms.items()}})


def attached(content: bytes, copies: int) -> bytes:
    """A PDF that carries the same file under many names."""
    names = b" ".join(b"(%d.json) 5 0 R" % n for n in range(copies))
    catalogue = b"<</Type /Catalog /Pages 2 0 R /Names <</EmbeddedFiles <</Names [%s]>>>>>>" % names
    return pdf(
        {
            1: catalogue,
            2: b"<</Type /Pages /Count 1 /Kids [3 0 R]>>",
            3: b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]>>",
            5: b"<</Type /Filespec /F (a.json) /UF (a.json) /EF <</F 6 0 R>>>>",
            6: stream(content, b"/Type /EmbeddedFile"),
        }
    )


def merged(reference: bytes) -> bytes:
    cell = b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row></sheetData>'
    return workbook(cell + b'<mergeCells><mergeCell ref="%s"/></mergeCells>' % reference)


PUBLISHED: dict[str, Callable[[], bytes]] = {
    "lines.csv": lambda: b"\n" * 24_000_000,
    "bytes.csv": lambda: b"a" * 70_000_000,
    "many.json": lambda: b"[" + b"[]," * 7_000_000 + b"[]]",
    "deep.json": lambda: b"[" * 20_000_000,
    "lines.md": lambda: b"|a|\n" * 5_000_000,
    "tags.html": lambda: b"<p>" * 7_000_000,
    "attributes.html": lambda: b"<p " + b" ".join(b"a%d" % n for n in range(1_000_000)) + b">",
    "comments.html": lambda: b"<!--" * 500_000,
    "declarations.html": lambda: b"<!" * 500_000,
    "open.html": lambda: b"<a b='" * 500_000,
    "references.html": lambda: b"<p>" + b"&amp;" * 4_800_000,
    "nested.html": lambda: b"<div>" * 500_000,
    "paragraphs.docx": lambda: document(b"<w:p/>" * 7_000_000),
    "paragraphs-below.docx": lambda: document(b"<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 290_000),
    "span.docx": lambda: document(
        b'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="900000000"/></w:tcPr><w:p/></w:tc></w:tr>'
        b"</w:tbl>"
    ),
    "nested.docx": lambda: document(b"<w:tbl><w:tr><w:tc>" * 80 + b"</w:tc></w:tr></w:tbl>" * 80),
    "styles.xlsx": lambda: workbook(styles=b"<xf/>" * 7_000_000),
    "cells.xlsx": lambda: workbook(
        b"<sheetData><row>" + b"<c/>" * 1_900_000 + b"</row></sheetData>"
    ),
    "merged.xlsx": lambda: merged(b"A1:XFD1048576"),
    "rows.xlsx": lambda: workbook(
        b"<sheetData>"
        + b'<row><c t="inlineStr"><is><t>a</t></is></c></row>' * 180_000
        + b"</sheetData>"
    ),
    "page.pdf": lambda: paged(b"/Contents 4 0 R", {4: stream(b"q Q " * 18_000_000)}),
    "long-page.pdf": lambda: paged(b"/Contents 4 0 R", {4: stream(b"BT (x) Tj ET " * 4_000_000)}),
    "pages.pdf": lambda: paged(
        b"/Contents 4 0 R", {4: stream(b"q Q " * 1_000)}, b"3 0 R " * 100_000, 100_000
    ),
    "same-page.pdf": lambda: paged(
        b"/Contents 4 0 R", {4: stream(b"BT (x) Tj ET " * 200_000)}, b"3 0 R " * 1_000, 1_000
    ),
    "forms.pdf": lambda: nested_forms(40),
    "attached.pdf": lambda: attached(b"[" * 70_000_000, 50),
    "filters.pdf": lambda: paged(
        b"/Contents 4 0 R",
        {
            4: stream(zlib.compress(b"q Q " * 18_000_000, 9)).replace(
                b"/FlateDecode", b"[/FlateDecode /FlateDecode]"
            )
        },
    ),
    "objects.pdf": lambda: pdf({1: b"<</Type /Catalog /Pages 2 0 R>>", 2: b"[" * 3_000_000}),
    "numbers.pdf": lambda: pdf(
        {1: b"<</Type /Catalog /Pages 2 0 R>>", 2: b"[" + b"1 " * 8_000_000 + b"]"}
    ),
}


@dataclass(frozen=True, slots=True)
class Cost:
    code: int
    output: str
    megabytes: int
    seconds: float


_RUN = """
import re
import resource
from pathlib import Path
from random import Random
from progress_report.cli import main
try:
    main()
finally:
    status = Path("/proc/self/status").read_text()
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(max(int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]), children) >> 10)
"""
"""The peak of ru_maxrss would include what the parent held when it forked."""


def run(folder: Path, *arguments: str, timeout: float = 300) -> Cost:
    """Run the program in a project, and measure its peak of memory, its children's included."""
    started = time.monotonic()
    result = subprocess.run(
        [sys.executable, "-c", _RUN, *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
        timeout=timeout,
        env={**os.environ, "LANG": "C", "LC_ALL": "C.UTF-8", "LANGUAGE": "en"},
    )
    *_lines, megabytes = result.stdout.split("\n")[:-1]
    seconds = time.monotonic() - started
    return Cost(result.returncode, result.stdout + result.stderr, int(megabytes), seconds)
