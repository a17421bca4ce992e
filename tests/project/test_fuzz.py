"""Any bytes, and real files with bytes changed: each way in answers, and never falls."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.fuzzing import TARGETS, seeds


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """The bytes with a few cut, doubled, swapped or made others."""
    data = bytearray(raw)
    for _ in range(chance.randint(1, 8)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((1, 2, 3, 8, 64)))
        other = chance.choice((b"", b"\0", b"\xff", b"\n", b"\t", data[start:end] * 2))
        data[start:end] = other or bytes([chance.randrange(256)])
    return bytes(data)


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=60)
@given(raw=st.binary(max_size=400))
def test_any_bytes(name: str, raw: bytes) -> None:
    TARGETS[name](raw)


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=60)
@given(text=st.text(max_size=400))
def test_any_text(name: str, text: str) -> None:
    TARGETS[name](text.encode())


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=40)
@given(seed=st.integers(0, 2**32))
def test_real_files_with_bytes_changed(name: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    known = list(seeds(name))
    assert known
    TARGETS[name](mutated(chance.choice(known), chance))
