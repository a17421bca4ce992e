"""Fonts: the file that is asked for is the one that prints, by whichever of its names."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTCollection, TTFont
from support.fonts import font, save
from support.printer import print_page
from support.tasks import layout

from progress_report.domain.config import Fonts
from progress_report.domain.diagnostics import DataError, ReportError
from progress_report.domain.period import Period
from progress_report.domain.table import Cell, Column, ColumnKind, Row, Table
from progress_report.render.html.page import render_page
from progress_report.render.pdf.fonts import Face, find_fonts, missing_characters

TEXT = "甲乙丙"
COLUMNS = (
    Column("号", ColumnKind.NUMBER, 20, row_heading=True),
    Column("文", ColumnKind.PROGRESS, 80),
)
TABLE = Table("题", Period(2021, 1, 6), COLUMNS, (Row("1", (Cell("1"), Cell(TEXT))),))


def printed_fonts(fonts: Fonts, folder: Path) -> set[str]:
    """The names of the fonts in the finished PDF, without the tag of a subset."""
    columns = [(column.heading, column.kind, column.width) for column in COLUMNS]
    config = layout(columns, title="题", fonts=fonts)
    content, warnings = print_page(render_page(TABLE, config), find_fonts(fonts, [folder]))
    assert warnings == []

    def names() -> Iterator[str]:
        for page in pypdf.PdfReader(io.BytesIO(content)).pages:
            resources: Any = page["/Resources"]
            for resource in resources["/Font"].values():
                yield str(resource.get_object()["/BaseFont"]).split("+")[1]

    return set(names())


@pytest.mark.parametrize(
    "asked", ["FangSong_GB2312", "仿宋_GB2312", "FangSong_GB2312 Regular", "fangsong_gb2312"]
)
def test_any_name_of_a_font_prints_it(asked: str, tmp_path: Path) -> None:
    save(tmp_path, "fs.ttf", font("FangSong_GB2312", "仿宋_GB2312"))
    used = printed_fonts(Fonts(body=(asked,)), tmp_path)
    assert asked.replace(" ", "-") in {name.rstrip(",") for name in used}


def test_one_file_asked_for_by_two_names_prints_both_uses(tmp_path: Path) -> None:
    save(tmp_path, "fs.ttf", font("FangSong", "仿宋", chars=TEXT + "题号文— 0123456789"))
    fonts = Fonts(title=("FangSong",), heading=("仿宋",), body=("FangSong",))
    assert not {name for name in printed_fonts(fonts, tmp_path) if name.startswith("Noto")}


def test_two_faces_of_one_file_both_print(tmp_path: Path) -> None:
    collection = TTCollection()
    collection.fonts = [font("First Song"), font("Second Hei", chars="题")]
    collection.save(tmp_path / "both.ttc")
    used = printed_fonts(Fonts(title=("Second Hei",), body=("First Song",)), tmp_path)
    assert {"First-Song", "Second-Hei"} <= used


def test_of_a_family_the_regular_face_is_taken_and_a_full_name_is_exact(tmp_path: Path) -> None:
    save(tmp_path, "a.ttf", font("Own Song", style="Black", weight=900))
    regular = save(tmp_path, "b.ttf", font("Own Song"))
    black = tmp_path / "a.ttf"
    assert find_fonts(Fonts(body=("Own Song",)), [tmp_path]).body.path == regular
    assert find_fonts(Fonts(body=("Own Song Black",)), [tmp_path]).body.path == black


def test_a_projects_face_goes_before_the_packaged_one_of_its_name(tmp_path: Path) -> None:
    own = save(tmp_path, "own.ttf", font("Noto Serif SC"))
    found = find_fonts(Fonts(), [tmp_path])
    assert found.body.path == own
    assert [face.path for face, names in found.faces.items() if "Noto Serif SC" in names] == [own]


def test_a_face_only_the_title_has_can_print_a_character(tmp_path: Path) -> None:
    rare = "\U0010fffd"
    save(tmp_path, "rare.ttf", font("Rare", chars=rare))
    config = layout([("文", "progress", 1)], title="题")
    table = Table(rare, TABLE.period, COLUMNS, ())
    assert missing_characters(table, config, find_fonts(Fonts(title=("Rare",)), [tmp_path])) == []
    [found] = missing_characters(table, config, find_fonts(Fonts(), []))
    assert "U+10FFFD" in found.message


def test_a_subset_of_a_variable_font_is_its_regular_face(tmp_path: Path) -> None:
    made = font("Own Variable")
    builder = FontBuilder(font=made)
    builder.setupFvar([("wght", 100, 100, 900, "Weight")], [])
    builder.setupGvar({name: [] for name in made.getGlyphOrder()})
    path = save(tmp_path, "variable.ttf", made)
    subset = TTFont(io.BytesIO(Face("Own Variable", path).subset(TEXT)))
    assert "fvar" not in subset
    assert subset["OS/2"].usWeightClass == 400
    assert set(subset.getBestCmap()) == set(map(ord, TEXT))


def test_a_file_that_is_no_font_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"not a font")
    with pytest.raises(ReportError, match="Nowhere Song"):
        find_fonts(Fonts(body=("Nowhere Song",)), [tmp_path])


def test_a_damaged_font_is_named(tmp_path: Path) -> None:
    path = save(tmp_path, "fs.ttf", font("Own Song"))
    content = bytearray(path.read_bytes())
    record = content.index(b"glyf") + 8
    content[record : record + 8] = b"\xff" * 8  # where the outlines are
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"fs\.ttf: the font is damaged"):
        find_fonts(Fonts(body=("Own Song",)), [tmp_path]).subset_for(TEXT)


def test_a_glyph_is_named_by_its_place() -> None:
    """ISO 32000-1, 9.7.4.2: a code in a PDF is a CID, and WeasyPrint writes the glyph's place."""
    for face in find_fonts(Fonts(), []).faces:
        subset = TTFont(io.BytesIO(face.subset("2021年通州区")))
        charset = subset["CFF "].cff.topDictIndex[0].charset
        assert charset == [".notdef", *(f"cid{place:05}" for place in range(1, len(charset)))]
        assert len(charset) == 8
