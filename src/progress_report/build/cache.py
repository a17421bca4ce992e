"""The build cache: what the last builds were made from, so that an unchanged build does nothing.

Inputs and outputs are compared by fingerprint; file times do not count. The cache lies in the
project's ``.report-cache/``, one file for each combination of options, sealed for this machine. It
may be deleted at any time, and each file is replaced in one move, so that two builds at once do no
harm. Nothing heavy is imported here: detecting that nothing has changed must cost less than a
build.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from progress_report.build.fingerprint import (
    fingerprint,
    program_fingerprint,
    project_fingerprint,
    system_font_fingerprint,
)
from progress_report.build.versions import are_unchanged
from progress_report.domain.diagnostics import CommandHint, Diagnostic, ListRow, Location, Severity
from progress_report.render.formats import Output
from progress_report.source.files import CACHE_FOLDER
from progress_report.system.seal import read_record, write_record

_VERSION = 5  # of the cache files; those of any other version are ignored


@dataclass(frozen=True, slots=True)
class CachedOutput:
    """One file that a build wrote."""

    fingerprint: str  # of its inputs; empty for the manifest, which is made from the other outputs
    sha256: str
    notes: tuple[str, ...] = ()
    fonts: Mapping[str, str] = field(default_factory=dict)
    """The system's font files it was made from, each path with its fingerprint."""

    @classmethod
    def of(cls, output: Output, inputs: str = "") -> "CachedOutput":
        """What to store of an output with the fingerprint of its inputs."""
        fonts = () if output.system_fonts is None else ("", *map(str, output.system_fonts))
        used = {path: system_font_fingerprint(path) for path in fonts}
        return cls(inputs, sha256(output.content).hexdigest(), output.notes, used)

    def output(self, name: str, content: bytes) -> Output:
        """The output again, from its content."""
        fonts = tuple(Path(path) for path in self.fonts if path) if self.fonts else None
        return Output(name, content, notes=self.notes, system_fonts=fonts)


@dataclass(frozen=True, slots=True)
class CachedBuild:
    """A build that was completed."""

    project: str  # the fingerprint of the project's files
    outputs: Mapping[str, CachedOutput]  # by name, in the order in which they are listed
    warnings: tuple[Diagnostic, ...] = ()
    libraries: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class BuildCache:
    """The fingerprint of a project now, and its last build with the same options."""

    root: Path
    path: Path
    program: str
    project: str | None
    """None if a file cannot be read: then nothing is known, and nothing is stored."""
    last: CachedBuild | None

    def output(self, folder: Path, name: str, inputs: str | None = None) -> Output | None:
        """An output as it lies in a folder, if made from these inputs or from any; else None."""
        if self.last is None or name not in self.last.outputs:
            return None
        cached = self.last.outputs[name]
        if inputs not in (None, cached.fingerprint):
            return None
        try:
            content = (folder / name).read_bytes()
            fonts = {path: system_font_fingerprint(path) for path in cached.fonts}
        except (OSError, ValueError):  # it is gone, or the cache names an impossible path
            return None
        unchanged = sha256(content).hexdigest() == cached.sha256 and fonts == cached.fonts
        return cached.output(name, content) if unchanged else None

    def store(self, build: CachedBuild) -> None:
        """Store a build, unless the project was changed in the meantime."""
        now = project_fingerprint(self.root), program_fingerprint()
        if self.project is not None and now == (self.project, self.program):
            record = {"version": _VERSION, "program": self.program, "build": asdict(build)}
            write_record(self.path, record)


def open_cache(root: Path, options: Sequence[Any], *, ignore_last: bool = False) -> BuildCache:
    """Read a project's files, and what is cached of its last build with these options."""
    path = root / CACHE_FOLDER / f"build-{fingerprint([json.dumps(options)])}.json"
    program, project = program_fingerprint(), project_fingerprint(root)
    last = None if ignore_last or project is None else _read(path, program)
    if last is not None and not are_unchanged(last.libraries):
        last = None
    return BuildCache(root, path, program, project, last)


def _read(path: Path, program: str) -> CachedBuild | None:
    stored = read_record(path)
    try:
        if (stored["version"], stored["program"]) != (_VERSION, program):
            return None
        build = stored["build"]
        outputs = {
            name: CachedOutput(**{**output, "notes": tuple(output["notes"])})
            for name, output in build["outputs"].items()
        }
        warnings = tuple(map(_diagnostic, build["warnings"]))
        libraries, notes = dict(build["libraries"]), tuple(build["notes"])
        return CachedBuild(build["project"], outputs, warnings, libraries, notes)
    except (ValueError, LookupError, TypeError, AttributeError):
        return None


def _hint(stored: Any) -> Any:
    if isinstance(stored, dict):
        return CommandHint(**{**stored, "fields": tuple(map(tuple, stored["fields"]))})
    return tuple(map(_hint, stored)) if isinstance(stored, list) else str(stored)


def _diagnostic(stored: dict[str, Any]) -> Diagnostic:
    location, list_row = stored["location"], stored["list_row"]
    return Diagnostic(
        **{
            **stored,
            "location": location and Location(**location),
            "hint": _hint(stored["hint"]),
            "list_row": list_row and ListRow(list_row["heading"], tuple(list_row["cells"])),
            "severity": Severity(stored["severity"]),
        }
    )
