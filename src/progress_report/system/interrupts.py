"""Ctrl-C as an exception that reaches whoever puts things in order, and is never shown itself."""

import signal
import sys
from types import FrameType
from typing import Any

_AGAIN = 0.01
"""Seconds after which it is tried again."""
_heard = False


def raise_interrupts(*, once: bool = False) -> None:
    """From now on Ctrl-C raises `KeyboardInterrupt` in this process.

    Python swallows an exception that comes while an object is being put away, and prints its
    traceback: that one is raised again a moment later instead.

    Args:
        once: Whether only the first one counts, so that a second does not disturb putting in
            order; for a process that another will end if it takes too long.
    """

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        global _heard  # noqa: PLW0603 - a process is interrupted once
        if not (once and _heard):
            _heard = True
            raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupt)
    sys.unraisablehook = _swallowed


def _swallowed(unraisable: Any) -> None:
    global _heard  # noqa: PLW0603 - as above
    if not issubclass(unraisable.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(unraisable)
        return
    from _thread import interrupt_main  # noqa: PLC0415 - seldom needed
    from threading import Timer  # noqa: PLC0415 - as above

    _heard = False
    Timer(_AGAIN, interrupt_main).start()
