"""Keys and list items by name: in which order they stand, and those in brackets merged."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ruamel.yaml.nodes import CollectionNode, MappingNode, Node

from progress_report.git.merge.lines import numbered, pick

Name: TypeAlias = tuple[str, ...]
"""What distinguishes a key or a list item from its neighbours."""


def in_order(base: Sequence[Name], ours: Sequence[Name], theirs: Sequence[Name]) -> list[Name]:
    """All names of both sides, in an order that keeps how each side has changed the order.

    A name that only one side has follows the name it follows there. Where both added something at
    one place, it is ordered by name, so that it does not matter which branch is merged into which.
    """
    shared = set(ours) & set(theirs)
    spine = _spine(*([name for name in names if name in shared] for names in (base, ours, theirs)))
    runs: dict[Name | None, list[list[Name]]] = defaultdict(list)
    for side in (ours, theirs):
        run: list[Name] | None = None
        behind: Name | None = None
        for name in side:
            if name in shared:
                behind, run = name, None
            elif run is None:
                run = [name]
                runs[behind].append(run)
            else:
                run.append(name)
    order: list[Name] = []
    for anchor in (None, *spine):
        order += [anchor] if anchor is not None else []
        order += [name for run in sorted(runs[anchor]) for name in run]
    return order


def _spine(base: list[Name], ours: list[Name], theirs: list[Name]) -> list[Name]:
    """The order of the names that both sides have, as in the side that changed it."""
    known = set(base)
    kept = [[name for name in side if name in known] == base for side in (ours, theirs)]
    if kept == [True, False]:
        return theirs
    if kept == [False, True]:
        return ours
    return min(ours, theirs)


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
