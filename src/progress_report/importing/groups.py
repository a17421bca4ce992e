"""Names of groups, apart from the number that stands before them."""

import re

_ORDINAL = re.compile(
    r"\s*(?:[(（][一二三四五六七八九十]{1,3}[)）]\s*[、.．,，:：]?|"
    r"[一二三四五六七八九十]{1,3}(?:\s*[、.．,，:：]|(?=\s))|"
    r"第[一二三四五六七八九十]{1,3}(?:部分|类|项|章)[、:：]?)\s*"
)


def group_name(text: str) -> str:
    """The group that ``一、民生保障``, ``（一）民生保障`` or ``第一类：民生保障`` names."""
    begins = _ORDINAL.match(text)
    return text[begins.end() :] if begins else text
