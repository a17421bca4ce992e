"""``report new end``."""

from typing import Annotated

from progress_report.cli.new.common import DryRunOption, YearOption, carry_out, period_of
from progress_report.cli.options import argument, option
from progress_report.cli.project import ProjectOption, load_to_change
from progress_report.domain.diagnostics import ReportError
from progress_report.system.i18n import _


def end(
    dockets: Annotated[list[str], argument("DOCKET", _("The tasks that end."))],
    after: Annotated[
        str | None, option("--after", "PERIOD", _("Their last period, such as H1."))
    ] = None,
    finished: Annotated[
        str | None,
        option("--finished", "PERIOD", _("Done in this period: later tables repeat the report.")),
    ] = None,
    why: Annotated[str | None, option("--why", "TEXT", _("The reason, as printed."))] = None,
    into: Annotated[
        str | None, option("--into", "DOCKET", _("The task that continues them."))
    ] = None,
    on: Annotated[str | None, option("--on", "DATE", _("The day of the decision."))] = None,
    by: Annotated[str | None, option("--by", "NAME", _("The body that decided."))] = None,
    year: YearOption = None,
    dry_run: DryRunOption = False,
    project: ProjectOption = None,
) -> None:
    """End tasks after a period, or note that they are done; their files keep the reports."""
    if (after is None) == (finished is None):
        raise ReportError(_("give either --after, or --finished if the tasks are done"))
    if finished is not None and any((why, into, on, by)):
        raise ReportError(_("--finished goes with none of --why, --into, --on and --by"))
    if after is not None and why is None and (into is None or on is not None or by is not None):
        raise ReportError(_("give the reason with --why"))
    from progress_report.editing import changes
    from progress_report.editing.tasks import latest_year

    loaded, config = load_to_change(project)
    period = period_of(after or finished or "", year or latest_year(loaded))
    ending = {"why": why, "date": on, "by": by}
    given = {key: value for key, value in ending.items() if value}
    if finished is not None:
        files = changes.finish(loaded, dockets, period)
    else:
        files = changes.end(loaded, dockets, period, given, into or "")
    carry_out(loaded, config, files, dry_run=dry_run)
