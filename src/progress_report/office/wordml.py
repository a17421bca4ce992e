"""WordprocessingML (ISO/IEC 29500-1 and -4, transitional): makes and writes its elements.

Word is strict about the order of elements: callers pass children in the order of the schema.
"""

import re
from typing import Any

from lxml import etree  # type: ignore[import-untyped]  # lxml carries no types

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{MAIN}}}"  # before the names of its elements and attributes
VAL = f"{W}val"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TWIPS_PER_POINT = 20
_TWIPS_PER_MM = 1440 / 25.4
_PREFIXES = {"w": MAIN, "r": RELATIONSHIPS}
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# XML 1.0, production 2: an XML document cannot hold these, not even as a reference
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Element = Any  # an lxml element


def w(tag: str, *children: Element, **attributes: str | float) -> Element:
    """An element of the main namespace, as are its attributes; numbers must be whole."""
    qualified = {f"{W}{name}": writable(str(value)) for name, value in attributes.items()}
    element = etree.Element(f"{W}{tag}", qualified, nsmap=_PREFIXES)
    element.extend(children)
    return element


def run(text: str) -> Element:
    """A run of text, white space and all; a tab becomes a tab stop."""
    element = w("r")
    for index, part in enumerate(writable(text).split("\t")):
        if index:
            element.append(w("tab"))
        if part:
            piece = w("t")
            piece.text = part
            piece.set(SPACE, "preserve")
            element.append(piece)
    return element


def paragraph(text: str, style: str) -> Element:
    """A paragraph in a style, by the style's id."""
    element = w("p", w("pPr", w("pStyle", val=style)))
    if text:
        element.append(run(text))
    return element


def twips(millimetres: float) -> int:
    """Millimetres in twentieths of a point, to the nearest."""
    return round(millimetres * _TWIPS_PER_MM)


def writable(text: str) -> str:
    """The text with U+FFFD for what XML cannot hold."""
    return _UNWRITABLE.sub("\ufffd", text)


def xml(root: Element) -> bytes:
    """The bytes of a part."""
    etree.cleanup_namespaces(root, keep_ns_prefixes=list(_PREFIXES))
    encoded: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return encoded
