"""Docket numbers: their order."""

from hypothesis import given
from hypothesis import strategies as st

from progress_report.domain.docket import docket_order


def test_numbers_come_by_value_and_parts_in_turn() -> None:
    mixed = ["甲", "100", "21-10", "21", "10", "021", "21-2", "3", "21-1"]
    ordered = ["3", "10", "021", "21", "21-1", "21-2", "21-10", "100", "甲"]
    assert sorted(mixed, key=docket_order) == ordered


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_any_two_numbers_come_by_value(first: int, second: int) -> None:
    assert (docket_order(str(first)) <= docket_order(str(second))) == (first <= second)


def test_a_number_of_any_length_has_its_place() -> None:
    assert docket_order("9" * 5000) < docket_order("1" + "0" * 5000)
