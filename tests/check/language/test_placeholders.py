"""Placeholder reports are known by the words of data/placeholders.yaml."""

import pytest
from support.word_lists import without, words_in

from progress_report.check.language.placeholders import is_placeholder, placeholder_pattern
from progress_report.system.data import read_data

WORDS = read_data("check", "placeholders")
EXAMPLES = {
    "nothing": "{}。",
    "nothing_of": "{}无进展",
    "reference": "{}上半年",
    "reference_to": "同{}期",
    "reference_period": "同上{}",
    "other": "{}",
}


@pytest.mark.parametrize(("name", "word"), words_in("check", "placeholders"))
def test_each_word_counts(name: str, word: str) -> None:
    text = EXAMPLES[name].format(word)
    assert is_placeholder(text)
    assert not placeholder_pattern(without(WORDS, name, word)).fullmatch(text)


@pytest.mark.parametrize("text", ["—", "…", "。。", " 无 。", "N/A", "0"])
def test_marks_alone_say_nothing(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["无人机巡查12次", "见效明显", "同步推进"])
def test_reports(text: str) -> None:
    assert not is_placeholder(text)
