"""What a change in the making leaves on disk, and how one that was killed is put back.

Each folder that is written to gets a hidden folder: in ``new/`` what its files shall hold, in
``old/`` what they held. One of them, the first in order, has the journal, which names every file
of the change, in whatever folder, with the digest of its new content; in each of the others
``journal-in`` says where that is. The journal is written last and taken away first: while it is
there, the change has not happened, in any folder; when it is gone, it has, or nothing was moved
yet.

A journal reaches only folders that point back to it, so that one which came with a project from
elsewhere moves nothing of the reader's.
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
    return _journal(head(folder)).exists()


def head(folder: Path) -> Path:
    """The folder with the journal of the change that a folder is part of: often itself."""
    try:
        text = (folder / STAGE / _POINTER).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return folder
    return _place(folder, text) or folder


def point(folder: Path, other: Path) -> None:
    """Note in a folder that the journal is in another."""
    write_new(folder / STAGE / _POINTER, _way(folder, other).encode())


def begin(folder: Path, changes: Mapping[Path, Mapping[str, bytes]]) -> None:
    """Write the journal into a folder: from now on the change is put back if it does not end.

    Args:
        folder: Its place.
        changes: The new contents by name, by folder; each is staged, and points here.
    """
    digests = {
        f"{_way(folder, other)}/{name}".removeprefix("./"): sha256(content)
        for other, contents in changes.items()
        for name, content in contents.items()
    }
    part = folder / STAGE / f"{_JOURNAL}.part"
    write_new(part, json.dumps(digests).encode())
    part.rename(_journal(folder))
    sync_folder(folder / STAGE)


def end(folder: Path) -> None:
    """Take the journal away: from now on the change has happened."""
    _journal(folder).unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # before what it speaks of is cleared away
        sync_folder(folder / STAGE)


def members(folder: Path) -> dict[Path, dict[str, str]]:
    """The folders that the journal in a folder speaks of: names of files, with digests.

    Empty if there is no journal, or if it is not one that we wrote.
    """
    try:
        journal = json.loads(_journal(folder).read_bytes())
    except (OSError, ValueError):
        return {}
    found: dict[Path, dict[str, str]] = {}
    for path, known in journal.items() if isinstance(journal, dict) else ():
        way, _slash, name = path.rpartition("/")
        other = _place(folder, way) if way else folder
        if other is None or name in {"", ".."} or Path(name).name != name:
            continue  # it names no file, or on Windows one in another folder
        if way and head(other) != folder.resolve():
            continue  # it reaches where nobody points back from
        found.setdefault(other, {})[name] = known
    return found


def put_back(folder: Path, digests: Mapping[str, str]) -> None:
    """Give files their old contents again, where they have the new ones."""
    stage = folder / STAGE
    if stage.is_symlink() or (stage / OLD).is_symlink():
        return  # not ours: we make folders, and what it leads to is somebody's
    for name, known in digests.items():
        target, old = folder / name, stage / OLD / name
        if target.is_symlink() or not target.is_file() or sha256(target.read_bytes()) != known:
            continue  # not moved in yet, put back already, or someone else's by now
        if old.is_symlink():
            continue  # nor is this ours
        if old.is_file():
            old.replace(target)
        else:
            target.unlink()
    with contextlib.suppress(OSError):  # a full disk may refuse even that
        sync_folder(folder)


def clear(folder: Path) -> None:
    """Remove what was staged; what is left without a journal means nothing."""
    for _attempt in range(2):  # the second for what only happened to fail
        shutil.rmtree(folder / STAGE, ignore_errors=True)


def _journal(folder: Path) -> Path:
    return folder / STAGE / _JOURNAL


def _place(folder: Path, way: str) -> Path | None:
    """Where a path from a folder leads; None if it is no path, or a circle of links."""
    try:
        return (folder / way).resolve()
    except (OSError, ValueError, RuntimeError):
        return None


def _way(start: Path, other: Path) -> str:
    """The path from a folder to another; so that both may be moved together."""
    try:
        return Path(os.path.relpath(other.resolve(), start.resolve())).as_posix()
    except ValueError:  # another drive of Windows
        return other.resolve().as_posix()
