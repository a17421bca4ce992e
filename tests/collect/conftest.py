"""A project whose units are asked by forms."""

from pathlib import Path

import pytest
from support.project import project
from support.unit_forms import LAYOUT, TASKS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path, LAYOUT, **TASKS)
