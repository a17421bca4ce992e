"""Equations (Office Math, ISO/IEC 29500-1, 22.1), EQ fields and symbols of Word as plain text."""

import re
from typing import Any

from progress_report.office.wordml import W
from progress_report.system.data import read_data
from progress_report.text import linear

_PRIVATE = range(0xE000, 0xF900)
_BYTES = range(0x100)
UNKNOWN = "\ufffd"  # for a symbol of unknown meaning
_TICKS = {0xFC: "✓", 0xFB: "✗", 0xFE: "☑", 0xFD: "☒", 0xA8: "□", 0x6F: "□", 0x52: "☑", 0x53: "☒"}
"""Ticks and boxes of the Wingdings fonts, which offices type to mark a row as done."""
_LOW = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_�"
    "αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
)
_HIGH = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…���ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑�����������〉∫"
_SYMBOL = {**dict(enumerate(_LOW, start=0x20)), **dict(enumerate(_HIGH, start=0xA0))}
"""The font Symbol, in Adobe's encoding."""


def symbol(code: str, font: str) -> str:
    """The character that a symbol shows; U+FFFD if its meaning is unknown."""
    try:
        point = int(code, 16)
        char = chr(point)
    except (ValueError, OverflowError):
        return UNKNOWN
    of_font = font.strip().lower()
    if of_font == "symbol" and (point in _PRIVATE or point in _BYTES):
        return _SYMBOL.get(point & 0xFF, UNKNOWN)
    if point in _PRIVATE or (point in _BYTES and of_font.startswith("wingdings")):
        return _TICKS.get(point & 0xFF, UNKNOWN)
    return char if char.isprintable() else UNKNOWN


def unprivate(text: str, font: str) -> str:
    """A text in which symbols typed in such a font are the characters they show."""
    if font.strip().lower() != "symbol" and not font.lower().startswith("wingdings"):
        return text
    return "".join(
        symbol(f"{ord(char):X}", font) if ord(char) in _PRIVATE else char for char in text
    )


_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_VAL = f"{_M}val"
_ELEMENT = f"{_M}e"
_TEXTS = (f"{_M}t", f"{W}t")
_CLEAR = frozenset(read_data("readers", "markup")["word_rows"])
"""Elements whose parts follow one another on the line."""
_LEFT_OUT = frozenset((*(f"{_M}{tag}" for tag in ("rPr", "ctrlPr", "argPr")), f"{W}rPr", f"{W}del"))
_ARGUMENT = r"((?:[^(),;\\]|\([^()\\]*\))*)"
_CIRCLE = re.compile(rf"\\o(?:\\a[lcr])*\([○〇◯O]\s*[,;]{_ARGUMENT}\)", re.IGNORECASE)
_CIRCLE_LAST = re.compile(rf"\\o(?:\\a[lcr])*\({_ARGUMENT}[,;]\s*[○〇◯]\s*\)", re.IGNORECASE)
_FRACTION = re.compile(rf"\\f\({_ARGUMENT}[,;]{_ARGUMENT}\)", re.IGNORECASE)
_RAISED = re.compile(rf"\\s\\up\d*\({_ARGUMENT}\)", re.IGNORECASE)
_LOWERED = re.compile(rf"\\s\\do\d*\({_ARGUMENT}\)", re.IGNORECASE)
_ROOT = re.compile(rf"\\r\((?:{_ARGUMENT}[,;])?{_ARGUMENT}\)", re.IGNORECASE)
_SWITCH = re.compile(r"\\[a-z]+\d*", re.IGNORECASE)


def equation(element: Any) -> tuple[str, bool]:
    """An equation on one line, and whether its structure is kept."""
    reader = _Equation()
    return reader.text(element), reader.exact


class _Equation:
    def __init__(self) -> None:
        self.exact = True

    def text(self, element: Any) -> str:
        if element.tag in _TEXTS:
            return element.text or ""
        if element.tag in _LEFT_OUT or not isinstance(element.tag, str):
            return ""
        kind = element.tag.removeprefix(_M)
        if kind in ("f", "sSup", "sSub", "sSubSup", "rad"):
            return self._structure(kind, element)
        if kind == "d":
            return self._delimited(element)
        if kind == "nary":
            sign = _property(element, "naryPr", "chr", "∫")
            sign = self._scripts(sign, self._part(element, "sub"), self._part(element, "sup"))
            return f"{sign} {self._part(element, 'e')}"
        if kind not in _CLEAR and element.tag.startswith(_M) and not kind.endswith("Pr"):
            self.exact = False
        return "".join(map(self.text, element))

    def _structure(self, kind: str, element: Any) -> str:
        if kind == "f":
            if _property(element, "fPr", "type", "bar") == "noBar":
                self.exact = False
            return linear.fraction(self._part(element, "num"), self._part(element, "den"))
        base = self._part(element, "e")
        if kind == "rad":
            return linear.root(self._part(element, "deg"), base)
        return self._scripts(base, self._part(element, "sub"), self._part(element, "sup"))

    def _scripts(self, base: str, lower: str, upper: str) -> str:
        base = linear.indexed(base, lower) if lower else base
        return linear.power(base, upper) if upper else base

    def _part(self, element: Any, name: str) -> str:
        part = element.find(f"{_M}{name}")
        return "" if part is None else self.text(part)

    def _delimited(self, element: Any) -> str:
        between = _property(element, "dPr", "sepChr", "|")
        inner = between.join(map(self.text, element.iterfind(_ELEMENT)))
        begin = _property(element, "dPr", "begChr", "(")
        return begin + inner + _property(element, "dPr", "endChr", ")")


def _property(element: Any, group: str, name: str, default: str) -> str:
    found = element.find(f"{_M}{group}/{_M}{name}")
    value = default if found is None else found.get(_VAL, default)
    return str(value)


def eq_field(instruction: str) -> tuple[str, bool]:
    r"""What an EQ field draws, on one line, and whether its structure is kept.

    The instruction is the code without the field's name, such as ``\o\ac(○,1)``.
    """
    text, before = instruction, ""
    while text != before:
        before = text
        for pattern in (_CIRCLE, _CIRCLE_LAST):
            text = pattern.sub(lambda match: linear.circled(match[1].strip()) or match[0], text)
        text = _FRACTION.sub(lambda match: linear.fraction(match[1], match[2]), text)
        text = _RAISED.sub(lambda match: linear.superscript(match[1].strip()) or match[0], text)
        text = _LOWERED.sub(lambda match: linear.subscript(match[1].strip()) or match[0], text)
        text = _ROOT.sub(lambda match: linear.root((match[1] or "").strip(), match[2]), text)
    exact = _SWITCH.search(text) is None
    return " ".join(_SWITCH.sub("", text).split()), exact


def instruction_parts(code: str) -> tuple[str, str]:
    """The name of a field in capitals, and the rest of its code."""
    name, _space, rest = code.strip().partition(" ")
    keyword, backslash, switches = name.partition("\\")
    return keyword.upper(), (backslash + switches + " " + rest).strip()


def symbol_field(arguments: str) -> tuple[str, str]:
    """The code in hexadecimal digits, empty if there is none, and the font of a SYMBOL field."""
    match = re.match(r"\s*(?:0x([0-9a-f]{1,6})|(\d{1,7}))", arguments, re.IGNORECASE)
    font = re.search(r'\\f\s*(?:"([^"]*)"|(\S+))', arguments, re.IGNORECASE)
    name = (font[1] or font[2] or "") if font else ""
    return ("" if match is None else match[1] or f"{int(match[2]):X}"), name
