"""How far long work is, for whoever shows it: a phase, and how much of it is done.

The work names its phases and counts its items here; the command line watches. The counts lie in
memory that forked processes share. Nothing is counted unless someone watches.
"""

import mmap
import os
from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

_SLOTS = 64  # of counts: processes rarely share one, and then lose a count
_COUNTS = slice(2, 2 + _SLOTS)  # of the numbers, after the total and whether it is estimated
_NAME = 8 * _COUNTS.stop  # where the name begins, in bytes
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
    _shared[:] = bytes(mmap.PAGESIZE)
    _numbers(_shared)[:2] = array("Q", [total, is_estimated])
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
        _numbers(_shared)[_COUNTS.start + os.getpid() % _SLOTS] += 1


def reach(done: int) -> None:
    """Set how many items are done."""
    if _shared is not None:
        _numbers(_shared)[_COUNTS] = array("Q", [done, *[0] * (_SLOTS - 1)])


def present() -> Progress:
    """How far the work is."""
    if _shared is None:
        return Progress("", 0, 0, is_estimated=False, unit="")
    raw = _shared[_NAME:].rstrip(b"\0")
    phase, _line_feed, unit = raw.decode(errors="replace").partition("\n")
    total, is_estimated, *counts = _numbers(_shared)
    return Progress(phase, sum(counts), total, bool(is_estimated), unit)


def _numbers(shared: mmap.mmap) -> "memoryview[int]":
    return memoryview(shared)[:_NAME].cast("Q")
