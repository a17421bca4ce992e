"""Text as a YAML scalar: what is written is read again as the same text, by any reader."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from progress_report.source.writing.format import inline, literal

TEXT = st.text(st.characters(codec="utf-8")) | st.text(
    st.sampled_from("0123456789-+.:_eExXoOabfnNyYsStTrRuUlL ~#,[]{}&*!|>'\"%@`?\\=<\n\t区，"),
    max_size=8,
)


def loaded(text: str, version: str) -> Any:
    yaml = YAML(typ="safe", pure=True)
    yaml.version = version
    return yaml.load(text)


@pytest.mark.parametrize("version", ["1.1", "1.2"])
@given(text=TEXT)
@example(text="12:30")
@example(text="1_000")
@example(text="-.inf")
@example(text=".NaN")
@example(text="0b1")
@example(text="2021-12-15")
@example(text="2021-1-5 10:00:00")
@example(text="a\u2028b\x85c\ufeff")
def test_every_reader_reads_the_same_text(version: str, text: str) -> None:
    assert loaded(f"a: {inline(text)}\n", version) == {"a": text}
    assert loaded(f"a: [{inline(text, flow=True)}]\n", version) == {"a": [text]}
    lines = literal(text)
    if lines is not None:
        block = "\n  ".join(lines).replace("\n  \n", "\n\n")
        assert loaded(f"a: {block}\nb: c\n", version) == {"a": text, "b": "c"}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("区商务局", "区商务局"),
        ("21-1", "21-1"),
        ('说"好"', '说"好"'),
        ("21", '"21"'),
        ("021", '"021"'),
        ("NO", '"NO"'),
        ("y", '"y"'),
        ("a: b", '"a: b"'),
        ("- 'x'", "\"- 'x'\""),
        ('"x"', "'\"x\"'"),
        ("\\n: '", "'\\n: '''"),
        ("a\tb", '"a\\tb"'),
        ("", '""'),
    ],
)
def test_plain_where_it_is_safe_else_quoted(text: str, written: str) -> None:
    assert inline(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [("21", "21"), ("-2.5", "-2.5"), ("1.50", '"1.50"'), ("021", '"021"'), ("1e5", '"1e5"')],
)
def test_a_number_is_plain_where_its_digits_are_kept(text: str, written: str) -> None:
    assert inline(text, number=True) == written


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("一\n二\n", ["|", "一", "二"]),
        ("一\n\n二", ["|-", "一", "", "二"]),
        ("\u3000一", ["|-", "\u3000一"]),
        (" 一", None),
        ("一 \n", None),
        ("一\n\n", None),
        ("", None),
        ("一\x0b二", None),
    ],
)
def test_a_literal_block_only_where_it_gives_the_text_back(
    text: str, lines: list[str] | None
) -> None:
    assert literal(text) == lines
