"""What a file holds besides its readable text: what acts, and what hides or replaces text.

Each item is a place and a description. A build's own file has such items too (the page has a
script and styles), so only items that a build does not give matter.
"""

import io
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from importlib import import_module
from typing import Any

from progress_report.office.package import parse_xml
from progress_report.system.i18n import _
from progress_report.verify.visible import BLOCKS, Units, open_office, open_pdf

_PLAIN_TAGS = BLOCKS | {"span", "b", "i", "em", "strong", "col", "colgroup"}
_ACTIVE_TAGS = frozenset(
    {"script", "iframe", "frame", "object", "embed", "applet", "form", "input", "base", "link"}
)
_PICTURE_TAGS = frozenset({"img", "svg", "canvas", "video", "picture", "image"})
_LINK_ATTRIBUTES = frozenset({"href", "src", "srcset", "action", "formaction", "data", "poster"})
_SCHEMES = ("javascript:", "vbscript:", "data:")
_ACTIVE_PART = re.compile(
    r"vbaProject|vbaData|activeX|embeddings|afchunk|customUI|externalLinks|connections"
    r"|queryTable|ctrlProp|\.bin$",
    re.IGNORECASE,
)
_PICTURE_PART = re.compile(r"/(?:media|drawings|charts|diagrams)/", re.IGNORECASE)
_HIDING_WORDS = frozenset({"vanish", "webHidden", "specVanish", "framePr", "del", "moveFrom"})
_ACTIVE_WORDS = frozenset({"altChunk", "object", "instrText", "fldSimple", "control"})
_PICTURE_WORDS = frozenset({"pict", "drawing"})
_SHEET_TEXT = frozenset({"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader"})
_FORMAT_CODE = re.compile(r'&"[^"]*"|&\d+|&[LCR]|\s')
_SMALLEST_HALF_POINTS = 8
_SMALLEST_POINTS = 4
_LIGHTEST = 0xE0
"""Red, green and blue of a colour that hardly shows on white are all above this."""
_INVISIBLE_TEXT = re.compile(rb"(?<![\d.])[37]\s+Tr\b")


def hidden_units(form: str, raw: bytes) -> Units:
    """The items of a file, in order. It may raise any error."""
    readers: dict[str, Callable[[bytes], Iterator[tuple[str, str]]]] = {
        "pdf": _pdf,
        "html": _html,
        "docx": _docx,
        "xlsx": _xlsx,
    }
    return [*readers[form](raw)] if form in readers else []


def _active(text: str) -> str:
    return _("active content: {text}").format(text=text)


def _link(text: str) -> str:
    return _("link: {text}").format(text=text)


def _hiding(text: str) -> str:
    return _("can hide text: {text}").format(text=text)


def _picture(text: str) -> str:
    return _("picture: {text}").format(text=text)


class _Markup(HTMLParser):
    """Every element and attribute of a page that does more than divide text into blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.units: Units = []
        self._inside: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag if tag in {"style", "script"} else None
        pairs = [name if value is None else f'{name}="{value}"' for name, value in attrs]
        if tag not in _PLAIN_TAGS:
            self._add(_tag_kind(tag, attrs), f"<{' '.join([tag, *pairs])}>")
            return
        for (name, value), pair in zip(attrs, pairs, strict=True):
            if name != "lang":
                self._add(_attribute_kind(name, value or ""), f"<{tag} {pair}>")

    def handle_endtag(self, tag: str) -> None:
        del tag
        self._inside = None

    def handle_data(self, data: str) -> None:
        if self._inside and data.strip():
            kind = _active if self._inside == "script" else _hiding
            self._add(kind, " ".join(data.split()))

    def _add(self, kind: Callable[[str], str], text: str) -> None:
        self.units.append((_("line {number}").format(number=self.getpos()[0]), kind(text)))


def _tag_kind(tag: str, attrs: list[tuple[str, str | None]]) -> Callable[[str], str]:
    kinds = [_attribute_kind(name, value or "") for name, value in attrs]
    if tag in _ACTIVE_TAGS or tag == "meta" or _active in kinds:
        return _active
    return _picture if tag in _PICTURE_TAGS else _hiding


def _attribute_kind(name: str, value: str) -> Callable[[str], str]:
    scheme = re.sub(r"[\s\x00-\x1f]", "", value).lower()
    if name.startswith("on") or scheme.startswith(_SCHEMES):
        return _active
    return _link if name in _LINK_ATTRIBUTES else _hiding


def _html(raw: bytes) -> Iterator[tuple[str, str]]:
    markup = _Markup()
    markup.feed(raw.decode(errors="replace"))
    markup.close()
    yield from markup.units


def _pdf(raw: bytes) -> Iterator[tuple[str, str]]:
    pdf = open_pdf(raw)
    root = pdf.trailer["/Root"]
    document = _("the document")
    for key in ("/OpenAction", "/AA", "/AcroForm", "/Collection"):
        if key in root:
            yield document, _active(key)
    for key in _value(root, "/Names", {}):
        if key not in ("/Dests", "/EmbeddedFiles"):  # files are compared by their contents
            yield document, _active(f"/Names {key}")
    if "/OCProperties" in root:
        yield document, _hiding("/OCProperties")
    for number, page in enumerate(pdf.pages, start=1):
        for item in _page_items(page):
            yield _("page {number}").format(number=number), item


def _page_items(page: Any) -> Iterator[str]:
    if "/AA" in page:
        yield _active("/AA")
    for annotation in _value(page, "/Annots", ()):
        yield _annotation(annotation.get_object())
    objects = _value(_value(page, "/Resources", {}), "/XObject", {})
    for name in objects:
        if _value(objects, name, {}).get("/Subtype") == "/Image":
            yield _picture(name)
    content = page.get_contents()
    if content is not None and _INVISIBLE_TEXT.search(content.get_data()):
        yield _hiding("Tr")


def _annotation(annotation: Any) -> str:
    action = _value(annotation, "/A", {})
    kind, target = annotation.get("/Subtype", ""), action.get("/URI", annotation.get("/Dest", ""))
    text = f"{kind} {action.get('/S', '')} {target} {annotation.get('/Contents', '')}".strip()
    if kind != "/Link":
        return _hiding(text)
    return (_link if action.get("/S", "/URI") in ("/URI", "/GoTo") else _active)(text)


def _value(dictionary: Any, key: str, default: Any) -> Any:
    """The value of a key, which may stand elsewhere in the PDF."""
    # get() of pypdf gives a reference where the value stands elsewhere
    return dictionary[key] if key in dictionary else default  # noqa: SIM401


def _parts(package: Any) -> Iterator[tuple[str, str]]:
    """What the names of parts and their relationships tell."""
    for name in sorted(package.namelist()):
        place = _("part {name}").format(name=name)
        if _ACTIVE_PART.search(name):
            yield place, _active(name)
        elif _PICTURE_PART.search(f"/{name}"):
            yield place, _picture(name)
        elif name.endswith(".rels"):
            for relation in parse_xml(package.read(name)):
                if relation.get("TargetMode") == "External":
                    yield place, _link(relation.get("Target", ""))
        elif name == "[Content_Types].xml" and b"macroEnabled" in package.read(name):
            yield place, _active("macroEnabled")


def _docx(raw: bytes) -> Iterator[tuple[str, str]]:
    package = open_office(raw)
    yield from _parts(package)
    for name in sorted(package.namelist()):
        if not re.fullmatch(r"word/\w+\.xml", name):
            continue
        place = _("part {name}").format(name=name)
        for element in parse_xml(package.read(name)).iter("{*}*"):
            word = element.tag.rpartition("}")[2]
            value = next((v for k, v in element.attrib.items() if k.endswith("}val")), "")
            if word in _ACTIVE_WORDS:
                yield place, _active(f"{word} {element.text or ''}".strip())
            elif word in _PICTURE_WORDS:
                yield place, _picture(word)
            elif word in _HIDING_WORDS and value not in ("0", "false", "off"):
                yield place, _hiding(word)
            elif (word == "color" and _is_light(value)) or word in ("shd", "highlight"):
                yield place, _hiding(f"{word} {' '.join(element.attrib.values())}")
            elif word in ("sz", "w") and value.isdigit() and int(value) < _SMALLEST_HALF_POINTS:
                yield place, _hiding(f"{word} {value}")


def _xlsx(raw: bytes) -> Iterator[tuple[str, str]]:
    package = open_office(raw)
    yield from _parts(package)
    for name in sorted(package.namelist()):
        if not re.fullmatch(r"xl/(?:workbook|worksheets/\w+)\.xml", name):
            continue
        place = _("part {name}").format(name=name)
        for element in parse_xml(package.read(name)).iter("{*}*"):
            word, attributes = element.tag.rpartition("}")[2], element.attrib
            if word == "f":
                yield place, _active(f"={element.text or ''}")
            elif word in _SHEET_TEXT and (text := _FORMAT_CODE.sub("", element.text or "")):
                yield place, _hiding(f"{word} {text}")
            elif word == "conditionalFormatting":
                yield place, _hiding(word)
            elif _hides(word, attributes):
                yield place, _hiding(" ".join([word, *attributes.values()]))
    yield from _pale_cells(raw)


def _hides(word: str, attributes: Any) -> bool:
    """Whether an element of SpreadsheetML hides a row, a column or a sheet."""
    if word == "sheet":
        return bool(attributes.get("state", "visible") != "visible")
    if word not in ("row", "col", "sheetFormatPr"):
        return False
    size = attributes.get("width" if word == "col" else "ht", "9")
    hidden = attributes.get("zeroHeight" if word == "sheetFormatPr" else "hidden", "0")
    return hidden not in ("0", "false") or float(size) < 1


def _pale_cells(raw: bytes) -> Iterator[tuple[str, str]]:
    """Cells whose text does not show: white, tiny, or with a format that shows nothing."""
    book = import_module("openpyxl").load_workbook(io.BytesIO(raw), data_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is None or not cell.has_style:
                    continue
                colour = cell.font.color
                rgb = colour.rgb if colour is not None and colour.type == "rgb" else ""
                white = colour is not None and (colour.type, colour.value) == ("theme", 0)
                place = _("sheet {sheet}, cell {cell}")
                place = place.format(sheet=sheet.title, cell=cell.coordinate)
                if white or _is_light(str(rgb)[-6:]):
                    yield place, _hiding(_("white text"))
                elif (cell.font.sz or _SMALLEST_POINTS) < _SMALLEST_POINTS:
                    yield place, _hiding(_("tiny text"))
                elif ";;" in cell.number_format:
                    yield place, _hiding(cell.number_format)


def _is_light(colour: str) -> bool:
    """Whether a colour in hexadecimal (RRGGBB) hardly shows on white."""
    if not re.fullmatch("[0-9A-Fa-f]{6}", colour):
        return False
    return all(int(colour[start : start + 2], 16) > _LIGHTEST for start in (0, 2, 4))
