"""Whether the characters at a place make a word there, by the usual words beside and across it."""

from progress_report.check.language.pieces import is_han
from progress_report.check.language.word_lists import word_list


def stands_apart(text: str, start: int, end: int) -> bool:
    """Whether no usual word stands across an edge of a place: in 海关健全 there is no 关健."""
    usual = word_list("usual-words.txt")
    return text[start - 1 : start + 1] not in usual and text[end - 1 : end + 1] not in usual


def stands_between_words(text: str, start: int, end: int) -> bool:
    """Whether what stands before and after a place is a usual word, or no Chinese character."""
    usual, before, after = word_list("usual-words.txt"), text[:start][-2:], text[end : end + 2]
    return (not is_han(before[-1:]) or before[-1:] in usual or before in usual) and (
        not is_han(after[:1]) or after[:1] in usual or after in usual
    )
