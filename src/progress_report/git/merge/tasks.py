"""The three-way merge of a task file, key by key.

Top-level keys, entries by period, contributions by unit, fields, and accepted diagnostics are
merged separately; within a text, the sentences. A conflict therefore covers no more than the one
value that both sides changed. Unchanged lines stay as they are, byte for byte; only where one side
wrote the file differently are all three put into canonical form first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError
from ruamel.yaml.nodes import ScalarNode

from progress_report.domain.docket import docket_identity
from progress_report.domain.task import Task
from progress_report.git.merge.lines import (
    Conflict,
    Piece,
    in_order,
    merge_flow,
    merge_lines,
    pick,
    union,
)
from progress_report.source.nodes import parse
from progress_report.source.places import Source
from progress_report.source.writing.chunks import Chunk, Chunks, Name, NotSplittableError, split
from progress_report.source.writing.format import FormatError, KeyPath, canonical, rank, step

MARKER_SIZE = 7  # how many ``<`` and ``>`` git writes by default
_EMPTY = Chunks()


@dataclass(frozen=True, slots=True)
class Merged:
    """The lines of a merged file, with the conflicts that are left."""

    pieces: tuple[Piece, ...]
    newline: str = "\n"
    mark: str = ""  # the byte order mark, if the file has one

    @property
    def conflicts(self) -> int:
        """How many values both sides changed differently."""
        return sum(isinstance(piece, Conflict) for piece in self.pieces)

    def text(self, marker_size: int = MARKER_SIZE, *, with_base: bool = False) -> str:
        """The file, with git's markers around each conflict.

        ``marker_size`` is their length; ``with_base`` shows the base between the two sides
        (``diff3``).
        """
        lines: list[str] = []
        for piece in self.pieces:
            if isinstance(piece, str):
                lines.append(piece)
                continue
            lines += ["<" * marker_size + " ours", *piece.ours]
            lines += ["|" * marker_size + " base", *piece.base] if with_base else []
            lines += ["=" * marker_size, *piece.theirs, ">" * marker_size + " theirs"]
        return self._joined(lines)

    def choosing(self, side: str) -> str:
        """The file with every conflict resolved in favour of ``ours`` or ``theirs``."""
        lines: list[str] = []
        for piece in self.pieces:
            lines += [piece] if isinstance(piece, str) else getattr(piece, side)
        return self._joined(lines)

    def _joined(self, lines: Sequence[str]) -> str:
        return self.mark + "".join(line + self.newline for line in lines)


def merge(base: str, ours: str, theirs: str) -> Merged | None:
    """Merge two versions of a task file.

    ``base`` is empty if both added the file. None if a version is not YAML, or if merging by key
    does not give a task again; then it must be merged as plain text.
    """
    if ours in (base, theirs):
        return _whole(theirs)
    if theirs == base:
        return _whole(ours)
    sources = [parse("", text)[0] for text in (base, ours, theirs)]
    if any(source.data is None for source in sources[1:]) or (
        base.strip() and sources[0].data is None
    ):
        return None
    before, *after = map(_task, sources)
    must_be_task = None not in after
    if before and any(task and _is_another(before, task) for task in after):
        lines = (tuple(text.replace("\r\n", "\n").splitlines()) for text in (base, ours, theirs))
        return Merged((Conflict(*lines),), _newline(ours))
    merged = _merged(sources, must_be_task=must_be_task)
    if merged is None or merged.conflicts:
        rewritten = _canonical(sources)
        other = rewritten and _merged(rewritten, must_be_task=must_be_task)
        if other and (merged is None or other.conflicts < merged.conflicts):
            merged = other
    if merged is None:
        return None
    mark, newline = (
        (pick(*([how(text)] for text in (base, ours, theirs))) or [usual])[0]
        for how, usual in ((_mark, ""), (_newline, "\n"))
    )
    return Merged(merged.pieces, newline, mark)


def _whole(text: str) -> Merged:
    """A version that is taken as it is, byte for byte."""
    return Merged((text,), newline="")


def _mark(text: str) -> str:
    return text[:1] if text.startswith("\ufeff") else ""


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _task(source: Source) -> Task | None:
    try:
        return Task.model_validate(source.data)
    except ValidationError:
        return None


def _is_another(before: Task, after: Task) -> bool:
    """Whether a file holds another task, because dockets were passed on: 6 to 7, and 7 to 8."""
    if after.renumbered == before.renumbered or after.task == before.task:
        return False
    former = [docket_identity(old.docket) for old in after.renumbered[len(before.renumbered) :]]
    return former[:1] != [docket_identity(before.docket)]


def _canonical(sources: Sequence[Source]) -> list[Source] | None:
    texts = []
    for source in sources:
        task = _task(source)
        try:
            texts.append(canonical(source, task) if task else "")
        except FormatError:
            return None
    if not all(texts[1:]) or (sources[0].data is not None and not texts[0]):
        return None
    return [parse("", text)[0] for text in texts]


def _merged(sources: Sequence[Source], *, must_be_task: bool) -> Merged | None:
    """The merge of three sources; None if the result is not valid."""
    base, ours, theirs = sources
    try:
        old = split(base) if base.data is not None else ([], _EMPTY)
        mine, yours = split(ours), split(theirs)
    except NotSplittableError:
        return None
    head = union(old[0], mine[0], yours[0])
    merged = Merged((*head, *_merge_blocks(old[1], mine[1], yours[1], ())))
    for side in ("ours", "theirs") if merged.conflicts else ("ours",):
        source, _data, diagnostics = parse("", merged.choosing(side))
        if diagnostics or (must_be_task and _task(source) is None):
            return None
    return merged


def _merge_blocks(base: Chunks, ours: Chunks, theirs: Chunks, path: KeyPath) -> list[Piece]:
    pieces: list[Piece] = []
    for name in _order(base, ours, theirs, path):
        old, mine, yours = (block.chunks.get(name) for block in (base, ours, theirs))
        pieces += _merge_chunks(old, mine, yours, step(path, name[0]))
    return [*pieces, *union(base.below, ours.below, theirs.below)]


def _order(base: Chunks, ours: Chunks, theirs: Chunks, path: KeyPath) -> list[Name]:
    """The order of a block: the canonical one where there is one and both sides keep it."""
    order = in_order([*base.chunks], [*ours.chunks], [*theirs.chunks])
    if rank(path, "") is not None:
        sides = ([rank(path, name[0]) or () for name in block.chunks] for block in (ours, theirs))
        if all(ranks == sorted(ranks) for ranks in sides):
            order.sort(key=lambda name: rank(path, name[0]) or ())
    return order


def _merge_chunks(
    base: Chunk | None, ours: Chunk | None, theirs: Chunk | None, path: KeyPath
) -> list[Piece]:
    old, mine, yours = (chunk.lines if chunk else [] for chunk in (base, ours, theirs))
    settled = pick(old, mine, yours)
    if settled is not None:
        return [*settled]
    if ours is None or theirs is None:
        return [Conflict(tuple(old), tuple(mine), tuple(yours))]
    above = union(base.above if base else [], ours.above, theirs.above)
    held = _merge_held(base, ours, theirs, path)
    if held is None:
        start = (len(chunk.above) if chunk else 0 for chunk in (base, ours, theirs))
        rests = zip((old, mine, yours), start, strict=True)
        return [*above, Conflict(*(tuple(lines[first:]) for lines, first in rests))]
    beside = pick([base.beside] if base else [], [ours.beside], [theirs.beside])
    first = held[0] if held else ""
    if isinstance(first, str) and ours.own:
        if beside is None:  # only one fits: the other goes above
            *others, last = sorted(filter(None, (ours.beside, theirs.beside)))
            indent = first[: len(first) - len(first.lstrip(" "))]
            above += [indent + other.strip() for other in others]
            beside = [last]
        held[0] = first + beside[0]
    return [*above, *held]


def _merge_held(
    base: Chunk | None, ours: Chunk, theirs: Chunk, path: KeyPath
) -> list[Piece] | None:
    """The merged content of two versions of a value; None if the whole value is a conflict."""
    if ours.block and theirs.block:
        old = base if base and base.block else None
        opening = pick(old.own if old else [], ours.own, theirs.own)
        if opening is None or ours.dash != theirs.dash:
            return None
        held = _merge_blocks((old and old.block) or _EMPTY, ours.block, theirs.block, path)
        return [*opening, *held] if ours.dash is None else _with_dash(held, ours.dash)
    if ours.block or theirs.block:
        return None
    own = pick(base.own if base else [], ours.own, theirs.own)
    if own is not None:
        return [*own]
    if _is_text(ours) and _is_text(theirs):
        old_text = base.own if base and _is_text(base) else []
        opening = pick(old_text[:1], ours.own[:1], theirs.own[:1])
        if opening is not None:
            lines = merge_lines(old_text[1:], ours.own[1:], theirs.own[1:])
            is_empty = all(isinstance(line, str) and not line.strip() for line in lines)
            # Empty if each side deleted what the other kept: then a person must choose.
            return None if is_empty else [*opening, *lines]
    line = merge_flow(
        (base.own, base.value) if base else None, (ours.own, ours.value), (theirs.own, theirs.value)
    )
    return None if line is None else [line]


def _is_text(chunk: Chunk) -> bool:
    return isinstance(chunk.value, ScalarNode) and chunk.value.style in ("|", ">")


def _with_dash(pieces: list[Piece], column: int) -> list[Piece] | None:
    """Put the dash of a list item before its first key; None if that is in conflict."""
    for index, piece in enumerate(pieces):
        if not isinstance(piece, str):
            return None
        if piece.strip() and not piece.lstrip().startswith("#"):
            pieces[index] = f"{piece[:column]}-{piece[column + 1 :]}"
            return pieces
    return pieces
