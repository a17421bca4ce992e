"""``report new renumber``."""

from typing import Annotated

from progress_report.cli.new.common import DryRunOption, YearOption, carry_out, period_of
from progress_report.cli.options import argument, option
from progress_report.cli.project import ProjectOption, load_to_change
from progress_report.system.i18n import _


def renumber(
    pairs: Annotated[list[str], argument("DOCKET=DOCKET", _("The old and the new docket."))],
    after: Annotated[
        str | None,
        option(
            "--after",
            "PERIOD",
            _("The last period of the old dockets; by default the latest reported."),
        ),
    ] = None,
    year: YearOption = None,
    dry_run: DryRunOption = False,
    project: ProjectOption = None,
) -> None:
    """Rename task files to their new dockets, all at once, and print their paths."""
    from progress_report.editing.changes import renumber as planned_renumbering
    from progress_report.editing.tasks import docket_pairs, latest_year

    loaded, config = load_to_change(project)
    of_year = year or latest_year(loaded)
    last = period_of(after, of_year) if after else None
    files = planned_renumbering(loaded, of_year, docket_pairs(pairs), last)
    carry_out(loaded, config, files, dry_run=dry_run)
