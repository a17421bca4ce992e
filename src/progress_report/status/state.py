"""The state of a project beside its tasks: outputs that are not current, and open diagnostics."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from progress_report.build.fingerprint import (
    is_stale,
    program_fingerprint,
    project_fingerprint,
)
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic, Severity
from progress_report.domain.period import Period
from progress_report.source.files import OUT_FOLDER
from progress_report.source.load import Project
from progress_report.status.overview import Overview
from progress_report.system.seal import seal, unseal
from progress_report.system.transaction import write_files

_RECORD = Path(".report-cache/check.json")
"""The counts of the last ``status --check``, with the fingerprints of what they were made from."""
_IN_ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def with_state(
    overview: Overview, project: Project, config: ReportConfig, *, check: bool
) -> Overview:
    """Add what outputs and rules say of a project.

    The rules run only if asked for, and not if they ran on the same files before.
    """
    counts = _remembered(project.root)
    if check and counts is None:
        from progress_report.check.run import check as diagnostics_of  # noqa: PLC0415 - many rules

        counts = counted(diagnostics_of(project))
        _remember(project.root, counts)
    stale = tuple(_stale(project, config, overview.period))
    return replace(overview, stale=stale, diagnostics=counts)


def counted(diagnostics: list[Diagnostic]) -> dict[Severity, int]:
    """How many diagnostics there are of each severity, errors first."""
    numbers = Counter(diagnostic.severity for diagnostic in diagnostics)
    return {severity: numbers[severity] for severity in _IN_ORDER}


def _remembered(root: Path) -> dict[Severity, int] | None:
    """The counts of the last check, if no file has changed since."""
    try:
        raw = unseal((root / _RECORD).read_bytes())
    except OSError:
        return None
    try:
        stored = json.loads(raw or b"{}")
        if stored.get("inputs") != _inputs(root):
            return None
        return {severity: int(stored["counts"][severity.value]) for severity in _IN_ORDER}
    except (ValueError, LookupError, TypeError, AttributeError):  # of another version
        return None


def _remember(root: Path, counts: Mapping[Severity, int]) -> None:
    """Where it cannot be written, the next overview counts again."""
    path, inputs = root / _RECORD, _inputs(root)
    numbers = {severity.value: count for severity, count in counts.items()}
    sealed = seal(json.dumps({"inputs": inputs, "counts": numbers}).encode())
    if sealed is None or inputs is None or path.parent.is_symlink():
        return
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        write_files({path: sealed})


def _inputs(root: Path) -> list[str | None] | None:
    project = project_fingerprint(root)
    return None if project is None else [project, program_fingerprint()]


def _stale(project: Project, config: ReportConfig, period: Period) -> Iterator[str]:
    """The outputs of a period whose inputs have changed since they were built.

    A PDF is as current as the other outputs of its period, if there are any: its fonts take longer
    to find than all else.
    """
    if not (project.root / OUT_FOLDER / "manifest.json").exists():
        return
    from progress_report.build.manifest import read  # noqa: PLC0415 - it imports the renderers

    entries = {
        name: entry
        for name, entry in read(project.root / OUT_FOLDER).files.items()
        if entry.period == period.name
    }
    others = {name: entry for name, entry in entries.items() if entry.format != "pdf"}
    for name, entry in (others or entries).items():
        if is_stale(entry, project, config):
            yield name
