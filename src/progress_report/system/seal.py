"""A seal on what this program notes for itself: only this user's program on this machine sets it.

A project may come from elsewhere with such notes in it, and they must not be believed. The key lies
in the user's folder for state, outside every project. Without one nothing is noted.
"""

import hmac
import json
import os
import secrets
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

_KEY_BYTES = 32


def seal(content: bytes) -> bytes | None:
    """The content below a line with its seal; None where no key can be kept."""
    key = _key()
    return None if key is None else _mac(key, content) + b"\n" + content


def unseal(sealed: bytes) -> bytes | None:
    """The content of `seal`; None if it was sealed elsewhere, changed, or never sealed."""
    mac, _newline, content = sealed.partition(b"\n")
    key = _key()
    return content if key is not None and hmac.compare_digest(_mac(key, content), mac) else None


def read_record(path: Path) -> Any:
    """What `write_record` wrote on this machine; an empty object for any other file, or none."""
    try:
        return json.loads(unseal(path.read_bytes()) or b"{}")
    except (OSError, ValueError, RecursionError):
        return {}


def write_record(path: Path, record: Mapping[str, Any]) -> None:
    """Write a sealed record in one move; where it cannot be written there is none.

    Its folder may be new. If it is a link, the project is from elsewhere, and it may lead anywhere.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        sealed = None if path.parent.is_symlink() else seal(json.dumps(record).encode())
        if sealed is not None:
            path.parent.mkdir(exist_ok=True)
            part.write_bytes(sealed)
            part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink()


def _mac(key: bytes, content: bytes) -> bytes:
    return hmac.new(key, content, "sha256").hexdigest().encode()


def _key() -> bytes | None:
    """The user's key on this machine, made when it is first needed."""
    try:
        path = _state_folder() / "progress-report" / "key"
        with suppress(FileNotFoundError):
            if len(key := path.read_bytes()) == _KEY_BYTES:
                return key
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_name(f"key.{os.getpid()}")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
        part.replace(path)
        return path.read_bytes()
    except (OSError, RuntimeError, KeyError):  # no home folder, or one that cannot be written to
        return None


def _state_folder() -> Path:
    """Where programs keep what is of this machine (XDG Base Directory Specification 0.8)."""
    if sys.platform == "win32":
        return Path(os.environ["LOCALAPPDATA"])
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support"
    folder = Path(os.environ.get("XDG_STATE_HOME", ""))
    return folder if folder.is_absolute() else Path.home() / ".local/state"
