"""Properties that no page shows: each part is as Office itself writes it."""

import io
import zipfile

import openpyxl  # type: ignore[import-untyped]  # the package carries no types

from progress_report.office.package import unpack
from progress_report.office.properties import properties, with_properties

DECLARED = b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"


def test_properties_are_added_and_read_again() -> None:
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    raw = with_properties(file.getvalue(), {"甲": "乙 & <丙>", "second": " 2 "})
    parts = unpack(raw)
    assert parts["docProps/custom.xml"].startswith(DECLARED)
    for name in ("[Content_Types].xml", "_rels/.rels"):
        assert b"docProps/custom.xml" in parts[name], name
    assert b'pid="2" name="\xe7\x94\xb2"' in parts["docProps/custom.xml"]
    assert b'pid="3" name="second"' in parts["docProps/custom.xml"]
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        assert properties(package) == {"甲": "乙 & <丙>", "second": "2"}
    with zipfile.ZipFile(file) as package:
        assert properties(package) == {}
