"""Formulas of web pages (MathML) on one line of text."""

from typing import Any

from progress_report.system.data import read_data
from progress_report.text import linear

_ROWS = frozenset(read_data("readers", "markup")["mathml_rows"])
"""Elements whose parts follow one another on the line."""
_LEFT_OUT = frozenset({"annotation", "annotation-xml", "mphantom"})


def formula(element: Any) -> tuple[str, bool]:
    """A formula on one line, and whether its structure is kept."""
    reader = _Formula()
    return reader.text(element), reader.exact


class _Formula:
    def __init__(self) -> None:
        self.exact = True

    def text(self, element: Any) -> str:
        tag = element.tag
        if not isinstance(tag, str) or tag in _LEFT_OUT:
            return ""
        parts = [self.text(child) for child in element if isinstance(child.tag, str)]
        match tag, parts:
            case "mfrac", [numerator, denominator]:
                line = linear.fraction(numerator, denominator)
            case "msup", [base, exponent]:
                line = linear.power(base, exponent)
            case "msub", [base, index]:
                line = linear.indexed(base, index)
            case "msubsup", [base, index, exponent]:
                line = linear.power(linear.indexed(base, index), exponent)
            case "msqrt", _:
                line = linear.root("", "".join(parts))
            case "mroot", [radicand, degree]:
                line = linear.root(degree, radicand)
            case "mfenced", _:
                inner = (element.get("separators") or ",")[0].join(parts)
                line = f"{element.get('open', '(')}{inner}{element.get('close', ')')}"
            case _:
                self.exact = self.exact and tag in _ROWS
                line = "".join(((element.text or "").strip(), *parts))
        return line
