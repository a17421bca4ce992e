"""The line that shows how far long work is: 读取 3000/3000 · 排版 412/约2,200 页 · 用时 1:12."""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from types import FrameType

from progress_report.system import progress
from progress_report.system.i18n import _
from progress_report.text.excerpt import truncate
from progress_report.text.width import printable

_LONG_COMMANDS = frozenset(
    {"build", "check", "close", "collect", "diff", "doctor", "import", "status", "verify"}
)
_FIRST_SHOWN, _INTERVAL = 0.3, 0.25  # seconds
_COLUMNS = 80  # of a terminal that does not say
_CLEAR = "\r\x1b[K"
_shown = False


@contextlib.contextmanager
def shown(arguments: Sequence[str]) -> Iterator[None]:
    """Show the phases of a long command on a terminal: by a timer, as threads forbid to fork."""
    wanted = _LONG_COMMANDS.intersection(arguments) and sys.stderr.isatty()
    if not wanted or not hasattr(signal, "setitimer") or os.environ.get("TERM") == "dumb":
        yield
        return
    progress.watch()
    progress.begin(_("starting"))  # libraries are loaded before the first phase of the work
    line = _Line()
    before = signal.signal(signal.SIGALRM, line.show)
    signal.setitimer(signal.ITIMER_REAL, _FIRST_SHOWN, _INTERVAL)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        clear()


def clear() -> None:
    """Clear the line, before anything else is printed or asked."""
    global _shown  # noqa: PLW0603 - there is one terminal
    if _shown:
        _shown = False
        _print(_CLEAR)


def stop() -> None:
    """End the phase, before something else has the terminal: a question, or a pager."""
    progress.begin("")
    clear()


def _print(text: str) -> None:
    # not through sys.stderr, in whose writing the timer may have interrupted the program
    with contextlib.suppress(OSError):
        os.write(sys.stderr.fileno(), text.encode(sys.stderr.encoding, "replace"))


class _Line:
    def __init__(self) -> None:
        self.start = time.monotonic()
        self.last = progress.present()
        self.finished: list[str] = []

    def show(self, _signal: int, _frame: FrameType | None) -> None:
        """Print the phases that are finished, the present one, and the time."""
        global _shown  # noqa: PLW0603 - as above
        now = progress.present()
        has_counted = self.last.total or self.last.done
        if has_counted and now.phase != self.last.phase:
            done = self.last.done if self.last.is_estimated else self.last.total
            self.finished.append(_phase(self.last._replace(done=done)))
        self.last = now
        if not now.phase:
            return
        minutes, seconds = divmod(int(time.monotonic() - self.start), 60)
        elapsed = _("time {minutes}:{seconds:02}").format(minutes=minutes, seconds=seconds)
        text = " · ".join([*self.finished[-2:], _phase(now), elapsed])
        columns = 0
        with contextlib.suppress(OSError):
            columns = os.get_terminal_size(sys.stderr.fileno()).columns
        _shown = True
        _print(_CLEAR + truncate(printable(text), (columns or _COLUMNS) - 1))


def _phase(state: progress.Progress) -> str:
    if not state.total and not state.done:
        return state.phase
    if not state.total:
        return f"{state.phase} {state.done:,} {state.unit}".rstrip()
    about = _("about ") if state.is_estimated else ""
    done = state.done if state.is_estimated else min(state.done, state.total)
    return f"{state.phase} {done:,}/{about}{state.total:,} {state.unit}".rstrip()
