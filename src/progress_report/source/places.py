"""A YAML file's text, and the position of any value in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from progress_report.domain.diagnostics import Location
from progress_report.source.compose import BoundError, compose

Path: TypeAlias = Sequence[str | int]
Places: TypeAlias = Any
"""The line on which a value begins; of a mapping or list, the line and the places within it."""

# One character of a value other than white space, by the style of its quotes.
_INK = {"'": re.compile(r"''|\S"), '"': re.compile(r"\\(?:x..|u....|U........|.)|\S")}
_PLAIN_INK = re.compile(r"\S")
_BLANK_ESCAPE = re.compile(
    r"\\(?:[ntvfrLP_ \t]|x(?:09|0[A-D]|20|85|A0)|u(?:0020|00A0|3000|202[89]))", re.IGNORECASE
)


@dataclass(eq=False)
class Source:
    """A YAML file's text, and the position of any value in it.

    Only diagnostics need positions, so the node tree is composed when one is asked for.
    """

    path: str
    text: str
    data: Any = None  # dicts, lists and text, blank values left out; None if the text is broken
    places: Places = None
    """The first line (1-based) of each value; None if unknown."""
    blank_keys: tuple[tuple[dict[str, Any], str], ...] = ()
    """The keys without a value that the data leave out, each with the mapping it stands in."""
    _passage: tuple[Path, list[tuple[int, int]]] | None = field(default=None)

    def __reduce__(self) -> tuple[type["Source"], tuple[Any, ...]]:
        """Send only text and data to another process; the rest is derived from them on demand."""
        return Source, (self.path, self.text, self.data, self.places, self.blank_keys)

    @cached_property
    def root(self) -> Node | None:
        """The node tree; None if the text is empty or not YAML."""
        try:
            return compose(self.text)
        except (YAMLError, BoundError):
            return None

    def forget(self) -> None:
        """Free the memory of everything that can be derived again."""
        for name in ("root", "lines"):
            self.__dict__.pop(name, None)
        self._passage = None

    @cached_property
    def lines(self) -> list[str]:
        """The lines, without their ends."""
        return [line.removesuffix("\r") for line in self.text.split("\n")]

    def at(self, line: int, column: int, length: int = 1) -> Location:
        """A location by 1-based line and column."""
        excerpt = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return Location(self.path, line, column, length, excerpt)

    def locate(self, path: Path = (), *, key: bool = False) -> Location:
        """The position of a value, or of its key; of the nearest enclosing one if it is absent."""
        pairs = self._walk(path)
        if not pairs:
            return self.at(1, 1)
        target = pairs[-1][0 if key or len(pairs) <= len(path) else 1]
        start, end = target.start_mark, target.end_mark
        one_line = isinstance(target, ScalarNode) and start.line == end.line
        return self.at(
            start.line + 1, start.column + 1, max(1, end.column - start.column) if one_line else 1
        )

    def span(self, path: Path) -> range:
        """The 1-based lines of a value, its key's line included; empty if it is absent."""
        if not self.holds(path):
            return range(0)
        parent, node = self._walk(path)[-1]
        end = node.end_mark
        last = end.line + 1 if end.column else end.line
        return range(parent.start_mark.line + 1, max(last, node.start_mark.line + 1) + 1)

    def first_line(self, path: Path) -> int:
        """The 1-based line on which a value's text starts (after the ``|`` of a block).

        If the value is absent, that of the nearest enclosing one.
        """
        place = self.places
        if place is None:
            pairs = self._walk(path)
            return first_line(pairs[-1][1]) if pairs else 1
        for step in path:
            try:
                place = place[1][step]
            except (LookupError, TypeError):
                break
        return int(place if isinstance(place, int) else place[0])

    def holds(self, path: Path) -> bool:
        """Whether a key is in the file, even with a blank value."""
        return len(self._walk(path)) > len(path)

    def _walk(self, path: Path) -> list[tuple[Node, Node]]:
        """The (key, value) nodes from the root to a value, or to the nearest enclosing one."""
        pairs = [] if self.root is None else [(self.root, self.root)]
        for step in path:
            pair = _child(pairs[-1][1], step) if pairs else None
            if pair is None:
                break
            pairs.append(pair)
        return pairs

    def keys(self, path: Path) -> list[str]:
        """The keys of a mapping as written; none if the value is not a mapping."""
        value = self._value(path)
        return list(value) if isinstance(value, dict) else []

    def is_list(self, path: Path) -> bool:
        """Whether a value is written as a list."""
        return isinstance(self._value(path), list)

    def _value(self, path: Path) -> Any:
        value = self.data
        for step in path:
            try:
                value = value[step]
            except (LookupError, TypeError):
                return None
        return value

    def locate_text(self, path: Path, text: str, start: int, end: int) -> Location:
        """The position in the file of characters of a running text, up to the end of a line.

        ``text`` is the value as running text: its lines joined, nothing else changed.
        """
        ink = self._ink(path)
        if not ink:
            return self.locate(path)
        line, column = _place(ink, text, start)
        last_line, last_column = _place(ink, text, max(start, end - 1))
        if last_line != line:
            last_column = len(self.at(line, 1).excerpt)
        return self.at(line, column, max(1, last_column - column + 1))

    def _ink(self, path: Path) -> list[tuple[int, int]]:
        """Line and column of each visible character of a value."""
        # diagnostics come passage by passage, so the last result often serves again
        if self._passage is None or self._passage[0] != path:
            node = self._walk(path)[-1][1] if self.holds(path) else None
            places = [*self._ink_of(node)] if isinstance(node, ScalarNode) else []
            self._passage = path, places
        return self._passage[1]

    def _ink_of(self, node: ScalarNode) -> Iterator[tuple[int, int]]:
        start, end = node.start_mark, node.end_mark
        is_block, ink = node.style in ("|", ">"), _INK.get(node.style, _PLAIN_INK)
        quote = int(node.style in _INK)
        # the line with the | itself is none of a block's text
        for line in range(start.line + is_block, min(end.line + 1, len(self.lines))):
            left = start.column + quote if line == start.line else 0
            right = end.column - quote if line == end.line else len(self.lines[line])
            for match in ink.finditer(self.lines[line], left, right):
                if not (quote and _BLANK_ESCAPE.fullmatch(match[0])):
                    yield line + 1, match.start() + 1


def first_line(node: Node) -> int:
    """The 1-based line on which the text of a node starts (after the ``|`` of a block)."""
    block = type(node) is ScalarNode and node.style in ("|", ">")
    return int(node.start_mark.line) + (2 if block else 1)


def _place(ink: Sequence[tuple[int, int]], text: str, index: int) -> tuple[int, int]:
    """Line and column of the character at an index of a running text.

    Joining lines only adds or removes white space, so the other characters correspond one to one.
    """
    visible = "".join(text[:index].split())
    number = len(visible)
    shift = 0
    if number and text[index : index + 1].isspace():
        # white space: so many columns after the last character before it
        shift = index - text.rindex(visible[-1], 0, index)
        number -= 1
    if number >= len(ink):
        return ink[-1]
    line, column = ink[number]
    return line, column + shift


def _child(node: Node | None, step: str | int) -> tuple[Node, Node] | None:
    """The (key, value) nodes of one step down; for a list item both are the item."""
    if isinstance(node, MappingNode):
        return next(((k, v) for k, v in node.value if k.value == step), None)
    if isinstance(node, ScalarNode) and step == 0:  # a single text stands in place of a list
        return node, node
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None
