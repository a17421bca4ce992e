"""Change task files and periods files without touching any other byte.

Each value that differs from what is given is spliced in as lines of text at the position the
parser reports, so comments, order, quotes, line ends and byte order mark stay. The result is parsed
again: it must equal what was given and keep every comment, or the change is refused.
"""

import re
from collections.abc import Iterator
from typing import Any

from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from progress_report.domain.period import Period
from progress_report.domain.period_file import PeriodFile
from progress_report.domain.task import Task
from progress_report.source.nodes import parse
from progress_report.source.writing.format import (
    PERIOD_FILE,
    PERIODS,
    PROSE,
    KeyPath,
    inline,
    keeps,
    lines,
    rank,
    root_path,
    step,
)
from progress_report.text.prose import unwrap

_MODELINE = "# yaml-language-server:"  # editors look for it at the top
_SCHEMA_LINE = f"{_MODELINE} $schema=../../../schemas/task.schema.json"
_PERIOD_SCHEMA_LINE = f"{_MODELINE} $schema=../../schemas/period.schema.json"
_INDICATOR = re.compile(r"[|>][-+1-9]*")


class EditError(Exception):
    """The file cannot be edited without rewriting it."""


def new_file(value: Task | PeriodFile) -> str:
    """The text of a new file, in canonical form."""
    line = _SCHEMA_LINE if isinstance(value, Task) else _PERIOD_SCHEMA_LINE
    return "\n".join([line, *lines(_data(value), root_path(type(value)), 0)]) + "\n"


def amend(text: str, value: Task | PeriodFile) -> str:
    """Edit the text of a file so that it holds a given task, or a period's settings.

    Byte order mark and line ends stay as they are; the prose of the value is as files hold it (see
    `progress_report.text.prose.wrap`). Raises EditError if splicing in values is not enough.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    newline = "\r\n" if "\r\n" in text else "\n"
    source, _data_before, diagnostics = parse("", text)
    if source.root is None and isinstance(value, PeriodFile):  # a file of comments
        return text + newline.join([*lines(_data(value), PERIOD_FILE, 0), ""])
    if diagnostics or not isinstance(source.root, MappingNode) or source.root.flow_style:
        raise EditError
    editor = _Editor(text.removeprefix("\ufeff").replace("\r\n", "\n").removesuffix("\n"))
    first = int(editor.lines[0].startswith(_MODELINE))
    editor.mapping(source.root, _data(value), root_path(type(value)), first, len(editor.lines))
    if not editor.splices:
        return text
    result = mark + newline.join(editor.spliced()) + newline
    if not keeps(source, value, result):
        raise EditError
    return result


def _data(value: Task | PeriodFile) -> dict[str, Any]:
    """A task or a period's settings as the plain data of a file; defaults are left out."""
    dumped = value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    data: dict[str, Any] = _as_text(dumped)
    if isinstance(value, Task):
        if data.get("ended", {}).keys() == {"why"}:
            data["ended"] = data["ended"]["why"]
        for entry in data.get("entries", {}).values():
            if [part.keys() for part in entry["progress"]] == [{"text"}]:
                entry["progress"] = entry["progress"][0]["text"]
    return data


def _as_text(value: Any) -> Any:
    """Plain data with every scalar as files hold it."""
    if isinstance(value, dict):
        return {key: _as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    if isinstance(value, float):
        return str(value).removesuffix(".0")
    return str(value).lower() if isinstance(value, bool) else str(value)


class _Editor:
    """Collects the lines to replace, and their replacements."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.splices: list[tuple[int, int, list[str]]] = []

    def spliced(self) -> list[str]:
        """The lines with all changes applied, from the last to the first."""
        result = list(self.lines)
        self.splices.sort(key=lambda splice: splice[:2])  # those at one place stay in order
        for start, end, new in reversed(self.splices):
            result[start:end] = new
        return result

    def mapping(
        self, node: MappingNode, wanted: dict[str, Any], path: KeyPath, start: int, end: int
    ) -> None:
        """Change a block mapping that takes the lines from ``start`` up to ``end``."""
        names = [_name(key, path) for key, _value in node.value]
        stops = [key.start_mark.line for key, _value in node.value[1:]] + [end]
        places = [
            (key.start_mark.line, self._end(key.start_mark.line, stop, key.start_mark.column))
            for (key, _value), stop in zip(node.value, stops, strict=True)
        ]
        for name, (key, value), (first, last) in zip(names, node.value, places, strict=True):
            if name in wanted:
                self._pair(key, value, wanted, name, path, last)
            elif path == PERIOD_FILE or (value.value and first >= start):
                beside = self._beside(key, value).strip()
                comment = [" " * key.start_mark.column + beside] if beside else []
                self.splices.append((first, last, comment))
            elif value.value:  # it begins on the line of the list's dash
                raise EditError
        missing = [name for name in wanted if name not in names]
        for name in sorted(missing, key=lambda name: rank(path, name) or ()):
            preceding = [i for i, present in enumerate(names) if _precedes(present, name, path)]
            line = places[preceding[-1]][1] if preceding else start
            new = lines({name: wanted[name]}, path, node.start_mark.column)
            self.splices.append((line, line, new))

    def _pair(
        self,
        key: ScalarNode,
        value: Node,
        siblings: dict[str, Any],
        name: str,
        parent: KeyPath,
        end: int,
    ) -> None:
        wanted, path = siblings[name], step(parent, name)
        if _is_same(value, wanted, path):
            return
        done = len(self.splices)
        try:
            changed = self._within(value, wanted, path, key.start_mark.line + 1, end)
        except EditError:
            del self.splices[done:]
            changed = False
        if not changed:
            first, *rest = lines({name: wanted}, parent, key.start_mark.column)
            first = first.lstrip(" ").removeprefix(inline(name))
            self._replace(key, value, [first, *rest], end)

    def _within(self, value: Node, wanted: Any, path: KeyPath, start: int, end: int) -> bool:
        """Change a value from the inside, if it has one."""
        if isinstance(value, MappingNode) and not value.flow_style and isinstance(wanted, dict):
            self.mapping(value, wanted, path, start, end)
            return True
        if path in PROSE and isinstance(value, SequenceNode) and _are_parts(value, wanted):
            self._parts(value, wanted, path, start, end)
            return True
        if isinstance(value, SequenceNode) and _is_longer(value, wanted, path):
            added = wanted[len(value.value) :]
            self.splices.append((end, end, lines(added, path, value.start_mark.column)))
            return True
        return False

    def _parts(
        self, node: SequenceNode, wanted: list[dict[str, str]], path: KeyPath, start: int, end: int
    ) -> None:
        """Change contributions one by one, identified by their units."""
        column = node.start_mark.column
        stops = [item.start_mark.line for item in node.value[1:]] + [end]
        old = {_unit(item): (item, stop) for item, stop in zip(node.value, stops, strict=True)}
        units = [part.get("unit", "") for part in wanted]
        in_order = [unit for unit in units if unit in old] == list(old)
        if not in_order or len(set(units)) < len(units) or len(old) < len(node.value):
            raise EditError
        line = start
        for unit, part in zip(units, wanted, strict=True):
            if unit not in old:
                self.splices.append((line, line, lines([part], path, column)))
                continue
            item, stop = old[unit]
            first = item.start_mark.line
            line = self._end(first, stop, column)
            if _is_same(item, part, step(path, None)):
                continue
            if item.flow_style:
                self.splices.append((first, line, lines([part], path, column)))
            else:
                self.mapping(item, part, step(path, None), first + 1, line)

    def _replace(self, key: ScalarNode, value: Node, new: list[str], end: int) -> None:
        """Rewrite a value from the colon on, and keep the comment beside it."""
        line = key.start_mark.line
        if isinstance(value, ScalarNode):
            end = self._end(line, value.end_mark.line + bool(value.end_mark.column), -1)
        first = self.lines[line][: key.end_mark.column] + new[0] + self._beside(key, value)
        self.splices.append((line, end, [first, *new[1:]]))

    def _beside(self, key: ScalarNode, value: Node) -> str:
        """The comment at the end of a value's line, with the space before it."""
        first, last = value.start_mark, value.end_mark
        if isinstance(value, ScalarNode) and value.style in ("|", ">"):
            text = _INDICATOR.sub("", self.lines[first.line][first.column :], count=1)
        elif not isinstance(value, CollectionNode) or value.flow_style:
            text = self.lines[last.line][last.column :]
        else:
            text = self.lines[key.start_mark.line][key.end_mark.column :].lstrip(" :")
        return f"  {text.strip()}" if text.strip().startswith("#") else ""

    def _end(self, start: int, stop: int, column: int) -> int:
        """The line after the last that belongs to what begins in a line and column.

        Comments and blank lines behind it, unless they are indented further, stay behind.
        """
        while stop > start + 1:
            line = self.lines[stop - 1]
            indent = len(line) - len(line.lstrip(" "))
            if line.strip(" \t") and not (line.lstrip(" ").startswith("#") and indent <= column):
                break
            stop -= 1
        return stop


def _name(key: ScalarNode, path: KeyPath) -> str:
    """A key in the spelling of the models."""
    return Period.from_key(2000, key.value).key if path == ("entries",) else str(key.value)


def _precedes(present: str, new: str, path: KeyPath) -> bool:
    ranks = rank(path, present), rank(path, new)
    return ranks[0] is None or ranks[1] is None or ranks[0] < ranks[1]


def _are_parts(value: SequenceNode, wanted: Any) -> bool:
    return (
        not value.flow_style
        and all(isinstance(item, MappingNode) for item in value.value)
        and isinstance(wanted, list)
        and all(isinstance(part, dict) for part in wanted)
    )


def _is_longer(value: SequenceNode, wanted: Any, path: KeyPath) -> bool:
    """Whether what is wanted is the list as it is, with items behind its last one."""
    return (
        not value.flow_style
        and isinstance(wanted, list)
        and 0 < len(value.value) < len(wanted)
        and all(
            _is_same(item, part, step(path, None))
            for item, part in zip(value.value, wanted, strict=False)
        )
    )


def _unit(item: MappingNode) -> str:
    return next((str(value.value) for key, value in item.value if key.value == "unit"), "")


def _is_same(node: Node, wanted: Any, path: KeyPath) -> bool:
    """Whether a node already holds the wanted value."""
    if isinstance(wanted, str):
        if isinstance(node, SequenceNode) and len(node.value) == 1 and not _unit(node.value[0]):
            node = next(value for _key, value in node.value[0].value)
            return unwrap(node.value) == unwrap(wanted)
        if isinstance(node, MappingNode) and [key.value for key, _value in node.value] == ["why"]:
            [(_key, node)] = node.value
        return isinstance(node, ScalarNode) and (
            node.value == wanted
            or (path in PROSE and unwrap(node.value) == unwrap(wanted))
            or (path in PERIODS and Period.from_key(2000, node.value).key == wanted)
        )
    return all(_pairs_are_same(node, wanted, path)) if node.value else False


def _pairs_are_same(node: Node, wanted: Any, path: KeyPath) -> Iterator[bool]:
    if isinstance(node, MappingNode) and isinstance(wanted, dict):
        names = {_name(key, path): value for key, value in node.value if value.value}
        yield names.keys() == wanted.keys()
        yield from (
            name in wanted and _is_same(value, wanted[name], step(path, name))
            for name, value in names.items()
        )
    elif isinstance(node, SequenceNode) and isinstance(wanted, list):
        yield len(node.value) == len(wanted)
        yield from (
            _is_same(item, part, step(path, None))
            for item, part in zip(node.value, wanted, strict=False)
        )
    else:
        yield False
