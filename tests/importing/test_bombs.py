"""Small files that would cost much memory or time are refused: bound and size are named."""

import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from support.project import ROOT

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEETS = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MAX_MEMORY = 512
"""MB."""
MAX_SECONDS = 60
"""Of wall time, on a busy machine; CPU time is below 10."""


def packed(parts: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def document(body: bytes) -> bytes:
    body = b'<w:document xmlns:w="%s"><w:body>%s</w:body></w:document>' % (WORD, body)
    # a picture of random bytes keeps the ratio of sizes plausible
    return packed({"word/document.xml": body, "word/media/1.png": os.urandom(1_000_000)})


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
            "xl/media/1.png": os.urandom(1_000_000),
        }
    )


BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "paragraphs": (lambda: document(b"<w:p/>" * 7_000_000), "XML nodes; at most 2,000,000"),
    "paragraphs-by-bytes": (lambda: document(b"<w:p/>" * 30_000_000), "bytes in one part"),
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

IMPORT = """
import re
from pathlib import Path
from progress_report.cli import main
try:
    main()
finally:
    status = Path("/proc/self/status").read_text()
    print(int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) >> 10)
"""
"""The peak of ru_maxrss would include what the parent held when it forked."""


@pytest.mark.program
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_before_it_costs_anything(name: str, tmp_path: Path) -> None:
    make, message = BOMBS[name]
    (tmp_path / "data").mkdir()
    (tmp_path / "data/report.yaml").write_bytes((ROOT / "data/report.yaml").read_bytes())
    (tmp_path / "bomb").write_bytes(make())
    command = ["import", "bomb", "--period", "2021H1", "--dry-run"]
    started = time.monotonic()
    result = subprocess.run(
        [sys.executable, "-c", IMPORT, *command],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
        env={**os.environ, "LANG": "C", "LC_ALL": "C.UTF-8", "LANGUAGE": "en"},
    )
    assert result.returncode == 1, result.stderr[-500:]
    assert int(result.stdout) < MAX_MEMORY
    assert message in result.stderr
    assert time.monotonic() - started < MAX_SECONDS
