"""Whether the characters at a place make a word there, by the usual words beside and across it."""

from progress_report.check.language.pieces import is_han
from progress_report.check.language.word_lists import word_list

_ENDS = frozenset(
    "件柱梁桩墙板网库池站点段口楼车船机泵阀管井坝桥路户员师生民商品物料款费税证书表册单卡牌旗图法权率量值数类级型式得"
)
"""Characters that end a longer word: 满意|件, 结构|柱."""


def stands_apart(text: str, start: int, end: int) -> bool:
    """Whether no usual word stands across an edge of a place: in 海关健全 there is no 关健.

    One across an edge does not count if it would leave a character that is no word, between usual
    words: 有力|推懂|项目 is not 有|力推|懂|项目.
    """
    usual, first, last = word_list("usual-words.txt"), text[start], text[end - 1]
    at_start = text[start - 1 : start + 1] in usual
    at_end = text[end - 1 : end + 1] in usual
    if not (at_start or at_end):
        return True
    if end - start > len("AB") or (at_start and at_end):
        return False
    if at_start:
        return last not in usual and last not in _ENDS and text[start - 2 : start] in usual
    return first not in usual and text[end : end + 2] in usual


def stands_between_words(text: str, start: int, end: int) -> bool:
    """Whether what stands before and after a place is a usual word, or no Chinese character."""
    usual, before, after = word_list("usual-words.txt"), text[:start][-2:], text[end : end + 2]
    return (not is_han(before[-1:]) or before[-1:] in usual or before in usual) and (
        not is_han(after[:1]) or after[:1] in usual or after in usual
    )
