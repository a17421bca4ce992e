"""From what a user asks to compare to the changes, and from these to an output.

A project whose layout has errors raises LayoutError; a side without the reports that are asked for,
DataError; and a revision that git does not know, ReportError.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from progress_report.build.period_tables import not_reported, require_closed
from progress_report.diff.changes import Changes, Side, compare, side
from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import DataError, Diagnostic, Severity
from progress_report.domain.period import Period
from progress_report.git.revisions import task_files_at
from progress_report.render.formats import Output
from progress_report.source.load import Project, SourcedTask, load_project, read_layout, read_tasks
from progress_report.system.bounded import run_bounded
from progress_report.system.files import sha256
from progress_report.system.i18n import _

if TYPE_CHECKING:
    from progress_report.diff.render.page import ChangesDocument  # it imports Jinja2


_MAX_NAME = 180  # bytes of what the name of an output says; file systems take 255


@dataclass(frozen=True, slots=True)
class DiffResult:
    """The changes between two sides, and the layout to show them by."""

    changes: Changes
    root: Path  # the project whose layout, fonts and templates are used
    config: ReportConfig
    diagnostics: tuple[Diagnostic, ...]
    """Of single files; the other files are compared all the same."""
    other_periods: tuple[Period, ...] = ()
    """Further periods for which the two sides differ, if no period was given."""


class UnreadableError(DataError):
    """Files have errors, so that there is nothing to compare."""

    def __init__(self, message: str, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__(message)
        self.diagnostics = diagnostics


class LayoutError(UnreadableError):
    """A layout has errors, so that nothing can be compared."""

    exit_code = 2

    def __init__(self, project: Project) -> None:
        file = (project.root / "data/report.yaml").as_posix()
        message = _("the layout has errors: {file}").format(file=file)
        super().__init__(message, project.diagnostics)


@dataclass(frozen=True, slots=True)
class _Tasks:
    """The tasks of one side, of all periods."""

    tasks: Sequence[SourcedTask]
    config: ReportConfig
    diagnostics: Sequence[Diagnostic]
    label: str = "{period}"  # with ``{period}`` for its name
    required: bool = False  # whether it must have a report for the period

    def side_of(self, period: Period) -> Side:
        """The reports for a period, if there are any."""
        return side(self.tasks, period, self.config)

    def side(self, period: Period) -> Side:
        """The reports for a period; if they are required and missing, an error says why."""
        reports = self.side_of(period)
        if self.required and not any(report.parts for report in reports.reports):
            _reject_errors(self.diagnostics)
            raise not_reported(period, self.tasks)
        return replace(reports, label=self.label.replace("{period}", period.name))


def compare_periods(root: Path, before: Period, after: Period) -> DiffResult:
    """Compare two periods of a project, each of which must have a report."""
    from progress_report.source.closed import tasks_of

    project, config = _load(root)
    sides = []
    for period in (before, after):
        tasks = tasks_of(project.tasks, project.closed, period)
        sides.append(_Tasks(tasks, config, project.diagnostics, required=True).side(period))
    return DiffResult(compare(*sides), root, config, project.diagnostics)


def compare_closed(root: Path, period: Period) -> DiffResult:
    """Compare the closed table of a period with the task files."""
    from progress_report.source.closed import tasks_of

    project, config = _load(root)
    require_closed(project, period)
    closed = tasks_of(project.tasks, project.closed, period)
    before = _Tasks(closed, config, (), _("{period} as closed"))
    after = _Tasks(project.tasks, config, project.diagnostics, required=True)
    changes = compare(before.side(period), after.side(period))
    return DiffResult(changes, root, config, project.diagnostics)


def compare_revisions(root: Path, before: str, after: str, period: Period | None) -> DiffResult:
    """Compare one period of a project at two git revisions, or with the files as they are.

    Without a later revision these stand in for it. By default the period is the latest for which
    the two differ, or else the latest reported.
    """
    project, config = _load(root)
    tasks, diagnostics = read_tasks(task_files_at(root, before))
    sides = [_Tasks(tasks, config, diagnostics, f"{{period}}@{before}")]
    if after:
        tasks, diagnostics = read_tasks(task_files_at(root, after))
        sides.append(_Tasks(tasks, config, diagnostics, f"{{period}}@{after}", required=True))
    else:
        sides.append(_Tasks(project.tasks, config, project.diagnostics, required=True))
    return _compare(sides, period, root)


def compare_files(root: Path, names: Sequence[str], period: Period | None) -> DiffResult:
    """Compare two task files, which may lie anywhere, by the layout of a project.

    `os.devnull` is a file without a task; the period is chosen as for revisions.
    """
    _project, config = _checked(read_layout(root))
    sides = []
    for name in names:
        files = [] if name == os.devnull else [(name, Path(name).read_bytes())]
        tasks, diagnostics = read_tasks(files)
        sides.append(_Tasks(tasks, config, diagnostics, f"{name} {{period}}"))
    return _compare(sides, period, root)


def compare_projects(roots: Sequence[Path], period: Period | None) -> DiffResult:
    """Compare one period of two projects, and show it by the layout of the second.

    The period is chosen as for revisions.
    """
    loaded = map(_load, roots)
    sides = [_Tasks(p.tasks, config, p.diagnostics, f"{p.root} {{period}}") for p, config in loaded]
    return _compare(sides, period, roots[1])


def render(comparison: DiffResult, form: str) -> Output:
    """The output of a comparison: ``md``, ``json``, ``html`` or ``pdf``.

    Raises DataError as `progress_report.build.render_outputs.render`; ReportError if a template has
    an error, or this machine lacks something.
    """
    changes, root = comparison.changes, comparison.root
    labels = f"{changes.label_before} {changes.label_after}"
    name = "-".join(re.findall(r"[\w.]+", labels))
    if len(raw := name.encode()) > _MAX_NAME:  # the labels name files by their paths
        name = f"{sha256(raw)[:8]}-{raw[-_MAX_NAME:].decode(errors='ignore')}"
    name += f".diff.{form}"
    if form in ("json", "md"):
        from progress_report.diff.render import json, markdown

        text = json.render(changes) if form == "json" else markdown.render(changes)
        return Output(name, text.encode())
    from progress_report.diff.render.page import ChangesDocument  # it imports Jinja2
    from progress_report.render.html.custom_templates import template_bounds

    folder = root / "templates"
    document = ChangesDocument(changes, comparison.config, folder if folder.is_dir() else None)
    bounds = template_bounds(folder, len(changes.tasks))
    return run_bounded(_page_output, document, form, name, root, bounds=bounds)


def _page_output(document: "ChangesDocument", form: str, name: str, root: Path) -> Output:
    page = document.render()
    if form == "html":
        return Output(name, page.encode())
    from progress_report.render.html.custom_templates import custom_files
    from progress_report.render.pdf.fonts import find_fonts
    from progress_report.render.pdf.weasyprint import print_pdf

    fonts = find_fonts(document.config.fonts, [root / "fonts"])
    if missing := document.missing_characters(fonts):
        return Output(name, diagnostics=tuple(missing))
    return print_pdf(name, page, fonts, custom_templates=custom_files(root / "templates"))


def _load(root: Path) -> tuple[Project, ReportConfig]:
    return _checked(load_project(root))


def _checked(project: Project) -> tuple[Project, ReportConfig]:
    if project.config is None:
        raise LayoutError(project)
    return project, project.config


def _compare(sides: Sequence[_Tasks], period: Period | None, root: Path) -> DiffResult:
    """Compare one period of two sides, by default the latest for which they differ."""
    before, after = sides
    diagnostics = (*before.diagnostics, *after.diagnostics)
    others: list[Period] = []
    if period is None:
        tasks = (*before.tasks, *after.tasks)
        known = {period for sourced in tasks for period in sourced.task.periods()}
        if not known:
            _reject_errors(diagnostics)
            raise DataError(_("no task has an entry"))
        differing = (p for p in known if before.side_of(p).reports != after.side_of(p).reports)
        period, *others = sorted(differing, reverse=True) or [max(known)]
    changes = compare(before.side(period), after.side(period))
    return DiffResult(changes, root, after.config, diagnostics, tuple(others))


def _reject_errors(diagnostics: Sequence[Diagnostic]) -> None:
    """Name errors in files as the reason why there is nothing to compare."""
    errors = sum(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
    if errors:
        raise UnreadableError(_("{count} error(s)").format(count=errors), diagnostics)
