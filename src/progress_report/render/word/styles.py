"""The styles of generated Word documents, from ``data/styles.xml``, and its other fixed parts."""

from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]  # lxml carries no types

from progress_report.domain.config import OfficeFonts, PageConfig
from progress_report.office.wordml import TWIPS_PER_POINT, Element, w, writable

TITLE = "Title"
TEXT, INDENTED, CENTRED = "TableText", "TableParagraph", "TableCentred"
HEAD, GROUP, MISSING, END = "TableHead", "TableGroup", "TableMissing", "TableEnd"
NOTE, ISSUER, DATE = "TableNote", "TableIssuer", "TableDate"
ODD_PAGE, EVEN_PAGE = "PageNumberOdd", "PageNumberEven"
TABLE = "ProgressTable"
"""Ids of styles."""

_LINE, _TITLE_LINE = 1.5, 1.35  # least heights of lines, of the type size
_DATA = Path(__file__).with_name("data")


def fixed_part(name: str, **values: str | int) -> Element:
    """A part of the package from its file in ``data``, in which these values are filled in."""
    parser = etree.XMLParser(remove_blank_text=True, remove_comments=True)
    root = etree.parse(str(_DATA / f"{name}.xml"), parser).getroot()
    for element in root.iter():
        if "{" in (element.text or ""):
            element.text = writable(element.text.format_map(values))
        for attribute, text in element.attrib.items():
            if "{" in text:
                element.set(attribute, writable(text.format_map(values)))
    return root


def styles(page: PageConfig, fonts: OfficeFonts, language: str) -> Element:
    """The part ``word/styles.xml``."""
    families = {use: getattr(fonts, use)[0] for use in ("title", "heading", "body", "page_number")}
    return fixed_part(
        "styles",
        **families,
        **{f"{use}_latin": fonts.latin or family for use, family in families.items()},
        size=round(2 * page.text_size),
        title_size=round(2 * page.title_size),
        line=round(page.text_size * _LINE * TWIPS_PER_POINT),
        title_line=round(page.title_size * _TITLE_LINE * TWIPS_PER_POINT),
        two_characters=round(page.text_size * 2 * TWIPS_PER_POINT),
        language=language,
        # English in Chinese text, as in Word: LibreOffice breaks 35.76% where figures are Chinese
        latin_language="en-US" if language.lower().startswith("zh") else language,
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
