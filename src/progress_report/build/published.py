"""The published tables of open periods, which a change of the data would alter."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from progress_report.build.assemble_table import assemble_tables
from progress_report.build.manifest import published_open
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import CommandHint, DataError, Notice, has_errors
from progress_report.domain.period import Period
from progress_report.source.files import TASKS_FOLDER
from progress_report.source.load import Project, read_tasks
from progress_report.system.i18n import _, period_name


def advice_to_close(
    project: Project,
    config: ReportConfig,
    files: Mapping[Path, bytes | None],
    expected: Collection[Period] = (),
) -> Iterator[Notice]:
    """A notice of each published table of an open period that these files alter unexpectedly."""
    periods = sorted(published_open(project).keys() - {*expected})
    changed = {path.as_posix(): content for path, content in files.items()}
    if not periods:
        return
    folder = f"/{TASKS_FOLDER.as_posix()}/"
    new, _diagnostics = read_tasks(
        (path, raw) for path, raw in changed.items() if raw is not None and folder in f"/{path}"
    )
    kept = [sourced for sourced in project.tasks if sourced.source.path not in changed]
    tasks = sorted((*kept, *new), key=lambda sourced: (sourced.task.year, sourced.task.order))
    after = replace(project, tasks=tuple(tasks))
    message = _("{period} is published and not closed: its table changes too")
    text = _("to keep it, take this back and close it first with {command}")
    for period in periods:
        if _texts(project, config, period) != _texts(after, config, period):
            words, fields = f"report close {period.name}", (("name", period.name),)
            close = CommandHint(text, words, "close", fields)
            yield Notice(message.format(period=period_name(period)), close)


def _texts(project: Project, config: ReportConfig, period: Period) -> list[str] | None:
    """What is printed of a period; None if nothing can be."""
    try:
        [table], diagnostics = assemble_tables(project, config, [period])
    except DataError:
        return None
    return None if has_errors(diagnostics) else [text for text, _origin in table.texts()]
