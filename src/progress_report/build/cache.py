"""What the last builds were made from, so that where nothing has changed nothing is done.

A record names the bytes of every input and of every output by digest; times count for nothing. It
lies in ``.report-cache/`` of the project, may be deleted at any time, and is replaced in one move,
so that two builds at once do no harm. Nothing heavy is imported here: to find that
nothing has changed must cost less than to build.
"""

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from progress_report.domain.diagnostics import Diagnostic, Location, Severity
from progress_report.render.pdf.font_folders import SUFFIXES, system_folders

_FOLDER = ".report-cache"
_TASKS = "data/tasks"
_FORMAT = 2
"""Of the records; one of another format is no record."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The digests of what a project is made of."""

    common: str
    """Of the program, the layout, the templates and the project's fonts."""
    years: Mapping[str, str]
    """Of the task files, by the name of their folder."""

    @property
    def whole(self) -> str:
        """The digest of everything."""
        return _digest([self.common, *(f"{year} {self.years[year]}" for year in self.years)])


@dataclass(frozen=True, slots=True)
class Made:
    """One file that was written."""

    recipe: str
    """See `Look.recipe`; empty if it is made from the others, as a manifest is."""
    digest: str
    """Of its content."""
    notes: tuple[str, ...] = ()
    """What its making told."""
    fonts: Mapping[str, str] = field(default_factory=dict)
    """Files outside the project it was made from, with their digests."""


@dataclass(frozen=True, slots=True)
class Record:
    """A build that came to its end."""

    inputs: str
    files: Mapping[str, Made]
    """By name, in the order in which they were told."""
    warnings: tuple[Diagnostic, ...] = ()
    """What was told of the data."""
    libraries: Mapping[str, str] = field(default_factory=dict)
    """What made them besides this program: see `progress_report.build.cache.loaded`."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a project is made of now, and what the last build with the same options left."""

    root: Path
    options: Sequence[Any]
    inputs: Inputs | None
    """None if something cannot be read: then nothing is known, and nothing is kept."""
    record: Record | None

    def recipe(self, year: int) -> str:
        """The digest of what a table of this year is made from; empty if it is not known."""
        if self.inputs is None:
            return ""
        return _digest([self.inputs.common, self.inputs.years.get(str(year), "")])

    def is_current(self, folder: Path) -> bool:
        """Whether a build would give what lies in the folder."""
        return (
            self.record is not None
            and self.inputs is not None
            and self.record.inputs == self.inputs.whole
            and all(self.kept(folder, name) for name in self.record.files)
        )

    def kept(self, folder: Path, name: str, recipe: str | None = None) -> bytes | None:
        """What a build would put into a file, taken from there; None if it must be made."""
        if self.record is None or name not in self.record.files:
            return None
        made = self.record.files[name]
        if recipe not in (None, made.recipe):
            return None
        try:
            content = (folder / name).read_bytes()
            fonts = {path: _digest_of_outside(path) for path in made.fonts}
        except (OSError, ValueError):  # it is gone, or the record names no path
            return None
        return content if _digest([content]) == made.digest and fonts == made.fonts else None

    def remember(self, record: Record) -> None:
        """Keep a new record, unless the project was changed in the meantime."""
        if self.inputs is not None and self.inputs == take_inputs(self.root):
            _write(_place(self.root, self.options), record)


def look(root: Path, options: Sequence[Any]) -> Look:
    """Read a project's files and the record of its last build with these options.

    Args:
        root: The project.
        options: Plain values.
    """
    inputs = take_inputs(root)
    record = None if inputs is None else _read(_place(root, options))
    if record is not None and not are_the_same(record.libraries):
        record = None
    return Look(root, options, inputs, record)


def take_inputs(root: Path) -> Inputs | None:
    """Read all that a project is made of; None if something cannot be read."""
    years: dict[str, str] = {}
    try:
        folders = (str(root / name) for name in ("data", "templates", "fonts"))
        common = [_digest(_contents(folder, apart=str(root / _TASKS))) for folder in folders]
        common.append(digest_of_program())
        with os.scandir(root / _TASKS) as entries:
            names = sorted(entry.name for entry in entries)
        for name in names:
            place = str(root / _TASKS / name)
            if not name.startswith("."):
                inside = _contents(place) if os.path.isdir(place) else _content(place)  # noqa: PTH112 - ten thousand files
                years[name] = _digest(inside)
    except OSError:
        return None
    return Inputs(_digest(common), years)


def made(
    content: bytes, recipe: str = "", notes: Iterable[str] = (), fonts: Iterable[Path] | None = None
) -> Made:
    """The record of one file.

    Args:
        content: Its bytes.
        recipe: See `Made`.
        notes: See `Made`.
        fonts: Files of the system's that it was made from; None if the system has no part in it.
    """
    outside = [] if fonts is None else ["", *map(str, fonts)]
    used = {path: _digest_of_outside(path) for path in outside}
    return Made(recipe, _digest([content]), tuple(notes), used)


def digest_of_program() -> str:
    """The digest of this program, and of the names and versions of the packages beside it."""
    package = Path(__file__).parents[1]
    places = [str(package)]
    if not (package / "templates").is_dir():
        places.append(str(package.parents[1] / "templates"))
    parts: list[bytes | str] = [sys.version]
    for place in places:
        parts += _contents(place)
    for folder in sys.path:
        with contextlib.suppress(OSError):
            parts += sorted(name for name in os.listdir(folder) if name.endswith(".dist-info"))  # noqa: PTH208 - names
    return _digest(parts)


def _place(root: Path, options: Sequence[Any]) -> Path:
    return root / _FOLDER / f"build-{_digest([json.dumps(options)])}.json"


def _read(place: Path) -> Record | None:
    try:
        found = json.loads(place.read_bytes())
        if found["format"] != _FORMAT:
            return None
        files = {
            name: Made(made["recipe"], made["digest"], tuple(made["notes"]), made["fonts"])
            for name, made in found["files"].items()
        }
        warnings = tuple(map(_diagnostic, found["warnings"]))
        return Record(found["inputs"], files, warnings, dict(found["libraries"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _diagnostic(found: dict[str, Any]) -> Diagnostic:
    place = found["location"]
    where = None if place is None else Location(**place)
    return Diagnostic(**{**found, "location": where, "severity": Severity(found["severity"])})


def _write(place: Path, record: Record) -> None:
    """Where it cannot be written the next build will do its work, no more."""
    part = place.with_name(f"{place.name}.{os.getpid()}")
    try:
        if place.parent.is_symlink():  # of a project from elsewhere: it may lead anywhere
            return
        place.parent.mkdir(exist_ok=True)
        part.write_text(json.dumps({"format": _FORMAT, **asdict(record)}), encoding="utf-8")
        part.replace(place)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink()


def _digest_of_outside(path: str) -> str:
    """Of a font file of the system's; without a name, of the list of all of them.

    A font that has come or gone may be the one that was wished for.
    """
    if path:
        return _digest(_content(path))
    found: list[str] = []
    for folder in system_folders():
        for place, _folders, names in os.walk(folder):
            fonts = [name for name in names if name.lower().endswith(SUFFIXES)]
            found += sorted(f"{place}/{name}" for name in fonts)
    return _digest(found)


def _contents(folder: str, apart: str = "") -> Iterator[bytes | str]:
    """Names and contents of the files below a folder, hidden ones and those of ``apart`` not."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name == "__pycache__" or entry.path == apart:
            continue
        yield entry.name
        if entry.is_dir():
            yield from _contents(entry.path)
            yield ""  # its end
        else:
            yield from _content(entry.path)


def _content(path: str) -> Iterator[bytes]:
    descriptor = os.open(
        path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    )
    try:
        size = os.fstat(descriptor).st_size
        yield os.read(descriptor, size + 1)
        while more := os.read(descriptor, 1 << 20):
            yield more
    finally:
        os.close(descriptor)


def _digest(parts: Iterable[bytes | str]) -> str:
    total = blake2b(digest_size=16)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        total.update(b"%d:" % len(raw))
        total.update(raw)
    return total.hexdigest()


# The machine's own libraries that take part in an output: Pango, HarfBuzz, zlib and their like.
# Asking them for their versions means loading them, a quarter of a second, so a file stands for its
# version: its number and time on the disk, and its size, of which an update changes at least one.
# Three more things decide which file is taken: the folders they are in, the list by which the
# system finds them, and the folders that LD_LIBRARY_PATH puts first.
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
