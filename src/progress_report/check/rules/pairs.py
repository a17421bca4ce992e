"""Marks that stand in pairs, by GB/T 15834-2011: quotation marks, brackets, title marks."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise, product

from progress_report.check.corpus import MOST_IN_A_TEXT, Corpus, Diagnostics, Passage
from progress_report.check.language.roles import role

_PARTNER = {"《": "》", "〈": "〉", "“": "”", "‘": "’", "（": "）", "〔": "〕", "【": "】"}
_OPENING = {closing: opening for opening, closing in _PARTNER.items()}
_INNER = {"《": "〈〉", "“": "‘’"}
_TURNED = {"“": "”", "‘": "’", "”": "“", "’": "‘"}
# A half-width mark pairs with a full-width one: that it is half-width, another rule tells.
_SAME = {"(": "（", ")": "）"}
_MARK = re.compile('[《》〈〉“”"‘’（）()〔〕【】]')
_ITEM = re.compile(r"(?<![^。；：:，、\s])[0-9a-zA-Z一二三四五六七八九十]{1,3}[）)]$")
"""An item number such as 1） or 二）, whose mark closes nothing."""
# Every paragraph of a long quotation begins with “, and only the last one ends with ”.
_CONTINUED = re.compile(r"(?<![^\n])“[^\n]*\n“")
_CLAUSE = re.compile(r"[^，。；：！？《》“”]*")
_CLAUSE_END = re.compile(r"[，。；：！？]")
_PHRASE = 20
"""Length of the longest phrase between two quotation marks that face the same way."""
_EXCERPT_LENGTH = 8
"""Number of characters quoted to show where a title ends."""


@dataclass(slots=True, eq=False)
class _Open:
    """An opening mark whose partner has not been found yet."""

    mark: str
    index: int
    inner: list[tuple[int, int]] = field(default_factory=list)
    """Pairs of the same marks directly inside."""


@dataclass(slots=True)
class _Faults:
    """Indices of the marks at fault in a text."""

    unclosed: list[int] = field(default_factory=list)
    unopened: list[int] = field(default_factory=list)
    crossing: list[int] = field(default_factory=list)
    nested: list[tuple[int, int]] = field(default_factory=list)


def check(corpus: Corpus) -> Diagnostics:
    """Find marks without their partner, and wrongly nested pairs."""
    for passage in corpus.passages:
        if _MARK.search(passage.text):
            yield from islice(_check(passage, _faults(passage.text)), MOST_IN_A_TEXT)


def _faults(text: str) -> _Faults:
    faults = _Faults()
    stack: list[_Open] = []
    waiting: defaultdict[str, int] = defaultdict(int)  # how many of each mark the stack holds
    skipped: defaultdict[str, list[_Open]] = defaultdict(list)  # inside a pair closed before them
    for match in _MARK.finditer(text):
        mark = _SAME.get(match[0], match[0])
        if mark == '"':
            mark = "”" if waiting["“"] else "“"
        if mark in _PARTNER:
            stack.append(_Open(mark, match.start()))
            waiting[mark] += 1
        elif mark == "）" and _is_item(text, match, within=bool(waiting["（"])):
            continue
        elif waiting[_OPENING[mark]]:
            while (last := stack.pop()).mark != _OPENING[mark]:
                waiting[last.mark] -= 1
                skipped[last.mark].append(last)
            waiting[last.mark] -= 1
            faults.nested += last.inner
            if stack and stack[-1].mark == last.mark:
                stack[-1].inner.append((last.index, match.end()))
        elif _crosses(text, skipped[_OPENING[mark]], match.start()):
            skipped[_OPENING[mark]].pop()
            faults.crossing.append(match.start())
        elif not (mark == "’" and text[match.start() - 1].isascii()):
            faults.unopened.append(match.start())
    left = [*stack, *(opened for some in skipped.values() for opened in some)]
    indices = sorted(opened.index for opened in left)
    faults.unclosed = [index for index in indices if not _CONTINUED.match(text, index)]
    return faults


def _is_item(text: str, match: re.Match[str], *, within: bool) -> bool:
    """Whether a mark is of an item number; （铸造，LPC） ends with none."""
    item = _ITEM.search(text, max(0, match.start() - 4), match.end())
    return item is not None and not (within and text[item.start() - 1] in "，、 ")


def _crosses(text: str, skipped: list[_Open], index: int) -> bool:
    """Whether the mark closes what was opened, and skipped, in the same sentence."""
    return bool(skipped) and text.find("。", skipped[-1].index, index) < 0


def _check(passage: Passage, faults: _Faults) -> Diagnostics:
    text = passage.text
    for start, end in faults.nested:
        if inner := _INNER.get(text[start]):
            yield passage.diagnose("nested-marks", start, end, marks=inner)
    for index in faults.crossing:
        yield passage.diagnose("nested-marks", index, index + 1, "crossed-marks")
    unclosed = [index for index in faults.unclosed if text[index] != '"']
    unopened = [index for index in faults.unopened if text[index] != '"']
    turned = dict(_facing_wrong_way(text, unclosed)) | {
        b: a for a, b in _facing_wrong_way(text, unopened)
    }
    for index in turned.values():
        marks = _TURNED[text[index]]
        yield passage.diagnose("unbalanced-marks", index, index + 1, "wrong-way", better=marks)
    reported = {*turned, *turned.values()}
    yield from _other_partner(passage, unclosed, unopened, reported)
    for index in unclosed:
        if index not in reported:
            span = index, index + 1
            yield passage.diagnose(
                "unbalanced-marks", *span, "never-closed", **_closing(text, index)
            )
    for index in unopened:
        if index not in reported:
            mark = _OPENING[_SAME.get(text[index], text[index])]
            yield passage.diagnose("unbalanced-marks", index, index + 1, "never-opened", mark=mark)


def _other_partner(
    passage: Passage, unclosed: list[int], unopened: list[int], reported: set[int]
) -> Diagnostics:
    """Find marks around a phrase in the wrong order, or of two kinds: ”先锋“, 《方案〉."""
    text = passage.text
    for closing, opening in product(unopened, unclosed):
        start, end = sorted((opening, closing))
        phrase = text[start + 1 : end]
        mark = _SAME.get(text[opening], text[opening])
        if _CLAUSE_END.search(phrase) or not reported.isdisjoint((opening, closing)):
            continue
        if len(phrase) > _PHRASE or (start == closing and _OPENING.get(text[closing]) != mark):
            continue
        reported |= {opening, closing}
        if start == closing:
            name, better = "wrong-way", mark + _PARTNER[mark]
            right = better[0] + phrase + better[1]
        else:
            name, better = "never-opened", _PARTNER[mark]
            right = better
        values = {"cure": "write", "better": better, "replacements": (right,)}
        yield passage.diagnose("unbalanced-marks", closing, end + 1, name, **values)


def _facing_wrong_way(text: str, indices: list[int]) -> Iterator[tuple[int, int]]:
    """Two unpaired marks of one kind around a short phrase: one of them faces the wrong way."""
    used = -1
    for first, second in pairwise(indices):
        if first > used and text[first] == text[second] and text[first] in _TURNED:
            phrase = text[first + 1 : second]
            if len(phrase) <= _PHRASE and not _CLAUSE_END.search(phrase):
                used = second
                yield first, second


def _closing(text: str, index: int) -> dict[str, str]:
    """The hint on where the partner belongs, derived from the words after the opening mark."""
    mark = _SAME.get(text[index], text[index])
    clause = _CLAUSE.match(text, index + 1)
    words = clause[0] if clause else ""
    ends = {"《": "{document_in_marks}", "（": "^{remark}"}
    place = role(ends[mark]).search(words) if mark in ends else None
    before = words[: place.end()][-_EXCERPT_LENGTH:] if place else ""
    return {"mark": _PARTNER[mark], "words": before, "cure": "close-after" if place else "close"}
