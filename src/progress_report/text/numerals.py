"""Chinese numerals."""

_ORDINALS = "零一二三四五六七八九"


def ordinal(number: int) -> str:
    """A Chinese numeral from 1 to 99, as used before 、 in headings."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else _ORDINALS[tens] + "十")
    return head + (_ORDINALS[ones] if ones or not tens else "")
