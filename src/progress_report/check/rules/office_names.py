"""Names of units: the row's own, the declared ones, and misspelt ones."""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache
from itertools import chain

from progress_report.check.corpus import (
    Corpus,
    Diagnostics,
    Passage,
    PassageDiagnostic,
    TaskPassages,
)
from progress_report.check.language.near_names import near_names, near_quoted
from progress_report.check.language.roles import role
from progress_report.check.language.usual_offices import (
    former_offices,
    misspelt_offices,
    misspelt_short_offices,
)
from progress_report.check.language.word_search import places
from progress_report.domain.offices import names_in

UNIT_NAME = "unit-name"
TWO_NAMES = "two-names"

_ALIKE = 0.7
"""Least likeness of two different names of one unit, without what all such names share."""
_LEAST = 4
"""Characters of the shortest name compared, without 区 and 局: 教育 and 体育 are too short."""


_PLACE = re.compile("医院|中学|小学|学校|幼儿园|水厂|电厂|水库|公园|大桥|大道")
_PLACE_LENGTHS = (6, 7, 8)
_JOINTS = frozenset("和与及")


def check(corpus: Corpus) -> Diagnostics:
    """Compare the units that reports name with those that the project knows, and one another."""
    names = (*{*corpus.units, *(name for row in corpus.rows for name in _units(row))},)
    declared = [name for name in corpus.units if _is_long(name)]
    for row in corpus.rows:
        own = [name for name in _units(row) if _is_long(name)]
        reported: list[PassageDiagnostic] = []
        reports = [passage for passages in row.entries.values() for passage in passages]
        for diagnostic in chain(
            *(_passage(passage, own, names) for passage in reports),
            *(_like_declared(passage, declared, names) for passage in reports if declared),
            *(_like_usual(passage, names) for passage in row.passages),
            _pairs(row, names),
        ):
            if not any(map(diagnostic.overlaps, reported)):
                reported.append(diagnostic)
                yield diagnostic


def _units(row: TaskPassages) -> list[str]:
    task = row.sourced.task
    return names_in("、".join((task.lead, *task.units)))


def _is_long(name: str) -> bool:
    return len(_core(name)) >= _LEAST


@cache
def _mention() -> re.Pattern[str]:
    """A unit in running text, after which no word goes on."""
    return re.compile(
        "[区县市州旗](?P<core>[一-鿿]{2,11}?)"
        "(?:局(?![面势部限长党域])|委(?![员托派书办任])|办(?![理公法案事学结好证])|厅|中心)"
    )


def _passage(passage: Passage, own: Sequence[str], names: tuple[str, ...]) -> Diagnostics:
    text = passage.text
    for name in own:
        for start in places(text, name[:1]):
            if text.startswith(names, start):
                continue
            if wrong := _misspelt(text[start : start + len(name) + 3], name):
                yield passage.diagnose(UNIT_NAME, start, start + len(wrong), there=name)
                break


def _like_declared(
    passage: Passage, declared: Sequence[str], names: tuple[str, ...]
) -> Diagnostics:
    """Find names that differ a little from a declared unit's, which need not be in any cell."""
    for match in _mention().finditer(passage.text):
        here = match[0]
        if passage.text.startswith(names, match.start()):
            continue
        if there := next((name for name in declared if _is_typo(here, name)), ""):
            yield passage.diagnose(UNIT_NAME, *match.span(), "like-declared", there=there)


def _like_usual(passage: Passage, names: tuple[str, ...]) -> Diagnostics:
    """Find names that differ a little from one that offices everywhere bear, or that are old."""
    text = passage.text
    for start, end, there in (*misspelt_offices(text), *misspelt_short_offices(text)):
        if not text.endswith(names, 0, end):
            values = {"here": text[start:end], "there": there}
            yield passage.diagnose(UNIT_NAME, start, end, "near-term", **values)
    for start, end, there, since in former_offices(text, passage.sourced.task.year):
        if not text.endswith(names, 0, end):
            values = {"there": there, "since": str(since)}
            yield passage.diagnose(UNIT_NAME, start, end, "former-name", **values)


def _misspelt(text: str, name: str) -> str:
    """The beginning of a text that is a misspelt name, if it is."""
    if text.startswith(name[:-1]) and name[-1] in "局委办厅":
        rest = text[len(name) - 1 :]
        other = rest[:1] in set("局委办厅") - {name[-1]}
        if other:
            return name[:-1] + rest[:1]
        lost = role("^(?:{acts})").match(rest)  # a verb follows at once
        return name[:-1] if lost else ""
    end = _mention().match(text)
    candidates = [text[: len(name)]] if len(text) >= len(name) else []
    candidates += [end[0]] if end else []
    return next((candidate for candidate in candidates if _is_typo(candidate, name)), "")


def _is_typo(candidate: str, name: str) -> bool:
    """Whether a text is a name with a character exchanged, lost, added or moved."""
    if candidate == name or abs(len(candidate) - len(name)) > 1:
        return False
    if candidate[-1] == name[-1] and _is_like(_core(candidate), _core(name)):
        return True
    return sorted(candidate) == sorted(name) or _lacks_one(candidate, name)


def _lacks_one(candidate: str, name: str) -> bool:
    """Whether one character of a name is lost; 文化旅游局 for 文化和旅游局 is its short form."""
    if len(candidate) != len(name) - 1 or len(_core(name)) < _LEAST:
        return False
    lost = next((i for i, char in enumerate(candidate) if char != name[i]), len(candidate))
    return candidate == name[:lost] + name[lost + 1 :] and name[lost] not in _JOINTS | {name[0]}


def _core(name: str) -> str:
    return re.sub("^.{0,4}?[区县市州旗](?=..)|(?:局|委|办|厅|中心)$", "", name)


def _is_like(first: str, second: str) -> bool:
    """Whether two cores differ by a typing mistake: alike, but neither is short for the other."""
    if first == second or _shortens(first, second) or _shortens(second, first):
        return False
    if min(len(first), len(second)) < _LEAST:
        return False
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= _ALIKE


def _shortens(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)


def _pairs(row: TaskPassages, names: tuple[str, ...]) -> Diagnostics:
    """Find two names in the reports of a row that are alike."""
    for passages in row.entries.values():
        seen: dict[str, str] = {}
        for passage in passages:
            mentions = [*_mention().finditer(passage.text)]
            for match in mentions:
                name, core = match[0], match["core"]
                if name in names or core in seen:
                    continue
                if other := _one_unit(core, seen):
                    yield _two_names(passage, *match.span(), other)
                seen[core] = name
            yield from _exchanged(passage)
            for start, end, there in (*near_names(passage.text), *near_quoted(passage.text)):
                yield _two_names(passage, start, end, there)
            for name in {match[0] for match in mentions if len(match["core"]) >= _LEAST}:
                yield from _moved(passage, name)


def _exchanged(passage: Passage) -> Diagnostics:
    """Find a name of which the text has the parts in another order: 人民第三医院."""
    seen: dict[str, str] = {}
    for match in _PLACE.finditer(passage.text):
        for length in _PLACE_LENGTHS:
            start = max(0, match.end() - length)
            here = passage.text[start : match.end()]
            # 第十二中学 is not 第二十中学
            key = "".join([*sorted(here), *re.findall("[一二三四五六七八九十]", here)])
            there = seen.setdefault(key, here)
            if there != here and here.isalpha():
                yield _two_names(passage, start, match.end(), there)
                break


def _two_names(passage: Passage, start: int, end: int, there: str) -> PassageDiagnostic:
    values = {"here": passage.text[start:end], "there": there}
    return passage.diagnose(TWO_NAMES, start, end, "two-spellings", **values)


def _moved(passage: Passage, name: str) -> Diagnostics:
    """Find a name whose characters are in another order: 区应急局管理."""
    text, length = passage.text, len(name)
    ends = (start + 2 - length for start in places(text, name[-2:]))
    for start in sorted({*places(text, name[:1]), *(start for start in ends if start >= 0)}):
        here = text[start : start + length]
        if (
            here != name
            and here[0] + here[-1] != name[0] + name[-1]
            and sorted(here) == sorted(name)
        ):
            values = {"here": here, "there": name, "cure": "write-there"}
            yield passage.diagnose(UNIT_NAME, start, start + length, "two-spellings", **values)


def _one_unit(core: str, seen: Mapping[str, str]) -> str:
    for other, name in seen.items():
        moved = sorted(core) == sorted(other)
        if core != other and (moved or _is_like(core, other)):
            return name
    return ""
