"""What writing asks of a disk: whole files, flushed; no links; and failures told in words."""

import contextlib
import errno
import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from progress_report.domain.diagnostics import ReportError
from progress_report.system.i18n import N_, _

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def sha256(content: bytes) -> str:
    """The SHA-256 of a content."""
    return hashlib.sha256(content).hexdigest()


def read_bytes(path: Path, default: bytes | None = None) -> bytes:
    """The content of a file.

    Args:
        path: The file.
        default: The content if there is no such file.

    Raises:
        ReportError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        if default is not None and isinstance(error, FileNotFoundError):
            return default
        message = _("cannot read {path}: {reason}")
        message = message.format(path=path.as_posix(), reason=error_reason(error))
        raise ReportError(message) from error


def has_content(path: Path, content: bytes) -> bool:
    """Whether a path is a file, and no link, with just this content."""
    return not path.is_symlink() and path.is_file() and path.read_bytes() == content


def write_new(path: Path, content: bytes) -> None:
    """Make a file, and see that its content outlasts a power failure."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def link_or_copy(target: Path, place: Path) -> None:
    """A second name for a file; a copy where the file system has no such thing."""
    try:
        place.hardlink_to(target)
    except OSError:
        write_new(place, target.read_bytes())
        shutil.copymode(target, place)


def sync_folder(folder: Path) -> None:
    """See that renames in a folder outlast a power failure, where a folder can be told so."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def refuse_link(path: Path) -> None:
    """A link would take what is written out of the folder, or be lost by being replaced.

    Raises:
        ReportError: the path is one.
    """
    if path.is_symlink():
        message = _("{path} is a link; it is not written through").format(path=path.as_posix())
        hint = _("name the place it leads to ({real}), or delete the link")
        raise ReportError(message + _("; ") + hint.format(real=path.resolve().as_posix()))


@contextlib.contextmanager
def reporting_write_errors(path: Path) -> Iterator[None]:
    """Say of a failure which file it was, and what can be done about it."""
    try:
        yield
    except OSError as error:
        message = _("cannot write {path}: {reason}")
        message = message.format(path=path.as_posix(), reason=error_reason(error))
        raise ReportError(message + _("; ") + _hint(error)) from error


def _hint(error: OSError) -> str:
    if error.errno in _FULL:
        return _("free some space and run it again; nothing was changed")
    if isinstance(error, IsADirectoryError | NotADirectoryError | FileExistsError):
        return _("move away what has that name, or choose another folder with --out")
    if sys.platform == "win32" and isinstance(error, PermissionError):
        return _("close it in the program that has it open, and run it again")
    return _("make the folder writable or choose another with --out")


# The system's own sentences (POSIX strerror), which are English whatever the locale of messages.
_KNOWN = (
    N_("No such file or directory"),
    N_("Permission denied"),
    N_("Operation not permitted"),
    N_("Is a directory"),
    N_("Not a directory"),
    N_("File exists"),
    N_("File name too long"),
    N_("No space left on device"),
    N_("Disk quota exceeded"),
    N_("Read-only file system"),
    N_("Too many open files"),
    N_("Too many levels of symbolic links"),
    N_("Input/output error"),
    N_("Cannot allocate memory"),
    N_("Device or resource busy"),
)


def error_reason(error: BaseException | None) -> str:
    """Why an operation on a file failed."""
    return _(getattr(error, "strerror", None) or str(error))
