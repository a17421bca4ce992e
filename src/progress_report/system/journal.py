"""The journal of a transaction: what it leaves on disk while it runs, and how it is rolled back.

Each folder that is written to gets a hidden staging folder: ``new/`` holds the new contents of its
files, ``old/`` the old ones. The first of these folders holds the journal, which names every file
of the transaction, in whatever folder, with the digest of its new content; in each of the others
``journal-in`` holds the path to that folder. The journal is written last and removed first: while
it exists, the transaction has not happened, in any folder; once it is gone, the transaction has
happened, or no file had been moved yet.

A journal affects only folders that point back to it, so that one in a project from elsewhere moves
none of the reader's files.
"""

import contextlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from progress_report.system.files import sha256, sync_folder, write_new

STAGE = ".report-staged"
NEW, OLD = "new", "old"
_JOURNAL, _POINTER = "journal", "journal-in"


def is_interrupted(folder: Path) -> bool:
    """Whether files of a folder are being replaced, or were when a run was killed."""
    journal = _journal(head(folder))
    return os.path.exists(journal)  # noqa: PTH110 - Path.exists raises for some folders


def head(folder: Path) -> Path:
    """The folder with the journal of the transaction that a folder is part of: often itself."""
    try:
        text = (folder / STAGE / _POINTER).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return folder
    return _resolved(folder, text) or folder


def point(folder: Path, journal_folder: Path) -> None:
    """Note in a folder which folder holds the journal."""
    write_new(folder / STAGE / _POINTER, _relative(folder, journal_folder).encode())


def begin(folder: Path, changes: Mapping[Path, Mapping[str, bytes | None]]) -> None:
    """Write the journal into a folder: the transaction is rolled back now unless it completes.

    The changes are the new contents by name, by folder; each folder is staged, and points here. A
    file that is removed has none, and an empty digest.
    """
    digests = {
        f"{_relative(folder, other)}/{name}".removeprefix("./"): ""
        if content is None
        else sha256(content)
        for other, contents in changes.items()
        for name, content in contents.items()
    }
    part = folder / STAGE / f"{_JOURNAL}.part"
    write_new(part, json.dumps(digests).encode())
    part.rename(_journal(folder))
    sync_folder(folder / STAGE)


def end(folder: Path) -> None:
    """Remove the journal: from now on the transaction has happened."""
    _journal(folder).unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # before the staging folders are removed
        sync_folder(folder / STAGE)


def members(folder: Path) -> dict[Path, dict[str, str]]:
    """The folders and files that a journal names, with digests; none if it is not ours."""
    try:
        journal = json.loads(_journal(folder).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    folders: dict[Path, dict[str, str]] = {}
    for path, known in journal.items() if isinstance(journal, dict) else ():
        parent, _slash, name = path.rpartition("/")
        other = _resolved(folder, parent) if parent else folder
        if other is None or name in {"", ".."} or Path(name).name != name:
            continue  # it names no file, or on Windows one in another folder
        if parent and head(other) != folder.resolve():
            continue  # that folder does not point back here
        folders.setdefault(other, {})[name] = known
    return folders


def roll_back(folder: Path, digests: Mapping[str, str]) -> None:
    """Restore the old contents of files that have the new ones."""
    stage = folder / STAGE
    if stage.is_symlink() or (stage / OLD).is_symlink():
        return  # not ours: we make folders, and a link leads to files of others
    for name, known in digests.items():
        target, old = folder / name, stage / OLD / name
        if known == "" and not os.path.lexists(target):
            if old.is_file() and not old.is_symlink():
                old.replace(target)
            continue
        if target.is_symlink() or not target.is_file() or sha256(target.read_bytes()) != known:
            continue  # not moved in yet, rolled back already, or changed by someone since
        if old.is_symlink():
            continue  # not ours either
        if old.is_file():
            old.replace(target)
        else:
            target.unlink()
    with contextlib.suppress(OSError):  # a full disk may refuse even that
        sync_folder(folder)


def clear(folder: Path) -> None:
    """Remove the staging folder; without a journal, what is left of it has no effect."""
    for _attempt in range(2):  # the second after a failure that does not last
        shutil.rmtree(folder / STAGE, ignore_errors=True)


def _journal(folder: Path) -> Path:
    return folder / STAGE / _JOURNAL


def _resolved(folder: Path, path: str) -> Path | None:
    """A path relative to a folder, resolved; None if it is malformed, or a circle of links."""
    try:
        return (folder / path).resolve()
    except (OSError, ValueError, RuntimeError):
        return None


def _relative(start: Path, other: Path) -> str:
    """The path from a folder to another, relative so that both may be moved together."""
    try:
        return Path(os.path.relpath(other.resolve(), start.resolve())).as_posix()
    except ValueError:  # another drive of Windows
        return other.resolve().as_posix()
