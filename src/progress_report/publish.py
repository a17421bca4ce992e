"""Files written whole or not at all."""

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from progress_report.diagnostics import ReportError
from progress_report.i18n import _
from progress_report.os_errors import reason


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write files so that a reader, or a crash, never meets half of one.

    All contents are first written beside their places and flushed to disk; only when every one
    is there are they moved in. A file that already has the same bytes is not touched.

    Raises:
        ReportError: a folder or file cannot be written; nothing has been replaced.
    """
    staged: list[tuple[Path, Path]] = []
    path = Path()
    try:
        for path, content in files.items():
            if path.is_file() and path.read_bytes() == content:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            staged.append((_stage(path, content), path))
        while staged:
            temporary, path = staged[0]
            temporary.replace(path)
            staged.pop(0)
    except OSError as error:
        message = _("cannot write {path}: {reason}")
        message = message.format(path=path.as_posix(), reason=reason(error))
        hint = _("make the folder writable or choose another with --out")
        raise ReportError(message + _("; ") + hint) from error
    finally:
        for temporary, _path in staged:
            with contextlib.suppress(OSError):
                temporary.unlink()


def _stage(path: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    return temporary


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def stale(files: Mapping[Path, bytes]) -> list[Path]:
    """Those of the files that are missing on disk or hold other bytes."""
    return [
        path
        for path, content in files.items()
        if not path.is_file() or path.read_bytes() != content
    ]
