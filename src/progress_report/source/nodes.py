"""YAML text to plain data with positions, in one pass of the C parser.

Scalars stay text, so ``021``, ``on``, ``2E1`` and ``12:30`` are never mangled; the models give
them their types. A restricted YAML is accepted: one document, no aliases, no tags, no duplicate
keys, no deep nesting.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from progress_report.diagnostics import Diagnostic, Location
from progress_report.i18n import _

try:
    from ruamel.yaml.cyaml import CBaseLoader
except ImportError:  # no C extension on this platform: the same nodes, more slowly
    CBaseLoader = None  # type: ignore[misc, assignment] # the name is tested before use

MAX_DEPTH = 50
_NESTING = re.compile(r"[\[{]|[-?:][ \t]*[-?](?=\s)|^[ \t]*[-?](?=\s)", re.MULTILINE)
_DEEP_INDENT = re.compile(rf"^[ ]{{{MAX_DEPTH},}}\S", re.MULTILINE)
# YAML 1.1 takes U+0085, U+2028 and U+2029 for line ends; Word leaves them, and U+000B, behind.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_PLAIN_TAGS = frozenset(
    {None, "", *(f"tag:yaml.org,2002:{name}" for name in ("str", "map", "seq"))}
)

_INK = re.compile(r"\S")

Path: TypeAlias = Sequence[str | int]


@dataclass(frozen=True, slots=True)
class Source:
    """A YAML file's text and its node tree, to find the place of any value again."""

    path: str
    text: str
    root: Node | None = None

    def at(self, line: int, column: int, length: int = 1) -> Location:
        """A location by 1-based line and column."""
        lines = self.text.split("\n")
        excerpt = lines[line - 1].rstrip("\r") if 0 < line <= len(lines) else ""
        return Location(self.path, line, column, length, excerpt)

    def locate(self, path: Path = (), *, key: bool = False) -> Location:
        """Where a value stands, or its key; the nearest enclosing place if it is not there."""
        node, found, complete = self.root, self.root, True
        for step in path:
            pair = _child(node, step)
            if pair is None:
                complete = False
                break
            found, node = pair
        target = found if key or not complete else node
        if target is None:
            return self.at(1, 1)
        start, end = target.start_mark, target.end_mark
        one_line = isinstance(target, ScalarNode) and start.line == end.line
        return self.at(
            start.line + 1, start.column + 1, max(1, end.column - start.column) if one_line else 1
        )

    def first_line(self, path: Path) -> int:
        """The 1-based line on which a value's own text starts (after the ``|`` of a block)."""
        node = self.root
        for step in path:
            pair = _child(node, step)
            if pair is None:
                break
            node = pair[1]
        if node is None:
            return 1
        block = isinstance(node, ScalarNode) and node.style in ("|", ">")
        return int(node.start_mark.line) + (2 if block else 1)

    def is_list(self, path: Path) -> bool:
        """Whether a value is written as a list."""
        return isinstance(self._node(path), SequenceNode)

    def locate_text(self, path: Path, text: str, start: int, end: int) -> Location:
        """Where characters of a running text stand in the file.

        Args:
            path: The keys that lead to the value.
            text: The value as running text: its lines joined, nothing else changed.
            start: Index of the first character meant.
            end: Index after the last one; what lies on later lines is not underlined.
        """
        node = self._node(path)
        places = self._inked(node) if isinstance(node, ScalarNode) else []
        if not places:
            return self.locate(path)
        line, column = _place(places, text, start)
        last_line, last_column = _place(places, text, max(start, end - 1))
        if last_line != line:
            last_column = len(self.at(line, 1).excerpt)
        return self.at(line, column, max(1, last_column - column + 1))

    def _inked(self, node: ScalarNode) -> list[tuple[int, int]]:
        """Line and column (1-based) of every character of a scalar that is not white space."""
        start, end = node.start_mark, node.end_mark
        block = node.style in ("|", ">")
        lines = self.text.split("\n")[start.line : end.line + 1]
        offset = 1 if node.style in ("'", '"') else 0
        places = []
        for number, line in enumerate(lines):
            if block and number == 0:
                continue  # the line with the | itself
            left = start.column + offset if number == 0 else 0
            right = end.column - offset if number == len(lines) - 1 else len(line)
            places += [
                (start.line + number + 1, match.start() + 1)
                for match in _INK.finditer(line, left, max(left, right))
            ]
        return places

    def _node(self, path: Path) -> Node | None:
        node = self.root
        for step in path:
            pair = _child(node, step)
            if pair is None:
                return None
            node = pair[1]
        return node

    def keys(self, path: Path) -> list[str]:
        """The keys of a mapping, as they are written; none if it is not one."""
        node = self._node(path)
        return [key.value for key, _value in node.value] if isinstance(node, MappingNode) else []


def _place(places: list[tuple[int, int]], text: str, index: int) -> tuple[int, int]:
    """Line and column of a character of a running text.

    Joining lines only adds or removes white space: the other characters are counted.
    """
    before = text[:index]
    inked = sum(not char.isspace() for char in before)
    if index < len(text) and not text[index].isspace():
        return places[min(inked, len(places) - 1)]
    line, column = places[min(max(inked, 1), len(places)) - 1]
    return line, column + len(before) - len(before.rstrip()) + 1


def _child(node: Node | None, step: str | int) -> tuple[Node, Node] | None:
    """The (key, value) nodes of one step down; for a list item both are the item."""
    if isinstance(node, MappingNode):
        return next(((k, v) for k, v in node.value if k.value == step), None)
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def parse(path: str, text: str) -> tuple[Source, Any, list[Diagnostic]]:
    """Parse one document.

    Returns:
        The source, its data (dicts, lists, text; a blank value is left out), and what is wrong.
        With anything wrong the data are None.
    """
    text = text.removeprefix("\ufeff")
    source = Source(path, text)
    if found := _control_characters(source):
        return source, None, found
    try:
        root = _compose(text)
    except _TooDeepError as error:
        return source, None, [_too_deep(source, error.line, error.column)]
    except YAMLError as error:
        return source, None, [syntax_error(source, error)]
    source = Source(path, text, root)
    if root is None:
        message = _("the file is empty")
        return source, None, [Diagnostic("empty-file", message, source.at(1, 1))]
    walk = _Walk(source)
    data = walk.value(root)
    return source, None if walk.diagnostics else data, walk.diagnostics


class _TooDeepError(Exception):
    def __init__(self, line: int, column: int) -> None:
        self.line, self.column = line, column


def _compose(text: str) -> Node | None:
    # The C composer recurses and would overflow the stack: count first where that is possible.
    if len(_NESTING.findall(text)) >= MAX_DEPTH or _DEEP_INDENT.search(text):
        _refuse_depth(text)
    if CBaseLoader is None:
        root: Node | None = YAML(typ="base", pure=True).compose(text)
    else:
        root = CBaseLoader(text).get_single_node()
    return root


def _refuse_depth(text: str) -> None:
    depth = 0
    for event in YAML(typ="base", pure=CBaseLoader is None).parse(text):
        name = type(event).__name__
        if name in ("MappingStartEvent", "SequenceStartEvent"):
            depth += 1
            if depth > MAX_DEPTH:
                raise _TooDeepError(event.start_mark.line + 1, event.start_mark.column + 1)
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            depth -= 1


class _Walk:
    """Nodes to data, refusing what the restricted YAML leaves out."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.diagnostics: list[Diagnostic] = []
        self._seen: set[int] = set()

    def value(self, node: Node) -> Any:
        if id(node) in self._seen:
            self._refuse("alias", _("an alias (*) repeats another value"), node)
            return None
        self._seen.add(id(node))
        if node.tag not in _PLAIN_TAGS and str(node.tag):
            self._refuse("tag", _("a tag ({tag}) is not allowed").format(tag=node.tag), node)
        if isinstance(node, MappingNode):
            return self._mapping(node)
        if isinstance(node, SequenceNode):
            return [self.value(item) for item in node.value]
        blank = node.value == "" and not getattr(node, "style", None)
        return None if blank else node.value

    def _mapping(self, node: MappingNode) -> dict[str, Any]:
        data: dict[str, Any] = {}
        seen: dict[str, Node] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self._refuse("key-not-text", _("a key must be plain text"), key_node)
                continue
            key = key_node.value
            if key in seen:
                message = _("the key '{key}' stands twice; first on line {line}").format(
                    key=key, line=seen[key].start_mark.line + 1
                )
                self._refuse("duplicate-key", message, key_node)
                continue
            seen[key] = key_node
            value = self.value(value_node)
            if value is not None:
                data[key] = value
        return data

    def _refuse(self, rule: str, message: str, node: Node) -> None:
        mark = node.start_mark
        where = self.source.at(mark.line + 1, mark.column + 1)
        self.diagnostics.append(Diagnostic(rule, message, where, _("write the value out in full")))


def _too_deep(source: Source, line: int, column: int) -> Diagnostic:
    message = _("nested more than {limit} levels deep").format(limit=MAX_DEPTH)
    return Diagnostic("too-deep", message, source.at(line, column))


def _control_characters(source: Source) -> list[Diagnostic]:
    found = []
    for number, line in enumerate(source.text.split("\n"), start=1):
        for match in CONTROL.finditer(line.removesuffix("\r")):
            message = _("an invisible character, U+{code:04X}").format(code=ord(match[0]))
            hint = _("delete it; text pasted from Word often brings such characters along")
            where = source.at(number, match.start() + 1)
            found.append(Diagnostic("control-character", message, where, hint))
    return found


def fullwidth_colon(source: Source, number: int) -> Diagnostic | None:
    """A finding if a line holds a key followed by ``：``, which YAML takes for plain text."""
    match = re.match(r"\s*(?:- +)?[A-Za-z_]\w*\s*(：)", source.at(number, 1).excerpt)
    if match is None:
        return None
    message = _("a full-width colon '：' after a key")
    hint = _("type ':' and a space, with the input method switched to English")
    return Diagnostic("fullwidth-colon", message, source.at(number, match.start(1) + 1), hint)


def syntax_error(source: Source, error: YAMLError) -> Diagnostic:
    """Put a parser's complaint where a typist would look for the cause, and name the cause."""
    marks = []
    if isinstance(error, MarkedYAMLError):
        marks = [mark for mark in (error.context_mark, error.problem_mark) if mark is not None]
    places = [source.at(mark.line + 1, mark.column + 1) for mark in marks]
    problem = getattr(error, "problem", None) or str(error)
    # libyaml notices a missing colon only lines later: look at every line between its marks.
    # The line before may hold it as well: what follows it is then "not allowed in this context".
    span = range(max(1, places[0].line - 1), places[-1].line + 1) if places else range(0)
    for number in span:
        line = source.at(number, 1).excerpt
        if found := fullwidth_colon(source, number):
            return found
        if match := re.match(r" *(\t)", line):
            message = _("a tab in the indentation")
            where = source.at(number, match.start(1) + 1)
            return Diagnostic("tab-indent", message, where, _("indent with spaces"))
        if match := re.match(r" *(\u3000)", line):
            message = _("a full-width space in the indentation")
            where = source.at(number, match.start(1) + 1)
            return Diagnostic("fullwidth-indent", message, where, _("indent with plain spaces"))
    message = _("this is not YAML: {problem}").format(problem=problem)
    hint = _("check the indentation, colons and quotes on this line and the one before")
    return Diagnostic("yaml-syntax", message, places[-1] if places else source.at(1, 1), hint)
