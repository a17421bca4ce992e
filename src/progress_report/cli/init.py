"""``report init``."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from progress_report.cli.console import Terminal, echo
from progress_report.cli.options import option
from progress_report.system.arguments import parse_period, reject_other
from progress_report.system.i18n import _

if TYPE_CHECKING:
    from progress_report.editing.new_project import ProjectSettings


def init(
    office: Annotated[str | None, option("--office", "NAME")] = None,
    title: Annotated[str | None, option("--title", "TEXT")] = None,
    columns: Annotated[str | None, option("--columns", "HEADINGS")] = None,
    reporting: Annotated[str | None, option("--reporting", "cumulative|separate")] = None,
    table: Annotated[Path | None, option("--from", "FILE")] = None,
    period: Annotated[str | None, option("--period", "PERIOD")] = None,
    ci: Annotated[str | None, option("--ci", "github|gitlab")] = None,
    project: Annotated[Path | None, option("--project", "DIR")] = None,
) -> None:
    """Start a project, asking on a terminal; in one that exists, --ci alone adds the CI file."""
    from progress_report.domain.config import Reporting
    from progress_report.editing import new_project
    from progress_report.source.files import CONFIG_FILE
    from progress_report.system.transaction import write_files

    reject_other([reporting] if reporting else [], Reporting)
    reject_other([ci] if ci else [], new_project.CI_FILES)
    root = project or Path()
    wanted = parse_period(period) if period else None
    settings = new_project.ProjectSettings(ci=ci or "")
    if table is not None:
        settings = new_project.settings_of_table(table, wanted, settings)
    exists = (root / CONFIG_FILE).exists()
    asks = not exists and sys.stdin.isatty() and sys.stderr.isatty()
    settings = _chosen(settings, office, title, columns, reporting, asks=asks)
    plan, config = new_project.plan_project(root, settings)
    if table is not None and config is not None:
        new_project.add_table(root, plan, config, table, wanted)
    for note in plan.notes:
        echo(note, err=True)
    Terminal().check(plan.diagnostics)
    write_files(plan.files)
    echo(*(path.as_posix() for path in plan.files))
    if not exists:
        new_project.make_startable(root)
        commands = _(", ").join(
            [*([] if plan.tasks else ["report new task"]), "report build --draft"]
        )
        echo(_("next: {commands}").format(commands=commands), err=True)
    if ci and not (root / "requirements.txt").exists():
        message = _("CI also needs {path}: this program and its packages, pinned by hash")
        echo(message.format(path="requirements.txt"), err=True)


def _chosen(
    settings: "ProjectSettings",
    office: str | None,
    title: str | None,
    columns: str | None,
    reporting: str | None,
    *,
    asks: bool,
) -> "ProjectSettings":
    """The settings with what was given, and with answers to questions about what was not."""
    from progress_report.domain.config import Reporting

    def answer(given: str | None, question: str, default: str) -> str:
        if given is not None or not asks:
            return default if given is None else given
        return str(typer.prompt(question, default=default, show_default=bool(default), err=True))

    default = "，".join(settings.columns)
    chosen = replace(
        settings,
        office=answer(office, _("issuing office"), settings.office),
        title=answer(title, _("title of the table"), settings.title),
    )
    headings = answer(columns, _("headings, with commas"), default)
    if headings != default:
        named = map(str.strip, headings.replace("，", ",").split(","))
        chosen = replace(chosen, columns=tuple(filter(None, named)))
    question = _("reporting: cumulative or separate")
    chosen = replace(chosen, reporting=answer(reporting, question, settings.reporting))
    reject_other([chosen.reporting], Reporting)
    return chosen
