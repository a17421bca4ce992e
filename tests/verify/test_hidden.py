"""What acts in a published file, or hides or replaces text, beside the same readable text."""

import io
import zipfile
from collections.abc import Callable
from importlib import import_module
from typing import Any

import docx
import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

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


def word(change: Callable[[Any], object] = lambda _document: None) -> bytes:
    document = docx.Document()
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


def test_text_beside_paragraphs_and_cells_of_word_is_read() -> None:
    def head(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "假题"

    def nest(document: Any) -> None:
        document.tables[0].cell(0, 1).add_table(rows=1, cols=1).cell(0, 0).text = "假"

    for change in (head, nest):
        last = [*contents("docx", word(change), word())][-1]
        assert last.actual in ("假题", "假")


def excel(change: Callable[[Any, Any], object] = lambda _book, _sheet: None) -> bytes:
    book = import_module("openpyxl").Workbook()
    sheet = book.active
    sheet["A1"], sheet["B2"] = "号", "甲"
    change(book, sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def colour(_book: Any, sheet: Any) -> None:
    sheet["B2"].font = import_module("openpyxl.styles").Font(color="FFFFFFFF")


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


def compute(_book: Any, sheet: Any) -> None:
    sheet["C3"] = "=1+1"


@pytest.mark.parametrize(
    ("change", "item"),
    [
        (colour, "cell B2: can hide text: white text"),
        (no_format, "cell B2: can hide text: ;;;"),
        (hide_row, "can hide text: row"),
        (flatten_row, "can hide text: row"),
        (hide_column, "can hide text: col"),
        (hide_sheet, "can hide text: sheet 藏"),
        (compute, "active content: =1+1"),
    ],
)
def test_of_an_excel_file(change: Callable[[Any, Any], None], item: str) -> None:
    assert item in "\n".join(differences("xlsx", excel(change), excel()))


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


def act(writer: pypdf.PdfWriter) -> None:
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)


@pytest.mark.parametrize(
    ("change", "item"),
    [
        (act, "the document: active content: /OpenAction"),
        (annotation("/FreeText"), "page 1: can hide text: /FreeText"),
        (annotation("/Link", S="/URI", URI="/x"), "page 1: link: /Link /URI /x"),
        (annotation("/Link", S="/Launch"), "page 1: active content: /Link /Launch"),
    ],
)
def test_of_a_pdf(change: Callable[[pypdf.PdfWriter], None], item: str) -> None:
    assert item in "\n".join(differences("pdf", pdf(change), pdf()))


@pytest.mark.parametrize("form", ["pdf", "docx", "xlsx"])
def test_a_damaged_file_is_an_error_of_its_own(form: str) -> None:
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
