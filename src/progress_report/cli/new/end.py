"""``report new end``."""

from typing import Annotated

from progress_report.cli.new.common import DryRunOption, YearOption, carry_out, period_of
from progress_report.cli.options import argument, option
from progress_report.cli.project import ProjectOption, load_to_change
from progress_report.domain.diagnostics import ReportError
from progress_report.system.i18n import _


def end(
    docket: Annotated[str, argument("DOCKET", _("The task that ends."))],
    after: Annotated[str, option("--after", "PERIOD", _("Its last period, such as H1."))],
    why: Annotated[str | None, option("--why", "TEXT", _("The reason, as printed."))] = None,
    into: Annotated[
        str | None, option("--into", "DOCKET", _("The task that continues it."))
    ] = None,
    on: Annotated[str | None, option("--on", "DATE", _("The day of the decision."))] = None,
    by: Annotated[str | None, option("--by", "NAME", _("The body that decided."))] = None,
    year: YearOption = None,
    dry_run: DryRunOption = False,
    project: ProjectOption = None,
) -> None:
    """End a task after a period; its file keeps its reports."""
    if why is None and (into is None or on is not None or by is not None):
        raise ReportError(_("give the reason with --why"))
    from progress_report.editing.changes import end as planned_end
    from progress_report.editing.tasks import latest_year

    loaded, config = load_to_change(project)
    last = period_of(after, year or latest_year(loaded))
    ending = {"why": why, "date": on, "by": by}
    given = {key: value for key, value in ending.items() if value}
    files = planned_end(loaded, docket, last, given, into or "")
    carry_out(loaded, config, files, dry_run=dry_run)
