"""The canonical form of a task file or a periods file: text to text.

The meaning and every comment are kept.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Annotated, Any, TypeAlias, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, TypeAdapter, ValidationError

from progress_report.domain.columns import ColumnConfig
from progress_report.domain.period import Period
from progress_report.domain.period_file import Closed, Correction, PeriodFile, PeriodSite, Reopening
from progress_report.domain.target import Target, TargetRevision
from progress_report.domain.task import Contribution, Ending, Entry, Ignore, Renumbering, Task
from progress_report.source.compose import CONTROL
from progress_report.source.nodes import parse
from progress_report.source.places import Source
from progress_report.source.writing.comments import Block, Item, comments, read
from progress_report.text.prose import is_wide, unwrap, wrap
from progress_report.text.punctuation import mend
from progress_report.text.radicals import plain_radicals

KeyPath: TypeAlias = tuple[str, ...]
"""The keys that lead to a value; * is any period, field or list item."""

PERIOD_FILE: KeyPath = ("a periods file",)
"""Where the keys of a periods file begin; those of a task file begin at ``()``."""
MODELS: dict[KeyPath, type[BaseModel]] = {
    (): Task,
    ("targets", "*"): Target,
    ("targets", "*", "revised", "*"): TargetRevision,
    ("ended",): Ending,
    ("renumbered", "*"): Renumbering,
    ("entries", "*"): Entry,
    ("entries", "*", "progress", "*"): Contribution,
    ("ignore", "*"): Ignore,
    PERIOD_FILE: PeriodFile,
    (*PERIOD_FILE, "columns", "*"): ColumnConfig,
    (*PERIOD_FILE, "site"): PeriodSite,
    (*PERIOD_FILE, "closed"): Closed,
    (*PERIOD_FILE, "closed", "corrections", "*"): Correction,
    (*PERIOD_FILE, "reopened", "*"): Reopening,
    (*PERIOD_FILE, "reopened", "*", "corrections", "*"): Correction,
}
_ORDER = {
    path: {
        field.alias or name: index for index, (name, field) in enumerate(model.model_fields.items())
    }
    for path, model in MODELS.items()
}


def root_path(model: type[BaseModel]) -> KeyPath:
    """Where the keys of a file begin that holds a model."""
    return PERIOD_FILE if model is PeriodFile else ()


def step(path: KeyPath, key: str | None) -> KeyPath:
    """The path one key, or one list item, further down."""
    return (*path, str(key) if path in MODELS else "*")


def rank(path: KeyPath, key: str) -> tuple[int, int] | None:
    """The sort key of a key at a path; None where the order of the file is kept.

    Unknown keys come last.
    """
    if path in _ORDER:
        return _ORDER[path].get(key, len(_ORDER[path])), 0
    if path == ("entries",):
        try:
            period = Period.from_key(2000, key)
        except ValueError:
            return 13, 0
        return period.last, -period.first
    return None


def _paths(*written: str) -> set[KeyPath]:
    """The keys that lead to values; * is any period, field or list item."""
    return {tuple(path.split(".")) for path in written}


PROSE = _paths("task", "entries.*.progress", "entries.*.progress.*.text")
_COLUMN: KeyPath = (*PERIOD_FILE, "columns", "*")
_CORRECTION: KeyPath = (*PERIOD_FILE, "closed", "corrections", "*")
_LATER = ConfigDict(defer_build=True)  # until a value is read
_ADAPTERS: dict[type, TypeAdapter[Any]] = {
    int: TypeAdapter(int, config=_LATER),
    date: TypeAdapter(date, config=_LATER),
    bool: TypeAdapter(Annotated[str, AfterValidator(str.lower)], config=_LATER),
}


def _types(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _types(part)


_TYPED = {
    (*path, field.alias or name): _ADAPTERS[kind]
    for path, model in MODELS.items()
    for name, field in model.model_fields.items()
    for kind in _types(field.annotation)
    if kind in _ADAPTERS
}
"""Values that are read as a number, a day or a truth value."""
PERIODS = _paths("from", "until", "finished", "renumbered.*.until", "ignore.*.in")
_NUMERIC = _paths(
    *("docket", "renumbered.*.docket", "fields.*", "entries.*.fields.*", "entries.*.done.*"),
    *("targets.*.amount", "targets.*.milestones.*"),
    *("targets.*.revised.*.from", "targets.*.revised.*.to"),
) | {(*_COLUMN, "width"), (*_CORRECTION, "tasks", "*")}
_ONE_LINE = _paths(
    *("units", "fields", "formerly", "ended", "renumbered.*", "entries.*.fields"),
    *("entries.*.done", "ignore.*", "targets.*", "targets.*.milestones", "targets.*.revised.*"),
) | {_COLUMN, (*PERIOD_FILE, "site"), (*_CORRECTION, "tasks")}
_MAX_WIDTH = 100
_HEAD = re.compile(r"#\s*yaml-language-server\s*:|$")


class FormatError(Exception):
    """Formatting would lose something, so the file is left unchanged."""


def canonical(source: Source, value: Task | PeriodFile) -> str:
    """The canonical text; FormatError if it would mean something else, or lose a comment."""
    if source.root is None or not source.root.value:  # a periods file of comments, or {}
        return source.text
    text = _canonical_text(read(source), root_path(type(value)))
    if text != source.text and not keeps(source, value, text):
        raise FormatError
    return text


def mended(source: Source, value: Task | PeriodFile) -> str:
    """The text that `canonical` gives, its prose with marks and characters of one right form."""
    text = canonical(source, value)
    again, _data, _diagnostics = parse(source.path, plain_radicals(text))
    if isinstance(value, PeriodFile):
        return again.text
    root = read(again)
    _mend(root, ())
    again, data, _diagnostics = parse(source.path, _canonical_text(root, ()))
    return canonical(again, type(value).model_validate(data))


def _canonical_text(root: Block, path: KeyPath) -> str:
    head = _take_head(root.items[0])
    return "\n".join([*head, *_items(root, path, 0)]) + "\n"


def _mend(block: Block, path: KeyPath) -> None:
    for item in block.items:
        inner = step(path, item.key)
        if isinstance(item.value, Block):
            _mend(item.value, inner)
        elif inner in PROSE:
            item.value = mend(item.value)


def lines(data: dict[str, Any] | list[Any], path: KeyPath, indent: int) -> list[str]:
    """The canonical lines of new text.

    Prose is as task files hold it; ``indent`` columns stand before each line.
    """
    return _items(_block(data, None), path, indent)


def _block(data: dict[str, Any] | list[Any], parent: Item | None) -> Block:
    block = Block(parent, "", isinstance(data, list), 0, (0, 0))
    pairs = data.items() if isinstance(data, dict) else ((None, value) for value in data)
    for key, value in pairs:
        item = Item(key, "", block, (0, 0), (0, 0))
        item.value = value if isinstance(value, str) else _block(value, item)
        block.items.append(item)
    return block


def keeps(before: Source, value: Task | PeriodFile, text: str) -> bool:
    """Whether a new text holds a value, prose as running text, and every comment of the old one."""
    after, data, diagnostics = parse(before.path, text)
    if diagnostics or Counter(comments(before)) - Counter(comments(after)):
        return False
    try:
        return meaning(type(value).model_validate(data)) == meaning(value)
    except ValidationError:
        return False


def meaning(value: Task | PeriodFile) -> dict[str, Any]:
    """All that a file holds, with prose as running text."""
    data = value.model_dump()
    if isinstance(value, PeriodFile):
        return data
    data["task"] = unwrap(value.task)
    for entry in data["entries"].values():
        for contribution in entry["progress"]:
            contribution["text"] = unwrap(contribution["text"])
    return data


def _take_head(first: Item) -> list[str]:
    """Remove and return the comments at the top of the file, which stay there.

    They reach to the last blank line, or to the line that names the schema for an editor.
    """
    above = first.above
    cut = max((i + 1 for i, line in enumerate(above) if _HEAD.match(line)), default=0)
    head, first.above = above[:cut], above[cut:]
    return _spaced(head, 0, first=True)


def _items(block: Block, path: KeyPath, indent: int) -> list[str]:
    _sort(block, path)
    lines: list[str] = []
    for item in block.items:
        written = _item(item, step(path, item.key), indent)  # may add to the comments above
        lines += _spaced(item.above, indent, first=not lines) + written
    return lines + _spaced(block.below, indent, first=not lines)


def _item(item: Item, path: KeyPath, indent: int) -> list[str]:
    """The lines of an item, without the comments above it: these may become more."""
    head = " " * indent + ("-" if item.key is None else f"{_key(item.key, path)}:")
    value = item.value
    if isinstance(value, str):
        first, *rest = _scalar(value, path)
        pad = " " * (indent + 2)
        return [f"{head} {first}{item.beside}", *(pad + line if line else "" for line in rest)]
    if item.key is None:
        # its first key is on the line of the dash: comments above that key go above the dash
        _sort(value, path)
        item.above += value.items[0].above
        value.items[0].above = []
    if (line := _one_line(value, path)) is not None:
        item.above += [comment for comment in value.below if comment]
        return [f"{head} {line}".rstrip(" ") + item.beside]
    lines = _items(value, path, indent + 2)
    if item.key is not None:
        return [head + item.beside, *lines]
    item.above += [item.beside.strip()] if item.beside else []
    return [f"{head} {lines[0].lstrip(' ')}", *lines[1:]]


def _one_line(block: Block, path: KeyPath) -> str | None:
    """A mapping or list in brackets, or nothing for a blank; None if it needs lines of its own."""
    if not block.items:
        return None if block.below and not block.brackets else block.brackets
    if path not in _ONE_LINE or block.below:
        return None
    _sort(block, path)
    parts = []
    for item in block.items:
        value = item.value
        if any(item.above) or item.beside or isinstance(value, Block) or "\n" in value:
            return None
        [text] = _scalar(value, step(path, item.key), flow=True)
        parts.append(text if item.key is None else f"{inline(item.key, flow=True)}: {text}")
    line = ", ".join(parts)
    if sum(2 if is_wide(char) else 1 for char in line) > _MAX_WIDTH:
        return None
    return f"[{line}]" if block.is_list else f"{{{line}}}"


def _sort(block: Block, path: KeyPath) -> None:
    if rank(path, "") is not None:
        block.items.sort(key=lambda item: rank(path, str(item.key)) or ())


def _key(key: str, path: KeyPath) -> str:
    if path == ("entries", "*"):
        with suppress(ValueError):  # a key with a blank value, which is not an entry
            return Period.from_key(2000, key).key
    return inline(key)


def _scalar(text: str, path: KeyPath, *, flow: bool = False) -> list[str]:
    """The lines of a value: the rest of the key's line, then the lines of a block scalar."""
    if path in PROSE:
        prose = wrap(unwrap(text))
        return literal(prose + "\n") or [inline(prose)]
    if path in _TYPED:
        return [str(_TYPED[path].validate_python(text))]
    if path in PERIODS:
        return [Period.from_key(2000, text).key]
    block = literal(text) if "\n" in text else None
    return block or [inline(text, flow=flow, number=path in _NUMERIC)]


def _spaced(comments: list[str], indent: int, *, first: bool) -> list[str]:
    """Comment lines, with no blank line at the beginning of a block and never two together."""
    lines: list[str] = [] if not first else [""]
    for comment in comments:
        if comment or not (lines and lines[-1] == ""):
            lines.append(" " * indent + comment if comment else "")
    return lines[1:] if first else lines


# Scalars that YAML 1.1 or the YAML 1.2 core schema resolves to a type other than text.
_NOT_TEXT = re.compile(
    r"""~|null|y|n|yes|no|on|off|true|false|=|<<
    |[-+]?(?:0b[01_]+|0o[0-7_]+|0x[0-9a-f_]+)
    |[-+]?(?:\.[0-9_]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:e[-+]?[0-9]+)?
    |[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?
    |[-+]?\.inf|\.nan
    |[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[T\ \t].*)?""",
    re.IGNORECASE | re.VERBOSE,
)
_INDICATOR_FIRST = re.compile(r"[-?:,\[\]{}#&*!|>'\"%@`]|\.\.\.")
_INDICATOR_WITHIN = re.compile(r":(?:\s|$)|\s#")
# Numbers that every parser reads, and writes again, with the same digits.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]*[1-9])?")
_FLOW_INDICATOR = re.compile(r"[,\[\]{}:?]")


def inline(text: str, *, flow: bool = False, number: bool = False) -> str:
    """Text as a scalar on one line.

    Within brackets (``flow``) more characters have a meaning.
    """
    if CONTROL.search(text) or "\n" in text or "\t" in text:
        quoted = json.dumps(text, ensure_ascii=False)
        return CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)
    if number and _NUMBER.fullmatch(text):
        return text
    if _is_plain(text) and not (flow and _FLOW_INDICATOR.search(text)):
        return text
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def literal(text: str) -> list[str] | None:
    """Text as a literal block: the indicator, then its lines without indentation.

    None if such a block would not give back exactly this text.
    """
    body = text.removesuffix("\n")
    lines = body.split("\n")
    if body[:1] in ("", " ", "\t", "\n") or CONTROL.search(body):
        return None
    if not lines[-1] or any(line != line.rstrip(" \t") for line in lines):
        return None
    return ["|" if text.endswith("\n") else "|-", *lines]


def _is_plain(text: str) -> bool:
    return not (
        text != text.strip(" \t")
        or _INDICATOR_FIRST.match(text)
        or _INDICATOR_WITHIN.search(text)
        or _NOT_TEXT.fullmatch(text)
        or not text
    )
