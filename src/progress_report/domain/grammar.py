"""Rows of the grammar tables: built-in ones in check/data, an office's in data/report.yaml."""

from typing import Annotated, Literal

from pydantic import Field

from progress_report.domain.strict import NotBlank, Strict

Words = Annotated[tuple[NotBlank, ...], Field(min_length=1)]
Lists = dict[Annotated[str, Field(pattern=r"^[a-z_]+$")], Words]
MessageName = Literal[
    "mixed",
    "twice",
    "clash",
    "no-object",
    "no-de",
    "no-among",
    "no-verb",
    "no-period",
    "no-mark",
    "no-subject",
    "no-ordinal",
    "no-fold",
    "run-on",
    "clauses",
    "dangling",
    "missing",
    "figure",
    "particle",
    "residue",
]


class GrammarPattern(Strict):
    """A pattern for wording that is wrong in any context.

    ``{name}`` in the regular expressions stands for any word of a list of this name, or for a
    fragment (check/data/fragments.yaml); in the examples, for each word of the list in turn.
    """

    contains: str = ""  # text that every match contains; a text without it is skipped at once
    pattern: NotBlank  # a regular expression. Its group ``mark``, if present, is underlined.
    correct: NotBlank  # the correction: a template for the match, or forms to choose from
    message: MessageName | None = None
    bad: Words
    good: Words
    lists: Lists = Field(default_factory=dict)
    unless: str = ""  # a regular expression that excuses what follows it in the sentence
    part_of_year: bool = False  # whether it is wrong only in a report on a part of a year


class Pairing(Strict):
    """Nouns, and verbs that do not go with them as their governor or as their predicate."""

    nouns: Words
    verbs: Annotated[dict[NotBlank, Words], Field(min_length=1)]
    bad: Words
    good: Words
    lists: Lists = Field(default_factory=dict)
    unless: str = ""
    series: bool = False
    subject: bool = False
    end: NotBlank = "{clause_end}"
