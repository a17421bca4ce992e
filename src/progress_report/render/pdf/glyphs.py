"""A glyph of its own for every character of a font subset.

A PDF names one text for each glyph. Where characters share one (～ and 〜, ① and ➀, a hyphen and a
soft hyphen; about 480 groups in the packaged fonts), copied text would have the first of them for
all. So would a character with and without a variation selector behind it.
"""

import copy
import io
from collections.abc import Collection, Iterator
from typing import Any

import uharfbuzz as hb

from progress_report.render.pdf.tagging import resolve

Sequence = tuple[int, int]  # a code point, and that of the variation selector behind it
_VARIATIONS_FORMAT = 14  # the format of a cmap table for variation selectors; OpenType 1.9, cmap
_UNPRINTED_TABLES = ("hdmx", "LTSH")


def with_own_glyphs(content: bytes, sequences: Collection[Sequence]) -> bytes:
    """A font file in which no two characters or sequences share a glyph.

    A file without TrueType or CFF outlines is returned as it is. Of the sequences printed, what the
    font draws does not change.
    """
    shared = [*_shared(content, sequences)]
    if not shared:
        return content
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - a tenth of a second, and seldom needed

    font = TTFont(io.BytesIO(content), recalcTimestamp=False)
    if "CFF " not in font and "glyf" not in font:
        return content
    for tag in _UNPRINTED_TABLES:
        if tag in font:
            del font[tag]
    order = list(font.getGlyphOrder())
    for code, selector, glyph in shared:
        name = _add_copy(font, order, order[glyph])
        if selector is None:
            for table in font["cmap"].tables:
                if code in table.cmap:
                    table.cmap[code] = name
        else:
            _map_sequence(font, code, selector, name)
    output = io.BytesIO()
    font.save(output, reorderTables=False)
    return output.getvalue()


def name_sequences(pdf: Any) -> None:
    """Name the text of glyphs for sequences, where WeasyPrint names those of characters alone.

    The ToUnicode maps (ISO 32000-1, 9.10.3) of the pydyf PDF about to be written are changed in
    place.
    """
    for font in pdf.objects:
        if not isinstance(font, dict) or font.get("Subtype") != "/Type0":
            continue
        descendant = resolve(pdf, font["DescendantFonts"][0])
        descriptor = resolve(pdf, descendant["FontDescriptor"])
        file = resolve(pdf, descriptor.get("FontFile3") or descriptor["FontFile2"])
        lines = [
            f"1 beginbfchar <{glyph:04x}> <{text.encode('utf-16-be').hex()}> endbfchar".encode()
            for glyph, text in _sequence_texts(file.stream[0])
        ]
        stream = resolve(pdf, font["ToUnicode"]).stream
        end = stream.index(b"endcmap")
        stream[end:end] = lines


def _sequence_texts(content: bytes) -> Iterator[tuple[int, str]]:
    """The glyphs that are for sequences only; others in the font file are not printed."""
    font = hb.Font(hb.Face(content))
    for selector in font.face.variation_selectors:
        for code in font.face.variation_unicodes(selector):
            glyph = font.get_variation_glyph(code, selector)
            if glyph and glyph != font.get_nominal_glyph(code):
                yield glyph, chr(code) + chr(selector)


def _shared(
    content: bytes, sequences: Collection[Sequence]
) -> Iterator[tuple[int, int | None, int]]:
    """Characters and sequences (with a selector) whose glyph another one has, and that glyph."""
    font = hb.Font(hb.Face(content))
    used = set[int]()
    for code in sorted(font.face.unicodes):
        glyph = font.get_nominal_glyph(code) or 0
        if glyph in used:
            yield code, None, glyph
        used.add(glyph)
    for code, selector in sorted(sequences):
        variation = font.get_variation_glyph(code, selector)
        glyph = variation or font.get_nominal_glyph(code) or 0
        if glyph and (glyph in used or not variation):
            yield code, selector, glyph
        used.add(glyph)


def _add_copy(font: Any, order: list[str], name: str) -> str:
    """Add a copy of a glyph; give its name, for CFF that of its index, to which a PDF refers."""
    copied = f"cid{len(order):05d}"
    order.append(copied)
    font["hmtx"].metrics[copied] = font["hmtx"].metrics[name]
    if "glyf" in font:
        font["glyf"].glyphs[copied] = copy.deepcopy(font["glyf"].glyphs[name])
        font["glyf"].setGlyphOrder(order)
    else:
        top = font["CFF "].cff.topDictIndex[0]
        outlines = top.CharStrings
        outline, private = outlines.getItemAndSelector(name)
        outlines.charStrings[copied] = len(outlines.charStringsIndex)
        outlines.charStringsIndex.append(outline)
        top.charset.append(copied)
        if hasattr(top, "FDSelect"):
            top.FDSelect.append(private)
    font.setGlyphOrder(order)
    return copied


def _map_sequence(font: Any, code: int, selector: int, name: str) -> None:
    """Let a sequence have this glyph."""
    from fontTools.ttLib.tables._c_m_a_p import CmapSubtable  # noqa: PLC0415 - as above

    tables = font["cmap"].tables
    table = next((table for table in tables if table.format == _VARIATIONS_FORMAT), None)
    if table is None:
        table = CmapSubtable.newSubtable(_VARIATIONS_FORMAT)
        table.platformID, table.platEncID, table.language = 0, 5, 0xFF
        table.cmap, table.uvsDict = {}, {}
        tables.append(table)
    glyphs = table.uvsDict
    table.data = None  # else what was read is written again
    glyphs[selector] = [
        *(pair for pair in glyphs.get(selector, ()) if pair[0] != code),
        (code, name),
    ]
