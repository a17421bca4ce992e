"""Shortened texts: never longer than asked for, and with an ellipsis where something is missing."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from progress_report.text.excerpt import common_prefix, excerpt, join_truncated, truncate
from progress_report.text.width import width

TEXTS = st.text("中国一、。（）《“A1.5% ー\u0301é", max_size=40)


@given(TEXTS, st.integers(2, 80))
def test_a_truncated_text_fits_and_is_as_long_as_can_be(text: str, available: int) -> None:
    shown = truncate(text, available)
    assert width(shown) <= available
    if shown != text:
        assert text.startswith(shown.removesuffix("…"))
        assert width(shown) + width(text[len(shown) - 1]) > available


@example("1111111111、", 10, 10, 11)  # the character takes two of the last eleven cells
@given(TEXTS, st.integers(0, 50), st.integers(0, 10), st.integers(11, 30))
def test_an_excerpt_holds_its_position(text: str, position: int, before: int, length: int) -> None:
    shown, offset = excerpt(text, position, before=before, length=length)
    assert width(shown.strip("…")) <= length
    assert shown.strip("…") in text
    if position < len(text):
        assert shown[offset] == text[position]


@pytest.mark.parametrize(
    ("position", "expected"),
    [(0, ("0123…", 0)), (2, ("…1234…", 2)), (9, ("…89", 2)), (10, ("…9", 2))],
)
def test_an_ellipsis_stands_where_something_is_missing(
    position: int, expected: tuple[str, int]
) -> None:
    assert excerpt("0123456789", position, before=1, length=4) == expected


def test_a_text_that_fits_is_whole() -> None:
    assert excerpt("0123", 3, before=1, length=4) == ("0123", 3)


def test_a_list_is_truncated() -> None:
    assert join_truncated(["a", "b"], 2, "、") == "a、b"
    assert join_truncated(["a", "b", "c"], 2, "、") == "a、b、…"


@pytest.mark.parametrize(("after", "count"), [("", 0), ("甲", 1), ("甲乙", 2), ("甲丙", 1)])
def test_a_common_prefix_is_counted(after: str, count: int) -> None:
    assert common_prefix("甲乙", after) == common_prefix(after, "甲乙") == count
