"""Single files: read and written with clear errors, flushed to disk, never through a link."""

import contextlib
import errno
import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from progress_report.domain.diagnostics import CommandHint, Hint, ReportError
from progress_report.system.i18n import N_, _

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def with_line_feeds(content: bytes) -> bytes:
    """A text with the line ends that git stores, whichever a clone converts them to."""
    return content.replace(b"\r\n", b"\n")


def sha256(content: bytes) -> str:
    """The SHA-256 of a content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def read_bytes(
    path: Path, default: bytes | None = None, *, max_megabytes: int | None = None
) -> bytes:
    """The content of a file of at most so many MB (2²⁰), or ``default``; ReportError otherwise."""
    try:
        if max_megabytes is None:
            return path.read_bytes()
        limit = max_megabytes * 2**20
        with path.open("rb") as file:
            content = file.read(limit + 1)  # a device or a pipe does not say how large it is
    except OSError as error:
        if default is not None and isinstance(error, FileNotFoundError | NotADirectoryError):
            return default
        message = _("cannot read {path}: {reason}")
        message = message.format(path=path.as_posix(), reason=error_reason(error))
        raise ReportError(message) from error
    if len(content) > limit:
        message = _("the file is larger than {limit} MB").format(limit=max_megabytes)
        raise ReportError(f"{path}: {message}")
    return content


def write_new(path: Path, content: bytes) -> None:
    """Create a file whose content survives a power failure."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def link_or_copy(source: Path, path: Path) -> None:
    """Create a hard link to a file, or a copy where the file system has no hard links."""
    try:
        path.hardlink_to(source)
    except OSError:
        write_new(path, source.read_bytes())
        shutil.copymode(source, path)


def sync_folder(folder: Path) -> None:
    """Make the renames in a folder survive a power failure, where the system can flush folders."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def refuse_special(path: Path) -> None:
    """Refuse to write through a symbolic link, or in the place of a device or a pipe.

    A link may lead out of the folder; a device would be lost to every other program.
    """
    if path.is_symlink():
        message = _("{path} is a link; it is not written through").format(path=path.as_posix())
        hint = _("name the place it leads to ({real}), or delete the link")
        raise ReportError(message, hint.format(real=path.resolve().as_posix()))
    if path.exists() and not (path.is_file() or path.is_dir()):
        message = _("{path} is a pipe or a device, not a file; it is not replaced")
        raise ReportError(message.format(path=path.as_posix()), _("name a file"))


@contextlib.contextmanager
def reporting_write_errors(path: Path) -> Iterator[None]:
    """Turn a failure to write into a ReportError with the file, the reason and a hint."""
    try:
        yield
    except OSError as error:
        message = _("cannot write {path}: {reason}")
        message = message.format(path=path.as_posix(), reason=error_reason(error))
        raise ReportError(message, _hint(path, error)) from error


_DATA_FILE = "report.yaml"  # in the folder of all data; outputs alone can go elsewhere


def _hint(path: Path, error: OSError) -> Hint:
    if error.errno in _FULL:
        return _("free some space and run it again; nothing was changed")
    is_data = any(
        os.path.exists(folder / _DATA_FILE)  # noqa: PTH110 - Path.exists raises for some folders
        for folder in path.parents
    )
    elsewhere = () if is_data else (other_folder(),)
    if isinstance(error, IsADirectoryError | NotADirectoryError | FileExistsError):
        return (_("move away what has that name"), *elsewhere)
    if sys.platform == "win32" and isinstance(error, PermissionError):
        return _("close it in the program that has it open, and run it again")
    return (_("make the folder writable"), *elsewhere)


def other_folder() -> CommandHint:
    """The cure of whatever is wrong with the folder of the outputs."""
    return CommandHint(_("to choose another folder, use {command}"), "--out")


_LIBRARIES = (".so", ".pyd", ".dylib")
# The system's own sentences (POSIX strerror) are English in any locale: marked for translation.
_TRANSLATED_REASONS = (
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
    N_("Interrupted system call"),
    N_("Cannot allocate memory"),
    N_("Device or resource busy"),
    N_("Address already in use"),
)


def system_failure(error: BaseException) -> str:
    """A sentence on an operation that the system refused, or could not do; empty for other errors.

    A call for memory may fail while a library is loaded, which Python reports as an `ImportError`.
    """
    if isinstance(error, MemoryError):
        return _("not enough memory; end other programs, and run it again")
    if isinstance(error, ImportError) and (error.path or "").endswith(_LIBRARIES):
        message = _("cannot load {path}: {reason}")
        return message.format(path=error.path, reason=str(error).partition(": ")[2] or error)
    if isinstance(error, OSError):
        return f"{error.filename}: {error_reason(error)}" if error.filename else error_reason(error)
    return ""


def as_problem(error: BaseException) -> ReportError:
    """Whatever ended a piece of work, as an error of this program."""
    if isinstance(error, ReportError):
        return error
    text = f"{type(error).__name__}: {error}"
    return ReportError(system_failure(error) or _("internal error: {error}").format(error=text))


def error_reason(error: BaseException | None) -> str:
    """Why an operation on a file failed, in the system's words."""
    return _(getattr(error, "strerror", None) or str(error))
