"""The same work for many items, on every core this process may use.

Why not the standard library's pool: a ProcessPoolExecutor with fork takes 8 to 11 % more CPU time
for loading and checking a thousand tasks, because this process only waits, every result comes back
pickled, and a process more is forked. Its workers also outlive a parent that is killed.
"""

import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from progress_report.system import progress
from progress_report.system.interrupts import interrupts_blocked, raise_interrupts

if TYPE_CHECKING:
    from multiprocessing.context import ForkProcess

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_Worker = tuple["ForkProcess", IO[bytes]]
"""A process, and the file in memory that it writes its results to."""

_BATCHES = 16  # for each process: few, yet no process waits long for the last
_NUMBER_BYTES = 4  # of a batch's number in the queue
_GRACE = 5.0  # seconds that a worker has to clean up after an interrupt
_parent: int | None = None  # in a worker, the process that waits for its results
_busy = False
"""Whether the cores are in use already: then calls within the work do everything themselves."""


def fork_map(
    function: Callable[[_Item], _Result], items: Sequence[_Item], *, workers: int | None = None
) -> list[_Result]:
    """``[function(item) for item in items]``, with the help of forked worker processes.

    A worker inherits everything this process knows, so nothing is sent to it; its results come back
    pickled. What a worker does not bring back (it was killed, the function raised, a result cannot
    be pickled) is done again here, in order: what is returned or raised is what the plain list
    would give. So the function must bear being called twice, and change nothing.

    Where forking is unsafe or useless (another system than Linux, a second thread, one core, one
    item, within another such call), this process does everything. When it is stopped, by Ctrl-C or
    otherwise, its workers stop too.

    Where the costs of items differ much, the most expensive come best first. ``workers`` counts
    this process too; by default there is one for each core.
    """
    count = min(cores() if workers is None else workers, len(items))
    if count <= 1 or _busy or not can_fork():
        return [_counted(function, item) for item in items]
    results = _shared(_Work(function, items, count), count)
    return [results[i] if i in results else function(item) for i, item in enumerate(items)]


class _Work(Generic[_Item, _Result]):
    """Items in batches; each process takes the next one until none is left."""

    def __init__(
        self, function: Callable[[_Item], _Result], items: Sequence[_Item], processes: int
    ) -> None:
        self.function, self.items = function, items
        size = -(-len(items) // (processes * _BATCHES))
        self.batches = [range(len(items))[i : i + size] for i in range(0, len(items), size)]
        self.queue, writer = os.pipe()
        numbers = range(len(self.batches))
        os.write(writer, b"".join(number.to_bytes(_NUMBER_BYTES, "big") for number in numbers))
        os.close(writer)

    def results(self) -> Iterator[dict[int, _Result]]:
        """Take batches, and give the results of each by the index of the item."""
        while number := os.read(self.queue, _NUMBER_BYTES):
            results = {}
            try:
                for index in self.batches[int.from_bytes(number, "big")]:
                    if is_orphaned():
                        return
                    results[index] = _counted(self.function, self.items[index])
            except Exception:  # noqa: BLE001 - raised again if it is the first in order
                while os.read(self.queue, _NUMBER_BYTES):
                    pass  # no process need go on
                return
            yield results


def _counted(function: Callable[[_Item], _Result], item: _Item) -> _Result:
    result = function(item)
    progress.advance()
    return result


def _shared(work: _Work[_Item, _Result], processes: int) -> dict[int, _Result]:
    """The results of so many processes; those that failed are missing."""
    global _busy  # noqa: PLW0603 - a process has its cores once
    results: dict[int, _Result] = {}
    workers: list[_Worker] = []
    _busy = True
    try:
        with suppress(OSError):  # the system gives no more processes: fewer will do
            while len(workers) < processes - 1:
                _fork(work, workers)
        for batch in work.results():
            results.update(batch)
        while workers:
            workers[-1][0].join()
            for batch in _results_in(workers.pop()[1]):
                results.update(batch)
    finally:
        _busy = False
        os.close(work.queue)
        _dismiss(workers)
    return results


def _dismiss(workers: Sequence[_Worker]) -> None:
    """Stop workers that are left because something was raised: by an interrupt, then by force."""
    try:
        for process, _file in workers:
            if process.is_alive() and process.pid:
                os.kill(process.pid, signal.SIGINT)
        end = time.monotonic() + _GRACE
        for process, _file in workers:
            process.join(max(0.0, end - time.monotonic()))
    finally:  # a second Ctrl-C does not wait
        for process, file in workers:
            process.kill()
            process.join()
            file.close()


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def is_orphaned() -> bool:
    """Whether this is a worker whose results are not needed any more."""
    return _parent is not None and os.getppid() != _parent


def stay_alone() -> None:
    """From now on this process does everything itself."""
    global _busy  # noqa: PLW0603 - as above
    _busy = True


def can_fork() -> bool:
    """Whether a fork is sound: no other thread may live, and only Linux has none of its own."""
    try:
        return sys.platform == "linux" and len([*os.scandir("/proc/self/task")]) == 1
    except OSError:
        return False


def _fork(work: _Work[Any, Any], workers: list[_Worker]) -> None:
    """Start a worker that writes its results to a file in memory.

    Ctrl-C waits until the worker is on the list, and until it has its own handler: before, it
    would clean up what belongs to this process.
    """
    from multiprocessing.context import ForkProcess  # noqa: PLC0415 - most runs are too small

    file = open(os.memfd_create("results"), "w+b")  # noqa: SIM115, PTH123 - closed when read
    process = ForkProcess(target=_run_worker, args=(work, os.getpid(), file))
    try:
        with interrupts_blocked():
            process.start()
            workers.append((process, file))
    except OSError:
        file.close()
        raise


def _run_worker(work: _Work[Any, Any], parent: int, file: IO[bytes]) -> NoReturn:
    """Do the work of a worker, and end."""
    global _parent  # noqa: PLW0603 - a process has one
    _parent = parent
    try:
        raise_interrupts(once=True)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        stay_alone()
        gc.freeze()  # a collection would copy every page of what was inherited
        import pickle  # noqa: PLC0415 - as above

        for results in work.results():
            pickle.dump(results, file, pickle.HIGHEST_PROTOCOL)
        file.flush()
    finally:
        os._exit(0)  # without the exit handlers of the process it was forked from


def _results_in(file: IO[bytes]) -> Iterator[dict[int, _Result]]:
    """What a worker has written, as far as it came."""
    import pickle  # noqa: PLC0415 - as above

    with file:
        file.seek(0)
        while True:
            try:
                yield pickle.load(file)  # noqa: S301 - from a fork of this process
            except Exception:  # noqa: BLE001 - the end, or a result that cannot be unpickled
                return
