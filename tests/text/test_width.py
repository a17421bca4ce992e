"""How wide a text is in a terminal, and where its lines end."""

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from progress_report.text.width import breaks, width

TEXTS = st.text("中国一、。（）《“A1.5% ー\u0301é", max_size=40)


@given(TEXTS | st.text(max_size=20))
def test_width_is_that_of_the_characters(text: str) -> None:
    assert width(text) == sum(
        0
        if unicodedata.category(char) in ("Mn", "Me")
        else 1 + (unicodedata.east_asian_width(char) in ("W", "F"))
        for char in text
    )


@given(TEXTS, st.integers(6, 30), st.integers(0, 4))
@example("中国一" * 5, 6, 4)
def test_a_line_may_end_before_any_han_character(text: str, available: int, hanging: int) -> None:
    """As before any other wide one: kana are taken one by one, Han characters by the run."""
    kana = text.translate({ord("中"): "あ", ord("国"): "い", ord("一"): "う"})
    assert [*breaks(text, available, hanging)] == [*breaks(kana, available, hanging)]
