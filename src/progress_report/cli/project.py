"""What commands begin with, and how a dry run ends: with a preview of the changes."""

import os
import shutil
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from progress_report.cli.console import Terminal, echo, use_colour, write
from progress_report.cli.options import option
from progress_report.domain.diagnostics import ReportError
from progress_report.source.files import CONFIG_FILE, require_project
from progress_report.system.i18n import _, period_name, sentence

if TYPE_CHECKING:
    from progress_report.domain.config import ReportConfig
    from progress_report.domain.period import Period
    from progress_report.domain.task import Task
    from progress_report.source.load import Project, SourcedTask

ProjectOption = Annotated[Path | None, option("--project", "DIR")]

ClosedOption = Annotated[bool, option("--closed")]

DryRunOption = Annotated[bool, option("--dry-run")]


def find_root(given: Path | None) -> Path:
    """The project folder, as a path relative to here where it was not given."""
    if given is not None:
        require_project(given)
        return given
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / CONFIG_FILE).is_file():
            return Path(os.path.relpath(folder))
    message = _(
        "no project here: no {file} in this folder or any above; name one with '--project', or "
        "start one with 'report init'"
    )
    raise ReportError(message.format(file=CONFIG_FILE.as_posix()))


def location_options(project: Path | None, out: Path | None = None) -> list[str]:
    """The options by which another command works in the same folders as this one."""
    folders = {"--project": project, "--out": out}
    return [word for option, path in folders.items() if path for word in (option, str(path))]


def load(given: Path | None, *, with_rules: bool = False) -> tuple["Project", "ReportConfig"]:
    """Load the project, which must have no errors; see `find_root` and `loading.load`."""
    from progress_report.build.loading import load

    return load(find_root(given), Terminal(), with_rules=with_rules)


def load_to_change(given: Path | None) -> tuple["Project", "ReportConfig"]:
    """Load a project as `load` does, but first restore what a killed run left half replaced."""
    from progress_report.build.loading import recover_task_files

    root = find_root(given)
    recover_task_files(root)
    return load(root)


def advise_closing(
    project: "Project",
    config: "ReportConfig",
    files: Mapping[Path, bytes | None],
    expected: "Collection[Period]" = (),
) -> None:
    """Warn of published tables of open periods that other task files would alter."""
    from progress_report.build.published import advice_to_close

    echo(*map(sentence, advice_to_close(project, config, files, expected)), err=True)


def split_names(given: Sequence[str] | None) -> list[str]:
    """The names in an option that may be repeated, each with one name or several with commas."""
    parts = [part.strip().lower() for text in given or () for part in text.split(",")]
    return list(dict.fromkeys(filter(None, parts)))


def show_preview(
    before: "Sequence[SourcedTask]",
    after: "Sequence[Task]",
    period: "Period",
    label: str,
    config: "ReportConfig",
) -> None:
    """Show how reports of a period would change.

    If a task has an entry for just this period after the change, only the same entry counts before:
    entries of shorter periods stay beside it. ``before`` is without new tasks; ``label`` is that of
    the side after.
    """
    from progress_report.diff.changes import compare, side
    from progress_report.diff.render.terminal import render
    from progress_report.source.load import SourcedTask
    from progress_report.source.places import Source

    exact = {task.key for task in after if period.key in task.entries}
    comparable = [_only_of(task, period) if task.task.key in exact else task for task in before]
    changed = [SourcedTask(task, Source("", "")) for task in after]
    side_before, side_after = (side(tasks, period, config) for tasks in (comparable, changed))
    side_before = replace(
        side_before, label=_("{period} in the files").format(period=period_name(period))
    )
    side_after = replace(side_after, label=label)
    columns = shutil.get_terminal_size().columns
    write(render(compare(side_before, side_after), colour=use_colour(sys.stdout), columns=columns))


def _only_of(sourced: "SourcedTask", period: "Period") -> "SourcedTask":
    entries = {key: entry for key, entry in sourced.task.entries.items() if key == period.key}
    return replace(sourced, task=sourced.task.model_copy(update={"entries": entries}))


def end_preview(counts: str) -> None:
    """Print the counts of the run, and that nothing was written."""
    echo(*counts.split("\n"))
    echo(_("dry run: nothing was written"), err=True)
