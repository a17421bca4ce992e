"""The keys that a typist may have meant."""

import pytest

from progress_report.source.mistakes.keys import is_key, suggest
from progress_report.system.data import read_data

MEANT = read_data("source", "keys")


@pytest.mark.parametrize("key", MEANT)
def test_each_chinese_name_stands_for_a_key(key: str) -> None:
    for word in MEANT[key]:
        assert is_key(word), word
        assert suggest(word, [key, "zzz"]) == key, word
        assert suggest(f"“{word}”", [key, "zzz"]) == key, word


@pytest.mark.parametrize(
    ("written", "key"), [("Lead", "lead"), ("as-of", "as_of"), ("leed", "lead"), ("foo", None)]
)
def test_a_key_that_is_nearly_right(written: str, key: str | None) -> None:
    assert suggest(written, ["lead", "as_of"]) == key
