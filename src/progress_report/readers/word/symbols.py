"""Characters of symbol fonts, which a document holds as code points of the private use area."""

_PRIVATE = range(0xE000, 0xF900)
_BYTES = range(0x100)
UNKNOWN = "\ufffd"
"""For a symbol of unknown meaning."""
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
