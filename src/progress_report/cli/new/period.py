"""``report new period``."""

from typing import Annotated

from progress_report.cli.new.common import DryRunOption, carry_out
from progress_report.cli.options import argument, option
from progress_report.cli.project import ProjectOption, load_to_change
from progress_report.system.arguments import parse_period
from progress_report.system.i18n import _


def period(
    name: Annotated[
        str | None, argument("PERIOD", _("By default the one after the latest."))
    ] = None,
    title: Annotated[str | None, option("--title", "TEXT", _("Its own title."))] = None,
    date: Annotated[
        str | None, option("--date", "TEXT", _("The date as printed: 2021年7月9日."))
    ] = None,
    due: Annotated[
        str | None, option("--due", "DATE", _("When units must report: 2021-06-25."))
    ] = None,
    dry_run: DryRunOption = False,
    project: ProjectOption = None,
) -> None:
    """Write a period's file in data/periods, and print its path."""
    wanted = parse_period(name) if name else None
    from progress_report.editing.years import new_period

    loaded, config = load_to_change(project)
    values = {"title": title, "date": date, "due": due}
    files = new_period(loaded, wanted, {key: value for key, value in values.items() if value})
    carry_out(loaded, config, files, dry_run=dry_run)
