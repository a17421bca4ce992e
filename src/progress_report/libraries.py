"""The machine's own libraries that take part in an output: Pango, HarfBuzz, zlib and their like.

To ask them for their versions means to load them, a quarter of a second. So a file stands for its
version: by its number and time on the disk, and its size, of which an update changes at least one.
They alone are not judged by contents, which would take longer: a file that differs without need
only causes a build that gives the same.

Three more things decide which file is taken, and are kept beside them: the folders they are in,
whose times change with every file or link put there; the list by which the system finds them, which
is written anew where a library is installed; and the folders that ``LD_LIBRARY_PATH`` puts first.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

_LIST = "/etc/ld.so.cache"
_FIRST = "LD_LIBRARY_PATH"
_GONE = " (deleted)"
_PATH_AT = 5
"""Which column of a map is the path."""


def loaded() -> dict[str, str] | None:
    """What this process has loaded, each file with what stands for its version.

    None if that cannot be told: on another system than Linux, or after an update while it runs.
    """
    if sys.platform != "linux":
        return None
    try:
        maps = Path("/proc/self/maps").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    columns = [line.split(None, _PATH_AT) for line in maps.splitlines()]
    files = {found[_PATH_AT] for found in columns if len(found) > _PATH_AT}
    libraries = {path for path in files if ".so" in path.rpartition("/")[2]}
    if not libraries or any(path.endswith(_GONE) for path in libraries):
        return None
    folders = {path.rpartition("/")[0] for path in libraries}
    first = os.environ.get(_FIRST, "")
    named = {_FIRST: first} if first else {}
    places = {*libraries, *folders, _LIST, *filter(None, first.split(":"))}
    return named | {place: _stands_for(place) for place in sorted(places)}


def are_the_same(known: Mapping[str, str]) -> bool:
    """Whether a process would load the same files again."""
    first = known.get(_FIRST, "")
    return first == os.environ.get(_FIRST, "") and all(
        _stands_for(place) == told for place, told in known.items() if place != _FIRST
    )


def _stands_for(place: str) -> str:
    """What of a file or folder changes with it; empty if there is none."""
    try:
        found = os.stat(place)  # noqa: PTH116 - dozens of them, on every start
    except (OSError, ValueError):  # a record may be damaged
        return ""
    return f"{found.st_ino} {found.st_size} {found.st_mtime_ns}"
