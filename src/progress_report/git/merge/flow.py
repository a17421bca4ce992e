"""Lists and mappings in brackets on one line, merged item by item."""

from dataclasses import dataclass

from ruamel.yaml.nodes import CollectionNode, MappingNode, Node

from progress_report.git.merge.lines import pick
from progress_report.git.merge.names import Name, in_order, numbered


@dataclass(frozen=True, slots=True)
class _Flow:
    before: str
    items: dict[Name, str]
    after: str


def merge_flow(
    base: tuple[list[str], Node] | None,
    ours: tuple[list[str], Node],
    theirs: tuple[list[str], Node],
) -> str | None:
    """Merge three values in brackets, each given as its lines and its node, into a line.

    None if one is something else, or both sides changed one item.
    """
    mine, yours = _read(*ours), _read(*theirs)
    if mine is None or yours is None or mine.before[-1] != yours.before[-1]:
        return None
    old = (_read(*base) if base else None) or _Flow("", {}, "")
    before = pick([old.before], [mine.before], [yours.before])
    after = pick([old.after], [mine.after], [yours.after])
    if before is None or after is None:
        return None
    items = []
    for name in in_order([*old.items], [*mine.items], [*yours.items]):
        versions = ([flow.items[name]] if name in flow.items else [] for flow in (old, mine, yours))
        item = pick(*versions)
        if item is None:
            return None
        items += item
    return before[0] + ", ".join(items) + after[0]


def _read(lines: list[str], node: Node) -> _Flow | None:
    if len(lines) != 1 or not isinstance(node, CollectionNode) or not node.flow_style:
        return None
    [line] = lines
    start, end = node.start_mark.column, node.end_mark.column
    if isinstance(node, MappingNode):
        places = [(k.value, k.start_mark.column, v.end_mark.column) for k, v in node.value]
    else:
        places = [(str(v.value), v.start_mark.column, v.end_mark.column) for v in node.value]
    names = numbered([(text,) for text, _first, _last in places])
    texts = [line[first:last] for _text, first, last in places]
    return _Flow(line[: start + 1], dict(zip(names, texts, strict=True)), line[end - 1 :])
