"""A seal binds content to this user on this machine."""

import stat
from pathlib import Path

import pytest

from progress_report.system.seal import seal, unseal


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state/progress-report"


def test_the_first_seal_makes_the_key_that_later_ones_use(state: Path) -> None:
    sealed = seal(b"content")
    assert sealed is not None
    assert unseal(sealed) == b"content"
    key = (state / "key").read_bytes()
    assert seal(b"content") == sealed
    assert ((state / "key").read_bytes(), [path.name for path in state.iterdir()]) == (key, ["key"])


def test_only_the_user_may_read_the_key(state: Path) -> None:
    seal(b"content")
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (state, state / "key")]
    assert modes == [0o700, 0o600]


def test_what_is_changed_or_of_another_machine_is_not_unsealed(state: Path) -> None:
    sealed = seal(b"content") or b""
    assert unseal(sealed + b"x") is None
    assert unseal(b"content") is None
    (state / "key").write_bytes(b"k" * len((state / "key").read_bytes()))
    assert unseal(sealed) is None


def test_a_key_of_another_length_is_replaced(state: Path) -> None:
    state.mkdir(parents=True)
    (state / "key").write_bytes(b"short")
    assert unseal(seal(b"content") or b"") == b"content"
    assert (state / "key").read_bytes() != b"short"


def test_without_a_folder_for_the_key_nothing_is_sealed(state: Path) -> None:
    state.parent.write_text("a file", encoding="utf-8")
    assert seal(b"content") is None
    assert unseal(b"0\ncontent") is None
