"""A function called in a process of its own, which takes no more than so much time and memory.

A limit within the process would not do: a loop in C sees no clock, and a C library that gets no
memory ends its process. Where a fork is unsound (see `parallel.can_fork`), a new interpreter does
the work, to which the arguments are sent.
"""

import contextlib
import faulthandler
import gc
import os
import pickle
import select
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn, TypeVar, cast

from progress_report.domain.diagnostics import DataError
from progress_report.system import limits
from progress_report.system.i18n import _, language, set_language
from progress_report.system.parallel import can_fork, is_orphaned, stay_alone

try:
    fcntl: Any = import_module("fcntl")
except ModuleNotFoundError:  # on Windows, where no signal kills
    fcntl = None

_Result = TypeVar("_Result")

_GRACE = 1.0
"""Seconds after the limit until the process ends itself; before, it can name a line."""
_PATIENCE = 10.0
"""Seconds more until it is killed; a new interpreter needs some to start."""
_PR_SET_PDEATHSIG = 1
"""Linux, prctl(2): the signal that a process gets when its parent ends."""
_CHILD = "from progress_report.system.bounded import answer; answer()"
_WATCH = 200
"""Milliseconds between two looks at what else has happened."""
_PREFIX = "report-bounded-"
_MIN_AGE = 10
"""Seconds until a temporary folder without a lock counts as abandoned: it is locked when made."""
_CHUNK = 2**16
"""Bytes that a pipe holds."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a call may take, and what to name when it takes more."""

    subject: str
    """The files that decide what it takes."""
    seconds: float
    """Wall time."""
    max_bytes: int = limits.MAX_RENDER_BYTES
    """Of memory, besides what the process holds already; on Linux alone."""
    hint: str = ""
    """What to do about it; by default what one does about a template."""


class TooExpensiveError(Exception):
    """The time is up; raised within the bounded process, its message is a sentence."""


@dataclass(frozen=True, slots=True)
class _Call:
    """What the bounded process does."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    bounds: Bounds
    folder: str
    """For its temporary files."""

    def answer(self, parent: int) -> bytes:
        """What the function returns or raises, pickled; within the bounds, for this process."""
        tempfile.tempdir = self.folder
        stay_alone()
        _limit(self.bounds, parent)
        try:
            try:
                result = self.function(*self.arguments)
                return pickle.dumps((True, result), pickle.HIGHEST_PROTOCOL)
            except MemoryError as error:
                message = memory_exceeded(self.bounds.max_bytes, self.bounds.hint)
                raise DataError(f"{self.bounds.subject}: {message}") from error
            except TooExpensiveError as error:
                raise DataError(f"{self.bounds.subject}: {error}") from error
        except Exception as error:  # noqa: BLE001 - raised again in the other process
            error.add_note("".join(traceback.format_exception(error)))  # it does not travel itself
            try:
                pickled = pickle.dumps((False, error))
                pickle.loads(pickled)  # noqa: S301 - our own
            except Exception:  # noqa: BLE001 - an exception with arguments of its own
                error = RuntimeError(f"{type(error).__name__}: {error}")
                return pickle.dumps((False, error))
            return pickled


def run_bounded(
    function: Callable[..., _Result], *arguments: Any, bounds: Bounds | None
) -> _Result:
    """``function(*arguments)``, computed in a process that ends with this one.

    It starts no processes and keeps its temporary files in a folder that is always removed: after
    SIGKILL by the next call. Ctrl-C ends it at once.

    Args:
        function: Of a module, so that a new interpreter finds it.
        arguments: Plain data.
        bounds: What it may take; None to call it in this process, without limits.

    Returns:
        What the function returns, which must be plain data; what it raises is raised here.

    Raises:
        DataError: it takes too long or too much memory, or its process crashed.
    """
    if bounds is None:
        return function(*arguments)
    end = time.monotonic() + bounds.seconds
    with _temporary_folder() as folder:
        call = _Call(function, arguments, bounds, folder)
        answer = _forked(call) if can_fork() else _spawned(call)
    try:
        is_result, value = pickle.loads(answer)  # noqa: S301 - from our own process
    except (EOFError, pickle.UnpicklingError):
        crash = bounds.hint or _("its page cannot be made; simplify it")
        message = crash if time.monotonic() < end else _time_exceeded(bounds)
        raise DataError(f"{bounds.subject}: {message}") from None
    if not is_result:
        raise value
    return cast("_Result", value)


@contextlib.contextmanager
def _temporary_folder() -> Iterator[str]:
    """A temporary folder, locked while its process lives; those of killed processes go."""
    _remove_abandoned()
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as folder:
        lock = _lock(folder)
        try:
            yield folder
        finally:
            if lock is not None:
                os.close(lock)


@cache  # once for each process
def _remove_abandoned() -> None:
    if fcntl is None:
        return
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):  # it is another user's, or has just gone
            held = path.stat(follow_symlinks=False)
            is_ours = stat.S_ISDIR(held.st_mode) and held.st_uid == os.getuid()
            is_new = time.time() - held.st_mtime < _MIN_AGE
            if is_ours and not is_new and (lock := _lock(str(path))) is not None:
                shutil.rmtree(path, ignore_errors=True)
                os.close(lock)


def _lock(folder: str) -> int | None:
    """A descriptor that locks a folder; None if another process does, or no system call can."""
    if fcntl is None:
        return None
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    return lock


def memory_exceeded(max_bytes: int = limits.MAX_RENDER_BYTES, hint: str = "") -> str:
    """The sentence that names the limit on memory."""
    message = _("it takes more than {limit} MB of memory").format(limit=max_bytes >> 20)
    return message + _("; ") + (hint or _("look at its loops and styles"))


def _time_exceeded(bounds: Bounds) -> str:
    message = _("it takes longer than {limit} seconds").format(limit=f"{bounds.seconds:g}")
    return message + _("; ") + (bounds.hint or _("look at its loops and styles"))


def _forked(call: _Call) -> bytes:
    """What a fork of this process answers; cut off if it crashes or is late."""
    reader, writer = os.pipe()
    parent = os.getpid()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process = os.fork()
        if process == 0:
            try:
                signal.signal(signal.SIGINT, signal.SIG_DFL)
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
                gc.freeze()  # a collection would copy every page of what was inherited
                with open(writer, "wb") as stream:  # noqa: PTH123 - a pipe
                    stream.write(call.answer(parent))
            finally:
                os._exit(0)  # without the exit handlers of the process it was forked from
        os.close(writer)
        with _killed_at_the_end(process), open(reader, "rb", 0) as stream:  # noqa: PTH123 - as above
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            return _read_until(time.monotonic() + call.bounds.seconds + _PATIENCE, stream)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _killed_at_the_end(process: int) -> Any:
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(process, 0)


def _read_until(end: float, stream: Any) -> bytes:
    """What comes out of a pipe until it is closed, the time is up or no one waits for it."""
    chunks: list[bytes] = []
    poll = select.poll()
    poll.register(stream, select.POLLIN)
    while time.monotonic() < end and not is_orphaned():
        if poll.poll(_WATCH):
            if not (chunk := stream.read(_CHUNK)):
                break
            chunks.append(chunk)
    return b"".join(chunks)


def _spawned(call: _Call) -> bytes:
    """What a new interpreter answers; cut off if it crashes or is late."""
    question = pickle.dumps((sys.path, language(), os.getpid(), pickle.dumps(call)))
    command = [sys.executable, "-c", _CHILD]
    try:
        return subprocess.run(  # noqa: S603 - this program itself
            command,
            input=question,
            stdout=subprocess.PIPE,
            timeout=call.bounds.seconds + _PATIENCE,
            check=False,
        ).stdout
    except subprocess.TimeoutExpired:
        return b""


def answer() -> NoReturn:
    """Answer the process that started this interpreter: its question is on standard input."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    stream = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what else is printed must not disturb the answer
    sys.path[:], chosen, parent, call = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own process
    set_language(chosen)
    with stream:
        stream.write(pickle.loads(call).answer(parent))  # noqa: S301 - as above
    os._exit(0)


def _limit(bounds: Bounds, parent: int) -> None:
    """Let this process take no more than its bounds, and end with its parent."""
    null = open(os.devnull, "w", encoding="ascii")  # noqa: SIM115, PTH123 - open to the end
    # the only clock of Python's that interrupts a loop in C, everywhere
    faulthandler.dump_traceback_later(bounds.seconds + _GRACE, exit=True, file=null)
    if sys.platform != "linux":
        return
    import ctypes  # noqa: PLC0415 - only in this process
    import resource  # noqa: PLC0415 - not on Windows

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before
        os._exit(0)
    held = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = held + bounds.max_bytes
    if soft == resource.RLIM_INFINITY or limit < soft:
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def stop(_number: int, _frame: Any) -> NoReturn:
        raise TooExpensiveError(_time_exceeded(bounds))

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, bounds.seconds)
