"""Check that grammar patterns are sound: they compile, are fast, and match their examples."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from progress_report.check.language.pairings import PairTable
from progress_report.check.language.patterns import Pattern, examples, regex, shared_lists
from progress_report.check.language.probe import slow
from progress_report.domain.config import GrammarPattern, Pairing
from progress_report.system.i18n import _

Row: TypeAlias = GrammarPattern | Pairing

MOST_CHARACTERS = 500
"""Longest regular expression of a row, before its lists are filled in."""
_EXCERPT_LENGTH = 20
"""Number of characters quoted of an expression that cannot be read."""


class Flaw(NamedTuple):
    """What is wrong with a row, at the keys that lead to it."""

    path: tuple[str | int, ...]
    message: str
    hint: str


def flaws(rows: Sequence[Row], verbs: Collection[str] = ()) -> list[list[Flaw]]:
    """Everything that makes rows unusable: for each row a list, empty if the row is sound.

    Args:
        rows: Patterns and pairs.
        verbs: Verbs that govern nouns, in addition to those of the pairs.
    """
    flaws_by_row = [[*_of_expressions(row)] for row in rows]
    # `unless` need not be quick: it reads one clause or sentence, of bounded length
    places = [
        (index, key)
        for index, row in enumerate(rows)
        for key, _template in _templates(row)
        if not flaws_by_row[index] and key != "unless"
    ]
    expressions = [
        (regex(getattr(rows[index], key), rows[index].lists), rows[index].bad)
        for index, key in places
    ]
    for place in sorted(slow(expressions)):
        index, key = places[place]
        message = _("on a long text this pattern takes too long")
        hint = _("bound every repetition, as in {example}, and nest none in another")
        flaws_by_row[index].append(Flaw((key,), message, hint.format(example="{1,20}")))
    return [
        row_flaws or [*_of_examples(row, verbs)]
        for row, row_flaws in zip(rows, flaws_by_row, strict=True)
    ]


def _templates(row: Row) -> list[tuple[str, str]]:
    """The regular expressions of a row, by key, with their placeholders."""
    keys = ("pattern", "unless") if isinstance(row, GrammarPattern) else ("unless", "end")
    return [(key, template) for key in keys if (template := getattr(row, key))]


def _of_expressions(row: Row) -> Iterator[Flaw]:
    for key, template in _templates(row):
        if len(template) > MOST_CHARACTERS:
            message = _("the pattern has more than {most} characters").format(most=MOST_CHARACTERS)
            yield Flaw((key,), message, _("split it into several rows, or put words into lists"))
            continue
        try:
            re.compile(regex(template, row.lists))
        except KeyError as error:
            yield _unknown_list((key,), error, row)
        except (re.error, OverflowError) as error:
            message = _("this is not a regular expression: it cannot be read from '{rest}' on")
            hint = _("close every bracket, and write a backslash before a mark that is only a mark")
            yield Flaw((key,), message.format(rest=_unread(error, template)), hint)


def _unread(error: re.error | OverflowError, template: str) -> str:
    """The beginning of what cannot be read."""
    if isinstance(error, re.error) and isinstance(error.pattern, str) and error.pos is not None:
        return error.pattern[error.pos :][:_EXCERPT_LENGTH]
    return template[:_EXCERPT_LENGTH]


def _of_examples(row: Row, verbs: Collection[str]) -> Iterator[Flaw]:
    table = PairTable([row], verbs) if isinstance(row, Pairing) else Pattern(row)
    for key, templates in (("bad", row.bad), ("good", row.good)):
        for index, template in enumerate(templates):
            path = (key, index)
            try:
                sentences = examples([template], row.lists)
            except KeyError as error:
                yield _unknown_list(path, error, row)
                continue
            for sentence in sentences:
                try:
                    matches = [match.correct for match in table.matches(sentence)]
                except (re.error, IndexError):
                    message = _("this refers to a group that the pattern does not have")
                    yield Flaw(("correct",), message, _("the first group in round brackets is \\1"))
                    return
                if bool(matches) is (key == "good"):
                    yield _of_example(path, sentence)


def _of_example(path: tuple[str | int, ...], sentence: str) -> Flaw:
    message = _("the pattern finds nothing in this bad example: {sentence}")
    if path[0] == "good":
        message = _("the pattern finds something in this good example: {sentence}")
    hint = _("correct the pattern or the example")
    return Flaw(path, message.format(sentence=sentence), hint)


def _unknown_list(path: tuple[str | int, ...], error: KeyError, row: Row) -> Flaw:
    message = _("there is no word list '{name}'").format(name=error.args[0])
    names = _(", ").join([*row.lists, *shared_lists()])
    return Flaw(path, message, _("the lists here are: {names}").format(names=names))
