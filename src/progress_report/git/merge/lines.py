"""The three-way merge of lines, and of the keys or items that stand in brackets.

The common algorithm (diff3) treats changes of two neighbouring lines as a conflict. Here a line is
a sentence, so the replacement of one line by another is independent of what the other side did to
its neighbour. Two insertions at one place are a conflict: only a person can say which comes first,
and whether they mean the same.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeAlias

from ruamel.yaml.nodes import CollectionNode, MappingNode, Node

from progress_report.source.writing.chunks import Name, numbered
from progress_report.text.excerpt import common_prefix


@dataclass(frozen=True, slots=True)
class Conflict:
    """Lines that both sides changed differently."""

    base: tuple[str, ...]
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


Piece: TypeAlias = str | Conflict  # a line, or lines to choose from

_MAX_PAIRS = 100_000


@dataclass(frozen=True, slots=True)
class _Edit:
    """Lines ``start`` to ``end`` of the base replaced by others."""

    start: int
    end: int
    lines: tuple[str, ...]

    def is_replacement(self) -> bool:
        """Whether each line is replaced by one line."""
        return self.end - self.start == len(self.lines)


def merge_lines(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[Piece]:
    """Merge the changes of two sides; a `Conflict` stands where a choice is left."""
    pieces: list[Piece] = []
    merged_to = 0
    for start, end, (mine, yours) in _regions(_edits(base, ours), _edits(base, theirs)):
        pieces += base[merged_to:start]
        pieces += _settle(
            tuple(base[start:end]), _apply(base, start, end, mine), _apply(base, start, end, yours)
        )
        merged_to = end
    return [*pieces, *base[merged_to:]]


def pick(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[str] | None:
    """The version that only one side changed, or both alike; None if they differ."""
    if ours in (base, theirs):
        return [*theirs]
    return [*ours] if theirs == base else None


def union(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Merge comments: instead of a conflict, the lines of both sides stay, in order of text."""
    lines: list[str] = []
    for piece in merge_lines(base, ours, theirs):
        if isinstance(piece, str):
            lines.append(piece)
        else:
            lines += [line for side in sorted((piece.ours, piece.theirs)) for line in side]
    return lines


def changed_lines(before: Sequence[str], after: Sequence[str]) -> frozenset[int]:
    """The 1-based numbers of the lines that are new or changed."""
    return frozenset(
        number
        for tag, _start, _end, first, last in _opcodes(before, after)
        if tag != "equal"
        for number in range(first + 1, last + 1)
    )


def _opcodes(base: Sequence[str], side: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, *_comparable(base, side), autojunk=False).get_opcodes()


def _edits(base: Sequence[str], side: Sequence[str]) -> list[_Edit]:
    edits = []
    for tag, start, end, first, last in _opcodes(base, side):
        lines = tuple(side[first:last])
        if tag == "equal":
            continue
        if end - start == len(lines):
            edits += [
                _Edit(start + index, start + index + 1, (line,))
                for index, line in enumerate(lines)
                if line != base[start + index]
            ]
        else:
            edits.append(_Edit(start, end, lines))
    return edits


def _comparable(
    base: Sequence[str], side: Sequence[str]
) -> tuple[Sequence[Hashable], Sequence[Hashable]]:
    """Lines to align; where too many recur, the first is aligned with the first, and so on."""
    counts, others = Counter(base), Counter(side)
    if sum(count * others[line] for line, count in counts.items()) <= _MAX_PAIRS:
        return base, side
    return numbered((line,) for line in base), numbered((line,) for line in side)


def _regions(
    ours: Iterable[_Edit], theirs: Iterable[_Edit]
) -> Iterator[tuple[int, int, tuple[list[_Edit], list[_Edit]]]]:
    """Stretches of the base in which edits touch one another, with the edits of each side."""
    queue = sorted(
        [(edit.start, edit.end, 0, edit) for edit in ours]
        + [(edit.start, edit.end, 1, edit) for edit in theirs],
        key=lambda item: item[:3],
    )
    sides: tuple[list[_Edit], list[_Edit]] = ([], [])
    start = end = 0
    for _start, _end, side, edit in queue:
        if sides != ([], []) and edit.start >= end and not _meets(edit, sides[1 - side]):
            yield start, end, sides
            sides = ([], [])
        if sides == ([], []):
            start, end = edit.start, edit.end
        sides[side].append(edit)
        end = max(end, edit.end)
    if sides != ([], []):
        yield start, end, sides


def _meets(edit: _Edit, others: Sequence[_Edit]) -> bool:
    """Whether an edit begins where another ends, so that their order is unclear."""
    return any(
        other.end == edit.start
        and not (other.is_replacement() or edit.is_replacement())
        and (other.lines or edit.lines)
        for other in others
    )


def _apply(base: Sequence[str], start: int, end: int, edits: Sequence[_Edit]) -> tuple[str, ...]:
    lines: list[str] = []
    for edit in edits:
        lines += [*base[start : edit.start], *edit.lines]
        start = edit.end
    return (*lines, *base[start:end])


def _settle(
    base: tuple[str, ...], ours: tuple[str, ...], theirs: tuple[str, ...]
) -> Iterator[Piece]:
    """The version that only one side changed, else a conflict without the lines in common."""
    settled = pick(base, ours, theirs)
    if settled is not None:
        yield from settled
        return
    head = common_prefix(ours, theirs)
    tail = common_prefix(ours[head:][::-1], theirs[head:][::-1])
    mine, yours = (side[head : len(side) - tail] for side in (ours, theirs))
    yield from ours[:head]
    if not base and not (mine and yours):
        yield from mine or yours  # both added the same, and one of them more
    else:
        yield Conflict(base, mine, yours)
    yield from ours[len(ours) - tail :]


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
