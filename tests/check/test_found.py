"""What the rules report in tables of right and wrong sentences, to the character: found.txt."""

import sys

import pytest
from support.expected import assert_expected
from support.project import ROOT

sys.path.append(str(ROOT / "tools"))

from measure_rules import list_found


@pytest.mark.program  # so many sentences are read on every core
def test_the_same_is_found_at_the_same_places_with_the_same_figures() -> None:
    assert_expected(list_found(), ROOT / "tests/check/found.txt")
