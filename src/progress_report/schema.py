"""The JSON Schema of a task file, for editors."""

import json

from progress_report.model import Task


def task_schema() -> str:
    """JSON Schema (draft 2020-12) of a task file, as JSON text."""
    schema = Task.model_json_schema(by_alias=True)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
