"""Small fonts of boxes."""

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

TEXT = "甲乙丙"
CHINESE = 0x804
"""The language of a name."""


def font(
    family: str, chinese: str = "", style: str = "Regular", weight: int = 400, chars: str = TEXT
) -> TTFont:
    """A font of boxes; its full name is its family and style."""
    glyphs = {".notdef": 0} | {f"uni{ord(char):04X}": ord(char) for char in chars}
    pen = TTGlyphPen(None)
    for index, point in enumerate([(0, 0), (0, 700), (weight, 700), (weight, 0)]):
        (pen.lineTo if index else pen.moveTo)(point)
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap({code: name for name, code in glyphs.items() if code})
    builder.setupGlyf(dict.fromkeys(glyphs, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (1000, 0)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    names = {"familyName": family, "styleName": style, "fullName": f"{family} {style}"}
    builder.setupNameTable(names | {"psName": f"{family}-{style}".replace(" ", "")}, mac=False)
    builder.setupOS2(usWeightClass=weight)
    builder.setupPost()
    if chinese:
        for number, text in ((1, chinese), (4, f"{chinese} {style}")):
            builder.font["name"].setName(text, number, 3, 1, CHINESE)
    return builder.font


def save(folder: Path, name: str, made: TTFont) -> Path:
    folder.mkdir(exist_ok=True)
    made.save(folder / name)
    return folder / name
