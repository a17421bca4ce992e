"""Archives that are no workbook, and sheets that no spreadsheet makes."""

import io
import zipfile

import pytest

from progress_report.readers.excel import grids
from progress_report.readers.excel.sheet import Area, Sheet, column_number, read_sheet
from progress_report.readers.excel.workbook import (
    NotAWorkbookError,
    Text,
    Workbook,
    open_workbook,
)

RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORKBOOK = Workbook((), (), (Text("文", struck=False),), (), since_1904=False, is_own=False)


@pytest.mark.parametrize("parts", [{"mimetype": "x"}, {"_rels/.rels": RELATIONS}])
def test_an_archive_without_a_workbook_is_refused(parts: dict[str, str]) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with zipfile.ZipFile(packed) as archive, pytest.raises(NotAWorkbookError) as refusal:
        open_workbook(archive)
    assert refusal.value.kind == "other"


@pytest.mark.parametrize("name", ["XFE", "ZZZZ", ""])
def test_a_column_past_the_last_is_refused(name: str) -> None:
    assert column_number("XFD") == 16_384
    with pytest.raises(ValueError, match="no such column"):
        column_number(name)


@pytest.mark.parametrize("number", ["1e400", "NaN", "Infinity", "1,5"])
def test_what_is_not_a_finite_number_is_refused(number: str) -> None:
    cells = f'<row r="1"><c r="A1"><v>{number}</v></c></row>'
    raw = f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
    with pytest.raises((ValueError, ArithmeticError)):
        read_sheet(WORKBOOK, raw.encode())


def test_merged_cells_that_overlap_are_refused() -> None:
    sheet = Sheet(cells={1: {1: "甲"}}, merged=[Area(1, 1, 1, 1)] * 2)
    with pytest.raises(ValueError, match="merged cells overlap"):
        grids.grid_of("t.xlsx", "表", sheet)


def test_merged_cells_that_reach_too_many_places_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(grids, "MAX_CELLS", 1)
    sheet = Sheet(cells={1: {1: "甲"}, 2: {}}, merged=[Area(1, 1, 2, 1)])
    with pytest.raises(ValueError, match="merged cells overlap"):
        grids.grid_of("t.xlsx", "表", sheet)
