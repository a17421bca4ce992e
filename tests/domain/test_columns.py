"""Which columns are centred."""

import pytest

from progress_report.domain.columns import centred_columns
from progress_report.domain.period import Period
from progress_report.domain.table import Cell, Column, ColumnKind, Row, Table


def is_centred(*cells: Cell | None, kind: ColumnKind = ColumnKind.FIELD) -> bool:
    rows = tuple(Row(str(n), (cell,)) for n, cell in enumerate(cells))
    [centred] = centred_columns(Table("表", Period(2021, 1, 6), (Column("栏", kind, 100),), rows))
    return centred


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["已完成", "基本完成", "", "一二三四五六"], True),
        (["已完成", "一二三四五六七"], False),
        (["一二三四五六七", "已完成"], False),
        (["区住建委\n区城管委"], True),
        (["区住建委、区城管委"], False),
        (["72.88%", "-1,234,567,890.12", "2021-07-05"], True),
        (["1,234,567,890万元"], False),
        (["", ""], False),
    ],
)
def test_short_values_and_numbers_are_centred(values: list[str], expected: bool) -> None:
    assert is_centred(*map(Cell, values)) is expected


def test_dockets_are_numbers_whatever_their_length() -> None:
    assert is_centred(Cell("通督〔2021〕第12号"), kind=ColumnKind.DOCKET)
    assert is_centred(kind=ColumnKind.NUMBER)


def test_a_merged_cell_counts_once_and_a_missing_report_not_at_all() -> None:
    assert is_centred(Cell("刘强", rowspan=2), None, Cell("待报送待报送待报送", missing=True))
    assert not is_centred(Cell("待报送", missing=True))
