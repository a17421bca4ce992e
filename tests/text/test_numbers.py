"""Sums and shares are exact, and never made of what is not a number."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress_report.text.numbers import NO_SHARE, number, share, total

_NUMBERS = st.decimals(
    min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False, places=4
).map(lambda value: f"{value:f}")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12"),
        (" 1,234.50 ", "1234.50"),
        ("１２．５", "12.5"),
        ("-3", "-3"),
        ("+0.4", "0.4"),
        ("", None),
        ("12个", None),
        ("约12", None),
        ("1,23", None),
        ("1e5", None),
        ("9" * 41, None),
        ("三", None),
    ],
)
def test_only_whole_texts_are_numbers(text: str, value: str | None) -> None:
    assert number(text) == (None if value is None else Decimal(value))


@given(st.lists(_NUMBERS, min_size=1))
def test_a_total_is_exact_in_any_order(texts: list[str]) -> None:
    expected = sum(map(Fraction, texts), Fraction(0))
    assert Fraction(total(texts)) == expected
    assert total(sorted(texts)) == total(texts)


@given(_NUMBERS, _NUMBERS, st.integers(0, 6))
def test_a_share_is_off_by_half_a_step_at_most(part: str, whole: str, places: int) -> None:
    text = share(part, whole, str(places), "完成率")
    if not Fraction(whole):
        assert text == NO_SHARE
        return
    assert text.endswith("%")
    exact = Fraction(part) * 100 / Fraction(whole)
    assert abs(Fraction(text[:-1]) - exact) <= Fraction(1, 2 * 10**places)
    assert len(text[:-1].partition(".")[2]) == places


@pytest.mark.parametrize(
    ("part", "whole", "decimals", "heading", "text"),
    [
        ("1", "8", "2", "完成率", "12.50%"),
        ("1", "8", "1", "完成率", "12.5%"),
        ("1", "8", "0", "完成率", "13%"),  # half up
        ("1", "4", "auto", "完成率", "25%"),
        ("1", "8", "auto", "完成率", "12.5%"),
        ("1", "3", "auto", "完成率", "33.33%"),
        ("10", "100", "auto", "完成率", "10%"),
        ("1", "4", "1", "完成比例（%）", "25.0"),
        ("1", "0", "1", "完成率", NO_SHARE),
        ("", "8", "1", "完成率", ""),
        ("1", "", "1", "完成率", ""),
    ],
)
def test_shares(part: str, whole: str, decimals: str, heading: str, text: str) -> None:
    assert share(part, whole, decimals, heading) == text


def test_separators_are_kept() -> None:
    assert total(["1,200", "600"]) == "1,800"
    assert total(["1200", "", "600.50"]) == "1800.50"
    assert total(["", " "]) == ""
