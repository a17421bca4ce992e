"""YAML text to plain data.

Scalars stay text, so ``021``, ``on``, ``2E1`` and ``12:30`` are never mangled; the models give
them their types. A restricted YAML is accepted: one document, no aliases, no tags, no duplicate
keys, no deep nesting.
"""

from typing import Any

from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from progress_report.domain.diagnostics import Diagnostic
from progress_report.source.characters import control_characters
from progress_report.source.compose import MAX_DEPTH, UNTAGGED, TooDeepError, compose
from progress_report.source.places import Source, first_line
from progress_report.system.i18n import _

MAX_ITEMS = 5_000
"""Keys of one mapping, or items of one list; the time to explain each grows with their number."""
_PLAIN_TAGS = frozenset({"", *(f"tag:yaml.org,2002:{name}" for name in ("str", "map", "seq"))})


def parse(path: str, text: str) -> tuple[Source, Any, list[Diagnostic]]:
    """Parse one document.

    Returns:
        The source, its data (dicts, lists, text; a blank value is left out), and what is wrong.
        With anything wrong the data are None.
    """
    source, data, found = read(path, text)
    return source, None if found else data, found


def read(path: str, text: str) -> tuple[Source, Any, list[Diagnostic]]:
    """Parse one document, and go on where something is wrong.

    Returns:
        The source; what could be read of its data, None if nothing; and what is wrong.
    """
    source = Source(path, text.removeprefix("\ufeff"))
    found = control_characters(source)
    try:
        root = compose(source.text, broken=bool(found))
        walk = _Walk(source, aliases="&" in text)
        data = walk.value(root, 1) if root is not None else None
    except _TooManyError as error:
        message = _("more than {limit} keys or items in one place").format(limit=MAX_ITEMS)
        hint = _("a task file is text, a few kB of it; was another file saved under this name?")
        mark = error.node.start_mark
        where = source.at(mark.line + 1, mark.column + 1)
        return source, None, [*found, Diagnostic("too-large", message, where, hint)]
    except (TooDeepError, YAMLError) as error:
        from progress_report.source.mistakes import yaml_errors  # noqa: PLC0415 - only for a broken file

        if isinstance(error, TooDeepError):
            return source, None, [*found, yaml_errors.explain_depth(source, error)]
        lines = {diagnostic.order[1] for diagnostic in found}
        found += [d for d in yaml_errors.explain(source, error) if d.order[1] not in lines]
        return source, None, found
    found += walk.diagnostics
    if data is None and not found:
        found.append(_empty(source))
    if not found:
        source.data, source.starts = data, None if walk.blanks else tuple(walk.starts)
    return source, data, found


class _TooManyError(Exception):
    def __init__(self, node: Node) -> None:
        self.node = node


class _Walk:
    """Nodes to data, refusing what the restricted YAML leaves out."""

    def __init__(self, source: Source, *, aliases: bool) -> None:
        self.source = source
        self.diagnostics: list[Diagnostic] = []
        self.starts: list[int] = []
        """See `Source.starts`."""
        self.blanks = False
        """Whether some value is blank, and so is left out of the data."""
        self._seen: set[int] | None = set() if aliases else None

    def value(self, node: Node, depth: int) -> Any:
        if node.ctag is not UNTAGGED and str(node.ctag) not in _PLAIN_TAGS:
            message = _("a tag ({tag}) is not allowed").format(tag=node.ctag)
            hint = _("delete it; if it is text, put the whole value in single quotes")
            self._refuse("tag", message, node, hint)
        if self._seen is not None:
            if id(node) in self._seen:
                message = _("an alias (*) repeats this value elsewhere")
                self._refuse("alias", message, node, _("write the value out in full"))
                return None
            self._seen.add(id(node))
        if type(node) is ScalarNode:
            if not node.value and not node.style:
                self.blanks = True
                return None
            self.starts.append(first_line(node))
            return node.value
        self.starts.append(node.start_mark.line + 1)
        if depth > MAX_DEPTH:
            mark = node.start_mark
            raise TooDeepError(mark.line + 1, mark.column + 1)
        if len(node.value) > MAX_ITEMS:
            raise _TooManyError(node)
        if type(node) is MappingNode:
            return self._mapping(node, depth + 1)
        return [self.value(item, depth + 1) for item in node.value]

    def _mapping(self, node: MappingNode, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if type(key_node) is not ScalarNode:
                hint = _("write one word, a colon and a space before each value")
                self._refuse("key-not-text", _("a key must be plain text"), key_node, hint)
                continue
            value = self.value(value_node, depth)
            if value is None and "：" in key:
                self._fullwidth_colon(key_node)
            if key in data:
                self._duplicate(node, key_node)
            if data.get(key) is None:
                data[key] = value
        if None in data.values():  # left out only now: a key may not stand twice, blank or not
            return {key: value for key, value in data.items() if value is not None}
        return data

    def _fullwidth_colon(self, key_node: ScalarNode) -> None:
        """In ``{leader：张某}`` YAML sees one key without a value, and would drop it."""
        mark = key_node.start_mark
        line = self.source.lines[mark.line]
        column = max(line.find("：", mark.column), mark.column)  # a key may go on on the next line
        where = self.source.at(mark.line + 1, column + 1)
        message = _("a full-width colon '{mark}' after a key").format(mark="：")
        hint = _("type ':' and a space, with the input method switched to English")
        self.diagnostics.append(Diagnostic("fullwidth-colon", message, where, hint))

    def _duplicate(self, node: MappingNode, key_node: ScalarNode) -> None:
        first = next(k for k, _value in node.value if k.value == key_node.value)
        message = _("the key '{key}' stands twice; first on line {line}").format(
            key=key_node.value, line=first.start_mark.line + 1
        )
        hint = _("delete one of the two, or put both values into one")
        self._refuse("duplicate-key", message, key_node, hint)

    def _refuse(self, rule: str, message: str, node: Node, hint: str) -> None:
        mark = node.start_mark
        length = len(node.value) if type(node) is ScalarNode and not node.style else 1
        where = self.source.at(mark.line + 1, mark.column + 1, max(1, length))
        self.diagnostics.append(Diagnostic(rule, message, where, hint))


def _empty(source: Source) -> Diagnostic:
    only_comments = bool(source.text.strip())
    message = _("the file holds only comments") if only_comments else _("the file is empty")
    hint = _("write year, docket and task as in the README, or delete the file")
    return Diagnostic("empty-file", message, source.at(1, 1), hint)
