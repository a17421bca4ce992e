"""Regular expressions with one piece taken out at a time, and what they match in examples."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from re import _parser  # type: ignore[attr-defined]  # the parser of patterns
from typing import Any

TOKEN = re.compile(
    r"""\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}|.)
    |\[\^?\]?(?:\\.|[^\]\\])*\]
    |\((?:\?(?:P<\w+>|P=\w+\)|<?[=!]|[a-zA-Z-]*:))?
    |[*+?]\??|\{\d*,?\d*\}\??
    |.""",
    re.VERBOSE | re.DOTALL,
)
MEMBER = re.compile(
    r"\{[a-z_]+\}|(?:\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\x..|\\.|[^\\])"
    r"(?:-(?:\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\x..|\\.|.))?"
)
LAZY = re.compile(r"(?:[*+?]|\{.*\})\?")
COMMENT = re.compile(r"(\\.|\[(?:\\.|[^\]\\])*\])|\s+|#.*", re.DOTALL)
MARKED = re.compile("[⟦⟧]")
LONG = {ord("⋯"): "x" * 2000}
"""What stands for a long text in an example."""

Span = tuple[int, int]


def plain(expression: str, flags: int) -> tuple[str, int]:
    """An expression and its flags without the blanks and comments of `re.VERBOSE`."""
    if flags & re.VERBOSE:
        return COMMENT.sub(r"\1", expression), flags & ~re.VERBOSE
    return expression, flags


def _removals(expression: str) -> Iterator[Span]:
    """Where each piece begins and ends, with the bar or the quantifier that goes with it."""
    groups: list[tuple[int, list[int]]] = [(0, [0])]
    for token in [*TOKEN.finditer(expression), None]:
        start, end = token.span() if token else (len(expression), len(expression))
        match token[0] if token else ")":
            case text if text.startswith("(") and not text.endswith(")"):
                groups.append((start, [end]))
            case "|":
                groups[-1][1].append(end)
            case ")":
                begin, starts = groups.pop()
                if len(starts) > 1:
                    yield starts[0], starts[1]
                    yield from zip(
                        (first - 1 for first in starts[1:]),
                        (*(first - 1 for first in starts[2:]), start),
                        strict=True,
                    )
                if expression[begin:].startswith(("(?=", "(?!", "(?<=", "(?<!")):
                    yield begin, end
                elif expression[end : end + 1] in {"?", "*"}:
                    yield begin, end + 1
            case text if text[0] in "*+?" or text in ("^", "$"):
                yield start, end
            case text if text.startswith("[") and len(text) > 1:
                first = start + 1 + text.startswith("[^")
                members = [*MEMBER.finditer(expression, first, end - 1)]
                yield from (member.span() for member in members if len(members) > 1)


def pieces(
    expression: str, flags: int = 0, *, most: int = 10_000, without: Sequence[Span] = ()
) -> Iterator[tuple[Span, re.Pattern[str]]]:
    """Each alternative, look-around, anchor, quantifier and member of a class that can be left out.

    Args:
        expression: A regular expression.
        flags: Its flags.
        most: Of more than so many pieces only some are left out.
        without: Parts of the expression of which no piece is left out.

    Returns:
        Where it is, and the pattern without it.
    """
    lazy = [token.end() for token in TOKEN.finditer(expression) if LAZY.fullmatch(token[0])]
    removals = [*_removals(expression), *((end - 1, end) for end in lazy)]
    for start, end in removals[:: len(removals) // most + 1]:
        if any(first <= start and end <= last for first, last in without):
            continue
        rest = expression[:start] + expression[end:]
        try:
            mutant = re.compile(rest, flags)
        except re.error:
            continue
        yield (start, end), mutant


@dataclass(frozen=True)
class Example:
    """A text, and what of it a pattern matches."""

    kind: str
    source: str
    groups: Mapping[str | int, str] = field(default_factory=dict, hash=False)

    @cached_property
    def text(self) -> str:
        """The text that is searched."""
        return MARKED.sub("", self.source) if self.kind == "part" else self.source

    @cached_property
    def expected(self) -> Any:
        """What `outcome` must be."""
        match self.kind:
            case "all":
                return [(0, len(self.source))]
            case "none":
                return []
            case "groups":
                return self.groups
            case "part":
                marks = enumerate(MARKED.finditer(self.source))
                places = [mark.start() - number for number, mark in marks]
                return [*zip(places[::2], places[1::2], strict=True)]
            case kind:
                return kind == "full"

    def outcome(self, pattern: re.Pattern[str]) -> Any:
        """What a pattern makes of the text."""
        match self.kind:
            case "full" | "other":
                return pattern.fullmatch(self.text) is not None
            case "groups":
                names = {number: name for name, number in pattern.groupindex.items()}
                groups = match.groups() if (match := pattern.search(self.text)) else ()
                held = {names.get(number, number): text for number, text in enumerate(groups, 1)}
                return {name: text for name, text in held.items() if text is not None}
        empty = "⟦⟧" in self.source
        return [match.span() for match in pattern.finditer(self.text) if match[0] or empty]


def examples(rows: Mapping[str, Any]) -> Iterator[Example]:
    """The examples of a pattern, from its rows in a file patterns.yaml."""
    for kind, texts in rows.items():
        if kind == "groups":
            yield from (Example(kind, text, groups) for text, groups in texts.items())
        else:
            words = texts.split() if isinstance(texts, str) else texts
            yield from (Example(kind, text.translate(LONG)) for text in words)


def samples(expression: str) -> list[str]:
    """Texts that need each piece of an expression, and others with what must not follow."""
    return [*dict.fromkeys(_samples(_parser.parse(expression)))]


def _samples(parsed: Any) -> list[str]:
    """Texts of a sequence: all that each item may be, beside the first of the others."""
    choices = [_choices(str(code), value) for code, value in parsed]
    first = [texts[0] for texts in choices]
    return [
        "".join([*first[:place], text, *first[place + 1 :]])
        for place, texts in enumerate(choices)
        for text in texts
    ]


def _choices(code: str, value: Any) -> list[str]:
    match code, value:
        case "LITERAL", _:
            texts = [chr(value)]
        case "RANGE", (first, _last):
            texts = [chr(first)]
        case "CATEGORY", _:
            texts = ["5"]
        case "IN", members:
            texts = [text for member in members for text in _choices(str(member[0]), member[1])]
        case "BRANCH", (_, branches):
            texts = [text for branch in branches for text in _samples(branch) or [""]]
        case "SUBPATTERN", (*_, part):
            texts = _samples(part)
        case "MAX_REPEAT", (least, most, part):
            once = _samples(part)
            texts = [*once, *[once[0] * 2] * (most > 1), *[""] * (not least)]
        case "ASSERT_NOT", (_, part):
            texts = ["", *_samples(part)]
        case "AT", _:
            texts = [""]
        case _:
            texts = ["囗"]
    return texts
