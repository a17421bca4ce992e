"""Prose in task files: one sentence a line on disk, running text in the table."""

import re
import unicodedata

# Curly quotes, dash and ellipsis are "ambiguous" in Unicode, but wide in Chinese text.
_WIDE_IN_CHINESE = frozenset("“”‘’—…·")
_SENTENCE_END = re.compile(r"[。！？]+[”’）》〉」』】]*(?=[^\s。！？])")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")


def is_wide(char: str) -> bool:
    """Whether a character is set full-width in Chinese text."""
    return char in _WIDE_IN_CHINESE or unicodedata.east_asian_width(char) in "WF"


def without_whitespace(text: str) -> str:
    """Remove all white space, to compare texts."""
    return "".join(text.split())


def unwrap(text: str) -> str:
    """Join the lines of each paragraph; paragraphs end up separated by one line feed.

    Lines meet with nothing between them where either side is wide, else with a space. A tab is a
    space: fonts have no character for it.
    """
    paragraphs = _BLANK_LINES.split(text.replace("\t", " ").strip(" \n"))
    return "\n".join(join(paragraph.split("\n")) for paragraph in paragraphs)


def wrap(text: str) -> str:
    """Break running text into one sentence a line: the inverse of `unwrap` for clean text.

    A sentence ends at 。！？ with any closing marks after it. No break is made where joining
    would not restore the text exactly. A tab becomes a space.
    """
    lines = text.replace("\t", " ").split("\n")
    paragraphs = [_SENTENCE_END.sub(r"\g<0>\n", line.strip(" ")) for line in lines]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def join(texts: list[str]) -> str:
    """Join lines or running texts: with nothing between them where either side is wide."""
    joined = ""
    for text in texts:
        piece = text.strip(" \t")
        if joined and piece and not (is_wide(joined[-1]) or is_wide(piece[0])):
            joined += " "
        joined += piece
    return joined
