"""Words without which a pattern matches nothing, read off its template.

A text that lacks them need not be searched: one pass over it (`word_search.WordSearch`) shows which
of many patterns may match.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

Lists: TypeAlias = Mapping[str, Sequence[str]]

_MOST_JOINED = 300
"""Number of words that lists side by side are joined to, such as 不断的 of 不断 and 的."""
_GAP = "\0"
"""What takes the place of a part of which no word is certain."""
_UNCERTAIN = re.compile(r"\\.|\[(?P<members>\^?(?:\\.|[^\\])(?:\\.|[^]\\])*)\]|[.^$]")
_NO_MEMBER = frozenset("^-\\()[]{}|.$")
_COUNT = r"(?P<count>[?*+]|\{[0-9,]+\})?[?+]?"
_INNERMOST = re.compile(rf"\((?P<kind>\?:|\?P<\w+>|\?<?[=!])?(?P<content>(?!\?)[^()]*)\){_COUNT}")
_ATOM = re.compile(rf"(?P<atom>\{{(?P<name>[a-z_]+)\}}|\[(?P<chars>[^]]+)\]|.){_COUNT}", re.DOTALL)


def needed(template: str, lists: Lists, contains: str = "") -> list[frozenset[str]]:
    """Sets of words of which every match has one each, the rarest set first.

    Args:
        template: A regular expression in which ``{name}`` stands for any word of that list, or for
            something else if there is no such list.
        lists: The words of each list.
        contains: What every match has, too.
    """
    sets = [words for run in _runs(template, lists) if run for words in _joined(run)]
    if contains and not any(all(contains in word for word in words) for words in sets):
        sets.append([contains])
    return sorted(map(frozenset, sets), key=lambda words: sum(map(_frequency, words)))


def _runs(template: str, lists: Lists) -> Iterator[list[Sequence[str]]]:
    """The words that follow one another without a gap, in every match."""
    rest, before = _UNCERTAIN.sub(_characters, template), ""
    while rest != before:
        rest, before = _INNERMOST.sub(_content, rest), rest
    if "|" in rest or "(" in rest:
        return
    run: list[Sequence[str]] = []
    for atom in _ATOM.finditer(rest):
        words = lists.get(atom["name"]) if atom["name"] else atom["chars"] or atom["atom"]
        if not words or atom["atom"] == _GAP or _is_optional(atom["count"]):
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
    members = part["members"]
    return part[0] if members and _NO_MEMBER.isdisjoint(members) else _GAP


def _content(group: re.Match[str]) -> str:
    """What stands for a group: its content, if every match has it."""
    if (group["kind"] or "").endswith(("=", "!")):
        return ""
    if "|" in group["content"] or _is_optional(group["count"]):
        return _GAP
    return group["content"] + (_GAP if group["count"] else "")


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


def _frequency(word: str) -> float:
    """How often a word occurs, roughly: a longer one is rarer."""
    return 20.0 ** -len(word)
