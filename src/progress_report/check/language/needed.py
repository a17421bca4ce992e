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
_WORD = re.compile("[一-鿿]+")
_NO_MEMBER = frozenset("^-\\()[]{}|.$")
_COUNT = r"(?P<count>[?*+]|\{[0-9,]+\})?[?+]?"
_INNERMOST = re.compile(rf"\((?P<kind>\?:|\?P<\w+>|\?<?[=!])?(?P<content>(?!\?)[^()]*)\){_COUNT}")
_NAME = re.compile(r"\{([a-z_]+)\}")
_OR = "\1"
"""What stands before each word of a group of nothing else, in place of its name."""
_ATOM = re.compile(
    rf"(?P<atom>\{{(?P<name>[a-z_{_OR}一-鿿]+)\}}|\[(?P<chars>[^]]+)\]|.){_COUNT}", re.DOTALL
)


def needed(template: str, lists: Lists, contains: str = "") -> list[frozenset[str]]:
    """Sets of words of which every match has one each.

    Args:
        template: A regular expression in which ``{name}`` stands for any word of that list, for a
            part of the expression, or for something else if there is none of that name.
        lists: The words of each list, and such parts.
        contains: What every match has, too.
    """
    sets = [words for run in _runs(template, lists) if run for words in _joined(run)]
    if contains and not any(all(contains in word for word in words) for words in sets):
        sets.append([contains])
    return [*map(frozenset, sets)]


def _runs(template: str, lists: Lists) -> Iterator[list[Sequence[str]]]:
    """The words that follow one another without a gap, in every match."""
    rest, before = _UNCERTAIN.sub(_characters, _with_parts(template, lists)), ""
    while rest != before:
        rest, before = _INNERMOST.sub(_content, rest), rest
    if "|" in rest or "(" in rest:
        return
    run: list[Sequence[str]] = []
    for atom in _ATOM.finditer(rest):
        words = atom["chars"] or atom["atom"]
        if name := atom["name"]:
            words = lists.get(name, name.split(_OR)[1:])
        if not words or atom["atom"] == _GAP or _is_optional(atom["count"]):
            yield run
            run = []
            continue
        run.append(words)
        if atom["count"]:
            yield run
            run = [words]  # the last of those repeated
    yield run


def _with_parts(template: str, lists: Lists) -> str:
    def part(name: re.Match[str]) -> str:
        words = lists.get(name[1])
        return _with_parts(words, lists) if isinstance(words, str) else name[0]

    return _NAME.sub(part, template)


def _characters(part: re.Match[str]) -> str:
    """What stands for a part that is no word: its members, if they are few and stand there."""
    if part[0] == r"\d":
        return "[0123456789０１２３４５６７８９]"
    if part[0] == r"\.":
        return "[.]"
    members = part["members"]
    return part[0] if members and _NO_MEMBER.isdisjoint(members) else _GAP


def _content(group: re.Match[str]) -> str:
    """What stands for a group: its content, if every match has it."""
    kind, content = group["kind"] or "", group["content"]
    words = content.split("|") if "|" in content else []
    certain = not _is_optional(group["count"]) and all(map(_WORD.fullmatch, words))
    if kind.endswith(("=", "!")) and not (kind == "?=" and certain and _GAP not in content):
        return ""
    if not certain:
        return _GAP
    if words:
        content = "{" + "".join(_OR + word for word in words) + "}"
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
