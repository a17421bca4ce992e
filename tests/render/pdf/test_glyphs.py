"""Text copied from the PDF is the text that was printed, also where characters look the same."""

import io
from pathlib import Path
from typing import Any

import pypdf
import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from support.fonts import font, save
from support.printer import CONFIG, FONTS, print_page

from progress_report.domain.config import Fonts
from progress_report.domain.period import Period
from progress_report.domain.table import Cell, Column, ColumnKind, Row, Table
from progress_report.render.html.page import render_page
from progress_report.render.pdf.fonts import find_fonts, missing_characters
from progress_report.render.pdf.glyphs import with_own_glyphs

TEXTS = [
    "10〜20，10～20",
    "①完成，➀完成",
    "行政⾏政",
    "豈\uf900",
    "a\u00a0b",
    "甲，\ufe00乙，丙，\ufe01。",  # with glyphs of their own in the font
    "☎\ufe0e电话☎，\ufe00",
    "葛\U000e0100城葛城",
]


def table(*texts: str) -> Table:
    columns = (Column("文", ColumnKind.PROGRESS, 100, row_heading=True),)
    rows = (Row(str(n), (Cell(text),)) for n, text in enumerate(texts))
    return Table("题", Period(2021, 1, 6), columns, tuple(rows))


def copied(content: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_copied_text_is_the_printed_text() -> None:
    content, warnings = print_page(render_page(table(*TEXTS), CONFIG))
    assert warnings == []
    lines = copied(content).split("\n")
    assert [text for text in TEXTS if text not in lines] == []


def test_a_selector_is_no_missing_character_and_changes_nothing_that_the_font_lacks() -> None:
    assert missing_characters(table("甲\ufe0f", "\ufe0e乙"), CONFIG, FONTS) == []
    content, warnings = print_page(render_page(table("甲\ufe0f", "\ufe0e乙"), CONFIG))
    assert warnings == []
    assert "甲\ufe0f\n乙" in copied(content)


def test_outlines_of_truetype_are_copied_too(tmp_path: Path) -> None:
    made = font("Own Song", chars="行甲文号题")
    for part in made["cmap"].tables:
        part.cmap[ord("⾏")] = "uni884C"
    save(tmp_path, "own.ttf", made)
    fonts = find_fonts(Fonts(body=("Own Song",)), [tmp_path])
    assert copied_of(fonts, "行⾏甲\ufe00甲") == "行⾏甲\ufe00甲"


def copied_of(fonts: Any, text: str) -> str:
    page = f"<html lang=zh><body style='font-family: Own Song'><p>{text}</p></body></html>"
    return copied(print_page(page, fonts)[0])


def test_a_copy_looks_like_its_original() -> None:
    content = FONTS.body.subset("〜～，\ufe00，\ufe01甲\ufe01")
    subset = TTFont(io.BytesIO(content))
    drawn = {code: outline(subset, name) for code, name in subset.getBestCmap().items()}
    assert drawn[ord("〜")] == drawn[ord("～")]
    assert drawn[ord("〜")]
    assert len({*subset.getBestCmap().values()}) == 4
    [whole] = [TTFont(FONTS.body.path)]
    [variation] = [t.uvsDict[0xFE01] for t in whole["cmap"].tables if t.format == 14]
    [kept] = [t.uvsDict[0xFE01] for t in subset["cmap"].tables if t.format == 14]
    assert outline(subset, dict(kept)[ord("，")]) == outline(whole, dict(variation)[ord("，")])


def outline(font: TTFont, name: str) -> Any:
    glyphs = font.getGlyphSet()
    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    return pen.value, glyphs[name].width


@pytest.mark.parametrize("sequences", [[], [(0x4E00, 0xFE00)]])
def test_a_font_that_shares_nothing_is_left_alone(sequences: list[tuple[int, int]]) -> None:
    content = FONTS.body.subset("甲乙")
    assert with_own_glyphs(content, sequences) is content
