"""Reports that fill their place and say nothing."""

import re

from progress_report.diagnostics import Diagnostic, Location, Severity
from progress_report.i18n import _

_HOLLOW = re.compile(
    r"(?:[暂本期均]*无(?:进展|变化|内容)?|没有|略|(?:同|见|如)(?:上|前)(?:年|期|次|半年|季度)?|详?见附[件表]"
    r"|[-—–－/／\\×0○〇]+|n/?a|none)[。.，,、；;\s]*|[。.，,、；;…]+",
    re.IGNORECASE,
)


def is_hollow(text: str) -> bool:
    """Whether a report is only such words or marks: 无, 同上, 见附件, a dash."""
    return _HOLLOW.fullmatch("".join(text.split())) is not None


def taken_in(text: str, where: Location) -> list[Diagnostic]:
    """What is to be told of a report that is taken from a cell: nothing, or one note."""
    if not is_hollow(text):
        return []
    message = _("'{text}' fills the cell and says nothing").format(text=text)
    hint = _("it is taken in as it is; ask the unit what it means")
    return [Diagnostic("hollow-text", message, where, hint, Severity.NOTE)]
