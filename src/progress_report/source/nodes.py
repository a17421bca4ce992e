"""Parse YAML text into plain data.

Scalars stay text, so ``021``, ``on``, ``2E1`` and ``12:30`` are never changed; the models convert
them. Only a subset of YAML is accepted: one document, no aliases, no tags, no duplicate keys, no
deep nesting.
"""

from typing import Any

from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from progress_report.domain.diagnostics import Diagnostic
from progress_report.source import worded
from progress_report.source.characters import control_characters
from progress_report.source.compose import MAX_DEPTH, UNTAGGED, BoundError, compose
from progress_report.source.files import CONFIG_FILE
from progress_report.source.places import Places, Source, first_line

MAX_ITEMS = 5_000
"""Keys of a mapping or items of a list; the time to explain one mistake grows with them."""
_PLAIN_TAGS = frozenset({"", *(f"tag:yaml.org,2002:{name}" for name in ("str", "map", "seq"))})


def parse(path: str, text: str) -> tuple[Source, Any, list[Diagnostic]]:
    """Parse one document, and continue where something is wrong.

    The data are dicts, lists and text, blank values left out; None if they could not be read.
    """
    source = Source(path, text.removeprefix("\ufeff"))
    diagnostics = control_characters(source)
    try:
        root = compose(source.text, broken=bool(diagnostics))
        walk = _NodeWalk(source, aliases="&" in text)
        data, places = walk.value(root, 1) if root is not None else (None, None)
    except BoundError as error:
        location = source.at(error.line, error.column)
        return source, None, [*diagnostics, worded(error.rule, location, limit=error.limit)]
    except YAMLError as error:
        from progress_report.source.mistakes.lines import explain  # noqa: PLC0415 - only for a broken file

        lines = {diagnostic.order[1] for diagnostic in diagnostics}
        diagnostics += [d for d in explain(source, error) if d.order[1] not in lines]
        return source, None, diagnostics
    diagnostics += walk.diagnostics
    if data is None and not diagnostics:
        diagnostics.append(_empty(source))
    source.blank_keys = tuple(walk.blank_keys)
    if not diagnostics:
        source.data, source.places = data, places
    return source, data, diagnostics


class _NodeWalk:
    """Nodes to data, refusing what the restricted YAML leaves out."""

    def __init__(self, source: Source, *, aliases: bool) -> None:
        self.source = source
        self.diagnostics: list[Diagnostic] = []
        self.blank_keys: list[tuple[dict[str, Any], str]] = []  # see `Source.blank_keys`
        self._seen: set[int] | None = set() if aliases else None

    def value(self, node: Node, depth: int) -> tuple[Any, Places]:
        """The data of a node, and their places."""
        line = first_line(node)
        if node.ctag is not UNTAGGED and str(node.ctag) not in _PLAIN_TAGS:
            self._refuse("explicit-tag", node, tag=node.ctag)
        if self._seen is not None:
            if id(node) in self._seen:
                self._refuse("repeated-value", node)
                return None, line
            self._seen.add(id(node))
        if type(node) is ScalarNode:
            is_blank = not node.value and not node.style
            return None if is_blank else node.value, line
        if depth > MAX_DEPTH:
            raise BoundError("too-deep", MAX_DEPTH, node.start_mark)
        if len(node.value) > MAX_ITEMS:
            raise BoundError("too-many", MAX_ITEMS, node.start_mark)
        if type(node) is MappingNode:
            data, places = self._mapping(node, depth + 1)
            return data, (line, places)
        pairs = [self.value(item, depth + 1) for item in node.value]
        return [value for value, _place in pairs], (line, [place for _value, place in pairs])

    def _mapping(self, node: MappingNode, depth: int) -> tuple[dict[str, Any], dict[str, Places]]:
        data: dict[str, Any] = {}
        places: dict[str, Places] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if type(key_node) is not ScalarNode:
                self._refuse("key-not-text", key_node)
                continue
            value, place = self.value(value_node, depth)
            if value is None and "：" in key:
                self._fullwidth_colon(key_node)
            if key in data:
                self._duplicate(node, key_node)
            if data.get(key) is None:
                data[key], places[key] = value, place
        if None in data.values():  # removed only now: a key may not occur twice, blank or not
            kept = {key: value for key, value in data.items() if value is not None}
            blank = (key for key in data if key not in kept and "：" not in key)
            self.blank_keys += [(kept, key) for key in blank]
            return kept, places
        return data, places

    def _fullwidth_colon(self, key_node: ScalarNode) -> None:
        """Report ``{leader：张某}``: to YAML it is one key without a value."""
        mark = key_node.start_mark
        line = self.source.lines[mark.line]
        column = max(line.find("：", mark.column), mark.column)  # a key may go on on the next line
        location = self.source.at(mark.line + 1, column + 1)
        self.diagnostics.append(worded("fullwidth-colon", location, mark="："))

    def _duplicate(self, node: MappingNode, key_node: ScalarNode) -> None:
        first = next(k for k, _value in node.value if k.value == key_node.value)
        line = first.start_mark.line + 1
        self._refuse("duplicate-key", key_node, key=key_node.value, line=line)

    def _refuse(self, name: str, node: Node, /, **values: Any) -> None:
        mark = node.start_mark
        length = len(node.value) if type(node) is ScalarNode and not node.style else 1
        location = self.source.at(mark.line + 1, mark.column + 1, max(1, length))
        self.diagnostics.append(worded(name, location, **values))


def _empty(source: Source) -> Diagnostic:
    name = "only-comments" if source.text.strip() else "empty-file"
    is_layout = source.path.endswith(CONFIG_FILE.as_posix())
    return worded(name, source.at(1, 1), "empty-layout" if is_layout else "")
