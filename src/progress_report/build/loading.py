"""A project loaded for a command, which needs one without errors."""

from pathlib import Path

from progress_report.domain.config import ReportConfig
from progress_report.domain.diagnostics import DataError, ReportError
from progress_report.source.files import data_folders
from progress_report.source.load import Project, load_project
from progress_report.system.monitor import Monitor
from progress_report.system.transaction import recover


def load(root: Path, monitor: Monitor, *, with_rules: bool = False) -> tuple[Project, ReportConfig]:
    """Load a project that has no errors, by the rules that its layout makes errors too or not.

    The monitor receives all diagnostics. Errors raise DataError, those in data/report.yaml
    ReportError.
    """
    project = load_project(root)
    try:
        monitor.check(project.diagnostics)
    except DataError as error:
        if project.config is None:
            raise ReportError(error.message, error.hint) from None
        raise
    if project.config is None:
        raise TypeError("a project without errors has its configuration")
    if with_rules and project.config.check.rules:
        from progress_report.check.run import blocking  # noqa: PLC0415 - few projects ask for it

        monitor.check(blocking(project))
    return project, project.config


def recover_task_files(root: Path) -> None:
    """Restore the files in ``data`` that a killed run has left half replaced."""
    recover(data_folders(root))
