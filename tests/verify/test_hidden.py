"""What acts in a published file, or hides or replaces text, beside the same readable text."""

import io
import zipfile
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

import pypdf
import pytest
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)
from support.word import blank

from progress_report.domain.diagnostics import ReportError
from progress_report.verify.differences import contents, first_difference, hidden

PAGE = "<html><head><style>td {color: #111}</style></head><body><p class=a>题</p></body></html>"


def differences(form: str, actual: bytes, expected: bytes) -> list[str]:
    assert not [*contents(form, actual, expected)] or form != "html"
    return hidden(form, actual, expected)


@pytest.mark.parametrize(
    ("old", "new", "item"),
    [
        ("</p>", "</p><script>alert(1)</script>", "active content: <script>"),
        ("<p ", "<p onclick=alert(1) ", 'active content: <p onclick="alert(1)">'),
        ("<head>", "<head><meta http-equiv=refresh content=0>", "active content: <meta "),
        ("</p>", "</p><a href='java\nscript:alert(1)'></a>", "active content: <a href="),
        ("</p>", "</p><a href='//example.invalid'></a>", "link: <a href="),
        ("</p>", "</p><iframe src=x></iframe>", "active content: <iframe"),
        ("</p>", "</p><img src=x>", "picture: <img"),
        ("#111", "#fff", "can hide text: td {color: #fff}"),
        ("<p ", "<p style='display:none' ", "can hide text: <p style="),
        ("<p ", "<p hidden ", "can hide text: <p hidden>"),
        ("class=a", "class=b", 'can hide text: <p class="b">'),
        ("<body>", "<body><details></details>", "can hide text: <details>"),
        ("<body>", "<body><template>假</template>", "can hide text: <template>"),
        ("<body>", "<body><svg></svg>", "picture: <svg>"),
        ("#111", "var(--x, #fff)", "can hide text: td {color: var(--x, #fff)}"),
        ("<p ", "<p style='opacity:0' ", "can hide text: <p style="),
        ("<p ", "<p style='position:absolute;left:-99px' ", "can hide text: <p style="),
        ("<p ", "<p popover ", "can hide text: <p popover>"),
        ("<p ", "<p inert ", "can hide text: <p inert>"),
        ("<p ", "<p dir=rtl ", "can hide text: <p dir="),
        ("<p ", "<font size=0><p ", "can hide text: <font"),
        ("</p>", "<!-- --!><script>1</script> -->", "active content: <!-- --!><script>"),
        ("</p>", "<!--><script>1</script>-->", "active content: <!-->"),
        ("</p>", "<![CDATA[><script>1</script>]]>", "active content: <![CDATA["),
        ("</p>", "<!doctype x <b>", "active content: <!doctype x <b>"),
    ],
)
def test_of_a_page(old: str, new: str, item: str) -> None:
    actual = PAGE.replace(old, new).encode()
    assert item in "\n".join(differences("html", actual, PAGE.encode()))


@pytest.mark.parametrize(
    ("old", "new"),
    [("<body>", "\n<body>"), ("<p", "<!-- x --><p"), ("class=a", 'class="a"'), (" class=a", "")],
)
def test_what_a_page_may_have(old: str, new: str) -> None:
    assert not differences("html", PAGE.replace(old, new).encode(), PAGE.encode())


@pytest.mark.parametrize(
    ("item", "tags"),
    [
        ("active content", "script iframe frame object embed applet form input base link meta"),
        ("picture", "img svg canvas video picture image"),
        ("can hide text", "details template font"),
    ],
)
def test_each_tag_of_a_page_that_shows_more_than_text(item: str, tags: str) -> None:
    elements = "".join(f"<{tag}></{tag}>" for tag in tags.split())
    found = hidden("html", PAGE.replace("</p>", f"</p>{elements}").encode(), PAGE.encode())
    assert [text.partition(": ")[2] for text in found] == [
        f"{item}: <{tag}>" for tag in tags.split()
    ]


def test_each_tag_of_a_page_that_only_divides_its_text() -> None:
    plain = "span b i em strong col colgroup html body head title main article header footer nav"
    plain += " section div p h1 h2 h3 h4 ul ol li button a br table caption thead tbody tfoot tr"
    elements = "".join(f"<{tag}></{tag}>" for tag in [*plain.split(), "td", "th"])
    actual = PAGE.replace("</p>", f"</p>{elements}").encode()
    assert hidden("html", actual, PAGE.encode()) == []


def test_each_attribute_of_a_page_that_leads_elsewhere() -> None:
    for name in ("href", "src", "srcset", "action", "formaction", "data", "poster"):
        for value, item in (
            ("x", "link"),
            ("javascript:x", "active content"),
            ("vbscript:x", "active content"),
            ("data:x", "active content"),
        ):
            actual = PAGE.replace("<p ", f'<p {name}="{value}" ').encode()
            found = hidden("html", actual, PAGE.encode())
            assert f'{item}: <p {name}="{value}">' in "\n".join(found), name


@cache
def word(change: Callable[[Any], object] = lambda _document: None) -> bytes:
    document = blank()
    document.add_paragraph("题")
    document.add_table(rows=1, cols=2).cell(0, 0).text = "甲"
    change(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def vanish(document: Any) -> None:
    document.paragraphs[0].runs[0].font.hidden = True


def whiten(document: Any) -> None:
    document.paragraphs[0].runs[0].font.color.rgb = import_module("docx.shared").RGBColor(
        255, 254, 255
    )


def link(document: Any) -> None:
    document.part.relate_to("https://example.invalid", "x/hyperlink", is_external=True)


def shrink(document: Any) -> None:
    document.paragraphs[0].runs[0].font.size = import_module("docx.shared").Pt(1)


@pytest.mark.parametrize(
    ("change", "item"),
    [
        (vanish, "can hide text: vanish"),
        (whiten, "can hide text: color FFFEFF"),
        (shrink, "can hide text: sz 2"),
        (link, "link: https://example.invalid"),
    ],
)
def test_of_a_word_file(change: Callable[[Any], None], item: str) -> None:
    assert item in "\n".join(differences("docx", word(change), word()))


def replaced(raw: bytes, part: str, old: str, new: str) -> bytes:
    """An office file with a text of one part replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(file, "w") as after:
        for name in before.namelist():
            content = before.read(name).decode("utf-8", "surrogateescape")
            if name == part:
                assert old in content, content
                content = content.replace(old, new, 1)
            after.writestr(name, content.encode("utf-8", "surrogateescape"))
    return file.getvalue()


RUN = "<w:r><w:t>题</w:t></w:r>"
CELL = "<w:p><w:r><w:t>甲</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("styles", "<w:rPrDefault><w:rPr>", "<w:rPrDefault><w:rPr><w:vanish/>"),
        ("document", RUN, RUN.replace("<w:t>", "<w:rPr><w:webHidden/></w:rPr><w:t>")),
        ("document", RUN, RUN.replace("<w:t>", "<w:rPr><w:specVanish/></w:rPr><w:t>")),
        ("document", RUN, RUN.replace("<w:t>", '<w:rPr><w:w w:val="1"/></w:rPr><w:t>')),
        ("document", RUN, RUN.replace("<w:t>", '<w:rPr><w:spacing w:val="-240"/></w:rPr><w:t>')),
        ("document", RUN, RUN.replace("<w:t>", '<w:rPr><w:position w:val="3000"/></w:rPr><w:t>')),
        ("document", RUN, RUN.replace("<w:t>", "<w:rPr><w:strike/></w:rPr><w:t>")),
        (
            "document",
            RUN,
            RUN.replace("<w:t>", '<w:rPr><w:color w:themeColor="background1"/></w:rPr><w:t>'),
        ),
        (
            "document",
            RUN,
            RUN.replace("<w:t>", '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr><w:t>'),
        ),
        ("document", f"<w:p>{RUN}", f'<w:p><w:pPr><w:ind w:left="99999"/></w:pPr>{RUN}'),
        ("document", f"<w:p>{RUN}", f'<w:p><w:pPr><w:framePr w:x="-9999"/></w:pPr>{RUN}'),
        (
            "document",
            f"<w:p>{RUN}",
            f'<w:p><w:pPr><w:spacing w:line="1" w:lineRule="exact"/></w:pPr>{RUN}',
        ),
        ("document", f"<w:p>{RUN}", f'<w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr>{RUN}'),
        (
            "document",
            f"<w:p>{RUN}",
            f'<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>{RUN}',
        ),
        (
            "document",
            "<w:tr>",
            '<w:tr><w:trPr><w:trHeight w:val="1" w:hRule="exact"/></w:trPr>',
        ),
        ("document", RUN, f"<w:del>{RUN}</w:del>"),
        ("document", RUN, f"{RUN}<w:r><w:pict/></w:r>"),
        ("document", RUN, f'<w:fldSimple w:instr="IF 1=1 甲 乙">{RUN}</w:fldSimple>'),
    ],
)
def test_of_the_markup_of_word(part: str, old: str, new: str) -> None:
    built = word()
    actual = replaced(built, f"word/{part}.xml", old, new)
    assert not [*contents("docx", actual, built)]
    assert hidden("docx", actual, built)


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("active content", "altChunk object instrText fldSimple control delInstrText"),
        ("picture", "pict drawing"),
        ("can hide text", "del moveFrom AlternateContent ruby txbxContent"),
    ],
)
def test_each_element_of_word_that_shows_more_than_text(item: str, words: str) -> None:
    runs = "".join(f"<w:r><w:{name}/></w:r>" for name in words.split())
    found = hidden("docx", replaced(word(), "word/document.xml", RUN, RUN + runs), word())
    assert [text.partition(": ")[2] for text in found] == [
        f"{item}: {name}" for name in words.split()
    ]


def test_each_property_by_which_word_hides_nothing() -> None:
    names = (
        "lang noProof b bCs i iCs szCs kern snapToGrid hint cnfStyle keepNext keepLines"
        " widowControl outlineLvl cantSplit tblHeader rPr tblLook tblCaption tblDescription docGrid"
        " cols rPrChange hideMark autoSpaceDE autoSpaceDN wordWrap overflowPunct adjustRightInd"
        " kinsoku"
    )
    properties = "".join(f"<w:{name}/>" for name in names.split())
    marked = RUN.replace("<w:t>", f"<w:rPr>{properties}</w:rPr><w:t>")
    assert hidden("docx", replaced(word(), "word/document.xml", RUN, marked), word()) == []


def test_a_style_that_hides_an_empty_paragraph_must_not_hide_text() -> None:
    """In our own file the paragraph below the table is as small as can be."""
    built = word(lambda document: document.add_paragraph(style="Caption"))
    style = '<w:pPr><w:pStyle w:val="Caption"/></w:pPr>'
    moved = replaced(built, "word/document.xml", style, "")
    moved = replaced(moved, "word/document.xml", f"<w:p>{RUN}", f"<w:p>{style}{RUN}")
    assert hidden("docx", moved, built) == ["part word/document.xml: can hide text: pStyle Caption"]


def add_part(raw: bytes, name: str) -> bytes:
    file = io.BytesIO(raw)
    with zipfile.ZipFile(file, "a") as package:
        package.writestr(name, b"x")
    return file.getvalue()


def test_macros_of_office_files() -> None:
    for form, raw, folder in (("docx", word(), "word"), ("xlsx", excel(), "xl")):
        for name in ("vbaProject.bin", "embeddings/a.xls", "activeX/activeX1.xml"):
            found = hidden(form, add_part(raw, f"{folder}/{name}"), raw)
            assert found == [f"part {folder}/{name}: active content: {folder}/{name}"]
        types = replaced(raw, "[Content_Types].xml", "main+xml", "macroEnabled.main+xml")
        assert hidden(form, types, raw) == [
            "part [Content_Types].xml: active content: macroEnabled"
        ]


def test_text_beside_paragraphs_and_cells_of_word_is_read() -> None:
    def head(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "假题"

    def nest(document: Any) -> None:
        document.tables[0].cell(0, 1).add_table(rows=1, cols=1).cell(0, 0).text = "假"

    for change in (head, nest):
        last = [*contents("docx", word(change), word())][-1]
        assert last.actual in ("假题", "假")


@cache
def excel(change: Callable[[Any, Any], object] = lambda _book, _sheet: None) -> bytes:
    book = import_module("openpyxl").Workbook()
    sheet = book.active
    sheet["A1"], sheet["B2"] = "号", "甲"
    change(book, sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def colour(_book: Any, sheet: Any) -> None:
    sheet["B2"].font = import_module("openpyxl.styles").Font(color="FFFFFFFF", sz=11)


def no_format(_book: Any, sheet: Any) -> None:
    sheet["B2"].number_format = ";;;"


def hide_row(_book: Any, sheet: Any) -> None:
    sheet.row_dimensions[2].hidden = True


def flatten_row(_book: Any, sheet: Any) -> None:
    sheet.row_dimensions[2].height = 0.1


def hide_column(_book: Any, sheet: Any) -> None:
    sheet.column_dimensions["B"].hidden = True


def hide_sheet(book: Any, _sheet: Any) -> None:
    book.create_sheet("藏").sheet_state = "veryHidden"


def shrink_to_fit(_book: Any, sheet: Any) -> None:
    sheet["B2"].alignment = import_module("openpyxl.styles").Alignment(shrink_to_fit=True)


def theme_colour(_book: Any, sheet: Any) -> None:
    colours = import_module("openpyxl.styles.colors")
    sheet["B2"].font = import_module("openpyxl.styles").Font(color=colours.Color(theme=0), sz=11)


def faint(_book: Any, sheet: Any) -> None:
    colours = import_module("openpyxl.styles.colors")
    sheet["B2"].font = import_module("openpyxl.styles").Font(
        color=colours.Color(theme=1, tint=1.0), sz=11
    )


def fill_black(_book: Any, sheet: Any) -> None:
    styles = import_module("openpyxl.styles")
    sheet["B2"].font = styles.Font(sz=11)  # without a colour, which is black
    sheet["B2"].fill = styles.PatternFill("solid", fgColor="FF000000")


def zoom_out(_book: Any, sheet: Any) -> None:
    sheet.sheet_view.zoomScale = 10


def format_away(_book: Any, sheet: Any) -> None:
    dxf = import_module("openpyxl.formatting.rule").FormulaRule(["TRUE"])
    sheet.conditional_formatting.add("A1:B2", dxf)


def compute(_book: Any, sheet: Any) -> None:
    sheet["C3"] = "=1+1"


@pytest.mark.parametrize(
    ("change", "item"),
    [
        (colour, "sheet1.xml, B2: can hide text: text FFFFFF sz 11"),
        (no_format, "sheet1.xml, B2: can hide text: text 000000 sz 11 ;;;"),
        (hide_row, "can hide text: row"),
        (flatten_row, "can hide text: row"),
        (hide_column, "can hide text: col"),
        (hide_sheet, "can hide text: sheet 藏"),
        (compute, "active content: =1+1"),
        (shrink_to_fit, "B2: can hide text: text 000000 sz 11 shrinkToFit=1"),
        (theme_colour, "B2: can hide text: text FFFFFF sz 11"),
        (faint, "B2: can hide text: text 000000 1 sz 11"),
        (fill_black, "B2: can hide text: text 000000 sz 11 solid 000000"),
        (zoom_out, "can hide text: sheetView"),
        (format_away, "can hide text: conditionalFormatting"),
    ],
)
def test_of_an_excel_file(change: Callable[[Any, Any], None], item: str) -> None:
    assert item in "\n".join(differences("xlsx", excel(change), excel()))


def test_each_element_of_a_sheet_that_can_hide_text() -> None:
    names = "conditionalFormatting dataValidation hyperlink rPh oddHeader oddFooter evenHeader"
    names += " evenFooter firstHeader"
    elements = "".join(f"<{name}>&amp;L假</{name}>" for name in names.split())
    sheet, end = "xl/worksheets/sheet1.xml", "</worksheet>"
    found = hidden("xlsx", replaced(excel(), sheet, end, elements + end), excel())
    hiding = [text.rpartition(": ")[2].split()[0] for text in found]
    assert sorted(hiding) == sorted(names.split())


def test_each_property_of_a_cell_that_can_hide_text() -> None:
    for name in ("strike", "vertAlign", "outline", "shadow", "condense"):
        actual = replaced(excel(colour), "xl/styles.xml", '<sz val="11"', f'<{name} /><sz val="11"')
        assert name in "\n".join(hidden("xlsx", actual, excel(colour))), name
    for name in ("shrinkToFit", "textRotation", "readingOrder"):
        actual = replaced(excel(shrink_to_fit), "xl/styles.xml", "shrinkToFit", name)
        assert name in "\n".join(hidden("xlsx", actual, excel())), name


def test_a_theme_that_turns_black_to_white() -> None:
    built = excel(theme_colour)
    theme = "xl/theme/theme1.xml"
    actual = replaced(
        built, theme, 'val="window" lastClr="FFFFFF"', 'val="window" lastClr="EEEEEE"'
    )
    assert "B2: can hide text: text EEEEEE" in "\n".join(hidden("xlsx", actual, built))


def test_a_string_with_a_white_run() -> None:
    white = '<r><rPr><color rgb="FFFFFFFF"/></rPr><t>甲</t></r>'
    actual = replaced(excel(), "xl/worksheets/sheet1.xml", "<t>&#30002;</t>", white)
    assert not [*contents("xlsx", actual, excel())]
    assert hidden("xlsx", actual, excel()) == [
        "part xl/worksheets/sheet1.xml: can hide text: rPr color rgb=FFFFFFFF"
    ]


def test_merged_cells_hide_what_lies_under_them() -> None:
    actual = excel(lambda _book, sheet: sheet.merge_cells("A1:B2"))
    assert [d.expected for d in contents("xlsx", actual, excel())] == ["甲"]


def pdf(change: Callable[[pypdf.PdfWriter], object] = lambda _pdf: None) -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    change(writer)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def annotation(subtype: str, **action: str) -> Callable[[pypdf.PdfWriter], None]:
    def change(writer: pypdf.PdfWriter) -> None:
        values = {NameObject(f"/{key}"): NameObject(value) for key, value in action.items()}
        item = DictionaryObject(
            {
                NameObject("/Subtype"): NameObject(subtype),
                NameObject("/A"): DictionaryObject(values),
                NameObject("/Contents"): TextStringObject("假"),
            }
        )
        writer.pages[0][NameObject("/Annots")] = ArrayObject([item])

    return change


def draw(content: bytes, **resources: DictionaryObject) -> Callable[[pypdf.PdfWriter], None]:
    def change(writer: pypdf.PdfWriter) -> None:
        stream = StreamObject()
        stream.set_data(content)
        writer.pages[0][NameObject("/Contents")] = stream
        named = {NameObject(f"/{name}"): value for name, value in resources.items()}
        writer.pages[0][NameObject("/Resources")] = DictionaryObject(named)

    return change


def in_a_form(content: bytes) -> Callable[[pypdf.PdfWriter], None]:
    form = StreamObject()
    form.set_data(content)
    form[NameObject("/Subtype")] = NameObject("/Form")
    return draw(b"/X Do", XObject=DictionaryObject({NameObject("/X"): form}))


def layer(writer: pypdf.PdfWriter) -> None:
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject()


def crop(writer: pypdf.PdfWriter) -> None:
    writer.pages[0].cropbox.upper_right = (10, 10)


def act(writer: pypdf.PdfWriter) -> None:
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)


def with_script(writer: pypdf.PdfWriter) -> None:
    scripts = DictionaryObject({NameObject("/JavaScript"): DictionaryObject()})
    writer.root_object[NameObject("/Names")] = scripts


def on_opening(writer: pypdf.PdfWriter) -> None:
    writer.pages[0][NameObject("/AA")] = DictionaryObject()


IMAGE = StreamObject()
IMAGE[NameObject("/Subtype")] = NameObject("/Image")


@pytest.mark.parametrize(
    ("change", "item"),
    [
        (act, "the document: active content: /OpenAction"),
        (annotation("/FreeText"), "page 1: can hide text: /FreeText"),
        (annotation("/Link", S="/URI", URI="/x"), "page 1: link: /Link /URI /x"),
        (annotation("/Link", S="/Launch"), "page 1: active content: /Link /Launch"),
        (draw(b"BT /F1 12 Tf 3 Tr (x) Tj ET"), "page 1: can hide text: 3 Tr"),
        (draw(b"BT /F1 0.1 Tf (x) Tj ET"), "page 1: can hide text: 0.1 Tf"),
        (draw(b"q 1 1 1 rg 0 0 99 99 re f Q"), "page 1: can hide text: 1 1 1 rg"),
        (draw(b"1 g"), "page 1: can hide text: 1 g"),
        (draw(b"0 0 99 99 re\nf*"), "the document: can hide text: painted area 1"),
        (in_a_form(b"BT 7 Tr (x) Tj ET"), "page 1: can hide text: 7 Tr"),
        (in_a_form(b"0 0 9 9 re f"), "the document: can hide text: painted area 2"),
        (
            draw(
                b"/G gs",
                ExtGState=DictionaryObject(
                    {NameObject("/G"): DictionaryObject({NameObject("/ca"): NumberObject(0)})}
                ),
            ),
            "page 1: can hide text: /ExtGState {'/ca': 0}",
        ),
        (
            draw(b"/I Do", XObject=DictionaryObject({NameObject("/I"): IMAGE})),
            "page 1: picture: /I",
        ),
        (with_script, "the document: active content: /Names /JavaScript"),
        (on_opening, "page 1: active content: /AA"),
        (layer, "the document: can hide text: /OCProperties"),
        (crop, "page 1: can hide text: /CropBox [0.0, 0.0, 10, 10]"),
    ],
)
def test_of_a_pdf(change: Callable[[pypdf.PdfWriter], None], item: str) -> None:
    assert item in "\n".join(differences("pdf", pdf(change), pdf()))


@pytest.mark.parametrize("key", ["/OpenAction", "/AA", "/AcroForm", "/Collection"])
def test_each_key_by_which_a_pdf_acts(key: str) -> None:
    def set_key(writer: pypdf.PdfWriter) -> None:
        writer.root_object[NameObject(key)] = DictionaryObject()

    assert f"active content: {key}" in "\n".join(hidden("pdf", pdf(set_key), pdf()))


@pytest.mark.parametrize("key", ["/MediaBox", "/CropBox", "/Rotate", "/UserUnit"])
def test_each_key_by_which_a_page_hides_text(key: str) -> None:
    def set_key(writer: pypdf.PdfWriter) -> None:
        box = ArrayObject([NumberObject(number) for number in (0, 0, 9, 9)])
        writer.pages[0][NameObject(key)] = box if key.endswith("Box") else NumberObject(90)

    assert f"can hide text: {key}" in "\n".join(hidden("pdf", pdf(set_key), pdf()))


@pytest.mark.parametrize("form", ["pdf", "docx", "xlsx"])
def test_a_damaged_file_is_an_error_of_its_own(form: str, caplog: pytest.LogCaptureFixture) -> None:
    raw = {"pdf": pdf(), "docx": word(), "xlsx": excel()}[form]
    for position in range(0, len(raw), max(1, len(raw) // 12)):
        for damaged in (
            raw[:position],
            raw[:position] + b"\xff\0\xff" + raw[position + 3 :],
            raw[:position] + raw[position + 9 :],
        ):
            for compare in (first_difference, hidden):
                try:
                    compare(form, damaged, raw)
                except ReportError:
                    continue
    assert caplog.records == []  # nothing in a library's own words
