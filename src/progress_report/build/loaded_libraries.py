"""The machine's own libraries that take part in an output: Pango, HarfBuzz, zlib and others.

To ask them for their versions means to load them, a quarter of a second, so a file stands for its
version: its number and time on the disk, and its size, of which an update changes at least one.
Three more things decide which file is loaded: the folders that hold the libraries, the list by
which the system finds them, and the folders that ``LD_LIBRARY_PATH`` puts first.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

_SYSTEM_LIST = "/etc/ld.so.cache"
_SEARCH_PATH = "LD_LIBRARY_PATH"
_DELETED = " (deleted)"  # how Linux marks a loaded file that has been replaced
_PATH_COLUMN = 5  # of ``/proc/self/maps``


def loaded_libraries() -> dict[str, str] | None:
    """The libraries this process has loaded: each path with what stands for its version.

    None if they are not known: on another system than Linux, or after an update during the run.
    """
    if sys.platform != "linux":
        return None
    try:
        maps = Path("/proc/self/maps").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    rows = [line.split(None, _PATH_COLUMN) for line in maps.splitlines()]
    paths = {row[_PATH_COLUMN] for row in rows if len(row) > _PATH_COLUMN}
    libraries = {path for path in paths if ".so" in path.rpartition("/")[2]}
    if not libraries or any(path.endswith(_DELETED) for path in libraries):
        return None
    folders = {path.rpartition("/")[0] for path in libraries}
    search_path = os.environ.get(_SEARCH_PATH, "")
    watched = {*libraries, *folders, _SYSTEM_LIST, *filter(None, search_path.split(":"))}
    variable = {_SEARCH_PATH: search_path} if search_path else {}
    return variable | {path: _version_stamp(path) for path in sorted(watched)}


def are_unchanged(libraries: Mapping[str, str]) -> bool:
    """Whether a process would load the same files again."""
    search_path = os.environ.get(_SEARCH_PATH, "")
    return libraries.get(_SEARCH_PATH, "") == search_path and all(
        _version_stamp(path) == stamp for path, stamp in libraries.items() if path != _SEARCH_PATH
    )


def _version_stamp(path: str) -> str:
    """What changes with a file or folder; empty if there is none."""
    try:
        state = os.stat(path)  # noqa: PTH116 - dozens of them, on every start
    except (OSError, ValueError):  # a cache file may be damaged
        return ""
    return f"{state.st_ino} {state.st_size} {state.st_mtime_ns}"
