"""``report schema``."""

from enum import StrEnum
from typing import Annotated

import typer

from progress_report.system.i18n import _


class SchemaKind(StrEnum):
    """The kinds of files that have a schema."""

    TASK = "task"
    REPORT = "report"
    TABLE = "table"


def schema(
    kind: Annotated[
        SchemaKind,
        typer.Argument(
            metavar="task|report|table",
            help=_("Of a task file, of the layout data/report.yaml, or of a built JSON file."),
        ),
    ] = SchemaKind.TASK,
) -> None:
    """Print the JSON Schema of a task file, of data/report.yaml or of a table as JSON."""
    from progress_report import schema as schemas

    generators = {
        SchemaKind.TASK: schemas.task_schema,
        SchemaKind.REPORT: schemas.report_schema,
        SchemaKind.TABLE: schemas.table_schema,
    }
    typer.echo(generators[kind](), nl=False)
