"""``report schema``."""

import typer


def schema() -> None:
    """Print the JSON Schema of a task file."""
    from progress_report.schema import task_schema

    typer.echo(task_schema(), nl=False)
