"""The lines of a printed title, by GB/T 9704-2012, 7.3.1: whole words, lines alike in length."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from progress_report.check.language.word_lists import word_list
from progress_report.domain.config import ReportConfig
from progress_report.domain.table import Table

_PHRASE = re.compile(
    "(?:[0-9]{4}年)?(?:[上下]半年|(?:前三|第?[一二三四])季度|全年)|[0-9]{4}年度?|"
    "为民办实事|重点(?:工作|任务|项目)|[省市区县]?政府工作报告|[一-鿿]{2}情况[一-鿿]{0,4}(?![一-鿿])"
)
"""What stays on a line though it is several words; a line may end before and after it."""
_POINT = re.compile("(?<=[、 \u3000])|(?=[《（])")
_OPENING, _CLOSING = {"Ps", "Pi"}, {"Pe", "Pf", "Po"}
_AREAS = "省市区县"


def title_lines(table: Table, config: ReportConfig) -> list[str]:
    """The lines of the title; one is wider than the sheet only if it cannot break."""
    room = int(2 * config.page.text_area[0] / config.page.title_size)
    return [line for part in table.title.split("\n") for line in _balanced(part, room)]


def _balanced(title: str, room: int) -> list[str]:
    words = list(_words(" ".join(filter(None, title.expandtabs(1).split(" ")))))
    fewest = len(_filled(words, room))
    choices = (_filled(words, width) for width in range(room // fewest, room + 1))
    balanced = min(
        (lines for lines in choices if len(lines) == fewest),
        key=lambda lines: max(map(_width, lines)),
    )
    return [line.rstrip() for line in balanced]


def _words(title: str) -> Iterator[str]:
    """The parts of a title that stay on a line."""
    phrases = [match.span() for match in _PHRASE.finditer(title)]
    edges = {edge for span in phrases for edge in span}
    edges |= {match.start() for match in _POINT.finditer(title)}
    start = 0
    for index in range(1, len(title)):
        before, after = map(unicodedata.category, title[index - 1 : index + 1])
        kept = before in _OPENING or after in _CLOSING
        kept = kept or any(first < index < end for first, end in phrases)
        if not kept and (index in edges or _between_words(title, index)):
            yield title[start:index]
            start = index
    yield title[start:]


def _between_words(title: str, index: int) -> bool:
    usual = word_list("usual-words.txt")
    before, across, after = (title[max(i, 0) : i + 2] for i in (index - 2, index - 1, index))
    ends = before in usual or (before[-1] in _AREAS and after != "政府")
    return ends and after in usual and across not in usual


def _filled(words: Sequence[str], width: int) -> list[str]:
    lines = [""]
    for word in words:
        if lines[-1] and _width(lines[-1] + word) > width:
            lines.append("")
        lines[-1] += word
    return lines


def _width(text: str) -> int:
    """In halves of a character; Chinese punctuation is printed as wide as a character."""
    return sum(1 if char.isascii() else 2 for char in text.rstrip())
