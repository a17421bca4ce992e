"""Changes to task files that leave every other byte as it was.

An entry is spliced in as lines of text at the place the parser names, so comments, order, quotes,
line ends and byte order mark stay. The result is parsed again and must hold exactly the old data
and the new entry; otherwise nothing is changed.
"""

from ruamel.yaml.nodes import MappingNode, Node

from progress_report.model import Task
from progress_report.period import Period
from progress_report.prose import unwrap, wrap
from progress_report.source.nodes import parse
from progress_report.source.scalars import inline

_SCHEMA_LINE = "# yaml-language-server: $schema=../../../schemas/task.schema.json"


class EditError(Exception):
    """The file is written in a way that cannot be edited without rewriting it."""


def new_file(year: int, docket: str, task: str, key: str, progress: str) -> str:
    """The text of a task file with one entry."""
    lines = [_SCHEMA_LINE, f"year: {year}", f"docket: {inline(docket, number=True)}"]
    lines += _block("task", task, 0)
    lines += ["entries:", *_entry(key, progress, 2)]
    return "\n".join(lines) + "\n"


def add_entry(text: str, key: str, progress: str) -> str:
    """Add an entry for a period to a task file's text.

    Args:
        text: The file's text, with its byte order mark and line ends as they are.
        key: The period's key, not yet among the entries.
        progress: Running text; paragraphs separated by a line feed.

    Raises:
        EditError: the entries are not written as an indented block.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    newline = "\r\n" if "\r\n" in text else "\n"
    body = text.removeprefix("\ufeff")
    lines = body.replace("\r\n", "\n").removesuffix("\n").split("\n")
    source, _data, diagnostics = parse("", body)
    if diagnostics or not isinstance(source.root, MappingNode):
        raise EditError
    position, addition = _placement(source.root, key, progress, lines)
    lines[position:position] = addition
    result = mark + newline.join(lines) + newline
    if not _holds(body, result, key, progress):
        raise EditError
    return result


def _placement(
    root: MappingNode, key: str, progress: str, lines: list[str]
) -> tuple[int, list[str]]:
    """Where to insert, and which lines."""
    pair = next(((k, v) for k, v in root.value if k.value == "entries"), None)
    if pair is None:
        return len(lines), ["entries:", *_entry(key, progress, 2)]
    heading, entries = pair
    if not isinstance(entries, MappingNode):
        if entries.value or entries.style:
            raise EditError
        return heading.start_mark.line + 1, _entry(key, progress, 2)
    if entries.flow_style:
        raise EditError
    wanted = Period.from_key(2000, key)
    later = [k for k, _ in entries.value if Period.from_key(2000, k.value) > wanted]
    indent = entries.start_mark.column
    if later:
        return later[0].start_mark.line, _entry(key, progress, indent)
    return _end(entries, lines), _entry(key, progress, indent)


def _end(node: Node, lines: list[str]) -> int:
    """The line after a block's last own line: comments and blank lines behind it stay behind."""
    end = min(int(node.end_mark.line), len(lines))
    while end > 0 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return end


def _entry(key: str, progress: str, indent: int) -> list[str]:
    return [" " * indent + f"{key}:", *_block("progress", progress, indent + 2)]


def _block(key: str, text: str, indent: int) -> list[str]:
    pad = " " * (indent + 2)
    return [
        " " * indent + f"{key}: |",
        *(pad + line if line else "" for line in wrap(text).split("\n")),
    ]


def _holds(before: str, after: str, key: str, progress: str) -> bool:
    old, new = parse("", before)[1], parse("", after.removeprefix("\ufeff"))[1]
    if new is None:
        return False
    entries = new.get("entries", {})
    added = entries.pop(key, None)
    if "entries" not in old:
        del new["entries"]
    model = Task.model_validate({"year": 2000, "docket": "1", "task": "x", "entries": {key: added}})
    return old == new and unwrap(model.entries[key].progress[0].text) == progress
