"""Ctrl-C as an exception that reaches the code that cleans up, and is never printed."""

import contextlib
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

_RETRY_AFTER = 0.01  # seconds
_interrupted = False


def raise_interrupts(*, once: bool = False) -> None:
    """From now on Ctrl-C raises `KeyboardInterrupt` in this process.

    Python swallows an exception raised in a finalizer and prints its traceback: such an interrupt
    is raised again a moment later instead. With ``once`` only the first one counts, so that a
    second does not disturb the cleaning up; for a process that another will end if it takes too
    long.
    """

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        global _interrupted  # noqa: PLW0603 - a process is interrupted once
        if not (once and _interrupted):
            _interrupted = True
            raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupt)
    sys.unraisablehook = _swallowed


def was_interrupted() -> bool:
    """Whether Ctrl-C has reached this process; a library in C may turn it into another error."""
    return _interrupted


@contextlib.contextmanager
def interrupts_blocked() -> Iterator[None]:
    """Within it Ctrl-C waits, where the system can make it wait; it is raised at the end."""
    if not hasattr(signal, "pthread_sigmask"):  # on Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _swallowed(unraisable: Any) -> None:
    global _interrupted  # noqa: PLW0603 - as above
    if not issubclass(unraisable.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(unraisable)
        return
    from _thread import interrupt_main  # noqa: PLC0415 - seldom needed
    from threading import Timer  # noqa: PLC0415 - as above

    _interrupted = False
    Timer(_RETRY_AFTER, interrupt_main).start()
