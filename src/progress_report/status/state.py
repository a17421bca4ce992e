"""The state of a project beside its tasks: outputs that are not current, and open diagnostics."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from progress_report.build.fingerprint import output_fingerprint
from progress_report.build.manifest import ManifestEntry, read
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic, Severity
from progress_report.domain.period import Period
from progress_report.source.files import OUT_FOLDER
from progress_report.source.load import Project
from progress_report.status.overview import Overview


def with_state(
    overview: Overview, project: Project, config: ReportConfig, *, check: bool
) -> Overview:
    """Add what outputs and rules say of a project.

    Args:
        overview: What its tasks say.
        project: It.
        config: Its configuration.
        check: Whether to run the rules.
    """
    counts = None
    if check:
        from progress_report.check.run import check as diagnostics_of  # noqa: PLC0415 - many rules

        counts = counted(diagnostics_of(project))
    stale = tuple(_stale(project, config, overview.period))
    return replace(overview, stale=stale, diagnostics=counts)


def counted(diagnostics: list[Diagnostic]) -> dict[Severity, int]:
    """How many diagnostics there are of each severity, errors first."""
    numbers = Counter(diagnostic.severity for diagnostic in diagnostics)
    return {s: numbers[s] for s in (Severity.ERROR, Severity.WARNING, Severity.NOTE)}


def _stale(project: Project, config: ReportConfig, period: Period) -> Iterator[str]:
    """The outputs of a period whose inputs have changed since they were built.

    A PDF is as current as the other outputs of its period, if there are any: its fonts take longer
    to find than all else.
    """
    entries: dict[str, ManifestEntry] = {
        name: entry
        for name, entry in read(project.root / OUT_FOLDER).files.items()
        if entry.period == period.name
    }
    others = {name: entry for name, entry in entries.items() if entry.format != "pdf"}
    for name, entry in (others or entries).items():
        now = output_fingerprint(project, config, period, entry.format, entry.options)
        if now != entry.inputs:
            yield name
