"""A task file split into its keys and list items, each with its lines and the comments above.

Every line belongs to exactly one chunk, so that the chunks joined are the file. Only values with
one key per line are split further; a value in brackets or quotes stays whole.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias, TypeGuard

from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from progress_report.domain.period import Period
from progress_report.source.places import Source
from progress_report.source.writing.format import KeyPath, step

Name: TypeAlias = tuple[str, ...]  # what distinguishes a key or a list item from its neighbours

_BESIDE = re.compile(r"[ \t]+#.*$")
_DASH = re.compile(r" *(-) +")
# Comments about the file as a whole: to the last blank line, directive, or name of the schema.
_HEAD = re.compile(r"#\s*yaml-language-server\s*:|---|%|\s*$")


@dataclass(slots=True, eq=False)
class Chunk:
    """A key with its value, or an item of a list."""

    name: Name
    lines: list[str]
    """All of its lines: comments and blank lines above, its own, and those of its block."""
    above: list[str]
    own: list[str]
    """The whole value, or the line that opens a block; none for a list item that holds keys.

    The comment beside its first line is left out.
    """
    beside: str  # the comment at the end of the first own line, with the spaces before it
    key: Node | None
    value: Node
    block: "Chunks | None" = None
    dash: int | None = None
    """The column of the dash that was removed from the first key of a list item."""


@dataclass(slots=True, eq=False)
class Chunks:
    """The keys of a mapping or the items of a list, written one below another."""

    chunks: dict[Name, Chunk] = field(default_factory=dict)
    below: list[str] = field(default_factory=list)  # comments after the last of them


class NotSplittableError(Exception):
    """The keys of a block are not at the beginning of lines."""


def split(source: Source) -> tuple[list[str], Chunks]:
    """Split a source that was parsed without errors: the lines about it as a whole, and its block.

    Raises NotSplittableError if its root is not a mapping with one key per line.
    """
    root = source.root
    if not isinstance(root, MappingNode) or root.flow_style:
        raise NotSplittableError
    lines = [*source.lines]
    if not lines[-1]:
        lines.pop()
    first = root.value[0][0].start_mark.line
    above = lines[:first]
    head = max((number for number, line in enumerate(above, 1) if _HEAD.match(line)), default=0)
    return lines[:head], _Splitter(lines).block(root, (), head, len(lines))


class _Splitter:
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    def block(self, node: CollectionNode, path: KeyPath, top: int, bottom: int) -> Chunks:
        """Split the lines from ``top`` to ``bottom``, those of a block and its comments."""
        is_mapping = isinstance(node, MappingNode)
        pairs: list[tuple[Node | None, Node]] = (
            node.value if is_mapping else [(None, item) for item in node.value]
        )
        starts = [(key or value).start_mark.line for key, value in pairs]
        marks = [key.start_mark for key, _value in pairs if key]
        if any(self.lines[mark.line][: mark.column].strip(" ") for mark in marks):
            raise NotSplittableError
        named = _period if path == ("entries",) else str
        names: list[Name] = [(named(key.value),) for key, _ in pairs if key]
        names = names or numbered(_item_name(item) for _, item in pairs)
        block = Chunks()
        above = self.lines[top : starts[0]]
        for name, (key, value), following in zip(names, pairs, [*starts[1:], bottom], strict=True):
            end = self._end(key, value)
            if _is_block(value):
                end = self._closed(end, following, _column(value, key))
            chunk = self._chunk(name, (key, value), step(path, key.value if key else None), end)
            chunk.above, chunk.lines = above, [*above, *chunk.lines]
            if name in block.chunks:
                raise NotSplittableError  # two spellings of one period
            block.chunks[name] = chunk
            above = self.lines[end:following]
        block.below = above
        return block

    def _chunk(self, name: Name, pair: tuple[Node | None, Node], path: KeyPath, end: int) -> Chunk:
        key, value = pair
        start = (key or value).start_mark.line
        lines, first_line = self.lines[start:end], self.lines[start]
        beside = self._beside(key, value)
        own = [first_line.removesuffix(beside), *lines[1:]]
        chunk = Chunk(name, lines, [], own, beside, key, value)
        if not _is_block(value):
            return chunk
        top, dash = start + 1, None
        if value.start_mark.line == start:  # a list item: its first key stands beside the dash
            dash = _DASH.fullmatch(first_line[: value.start_mark.column])
            if not dash:
                return chunk
            top = start
            self.lines[start] = f"{first_line[: dash.start(1)]} {first_line[dash.end(1) :]}"
        try:
            chunk.block = self.block(value, path, top, end)
        except NotSplittableError:
            return chunk
        finally:
            self.lines[start] = first_line
        chunk.own = own[: top - start]
        if dash:
            chunk.dash, chunk.beside = dash.start(1), ""
        return chunk

    def _beside(self, key: Node | None, value: Node) -> str:
        """The comment at the end of the line on which a value starts, or its key."""
        start = (key or value).start_mark.line
        if isinstance(value, ScalarNode) and value.style in ("|", ">"):
            mark = value.start_mark
        elif key and (_is_block(value) or not value.value):
            mark = key.end_mark
        else:
            mark = value.end_mark
        comment = _BESIDE.search(self.lines[start], mark.column) if mark.line == start else None
        return comment[0] if comment else ""

    def _end(self, key: Node | None, node: Node) -> int:
        """The line after the last one of a value, without the comments behind it."""
        if _is_block(node):
            last = node.value[-1]
            return self._end(*last) if isinstance(node, MappingNode) else self._end(None, last)
        if isinstance(node, ScalarNode) and not node.value and not node.style and key:
            return int(key.end_mark.line) + 1
        start, end = node.start_mark, node.end_mark
        after = int(end.line) + (0 if end.column == 0 and end.line > start.line else 1)
        if isinstance(node, ScalarNode) and node.style in ("|", ">"):
            indicator = self.lines[start.line][start.column :].partition("#")[0]
            while (
                "+" not in indicator
                and after > start.line + 1
                and not self.lines[after - 1].strip()
            ):
                after -= 1  # blank lines behind a text do not belong to it
        return after

    def _closed(self, end: int, following: int, column: int) -> int:
        """Where a block ends: comments indented as far as its keys belong to it."""
        closed = end
        for number in range(end, following):
            line = self.lines[number]
            if line.strip() and len(line) - len(line.lstrip(" ")) < column:
                break
            if line.strip():
                closed = number + 1
        return closed


def with_dash(lines: list[str], column: int) -> list[str]:
    """Put the dash of a list item back before its first key."""
    for index, line in enumerate(lines):
        if line.strip() and not line.lstrip().startswith("#"):
            lines[index] = f"{line[:column]}-{line[column + 1 :]}"
            break
    return lines


def numbered(names: Iterable[Name]) -> list[Name]:
    """Unique names: each with how often it has come so far."""
    seen: Counter[Name] = Counter()
    result = []
    for name in names:
        seen[name] += 1
        result.append((*name, str(seen[name])))
    return result


def _is_block(node: Node) -> TypeGuard[CollectionNode]:
    return isinstance(node, CollectionNode) and not node.flow_style and bool(node.value)


def _column(node: CollectionNode, key: Node | None) -> int:
    """The indentation inside a block; a list may be indented no further than its key."""
    first = node.value[0][0] if isinstance(node, MappingNode) else node
    return max(int(first.start_mark.column), int(key.start_mark.column) + 1 if key else 0)


def _period(key: str) -> str:
    try:
        return Period.from_key(2000, key).key
    except ValueError:
        return key


def _item_name(item: Node) -> Name:
    if isinstance(item, ScalarNode):
        return ("", str(item.value))
    if isinstance(item, SequenceNode):
        return ("",)
    held = {key.value: value.value for key, value in item.value if isinstance(value, ScalarNode)}
    period = _period(held.get("in", ""))
    return (held.get("unit", ""), held.get("rule", ""), held.get("docket", ""), period)
