"""The table as a Word file, read back with python-docx and part by part."""

import io
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from support.project import GOOD, LAYOUT, ROOT, project, report
from support.tables import built
from support.tasks import layout

from progress_report.domain.config import PageNumber, ReportConfig
from progress_report.domain.period import Period
from progress_report.domain.table import Cell, Column, ColumnKind, Row, Table
from progress_report.render.word import styles
from progress_report.render.word.table import render

pytestmark = pytest.mark.program

# The order of the schema (ISO/IEC 29500-4, Annex A): Word takes a file out of order for damaged.
ORDER = {
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc"
    " tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "trPr": "cnfStyle divId gridBefore gridAfter wBefore wAfter cantSplit trHeight tblHeader"
    " tblCellSpacing jc hidden ins del trPrChange",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText"
    " vAlign hideMark",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
    "tcMar": "top left bottom right",
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr"
    " suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct"
    " topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind"
    " contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment"
    " textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint"
    " noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect"
    " bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc"
    " pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi"
    " rtlGutter docGrid printerSettings sectPrChange",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden"
    " unhideWhenUsed qFormat locked personal personalCompose personalReply rsid pPr rPr tblPr trPr"
    " tcPr tblStylePr",
    "tblStylePr": "pPr rPr tblPr trPr tcPr",
    "styles": "docDefaults latentStyles style",
    "docDefaults": "rPrDefault pPrDefault",
    "settings": "zoom documentProtection defaultTabStop evenAndOddHeaders characterSpacingControl"
    " compat themeFontLang",
    "tr": "trPr tc",
    "tc": "tcPr p",
    "font": "altName",
    "fonts": "font",
    "document": "body",
}
MIXED = {"p": "pPr", "r": "rPr", "tbl": "tblPr", "body": ""}
"""Elements whose children come in any order, and what comes first of all."""
MM = 36000  # English Metric Units


def build(where: Path, *arguments: str) -> bytes:
    """What ``report build --format docx`` writes for a project."""
    out = where / "built"
    done = report("build", "--format", "docx", "--out", str(out), *arguments, cwd=where)
    assert done.returncode == 0, done.stderr
    [path] = out.glob("*.docx")
    return path.read_bytes()


def chongchuan(where: Path) -> Path:
    """A project with groups, merged cells, a note, an issuer and a date."""
    shutil.copytree(ROOT / "tests/examples/chongchuan/data", where / "data")
    path = where / "data/report.yaml"
    layout = path.read_text(encoding="utf-8")
    layout = layout.replace("group:\n", 'group:\n  heading: "{ordinal}、{group}"\n')
    path.write_text(f"{layout}issuer: 区政府督查室\ndate: 2023年12月5日\n", encoding="utf-8")
    return where


def told(paragraph: Paragraph) -> tuple[str, str | None]:
    """What a paragraph says, and the name of its style."""
    assert paragraph.style is not None
    return paragraph.text, paragraph.style.name


def opened(raw: bytes) -> DocumentType:
    return Document(io.BytesIO(raw))


def part(raw: bytes, name: str) -> Any:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return parse_xml(archive.read(name))


def small(*rows: tuple[str, str], title: str = "2021年上半年表") -> Table:
    columns = (
        Column("号", ColumnKind.NUMBER, 10, row_heading=True),
        Column("进展", ColumnKind.PROGRESS, 90),
    )
    made = tuple(Row(number, (Cell(number), Cell(text))) for number, text in rows)
    return Table(title, Period.parse("2021H1"), columns, made)


@pytest.fixture(scope="module")
def annex(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    where = tmp_path_factory.mktemp("real")
    return build(where, "2021H1", "--project", str(ROOT))


def test_every_text_of_the_real_table_stands_in_its_cell(
    annex: bytes, real: tuple[Table, ReportConfig]
) -> None:
    document = opened(annex)
    [made] = document.tables
    table, _config = real
    expected = [[column.heading for column in table.columns]]
    expected += [[cell.text for cell in row.cells if cell is not None] for row in table.rows]
    assert [[cell.text for cell in row.cells] for row in made.rows] == expected
    assert len(expected) == 38
    assert document.paragraphs[0].text == "2021年通州区涉及市政府工作报告重点任务上半年进展情况表"


def test_the_sheet_is_a4_laid_across_with_the_margins_of_the_layout(annex: bytes) -> None:
    [section] = opened(annex).sections
    assert section.orientation == WD_ORIENT.LANDSCAPE
    margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    sizes = (section.page_width, section.page_height, *margins)
    for size, millimetres in zip(sizes, (297, 210, 28, 37, 26, 35), strict=True):
        assert size is not None
        assert size / MM == pytest.approx(millimetres, abs=0.02)


def test_columns_have_fixed_widths_that_fill_the_text_area(annex: bytes) -> None:
    table = part(annex, "word/document.xml").find(f".//{qn('w:tbl')}")
    grid = [int(column.get(qn("w:w"))) for column in table.iter(qn("w:gridCol"))]
    # 225 mm in twips, shared 6 : 9 : 30 : 55
    assert grid == [765, 1148, 3827, 7016]
    assert sum(grid) == 12756 == round(225 * 1440 / 25.4)
    properties = table.find(qn("w:tblPr"))
    assert properties.find(qn("w:tblW")).get(qn("w:w")) == "12756"
    assert properties.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"
    for row in table.iter(qn("w:tr")):
        assert [int(width.get(qn("w:w"))) for width in row.iter(qn("w:tcW"))] == grid


def test_the_head_is_repeated_and_marked_for_who_hears_the_table(annex: bytes) -> None:
    table = part(annex, "word/document.xml").find(f".//{qn('w:tbl')}")
    heads = [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") for row in table.iter(qn("w:tr"))]
    assert heads[0] is not None
    assert heads[1:] == [None] * 37
    look = table.find(f".//{qn('w:tblLook')}")
    assert {name: look.get(qn(f"w:{name}")) for name in ("firstRow", "firstColumn", "val")} == {
        "firstRow": "1",
        "firstColumn": "1",
        "val": "06A0",
    }
    title = "2021年通州区涉及市政府工作报告重点任务上半年进展情况表"
    assert table.find(f".//{qn('w:tblCaption')}").get(qn("w:val")) == title
    described = table.find(f".//{qn('w:tblDescription')}").get(qn("w:val"))
    assert described == "序号、市折子号、市政府工作报告任务、目前进展情况"


def test_every_style_that_the_program_names_is_in_the_file(annex: bytes) -> None:
    file = part(annex, "word/styles.xml")
    ids = {style.get(qn("w:styleId")) for style in file.iter(qn("w:style"))}
    named = {value for name, value in vars(styles).items() if re.fullmatch("[A-Z][A-Z_]+", name)}
    assert len({value for value in named if isinstance(value, str)} & ids) > 10
    assert {value for value in named if isinstance(value, str)} <= ids


def test_styles_carry_the_faces_and_sizes_of_the_standard(annex: bytes) -> None:
    styles = part(annex, "word/styles.xml")

    def look(element: Any) -> tuple[str, str]:
        faces = element.find(f".//{qn('w:rFonts')}")
        names = {faces.get(qn(f"w:{use}")) for use in ("ascii", "hAnsi", "eastAsia", "cs")}
        [name] = names
        size = element.find(f".//{qn('w:sz')}")
        return name, "" if size is None else size.get(qn("w:val"))

    named = {style.get(qn("w:styleId")): style for style in styles.iter(qn("w:style"))}
    assert look(styles.find(qn("w:docDefaults"))) == ("仿宋_GB2312", "24")
    assert look(named["Title"]) == ("方正小标宋简体", "44")
    assert look(named["TableHead"]) == ("黑体", "")
    assert look(named["TableGroup"]) == ("黑体", "")
    assert look(named["Footer"]) == ("宋体", "28")
    languages = [dict(element.attrib) for element in styles.iter(qn("w:lang"))]
    assert languages == [
        {qn("w:val"): "zh-CN", qn("w:eastAsia"): "zh-CN", qn("w:bidi"): "ar-SA"},
        {qn("w:val"): "en-US"},  # of Latin letters and figures
    ]


def test_texts_are_formatted_by_their_styles_alone(annex: bytes) -> None:
    document = opened(annex)
    root = part(annex, "word/document.xml")
    assert not list(root.iter(qn("w:rPr")))
    properties = {child.tag for element in root.iter(qn("w:pPr")) for child in element}
    assert properties == {qn("w:pStyle")}
    used = {element.get(qn("w:val")) for element in root.iter(qn("w:pStyle"))}
    assert used == {"Title", "TableHead", "TableCentred", "TableText", "TableEnd"}
    assert {document.styles[style].name for style in ("Title", "Normal")} == {"Title", "Normal"}
    [table] = document.tables
    styles = [told(cell.paragraphs[0])[1] for cell in table.rows[1].cells]
    assert styles == ["表格居中", "表格居中", "表格正文", "表格正文"]


def test_page_numbers_of_a_landscape_sheet_are_turned_at_its_left_edge(annex: bytes) -> None:
    [section] = opened(annex).sections
    tops = []
    for footer in (section.footer, section.even_page_footer):
        [position] = footer._element.iter(qn("w:tblpPr"))  # noqa: SLF001 - python-docx tells of none
        tops.append(int(position.get(qn("w:tblpY"))) / 1440 * 25.4)
        left = int(position.get(qn("w:tblpX"))) / 1440 * 25.4
        assert left == pytest.approx(35 - 7 - 6.5, abs=0.1)  # as far from the text as in the PDF
        [direction] = footer._element.iter(qn("w:textDirection"))  # noqa: SLF001 - as above
        assert direction.get(qn("w:val")) == "tbRl"
        [row] = footer.tables[0].rows
        assert told(row.cells[0].paragraphs[0])[0] == "—  —"
    assert tops == [pytest.approx(210 - 26 - 45, abs=0.1), pytest.approx(28, abs=0.1)]


def test_page_numbers_stay_on_a_sheet_of_narrow_margins() -> None:
    table, config = built()
    page = config.page.model_copy(update={"margin_left": 10, "margin_bottom": 10})
    document = opened(render(table, config.model_copy(update={"page": page})))
    assert document.sections[0].footer_distance == 0
    [position] = document.sections[0].footer._element.iter(qn("w:tblpPr"))  # noqa: SLF001 - as above
    assert position.get(qn("w:tblpX")) == "1"


def test_page_numbers_stand_right_on_odd_pages_and_left_on_even_ones() -> None:
    table, config = built()
    page = config.page.model_copy(update={"number": PageNumber.FOOT})
    document = opened(render(table, config.model_copy(update={"page": page})))
    [section] = document.sections
    assert document.settings.odd_and_even_pages_header_footer
    assert section.footer_distance is not None
    assert section.footer_distance.mm == pytest.approx(page.margin_bottom - 7 - 6.5, abs=0.1)
    for footer, style, side in (
        (section.footer, "页码（单页）", "right"),
        (section.even_page_footer, "页码（双页）", "left"),
    ):
        [paragraph] = footer.paragraphs
        assert told(paragraph) == ("—  —", style)  # python-docx passes over the field within
        assert paragraph.style is not None
        indent = paragraph.style.element.find(f".//{qn('w:ind')}")
        assert indent.get(qn(f"w:{side}Chars")) == "100"
        assert indent.get(qn(f"w:{side}")) == "280"  # one character of 14 points
        [field] = footer._element.iter(qn("w:fldSimple"))  # noqa: SLF001 - python-docx tells of none
        assert field.get(qn("w:instr")).strip() == "PAGE"


def test_the_file_states_its_title_and_nothing_of_who_made_it_when(annex: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(annex)) as archive:
        assert archive.namelist() == [
            "[Content_Types].xml",
            "_rels/.rels",
            "word/_rels/document.xml.rels",
            "word/document.xml",
            "word/fontTable.xml",
            "word/footer1.xml",
            "word/footer2.xml",
            "word/settings.xml",
            "word/styles.xml",
            "docProps/core.xml",
        ]
    properties = opened(annex).core_properties
    assert properties.title == "2021年通州区涉及市政府工作报告重点任务上半年进展情况表"
    assert properties.language == "zh-CN"
    assert (properties.author, properties.created, properties.modified) == ("", None, None)


def test_elements_follow_the_order_of_the_schema(tmp_path: Path, annex: bytes) -> None:
    seen = set()
    for raw in (annex, build(chongchuan(tmp_path))):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = [name for name in archive.namelist() if re.match(r"word/\w+\.xml", name)]
        assert len(names) == 6
        for element in (element for name in names for element in part(raw, name).iter()):
            tag, *children = [one.tag.split("}")[1] for one in (element, *element)]
            if tag in MIXED:
                assert MIXED[tag] not in children[1:]
            elif tag in ORDER:
                seen.add(tag)
                places = [ORDER[tag].split().index(child) for child in children]
                assert places == sorted(places), (tag, children)
    assert seen >= {"tblPr", "trPr", "tcPr", "pPr", "rPr", "sectPr", "style", "settings", "tcMar"}


def test_groups_merged_cells_notes_issuer_and_date(tmp_path: Path) -> None:
    document = opened(build(chongchuan(tmp_path)))
    [table] = document.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[1] == ["一、产业"] * 10
    assert [row[:4] for row in rows[2:4]] == [
        ["1", "产业", "招引项目30个", "张某"],
        ["2", "产业", "新增企业50家", "张某"],
    ]
    assert rows[4] == ["二、民生"] * 10
    root = document.element.body
    merged = [
        cell for cell in root.iter(qn("w:tc")) if cell.find(f".//{qn('w:vMerge')}") is not None
    ]
    texts = ["".join(text.text for text in cell.iter(qn("w:t"))) for cell in merged]
    assert texts == ["产业", "张某", "", ""]
    merges = [element.get(qn("w:val")) for element in root.iter(qn("w:vMerge"))]
    assert merges == ["restart", "restart", None, None]
    spans = [element.get(qn("w:val")) for element in root.iter(qn("w:gridSpan"))]
    assert spans == ["10", "10"]
    assert [told(line) for line in document.paragraphs[1:]] == [
        ("注：1.数据截至11月30日。", "表注"),
        ("区政府督查室", "发文机关"),
        ("2023年12月5日", "成文日期"),
    ]
    assert document.core_properties.author == "区政府督查室"
    held = [row.find(f".//{qn('w:keepNext')}") is not None for row in root.iter(qn("w:tr"))]
    assert held == [False, False, False, False, False, True]  # the last one, with what is below


def test_paragraphs_of_a_cell_are_paragraphs_and_a_draft_says_what_is_missing(
    tmp_path: Path,
) -> None:
    progress = "{progress: 进展。}"
    second = GOOD.replace(progress, "\n    progress: |\n      其一。\n\n      其二。")
    second = second.replace("docket: 1", "docket: 2")
    third = GOOD.split("entries")[0].replace("docket: 1", "docket: 3")
    where = project(tmp_path, t001=GOOD, t002=second, t003=third)
    [table] = opened(build(where, "--draft")).tables
    assert [[told(line) for line in row.cells[1].paragraphs] for row in table.rows] == [
        [("进展", "表头")],
        [("进展。", "表格居中")],
        [("其一。", "表格居中"), ("其二。", "表格居中")],
        [("待报送", "待报送")],
    ]


def test_only_a_row_that_fits_on_a_sheet_is_kept_whole() -> None:
    raw = render(small(("1", "短。"), ("2", "很长。" * 2000), ("3", "短。")), layout())
    rows = part(raw, "word/document.xml").iter(qn("w:tr"))
    kept = [row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows]
    assert kept == [True, True, False, True]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b\x0b\x1f\ufffe\ud800c", "a�b����c"),
        ("<w:p> & ]]> \"'", "<w:p> & ]]> \"'"),
        ("  前后  ", "  前后  "),
        ("𠮷\U0001f600", "𠮷\U0001f600"),
        ("a\tb", "a\tb"),
    ],
)
def test_any_text_can_be_written(text: str, shown: str) -> None:
    document = opened(render(small(("1", text), title=text), layout(issuer=text)))
    assert document.tables[0].cell(1, 1).text == shown
    assert document.paragraphs[0].text == " ".join(shown.split())
    assert document.core_properties.title == shown


def test_fonts_sheet_and_sizes_are_those_of_the_layout(tmp_path: Path) -> None:
    layout = LAYOUT + (
        "office:\n  fonts: {body: [宋体, SimSun], latin: Times New Roman}\n"
        "page: {orientation: portrait, margin_left: 28, margin_right: 26, text_size: 10.5}\n"
    )
    raw = build(project(tmp_path, layout, t001=GOOD))
    [section] = opened(raw).sections
    assert section.page_width is not None
    assert section.page_width / MM == pytest.approx(210, abs=0.02)
    defaults = part(raw, "word/styles.xml").find(qn("w:docDefaults"))
    faces = defaults.find(f".//{qn('w:rFonts')}")
    assert [faces.get(qn(f"w:{use}")) for use in ("eastAsia", "ascii", "hint")] == [
        "宋体",
        "Times New Roman",
        "eastAsia",
    ]
    assert defaults.find(f".//{qn('w:sz')}").get(qn("w:val")) == "21"
    grid = part(raw, "word/document.xml").iter(qn("w:gridCol"))
    assert sum(int(column.get(qn("w:w"))) for column in grid) == 11906 - 1587 - 1474
    others = {
        font.get(qn("w:name")): [name.get(qn("w:val")) for name in font]
        for font in part(raw, "word/fontTable.xml")
    }
    assert others["宋体"] == ["SimSun"]
    assert others["Times New Roman"] == []


def test_the_same_bytes_wherever_and_whenever(tmp_path: Path) -> None:
    where = project(tmp_path, LAYOUT + "notes: [注：一。]\n", t001=GOOD)
    settings = [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai", "LANG": "zh_CN.UTF-8"},
        {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LANG": "C", "SOURCE_DATE_EPOCH": "1"},
    ]
    made = []
    for number, setting in enumerate(settings):
        out = where / f"out{number}"
        run = report("build", "--format", "docx", "--out", str(out), cwd=where, **setting)
        assert run.returncode == 0, run.stderr
        made.append((out / "2021H1.docx").read_bytes())
    assert made[0] == made[1]


def test_no_cell_of_a_row_stands_lower_than_its_neighbours(annex: bytes) -> None:
    table = Document(io.BytesIO(annex)).tables[0]
    cells = [cell for row in table.rows for cell in row.cells]
    assert cells
    assert {cell.vertical_alignment for cell in cells} == {None}


def test_there_is_room_between_a_note_and_a_table_below_it(annex: bytes) -> None:
    note = Document(io.BytesIO(annex)).styles["表注"]
    assert note.paragraph_format.space_after.mm == pytest.approx(3, abs=0.1)
