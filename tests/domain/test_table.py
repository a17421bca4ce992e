"""The heading rows of a table."""

from progress_report.domain.period import Period
from progress_report.domain.table import Column, ColumnKind, Table


def upper_headings(*over: str) -> list[tuple[str, int]]:
    columns = tuple(Column("栏", ColumnKind.TASK, 10, over=text) for text in over)
    return Table("表", Period(2021, 1, 6), columns, ()).upper_headings


def test_each_column_without_an_upper_heading_has_an_empty_one() -> None:
    assert upper_headings("", "", "责任单位", "责任单位", "") == [
        *[("", 1)] * 2,
        ("责任单位", 2),
        ("", 1),
    ]
    assert upper_headings("", "") == []
