"""What a user wants compared, to the changes between; and the changes to bytes."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from progress_report.build.assemble import latest_period
from progress_report.diff.changes import Changes, Side, compare, side
from progress_report.domain.config import Merge, ReportConfig
from progress_report.domain.diagnostics import DataError, Diagnostic
from progress_report.domain.period import Period
from progress_report.git.revisions import task_files_at
from progress_report.render.formats import Output
from progress_report.source.load import Project, SourcedTask, load_project, read_layout, read_tasks
from progress_report.system.i18n import _, period_name


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides and what lies between them."""

    changes: Changes
    root: Path
    """The project whose layout, fonts and templates show them."""
    config: ReportConfig
    diagnostics: tuple[Diagnostic, ...]
    """What is wrong with single files; the others are compared all the same."""
    elsewhere: tuple[Period, ...] = ()
    """Other periods for which the two sides differ, if none was asked for."""


class LayoutError(DataError):
    """A layout has errors, so that nothing can be compared."""

    exit_code = 2

    def __init__(self, project: Project) -> None:
        self.diagnostics = project.diagnostics
        file = (project.root / "data/report.yaml").as_posix()
        super().__init__(_("the layout has errors: {file}").format(file=file))


def compare_periods(root: Path, old: Period, new: Period) -> Comparison:
    """Compare two periods of a project.

    Raises:
        LayoutError: of the project.
        DataError: nobody reported one of them.
    """
    project, config = _load(root)
    before, after = (_side(project.tasks, period, config) for period in (old, new))
    return Comparison(compare(before, after), root, config, project.diagnostics)


def compare_revisions(root: Path, old: str, new: str, period: Period | None) -> Comparison:
    """Compare one period of a project at two git revisions.

    Args:
        root: The project folder.
        old: A revision.
        new: Another; empty means the files as they are.
        period: By default the latest for which the two differ, or else the latest reported.

    Raises:
        LayoutError: of the project as it is now.
        ReportError: git does not know a revision.
        DataError: nobody reports the period at the newer one.
    """
    project, config = _load(root)
    before, found = read_tasks(task_files_at(root, old))
    after, problems = [*project.tasks], [*project.diagnostics]
    if new:
        after, problems = read_tasks(task_files_at(root, new))
    label = f"{{period}}@{new}" if new else "{period}"
    return _compare(
        (before, after),
        (config, config),
        (f"{{period}}@{old}", label),
        period,
        root,
        (*found, *problems),
        required=True,
    )


def compare_files(root: Path, names: Sequence[str], period: Period | None) -> Comparison:
    """Compare two task files, which may lie anywhere.

    Args:
        root: The project whose layout is used.
        names: Of the two files; `os.devnull` is one without a task.
        period: As for revisions.

    Raises:
        LayoutError: of that project.
        DataError: neither reports anything.
    """
    _project, config = _checked(read_layout(root))
    old, new = (
        read_tasks([] if name == os.devnull else [(name, Path(name).read_bytes())])
        for name in names
    )
    labels = (f"{names[0]} {{period}}", f"{names[1]} {{period}}")
    found = (*old[1], *new[1])
    return _compare((old[0], new[0]), (config, config), labels, period, root, found)


def compare_projects(roots: Sequence[Path], period: Period | None) -> Comparison:
    """Compare one period of two projects, and show it by the layout of the second.

    Args:
        roots: The two project folders.
        period: As for revisions.

    Raises:
        LayoutError: of either project.
        DataError: neither reports anything.
    """
    (old, old_config), (new, new_config) = (_load(root) for root in roots)
    labels = (f"{roots[0]} {{period}}", f"{roots[1]} {{period}}")
    found = (*old.diagnostics, *new.diagnostics)
    configs = (old_config, new_config)
    return _compare((old.tasks, new.tasks), configs, labels, period, roots[1], found)


def render(made: Comparison, form: str) -> Output:
    """The file of a comparison: ``md``, ``json``, ``html`` or ``pdf``.

    Raises:
        ReportError: a template is at fault, or this machine lacks something.
    """
    labels = f"{made.changes.old_label} {made.changes.new_label}"
    name = "-".join(re.findall(r"[\w.]+", labels)) + f".diff.{form}"
    if form == "json":
        from progress_report.diff.render import json

        return Output(name, json.render(made.changes).encode())
    if form == "md":
        from progress_report.diff.render import markdown

        return Output(name, markdown.render(made.changes).encode())
    from progress_report.diff.render import page  # it brings Jinja2 along

    folder = made.root / "templates"
    document = page.ChangesDocument(made.changes, made.config, folder if folder.is_dir() else None)
    if form == "html":
        return Output(name, document.render().encode())
    from progress_report.render.pdf.printing import prepare, print_pdf  # and this, WeasyPrint

    return print_pdf(name, prepare(document, made.root, made.config))


def _load(root: Path) -> tuple[Project, ReportConfig]:
    return _checked(load_project(root))


def _checked(project: Project) -> tuple[Project, ReportConfig]:
    if project.config is None:
        raise LayoutError(project)
    return project, project.config


def _compare(
    tasks: tuple[Sequence[SourcedTask], Sequence[SourcedTask]],
    configs: tuple[ReportConfig, ReportConfig],
    labels: tuple[str, str],
    period: Period | None,
    root: Path,
    found: tuple[Diagnostic, ...],
    *,
    required: bool = False,
) -> Comparison:
    """Compare one period of two sides, by default the latest for which they differ."""
    elsewhere: tuple[Period, ...] = ()
    if period is None:
        differing = _differing(*tasks)
        latest = latest_period([*tasks[0], *tasks[1]])
        if latest is None:
            raise DataError(_("no task has an entry"))
        period, *others = differing or [latest]
        elsewhere = tuple(others)
    named = (label.replace("{period}", period.name) for label in labels)
    sides = zip(tasks, configs, named, (False, required), strict=True)
    before, after = (
        _side(each, period, config, label, required=needed) for each, config, label, needed in sides
    )
    return Comparison(compare(before, after), root, configs[1], found, elsewhere)


def _differing(old: Sequence[SourcedTask], new: Sequence[SourcedTask]) -> list[Period]:
    """The periods for which two sides do not say the same, the latest first."""
    known = {period for sourced in (*old, *new) for period in sourced.task.periods()}
    return [
        period
        for period in sorted(known, reverse=True)
        if side(old, period).reports != side(new, period).reports
    ]


def _side(
    tasks: Sequence[SourcedTask],
    period: Period,
    config: ReportConfig,
    label: str = "",
    *,
    required: bool = True,
) -> Side:
    """One side of a comparison.

    Raises:
        DataError: a required side has no report at all.
    """
    made = side(tasks, period, latest=config.merge is Merge.LATEST)
    if required and not any(report.parts for report in made.reports):
        known = sorted({p for sourced in tasks for p in sourced.task.periods()})
        message = _("no task has an entry for {period}; periods with entries: {known}")
        names = _(", ").join(map(period_name, known))
        raise DataError(message.format(period=period_name(period), known=names))
    return replace(made, label=label or made.label)
