"""A YAML file as a tree in which every comment is attached to a key or list item.

A comment on its own line belongs to the item after it; after the last item, its indentation
decides which mapping or list it ends. A comment at the end of a line belongs to the item on that
line. A blank line is kept as an empty comment.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode

from progress_report.source.places import Source

Place: TypeAlias = tuple[int, int]  # line and column, from 0

_MIN_GAP = 2
_PROPERTIES = re.compile(r"(?:[&!]\S*[ \t]*)*")
_NOTHING_YET = re.compile(r"(?:\.\.\.)?[-?: \t]*")


@dataclass(slots=True, eq=False)
class Item:
    """A key with its value, or an item of a list."""

    key: str | None
    value: "str | Block"
    owner: "Block"
    start: Place
    end: Place
    above: list[str] = field(default_factory=list)
    """Comments on their own lines before it; ``""`` for a blank line."""
    beside: str = ""
    """The comment on its line, with the spaces before it; further ones are in ``above``."""


@dataclass(slots=True, eq=False)
class Block:
    """A mapping or a list; one without items is empty or a blank value."""

    parent: Item | None
    brackets: str  # ``{}`` or ``[]`` in flow style, else empty
    is_list: bool
    column: int
    end: Place
    items: list[Item] = field(default_factory=list)
    below: list[str] = field(default_factory=list)  # comments after the last item


def read(source: Source) -> Block:
    """Read a source whose root is a mapping."""
    return _Reader(source).root


def comments(source: Source) -> list[str]:
    """Every comment of a source, in order."""
    reader = _Reader(source)
    return [reader.lines[line][column:].rstrip(" \t") for line, column in reader.places()]


class _Reader:
    def __init__(self, source: Source) -> None:
        if not isinstance(source.root, MappingNode):
            raise TypeError("only a mapping has items")
        self.lines = [line.removesuffix("\r") for line in source.text.split("\n")]
        self._items: list[Item] = []
        self._scalars: list[tuple[Place, Place]] = []
        self._last: tuple[Item, Block] | None = None
        self.root = self._block(source.root, None)
        self._starts = [item.start for item in self._items]
        for place in self.places():
            self._attach(place)
        self._keep_blank_lines()

    def _block(self, node: CollectionNode, parent: Item | None) -> Block:
        mapping = isinstance(node, MappingNode)
        brackets = ("{}" if mapping else "[]") if node.flow_style else ""
        first = node.value[0][0] if mapping and node.value else node
        # a list may start in the same column as its key
        column = max(first.start_mark.column, _column(parent) + 1)
        block = Block(parent, brackets, not mapping, column, _end(node))
        for child in node.value:
            key, value = child if mapping else (None, child)
            start = (key or value).start_mark
            text = key.value if key else None
            item = Item(text, "", block, (start.line, start.column), _end(value))
            block.items.append(item)
            self._items.append(item)
            if key:
                self._scalar(key)
            item.value = self._value(value, item)
        return block

    def _value(self, node: ScalarNode | CollectionNode, item: Item) -> str | Block:
        if isinstance(node, CollectionNode):
            return self._block(node, item)
        if node.value == "" and not node.style:
            return Block(item, "", is_list=False, column=_column(item) + 1, end=item.end)
        self._scalar(node)
        return str(node.value)

    def _scalar(self, node: ScalarNode) -> None:
        """Record the span of a scalar: a ``#`` within it does not start a comment."""
        line, column = node.start_mark.line, node.start_mark.column
        if self.lines[line][column : column + 1] in ("&", "!"):  # an empty key is past the end
            line, column = self._after_properties(line, column)
        start = (line + 1, 0) if node.style in ("|", ">") else (line, column)
        self._scalars.append((start, _end(node)))

    def _after_properties(self, line: int, column: int) -> Place:
        """The start of a value after its anchor and tag, which may be on earlier lines."""
        while match := _PROPERTIES.match(self.lines[line], column):
            if self.lines[line][match.end() :][:1] not in ("", "#"):
                break
            line += 1
            column = len(self.lines[line]) - len(self.lines[line].lstrip(" \t"))
        return line, match.end() if match else column

    def places(self) -> Iterator[Place]:
        """The start of each comment."""
        scalars = iter(self._scalars)
        start, end = next(scalars)
        for number, line in enumerate(self.lines):
            column = line.find("#")
            while column >= 0:
                here = (number, column)
                while end <= here:
                    start, end = next(scalars, ((len(self.lines), 0),) * 2)
                if here < start:
                    yield here
                    break
                column = line.find("#", end[1]) if end[0] == number else -1

    def _attach(self, place: Place) -> None:
        line, column = place
        before = self.lines[line][:column]
        text = self.lines[line][column:].rstrip(" \t")
        index = bisect_left(self._starts, place)
        previous = self._items[index - 1] if index else None
        following = self._items[index] if index < len(self._items) else None
        if previous and not _NOTHING_YET.fullmatch(before):
            item = previous
            while item.owner.brackets and item.owner.end <= place:
                if item.owner.parent is None:
                    self.root.below.append(text)
                    return
                item = item.owner.parent
            gap = len(before) - len(before.rstrip(" \t"))
            if item.beside:
                item.above.append(text)
            else:
                item.beside = " " * max(gap, _MIN_GAP) + text
            return
        indent = len(before) - len(before.lstrip(" \t"))
        target = self._target((line, indent), previous, following)
        target += ["", text] if line and not self.lines[line - 1].strip(" \t") else [text]

    def _target(self, place: Place, previous: Item | None, following: Item | None) -> list[str]:
        """The list of comments that a comment on its own line belongs to."""
        if following and (previous is None or following.owner.parent is previous):
            return following.above
        if previous is None:
            raise TypeError("a comment stands before, within or after an item")
        if isinstance(previous.value, str) and place < previous.end:
            return previous.above
        block = previous.value if isinstance(previous.value, Block) else previous.owner
        if self._last and self._last[0] is previous:
            block = self._last[1]  # a block that an earlier comment ended stays ended
        while not (following and following.owner is block) and block.parent:
            if place < block.end if block.brackets else place[1] >= block.column:
                break
            block = block.parent.owner
        self._last = previous, block
        return following.above if following and following.owner is block else block.below

    def _keep_blank_lines(self) -> None:
        seen = 0
        for item in self._items:
            line = item.start[0]
            if line > seen and not self.lines[line - 1].strip(" \t"):
                item.above.append("")
            seen = line


def _column(item: Item | None) -> int:
    """The column that the content of an item must be to the right of."""
    if item is None:
        return -1
    return item.owner.column if item.owner.is_list else item.start[1]


def _end(node: Node) -> Place:
    return node.end_mark.line, node.end_mark.column
