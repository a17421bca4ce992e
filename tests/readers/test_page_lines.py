"""What stands below a table is known by the words of data/page_lines.yaml."""

import pytest
from support.word_lists import without, words_in

from progress_report.readers.page_text import is_approval, is_below_table, is_note
from progress_report.system.data import Patterns, read_data

WORDS = read_data("readers", "page_lines")
EXAMPLES = {
    "note": ("{}张三", "note"),
    "page_label": ("{}：张三", "label"),
    "page": ("（{}甲", "page"),
    "page_mark": ("京{}12345678号", "page"),
    "approver": ("{}意见", "approval"),
    "approval": ("{}", "approval"),
    "approval_end": ("审定{}", "approval"),
    "reviewer": ("编辑 张三 {} 李四", "reviewers"),
    "button": ("{}", "buttons"),
    "button_object": ("打印{}", "buttons"),
    "issuer_end": ("某某{}", "signature"),
}
"""A line for each list, and the pattern that matches it thanks to the word in it."""


@pytest.mark.parametrize(("name", "word"), words_in("readers", "page_lines"))
def test_each_word_counts(name: str, word: str) -> None:
    template, attribute = EXAMPLES[name]
    text = template.format(word)
    assert Patterns(WORDS)[attribute].match(text)
    assert not Patterns(without(WORDS, name, word))[attribute].fullmatch(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("第 3 页", True), ("— 3 —", True), ("备 注 无", True), ("（注：略", True), ("推进", False)],
)
def test_notes_and_page_numbers(text: str, expected: bool) -> None:
    assert is_note(text, ()) is expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ("审批意见|同意上报", True),
        ("签发人：李四", True),
        ("分管领导：|张三", True),
        ("（区长审批意见", True),
        ("审批制度改革|已完成", False),
        ("审核：推进项目审批，已完成。", False),
        ("办公室|已完成", False),
    ],
)
def test_approvals(texts: str, expected: bool) -> None:
    assert is_approval(texts.split("|")) is expected


@pytest.mark.parametrize("line", ["2021年7月5日", "打印 | 关闭窗口", "说 明：略", "附表1：略"])
def test_lines_below_a_page(line: str) -> None:
    assert is_below_table(line, ())


def test_an_office_adds_beginnings() -> None:
    assert not is_note("督办员 张三", ())
    assert is_note("督办员 张三", ("督办员",))
    assert not is_below_table("  督办员 张三", ())
    assert is_below_table("  督办员 张三", ("督办员",))
