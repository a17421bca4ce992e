"""The styles of generated Word documents, so that texts need no direct formatting.

Sizes and fonts are those of GB/T 9704-2012 unless ``data/report.yaml`` sets others. To change
them in Word, a user edits a style once.
"""

from collections.abc import Sequence

from progress_report.domain.config import OfficeFonts, PageConfig
from progress_report.office.wordml import TWIPS_PER_POINT, Element, twips, w

TITLE, NORMAL, FOOTER = "Title", "Normal", "Footer"
TEXT, INDENTED, CENTRED = "TableText", "TableParagraph", "TableCentred"
HEAD, GROUP, MISSING, END = "TableHead", "TableGroup", "TableMissing", "TableEnd"
NOTE, ISSUER, DATE = "TableNote", "TableIssuer", "TableDate"
ODD_PAGE, EVEN_PAGE = "PageNumberOdd", "PageNumberEven"
TABLE = "ProgressTable"
"""Ids of styles. Their names, which users of Word and WPS see, are Chinese."""

_PAGE_NUMBER_SIZE = 14  # points: 四号
_LINE, _TITLE_LINE = 1.5, 1.35
_GREY = "595959"  # contrast 7:1 on white; the text 待报送 has the same meaning
_CELL_ACROSS, _CELL_DOWN = twips(1.8), twips(1.2)
_BORDER_EIGHTHS = 4  # of a point


def styles(page: PageConfig, fonts: OfficeFonts, language: str) -> Element:
    """The part ``word/styles.xml``."""
    size = page.text_size
    return w(
        "styles",
        w(
            "docDefaults",
            w(
                "rPrDefault",
                w(
                    "rPr",
                    _face(fonts.body, fonts),
                    w("kern", val=2),
                    *_size(size),
                    w("lang", val=language, eastAsia=language, bidi="ar-SA"),
                ),
            ),
            w("pPrDefault"),
        ),
        _style(NORMAL, "Normal", None, run=[w("lang", val=_latin(language))]),
        _style(
            TITLE,
            "Title",
            NORMAL,
            w("keepNext"),
            w("spacing", after=twips(5), **_line(page.title_size * _TITLE_LINE)),
            w("jc", val="center"),
            run=[_face(fonts.title, fonts), *_size(page.title_size)],
        ),
        _style(TEXT, "表格正文", NORMAL, w("spacing", **_line(size * _LINE))),
        _style(INDENTED, "表格段落", TEXT, _indent("firstLine", size, 2)),
        _style(CENTRED, "表格居中", TEXT, w("jc", val="center")),
        _style(HEAD, "表头", TEXT, w("jc", val="center"), run=[_face(fonts.heading, fonts)]),
        _style(GROUP, "表内分组", TEXT, w("keepNext"), run=[_face(fonts.heading, fonts)]),
        _style(MISSING, "待报送", TEXT, run=[w("color", val=_GREY)]),
        _style(
            NOTE,
            "表注",
            TEXT,
            *_together(),
            w("spacing", before=twips(3), after=twips(3)),
            w("contextualSpacing"),  # space around the notes, but not between them
        ),
        _style(
            ISSUER, "发文机关", TEXT, *_together(), w("spacing", before=twips(5)), *_right(size)
        ),
        _style(DATE, "成文日期", TEXT, *_together(), *_right(size)),
        # Word requires a paragraph after a table; this one is too small to start a new sheet
        _style(END, "表后", NORMAL, w("spacing", line=20, lineRule="exact"), run=_size(1)),
        _style(
            FOOTER,
            "footer",
            NORMAL,
            run=[_face(fonts.page_number, fonts), *_size(_PAGE_NUMBER_SIZE)],
        ),
        _style(ODD_PAGE, "页码（单页）", FOOTER, *_right(_PAGE_NUMBER_SIZE, 1)),
        _style(EVEN_PAGE, "页码（双页）", FOOTER, _indent("left", _PAGE_NUMBER_SIZE, 1)),
        _plain_table(),
        _table(),
    )


def font_table(fonts: OfficeFonts) -> Element:
    """The part ``word/fontTable.xml``, with alternatives for fonts that are not installed."""
    uses = (fonts.title, fonts.heading, fonts.body, fonts.page_number)
    alternatives = {families[0]: families[1:] for families in uses}
    if fonts.latin:
        alternatives.setdefault(fonts.latin, ())
    table = w("fonts")
    for family, others in sorted(alternatives.items()):
        font = w("font", name=family)
        if others:
            font.append(w("altName", val=",".join(others)))
        table.append(font)
    return table


def _style(
    identity: str,
    name: str,
    based_on: str | None,
    *properties: Element,
    run: Sequence[Element] = (),
) -> Element:
    """A paragraph style. The built-in styles of Word have English names."""
    kind = {"customStyle": 1} if not name.isascii() else {"default": 1} if not based_on else {}
    style = w("style", w("name", val=name), type="paragraph", styleId=identity, **kind)
    if based_on:
        style.append(w("basedOn", val=based_on))
    style.append(w("qFormat"))
    if properties:
        style.append(w("pPr", *properties))
    if run:
        style.append(w("rPr", *run))
    return style


def _face(families: Sequence[str], fonts: OfficeFonts) -> Element:
    """The fonts of a style; ``hint`` selects the Chinese one for quotation marks and dashes."""
    family, latin = families[0], fonts.latin or families[0]
    return w("rFonts", hint="eastAsia", ascii=latin, eastAsia=family, hAnsi=latin, cs=latin)


def _latin(language: str) -> str:
    """The language of Latin letters: English in Chinese text, as in Word.

    LibreOffice breaks a line within 35.76% where the figures are Chinese.
    """
    return "en-US" if language.lower().startswith("zh") else language


def _size(points: float) -> list[Element]:
    half_points = round(2 * points)
    return [w("sz", val=half_points), w("szCs", val=half_points)]


def _line(points: float) -> dict[str, str | float]:
    """A minimum line height in points."""
    return {"line": round(points * TWIPS_PER_POINT), "lineRule": "atLeast"}


def _indent(side: str, size: float, characters: int) -> Element:
    """An indent in characters, which scale with the size, and in twips for other programs."""
    width = round(size * characters * TWIPS_PER_POINT)
    return w("ind", **{f"{side}Chars": 100 * characters, side: width})


def _together() -> tuple[Element, Element]:
    """Keep the paragraphs below the table on one sheet."""
    return w("keepNext"), w("keepLines")


def _right(size: float, characters: int = 2) -> tuple[Element, Element]:
    return _indent("right", size, characters), w("jc", val="right")


def _plain_table() -> Element:
    properties = w("tblPr", w("tblInd", w=0, type="dxa"), w("tblCellMar", *_sides(0, 0)))
    name = w("name", val="Normal Table")
    return w(
        "style",
        name,
        w("semiHidden"),
        properties,
        type="table",
        default=1,
        styleId="TableNormal",
    )


def _table() -> Element:
    borders = [
        w(side, val="single", sz=_BORDER_EIGHTHS, space=0, color="auto")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    ]
    return w(
        "style",
        w("name", val="进展情况表"),
        w("basedOn", val="TableNormal"),
        w("qFormat"),
        w(
            "tblPr",
            w("tblBorders", *borders),
            w("tblCellMar", *_sides(_CELL_ACROSS, _CELL_DOWN)),
        ),
        w(
            "tblStylePr",
            w("trPr", w("tblHeader")),
            w("tcPr", w("vAlign", val="center")),
            type="firstRow",
        ),
        type="table",
        styleId=TABLE,
        customStyle=1,
    )


def _sides(across: int, down: int) -> list[Element]:
    widths = {"top": down, "left": across, "bottom": down, "right": across}
    return [w(side, w=width, type="dxa") for side, width in widths.items()]
