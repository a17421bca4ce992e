"""Files written together: all of them, or none, and none ever half.

New contents are written into a hidden folder beside the files they replace, and flushed to disk.
Then a journal is left there, the old versions are kept there, and the new ones are moved in, each
by one rename. When the journal is gone, the change has happened. If it cannot be finished, or a
run that was killed left its journal behind, the files it names are put back: a command that did
not come to its end has changed nothing. A file that someone has changed in between is let alone.
"""

import contextlib
import errno
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from progress_report.diagnostics import ReportError
from progress_report.i18n import _
from progress_report.os_errors import reason

_STAGE, _LOCK = ".report-staged", ".report.lock"
_NEW, _OLD, _JOURNAL = "new", "old", "journal"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_HELD: set[Path] = set()
"""Folders that this process has for itself."""


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write files so that a reader, or a crash, never meets half of one, or some of them.

    A file that already has the same bytes is not touched; a new one is readable as the umask has
    it, a replaced one keeps its permissions. Files in several folders are put back together too,
    except after a crash: then each folder by itself.

    Raises:
        ReportError: a folder or file cannot be written, is a link, or another run is writing
            there; nothing has been replaced.
    """
    unlike = [path for path, content in files.items() if not _holds(path, content)]
    folders = {path.parent for path in unlike}
    folders |= {path.parent for path in files if _is_left_behind(path.parent)}
    with contextlib.ExitStack() as stack:
        changes = []
        for folder in sorted(folders):
            stack.enter_context(exclusively(folder))
            own = {path.name: files[path] for path in files if path.parent == folder}
            new = {name: own[name] for name in own if not _holds(folder / name, own[name])}
            changes += [_Change(folder, new)] if new else []
        try:
            for change in changes:
                change.stage()
            for change in changes:
                change.move_in()
            for change in changes:
                change.settle()
        except BaseException:
            for change in reversed(changes):
                change.take_back()
            raise


@contextlib.contextmanager
def exclusively(folder: Path) -> Iterator[None]:
    """Keep other runs from writing into a folder; first put back what a killed one left undone.

    The folder is made if need be, and taken away again if nothing was put into it. The operating
    system ends the lock with the process, however that ends.

    Raises:
        ReportError: another run has it, it is a link, or it cannot be written.
    """
    if folder.resolve() in _HELD:
        yield
        return
    from filelock import FileLock, Timeout  # noqa: PLC0415 - checking never comes here

    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    lock = FileLock(folder / _LOCK, timeout=0)
    with _told(folder):
        _refuse_link(folder)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire()
        except Timeout:
            raise _other_run(folder) from None
    real = folder.resolve()
    _HELD.add(real)
    try:
        with contextlib.suppress(OSError):  # only told to a second run
            (folder / _LOCK).write_text(str(os.getpid()), encoding="ascii")
        with _told(folder):
            _recover(folder)
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


def put_in_order(folders: Iterable[Path]) -> None:
    """Put back what killed runs left undone in folders: before their files are read.

    Raises:
        ReportError: another run is writing there, or it cannot be put back.
    """
    for folder in folders:
        if _is_left_behind(folder):
            with exclusively(folder):
                pass


def is_interrupted(folder: Path) -> bool:
    """Whether files of a folder are being replaced, or were when a run was killed."""
    return (folder / _STAGE / _JOURNAL).exists()


class _Change:
    """New contents for files of one folder, which is this process's own."""

    def __init__(self, folder: Path, contents: Mapping[str, bytes]) -> None:
        self.folder, self.contents = folder, contents
        self.stage_folder = folder / _STAGE

    def stage(self) -> None:
        """Write the new contents, keep the old ones, and leave the journal."""
        new, old = self.stage_folder / _NEW, self.stage_folder / _OLD
        with _told(self.folder):
            _recover(self.folder)
            new.mkdir(parents=True)
            old.mkdir()
        for name, content in self.contents.items():
            target = self.folder / name
            _refuse_link(target)
            with _told(target):
                if target.is_dir():
                    raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
                _write(new / name, content)
                if target.exists():
                    shutil.copymode(target, new / name)
                    _keep(target, old / name)
        journal = {name: _digest(content) for name, content in self.contents.items()}
        with _told(self.folder):
            _sync(new)
            _sync(old)
            unread = self.stage_folder / f"{_JOURNAL}.part"
            _write(unread, json.dumps(journal).encode())
            unread.rename(self.stage_folder / _JOURNAL)
            _sync(self.stage_folder)

    def move_in(self) -> None:
        """Put every new content into its place."""
        for name in self.contents:
            with _told(self.folder / name):
                (self.stage_folder / _NEW / name).replace(self.folder / name)
        with _told(self.folder):
            _sync(self.folder)

    def settle(self) -> None:
        """Let the change have happened."""
        with _told(self.folder):
            (self.stage_folder / _JOURNAL).unlink()
        _clear(self.stage_folder)

    def take_back(self) -> None:
        """Put everything back; what cannot be is left to the next run, with the journal."""
        with contextlib.suppress(OSError):
            _recover(self.folder)


def _recover(folder: Path) -> None:
    """Put back what a journal names, and clear away what was staged."""
    stage = folder / _STAGE
    if stage.is_symlink():  # not ours: we make a folder
        stage.unlink()
    if not stage.exists():
        return
    journal = stage / _JOURNAL
    for name, digest in _read_journal(journal).items():
        target = folder / name
        if target.is_symlink() or not target.is_file() or _digest(target.read_bytes()) != digest:
            continue  # not moved in yet, put back already, or someone else's by now
        if (stage / _OLD / name).is_file():
            (stage / _OLD / name).replace(target)
        else:
            target.unlink()
    with contextlib.suppress(OSError):  # a full disk may refuse even that
        _sync(folder)
    journal.unlink(missing_ok=True)
    _clear(stage)


def _clear(stage: Path) -> None:
    """Remove what was staged; what is left without a journal means nothing."""
    for _attempt in range(2):  # the second for what only happened to fail
        shutil.rmtree(stage, ignore_errors=True)


def _is_left_behind(folder: Path) -> bool:
    """Whether a run that was killed left something in a folder."""
    return any(os.path.lexists(folder / name) for name in (_STAGE, _LOCK))


def _read_journal(path: Path) -> dict[str, str]:
    """Names and digests; none if there is no journal, or if it is not one that we wrote."""
    try:
        journal = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    if not isinstance(journal, dict):
        return {}
    # a folder that came from elsewhere may hold one: it must not reach beyond that folder
    return {name: digest for name, digest in journal.items() if name and Path(name).name == name}


def _holds(path: Path, content: bytes) -> bool:
    return not path.is_symlink() and path.is_file() and path.read_bytes() == content


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _keep(target: Path, place: Path) -> None:
    """A second name for a file; a copy where the file system has no such thing."""
    try:
        place.hardlink_to(target)
    except OSError:
        _write(place, target.read_bytes())
        shutil.copymode(target, place)


def _sync(folder: Path) -> None:
    """See that renames in a folder outlast a power failure, where a folder can be told so."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _refuse_link(path: Path) -> None:
    """A link would take what is written out of the folder, or be lost by being replaced."""
    if path.is_symlink():
        message = _("{path} is a link; it is not written through").format(path=path.as_posix())
        hint = _("name the place it leads to ({real}), or delete the link")
        raise ReportError(message + _("; ") + hint.format(real=path.resolve().as_posix()))


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


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say of a failure which file it was, and what can be done about it."""
    try:
        yield
    except OSError as error:
        message = _("cannot write {path}: {reason}")
        message = message.format(path=path.as_posix(), reason=reason(error))
        raise ReportError(message + _("; ") + _hint(error)) from error


def _hint(error: OSError) -> str:
    if error.errno in _FULL:
        return _("free some space and run it again; nothing was changed")
    if isinstance(error, IsADirectoryError | NotADirectoryError | FileExistsError):
        return _("move away what has that name, or choose another folder with --out")
    if sys.platform == "win32" and isinstance(error, PermissionError):
        return _("close it in the program that has it open, and run it again")
    return _("make the folder writable or choose another with --out")
