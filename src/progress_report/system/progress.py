"""How far long work is, for whoever shows it: a phase, and how much of it is done.

The work names its phases and counts its items here; the command line watches. The counts lie in
memory that forked processes share. Nothing is counted unless someone watches.
"""

import mmap
import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

_SLOTS = 64  # of counts: processes rarely share one, and then lose a count
_NUMBER = 8  # bytes
_FIRST_SLOT = 2 * _NUMBER  # after the total and whether it is estimated
_NAME = _FIRST_SLOT + _SLOTS * _NUMBER
_Item = TypeVar("_Item")
_shared: mmap.mmap | None = None
_is_last = False


class Progress(NamedTuple):
    """The present phase."""

    phase: str  # in the reader's language; empty before the first phase and after the last
    done: int
    total: int  # 0 if it is not known
    is_estimated: bool
    unit: str  # what is counted, such as sheets; empty for items


def watch() -> None:
    """Count from now on, also in processes that are forked later."""
    global _shared  # noqa: PLW0603 - one for the process, as its standard error is
    _shared = mmap.mmap(-1, mmap.PAGESIZE)


def begin(
    phase: str, total: int = 0, *, is_estimated: bool = False, unit: str = "", is_last: bool = False
) -> None:
    """Begin a phase of so many items, 0 if it is not known; one without a name ends the last.

    Phase and unit, which is what is counted, are for readers. The phases of the work within one
    that ``is_last`` are not shown.
    """
    global _is_last  # noqa: PLW0603 - as the memory
    if _shared is None or _is_last:
        return
    _is_last = is_last
    name = f"{phase}\n{unit}".encode()[: mmap.PAGESIZE - _NAME - 1]
    _shared[_FIRST_SLOT:] = bytes(mmap.PAGESIZE - _FIRST_SLOT)
    _write(0, total)
    _write(1, is_estimated)
    _shared[_NAME : _NAME + len(name)] = name


def counted(phase: str, items: Sequence[_Item]) -> Iterator[_Item]:
    """Begin a phase, and count its items as they are asked for."""
    begin(phase, len(items))
    for item in items:
        yield item
        advance()


def advance(*, of_last: bool = False) -> None:
    """Count an item that is done, of a phase that ``is_last`` or of another."""
    if _shared is not None and _is_last == of_last:
        slot = 2 + os.getpid() % _SLOTS
        _write(slot, _read(slot) + 1)


def reach(done: int) -> None:
    """Set how many items are done."""
    if _shared is not None:
        _shared[_FIRST_SLOT:_NAME] = bytes(_NAME - _FIRST_SLOT)
        _write(2, done)


def present() -> Progress:
    """How far the work is."""
    if _shared is None:
        return Progress("", 0, 0, is_estimated=False, unit="")
    raw = _shared[_NAME:].rstrip(b"\0")
    phase, _line_feed, unit = raw.decode(errors="replace").partition("\n")
    done = sum(_read(slot) for slot in range(2, 2 + _SLOTS))
    return Progress(phase, done, _read(0), bool(_read(1)), unit)


def _read(slot: int) -> int:
    start = slot * _NUMBER
    return int.from_bytes(_shared[start : start + _NUMBER], "big") if _shared else 0


def _write(slot: int, number: int) -> None:
    if _shared:
        start = slot * _NUMBER
        _shared[start : start + _NUMBER] = number.to_bytes(_NUMBER, "big")
