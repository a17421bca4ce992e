"""Full-width marks for text that lost them, and the way back.

Government site software folds `，；：（）？！` to ASCII when a page is copied as plain text.
`restore` sets them again where a Chinese printer would (GB/T 15834-2011), leaving numbers,
codes, times and Latin text alone (GB/T 15835-2011). `fold` undoes it exactly:
``fold(restore(text)) == fold(text)``.
"""

import re
import unicodedata

from progress_report.text.radicals import plain_radicals

_FULL_WIDTH = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}
_ASCII = {full: half for half, full in _FULL_WIDTH.items()} | dict(
    zip("“”‘’", "\"\"''", strict=True)
)

# Characters by the thousand take a millisecond to compile, so only where a text is mended.
_CHINESE = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u3001-\u3003\u3007-\u3011]"
# Runs in which a mark is part of a number, a code or Latin prose, and stays as it is.
_HALF_WIDTH_RUN = (
    r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])"  # 1,000,000
    r"|\d+(?::\d+)+"  # 12:30, 1:2
    r"|[A-Za-z][A-Za-z0-9+.-]*://[^\s\u3000-\uffff]+"  # an address
    r"|[A-Za-z]+(?:[,;:] ?[A-Za-z]+)+"  # Latin words
)
_RARE = 10  # of so many marks one may have been typed into a copy by hand
_SEVERAL = 3  # so many marks between Chinese characters are no accident
_BETWEEN_HANZI = r"(?<=[\u3400-\u9fff])[,;:?!(](?=[\u3400-\u9fff\d])"
_MARK = re.compile(r"[,;:?!]")


def fold(text: str) -> str:
    """Make `，；：？！（）` ASCII, as the site software does."""
    for half, full in _FULL_WIDTH.items():  # several times faster than str.translate
        text = text.replace(full, half)
    return text


def is_copy(text: str, original: str) -> bool:
    """Whether a text is another, but for full-width marks and curly quotes that became ASCII."""
    return text == original or (
        len(text) == len(original)
        and all(
            char == mark or _ASCII.get(mark) == char
            for char, mark in zip(text, original, strict=True)
        )
    )


def ascii_marks(text: str) -> str:
    """Make full-width marks and curly quotes ASCII."""
    for mark, half in _ASCII.items():  # as above
        text = text.replace(mark, half)
    return text


def is_folded(text: str) -> bool:
    """Whether a copy has lost its full-width marks: next to none is left among the others."""
    full = sum(map(text.count, _FULL_WIDTH.values()))
    return full * _RARE <= sum(map(text.count, _FULL_WIDTH))


def has_folded_marks(text: str) -> bool:
    """Whether Chinese text has several marks, and next to none of them is full-width."""
    return is_folded(text) and len(re.findall(_BETWEEN_HANZI, text)) >= _SEVERAL


def restore(text: str) -> str:
    """Set full-width marks in Chinese text; text without Chinese stays as it is."""
    if not re.search(_CHINESE, text):
        return text
    kept = {
        index
        for run in re.finditer(_HALF_WIDTH_RUN, text)
        for index in range(run.start(), run.end())
    }
    wide = {match.start() for match in _MARK.finditer(text)} - kept
    wide |= _brackets(text)
    return "".join(_FULL_WIDTH[char] if i in wide else char for i, char in enumerate(text))


def mend(text: str) -> str:
    """Running text with the marks, digits and characters that have one right form.

    Marks between Chinese characters become full-width, as do the quotation marks around Chinese if
    they are paired; digits and Latin letters become half-width, radicals the characters they stand
    for. A full stop `.`, which may be a decimal point, stays.
    """
    plain = re.sub(
        "[０-９Ａ-Ｚａ-ｚ]+(?:．[０-９]+)?",
        lambda match: unicodedata.normalize("NFKC", match[0]),
        plain_radicals(text),
    )
    full = restore(plain)
    mended = "".join(
        mark if mark == char or _is_beside_chinese(full, index) else char
        for index, (char, mark) in enumerate(zip(plain, full, strict=True))
    )
    paragraphs = mended.split("\n")
    return "\n".join(
        re.sub('"([^"“”]*)"', _curly, paragraph)
        if paragraph.count('"') % 2 == 0 and not set("“”") & set(paragraph)
        else paragraph
        for paragraph in paragraphs
    )


def _is_beside_chinese(text: str, index: int) -> bool:
    beside = text[max(0, index - 1) : index] + text[index + 1 : index + 2]
    return bool(re.search("[\u3400-\u9fff（）《》“”、，。；：]", beside))


def _curly(quoted: re.Match[str]) -> str:
    return f"“{quoted[1]}”" if re.search(_CHINESE, quoted[1]) else quoted[0]


def _brackets(text: str) -> set[int]:
    """Indices of the ASCII brackets that belong in full width.

    A pair is judged as one: it is full-width if what it holds, or what it touches, is Chinese.
    """
    fullwidth: set[int] = set()
    open_brackets: list[int] = []
    for index, char in enumerate(text):
        if char == "(":
            open_brackets.append(index)
        elif char == ")":
            start = open_brackets.pop() if open_brackets else index
            if _is_chinese_bracket(text, start, index):
                fullwidth |= {start, index} if start != index else {index}
    fullwidth |= {index for index in open_brackets if _is_chinese_bracket(text, index, index)}
    return {index for index in fullwidth if text[index] in "()"}


def _is_chinese_bracket(text: str, start: int, end: int) -> bool:
    before = text[:start].rstrip(" ")[-1:]
    after = text[end + 1 :].lstrip(" ")[:1]
    return re.search(_CHINESE, before + text[start + 1 : end] + after) is not None
