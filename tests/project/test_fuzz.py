"""Any bytes, and real files with bytes changed: each way in answers, and never falls."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.fuzzing import TARGETS, mutated, seeds
from support.laws import tries

PROCESS = "published-pdf"
"""Its page is laid out in a process of its own."""
EVERY_TARGET = pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.program] * (name == PROCESS)) for name in TARGETS],
)


@EVERY_TARGET
@tries(60)
@given(raw=st.binary(max_size=400))
def test_any_bytes(name: str, raw: bytes) -> None:
    TARGETS[name](raw)


@EVERY_TARGET
@tries(60)
@given(text=st.text(max_size=400))
def test_any_text(name: str, text: str) -> None:
    TARGETS[name](text.encode())


@EVERY_TARGET
@tries(40)
@given(seed=st.integers(0, 2**32))
def test_real_files_with_bytes_changed(name: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    known = list(seeds(name))
    assert known
    TARGETS[name](mutated(chance.choice(known), chance))
