"""``report schema``."""

from typing import Annotated

from progress_report.cli.console import write_data
from progress_report.cli.options import argument
from progress_report.system.arguments import reject_other

_KINDS = ("task", "report", "period", "table")


def schema(kind: Annotated[str, argument("task|report|period|table")] = "task") -> None:
    """Print the JSON Schema of a task file, data/report.yaml, a periods file or a table's JSON."""
    reject_other([kind], _KINDS)
    from progress_report.system.data import shipped_schema

    write_data(shipped_schema(kind))
