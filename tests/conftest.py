"""What several test modules share."""

import signal
from pathlib import Path

import pytest
from hypothesis import settings
from support.project import ROOT, project

from progress_report.build.assemble import merge
from progress_report.domain.config import ReportConfig
from progress_report.domain.period import Period
from progress_report.domain.table import Table
from progress_report.source.load import load_project

# What a shell starts in the background ignores Ctrl-C, and so would all that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A busy machine is slow, not wrong.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def real() -> tuple[Table, ReportConfig]:
    """The real table of 2021H1 and its layout."""
    project = load_project(ROOT)
    assert not project.diagnostics
    assert project.config is not None
    table, diagnostics = merge(project.tasks, project.config, Period(2021, 1, 6))
    assert not diagnostics
    return table, project.config


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project whose tasks name units; see `unit_forms`."""
    from support.unit_forms import LAYOUT, TASKS  # noqa: PLC0415 - office packages, for few of the tests

    return project(tmp_path, LAYOUT, **TASKS)
