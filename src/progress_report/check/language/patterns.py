"""Grammar patterns: regular expressions made from rows of data, with word lists by name."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import NamedTuple, TypeAlias

from progress_report.check.language.needed import needed
from progress_report.domain.config import GrammarPattern
from progress_report.system.data import any_of, read_data

Lists: TypeAlias = Mapping[str, Sequence[str]]
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_SENTENCE_END = re.compile("[。\n]")
_LONGEST = 80
"""Number of characters of a clause or sentence that are read before a match."""


def fragments() -> Mapping[str, str | list[str]]:
    """Word lists and parts of regular expressions that patterns share, by name."""
    shared: Mapping[str, str | list[str]] = read_data("check", "fragments")
    return shared


@cache
def shared_lists() -> Lists:
    """The word lists that all patterns may use, by name."""
    return {name: words for name, words in fragments().items() if not isinstance(words, str)}


def regex(template: str, lists: Lists) -> str:
    """The regular expression that a template stands for.

    Args:
        template: A regular expression in which ``{name}`` stands for a list or a fragment.
        lists: The template's own lists; they come before the shared ones.

    Raises:
        KeyError: there is no list or fragment of a name.
    """

    def replacement(placeholder: re.Match[str]) -> str:
        name = placeholder[1]
        part = lists[name] if name in lists else fragments()[name]
        return regex(part, lists) if isinstance(part, str) else any_of(part)

    return _PLACEHOLDER.sub(replacement, template)


def examples(templates: Sequence[str], lists: Lists) -> list[str]:
    """The sentences that templates stand for: one for each word of each list they name.

    Raises:
        KeyError: there is no list of a name.
    """
    sentences: dict[str, None] = {}
    for template in templates:
        names = dict.fromkeys(_PLACEHOLDER.findall(template))
        words = {name: lists[name] if name in lists else shared_lists()[name] for name in names}
        first = {name: words[name][0] for name in names}
        chosen = [{**first, name: word} for name in names for word in words[name]] or [first]
        for choice in chosen:
            parts = _PLACEHOLDER.split(template)  # every second one is a name
            parts[1::2] = [choice[name] for name in parts[1::2]]
            sentences["".join(parts)] = None
    return list(sentences)


def text_before(mark: re.Pattern[str], text: str, end: int) -> str:
    """The text between the last match of ``mark`` and ``end``, at most 80 characters."""
    return mark.split(text[max(0, end - _LONGEST) : end])[-1]


class Match(NamedTuple):
    """Characters where the wording is wrong."""

    start: int
    end: int
    text: str
    """All that the pattern matches; ``start`` to ``end`` may be less."""
    correct: str


class Pattern:
    """A row of grammar.yaml or omissions.yaml, compiled when a text may match it."""

    def __init__(self, row: GrammarPattern) -> None:
        self.row = row

    @cached_property
    def needed(self) -> list[frozenset[str]]:
        """Sets of words of which every match contains one each."""
        return needed(regex(self.row.pattern, self.row.lists), self.row.contains)

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The pattern itself."""
        return re.compile(regex(self.row.pattern, self.row.lists))

    @cached_property
    def _marked(self) -> str | int:
        """The group whose characters are wrong."""
        return "mark" if "mark" in self.regex.groupindex else 0

    @cached_property
    def unless(self) -> re.Pattern[str] | None:
        """The pattern that excuses a match when it comes earlier in the sentence."""
        return re.compile(regex(self.row.unless, self.row.lists)) if self.row.unless else None

    def matches(self, text: str, *, part_of_year: bool = True) -> Iterator[Match]:
        """Every place where the wording is wrong.

        Args:
            text: Any text.
            part_of_year: Whether it reports on a part of a year.

        Raises:
            re.error, IndexError: ``correct`` refers to a group that the pattern does not have.
        """
        if self.row.contains not in text or (self.row.part_of_year and not part_of_year):
            return
        group = self._marked
        for match in self.regex.finditer(text):
            before = text_before(_SENTENCE_END, text, match.start())
            if match[group] and not (self.unless and self.unless.search(before)):
                yield Match(*match.span(group), match[0], match.expand(self.row.correct))
