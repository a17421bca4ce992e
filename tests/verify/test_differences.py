"""Where two files differ, told by the place a person would look at."""

import io
import zipfile
from importlib import import_module
from typing import Any

import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject
from support.project import ROOT
from support.word import blank

from progress_report.domain.diagnostics import ReportError
from progress_report.verify import visible
from progress_report.verify.differences import Difference, contents, lines, parts, structure


def word(*rows: tuple[str, str], above: str = "题", below: str = "注") -> bytes:
    document = blank()
    document.add_paragraph(above)
    table = document.add_table(rows=0, cols=2)
    for texts in rows:
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    document.add_paragraph(below)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def excel(*rows: tuple[Any, ...]) -> bytes:
    xlsxwriter = import_module("xlsxwriter")  # it carries no types
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表")
        for number, texts in enumerate(rows):
            sheet.write_row(number, 0, texts)
    return made.getvalue()


def told(form: str, published: bytes, built: bytes) -> list[tuple[str, str | None, str | None]]:
    return [(d.place, d.actual, d.expected) for d in contents(form, published, built)]


def test_word_by_row_and_column() -> None:
    built = word(("1", "甲"), ("2", "乙"))
    assert told("docx", word(("1", "甲"), ("2", "假")), built) == [("row 2, column 2", "假", "乙")]
    other = word(("1", "甲"), ("2", "乙"), above="别的题")
    assert told("docx", other, built) == [("paragraph 1", "别的题", "题")]
    other = word(("1", "甲"), ("2", "乙"), below="别的注")
    assert told("docx", other, built) == [("paragraph 1 below the table", "别的注", "注")]
    assert told("docx", word(("1", "甲"), ("2", "乙")), built) == []


def test_excel_by_cell() -> None:
    built = excel(("号", "文"), (1, "甲"))
    assert told("xlsx", excel(("号", "文"), (2, "甲")), built) == [("sheet 表, cell A2", "2", "1")]
    more = excel(("号", "文"), (1, "甲"), (2, "乙"))
    assert told("xlsx", more, built) == [
        ("sheet 表, cell A3", "2", None),
        ("sheet 表, cell B3", "乙", None),
    ]


def test_the_part_of_an_office_file() -> None:
    published, built = io.BytesIO(), io.BytesIO()
    for place, style in ((published, "a"), (built, "b")):
        with zipfile.ZipFile(place, "w") as package:
            package.writestr("document.xml", "same")
            package.writestr("styles.xml", style)
    assert parts(published.getvalue(), built.getvalue()) == "styles.xml"
    assert parts(built.getvalue(), built.getvalue()) == ""


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_a_file_that_would_fill_the_memory_is_refused(
    form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("progress_report.system.limits.MAX_UNPACKED", 1_000_000)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("1.xml", b"0" * 1_000_001)
    built = word(("1", "甲")) if form == "docx" else excel(("1",))
    with pytest.raises(ReportError, match="unpack"):
        list(contents(form, bomb.getvalue(), built))


@pytest.mark.parametrize("form", ["docx", "xlsx", "pdf"])
@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\0" * 100])
def test_what_is_no_such_file_is_reported_as_none(form: str, raw: bytes) -> None:
    good = {
        "docx": word(("1", "甲")),
        "xlsx": excel(("1",)),
        "pdf": (ROOT / "out/2021H1.pdf").read_bytes(),
    }
    with pytest.raises(ReportError, match=f"cannot be read as {form}"):
        list(contents(form, raw, good[form]))


def test_a_line_is_cut_to_where_it_differs() -> None:
    found = lines(("甲" * 100 + "1").encode(), ("甲" * 100 + "2").encode())
    assert found is not None
    assert (found.place, found.actual, found.expected) == (
        "line 1",
        "…" + "甲" * 24 + "1",
        "…" + "甲" * 24 + "2",
    )
    assert lines(b"same", b"same") is None
    missing = lines(b"a", b"a\nb")
    assert missing is not None
    assert (missing.actual, missing.expected) == (None, "b")


def test_a_digest_in_the_policy_is_not_the_first_difference() -> None:
    policy = '<meta http-equiv="Content-Security-Policy" content="sha256-{}">\n'
    before, after = policy.format("a") + "进展", policy.format("b") + "目前进展"
    difference = lines(before.encode(), after.encode())
    assert difference is not None
    assert (difference.place, difference.actual) == ("line 2", "进展")
    only = lines(before.encode(), (policy.format("b") + "进展").encode())
    assert only is not None
    assert only.place == "line 1"


def test_text_in_a_script_is_not_read() -> None:
    built = "<table><tr><td>甲</td></tr></table>".encode()
    assert told("html", built + b"<script>x</script>", built) == []
    assert told("html", built.replace("甲".encode(), b"&lt;x"), built) == [
        ("row 1, column 1", "<x", "甲")
    ]


def test_a_file_that_unpacks_to_too_much_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("word/document.xml", "x" * 11)
    monkeypatch.setattr("progress_report.system.limits.MAX_UNPACKED", 10)
    with pytest.raises(ReportError, match="unpack"):
        visible.read_units("docx", packed.getvalue())


def test_a_far_cell_costs_no_more_than_a_near_one() -> None:
    openpyxl = import_module("openpyxl")
    book = openpyxl.Workbook()
    book.active["XFD1048576"] = "甲"
    file = io.BytesIO()
    book.save(file)
    assert visible.read_units("xlsx", file.getvalue()) == [("sheet Sheet, cell XFD1048576", "甲")]


def test_no_two_equal_texts_are_shown() -> None:
    difference = lines("甲\u200b".encode(), "甲\u200c".encode())
    assert str(difference) == "line 1: published is '甲<U+200B>', the data give '甲<U+200C>'"
    assert lines(b"a\r\nb", b"a\nb") is None


def test_elements_of_a_pdf_may_have_several_sets_of_attributes() -> None:
    # ISO 32000-1, 14.7.5.1: one dictionary, or an array of dictionaries and revision numbers
    layout = DictionaryObject({NameObject("/O"): NameObject("/Layout")})
    table = DictionaryObject({NameObject("/Scope"): NameObject("/Row")})
    head = DictionaryObject({NameObject("/S"): NameObject("/TH")})
    head[NameObject("/A")] = ArrayObject([layout, NumberObject(0), table])
    plain = DictionaryObject({NameObject("/S"): NameObject("/TD")})
    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    tree = DictionaryObject({NameObject("/K"): ArrayObject([head, plain])})
    writer.root_object[NameObject("/StructTreeRoot")] = tree
    content = io.BytesIO()
    writer.write(content)
    assert structure(content.getvalue()) == [" /TH /Row", " /TD"]


@pytest.mark.parametrize(
    ("actual", "expected", "words"),
    [
        ("甲", "乙", ["行 1: published is '甲', the data give '乙'"]),
        (None, "乙", ["行 1: '乙' is missing"]),
        ("甲", None, ["行 1: '甲' is not in the data"]),
        (None, None, ["行 1 differs"]),
        ("甲\u200b", "甲\u200d", ["U+200B", "U+200D"]),
    ],
)
def test_a_difference_in_one_sentence(
    actual: str | None, expected: str | None, words: list[str]
) -> None:
    shown = str(Difference("行 1", actual, expected))
    assert all(word in shown for word in words), shown
