"""``report collect remind``."""

from datetime import date
from pathlib import Path
from typing import Annotated

from progress_report.cli.collect.common import ByOption, PeriodArgument, form_way
from progress_report.cli.console import echo, write
from progress_report.cli.options import option
from progress_report.cli.project import ProjectOption, load
from progress_report.source.files import WORK_FOLDER, git_ignores
from progress_report.system.arguments import parse_period
from progress_report.system.i18n import _, period_name


def remind(
    period: PeriodArgument,
    by: ByOption = None,
    out: Annotated[
        Path | None, option("--out", "DIR", _("Where to write; by default work/reminders/."))
    ] = None,
    project: ProjectOption = None,
) -> None:
    """Write a reminder as a Word file for each unit with missing reports, and print its text."""
    wanted = parse_period(period)
    from progress_report.collect.out.form_files import file_names
    from progress_report.status.overview import overview
    from progress_report.status.remind import unit_reminders, word
    from progress_report.system.transaction import write_files

    loaded, config = load(project)
    by = form_way(loaded, config, by, wanted.year)
    today = date.today()  # noqa: DTZ011 - the clerk's own calendar
    known = overview(loaded, config, wanted, by=by, today=today)
    reminders = unit_reminders(known, loaded.tasks, config, today)
    if not reminders:
        echo(_("nothing is missing for {period}").format(period=period_name(wanted)))
        return
    folder = loaded.root / WORK_FOLDER / "reminders" if out is None else out
    names = file_names(wanted.name, [reminder.unit for reminder in reminders], "docx")
    files = {
        folder / name: word(reminder, config, today)
        for name, reminder in zip(names, reminders, strict=True)
    }
    write_files({**(git_ignores(loaded.root / WORK_FOLDER) if out is None else {}), **files})
    write("\n".join(reminder.message for reminder in reminders))
    for path in files:
        echo(path.as_posix(), err=True)
