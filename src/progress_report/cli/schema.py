"""``report schema``."""

from enum import StrEnum
from typing import Annotated

import typer

from progress_report.i18n import _


class What(StrEnum):
    """The kinds of files that have a schema."""

    TASK = "task"
    REPORT = "report"


def schema(
    what: Annotated[
        What,
        typer.Argument(
            metavar="task|report", help=_("Of a task file, or of the layout data/report.yaml.")
        ),
    ] = What.TASK,
) -> None:
    """Print the JSON Schema of a task file or of data/report.yaml, for editors."""
    from progress_report.schema import report_schema, task_schema

    typer.echo(task_schema() if what is What.TASK else report_schema(), nl=False)
