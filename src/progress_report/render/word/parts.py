"""Assemble a Word document from its parts. The same content gives the same bytes."""

from collections.abc import Iterable, Sequence

from lxml import etree  # type: ignore[import-untyped]  # lxml carries no types

from progress_report.domain.config import Orientation, PageConfig, ReportConfig
from progress_report.office.package import pack
from progress_report.office.wordml import RELATIONSHIPS, Element, twips, w, writable, xml
from progress_report.render.word.styles import EVEN_PAGE, ODD_PAGE, fixed_part, font_table, styles

_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC = "http://purl.org/dc/elements/1.1/"
_NUMBER_DEPTH = 7 + 6.5  # millimetres from the text to the far side of the page number
_TURNED_LENGTH = 45  # millimetres, for a number that is turned


def document(
    body: Iterable[Element],
    title: str,
    config: ReportConfig,
    page: PageConfig | None = None,
    *,
    settings: Sequence[Element] = (),
    mark: str = "",
) -> bytes:
    """Assemble a document; its page is the layout's by default.

    A paragraph comes last in the body. Settings are further elements of ``word/settings.xml``, such
    as ``documentProtection``; the mark is a word that every sheet shows beside its number. Nothing
    depends on time or machine.
    """
    page, fonts, language = page or config.page, config.office.fonts, config.language
    section = w("sectPr", _footer("footer1", "default"), _footer("footer2", "even"))
    section.extend(_sheet(page))
    general = fixed_part("settings", language=language)
    general[1:1] = settings
    parts = {
        "document": w("document", w("body", *body, section)),
        "styles": styles(page, fonts, language),
        "settings": general,
        "fontTable": font_table(fonts),
        "footer1": _page_number(page, ODD_PAGE, mark),
        "footer2": _page_number(page, EVEN_PAGE, mark),
    }
    return pack(
        {
            "[Content_Types].xml": xml(fixed_part("content-types")),
            "_rels/.rels": xml(fixed_part("package-relationships")),
            "word/_rels/document.xml.rels": xml(fixed_part("document-relationships")),
            "docProps/core.xml": _core_properties(title, language, config.issuer),
            **{f"word/{name}.xml": xml(part) for name, part in parts.items()},
        }
    )


def text_width(page: PageConfig) -> int:
    """The width of the text area, in twips."""
    return twips(page.sheet[0]) - twips(page.margin_left) - twips(page.margin_right)


def _sheet(page: PageConfig) -> tuple[Element, Element]:
    """Size and margins; the page number is as far below the text as in the PDF."""
    across, down = map(twips, page.sheet)
    foot = max(0, twips(page.margin_bottom - _NUMBER_DEPTH))
    turned = {"orient": "landscape"} if page.orientation is Orientation.LANDSCAPE else {}
    size = w("pgSz", w=across, h=down, **turned)
    margins = w(
        "pgMar",
        top=twips(page.margin_top),
        right=twips(page.margin_right),
        bottom=twips(page.margin_bottom),
        left=twips(page.margin_left),
        header=twips(page.margin_top / 2),
        footer=foot,
        gutter=0,
    )
    return size, margins


def _footer(name: str, pages: str) -> Element:
    reference = w("footerReference", type=pages)
    reference.set(f"{{{RELATIONSHIPS}}}id", f"{name}.xml".replace(".", "-"))
    return reference


def _page_number(page: PageConfig, style: str, mark: str) -> Element:
    """The footer with the number; one that is turned is low on odd pages, and high on even ones."""
    low = page.sheet[1] - page.margin_bottom - _TURNED_LENGTH
    return fixed_part(
        "footer-turned" if page.number_is_turned else "footer",
        style=style,
        before=f"{mark}　— " if mark else "— ",
        x=max(1, twips(page.margin_left - _NUMBER_DEPTH)),
        y=twips(low if style == ODD_PAGE else page.margin_top),
    )


def _core_properties(title: str, language: str, author: str) -> bytes:
    root = etree.Element(f"{{{_CORE}}}coreProperties", nsmap={"cp": _CORE, "dc": _DC})
    for name, text in {"title": title, "creator": author, "language": language}.items():
        if text:
            etree.SubElement(root, f"{{{_DC}}}{name}").text = writable(text)
    return xml(root)
