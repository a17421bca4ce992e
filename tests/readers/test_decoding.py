"""The encoding of a text, by which characters would be usual ones."""

import pytest

from progress_report.readers.decoding import is_big5, is_garbled

COMMON = "進展情況報告辦理單位開發應當總結"


def of_lead(encoding: str, lead: int) -> str:
    """The characters of one row of an encoding."""
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    texts = (bytes([lead, trail]).decode(encoding, "ignore") for trail in trails)
    return "".join(char for char in texts if "\u4e00" <= char <= "\u9fff")


@pytest.mark.parametrize(("lead", "garbled"), [(0xB0, False), (0xD7, False), (0xD8, True)])
def test_the_usual_characters_of_gb_2312_are_not_garbled(lead: int, garbled: bool) -> None:
    text = "".join(of_lead("gb2312", lead))
    assert is_garbled(text[:40]) is garbled


@pytest.mark.parametrize(("length", "garbled"), [(5, False), (6, True)])
def test_a_few_rare_characters_are_no_garbled_text(length: int, garbled: bool) -> None:
    assert is_garbled(of_lead("gb2312", 0xD8)[:length]) is garbled


@pytest.mark.parametrize("lead", [0xA4, 0xC6])
def test_the_first_and_the_last_usual_characters_count(lead: int) -> None:
    usual = of_lead("big5", lead)[:6]
    assert is_big5((COMMON[:12] + usual).encode("big5") + b"\n")


def test_mostly_rare_characters_are_not_big5() -> None:
    rare = of_lead("big5", 0xC9)[:6]
    assert not is_big5((COMMON[:12] + rare).encode("big5") + b"\n")
