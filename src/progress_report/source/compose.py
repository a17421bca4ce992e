"""Parse YAML text into a node tree with positions, with the C parser; safe for any text."""

import re
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.cyaml import CBaseLoader
from ruamel.yaml.error import StringMark, YAMLError
from ruamel.yaml.nodes import CollectionNode, Node, ScalarNode
from ruamel.yaml.tag import Tag

MAX_DEPTH = 50
_SAFE_DEPTH = 100
"""Parsers recurse, so deeper text is counted first."""
_DEEP_INDENT = "\n" + " " * _SAFE_DEPTH
_OPENERS = ("[", "{", "- ", "-\t", "? ", "?\t")

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
"""Characters that YAML refuses, or takes for a line end where no editor shows one.

YAML 1.1 ends lines at U+0085, U+2028 and U+2029; text pasted from Word may hold them and U+000B.
"""
_BREAKING = re.compile(CONTROL.pattern.replace("\x0b-\x1f", "\x0b\x0c\x0e-\x1f"))
_ODD_SPACE = re.compile("[\t\r\u1680\u2000-\u200a\u202f\u205f]")
"""What shows as a space, but most fonts have no character for it."""
_MAY_BE_ODD = re.compile(_ODD_SPACE.pattern.replace("\r", r"\\"))  # or an escape of one
_LONE_RETURN = re.compile(r"\r(?!\n)")

UNTAGGED = Tag(suffix="")  # the tag of every node without an explicit tag


class BoundError(Exception):
    """A node exceeds a bound of what is read: the rule it breaks, and where it begins."""

    def __init__(self, rule: str, limit: int, mark: StringMark) -> None:
        self.rule, self.limit = rule, limit
        self.line, self.column = mark.line + 1, mark.column + 1


def is_broken(text: str) -> bool:
    """Whether a text holds control characters; Windows line ends do not count."""
    return _BREAKING.search(text) is not None or (
        "\r" in text and text.count("\r") != text.count("\r\n")
    )


def compose(text: str, *, broken: bool | None = None) -> Node | None:
    """Compose the single document of a text; None if it holds nothing but comments.

    Control characters count as spaces here, so that what follows them is read. Odd spaces are
    spaces in keys and values alike, so that a name is the same in both.

    ``broken`` says whether there are any, if that is known. Raises YAMLError if the text is not
    YAML, or more than one document; BoundError if it is nested too deeply.
    """
    if is_broken(text) if broken is None else broken:
        text = _LONE_RETURN.sub(" ", _BREAKING.sub(" ", text))
    if sum(map(text.count, _OPENERS)) >= _SAFE_DEPTH or _DEEP_INDENT in text:
        _refuse_depth(text)
    try:
        root = _UntypedLoader(text).get_single_node()
    except YAMLError:
        _refuse_depth(text)  # deep nesting may be what broke the parser
        raise
    if _MAY_BE_ODD.search(text):
        _replace_odd_spaces(root)
    return root  # type: ignore[no-any-return]


def _replace_odd_spaces(root: Node | None) -> None:
    waiting, seen = [root], set()  # an alias may stand for a node above it
    while waiting:
        node = waiting.pop()
        if type(node) is ScalarNode:
            node.value = _ODD_SPACE.sub(" ", node.value)
        elif isinstance(node, CollectionNode) and id(node) not in seen:
            seen.add(id(node))
            for item in node.value:
                waiting += item if isinstance(item, tuple) else (item,)


class _UntypedLoader(CBaseLoader):
    """The C parser without guessing types, which takes half of its time."""

    def __init__(self, text: str) -> None:
        super(CBaseLoader, self).__init__(text)  # type: ignore[arg-type] # the untyped parser

    def resolve(self, _kind: Any, _value: Any, _implicit: Any) -> Tag:
        return UNTAGGED

    def descend_resolver(self, _parent: Any, _index: Any) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


def _refuse_depth(text: str) -> None:
    depth = 0
    for event in YAML(typ="base").parse(text):
        name = type(event).__name__
        if name in ("MappingStartEvent", "SequenceStartEvent"):
            depth += 1
            if depth > MAX_DEPTH:
                raise BoundError("too-deep", MAX_DEPTH, event.start_mark)
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            depth -= 1
