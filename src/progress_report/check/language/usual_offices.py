"""Misspelt names of offices that every county has, such as 农村农业局 for 农业农村局."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from progress_report.check.language.roles import mapping, role
from progress_report.check.language.sounds import alike
from progress_report.check.language.word_lists import word_list

_END = re.compile(
    "局(?:管理|保障|事务)?(?!(?<=委局)[部面势限])|委员会|委(?!员|托|派|书)|联合会|合作社|联合社|中心|大队|协会|工作部"
)
_LONGEST = 16
_LEAST = 5
"""Characters of the shortest name compared: 教育局 and 体育局 are two offices."""
_SHORT = "(?<=[县区市州])(?P<core>[一-鿿]{2,3})局(?![面势部限长党域])"
"""县水力局, 县民政政局: offices of two characters, of which one is another or stands twice."""
_JOINTS = frozenset("和与及")
_ADDED = frozenset({"管理", "服务", "事务", "保护", "委员", "工作"})
_PARTS = frozenset("管理障事务")
_REFORM = 2019
"""By when the offices had the names of the reform of 2018."""
_SEVERAL = re.compile("[和与及]")
_PLACE = frozenset("县区市州旗省盟镇乡我由，。；：、（“\n")
"""What stands before a name whose first word is misplaced."""


def misspelt_offices(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a text has a name with a character lost, doubled, moved or another; the right name."""
    for match in _END.finditer(text):
        end = match.end()
        first = max(0, end - _LONGEST)
        if text.endswith(_names(), first, end):
            continue
        for start in range(first, end - _LEAST + 2):
            free = start == first or text[start - 1] in _PLACE
            if (free or text[start] in _initials()) and (
                there := _right_name(text[start:end], free=free)
            ):
                yield start, end, there
                break


def misspelt_short_offices(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a text has the short name of an office but for a character; the right name."""
    known: Sequence[str] = mapping("short_offices")["局"]
    for match in role(_SHORT).finditer(text) if "局" in text else ():
        core = match["core"]
        for there in known if core not in known else ():
            pairs = [(a, b) for a, b in zip(core, there, strict=False) if a != b]
            sound = len(core) == len(there) and len(pairs) == 1 and alike(*pairs[0])
            if sound or core in (there[0] + there, there + there[-1]):
                yield match.start(), match.end(), f"{there}局"
                break


def former_offices(text: str, year: int) -> Iterator[tuple[int, int, str, int]]:
    """Where a text of a year names an office by a name of before: its name, and since when.

    The title of a document keeps the name, and so does what is called 原…, or dated before.
    """
    for match in role("(?<=[县区市州旗国]){former}").finditer(text):
        since = mapping("renamed").get(match[0], _REFORM)
        kept = role("原[^，。；、（“《]*$|《[^》]*$").search(text, 0, match.start())
        dated = role("(20[0-9]{2})年，?[^，。；0-9]*$").search(text, 0, match.start())
        if year > since and not kept and not (dated and int(dated[1]) <= since):
            yield *match.span(), mapping("former")[match[0]], since


def _right_name(written: str, *, free: bool) -> str:
    """The right name for a wrong one, which may begin with another of its words if it is free."""
    here = written.replace("与", "和")
    if there := _typos().get(here) or _with_one_more(here) or _with_a_word_more(here):
        return there
    if written != here and here in word_list("offices.txt"):
        return here
    names = _by_characters().get("".join(sorted(here)), [])
    if names and (free or here[0] == names[0][0]):
        in_order = [name for name in names if _tasks(name) == _tasks(here)]
        reordered = any(_is_reordered(here, name) for name in names)
        return next(iter(in_order), "" if reordered else names[0])
    if (here[0], here[-1], len(here)) not in _frames():
        return ""
    return next(
        (
            _masked()[masked]
            for index in range(1, len(here) - 1)
            if (masked := f"{here[:index]}*{here[index + 1 :]}") in _masked()
        ),
        "",
    )


def _with_one_more(here: str) -> str:
    """The name that a text has with a character too many; 和 may join the tasks of several."""
    if (here[0], here[-1], len(here) - 1) not in _frames():
        return ""
    for index in range(1, len(here) - 1):
        name = here[:index] + here[index + 1 :]
        at_end = index == len(here) - 2 and here[index] not in _PARTS  # 乡村振兴新局|面, 总局
        if name in word_list("offices.txt") and len(name) >= _LEAST and not at_end:
            single = name.startswith(tuple(mapping("short_offices")["single"]))
            return name if single or here[index] not in _JOINTS else ""
    return ""


def _with_a_word_more(here: str) -> str:
    """The name that a text has with a word too many: 退役军人事务管理局."""
    names = (
        here[:start] + here[start + 2 :]
        for start in range(2, len(here) - 2)
        if here[-1] == "局" and here[start : start + 2] in _ADDED
    )
    return next((name for name in names if name in word_list("offices.txt")), "")


def _is_reordered(here: str, there: str) -> bool:
    """Whether the tasks of an office of several are in another order: 文化旅游和广播电视局."""
    several = _SEVERAL.search(there) is not None
    return several and sorted(_tasks(here)) == sorted(_tasks(there))


def _tasks(name: str) -> list[str]:
    return re.findall("人力资源|社会保障|城乡建设|自然资源|信息化|..?", _SEVERAL.sub("", name))


@cache
def _names() -> tuple[str, ...]:
    return tuple(sorted(word_list("offices.txt")))


@cache
def _initials() -> frozenset[str]:
    return frozenset(name[0] for name in _names())


@cache
def _frames() -> frozenset[tuple[str, str, int]]:
    """The first character, the last one and the length of each name."""
    return frozenset((name[0], name[-1], len(name)) for name in _names())


@cache
def _typos() -> Mapping[str, str]:
    """Names with a character lost or doubled; 文化旅游局 is short for 文化和旅游局."""
    typos = {
        name[:index] + wrong + name[index + 1 :]: name
        for name in _names()
        if len(name) >= _LEAST
        for index, char in enumerate(name)
        for wrong in ("", 2 * char)
        if index and (index < len(name) - 1 if wrong else char not in _JOINTS)
    }
    typos |= {f"{name}局": name for name in _names() if name.endswith("委")}
    return {wrong: name for wrong, name in typos.items() if not wrong.endswith(_names())}


@cache
def _by_characters() -> Mapping[str, list[str]]:
    """Names by their characters: 自然资源和规划局 and 规划和自然资源局 share them."""
    names: dict[str, list[str]] = {}
    for name in _names():
        if len(name) >= _LEAST:
            names.setdefault("".join(sorted(name)), []).append(name)
    return names


@cache
def _masked() -> Mapping[str, str]:
    """Names with a place for any other character, but not at an edge, where another word begins."""
    return {
        f"{name[:index]}*{name[index + 1 :]}": name
        for name in _names()
        if len(name) >= _LEAST
        for index in range(1, len(name) - 1)
    }
