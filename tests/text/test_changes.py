"""What changed, as a reader finds it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress_report.text.changes import fragments

texts = st.text(alphabet="甲乙1.5%，。a ", max_size=12)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("完成72.88%。", "完成78.28%。", [("72.88%", "78.28%")]),
        ("完成12亿元，惠及120户。", "完成12亿元，惠及12户。", [("120", "12")]),
        # 5 occurs twice: the words before it say which
        ("新建5个，改建5个。", "新建5个，改建6个。", [("改建5", "改建6")]),
        (
            "项目已经完成立项手续，正在施工。",
            "项目已经完成立项手续，已开工，正在施工。",
            [("正在施工", "已开工，正在施工")],
        ),
        ("共计惠及群众120户的工程已完工。", "共计惠及群众户的工程已完工。", None),
        ("区商务局", "区数据局", [("区商务局", "区数据局")]),
        ("同样。", "同样。", []),
        ("暂缺。", "整治河道12公里。", [("暂缺", "整治河道12公里")]),
        ("", "新。", [("", "新。")]),
    ],
)
def test_the_changed_passages(
    before: str, after: str, expected: list[tuple[str, str]] | None
) -> None:
    if expected is None:
        expected = [(before.rstrip("。"), after.rstrip("。"))]
    assert [fragment[:2] for fragment in fragments(before, after)] == expected


@given(texts, texts)
def test_putting_the_passages_back_gives_the_text_before(before: str, after: str) -> None:
    text = after
    for old, new, start in reversed(fragments(before, after)):
        assert after[start : start + len(new)] == new
        text = text[:start] + old + text[start + len(new) :]
    assert text == before
