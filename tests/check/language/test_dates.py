"""The days that a text names."""

import re
from datetime import date

import pytest

from progress_report.check.language.dates import WHEN, When


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("6月", (2021, 6, 1), (2021, 6, 30)),
        ("6月上旬", (2021, 6, 1), (2021, 6, 10)),
        ("6月中旬", (2021, 6, 11), (2021, 6, 20)),
        ("6月底", (2021, 6, 21), (2021, 6, 30)),
        ("6月9日", (2021, 6, 9), (2021, 6, 9)),
        ("2月31日", (2021, 2, 28), (2021, 2, 28)),
        ("去年6月", (2020, 6, 1), (2020, 6, 30)),
        ("明年6月", (2022, 6, 1), (2022, 6, 30)),
        ("2019年6月", (2019, 6, 1), (2019, 6, 30)),
        ("二季度", (2021, 4, 1), (2021, 6, 30)),
        ("二季度末", (2021, 6, 1), (2021, 6, 30)),
        ("上半年", (2021, 1, 1), (2021, 6, 30)),
        ("下半年", (2021, 7, 1), (2021, 12, 31)),
        ("今年年底", (2021, 12, 1), (2021, 12, 31)),
        ("11月15日至3月15日", (2020, 11, 15), (2021, 3, 15)),
        ("3月至6月", (2021, 3, 1), (2021, 6, 30)),
    ],
)
def test_the_first_and_the_last_day(
    text: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    match = re.search(WHEN, text)
    assert match is not None
    when = When.of(match, 2021)
    assert (when.first, when.last) == (date(*first), date(*last))
