"""Tasks and layouts in memory, for tests that need no files."""

from collections.abc import Iterable, Mapping
from typing import Any

from progress_report.domain.config import ReportConfig
from progress_report.domain.task import Task
from progress_report.source.load import SourcedTask
from progress_report.source.places import Source


def sourced(reports: Mapping[str, Any], docket: str = "1", task: str = "完成任务。") -> SourcedTask:
    """A task of 2021 with its reports by period, each as `progress` may be; its file is empty."""
    entries = {period: {"progress": progress} for period, progress in reports.items()}
    data = {"year": 2021, "docket": docket, "task": task, "entries": entries}
    return SourcedTask(Task.model_validate(data), Source(f"data/tasks/2021/{docket}.yaml", ""))


def layout(
    columns: Iterable[tuple[str, str, float]] = [("序号", "number", 1)], **more: Any
) -> ReportConfig:
    """A layout with columns of a heading, a value and a width each."""
    described = [{"heading": h, "value": value, "width": width} for h, value, width in columns]
    return ReportConfig.model_validate({"title": "表", "columns": described, **more})
