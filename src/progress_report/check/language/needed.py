"""Words without which a regular expression matches nothing, read off it.

A text that lacks them need not be searched: one pass over it (`word_search.WordSearch`) shows which
of many patterns may match.
"""

import re
from collections.abc import Iterator, Sequence

_MOST_JOINED = 300
"""Number of words that lists side by side are joined to, such as 不断的 of 不断 and 的."""
_GAP, _OR = "\0", "\1"
"""What takes the place of a part of which no word is certain, and of the bar between words."""
_UNCERTAIN = re.compile(r"\\.|\[(?P<members>\^?(?:\\.|[^\\])(?:\\.|[^]\\])*)\]|[.^$]")
_NO_MEMBER = frozenset("^-\\()[]{}|.$")
_NO_WORD = frozenset("[]{}*+?" + _GAP)
_ESCAPED = 0xE000
"""A character of private use, from here on, stands for each that is escaped."""
_UNESCAPED = {_ESCAPED + code: code for code in range(0x80)}
_COUNT = r"(?P<count>[?*+]|\{[0-9,]+\})?[?+]?"
_INNERMOST = re.compile(rf"\((?P<kind>\?:|\?P<\w+>|\?<?[=!])?(?P<content>(?!\?)[^()]*)\){_COUNT}")
_ATOM = re.compile(rf"(?P<atom>\{{(?P<words>[^}}]+)\}}|\[(?P<chars>[^]]+)\]|.){_COUNT}", re.DOTALL)


def needed(expression: str, contains: str = "") -> list[frozenset[str]]:
    """Sets of words of which every match of a regular expression has one each.

    ``contains`` is what every match has, too.
    """
    sets = [
        frozenset(word.translate(_UNESCAPED) for word in words)
        for run in _runs(expression)
        for words in (_joined(run) if run else ())
    ]
    if contains and not any(all(contains in word for word in words) for words in sets):
        sets.append(frozenset((contains,)))
    return sets


def _runs(expression: str) -> Iterator[list[Sequence[str]]]:
    """The words that follow one another without a gap, in every match."""
    rest, before = _UNCERTAIN.sub(_characters, expression), ""
    while rest != before:
        rest, before = _INNERMOST.sub(_content, rest), rest
    if "|" in rest or "(" in rest:
        return
    run: list[Sequence[str]] = []
    for atom in _ATOM.finditer(rest):
        words = atom["words"].split(_OR) if atom["words"] else atom["chars"] or atom["atom"]
        if atom["atom"] == _GAP or _is_optional(atom["count"]):
            yield run
            run = []
            continue
        run.append(words)
        if atom["count"]:
            yield run
            run = [words]  # the last of those repeated
    yield run


def _characters(part: re.Match[str]) -> str:
    """What stands for a part that is no word: its members, if they are few and stand there."""
    if part[0] == r"\d":
        return "[0123456789０１２３４５６７８９]"
    if part[0][0] == "\\":
        char = part[0][1]
        return _GAP if char.isalnum() else chr(_ESCAPED + ord(char)) if char.isascii() else char
    members = part["members"]
    return part[0] if members and _NO_MEMBER.isdisjoint(members) else _GAP


def _content(group: re.Match[str]) -> str:
    """What stands for a group: its content or its words, if every match has them."""
    kind, content = group["kind"] or "", group["content"]
    several = "|" in content
    certain = not _is_optional(group["count"]) and (not several or _NO_WORD.isdisjoint(content))
    if kind.endswith(("=", "!")) and not (kind == "?=" and certain and _GAP not in content):
        return ""
    if not certain:
        return _GAP
    if several:
        content = "{" + content.replace("|", _OR) + "}"
    return content + (_GAP if group["count"] or kind == "?=" else "")


def _is_optional(count: str | None) -> bool:
    return count is not None and count.startswith(("?", "*", "{0", "{,"))


def _joined(run: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    """The words of a run, joined to longer ones as far as there are not too many."""
    words = run[0]
    for following in run[1:]:
        if len(words) * len(following) <= _MOST_JOINED:
            words = [first + second for first in words for second in following]
        else:
            yield words
            words = following
    yield words
