"""Wordings and units that differ from the published table of a period that is not closed."""

from collections.abc import Iterator
from dataclasses import replace

from progress_report.build.fingerprint import Inputs
from progress_report.build.manifest import published_open
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import Diagnostic, ReportError, Severity
from progress_report.domain.period import Period
from progress_report.importing import worded
from progress_report.source.files import OUT_FOLDER
from progress_report.source.load import Project
from progress_report.system.files import read_bytes
from progress_report.text.prose import unwrap

_FORMATS = ("json", "html", "csv", "xlsx", "docx", "pdf")
"""Those that can be read back, the quickest first."""
_COLUMNS = ("task", "lead", "units")


def changed_wordings(project: Project, config: ReportConfig) -> Iterator[Diagnostic]:
    """Warn of each wording or unit that readers of a published table see otherwise.

    Only a table that the data have left behind is read.
    """
    severity = config.check.severity("published-wording", Severity.WARNING)
    if severity is None:
        return
    inputs = Inputs(project, config)
    for period, outputs in sorted(published_open(project).items()):
        known = {entry.format: name for name, entry in outputs.items()}
        form = next(filter(known.__contains__, _FORMATS), None)
        if form is None:
            continue
        if inputs.are_changed(outputs[known[form]]):
            for diagnostic in _differences(project, config, period, known[form]):
                yield replace(diagnostic, severity=severity)


def _differences(
    project: Project, config: ReportConfig, period: Period, name: str
) -> Iterator[Diagnostic]:
    from progress_report.importing.plan import plan  # noqa: PLC0415 - only if it is stale
    from progress_report.importing.read_statements import read_statements  # noqa: PLC0415 - as above
    from progress_report.importing.task_changes import Update, difference  # noqa: PLC0415 - as above

    path = project.root / OUT_FOLDER / name
    layout = project.layout_of(period, config)
    try:
        table = read_statements(name, read_bytes(path), layout, period)
    except ReportError:
        return  # 'build --check' reports on the file
    rows = [replace(row, reports={}, fields={}, printed=None) for row in table.statements]
    for change in plan(project.root, project.tasks, rows, layout, Update(True)).changes:
        if change.before is None:
            continue
        for key in _COLUMNS:
            printed, here = (_text(getattr(t, key)) for t in (change.after, change.before.task))
            if printed != here:
                before, after, _position = difference(printed, here)
                location = change.before.source.locate((key,), key=True)
                shown = {"before": before, "after": after, "name": period.name}
                yield worded("published-wording", location, period=period, **shown)


def _text(value: str | tuple[str, ...]) -> str:
    return unwrap(value) if isinstance(value, str) else "、".join(value)
