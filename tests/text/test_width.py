"""How wide a text is in a terminal, and where its lines end."""

import re
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from progress_report.text.width import breaks, printable, width

TEXTS = st.text("中国一、。（）《“A1.5% ー\u0301é", max_size=40)


@given(TEXTS | st.text(max_size=20))
def test_width_is_that_of_the_characters(text: str) -> None:
    assert width(text) == sum(
        0
        if unicodedata.category(char) in ("Mn", "Me")
        else 1 + (unicodedata.east_asian_width(char) in ("W", "F"))
        for char in text
    )


@given(st.text() | st.text(":# [vso]a\x1b\u202e\t\r"))
@example("  ::error::a")
@example("a##vso[b]")
def test_nothing_in_a_printable_line_is_obeyed(text: str) -> None:
    line = printable(text)
    assert len(line) == len(text)
    assert not line.lstrip().startswith("::")
    assert re.search(r"##\w*\[", line) is None
    assert not {unicodedata.category(char) for char in line} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert printable(line) == line


def test_line_ends_show() -> None:
    assert printable("甲\n乙\t丙\u3000丁\r") == "甲¶乙 丙\u3000丁�"


@given(TEXTS, st.integers(6, 30), st.integers(0, 4))
@example("中国一" * 5, 6, 4)
def test_a_line_may_end_before_any_han_character(text: str, available: int, hanging: int) -> None:
    """As before any other wide one: kana are taken one by one, Han characters by the run."""
    kana = text.translate({ord("中"): "あ", ord("国"): "い", ord("一"): "う"})
    assert [*breaks(text, available, hanging)] == [*breaks(kana, available, hanging)]
