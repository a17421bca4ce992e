"""Raised and lowered text, fractions and roots as plain text, with the characters of Unicode."""

import unicodedata
from functools import cache

_PLAIN = "0123456789+-−=()（）"
_RAISED = str.maketrans(_PLAIN + "ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾⁽⁾ⁿⁱ")
_LOWERED = str.maketrans(_PLAIN, "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎₍₎")
_CIRCLED = (*range(0x2460, 0x2474), *range(0x24B6, 0x24EB), *range(0x3251, 0x3260))
_CIRCLED_MORE = (*range(0x3280, 0x32B1), *range(0x32B1, 0x32C0))


def superscript(text: str) -> str | None:
    """The text raised, such as ⁴ for 4; None if Unicode lacks a character."""
    return _converted(text, _RAISED)


def subscript(text: str) -> str | None:
    """The text lowered, such as ₂ for 2; None if Unicode lacks a character."""
    return _converted(text, _LOWERED)


def script(text: str, name: str) -> str | None:
    """A text as superscript, subscript, or as it is; None if Unicode lacks a character."""
    if name == "superscript":
        return superscript(text)
    return subscript(text) if name == "subscript" else text


def _converted(text: str, table: dict[int, int]) -> str | None:
    known = all(ord(char) in table or char.isspace() for char in text)
    return text.translate(table) if known else None


def power(base: str, exponent: str) -> str:
    """A power on one line: x², or x^(a+b) where Unicode has no such superscript."""
    raised = superscript(exponent)
    return base + (f"^{_grouped(exponent)}" if raised is None else raised)


def indexed(base: str, index: str) -> str:
    """A base with an index on one line: x₂, or x_k."""
    lowered = subscript(index)
    return base + (f"_{_grouped(index)}" if lowered is None else lowered)


def fraction(numerator: str, denominator: str) -> str:
    """A fraction on one line: 3/4, (a+b)/c."""
    return f"{_grouped(numerator)}/{_grouped(denominator)}"


def root(degree: str, radicand: str) -> str:
    """A root on one line: √2, ³√(x+1). An empty degree is a square root."""
    return ("" if degree in ("", "2") else power("", degree)) + f"√{_grouped(radicand)}"


def circled(text: str) -> str | None:
    """A character or number in a circle, such as ① for 1; None if Unicode lacks it."""
    return _circles().get(text)


@cache
def _circles() -> dict[str, str]:
    characters = map(chr, (*_CIRCLED, *_CIRCLED_MORE))
    return {unicodedata.normalize("NFKC", char): char for char in characters}


def _grouped(text: str) -> str:
    """The text in brackets if it is more than one number or word."""
    text = text.strip()
    return text if text.replace(".", "").isalnum() or not text else f"({text})"
