"""Atomic changes of several files: all are written or none, and none is ever written half.

New contents are written into staging folders beside the files they replace, and flushed to disk,
with the old versions beside them. Then a journal is written into one of these folders
(`progress_report.system.journal`), and the new versions are moved in, each by one rename. When the
journal is gone, the transaction has happened, in every folder. If it cannot be completed, or a
killed run has left its journal behind, the files it names are rolled back: a command that did not
complete has changed nothing. A file that someone has changed since is left untouched.
"""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from progress_report.domain.diagnostics import ReportError
from progress_report.system import journal
from progress_report.system.files import (
    link_or_copy,
    refuse_special,
    reporting_write_errors,
    sync_folder,
    write_new,
)
from progress_report.system.i18n import _
from progress_report.system.interrupts import interrupts_blocked
from progress_report.system.journal import is_interrupted

if TYPE_CHECKING:
    from filelock import FileLock

LOCK = ".report.lock"
_HELD: set[Path] = set()  # folders that this process has locked


def write_files(files: Mapping[Path, bytes | None]) -> None:
    """Write files in one transaction; those whose content is None are removed.

    A file that already has the same bytes is not touched; a new one gets the permissions of the
    umask, a replaced one keeps its own. If a folder or file cannot be written, is a link, a device
    or a pipe, or another run is writing there, ReportError is raised and nothing has been replaced.
    """
    different = [path for path, content in files.items() if not _is_done(path, content)]
    folders = {path.parent for path in different}
    folders |= {path.parent for path in files if _is_left_behind(path.parent)}
    with contextlib.ExitStack() as stack:
        changes: dict[Path, dict[str, bytes | None]] = {}
        for folder in sorted(folders):
            stack.enter_context(exclusive_lock(folder))
            # compared again: now no other run writes here
            new = {
                path.name: content
                for path, content in files.items()
                if path.parent == folder and not _is_done(path, content)
            }
            changes |= {folder: new} if new else {}
        try:
            _commit(changes)
        except BaseException:
            for folder in changes:
                with contextlib.suppress(OSError, ReportError):  # left to the next run
                    _roll_back(folder)
            raise


def _is_done(path: Path, content: bytes | None) -> bool:
    """Whether a path is a file, and not a link, with this content; or nothing, for None."""
    if content is None:
        return not os.path.lexists(path)
    return not path.is_symlink() and path.is_file() and path.read_bytes() == content


def _commit(changes: Mapping[Path, Mapping[str, bytes | None]]) -> None:
    """Write new contents by name, by folder; this process has locked all folders."""
    if not changes:
        return
    first, *others = changes
    for folder in changes:
        _stage(folder, changes[folder])
    for folder in others:
        with reporting_write_errors(folder):
            journal.point(folder, first)
            sync_folder(folder / journal.STAGE)
    with reporting_write_errors(first):
        journal.begin(first, changes)
    for folder, contents in changes.items():
        for name, content in contents.items():
            with reporting_write_errors(folder / name):
                if content is None:
                    (folder / name).unlink()
                else:
                    (folder / journal.STAGE / journal.NEW / name).replace(folder / name)
        with reporting_write_errors(folder):
            sync_folder(folder)
    with reporting_write_errors(first):
        journal.end(first)
    for folder in changes:
        journal.clear(folder)


def _stage(folder: Path, contents: Mapping[str, bytes | None]) -> None:
    """Write the new contents into the staging folder, and keep the old ones there."""
    new = folder / journal.STAGE / journal.NEW
    old = folder / journal.STAGE / journal.OLD
    with reporting_write_errors(folder):
        _roll_back(folder)
        new.mkdir(parents=True)
        old.mkdir()
    for name, content in contents.items():
        target = folder / name
        refuse_special(target)
        with reporting_write_errors(target):
            if target.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            if content is not None:
                write_new(new / name, content)
            if target.exists():
                link_or_copy(target, old / name)
            if target.exists() and content is not None:
                shutil.copymode(target, new / name)
    with reporting_write_errors(folder):
        sync_folder(new)
        sync_folder(old)


@contextlib.contextmanager
def exclusive_lock(folder: Path) -> Iterator[None]:
    """Lock a folder against other runs, and roll back what a killed one left unfinished.

    A missing folder is created, and removed again if it stays empty. The operating system releases
    the lock with the process, however that ends. If another run has locked it, it is a link, or it
    cannot be written, ReportError is raised.
    """
    if folder.resolve() in _HELD:
        yield
        return
    with _locked(folder):
        with reporting_write_errors(folder):
            _roll_back(folder)
        yield


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout  # noqa: PLC0415 - checking never comes here

    if folder.resolve() in _HELD:
        yield
        return
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    lock = FileLock(folder / LOCK, timeout=0)
    with reporting_write_errors(folder):
        refuse_special(folder)
        folder.mkdir(parents=True, exist_ok=True)
        refuse_special(folder / LOCK)
    real = folder.resolve()
    try:
        with interrupts_blocked():  # while the file is there and not known to be ours
            with reporting_write_errors(folder):
                try:
                    lock.acquire()
                except Timeout:
                    raise _other_run(folder) from None
            _HELD.add(real)
        with contextlib.suppress(OSError):  # only for the message of a second run
            (folder / LOCK).write_text(str(os.getpid()), encoding="ascii")
        yield
    finally:
        with interrupts_blocked():
            _HELD.discard(real)
            _release(lock, folder / LOCK, missing)


def _release(lock: "FileLock", path: Path, missing: Iterable[Path]) -> None:
    """Remove a lock, if this process holds it, and the folders made for it that are empty."""
    try:
        if lock.is_locked:
            with contextlib.suppress(OSError):  # before the release: no other run waits for it yet
                path.unlink()
            lock.release()
            with contextlib.suppress(OSError):  # Windows removes no open file
                path.unlink()
    finally:
        with contextlib.suppress(OSError):
            for folder in missing:
                folder.rmdir()


def recover(folders: Iterable[Path]) -> None:
    """Roll back what killed runs left unfinished in folders, before their files are read."""
    for folder in folders:
        if _is_left_behind(folder):
            with exclusive_lock(folder):
                pass


def _roll_back(folder: Path) -> None:
    """Roll back the transaction that a folder is part of, in all folders; clear their staging."""
    stage = folder / journal.STAGE
    if stage.is_symlink():  # not ours: we make folders
        stage.unlink()
    if not stage.exists():
        return
    if not is_interrupted(folder):
        journal.clear(folder)
        return
    head = journal.head(folder)
    with contextlib.ExitStack() as stack:
        stack.enter_context(_locked(head))
        members = journal.members(head)
        for other in members:
            stack.enter_context(_locked(other))
        for other, digests in members.items():
            journal.roll_back(other, digests)
        journal.end(head)
        for staged in (*members, head, folder):
            journal.clear(staged)


def _is_left_behind(folder: Path) -> bool:
    """Whether a killed run has left something in a folder."""
    return any(os.path.lexists(folder / name) for name in (journal.STAGE, LOCK))


def _other_run(folder: Path) -> ReportError:
    try:
        number = (folder / LOCK).read_text(encoding="ascii")
    except (OSError, ValueError):
        number = ""
    message = _("another run of report is writing into {folder}")
    if number.isdigit():
        message = _("another run of report (process {number}) is writing into {folder}")
    message = message.format(number=number, folder=folder.as_posix())
    return ReportError(message, _("run this again when it has ended"))
