"""Which columns are centred, and how wide they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress_report.domain.columns import centred_columns, with_unbroken_words
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


A4 = 53.0
"""The width of a table on an A4 sheet, in characters."""


def shares(line: float, *columns: tuple[str, float, str]) -> list[float]:
    """The widths of columns, each given by its heading, its declared width and a value."""
    made = tuple(Column(text, ColumnKind.FIELD, width) for text, width, _value in columns)
    row = Row("1", tuple(Cell(value) for _heading, _width, value in columns))
    table = Table("表", Period(2021, 1, 6), made, (row,))
    return [column.width for column in with_unbroken_words(table, line).columns]


def test_a_short_heading_or_value_has_a_line() -> None:
    text = "长" * 90
    leader, status, progress = shares(
        A4, ("分管领导", 6, "张某"), ("进展", 4, "已完成"), ("进展情况", 90, text)
    )
    assert leader == pytest.approx(100 * 4.5 / A4)
    assert status == pytest.approx(100 * 3.5 / A4)
    assert leader + status + progress == pytest.approx(100)


def test_longer_texts_and_wide_columns_keep_their_widths() -> None:
    assert shares(A4, ("责任主体与单位", 8, "长" * 90), ("说明", 92, "无")) == [8, 92]


def test_without_room_for_all_nothing_changes() -> None:
    assert shares(8, ("分管领导", 40, "张某"), ("牵头单位", 60, "某局")) == [40, 60]


WORDS = st.text("长a1", max_size=12)


@given(
    st.lists(st.tuples(WORDS, st.floats(0.1, 100), WORDS), min_size=1, max_size=12),
    st.floats(5, 90),
)
def test_columns_that_give_way_stay_legible(
    columns: list[tuple[str, float, str]], line: float
) -> None:
    total = sum(width for _heading, width, _value in columns)
    scaled = [(heading, 100 * width / total, value) for heading, width, value in columns]
    widths = shares(line, *scaled)
    assert sum(widths) == pytest.approx(100)
    for (_heading, before, _value), after in zip(scaled, widths, strict=True):
        assert after >= min(before, 100 * 5.5 / line) - 1e-9
