"""The same work for many items, on every core this process may use."""

import gc
import os
import pickle
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO, Any, Generic, NoReturn, TypeVar

from progress_report.system.interrupts import raise_interrupts

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_Helper = tuple[int, IO[bytes]]
"""A copy, and the file in memory that it writes to."""

_TURNS = 16
"""Batches a worker takes, one after the other: few, yet no worker waits long for the last."""
_WIDTH = 4
"""Bytes of a batch's number."""
_GRACE = 5.0
"""Seconds a copy has to put in order what it was writing."""
_busy = False
"""Whether the cores have been given work already: what that work calls does its own alone."""


def fork_map(
    function: Callable[[_Item], _Result], items: Sequence[_Item], *, workers: int | None = None
) -> list[_Result]:
    """``[function(item) for item in items]``, with the help of forked copies of this process.

    The copies know everything this process knows, so nothing is sent to them; what they find comes
    back pickled. What a copy did not bring back (it was killed, the function raised, the result
    cannot be pickled) is done again here, in order: what is returned or raised is what the plain
    list would have given. So the function must bear being called twice, and change nothing.

    Where forking is not safe or of no use (another system than Linux, a second thread, one core,
    one item, within another such call), all is done here. When this process is stopped, by Ctrl-C
    or otherwise, its copies stop too.

    Args:
        function: What to do with an item.
        items: Where their weights differ much, best the heaviest first.
        workers: Processes to use, this one among them; by default one for each core.

    Returns:
        The results, in the order of the items.
    """
    count = min(cores() if workers is None else workers, len(items))
    if count <= 1 or _busy or not _can_fork():
        return [function(item) for item in items]
    found = _shared(_Work(function, items, count), count)
    return [found[i] if i in found else function(item) for i, item in enumerate(items)]


@contextmanager
def ahead(function: Callable[[], _Result]) -> Iterator[Callable[[], _Result]]:
    """Let a forked copy of this process find something, while this process does something else.

    What the copy did not bring back is found here, when it is asked for; where forking is not safe
    or of no use, it is found at once: see `fork_map`.

    Args:
        function: What to find; it must bear being called twice, and change nothing.

    Yields:
        A function that waits for what is found, and returns or raises it.
    """
    if cores() <= 1 or _busy or not _can_fork():
        result = function()
        yield lambda: result
        return
    work = _Work(lambda _item: function(), (None,), 1)
    helpers: list[_Helper] = []

    def found() -> _Result:
        results = next(_collected(helpers), None) if helpers else None
        return function() if results is None else results[0]

    try:
        with suppress(OSError):
            _fork(work, helpers)
        yield found
    finally:
        os.close(work.queue)
        _dismiss(helpers)


class _Work(Generic[_Item, _Result]):
    """Items in batches; each process takes the next one until none is left."""

    def __init__(
        self, function: Callable[[_Item], _Result], items: Sequence[_Item], processes: int
    ) -> None:
        self.function, self.items = function, items
        size = -(-len(items) // (processes * _TURNS))
        self.batches = [range(len(items))[i : i + size] for i in range(0, len(items), size)]
        self.queue, writer = os.pipe()
        os.write(writer, b"".join(i.to_bytes(_WIDTH, "big") for i in range(len(self.batches))))
        os.close(writer)

    def results(self, parent: int | None = None) -> Iterator[dict[int, _Result]]:
        """Take batches, and give the results of each by their items' indices.

        Args:
            parent: The process to work for; without it nobody waits for what is found.
        """
        while number := os.read(self.queue, _WIDTH):
            done = {}
            try:
                for index in self.batches[int.from_bytes(number, "big")]:
                    if parent is not None and os.getppid() != parent:
                        return
                    done[index] = self.function(self.items[index])
            except Exception:  # noqa: BLE001 - raised again if it is the first in order
                while os.read(self.queue, _WIDTH):
                    pass  # nobody need go on
                return
            yield done


def _shared(work: _Work[_Item, _Result], processes: int) -> dict[int, _Result]:
    """The results of so many processes; what failed is missing."""
    global _busy  # noqa: PLW0603 - a process has its cores once
    found: dict[int, _Result] = {}
    helpers: list[_Helper] = []
    _busy = True
    try:
        with suppress(OSError):  # no more processes to be had: fewer will do
            while len(helpers) < processes - 1:
                _fork(work, helpers)
        for results in work.results():
            found.update(results)
        while helpers:
            for results in _collected(helpers):
                found.update(results)
    finally:
        _busy = False
        os.close(work.queue)
        _dismiss(helpers)
    return found


def _collected(helpers: list[_Helper]) -> Iterator[dict[int, Any]]:
    """Wait for the last of some copies; what it has found."""
    _wait(helpers[-1][0])
    return _brought(helpers.pop()[1])


def _dismiss(helpers: Sequence[_Helper]) -> None:
    """Stop copies that nobody waits for any more, because something has been raised."""
    _stop([process for process, _file in helpers])
    for _process, file in helpers:
        file.close()


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _can_fork() -> bool:
    """Whether a copy of this process is sound: only the thread that forks goes on in it.

    Elsewhere than on Linux, the system's own libraries may have threads.
    """
    try:
        return sys.platform == "linux" and len([*os.scandir("/proc/self/task")]) == 1
    except OSError:
        return False


def _fork(work: _Work[Any, Any], helpers: list[_Helper]) -> None:
    """Start a copy of this process that writes what it finds to a file in memory.

    Ctrl-C waits until the copy is on the list, and until it is one: before, it would put in order
    what is this process's own.
    """
    file = open(os.memfd_create("results"), "w+b")  # noqa: SIM115, PTH123 - closed when read
    parent = os.getpid()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process = os.fork()
        if process == 0:
            _be_copy(work, parent, file, before)
        helpers.append((process, file))
    except OSError:
        file.close()
        raise
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _be_copy(
    work: _Work[Any, Any], parent: int, file: IO[bytes], signals: Iterable[int]
) -> NoReturn:
    """Do the work of a copy, and end; these signals alone stay blocked."""
    global _busy  # noqa: PLW0603 - a copy does its work alone
    try:
        raise_interrupts(once=True)
        signal.pthread_sigmask(signal.SIG_SETMASK, signals)
        _busy = True
        gc.freeze()  # to look through what was inherited would copy it all
        for results in work.results(parent):
            pickle.dump(results, file, pickle.HIGHEST_PROTOCOL)
        file.flush()
    finally:
        os._exit(0)  # without the farewells of the process it is a copy of


def _stop(processes: Sequence[int]) -> None:
    """End copies: they are asked to, and after a while made to."""
    try:
        for process in processes:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGINT)
        end = time.monotonic() + _GRACE
        while time.monotonic() < end and not all(map(_has_ended, processes)):
            time.sleep(0.005)
    finally:  # whoever is asked twice does not wait
        for process in processes:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
            _wait(process)


def _has_ended(process: int) -> bool:
    try:
        return os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return True


def _wait(process: int) -> None:
    with suppress(ChildProcessError):  # whoever started us may have said not to keep the dead
        os.waitpid(process, 0)


def _brought(file: IO[bytes]) -> Iterator[dict[int, _Result]]:
    """What a copy has found, as far as it came."""
    with file:
        file.seek(0)
        while True:
            try:
                yield pickle.load(file)  # noqa: S301 - from a copy of this process
            except Exception:  # noqa: BLE001 - the end, or a result that does not survive the way
                return
