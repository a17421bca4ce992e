"""Texts that are numbers as a whole: their sums and shares, in exact decimals."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,40})(?:\.\d{1,40})?")
_EXACT = Context(prec=120, rounding=ROUND_HALF_UP)
"""More digits than sums and products of such numbers have."""
_AUTO_DECIMALS = 2
NO_SHARE = "—"  # in place of a percentage of zero


def number(text: str) -> Decimal | None:
    """The number that a text is, with or without thousands separators; None for any other text."""
    folded = unicodedata.normalize("NFKC", text).strip()
    return Decimal(folded.replace(",", "")) if _NUMBER.fullmatch(folded) else None


def total(texts: Sequence[str]) -> str:
    """The sum of those texts that are numbers, with separators if one has them; else blank."""
    numbers = [value for text in texts if (value := number(text)) is not None]
    if not numbers:
        return ""
    with localcontext(_EXACT):
        value = sum(numbers, Decimal(0))
    separated = any("," in unicodedata.normalize("NFKC", text) for text in texts)
    return f"{value:,f}" if separated else f"{value:f}"


def rounded(value: Fraction, decimals: str) -> str:
    """A fraction with this many decimal places, rounded half up; see `share` for ``auto``."""
    places = _AUTO_DECIMALS if decimals == "auto" else int(decimals)
    scaled = abs(value) * 10**places
    digits = Decimal(int(scaled + Fraction(1, 2))).scaleb(-places, _EXACT)
    text = f"{digits:f}"
    if decimals == "auto" and "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 and text.strip("0.") else text


def share(part: str, whole: str, decimals: str, heading: str) -> str:
    """A part of a whole as a percentage, rounded half up.

    The sign % is left out where the heading has it, as in 完成比例（%）. The result is blank if one
    of the two is not a number.
    """
    numerator, denominator = number(part), number(whole)
    if numerator is None or denominator is None:
        return ""
    if not denominator:
        return NO_SHARE
    percent = rounded(Fraction(numerator) * 100 / Fraction(denominator), decimals)
    return percent if re.search("[%％]", heading) else f"{percent}%"
