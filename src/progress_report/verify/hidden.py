"""What a file holds besides its readable text: what acts, and what hides or replaces text.

Each item is a place and a description. A build's own file has such items too (the page has a
script and styles), so only items that a build does not give matter.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from html.parser import HTMLParser
from typing import Any

from progress_report.office.package import parse_xml
from progress_report.system.data import read_data
from progress_report.system.i18n import N_, _
from progress_report.verify import visible

_WORDS = {kind: frozenset(words) for kind, words in read_data("verify", "markup").items()}
_SCHEMES = ("javascript:", "vbscript:", "data:")
_ACTIVE_PART = re.compile(
    r"vbaProject|vbaData|activeX|embeddings|afchunk|customUI|externalLinks|connections"
    r"|queryTable|ctrlProp|\.bin$",
    re.IGNORECASE,
)
_PICTURE_PART = re.compile(r"/(?:media|drawings|charts|diagrams)/", re.IGNORECASE)
_FORMAT_CODE = re.compile(r'&"[^"]*"|&\d+|&[LCR]|\s')
_SMALLEST_ROW, _SMALLEST_COLUMN = 6, 1  # points, and characters
_SMALLEST_ZOOM = 50  # percent
_PDF_STRINGS = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>|%[^\r\n]*", re.DOTALL)
_PDF_OPERATION = re.compile(
    rb"(?<!\S)((?:/\S+\s+)?(?:[-+.\d]+\s+){0,4})(Tr|Tz|Tf|Ts|gs|rg|g|k|sc|scn|cs)(?!\S)"
)
_PAINTED = re.compile(rb"(?<!\S)(?:f|F|f\*|B|B\*|b|b\*|sh|Do|BI)(?!\S)")


def hidden_units(form: str, raw: bytes) -> visible.Units:
    """The items of a file, in order. It may raise any error."""
    readers: dict[str, Callable[[bytes], Iterator[tuple[str, str]]]] = {
        "pdf": _pdf,
        "html": _html,
        "docx": _docx,
        "xlsx": _xlsx,
    }
    return [*readers[form](raw)] if form in readers else []


def _described(kind: str, text: str) -> str:
    return _(kind).format(text=text)


_active = partial(_described, N_("active content: {text}"))
_link = partial(_described, N_("link: {text}"))
_hiding = partial(_described, N_("can hide text: {text}"))
_picture = partial(_described, N_("picture: {text}"))


class _Markup(HTMLParser):
    """Every element and attribute of a page that does more than divide text into blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.units: visible.Units = []
        self._inside: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag if tag in {"style", "script"} else None
        pairs = [name if value is None else f'{name}="{value}"' for name, value in attrs]
        if tag not in visible.BLOCKS and tag not in _WORDS["plain_tags"]:
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

    def handle_comment(self, data: str) -> None:
        if ">" in data:  # a browser may see an earlier end of the comment
            self._add(_active, f"<!--{data}-->")

    def unknown_decl(self, data: str) -> None:
        self._add(_active, f"<![{data}]>")  # as above

    def handle_decl(self, decl: str) -> None:
        if "<" in decl:
            self._add(_active, f"<!{decl}>")

    def _add(self, kind: Callable[[str], str], text: str) -> None:
        self.units.append((_("line {number}").format(number=self.getpos()[0]), kind(text)))


def _tag_kind(tag: str, attrs: list[tuple[str, str | None]]) -> Callable[[str], str]:
    kinds = [_attribute_kind(name, value or "") for name, value in attrs]
    if tag in _WORDS["active_tags"] or tag == "meta" or _active in kinds:
        return _active
    return _picture if tag in _WORDS["picture_tags"] else _hiding


def _attribute_kind(name: str, value: str) -> Callable[[str], str]:
    scheme = re.sub(r"[\s\x00-\x1f]", "", value).lower()
    if name.startswith("on") or scheme.startswith(_SCHEMES):
        return _active
    return _link if name in _WORDS["link_attributes"] else _hiding


def _html(raw: bytes) -> Iterator[tuple[str, str]]:
    markup = _Markup()
    visible.feed(markup, raw)
    yield from markup.units


def _pdf(raw: bytes) -> Iterator[tuple[str, str]]:
    pdf = visible.open_pdf(raw)
    root = pdf.trailer["/Root"]
    document = _("the document")
    for key in ("/OpenAction", "/AA", "/AcroForm", "/Collection"):
        if key in root:
            yield document, _active(key)
    for key in visible.pdf_value(root, "/Names", {}):
        if key not in ("/Dests", "/EmbeddedFiles"):  # files are compared by their contents
            yield document, _active(f"/Names {key}")
    if "/OCProperties" in root:
        yield document, _hiding("/OCProperties")
    painted = 0
    for number, (page, contents) in enumerate(visible.pages(pdf), start=1):
        content = _PDF_STRINGS.sub(b" ", b"\n".join(contents))
        painted += len(_PAINTED.findall(content))
        for item in dict.fromkeys([*_page_items(page), *_drawn(content)]):
            yield _("page {number}").format(number=number), item
    for area in range(painted):
        yield document, _hiding(_("painted area {number}").format(number=area + 1))


def _page_items(page: Any) -> Iterator[str]:
    if "/AA" in page:
        yield _active("/AA")
    for annotation in visible.pdf_value(page, "/Annots", ()):
        yield _annotation(annotation.get_object())
    for box in ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit"):
        if box in page:
            yield _hiding(f"{box} {page[box]}")
    resources = visible.pdf_value(page, "/Resources", {})
    for state in visible.pdf_value(resources, "/ExtGState", {}).values():
        yield _hiding(f"/ExtGState {state.get_object()}")
    for name in (objects := visible.pdf_value(resources, "/XObject", {})):
        if objects[name].get("/Subtype") == "/Image":
            yield _picture(name)


def _drawn(content: bytes) -> Iterator[str]:
    """Operations that choose colours, sizes and states by which text can be hidden."""
    for operands, operator in _PDF_OPERATION.findall(content):
        values = operands.split()
        if operator == b"Tf":
            values = values[-1:]
        yield _hiding(b" ".join([*values, operator]).decode("latin-1"))


def _annotation(annotation: Any) -> str:
    action = visible.pdf_value(annotation, "/A", {})
    kind, target = annotation.get("/Subtype", ""), action.get("/URI", annotation.get("/Dest", ""))
    text = f"{kind} {action.get('/S', '')} {target} {annotation.get('/Contents', '')}".strip()
    if kind != "/Link":
        return _hiding(text)
    return (_link if action.get("/S", "/URI") in ("/URI", "/GoTo") else _active)(text)


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
    package = visible.open_office(raw)
    yield from _parts(package)
    for name in visible.word_parts(package):
        place = _("part {name}").format(name=name)
        for element in parse_xml(package.read(name)).iter("{*}*"):
            word, parent = _word(element), element.getparent()
            if word in _WORDS["active_words"]:
                yield place, _active(f"{word} {element.text or ''}".strip())
            elif word in _WORDS["picture_words"]:
                yield place, _picture(word)
            elif word in _WORDS["hiding_words"]:
                yield place, _hiding(word)
            elif (
                parent is not None
                and _word(parent).endswith("Pr")
                and word not in _WORDS["neutral_words"]
                and (owner := _owner(parent)) is not None
            ):
                yield place, _hiding(f"{owner} {_properties(element)}".strip())


def _owner(properties: Any) -> str | None:
    """The style that properties belong to, empty for none; None if they affect no text."""
    element = properties.getparent()
    while element is not None and _word(element) == "pPr":
        element = element.getparent()  # of the mark at the end of a paragraph
    if element is None or _word(element) not in ("p", "r", "tc", "tr"):
        style = next(properties.iterancestors("{*}style"), None)
        return "" if style is None else next((v for k, v in style.attrib.items() if "Id" in k), "")
    return "" if any(text.text for text in element.iter("{*}t")) else None


def _word(element: Any) -> str:
    return str(element.tag.rpartition("}")[2])


def _properties(element: Any) -> str:
    words = []
    for item in element.iter("{*}*"):
        words.append(_word(item))
        words += (
            f"{key.rpartition('}')[2]}={value}".removeprefix("val=")
            for key, value in sorted(item.attrib.items())
            if not key.endswith("}hint") and "rsid" not in key
        )
    return " ".join(words)


def _xlsx(raw: bytes) -> Iterator[tuple[str, str]]:
    package = visible.open_office(raw)
    yield from _parts(package)
    looks = _looks(package)
    for name in sorted(package.namelist()):
        if not re.fullmatch(r"xl/(?:workbook|sharedStrings|worksheets/\w+)\.xml", name):
            continue
        place = _("part {name}").format(name=name)
        for element in parse_xml(package.read(name)).iter("{*}*"):
            word, attributes = _word(element), element.attrib
            if word == "f":
                yield place, _active(f"={element.text or ''}")
            elif word in _WORDS["sheet_text"] and (
                text := _FORMAT_CODE.sub("", element.text or "")
            ):
                yield place, _hiding(f"{word} {text}")
            elif word in _WORDS["layout_words"] or _hides(word, attributes):
                yield place, _hiding(" ".join([word, *attributes.values()]))
            elif word == "rPr":
                yield place, _hiding(_properties(element))
            elif word == "c" and len(element):
                index = int(attributes.get("s", "0"))
                look = looks[index] if index < len(looks) else ""
                yield f"{place}, {attributes.get('r', '')}", _hiding(f"text {look}")


def _hides(word: str, attributes: Any) -> bool:
    """Whether an element of SpreadsheetML hides a row, a column or a sheet."""
    if word == "sheet":
        return bool(attributes.get("state", "visible") != "visible")
    if word == "sheetView":
        return float(attributes.get("zoomScale", "100")) < _SMALLEST_ZOOM
    if word not in ("row", "col", "sheetFormatPr"):
        return False
    size = attributes.get("width" if word == "col" else "ht", "9")
    hidden = attributes.get("zeroHeight" if word == "sheetFormatPr" else "hidden", "0")
    smallest = _SMALLEST_COLUMN if word == "col" else _SMALLEST_ROW
    return hidden not in ("0", "false") or float(size) < smallest


def _looks(package: Any) -> list[str]:
    """How the text of a cell looks, by the number of its style: colours, size, number format."""
    names = {*package.namelist()}
    part = "xl/styles.xml"
    if part not in names:
        return []
    theme = _theme(package.read("xl/theme/theme1.xml")) if "xl/theme/theme1.xml" in names else []
    root = parse_xml(package.read(part))
    fonts = []
    for font in root.iterfind("{*}fonts/{*}font"):
        named = [(_word(i), i.get("val", "")) for i in font if _word(i) in _WORDS["font_words"]]
        shown = (f"{word} {value.removesuffix('.0')}" for word, value in named)
        fonts.append(" ".join([_colour(font.find("{*}color"), theme), *shown]))
    fills = []
    for fill in root.iterfind("{*}fills/{*}fill/*"):
        pattern, colours = fill.get("patternType", "none"), (_colour(c, theme) for c in fill)
        fills.append("" if pattern == "none" else " ".join([pattern, *colours]))
    codes = {item.get("numFmtId"): item.get("formatCode", "") for item in root.iter("{*}numFmt")}
    looks = []
    for form in root.iterfind("{*}cellXfs/{*}xf"):
        font, fill = int(form.get("fontId", "0")), int(form.get("fillId", "0"))
        aligned = form.find("{*}alignment")
        marks = [] if aligned is None else [f"{k}={v}" for k, v in aligned.items() if k in _TURNED]
        number = form.get("numFmtId", "0")
        code = codes.get(number, number).removeprefix("General" if number in codes else "0")
        looks.append(" ".join(filter(None, [fonts[font], fills[fill], code, *marks])))
    return looks


_TURNED = ("shrinkToFit", "textRotation", "readingOrder")


def _theme(raw: bytes) -> list[str]:
    """The colours of a theme, in the order in which cells name them (ISO/IEC 29500-1, 18.8.3)."""
    scheme = next(parse_xml(raw).iter("{*}clrScheme"), ())
    colours = [next((c.get("lastClr") or c.get("val", "") for c in item), "") for item in scheme]
    return [*colours[1::-1], *colours[3:1:-1], *colours[4:]]


def _colour(element: Any, theme: list[str]) -> str:
    """A colour, black where none is given."""
    if element is None or element.get("auto") or element.get("indexed") in ("8", "64"):
        return "000000"
    if (index := element.get("theme")) is not None:
        colour = theme[int(index)] if int(index) < len(theme) else f"theme {index}"
    else:
        colour = element.get("rgb", "")[-6:] or f"indexed {element.get('indexed')}"
    tint = element.get("tint")
    return f"{colour} {tint}" if tint not in (None, "0") else colour
