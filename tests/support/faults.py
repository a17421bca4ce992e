"""One command, again and again, with a fault at its first, second, third … change of the disk.

Run as a program: it prints a line of JSON for each try, until the command gets by without meeting
the fault. Every try is a process of its own, forked from this one, which has all modules loaded.
"""

import errno
import gc
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from progress_report import cli
from progress_report.system.transaction import LOCK

CHANGES = {
    "os.rename",
    "os.remove",
    "os.mkdir",
    "os.rmdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.chmod",
}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
SETTLING = ["build", "--format", "csv"]
"""Some other command, which puts in order what a killed one has left."""
MET = 77
"""Exit code of a try whose fault was met and outlived; plus what the command itself ended with."""


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def interrupt() -> None:
    """Ctrl-C, which comes as a signal: where the program blocks it for a moment, it waits."""
    signal.raise_signal(signal.SIGINT)


def deny() -> None:
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def fill() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


FAULTS: dict[str, Callable[[], None]] = {
    "killed": kill,
    "interrupted": interrupt,
    "denied": deny,
    "full": fill,
}


class Fault:
    """Strikes at the n-th change below a folder; a full disk stays full for all that adds to it."""

    def __init__(self, folder: Path, kind: str, number: int) -> None:
        self.folder, self.kind, self.number = str(folder), kind, number
        self.count = 0
        real_fsync = os.fsync

        def fsync(fd: Any) -> None:
            self.strike(adds=True)
            real_fsync(fd)

        os.fsync = fsync
        sys.addaudithook(self.hear)

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            flags = arguments[2]
            if isinstance(flags, int) and flags & WRITING and self.inside(arguments[0]):
                self.strike(adds=True)
        elif event in CHANGES and self.inside(arguments[0]):
            self.strike(adds=event in {"os.mkdir", "os.link", "os.symlink"})

    def inside(self, path: Any) -> bool:
        if not isinstance(path, str | bytes | os.PathLike):
            return False
        return os.path.abspath(os.fsdecode(path)).startswith(self.folder)  # noqa: PTH100 - lexical

    def strike(self, *, adds: bool) -> None:
        self.count += 1
        full = self.kind == "full" and adds and self.count > self.number
        if self.count == self.number or full:
            FAULTS[self.kind]()


def contents(folder: Path) -> dict[str, str]:
    """Every file below a folder, caches aside, with its bytes as Latin-1 text."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode("latin-1")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".report-cache" not in path.parts
    }


def run(arguments: list[str]) -> int:
    """The command in a process of its own; the fault is in it if `strike` was called before."""
    sys.argv = ["report", *arguments]
    try:
        cli.main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def forked(work: Callable[[], int]) -> int:
    child = os.fork()
    if child == 0:
        code = 99
        try:
            code = work()
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def settled(folder: Path) -> dict[str, str]:
    """What is there when some other command has come by; tried with a copy."""
    copy = folder.with_name("settled")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy, symlinks=True)
    os.chdir(copy)
    forked(lambda: run(SETTLING))
    os.chdir(folder)
    return contents(copy)


def rehearse(pristine: Path, arguments: list[str]) -> None:
    """Run here what every try runs, so that its modules are loaded once for all."""
    copy = Path.cwd() / "rehearsed"
    shutil.copytree(pristine, copy, symlinks=True)
    os.chdir(copy)
    for command in (arguments, SETTLING):
        if code := run(command):
            sys.exit(f"{command} ends with {code} where nothing is at fault")
    os.chdir(copy.parent)
    shutil.rmtree(copy)
    gc.disable()  # a collection would touch, and so copy, what all tries have in common


def main() -> None:
    kind, pristine, first, limit, *arguments = sys.argv[1:]
    folder = Path.cwd() / "tried"
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    rehearse(Path(pristine), arguments)

    def faulty(number: int) -> int:
        fault = Fault(folder, kind, number)
        code = run(arguments)
        return code if fault.count < number else MET + code

    def follow() -> tuple[dict[str, str], int, dict[str, str] | None]:
        """What another command makes of what is left, and what the same one does, run again."""
        put = settled(folder) if kind == "killed" else left
        # where all is as it was, another run is the one that meets no fault
        if kind != "killed" and left == old:
            return put, 0, None
        again = forked(lambda: run(arguments))
        os.chdir(folder.parent)
        return put, again, contents(folder)

    old = contents(Path(pristine))
    followed: dict[str, tuple[dict[str, str], int, dict[str, str] | None]] = {}
    for number in range(int(first), int(limit)):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(pristine, folder, symlinks=True)
        os.chdir(folder)
        code = forked(lambda number=number: faulty(number))  # type: ignore[misc] # a default binds it
        left = contents(folder)
        # the same follows from the same; a lock names the process, which is dead
        texts = {name: text for name, text in left.items() if not name.endswith(LOCK)}
        state = json.dumps([sorted(map(str, folder.rglob("*"))), texts])
        if state not in followed:
            followed[state] = follow()
        put, again, after = followed[state]
        os.chdir(folder.parent)
        line = {"code": code, "left": left, "settled": put, "again": again, "after": after}
        answers.write(json.dumps(line) + "\n")
        answers.flush()
        if 0 <= code < MET:
            break


if __name__ == "__main__":
    main()
