"""The form of marks and letters in Chinese text, by GB/T 15834-2011 and GB/T 15835-2011."""

import re
import unicodedata
from collections.abc import Callable, Iterator

from progress_report.check.corpus import Corpus, Diagnostics, Passage
from progress_report.check.language.pieces import is_han
from progress_report.check.language.roles import role
from progress_report.text.punctuation import restore

_HAN = "\u3400-\u9fff\u3007"
_WIDE = _HAN + "、。〈〉《》【】〔〕“”‘’…，；：？！（）％"
_IS_WIDE = re.compile(f"[{_WIDE}]")

_FOLDED = re.compile("[,;:?!()]")
_POINT = re.compile(rf"[,;:?!]|(?<=[{_HAN}）”》])\.(?=[{_HAN}\n]|$)")
_BRACKET = re.compile("[()（）]")
_QUOTE = re.compile('["“”]')
_SINGLE_QUOTED = re.compile(rf"(?<![A-Za-z0-9])'[^'\n]{{0,30}}[{_HAN}][^'\n]{{0,30}}'")
_FULL_WIDTH = str.maketrans(",;:?!.", "，；：？！。")
_HALF_WIDTH = str.maketrans("，；：？！。（）“”‘’", ",;:?!.()\"\"''")

_LETTERS = re.compile("[０-９Ａ-Ｚａ-ｚ％](?:[．，－／]?[０-９Ａ-Ｚａ-ｚ％])*")

# A quotation is matched whole, to be passed over.
_SPACE = re.compile(
    rf"“[^“”\n]{{1,60}}”|(?<=[{_WIDE}])[ \u3000\u00a0]+(?=[{_WIDE}])"
    r"|(?<=[，。；：、！？])[ \u3000\u00a0]+(?=[0-9A-Za-z])"
    r"|(?<=[0-9A-Za-z%])[ \u3000\u00a0]+(?=[，。；：、！？])"
)
_AFTER_CHAPTER = re.compile(rf"第[{_HAN}]{{1,3}}[章节条编篇款]$")
# A name of two characters, set as wide as one of three.
_SPACED_NAME = re.compile(rf"(?<![{_HAN}])[{_HAN}][ \u3000\u00a0]+[{_HAN}](?![{_HAN}])")
_PART_OF_TITLE = 4
"""Characters of the shortest part of a title that stands alone: 中共中央."""
_RUNNING_TEXT = re.compile("[，。；]")

_DASH = re.compile("[—－-]+")
_NUMERAL_AS_DASH = re.compile("一(?=[0-9])")
_NUMBER_BEFORE = re.compile("[0-9][年月日号时%]?$")
_DOTS = re.compile(r"\.{3,}|。{3,}|、{3,}|，{3,}|…+|·{3,}")


def check(corpus: Corpus) -> Diagnostics:
    """Find marks, digits and spaces of a wrong form in every passage."""
    texts = [passage.text for passage in corpus.passages]
    # An office that mostly writes ％ has chosen it.
    wide_percent = sum(t.count("％") for t in texts) > sum(t.count("%") for t in texts)
    for passage, text in zip(corpus.passages, texts, strict=True):
        for signs, find in _FINDERS:
            if role(signs).search(text):
                yield from (
                    d for d in find(passage) if not (wide_percent and text[d.start : d.end] == "％")
                )


def _halfwidth(passage: Passage) -> Diagnostics:
    text = passage.text
    full = restore(text) if _FOLDED.search(text) else text
    residue = [match.span() for match in re.finditer(r"&#?\w{2,8};|#[A-Z/0?]+!", text)]
    places = sorted(
        (start, end, marks)
        for start, end, marks in (*_points(text, full), *_brackets(text, full), *_quotes(text))
        if not any(first <= start < last for first, last in residue)
    )
    if not places:
        return
    start, end, better = places[0]
    name = "halfwidth-mark" if len(places) == 1 else "halfwidth-marks"
    cure = "point" if better == "。" and len(places) == 1 else ""
    every = dict.fromkeys(marks.translate(_HALF_WIDTH) for _start, _end, marks in places)
    inner = text[start + 1 : end - 1] if len(better) > 1 else ""
    right = better[:1] + inner + better[1:]
    values = {"count": len(places), "marks": " ".join(every), "better": better}
    values["replacements"] = (right,) if len(places) == 1 else ()
    yield passage.diagnose("halfwidth-mark", start, end, name, cure=cure, **values)


def _points(text: str, full: str) -> Iterator[tuple[int, int, str]]:
    """Half-width points beside Chinese that are not part of a number, a code or Latin words."""
    for match in _POINT.finditer(text):
        start, end = match.span()
        beside = text[max(0, start - 1) : start] + text[end : end + 1]
        if (match[0] == "." or full[start] != match[0]) and _IS_WIDE.search(beside):
            yield start, end, match[0].translate(_FULL_WIDTH)


def _brackets(text: str, full: str) -> Iterator[tuple[int, int, str]]:
    """Half-width brackets: a whole pair, or one mark of a mixed pair."""
    if "(" not in text and ")" not in text:
        return
    opened: list[int] = []
    for match in _BRACKET.finditer(text):
        if match[0] in "(（":
            opened.append(match.start())
            continue
        start, end = opened.pop() if opened else match.start(), match.end()
        pair = text[start] + text[end - 1]
        if pair == "()" and full[start] != "(":
            yield start, end, "（）"
        elif pair == "(）":
            yield start, start + 1, "（"
        elif pair == "（)" or (pair == "))" and full[start] != ")"):
            yield end - 1, end, "）"
    for start in opened:
        if full[start] != text[start]:
            yield start, start + 1, "（"


def _quotes(text: str) -> Iterator[tuple[int, int, str]]:
    """Straight quotation marks around Chinese: a whole pair, or one mark of a mixed pair."""
    if '"' not in text and "'" not in text:
        return
    for match in _SINGLE_QUOTED.finditer(text):
        yield *match.span(), "‘’"
    opened: re.Match[str] | None = None
    for match in _QUOTE.finditer(text):
        if opened is None and match[0] != "”":
            opened = match
            continue
        start = opened.start() if opened else match.start()
        pair = text[start] + match[0]
        if pair == '""' and opened and _IS_WIDE.search(text, max(0, start - 1), match.end() + 1):
            yield start, match.end(), "“”"
        elif pair == '“"':
            yield *match.span(), "”"
        elif pair == '"”':
            yield start, start + 1, "“"
        opened = None
    if opened and opened[0] == '"':
        start, end = opened.span()
        if _IS_WIDE.search(text, max(0, start - 1), end + 1):
            yield start, end, "“"


def _fullwidth(passage: Passage) -> Diagnostics:
    for match in _LETTERS.finditer(passage.text):
        if set(match[0]) == {"Ｘ"}:
            continue  # a blank left unfilled, which another rule reports
        yield passage.diagnose(
            "fullwidth-digit", *match.span(), better=unicodedata.normalize("NFKC", match[0])
        )


def _spaces(passage: Passage) -> Diagnostics:
    text = passage.text
    if not _RUNNING_TEXT.search(text):
        return  # a mere list of names
    for match in _SPACE.finditer(text):
        start, end = match.span()
        if (
            text[start] == "“"
            or _SPACED_NAME.match(text, start - 1)
            or _AFTER_CHAPTER.search(text, max(0, start - 5), start)
            or _divides_title(text, start, end)
        ):
            continue
        yield passage.diagnose(
            "stray-space", start - 1, end + 1, before=text[start - 1], after=text[end]
        )


def _divides_title(text: str, start: int, end: int) -> bool:
    """Whether a space parts a title, its issuers or its lines: 《中共中央 国务院关于…》."""
    opening, closing = text.rfind("《", 0, start), text.find("》", end)
    if not (is_han(text[start - 1]) and is_han(text[end])):
        return False
    within = text.rfind("》", 0, start) < opening < start < closing
    standard = text[max(0, opening - 1) : max(0, opening)].isdigit()  # 22111—2008《…产品 普洱茶》
    return within and (standard or min(start - opening, closing - end) > _PART_OF_TITLE)


def _dashes(passage: Passage) -> Diagnostics:
    text = passage.text
    spans = [match.span() for match in _DASH.finditer(text)]
    spans += [match.span() for match in _NUMERAL_AS_DASH.finditer(text)]
    for start, end in spans:
        right = _right_dash(text, start, end)
        if right not in {"", text[start:end]}:
            yield passage.diagnose("dash-form", start, end, better=right)


def _right_dash(text: str, start: int, end: int) -> str:
    """The correct dash; empty where it is not a dash, or it is uncertain."""
    before, after = text[max(0, start - 2) : start], text[end : end + 1]
    if _NUMBER_BEFORE.search(before) and after.isdecimal():
        return "" if text[start:end] == "-" else "—"
    if text[start] == "一":
        return ""
    if end - start > 1:
        return "——" if _IS_WIDE.search(before[-1:] + after) else ""
    starts = text[start] == "—" and (not before or before[-1] == "\n")
    return "——" if starts and _IS_WIDE.match(after) else ""


def _ellipses(passage: Passage) -> Diagnostics:
    text = passage.text
    for match in _DOTS.finditer(text):
        start, end = match.span()
        if match[0] in {"……", "…………"}:
            continue
        if _IS_WIDE.search(text[max(0, start - 1) : start] + text[end : end + 1]):
            yield passage.diagnose("ellipsis-form", start, end, better="……")


_FINDERS: tuple[tuple[str, Callable[[Passage], Diagnostics]], ...] = (
    ("[,;:?!()\"'.]", _halfwidth),
    ("[０-９Ａ-Ｚａ-ｚ％]", _fullwidth),
    ("[ \u3000\u00a0]", _spaces),
    ("[-—－一](?:(?<!一)|(?=[0-9]))", _dashes),
    (r"\.\.\.|…|。。。|、、、|，，，|···", _ellipses),
)
"""The finders, each with the characters without which it finds nothing."""
