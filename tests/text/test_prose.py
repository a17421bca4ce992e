"""Prose: one sentence a line on disk, running text in the table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress_report.text.prose import unwrap, wrap

CLEAN = st.lists(
    st.text(st.sampled_from("中文。！？”》，ABab12 %"), min_size=1).map(str.strip).filter(bool),
    min_size=1,
    max_size=4,
).map("\n".join)


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        ("中文。\n2021年起。", "中文。2021年起。"),
        ("第12\n批", "第12批"),
        ("open\nsource", "open source"),
        ("增长5%\n2021", "增长5% 2021"),
        ("“甲”\n乙", "“甲”乙"),
        ("一段。\n\n二段。\n接着。\n", "一段。\n二段。接着。"),
        ("  缩进。\n  接着。", "缩进。接着。"),
    ],
)
def test_lines_join(lines: str, joined: str) -> None:
    assert unwrap(lines) == joined


def test_a_sentence_a_line() -> None:
    assert wrap("甲。“乙！”丙？丁；戊。") == "甲。\n“乙！”\n丙？\n丁；戊。"


@given(CLEAN)
def test_unwrapping_undoes_wrapping(text: str) -> None:
    assert unwrap(wrap(text)) == text


def test_a_tab_is_a_space_on_the_way_in_and_in_print() -> None:
    assert unwrap("完成\t3 项。\n\t另建一处。") == "完成 3 项。另建一处。"
    assert wrap("完成\t3项。\t另建一处。") == "完成 3项。 另建一处。"
