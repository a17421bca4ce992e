"""``report new year``."""

from typing import Annotated

from progress_report.cli.new.common import DryRunOption, carry_out
from progress_report.cli.options import argument, option
from progress_report.cli.project import ProjectOption, load_to_change
from progress_report.system.i18n import _


def year(
    number: Annotated[int, argument("YEAR", _("Such as 2022."))],
    carry: Annotated[
        str | None,
        option(
            "--carry",
            "DOCKETS",
            _("Tasks of the year before that go on, with commas; 21=5 gives 21 the number 5."),
        ),
    ] = None,
    dry_run: DryRunOption = False,
    project: ProjectOption = None,
) -> None:
    """Write the year's plan and a file for each task carried over, and print their paths."""
    from progress_report.editing.tasks import docket_pairs
    from progress_report.editing.years import new_year
    from progress_report.importing.units import split_units

    loaded, config = load_to_change(project)
    files = new_year(loaded, number, docket_pairs(split_units(carry or "")))
    carry_out(loaded, config, files, dry_run=dry_run)
