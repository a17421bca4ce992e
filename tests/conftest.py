"""What test modules of several rooms share, and the guard that keeps the unit part quick.

Nothing heavy is imported here: `pytest tests/domain tests/text` needs pytest, hypothesis and
pydantic alone (tests/project/test_rooms.py).
"""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
import tempfile
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from progress_report.domain.config import ReportConfig
    from progress_report.domain.table import Table

# What a shell starts in the background ignores Ctrl-C, and so would everything that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# What the program writes it flushes, on a disk for longer than all else takes: so the folders of
# tests are in memory, where there is room.
MEMORY = "/dev/shm"  # noqa: S108 - each test has a folder of its own there
if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 2 << 30:
    os.environ["TMPDIR"] = tempfile.tempdir = MEMORY

# A full collection looks at all that the tests have loaded, which stays: a tenth of the time.
gc.set_threshold(10_000, 20, 50)

# A busy machine is slow, not wrong.
slow = [HealthCheck.too_slow]
settings.register_profile("unhurried", deadline=None, suppress_health_check=slow)
# The gate draws the same examples each time, so that what it refuses is a fault of the change.
settings.register_profile("repeatable", deadline=None, suppress_health_check=slow, derandomize=True)
settings.register_profile("few", deadline=None, suppress_health_check=slow, max_examples=20)
settings.load_profile("unhurried")

STARTS = {"report.start", "subprocess.Popen", "os.exec", "os.fork", "os.posix_spawn", "os.system"}
"""Audit events of starting a process; `support.project.report` raises the first one itself."""
unit = {"running": False}


def _guard(event: str, _arguments: tuple[Any, ...]) -> None:
    if event in STARTS and unit["running"]:
        pytest.fail(f"a test of the unit part starts a process ({event}): mark it 'program'")


sys.addaudithook(_guard)


def pytest_runtest_setup(item: pytest.Item) -> None:
    unit["running"] = not {mark.name for mark in item.iter_markers()} & {"program", "browser"}


@pytest.fixture(scope="session", autouse=True)
def _state(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the key of build caches out of the user's folder."""
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))


@pytest.fixture(scope="session")
def real() -> tuple[Table, ReportConfig]:
    """The real table of 2021H1 and its layout."""
    from support.tables import built  # noqa: PLC0415 - heavy, for few of the tests

    return built()
