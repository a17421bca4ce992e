"""Series: numbered lists (一是…二是…), and items divided by 、."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from progress_report.check.corpus import Corpus, Diagnostics, Passage, PassageDiagnostic
from progress_report.check.language.roles import mapping, role
from progress_report.check.language.word_search import WordSearch
from progress_report.text.numerals import DIGITS, numeral

_ORDINAL = rf"(?P<number>十?[{DIGITS[1:]}]|十|\d{{1,2}})"
_COUNTED = (
    rf"(?P<count>(?P<number>[{DIGITS[1:]}])(?:个方面|方面|个|项|条|点|大))[^：，。；0-9]{{0,8}}：$"
)
_IN_WORDS = {"首先": 1, "其次": 2, "再次": 3}
_NUMBERINGS = (
    (("一是", "1是", "二是"), "，。；：！？", rf"{_ORDINAL}是(?!否)"),
    (("（一）", "（1）"), "。；：", rf"（{_ORDINAL}）"),
    (("一要", "1要"), "，。；：！？", rf"{_ORDINAL}要(?!求)"),
    (("第一步", "第1步", "第一阶段"), "，。；：！？", rf"第{_ORDINAL}(?:步|阶段)"),
    (("第一，", "第一、"), "。；：", rf"第{_ORDINAL}(?=[，、])"),
    (("其一，",), "。；：", rf"其{_ORDINAL}(?=，)"),
    (("一、",), "。；：", rf"(?P<number>十?[{DIGITS[1:]}])、(?![{DIGITS}])"),
    (("1.", "1．", "1、"), "。；：", r"(?P<number>\d{1,2})[.．、](?!\d)"),
    (("①",), "。；：、，", "(?P<number>[①-⑳])"),
    (("首先",), "。；：，", "(?P<number>首先|其次|再次|第[三四五六](?!.?[季批次届步期条个]))"),
)
"""First numbers without which there is no list, the marks before a number, and all numbers."""
_SERIES = re.compile(r"[^，。；：！？,;:!?\n（）()“”《》]+")
_ITEM = re.compile(r"[一-鿿]{2,}(?:\d+[一-鿿]{1,3})?")
_NAMES = re.compile("(?:《[^《》]+》[、和]?){3,}|(?:“[^“”]+”[、和]?){3,}")
_NEAR = 20
"""Number of characters before a series in which such a word is found."""
_ANOTHER = re.compile("或者?|(?<!目)的|以及|及其|有关|相关")
"""Words in an item, with which another series begins: 迟报、漏报或者授意他人迟报、漏报."""
_LEAST = 3
"""Number of items from which it is a series; 完成、再完成 is not."""


@cache
def _firsts() -> WordSearch:
    return WordSearch(first for firsts, _before, _mark in _NUMBERINGS for first in firsts)


def check(corpus: Corpus) -> Diagnostics:
    """Find lists that are numbered wrongly, and series that name a thing twice."""
    search = _firsts()
    for passage in corpus.passages:
        if here := search.words_in(passage.text):
            for firsts, before, mark in _NUMBERINGS:
                if not here.isdisjoint(firsts):
                    numbering = role(rf"(?m)(?:^|(?<=[{before}])) *(?P<mark>{mark})")
                    yield from _numbers(passage, numbering)
        if max(map(passage.text.count, "》”")) >= _LEAST:
            yield from _names(passage)
        if passage.text.count("、") < _LEAST - 1:
            continue
        for series in _SERIES.finditer(passage.text):
            if series[0].count("、") >= _LEAST - 1:
                yield from _items(passage, series)


def _numbers(passage: Passage, numbering: re.Pattern[str]) -> Diagnostics:
    text = passage.text
    last = expected = place = 0
    first_style = False, False
    matches = [*numbering.finditer(text)]
    values = [_value(match["number"]) for match in matches]
    before = text[: matches[0].start()] if matches else "-"
    begins = not before or before.endswith("：")
    counted = re.search(_COUNTED, before)
    listed = values == [*range(1, len(values) + 1)] and len(values) > 1
    if counted and listed and len(values) != _value(counted["number"]):
        span, count = counted.span("count"), len(values)
        yield passage.diagnose(
            "list-numbering", *span, "list-count", count=count, cure="check-list"
        )
    if 1 not in values and (values[:3] == [2, 2, 3] or (values[:2] == [2, 3] and begins)):
        yield passage.diagnose("list-numbering", *matches[0].span("mark"), "begins-list")
    for index, (match, value) in enumerate(zip(matches, values, strict=True)):
        following = values[index + 1 : index + 2]
        again = value == 1 and (following == [3] if last == 1 else last > 1 and not following)
        style = match["number"].isascii(), "、" in match["mark"]
        if again or (last and value not in (1, last + 1, expected)):
            odd = _otherwise_numbered(text[place : match.start()], last + 1, "，。；")
            if odd and value == last + 2:
                yield _in_another_style(passage, place, odd)
            else:
                yield passage.diagnose("list-numbering", *match.span("mark"), last=last)
        elif last and value == last + 1 and style != first_style:
            yield _in_another_style(passage, 0, match)
        first_style = style if value == 1 else first_style
        expected = last + 2 if last else 0  # 1, 2, 2, 4: one number is wrong
        place = match.end()
        last = last + 1 if again else value if last or value == 1 else 0  # a list begins with 1
    if last > 1 and (odd := _otherwise_numbered(text[place:], last + 1)):
        yield _in_another_style(passage, place, odd)


def _otherwise_numbered(text: str, value: int, before: str = "。；") -> re.Match[str] | None:
    """The first number of an item, in whatever style, if it is this one."""
    number = rf"(?<=[{before}\n]) *(?P<mark>[（第其]?{_ORDINAL}[.．、），是要]|(?P<circled>[①-⑳]))"
    match = re.search(number, text)
    return match if match and _value(match["circled"] or match["number"]) == value else None


def _in_another_style(passage: Passage, start: int, odd: re.Match[str]) -> PassageDiagnostic:
    first, end = (start + index for index in odd.span("mark"))
    return passage.diagnose("list-numbering", first, end, "another-style")


def _names(passage: Passage) -> Diagnostics:
    """Find names in 《》 or “” that one series has twice."""
    for series in _NAMES.finditer(passage.text):
        start = series.start()
        if role("{paired_items}").search(passage.text, max(0, start - _NEAR), start):
            continue
        seen: set[str] = set()
        for match in re.finditer("《[^《》]+》|“[^“”]+”", series[0]):
            if match[0] in seen:
                start, end = (series.start() + index for index in match.span())
                yield passage.diagnose("repeated-item", start, end)
            seen.add(match[0])


def _value(number: str) -> int:
    if "①" <= number <= "⑳":
        return int(unicodedata.numeric(number))
    return _IN_WORDS.get(number) or numeral(number.lstrip("第"))


def _items(passage: Passage, series: re.Match[str]) -> Diagnostics:
    first, *others = series[0].split("、")
    before = passage.text[max(0, series.start() - _NEAR) : series.end()]
    if role("{paired_items}").search(before):
        return
    seen = {*_other_names(first)}
    for start, text in _with_places(others, series.start() + len(first) + 1):
        last = start + len(text) == series.end()
        item = _last_again(text, seen, first) if last else text
        if _ITEM.fullmatch(item) and (item in seen or _begins_with(first, item)):
            yield passage.diagnose("repeated-item", start, start + len(item))
        if _ANOTHER.search(item):
            seen, first = {item}, ""
        seen |= {item, *_other_names(item)}


def _other_names(item: str) -> Iterator[str]:
    """The long form of the short name that an item ends in, or the other way: 县发改局, 印尼."""
    for here, there, begin in _name_pairs().get(item[-1:], ()):
        if item.endswith(here):
            start = len(item) - len(here)
            yield item[max(0, start - begin) : start] + there


@cache
def _name_pairs() -> Mapping[str, Sequence[tuple[str, str, int]]]:
    """Long and short forms by their last character; of each the other, and characters before it."""
    pairs: dict[str, list[tuple[str, str, int]]] = {}
    for names, begin in ((mapping("aliases"), 0), (mapping("offices"), 1)):
        for short, long in names.items():
            pairs.setdefault(short[-1], []).append((short, long, begin))
            pairs.setdefault(long[-1], []).append((long, short, begin))
    return pairs


def _with_places(items: list[str], start: int) -> Iterator[tuple[int, str]]:
    """The items of a series, each with its index; the last one ends in two joined by 和."""
    for item in items[:-1]:
        yield start, item
        start += len(item) + 1
    before, joint, after = items[-1].partition("和")
    yield start, before
    if joint:
        yield start + len(before) + 1, after


def _last_again(item: str, seen: set[str], first: str) -> str:
    """The earlier item that the last one begins with, as in 石桥镇设立站点 or 占道经营等问题."""
    earlier = {*seen, *(first[start:] for start in range(max(0, len(first) - 8), len(first) - 1))}
    for other in sorted(filter(item.startswith, earlier), key=len, reverse=True):
        goes_on = len(other) > _LEAST - 1 or role("{after_item}").match(item, len(other))
        if goes_on and _ITEM.fullmatch(other):
            return other
    return item


def _begins_with(first: str, item: str) -> bool:
    """Whether the text before the first 、 ends in an item, after introductory words."""
    lead = first.removesuffix(item)
    if lead == first:
        return False
    introduced = lead.endswith(tuple(mapping("series_lead_ins"))) or role(
        "(?:{verbs}|{makes}|{acts}|推广|检测|检验)$"
    ).search(lead)
    return not lead or introduced is not None or len(item) > _LEAST
