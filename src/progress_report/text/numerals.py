"""Chinese numerals: the one table of digits, and numbers from and to words."""

DIGITS = "零一二三四五六七八九"  # the index of each is its value
VALUES = {digit: value for value, digit in enumerate(DIGITS)} | {"两": 2}
_ZEROS = "〇零○"
TO_ARABIC = str.maketrans(_ZEROS + DIGITS[1:], "0" * len(_ZEROS) + "123456789")
"""Translates years and the like, digit by digit: 二〇二一 to 2021."""
_POWERS = {"十": 10, "百": 100, "千": 1000}

_SETS = ("", f"〇{DIGITS[1:]}", "零壹贰叁肆伍陆柒捌玖", "０１２３４５６７８９")
_SET_POWERS = ("", "十百千", "拾佰仟", "十百千")
"""Digits and powers of ten of ``[DBNum1]`` to ``[DBNum3]`` in spreadsheets, by that number."""
_LONGEST = len("9999 9999 9999")


def numeral(written: str) -> int:
    """The value of an integer below a hundred million in words, 三千五百 or 二十, or in digits."""
    if written.isdecimal():
        return int(written)
    high, ten_thousands, low = written.rpartition("万")
    total, digit = (numeral(high) * 10**4 if ten_thousands else 0), 0
    for char in low:
        if char in _POWERS:
            total, digit = total + (digit or 1) * _POWERS[char], 0
        else:
            digit = VALUES[char]
    return total + digit


def ordinal(number: int) -> str:
    """A number from 1 to 99 in words, as used before 、 in headings."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else DIGITS[tens] + "十")
    return head + (DIGITS[ones] if ones or not tens else "")


def spell(text: str, kind: int, *, by_digit: bool = False, calendar: bool = False) -> str:
    """Spell a number as a spreadsheet does: 二〇二一 digit by digit, or 二千〇二十一.

    Its digits are Arabic; other characters stay. The kind is 1 for 一二三, 2 for 壹贰叁, 3 for
    １２３; in a calendar 10 to 19 begin with 十 and not with 一十.
    """
    table = str.maketrans("0123456789", _SETS[kind])
    integer, dot, rest = text.partition(".")
    if by_digit or not integer.isdigit() or len(integer) > _LONGEST:
        return text.translate(table)
    zero, powers = _SETS[kind][0], _SET_POWERS[kind]
    groups = []
    padded = integer.zfill(-(-len(integer) // 4) * 4)
    for start in range(0, len(padded), 4):
        group = "".join(
            digit.translate(table) + (("", *powers)[3 - place]) if digit != "0" else zero
            for place, digit in enumerate(padded[start : start + 4])
        )
        group = _single_zeros(group, zero).rstrip(zero)
        groups.append(group + ("", "万", "亿")[(len(padded) - start) // 4 - 1] if group else zero)
    words = _single_zeros("".join(groups), zero).strip(zero) or zero
    if calendar and words.startswith(_SETS[kind][1] + powers[0]):
        words = words[1:]
    return words + (dot + rest.translate(table) if dot else "")


def _single_zeros(words: str, zero: str) -> str:
    while zero * 2 in words:
        words = words.replace(zero * 2, zero)
    return words
