"""Reports that fill their place and say nothing."""

import re

_HOLLOW = re.compile(
    r"(?:[暂本期均]*无(?:进展|变化|内容)?|没有|略|(?:同|见|如)(?:上|前)(?:年|期|次|半年|季度)?|详?见附[件表]"
    r"|[-—–－/／\\×0○〇]+|n/?a|none)[。.，,、；;\s]*|[。.，,、；;…]+",
    re.IGNORECASE,
)


def is_hollow(text: str) -> bool:
    """Whether a report is only such words or marks: 无, 同上, 见附件, a dash."""
    return _HOLLOW.fullmatch("".join(text.split())) is not None
