"""The reference pages of the manual are what the program says of commands, keys and rules."""

import subprocess
import sys

import pytest
from support.project import ROOT


@pytest.mark.program
def test_the_reference_is_current() -> None:
    subprocess.run([sys.executable, ROOT / "tools/reference.py", "--check"], check=True)
