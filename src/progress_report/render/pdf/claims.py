"""What keeps a finished PDF from a standard that it is to follow.

The built-in templates keep every rule. Here are those that a project's own template, a picture or a
text can break without anyone seeing it; a file says no more of itself than is true.
"""

from collections.abc import Iterable, Iterator
from enum import Enum
from itertools import pairwise
from typing import Any

from progress_report.render.pdf.tagging import elements, kids
from progress_report.system.i18n import _

# Unicode 15, 23.5: what such a code stands for, only a font and those who agreed on it know.
_PRIVATE_USE = (range(0xE000, 0xF900), range(0xF0000, 0xFFFFE), range(0x100000, 0x10FFFE))
_PARTS = {
    "/Table": {"/THead", "/TBody", "/TFoot", "/Caption"},
    "/THead": {"/TR"},
    "/TBody": {"/TR"},
    "/TFoot": {"/TR"},
    "/TR": {"/TH", "/TD"},
    "/L": {"/L", "/LI", "/Caption"},
    "/LI": {"/Lbl", "/LBody"},
}
"""What may stand right below a part of a table or a list (ISO 32000-1, tables 336 and 337)."""


class Claim(Enum):
    """A standard, or a level of it."""

    LEVEL_A = "PDF/A-3a"
    """More than PDF/A-3u: it can be read aloud."""
    ARCHIVE = "PDF/A-3"
    UNIVERSAL = "PDF/UA-1"


def obstacles(pdf: Any, html: str) -> Iterator[tuple[Claim, str]]:
    """Find what a PDF must not say of itself, and why.

    Args:
        pdf: The pydyf PDF about to be written, its structure tree whole.
        html: The page it was made from.

    Returns:
        Each claim that cannot be made with a reason for the reader. The clauses are those of ISO
        19005-3 and ISO 14289-1.
    """
    private = sorted(c for c in set(html) if any(ord(c) in codes for codes in _PRIVATE_USE))
    if private:  # 6.2.11.7.3
        message = _("'{char}' (U+{code:04X}) is a private-use character, which only its font knows")
        yield Claim.LEVEL_A, message.format(char=private[0], code=ord(private[0]))
    pictures = [o.extra for o in pdf.objects if getattr(o, "extra", {}).get("Subtype") == "/Image"]
    if "device-cmyk(" in html or any(p.get("ColorSpace") == "/DeviceCMYK" for p in pictures):
        yield Claim.ARCHIVE, _("a colour or a picture is CMYK")  # 6.2.4.3
    yield from ((Claim.UNIVERSAL, reason) for reason in _unreadable(pdf))


def _unreadable(pdf: Any) -> Iterator[str]:
    tree = list(elements(pdf))
    if "Title" not in pdf.info or not pdf.info["Title"].string.strip():  # 7.1
        yield _("the page has no title")
    if not pdf.catalog["Lang"].string:  # 7.2
        yield _("the page names no language")
    if any(element["S"] == "/Figure" and "Alt" not in element for element in tree):  # 7.3
        yield _("a picture has no text in its place (alt, or title in a drawing)")
    if not all(_is_whole(pdf, element) for element in tree):  # 7.2
        yield _("a part of a table or of a list is missing, or in the wrong place")
    elif not all(_is_regular(pdf, element) for element in tree if element["S"] == "/Table"):
        yield _("the rows of a table do not have the same number of cells")
    levels = [int(element["S"][2:]) for element in tree if element["S"][2:].isdigit()]
    if any(below > above + 1 for above, below in pairwise([0, *levels])):  # 7.4.2
        yield _("a level of heading is left out")
    if any(map(_is_group, pdf.objects)):  # 7.1
        yield _("a see-through part (opacity) holds text, which a screen reader does not find")
    remarks = [o for o in pdf.objects if isinstance(o, dict) and o.get("Type") == "/Annot"]
    if any(remark["Subtype"] not in ("/Link", "/Widget") for remark in remarks):  # 7.18.1
        yield _("a file is attached to a place on the page")
    linked = [e["S"] for e in tree if any(kid.get("Type") == "/OBJR" for kid in kids(pdf, e))]
    if not {"/Link", "/Form"}.issuperset(linked):  # 7.18.5
        yield _("a link has more in it than text")


def _is_whole(pdf: Any, element: Any) -> bool:
    """Whether an element, if it is of a table or a list, has the parts that it should have."""
    kind = element["S"]
    parts = [kid.get("S") for kid in kids(pdf, element)]
    if kind == "/Table":
        ends = parts.count("/THead"), parts.count("/TFoot")
        if max(ends) > 1 or (any(ends) and "/TBody" not in parts):
            return False
    return kind not in _PARTS or _PARTS[kind].issuperset(parts)


def _is_regular(pdf: Any, table: Any) -> bool:
    """Whether every row of a table has as many cells, with those that reach into it from above."""
    widths = set()
    reaching: list[int] = []
    """For each column of each cell that reaches into the next row, how many rows it goes on for."""
    for section in kids(pdf, table):
        for row in kids(pdf, section):
            if row.get("S") != "/TR":
                continue
            cells = [cell["A"] for cell in kids(pdf, row) if cell.get("S") in ("/TD", "/TH")]
            for cell in cells:
                reaching += [cell.get("RowSpan", 1)] * cell.get("ColSpan", 1)
            widths.add(len(reaching))
            reaching = [rest - 1 for rest in reaching if rest > 1]
    return len(widths) <= 1


def _is_group(item: Any) -> bool:
    """Whether an object is drawn as one, and holds text of its own."""
    if getattr(item, "extra", {}).get("Subtype") != "/Form":
        return False
    return any(isinstance(part, dict) and "MCID" in part for part in item.stream)


def told(found: Iterable[tuple[Claim, str]]) -> Iterator[str]:
    """The notes for the user."""
    for claim, reason in found:
        yield _("the PDF does not call itself {claim}: {reason}").format(
            claim=claim.value, reason=reason
        )
