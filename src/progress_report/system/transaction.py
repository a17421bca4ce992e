"""Files written together: all of them, or none, and none ever half.

New contents are written into hidden folders beside the files they replace, and flushed to disk.
Then a journal is left in one of these (`progress_report.system.journal`), the old versions are kept
there, and the new ones are moved in, each by one rename. When the journal is gone, the change has
happened, in every folder. If it cannot be finished, or a run that was killed left its journal
behind, the files it names are put back: a command that did not come to its end has changed nothing.
A file that someone has changed in between is let alone.
"""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from progress_report.domain.diagnostics import ReportError
from progress_report.system import journal
from progress_report.system.files import (
    has_content,
    link_or_copy,
    refuse_link,
    reporting_write_errors,
    sync_folder,
    write_new,
)
from progress_report.system.i18n import _
from progress_report.system.journal import is_interrupted

_LOCK = ".report.lock"
_HELD: set[Path] = set()
"""Folders that this process has for itself."""


def write_files(files: Mapping[Path, bytes]) -> None:
    """Write files so that a reader, or a crash, never meets half of one, or some of them.

    A file that already has the same bytes is not touched; a new one is readable as the umask has
    it, a replaced one keeps its permissions.

    Raises:
        ReportError: a folder or file cannot be written, is a link, or another run is writing
            there; nothing has been replaced.
    """
    unlike = [path for path, content in files.items() if not has_content(path, content)]
    folders = {path.parent for path in unlike}
    folders |= {path.parent for path in files if _is_left_behind(path.parent)}
    with contextlib.ExitStack() as stack:
        changes: dict[Path, dict[str, bytes]] = {}
        for folder in sorted(folders):
            stack.enter_context(exclusive_lock(folder))
            own = {path.name: files[path] for path in files if path.parent == folder}
            new = {name: own[name] for name in own if not has_content(folder / name, own[name])}
            changes |= {folder: new} if new else {}
        try:
            _carry_out(changes)
        except BaseException:
            for folder in changes:
                with contextlib.suppress(OSError, ReportError):  # left to the next run
                    _recover(folder)
            raise


def _carry_out(changes: Mapping[Path, Mapping[str, bytes]]) -> None:
    """Write new contents by name, by folder; all folders are this process's own."""
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
        for name in contents:
            with reporting_write_errors(folder / name):
                (folder / journal.STAGE / journal.NEW / name).replace(folder / name)
        with reporting_write_errors(folder):
            sync_folder(folder)
    with reporting_write_errors(first):
        journal.end(first)
    for folder in changes:
        journal.clear(folder)


def _stage(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write the new contents, and keep the old ones, beside the files."""
    new = folder / journal.STAGE / journal.NEW
    old = folder / journal.STAGE / journal.OLD
    with reporting_write_errors(folder):
        _recover(folder)
        new.mkdir(parents=True)
        old.mkdir()
    for name, content in contents.items():
        target = folder / name
        refuse_link(target)
        with reporting_write_errors(target):
            if target.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            write_new(new / name, content)
            if target.exists():
                shutil.copymode(target, new / name)
                link_or_copy(target, old / name)
    with reporting_write_errors(folder):
        sync_folder(new)
        sync_folder(old)


@contextlib.contextmanager
def exclusive_lock(folder: Path) -> Iterator[None]:
    """Keep other runs from writing into a folder; first put back what a killed one left undone.

    The folder is made if need be, and taken away again if nothing was put into it. The operating
    system ends the lock with the process, however that ends.

    Raises:
        ReportError: another run has it, it is a link, or it cannot be written.
    """
    if folder.resolve() in _HELD:
        yield
        return
    with _locked(folder):
        with reporting_write_errors(folder):
            _recover(folder)
        yield


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout  # noqa: PLC0415 - checking never comes here

    if folder.resolve() in _HELD:
        yield
        return
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    lock = FileLock(folder / _LOCK, timeout=0)
    with reporting_write_errors(folder):
        refuse_link(folder)
        folder.mkdir(parents=True, exist_ok=True)
        refuse_link(folder / _LOCK)
        try:
            lock.acquire()
        except Timeout:
            raise _other_run(folder) from None
    real = folder.resolve()
    _HELD.add(real)
    try:
        with contextlib.suppress(OSError):  # only told to a second run
            (folder / _LOCK).write_text(str(os.getpid()), encoding="ascii")
        yield
    finally:
        _HELD.discard(real)
        try:
            with contextlib.suppress(OSError):  # before the release: then nobody waits at it
                (folder / _LOCK).unlink()
        finally:
            lock.release()
            with contextlib.suppress(OSError):  # Windows lets go of an open file only now
                (folder / _LOCK).unlink()
            with contextlib.suppress(OSError):
                for place in missing:
                    place.rmdir()


def recover(folders: Iterable[Path]) -> None:
    """Put back what killed runs left undone in folders: before their files are read.

    Raises:
        ReportError: another run is writing there, or it cannot be put back.
    """
    for folder in folders:
        if _is_left_behind(folder):
            with exclusive_lock(folder):
                pass


def _recover(folder: Path) -> None:
    """Put back the change that a folder is part of, in all folders, and clear its stage away."""
    stage = folder / journal.STAGE
    if stage.is_symlink():  # not ours: we make a folder
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
            journal.put_back(other, digests)
        journal.end(head)
        for place in (*members, head, folder):
            journal.clear(place)


def _is_left_behind(folder: Path) -> bool:
    """Whether a run that was killed left something in a folder."""
    return any(os.path.lexists(folder / name) for name in (journal.STAGE, _LOCK))


def _other_run(folder: Path) -> ReportError:
    try:
        number = (folder / _LOCK).read_text(encoding="ascii")
    except (OSError, ValueError):
        number = ""
    message = _("another run of report is writing into {folder}").format(folder=folder.as_posix())
    if number.isdigit():
        message = _("another run of report (process {number}) is writing into {folder}").format(
            number=number, folder=folder.as_posix()
        )
    hint = _("run this again when it has ended")
    return ReportError(message + _("; ") + hint)
