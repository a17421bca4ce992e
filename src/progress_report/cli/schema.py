"""``report schema``."""

from enum import StrEnum
from typing import Annotated

from progress_report.cli.console import write_data
from progress_report.cli.options import argument


class SchemaKind(StrEnum):
    """The kinds of files that have a schema."""

    TASK = "task"
    REPORT = "report"
    PERIOD = "period"
    TABLE = "table"


def schema(
    kind: Annotated[
        SchemaKind,
        argument("task|report|period|table"),
    ] = SchemaKind.TASK,
) -> None:
    """Print the JSON Schema of a task file, data/report.yaml, a periods file or a table's JSON."""
    from progress_report.schema import json_schema

    write_data(json_schema(kind))
