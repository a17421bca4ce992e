"""Bounds hold for all tables of a file together, and for what stands at them exactly."""

import io
import sys
from collections.abc import Callable
from typing import Any

import docx
import openpyxl  # type: ignore[import-untyped]  # the package carries no types
import pytest
from support.tasks import layout

from progress_report.readers import any_file

ROWS = [["号", "任务", "进展", "备注"], ["1", "甲", "好。", "略"], ["2", "乙", "好。", "略"]]
CELLS = 24
"""Of two such tables."""


def xlsx() -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for sheet in (book.active, book.create_sheet("2")):
        for row in ROWS:
            sheet.append(row)
    book.save(file)
    return file.getvalue()


def word() -> bytes:
    document, file = docx.Document(), io.BytesIO()
    for _number in range(2):
        table = document.add_table(3, 4)
        for cells, row in zip(table.rows, ROWS, strict=True):
            for cell, text in zip(cells.cells, row, strict=True):
                cell.text = text
        document.add_paragraph("以下为续表。")
    document.save(file)
    return file.getvalue()


def page() -> bytes:
    rows = "".join("<tr>" + "".join(f"<td>{text}" for text in row) for row in ROWS)
    return (f"<table>{rows}</table>" * 2).encode()


def lines() -> bytes:
    head, *rest = ("|".join(row) for row in ROWS)
    return "\n".join([head, "-|-|-|-", *rest, "", head, "-|-|-|-", *rest, ""]).encode()


@pytest.mark.parametrize("make", [xlsx, word, page, lines])
def test_the_cells_of_all_tables_are_counted(
    make: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(most: int) -> Any:
        for name, module in [*sys.modules.items()]:
            if name.startswith("progress_report.readers.") and hasattr(module, "MAX_CELLS"):
                monkeypatch.setattr(module, "MAX_CELLS", most)
        return any_file.read("a", make(), layout())

    content, diagnostics = read(CELLS)
    assert content is not None, diagnostics
    assert [len(grid.rows) * len(grid.rows[0]) for grid in content.grids] == [CELLS / 2] * 2
    content, [refused] = read(CELLS - 1)
    assert content is None
    assert f"at most {CELLS - 1}" in refused.message
