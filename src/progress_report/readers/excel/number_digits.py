"""The digits of a number in the places of a format: decimals, thousands, powers, fractions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from itertools import pairwise

_LONGEST, _SMALLEST = 11, -4
"""Characters that General takes, the point among them; and the least power of ten it rounds."""
_WIDE = Context(prec=800, rounding=ROUND_HALF_UP)
_MOST_PLACES = 300  # no number has more; a code may ask for no more


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a format code.

    ``kind`` is ``text`` (shown as it is), ``digit`` (``0 # ?``), a mark (``. , % / @``),
    ``exponent``, ``general``, ``date``, ``elapsed``, ``noon`` or ``seconds``.
    """

    kind: str
    text: str


def rounded(value: Decimal, places: int) -> Decimal:
    """Rounded to so many places, as spreadsheets round: 2.5 to 3."""
    return value.quantize(Decimal(1).scaleb(-places), context=_WIDE)


def general(value: Decimal) -> str:
    """A number that is not negative in the format General, which takes eleven characters."""
    if not value:
        return "0"
    size = value.adjusted()
    if _SMALLEST <= size < _LONGEST:
        text = _plain(rounded(value, max(0, _LONGEST - 2 - max(size, 0))))
        if len(text.replace(".", "")) <= _LONGEST:
            return text
    exact = _plain(value)
    if size < 0 and len(exact) <= _LONGEST:
        return exact
    mantissa, _e, power = f"{Context(6, ROUND_HALF_UP).plus(value):E}".partition("E")
    return f"{_plain(Decimal(mantissa))}E{int(power):+03d}"


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown_digits(tokens: Sequence[Token], value: Decimal) -> str:
    """A number that is not negative, by a section with places; ValueError of too many places."""
    kinds = [token.kind for token in tokens]
    if kinds.count("digit") > _MOST_PLACES:
        raise ValueError("too many places")
    value *= 100 ** kinds.count("%")
    if "/" in kinds and "exponent" not in kinds:
        return _fraction(tokens, kinds.index("/"), value)
    end = kinds.index("exponent") if "exponent" in kinds else len(kinds)
    point = kinds.index(".") if "." in kinds[:end] else end
    digits = [at for at, kind in enumerate(kinds) if kind == "digit"]
    whole = [at for at in digits if at < point]
    decimals = [at for at in digits if point < at < end]
    commas = [at for at, kind in enumerate(kinds) if kind == ","]
    grouped = any(any(a < at < b for a, b in pairwise(whole)) for at in commas)
    # a comma behind the last digit, of the whole or of all, divides by a thousand
    last = max(whole + decimals, default=-1)
    scaling = [at for at in commas if at > last or max(whole, default=-1) < at < point]
    value = value.scaleb(-3 * len(scaling))
    power = 0
    if end < len(kinds) and value:
        step = max(1, len(whole))
        power = value.adjusted() // step * step
        if rounded(value.scaleb(-power), len(decimals)).adjusted() >= step:
            power += step  # 9.99 became 10.0
        value = value.scaleb(-power)
    integer, _dot, rest = f"{rounded(value, len(decimals)):f}".partition(".")
    put: dict[int, str] = dict.fromkeys(commas, "")
    put |= _whole(tokens, whole, integer, grouped=grouped)
    if not whole and integer != "0" and point < end:
        put[point] = f"{integer}."
    kept = len(rest.rstrip("0"))
    for rank, at in enumerate(decimals):
        put[at] = rest[rank] if rank < kept else _filler(tokens[at])
    if end < len(kinds):
        put[end] = "E-" if power < 0 else "E+" if tokens[end].text.endswith("+") else "E"
        put |= _whole(tokens, [at for at in digits if at > end], str(abs(power)))
    return "".join(put.get(at, token.text) for at, token in enumerate(tokens))


def _filler(token: Token) -> str:
    return {"#": "", "?": " "}.get(token.text, "0")


def _whole(
    tokens: Sequence[Token], places: Sequence[int], integer: str, *, grouped: bool = False
) -> dict[int, str]:
    """Digits into their places from the right; what is too many goes before the first."""
    if not places:
        return {}
    shown = [*reversed(integer)] if integer != "0" else []
    shown += [_filler(tokens[at]) for at in [*reversed(places)][len(shown) :]]
    if grouped:
        shown = [
            f"{digit}," if rank and rank % 3 == 0 and digit.strip() else digit
            for rank, digit in enumerate(shown)
        ]
    put = dict(zip(reversed(places), shown, strict=False))
    put[places[0]] = "".join(reversed(shown[len(places) - 1 :]))
    return put


def _fraction(tokens: Sequence[Token], bar: int, value: Decimal) -> str:
    digits = [at for at, token in enumerate(tokens) if token.kind == "digit"]
    start = bar  # the places right before the bar are the numerator's
    while start > 0 and tokens[start - 1].kind == "digit":
        start -= 1
    whole = [at for at in digits if at < start]
    below = [at for at in digits if at > bar]
    exact = Fraction(value)
    integer = exact.numerator // exact.denominator if whole else 0
    fixed = re.search(r"[1-9][0-9]*", "".join(token.text for token in tokens[bar + 1 :]))
    if fixed:
        bottom = int(fixed[0])
        top = int((exact - integer) * bottom + Fraction(1, 2))
    else:
        near = (exact - integer).limit_denominator(10 ** max(1, len(below)) - 1)
        top, bottom = near.numerator, near.denominator
    if whole and top == bottom:
        integer, top = integer + 1, 0
    put = _whole(tokens, whole, str(integer))
    if whole and not top:
        put[whole[-1]] = str(integer)
        return "".join(put.get(at, token.text) for at, token in enumerate(tokens[:start])).rstrip()
    head = "".join(put.get(at, token.text) for at, token in enumerate(tokens[:start]))
    return f"{head}{top}/{bottom}"
