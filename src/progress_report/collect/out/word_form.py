"""Write a form as a Word document that is read-only except for one column.

The document is protected against editing, with ranges that everyone may edit. LibreOffice opens
such a file read-only, and after "Edit Document" allows every change; changes are reported when the
form is returned. Alternatives do not work: LibreOffice ignores the lock of content controls, and
version 7 duplicates their text when it saves; legacy form protection only allows single fields.
"""

from datetime import date

from progress_report.collect.out.form import SIGNATURE_LINE, Form, Line
from progress_report.domain.config import PageConfig, ReportConfig
from progress_report.office.wordml import Element, paragraph, w
from progress_report.render.word.parts import document, text_width
from progress_report.render.word.styles import CENTRED, END, HEAD, MISSING, NOTE, TABLE, TEXT, TITLE

PROMPT = "（在此填写）"  # prompt in an empty cell; it is removed from answers wherever it was left
_PAGE = PageConfig(
    margin_top=20, margin_right=18, margin_bottom=20, margin_left=18, title_size=18, text_size=11
)
_SHARES = (7, 22, 11, 27, 33)  # widths of the columns in percent, in the order of a form's headings
_TINT = "FFF8DC"


def write(form: Form, config: ReportConfig, due: date | None) -> bytes:
    """Write a form as ``.docx``.

    The same form gives the same bytes on any machine. It is protected against accidental changes,
    without a password.
    """
    heads = (paragraph(form.title, TITLE), paragraph(form.instructions(due), NOTE))
    body = [*heads, _table(form), paragraph("", END)]
    protection = w("documentProtection", edit="readOnly", enforcement=1)
    return document(body, form.title, config, _PAGE, settings=[protection])


def _table(form: Form) -> Element:
    whole = text_width(_PAGE)
    widths = [round(whole * share / 100) for share in _SHARES]
    properties = w(
        "tblPr",
        w("tblStyle", val=TABLE),
        w("tblW", w=sum(widths), type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblLook", val="0620", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0),
        w("tblCaption", val=form.title),
    )
    table = w("tbl", properties, w("tblGrid", *(w("gridCol", w=width) for width in widths)))
    heads = [
        _cell(width, [paragraph(text, HEAD)])
        for width, text in zip(widths, form.headings, strict=True)
    ]
    table.append(w("tr", w("trPr", w("cantSplit"), w("tblHeader")), *heads))
    for number, line in enumerate(form.lines):
        table.append(_row(line, widths, number))
    signed = _opened([paragraph(SIGNATURE_LINE, TEXT)], len(form.lines))
    marks = [paragraph(text, MISSING) for text in form.mark.split("\n")]
    for content, shade in ((signed, [_tint()]), (marks, [])):
        across = w("gridSpan", val=len(widths))
        cell = _cell(sum(widths), content, across, *shade)
        table.append(w("tr", w("trPr", w("cantSplit")), cell))
    return table


def _row(line: Line, widths: list[int], number: int) -> Element:
    styles = (CENTRED, TEXT, TEXT, MISSING)
    cells = [
        _cell(width, [paragraph(part, style) for part in text.split("\n")])
        for width, text, style in zip(widths, line.locked, styles, strict=False)
    ]
    # never empty: the end of an empty range would be undefined
    text = line.progress or PROMPT
    answer = _opened([paragraph(part, TEXT) for part in text.split("\n")], number)
    return w("tr", *cells, _cell(widths[-1], answer, _tint()))


def _opened(content: list[Element], number: int) -> list[Element]:
    """Paragraphs as a range, of this number, that everyone may edit."""
    content[0].insert(1, w("permStart", id=number, edGrp="everyone"))
    content[-1].append(w("permEnd", id=number))
    return content


def _tint() -> Element:
    return w("shd", val="clear", color="auto", fill=_TINT)


def _cell(width: int, content: list[Element], *properties: Element) -> Element:
    return w("tc", w("tcPr", w("tcW", w=width, type="dxa"), *properties), *content)
