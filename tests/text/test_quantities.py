"""Quantities: what is found in running text, its exact value, and what is not one."""

import re
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.expected import assert_expected
from support.project import ROOT

from progress_report.text.numerals import numeral
from progress_report.text.quantities import Bound, Quantity, digits, quantities

FILES = sorted((ROOT / "tests/examples/quantities").glob("*.txt"))
PROSE = st.text(
    st.sampled_from(
        "完成其中占年月日个套万亿元户至第约余，。、（）“”《》—～-.,:%0123456789一二三十百千AZ"
    )
)
UNITS = st.sampled_from(["套", "户", "元", "公顷", "%", "个百分点", "微克/立方米", "人次"])
SCALES = st.sampled_from([("", 1), ("万", 10**4), ("亿", 10**8), ("千万", 10**7)])
NUMERALS = "零一二三四五六七八九"


def table(path: Path) -> tuple[str, list[list[str]]]:
    """An example file: the text, then a line for each quantity, in columns divided by ``|``."""
    text, *lines = path.read_text(encoding="utf-8").strip().split("\n")
    return text, [[cell.strip() for cell in line.split("|")] for line in lines]


def row(quantity: Quantity) -> list[str]:
    """What an example file says of a quantity."""
    return [
        quantity.written,
        digits(quantity.value),
        quantity.measure,
        quantity.bound or "",
        quantity.share_of or quantity.label or quantity.after,
    ]


def test_there_are_examples() -> None:
    assert len(FILES) >= 10


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_examples(path: Path) -> None:
    text, expected = table(path)
    assert [row(quantity) for quantity in quantities(text)] == expected


@given(st.text() | PROSE)
def test_spans_lie_in_order_and_apart(text: str) -> None:
    end = 0
    for quantity in quantities(text):
        assert end <= quantity.start < quantity.end <= len(text)
        assert quantity.written == text[quantity.start : quantity.end]
        assert quantity.step > 0
        assert quantity.label in text
        end = quantity.end


@given(st.integers(1, 10**12 - 1), st.integers(0, 4), st.booleans(), SCALES, UNITS)
def test_any_number_written_is_read_exactly(
    number: int, places: int, grouped: bool, scale: tuple[str, int], unit: str
) -> None:
    value = Decimal(number).scaleb(-places)
    written = f"{value:,f}" if grouped else f"{value:f}"
    (found,) = quantities(f"累计完成{written}{scale[0]}{unit}，占比")
    assert (found.value, found.measure) == (value * scale[1], unit)
    assert (found.scale, found.step) == (scale[1], Decimal(scale[1]).scaleb(-places))


@given(st.integers(1, 99_999_999))
def test_any_integer_in_chinese_numerals_is_read(number: int) -> None:
    assert numeral(spelt(number)) == number


def spelt(number: int) -> str:
    """An integer below a hundred million in Chinese numerals."""
    if number >= 10**4:
        high, low = divmod(number, 10**4)
        gap = "零" if 0 < low < 1000 else ""
        return spelt(high) + "万" + gap + (spelt(low) if low else "")
    written, zero = "", False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            written += ("零" if zero and written else "") + NUMERALS[digit] + name
        zero = digit == 0
    return written


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("两百", 200),
        ("三千五百", 3500),
        ("一万零二", 10002),
    ],
)
def test_numerals(written: str, value: int) -> None:
    assert numeral(written) == value


@given(st.integers(1, 999), st.integers(1, 999), st.sampled_from("—～-~至"), UNITS)
def test_a_range_is_two_quantities_of_one_unit(low: int, high: int, dash: str, unit: str) -> None:
    low, high = sorted((low, high))
    first, second = quantities(f"每季度{low}{dash}{high}{unit}，")
    assert [first.value, second.value] == [low, high]
    assert {first.measure, second.measure} == {unit}
    assert [first.bound, second.bound] == [Bound.FROM, Bound.TO]


@pytest.mark.parametrize(
    "text",
    ["9" * 200_000, "《" * 200_000, "“" * 200_000, "1," * 100_000, "1-" * 100_000, "百" * 200_000],
)
def test_a_pathological_text_is_read_in_linear_time(text: str) -> None:
    started = time.process_time()
    quantities(text)
    assert time.process_time() - started < 2


def test_full_width_digits_are_the_same_figures() -> None:
    assert quantities("完成３０％，投资１２．５亿元") == quantities("完成30%，投资12.5亿元")


def test_the_quantities_of_many_sentences_are_as_expected() -> None:
    path = ROOT / "tests/examples/quantities.txt"
    lines = []
    for sentence in re.findall("^# (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE):
        lines.append(f"# {sentence}\n")
        for quantity in quantities(sentence):
            place = f"{quantity.start}-{quantity.end}"
            lines.append(f"{place} {' | '.join([*row(quantity), digits(quantity.step)])}\n")
    assert_expected("".join(lines), path)
