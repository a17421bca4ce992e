"""Points and their positions, by GB/T 15834-2011."""

import re
from collections.abc import Iterator

from progress_report.check.corpus import Corpus, Diagnostics, Passage, PassageDiagnostic
from progress_report.check.language.roles import role

_POINTS = re.compile(r"[，。、；：！？,;][，。、；：！？,;:]+")
_EMPHASIS = re.compile(r"[！？]{2,3}")
_REPEATED = re.compile(r"([。、，])\1{2,}")
_AT_START = re.compile(r"^[，。、；：！？]", re.MULTILINE)
_OPENING = frozenset("（《〈“‘〔【")
_LEADING = frozenset("，。、；：！？")
_BETWEEN_TITLES = re.compile(r"[》”〉’]、(?=[《“〈‘])")
_BEFORE_ETC = re.compile(r"、(?=等(?![级额候待离量价同比距温宽边效份式次位于差号保时因为到高]))")
_BEFORE_AND = re.compile("、(?=和(?![谐平气睦县合顺田龙众美而谷兴苑若康安风林解])[一-鿿])")

_CLOSING = "”’）》〉〕】)\"' \u3000"
_ENDS = tuple("。！？!?….")
_REMARK_AFTER_END = re.compile(r"[。！？…][”’]?[（(][^（()）]{0,60}[)）]$")
_UNFINISHED = re.compile(r"[，、,—]$")
_GOES_ON = re.compile(r"[；：;:]$")
_SENTENCE_INSIDE = re.compile(r"[。；！？](?!$)")
_UNITS = ("局", "委", "办", "厅", "府", "中心", "公司", "街道", "镇", "乡", "村")
"""县水利局、县财政局，各乡镇人民政府: names alone."""
_SHORT, _CELL, _LONG = 12, 18, 40
"""Up to 12 characters without 。 are a remark, 18 in a cell; fewer than 40, a heading."""
_EXCERPT_LENGTH = 8
_HOUSE_STYLE = 5
"""From this many texts without an end mark, if fewer have one, omitting it is house style."""


def check(corpus: Corpus) -> Diagnostics:
    """Find misused points in every passage."""
    for passage in corpus.passages:
        for find in (_doubled, _misplaced, _between_titles, _before_etc):
            yield from find(passage)
    for passages in _columns(corpus):
        yield from _missing_end_marks(passages)


def _doubled(passage: Passage) -> Diagnostics:
    spans = [
        match.span()
        for match in _POINTS.finditer(passage.text)
        # ？！ is right; 。。。 stands for ……, and another rule says so
        if not (_EMPHASIS.fullmatch(match[0]) or _REPEATED.fullmatch(match[0]))
    ]
    if "。”。" in passage.text:
        spans += [match.span() for match in re.finditer("。”。", passage.text)]
    for start, end in spans:
        yield passage.diagnose("doubled-mark", start, end)


def _misplaced(passage: Passage) -> Diagnostics:
    text = passage.text
    spans = [
        match.span()
        for match in role("{point_inside}").finditer(text)
        if match.start() == 0 or text[match.start() - 1] not in _OPENING
    ]
    if text[:1] in _LEADING or "\n" in text:
        spans += [match.span() for match in _AT_START.finditer(text)]
    for match in role("{no_question}").finditer(text):
        sentence = re.split("[。；！\n]", text[: match.start()])[-1]
        if match[0] != "？" or not role("{asks}").search(sentence):
            spans.append(match.span())
    for start, end in spans:
        yield passage.diagnose("misplaced-mark", start, end)


def _between_titles(passage: Passage) -> Diagnostics:
    for match in _BETWEEN_TITLES.finditer(passage.text):
        start, end = match.start() + 1, match.end()
        around = passage.text[start - 1 : end + 1]
        values = {"marks": around, "better": around[0] + around[2]}
        yield passage.diagnose("mark-between-titles", start, end, **values)


def _before_etc(passage: Passage) -> Diagnostics:
    for word, pattern in (("等", _BEFORE_ETC), ("和", _BEFORE_AND)):
        if f"、{word}" in passage.text:
            for match in pattern.finditer(passage.text):
                yield passage.diagnose("mark-before-etc", *match.span(), word=word)


def _columns(corpus: Corpus) -> Iterator[list[tuple[Passage, int]]]:
    """The wordings, then the reports, each with the index of its end; each list has one style.

    Where another unit's text follows in the cell the last paragraph is left out: that 。 is lost
    at a seam.
    """
    yield [(row.wording, len(row.wording.text)) for row in corpus.rows]
    yield [
        (passage, len(passage.text) if passage is passages[-1] else passage.text.rfind("\n"))
        for row in corpus.rows
        for passages in row.entries.values()
        for passage in passages
    ]


def _missing_end_marks(passages: list[tuple[Passage, int]]) -> list[PassageDiagnostic]:
    diagnostics: list[PassageDiagnostic] = []
    ended = 0
    for passage, end in passages:
        if "。" not in passage.text and all(map(_is_label, passage.text.split("\n"))):
            continue
        start, earlier, lone = 0, "", _lone_item(passage.text)
        for paragraph in passage.text[: max(end, 0)].split("\n"):
            is_last = start + len(paragraph) == len(passage.text)
            short = _CELL if is_last and not start else _SHORT
            fault = _fault_at_end(paragraph, short, last=is_last)
            text = paragraph.rstrip(_CLOSING) if fault else paragraph
            following = passage.text[start + len(paragraph) + 1 :]
            if not fault and (lone == paragraph != "" or _goes_on(paragraph, following)):
                fault = "missing-end-mark"
            between = not is_last and earlier.endswith(("。", "；"))
            between = between or (not is_last and _is_report(paragraph, passage.text))
            beside = earlier.endswith("。") or (not is_last and passage.text.endswith("。"))
            if not fault and (
                (between and role("{report_at_end}").search(paragraph.rstrip(_CLOSING)))
                or (beside and _is_account(paragraph))
            ):
                fault = "missing-end-mark"
            last = start + len(paragraph.rstrip(" \u3000"))
            if fault:
                span, values = (
                    (last - 1, last),
                    {"mark": text[-1], "words": text[-_EXCERPT_LENGTH:]},
                )
                diagnostics.append(passage.diagnose("missing-end-mark", *span, fault, **values))
            elif paragraph:
                ended += paragraph.rstrip(_CLOSING).endswith(_ENDS)
            start, earlier = start + len(paragraph) + 1, paragraph
    return [] if len(diagnostics) > max(ended, _HOUSE_STYLE) else diagnostics


def _lone_item(text: str) -> str:
    """The one numbered line of three and more that has no mark at its end, if one has none."""
    items = (
        [line for line in text.split("\n") if role("{number_of_line}").match(line)]
        if "\n" in text
        else []
    )
    bare = [line for line in items if not line.endswith((*_ENDS, "；"))]
    return bare[0] if items[2:] and len(bare) == 1 and "：" not in bare[0][:_SHORT] else ""


def _is_label(paragraph: str) -> bool:
    """Whether a line is a numbered entry of a form: 2.完成时限：11月30日."""
    return role("{number_of_line}").match(paragraph) is not None and "：" in paragraph[:_SHORT]


def _fault_at_end(paragraph: str, short: int, *, last: bool) -> str:
    """The name of what is wrong with the end of a paragraph, if anything is."""
    text = paragraph.rstrip(_CLOSING)
    if not text or text.endswith(_ENDS) or _REMARK_AFTER_END.search(paragraph[-64:]):
        return ""
    if _UNFINISHED.search(text) or (last and _GOES_ON.search(text) and len(text) > _SHORT):
        return "breaks-off"
    sentences = _SENTENCE_INSIDE.search(text)
    prose = "，" in text and len(text) > short and not role("{label_of_form}").match(text)
    prose = prose and not all(name.endswith(_UNITS) for name in re.split("[，、]", text))
    reports = "，" in text and re.search("[0-9]|已|正在|^[一二三四五六七八九]是.{16}", text)
    heading = (
        not last and not reports and (len(text) < _LONG or role("{number_of_line}").match(text))
    )
    if _GOES_ON.search(text) or not (sentences or (prose and not heading)):
        return ""
    return "missing-end-mark"


def _is_report(paragraph: str, text: str) -> bool:
    """Whether a line reports something, as a heading does not, in a text that has end marks."""
    headed = "：" in paragraph or role("{number_of_line}").match(paragraph)
    reports = role("{reports_at_end}").search(paragraph)
    return bool(reports and not headed and text.endswith("。"))


def _is_account(paragraph: str) -> bool:
    ends = paragraph.endswith((*_ENDS, "；", "："))
    return not ends and role("{account}").match(paragraph) is not None


def _goes_on(paragraph: str, following: str) -> bool:
    """Whether a line reports something and the next one goes on with it."""
    goes_on = role("{reporting}").match(paragraph) and role("{going_on}").match(following)
    subject = role("{subject_of_report}").match(paragraph)
    return bool(goes_on or (subject and role("{subject_going_on}").match(following)))
