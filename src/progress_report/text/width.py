"""How text stands in the cells of a terminal: what shows, how wide it is, where lines break."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache

_OPENING = "（《“‘〈「『【(["
_CLOSING = "，。；：、？！）》”’〉」』】,.;:?!)]"
_UNIT = (
    r"(?s)(?P<han>[\u4e00-\u9fff]+(?=[\u4e00-\u9fff]))|"  # taken together for speed alone
    rf"(?:\[-|\{{\+|[{re.escape(_OPENING)}])*"
    r"(?:[0-9A-Za-z]+(?:[-.,:_/][0-9A-Za-z]+)*[%％‰]?|\s+|.)"
    rf"(?:-\]|\+\}}|[{re.escape(_CLOSING)}])*"
)
"""What no line break parts: a number, a Latin word, a character, each with the marks around it,
those of a change too: ``[-35%-]{+80%+}``."""

_COMMAND = re.compile(r"##(?=\w*\[)|^\s*::")
"""What the programs that run CI jobs (GitHub, Azure, TeamCity) obey in a line of output."""


_SHOWN = {"\t": " ", "\n": "¶", "\u3000": "\u3000"}


def printable(text: str) -> str:
    """The line with stand-ins for what would not show, or would be obeyed.

    A tab becomes a space, a line feed ¶; controls, direction marks, other invisible characters and
    the last one of the marks that begin a command of a CI runner become U+FFFD.
    """
    if "##" in text or "::" in text:
        text = _COMMAND.sub(lambda begin: begin[0][:-1] + "�", text)
    if text.isprintable():
        return text
    return "".join(_SHOWN.get(char) or (char if char.isprintable() else "�") for char in text)


_SURELY_WIDE = re.compile("[\u3001-\u3029\u4e00-\u9fff\uff01-\uff60]+")
"""Most of a Chinese text, counted at once."""


@cache
def cells(char: str) -> int:
    """Cells a terminal uses for a character."""
    if unicodedata.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def width(text: str) -> int:
    """Cells a terminal uses for the text (Unicode Standard Annex 11; ambiguous is narrow)."""
    if text.isascii():
        return len(text)
    rest = _SURELY_WIDE.sub("", text)
    return 2 * (len(text) - len(rest)) + sum(map(cells, rest))


def padded(text: str, cells: int) -> str:
    """The text with spaces behind it, as wide as so many cells at least."""
    return text + " " * (cells - width(text))


def aligned(rows: Sequence[Sequence[str]], left: int) -> Iterator[str]:
    """The lines of a table: the first ``left`` columns aligned to the left, the others right."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            padded(text, wide) if number < left else " " * (wide - width(text)) + text
            for number, (text, wide) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def breaks(text: str, available: int, hanging: int = 0) -> Iterator[int]:
    """Where lines end so that each fits, as indices into the text, which has no line feeds.

    Numbers and Latin words stay whole, and no closing mark begins a line, where that is possible.
    ``available`` cells are at least two more than the ``hanging`` ones by which all lines but the
    first are indented.
    """
    if width(text) <= available:
        return
    column = 0
    for match in re.finditer(_UNIT, text):
        if match.lastgroup:  # so many characters of two cells, and a line may end before each
            index, end = match.span()
            while column + 2 * (end - index) > available:
                fitting = max((available - column) // 2, column <= hanging)
                yield (index := index + fitting)
                column = hanging
            column += 2 * (end - index)
            continue
        needed = width(match[0])
        if (
            column + needed > available
            and column > hanging
            and column + width(match[0].rstrip()) > available
        ):
            yield match.start()
            column = hanging
        if needed <= available - hanging or match[0].isspace():
            column += needed
            continue
        for index, char in enumerate(match[0], start=match.start()):
            if column + cells(char) > available:
                yield index
                column = hanging
            column += cells(char)


def wrap(text: str, available: int, hanging: int) -> list[str]:
    """A text without line feeds in lines that fit, all but the first indented by the hanging cells.

    What is written without a space, such as a path or an option, stays whole, so that it can be
    copied: if no line can hold it, on a longer one, which the terminal breaks.
    """
    lines: list[str] = []
    start = 0
    while start < len(text):
        indent = hanging if lines else 0
        piece = text[start : start + 4 * available]  # more than fits, also of combining characters
        end = next(breaks(piece, available - indent), len(piece))
        if piece[end:]:
            word = _word_start(piece, end)
            word_end = start + end
            while word_end < len(text) and "!" <= text[word_end] <= "~":
                word_end += 1
            is_too_long = word_end - start - word > available - hanging
            end = word_end - start if is_too_long else word or end
        lines.append(" " * indent + text[start : start + end].rstrip())
        start += end
        while text[start : start + 1] == " ":
            start += 1
    return lines or [""]


def _word_start(text: str, position: int) -> int:
    """Where the ASCII word that a break would part begins; the position itself between words."""
    start = position
    while start and text[position].isascii() and "!" <= text[start - 1] <= "~":
        start -= 1
    while start and text[start - 1] in _OPENING:
        start -= 1
    start -= re.search(r"(?:^|\s)['\"]$", text[:start]) is not None  # an opening one
    return position if text[position] == " " else start
