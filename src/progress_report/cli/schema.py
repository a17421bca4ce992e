"""``report schema``."""

import typer


def schema() -> None:
    """Print the JSON Schema of a task file."""
    from progress_report.schema import task_schema  # noqa: PLC0415 - imports pydantic

    typer.echo(task_schema(), nl=False)
