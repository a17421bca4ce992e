"""Whether a build has anything to do, and the result of one that has not."""

from dataclasses import dataclass
from pathlib import Path

from progress_report.build.cache import BuildCache
from progress_report.build.request import Request
from progress_report.domain.diagnostics import Diagnostic
from progress_report.system.journal import is_interrupted


@dataclass(frozen=True, slots=True)
class Built:
    """The result of a build."""

    files: tuple[Path, ...]
    """In the order in which they are listed."""
    notes: tuple[str, ...] = ()
    """What the user should know, though nothing is wrong with the data."""
    warnings: tuple[Diagnostic, ...] = ()
    """Diagnostics of the data that are no errors."""
    unchanged: bool = False
    """Whether there was nothing to do."""


def unchanged_build(root: Path, request: Request, cache: BuildCache) -> Built | None:
    """The result of a build that has nothing to do; None if it has."""
    folder = request.folder(root)
    if cache.last is None or is_interrupted(folder) or not cache.is_current(folder):
        return None
    outputs = {name: o for name, o in cache.last.outputs.items() if o.fingerprint}
    of_outputs = [note for output in outputs.values() for note in output.notes]
    notes = dict.fromkeys([*of_outputs, *cache.last.notes])
    files = tuple(folder / name for name in outputs)
    return Built(files, tuple(notes), cache.last.warnings, unchanged=True)
