"""The state of a project beside its tasks: outputs that are not current, and open diagnostics."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from progress_report.build.fingerprint import (
    Inputs,
    fingerprint,
    program_fingerprint,
    project_fingerprint,
)
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Severity
from progress_report.domain.period import Period
from progress_report.source.files import CACHE_FOLDER, OUT_FOLDER
from progress_report.source.load import Project
from progress_report.system.seal import read_record, write_record

if TYPE_CHECKING:
    from progress_report.status.overview import Overview

_RECORD = CACHE_FOLDER / "check.json"


def with_state(
    overview: "Overview", project: Project, config: ReportConfig, *, check: bool
) -> "Overview":
    """Add what outputs and rules say; rules run if asked for, and not twice on the same files."""
    counts = _remembered(project.root)
    if check and counts is None:
        from progress_report.check.run import check as of_rules  # noqa: PLC0415 - many rules
        from progress_report.importing.published_wordings import changed_wordings  # noqa: PLC0415 - as above

        diagnostics = {*of_rules(project), *changed_wordings(project, config)}
        numbers = Counter(diagnostic.severity for diagnostic in diagnostics)
        counts = {severity: numbers[severity] for severity in Severity}
        remember(project.root, counts)
    stale = tuple(_stale(project, config, overview.period))
    return replace(overview, stale=stale, diagnostics=counts)


def _remembered(root: Path) -> dict[Severity, int] | None:
    """The counts of the last check, errors first, if no file has changed since."""
    stored = read_record(root / _RECORD)
    try:
        if stored.get("inputs") != _inputs(root):
            return None
        return {severity: int(stored["counts"][severity.value]) for severity in Severity}
    except (ValueError, LookupError, TypeError, AttributeError):  # of another version
        return None


def remember(root: Path, counts: Mapping[Severity, int]) -> None:
    """Keep the counts of a check of everything for the next overview, which else counts again."""
    if (inputs := _inputs(root)) is not None:
        numbers = {severity.value: counts[severity] for severity in Severity}
        write_record(root / _RECORD, {"inputs": inputs, "counts": numbers})


def _inputs(root: Path) -> list[str] | None:
    """Fingerprints of what a check reads; None if a file of the project cannot be read."""
    project = project_fingerprint(root)
    if project is None:
        return None
    published = b""
    with suppress(OSError):  # 'build --check' reports on a manifest that cannot be read
        published = (root / OUT_FOLDER / "manifest.json").read_bytes()
    return [project, program_fingerprint(), fingerprint([published])]


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
    inputs = Inputs(project, config)
    for name, entry in (others or entries).items():
        if inputs.are_changed(entry):
            yield name
