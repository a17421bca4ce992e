"""``report new end``."""

from typing import Annotated

import typer

from progress_report.cli.completion import complete_docket, complete_period
from progress_report.cli.new.common import DryRunOption, YearOption, carry_out, period_of
from progress_report.cli.project import ProjectOption, find_root, load_to_change
from progress_report.domain.diagnostics import ReportError
from progress_report.system.i18n import _


def end(
    docket: Annotated[
        str,
        typer.Argument(
            metavar="DOCKET", autocompletion=complete_docket, help=_("The task that ends.")
        ),
    ],
    after: Annotated[
        str,
        typer.Option(
            "--after",
            metavar="PERIOD",
            autocompletion=complete_period,
            help=_("Its last period, such as H1."),
        ),
    ],
    why: Annotated[
        str | None, typer.Option("--why", metavar="TEXT", help=_("The reason, as printed."))
    ] = None,
    into: Annotated[
        str | None,
        typer.Option(
            "--into",
            metavar="DOCKET",
            autocompletion=complete_docket,
            help=_("The task that continues it."),
        ),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help=_("The day of the decision."))
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="NAME", help=_("The body that decided."))
    ] = None,
    year: YearOption = None,
    dry_run: DryRunOption = False,
    project: ProjectOption = None,
) -> None:
    """End a task after a period; its file keeps its reports."""
    if why is None and (into is None or on is not None or by is not None):
        raise ReportError(_("give the reason with --why"))
    root = find_root(project)
    from progress_report.editing.changes import end as planned_end
    from progress_report.editing.tasks import latest_year

    loaded, config = load_to_change(root)
    last = period_of(after, year or latest_year(loaded))
    ending = {"why": why, "date": on, "by": by}
    given = {key: value for key, value in ending.items() if value}
    files = planned_end(loaded, docket, last, given, into or "")
    carry_out(loaded, config, {**files}, dry_run=dry_run)
