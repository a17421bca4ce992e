"""Change task files and periods files without touching any other byte.

Each value that differs from what is given is spliced in as lines of text at the position the
parser reports, so comments, order, quotes, line ends and byte order mark stay. The result is parsed
again: it must equal what was given and keep every comment, or the change is refused.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from progress_report.domain.diagnostics import DataError, Severity
from progress_report.domain.period import Period
from progress_report.domain.period_file import PeriodFile
from progress_report.domain.task import Task
from progress_report.source.characters import refused_characters
from progress_report.source.files import MAX_BYTES
from progress_report.source.nodes import parse
from progress_report.source.read_model import parse_text, validate
from progress_report.source.writing.chunks import (
    Chunk,
    Chunks,
    NotSplittableError,
    split,
    with_dash,
)
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
from progress_report.system.i18n import _, sentence
from progress_report.text.prose import unwrap

_MODELINE = "# yaml-language-server:"  # editors look for it at the top
_SCHEMA_LINE = f"{_MODELINE} $schema=../../../schemas/task.schema.json"
_PERIOD_SCHEMA_LINE = f"{_MODELINE} $schema=../../schemas/period.schema.json"


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
    data = _data(value)
    if source.root is None and isinstance(value, PeriodFile):  # a file of comments
        return text + newline.join([*lines(data, PERIOD_FILE, 0), ""])
    if diagnostics:
        raise EditError
    try:
        head, block = split(source)
    except NotSplittableError:
        raise EditError from None
    lines_before = source.lines if source.lines[-1] else source.lines[:-1]
    column = source.root.start_mark.column if source.root else 0
    edited = [*head, *_mapping(block, data, root_path(type(value)), column)]
    if edited == lines_before:
        return text
    result = mark + newline.join(edited) + newline
    if not keeps(source, value, result):
        raise EditError
    return result


def readable(text: str, value: Task | PeriodFile) -> str:
    """The text of a file that holds a value; DataError if the loader would refuse to read it.

    Such a file would take its task out of every table.
    """
    data = _data(value)
    for part in _texts(data):
        for refused in refused_characters(part):
            raise DataError(refused.message, refused.hint)
    if len(text.encode()) > MAX_BYTES:
        message = _("the file would be larger than {limit} MB; shorten the text")
        raise DataError(message.format(limit=MAX_BYTES // 10**6))
    diagnostics = validate(parse_text("", text, []), type(value))[2] if data else []
    for diagnostic in diagnostics:  # without data it is a periods file of comments
        if diagnostic.severity is Severity.ERROR:
            message = _("the program could not read this again: {reason}")
            raise DataError(message.format(reason=sentence(diagnostic)))
    return text


def _texts(value: Any) -> Iterator[str]:
    """Every text of plain data."""
    if isinstance(value, str):
        yield value
    else:
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


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


def _mapping(block: Chunks, wanted: dict[str, Any], path: KeyPath, column: int) -> list[str]:
    """The lines of a block mapping whose keys begin in a column, with what is wanted."""
    names = [name[0] for name in block.chunks]
    new: defaultdict[int, list[str]] = defaultdict(list)  # by the index of the key before them
    missing = [name for name in wanted if name not in names]
    for name in sorted(missing, key=lambda name: rank(path, name) or ()):
        preceding = [i for i, present in enumerate(names) if _precedes(present, name, path)]
        new[preceding[-1] if preceding else -1] += lines({name: wanted[name]}, path, column)
    result = new[-1]
    for index, (name, chunk) in enumerate(zip(names, block.chunks.values(), strict=True)):
        result += chunk.above
        if name in wanted:
            result += _pair(chunk, name, wanted[name], path, column)
        elif path == PERIOD_FILE or chunk.value.value:
            result += [" " * column + chunk.beside.strip()] if chunk.beside else []
        else:
            result += _own(chunk)
        result += new[index]
    return result + block.below


def _own(chunk: Chunk) -> list[str]:
    """The lines of a chunk without the comments above it."""
    return chunk.lines[len(chunk.above) :]


def _pair(chunk: Chunk, name: str, wanted: Any, parent: KeyPath, column: int) -> list[str]:
    """The lines of a key with what is wanted, as far as possible by changes within the value."""
    path, key, value = step(parent, name), chunk.key, chunk.value
    if key is None or _is_same(value, wanted, path):
        return _own(chunk)
    try:
        inside = _within(chunk, wanted, path)
    except EditError:
        inside = None
    if inside is not None:
        return inside
    first, *rest = lines({name: wanted}, parent, column)
    beside = chunk.beside or _behind(chunk)
    first = first.lstrip(" ").removeprefix(inline(name))
    first = chunk.own[0][: key.end_mark.column] + first + (f"  {beside.strip()}" if beside else "")
    return [first, *rest]


def _behind(chunk: Chunk) -> str:
    """The comment behind the last line of a value in quotes or brackets, if it has several."""
    end = chunk.value.end_mark
    text = chunk.own[-1][end.column :].strip() if end.column and not chunk.block else ""
    return text if text.startswith("#") else ""


def _within(chunk: Chunk, wanted: Any, path: KeyPath) -> list[str] | None:
    """The lines of a value changed from the inside; None if it has no inside."""
    block, value = chunk.block, chunk.value
    if block is None:
        return None
    opening = [chunk.own[0] + chunk.beside, *chunk.own[1:]]
    if isinstance(value, MappingNode) and isinstance(wanted, dict):
        return opening + _mapping(block, wanted, path, value.start_mark.column)
    if path in PROSE and _are_parts(value, wanted):
        return opening + _parts(block, wanted, path, value.start_mark.column)
    if isinstance(value, SequenceNode) and _is_longer(value, wanted, path):
        added = wanted[len(value.value) :]
        return _own(chunk) + lines(added, path, value.start_mark.column)
    return None


def _parts(block: Chunks, wanted: list[dict[str, str]], path: KeyPath, column: int) -> list[str]:
    """Change contributions one by one, identified by their units."""
    old = {
        _plain(chunk.value, step(path, None)).get("unit", ""): chunk
        for chunk in block.chunks.values()
    }
    units = [part.get("unit", "") for part in wanted]
    in_order = [unit for unit in units if unit in old] == list(old)
    if not in_order or len(set(units)) < len(units) or len(old) < len(block.chunks):
        raise EditError
    result: list[str] = []
    for unit, part in zip(units, wanted, strict=True):
        chunk = old.get(unit)
        if chunk is None:
            result += lines([part], path, column)
        elif _is_same(chunk.value, part, step(path, None)):
            result += chunk.lines
        elif chunk.block is None or chunk.dash is None:
            result += [*chunk.above, *lines([part], path, column)]
        else:
            inner = chunk.value.start_mark.column
            inside = _mapping(chunk.block, part, step(path, None), inner)
            result += [*chunk.above, *with_dash(inside, chunk.dash)]
    return result + block.below


def _name(key: ScalarNode, path: KeyPath) -> str:
    """A key in the spelling of the models."""
    return Period.from_key(2000, key.value).key if path == ("entries",) else str(key.value)


def _precedes(present: str, new: str, path: KeyPath) -> bool:
    ranks = rank(path, present), rank(path, new)
    return ranks[0] is None or ranks[1] is None or ranks[0] < ranks[1]


def _are_parts(value: Node, wanted: Any) -> bool:
    return (
        isinstance(value, SequenceNode)
        and all(isinstance(item, MappingNode) for item in value.value)
        and isinstance(wanted, list)
        and all(isinstance(part, dict) for part in wanted)
    )


def _is_longer(value: SequenceNode, wanted: Any, path: KeyPath) -> bool:
    """Whether what is wanted is the list as it is, with items behind its last one."""
    count = len(value.value)
    return (
        isinstance(wanted, list)
        and 0 < count < len(wanted)
        and _is_same(value, wanted[:count], path)
    )


def _is_same(node: Node, wanted: Any, path: KeyPath) -> bool:
    """Whether a node already holds the wanted value."""
    return bool(_plain(node, path) == _running(wanted, path))


def _running(wanted: Any, path: KeyPath) -> Any:
    """Plain data, its prose as running text."""
    if isinstance(wanted, dict):
        return {name: _running(value, step(path, name)) for name, value in wanted.items()}
    if isinstance(wanted, list):
        return [_running(item, step(path, None)) for item in wanted]
    return unwrap(wanted) if path in PROSE else wanted


def _plain(node: Node, path: KeyPath) -> Any:
    """What a node holds, in the form of `_data`, its prose as running text."""
    if isinstance(node, MappingNode):
        pairs = [(_name(key, path), value) for key, value in node.value if value.value]
        data = {name: _plain(value, step(path, name)) for name, value in pairs}
        return data["why"] if path == ("ended",) and data.keys() == {"why"} else data
    if isinstance(node, SequenceNode):
        items = [_plain(item, step(path, None)) for item in node.value]
        is_one_text = path in PROSE and [set(item) for item in items] == [{"text"}]
        return items[0]["text"] if is_one_text else items
    if path in PERIODS:
        return Period.from_key(2000, node.value).key
    return unwrap(node.value) if path in PROSE else node.value
