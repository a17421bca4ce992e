"""A function called in a process of its own, which takes no more than so much time and memory.

A limit within the process would not do: a loop in C sees no clock, and a C library that gets no
memory ends its process. Where a fork is unsound (see `parallel.can_fork`), a new interpreter does
the work, to which the arguments are sent.
"""

import contextlib
import faulthandler
import gc
import multiprocessing
import os
import pickle
import shutil
import signal
import stat
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache, partial
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn, TypeVar, cast

from progress_report.domain.diagnostics import DataError
from progress_report.system import limits
from progress_report.system.i18n import _, language, set_language
from progress_report.system.interrupts import interrupts_blocked
from progress_report.system.parallel import can_fork, is_orphaned, stay_alone

try:
    fcntl: Any = import_module("fcntl")
except ModuleNotFoundError:  # on Windows, where no signal kills
    fcntl = None

_Result = TypeVar("_Result")

_GRACE = 1.0  # seconds after the limit until the process ends itself; before, it can name a line
_PATIENCE = 10.0  # seconds more until it is killed; a new interpreter needs some to start
_PR_SET_PDEATHSIG = 1  # Linux, prctl(2): the signal that a process gets when its parent ends
_WATCH = 0.2  # seconds between two looks at what else has happened
_PREFIX = "report-bounded-"
_MIN_AGE = 10
"""Seconds until a temporary folder without a lock counts as abandoned: it is locked when made."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a call may take, and what to name when it takes more."""

    subject: str  # the files that decide what it takes
    seconds: float  # wall time
    max_bytes: int = limits.MAX_RENDER_BYTES
    """Of memory, besides what the process holds already; on Linux alone."""
    hint: str = ""  # what to do about it; by default what one does about a template


class TooExpensiveError(Exception):
    """The time is up; raised within the bounded process, its message is a sentence."""


class _Kind(Enum):
    """What a bounded process sends, each with a value: messages first, then one of the others."""

    MESSAGE = auto()  # the name of a method of the monitor, and its arguments
    RESULT = auto()
    ERROR = auto()


class _Messages:
    """Stands for the monitor in the bounded process: what is called on it is called there."""

    def __init__(self, writer: Connection) -> None:
        self._writer = writer

    def __reduce__(self) -> tuple[Any, ...]:
        """Its parts, for a new interpreter, which would ask for more by `__getattr__`."""
        return _Messages, (self._writer,)

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *arguments: self._writer.send((_Kind.MESSAGE, (name, arguments)))


def run_bounded(
    function: Callable[..., _Result],
    *arguments: Any,
    bounds: Bounds | None,
    monitor: object | None = None,
) -> _Result:
    """``function(*arguments)``, computed in a process that ends with this one.

    The function belongs to a module, so that a new interpreter finds it; arguments and result are
    plain data, and what it raises is raised here. It starts no processes and keeps its temporary
    files in a folder that is always removed: after SIGKILL by the next call. Ctrl-C ends it at
    once. Too much time or memory, or a crash, raises DataError; without bounds it is called in this
    process.

    The monitor, if there is one, is its last argument. It stays in this process: what the function
    calls on it is called here.
    """
    if bounds is None:
        return function(*arguments, *([] if monitor is None else [monitor]))
    context: Any = multiprocessing.get_context("fork" if can_fork() else "spawn")
    end = time.monotonic() + bounds.seconds
    answer = None
    with _temporary_folder() as folder:
        reader, writer = context.Pipe(duplex=False)
        sent = (*arguments, *([] if monitor is None else [_Messages(writer)]))
        work = (writer, os.getpid(), language(), folder, bounds, partial(function, *sent))
        process = context.Process(target=_work, args=work)
        try:
            with interrupts_blocked():  # until the process has its own handler
                process.start()
                writer.close()
            with contextlib.suppress(EOFError):
                answer = _received(reader, monitor, end + _PATIENCE)
        finally:
            if process.pid is not None:
                process.kill()
                process.join()
            reader.close()
    if answer is None:
        late = time.monotonic() >= end
        message = _time_exceeded(bounds) if late else _crashed(bounds, process.exitcode)
        raise DataError(f"{bounds.subject}: {message}")
    kind, value = answer
    if kind is _Kind.ERROR:
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


def _crashed(bounds: Bounds, code: int) -> str:
    """A sentence on a process without an answer, with the signal that ended it if one did."""
    message = bounds.hint or _("its page cannot be made; simplify it")
    if code >= 0:
        return message
    name = signal.strsignal(-code) or ""
    ended = _("its process was ended by signal {number} ({name}); memory may be short")
    return ended.format(number=-code, name=name) + _("; ") + message


def _received(reader: Connection, monitor: object, end: float) -> tuple[_Kind, Any]:
    """The answer behind the monitor's messages; EOFError if there is none, or no one waits."""
    while True:
        while not reader.poll(_WATCH):
            if time.monotonic() > end or is_orphaned():
                raise EOFError
        try:
            kind, value = reader.recv()
        except OSError:
            raise EOFError from None  # it has ended within a message
        if kind is not _Kind.MESSAGE:
            return kind, value
        name, arguments = value
        getattr(monitor, name)(*arguments)


def _work(
    writer: Connection, parent: int, chosen: str, folder: str, bounds: Bounds, call: partial[Any]
) -> NoReturn:
    """Send what a call returns or raises, within the bounds; and end this process."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        if chosen != language():
            set_language(chosen)
        gc.freeze()  # a collection would copy every page of what was inherited
        tempfile.tempdir = folder
        stay_alone()
        _limit(bounds, parent)
        writer.send_bytes(_answer(bounds, call))
    finally:
        os._exit(0)  # without the exit handlers of the process it was forked from


def _answer(bounds: Bounds, call: partial[Any]) -> bytes:
    """What a call returns or raises, pickled."""
    try:
        try:
            return pickle.dumps((_Kind.RESULT, call()), pickle.HIGHEST_PROTOCOL)
        except MemoryError as error:
            message = memory_exceeded(bounds.max_bytes, bounds.hint)
            raise DataError(f"{bounds.subject}: {message}") from error
        except TooExpensiveError as error:
            raise DataError(f"{bounds.subject}: {error}") from error
    except Exception as error:  # noqa: BLE001 - raised again in the other process
        error.add_note("".join(traceback.format_exception(error)))  # it does not travel itself
        try:
            pickled = pickle.dumps((_Kind.ERROR, error))
            pickle.loads(pickled)  # noqa: S301 - our own
        except Exception:  # noqa: BLE001 - an exception with arguments of its own
            error = RuntimeError(f"{type(error).__name__}: {error}")
            return pickle.dumps((_Kind.ERROR, error))
        return pickled


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
