"""A form as a Word document: read-only but for one column.

Of the ways that Word has to lock a page this is the one that a person can write into anywhere:
protection against editing, with ranges that everyone may edit. LibreOffice opens such a file for
reading, and after "Edit Document" lets everything be changed; what was changed is reported when the
form comes back. Content controls lock nothing there, and LibreOffice 7 doubles their text when it
saves; the protection of legacy forms lets nothing but single fields be written into.
"""

from datetime import date

from progress_report.collect.out.form import HEADINGS, Form, Line
from progress_report.domain.config import PageConfig, ReportConfig
from progress_report.office.wordml import Element, paragraph, w
from progress_report.render.word.parts import document, text_width
from progress_report.render.word.styles import CENTRED, END, HEAD, MISSING, NOTE, TABLE, TEXT, TITLE

PROMPT = "（在此填写）"
"""Stands in a cell to be filled in; it counts as nothing, wherever in a text it was left."""
_PAGE = PageConfig(
    margin_top=20, margin_right=18, margin_bottom=20, margin_left=18, title_size=18, text_size=11
)
_SHARES = (7, 22, 11, 27, 33)
"""Percent of the width, as the columns stand under `HEADINGS`."""
_TINT = "FFF8DC"


def write(form: Form, config: ReportConfig, due: date | None) -> bytes:
    """Write a form as ``.docx``.

    Args:
        form: What is asked.
        config: The project's, for its fonts.
        due: The last day to send it back, if there is one.

    Returns:
        The file; the same bytes from the same form, on any machine. It is protected without a
        password: against slips, not against people.
    """
    heads = (paragraph(form.title, TITLE), paragraph(form.instructions(due), NOTE))
    return document(
        [*heads, _table(form), paragraph("", END)],
        _PAGE,
        config.office.fonts,
        title=form.title,
        language=config.language,
        author=config.issuer,
        settings=[w("documentProtection", edit="readOnly", enforcement=1)],
    )


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
        _cell(width, [paragraph(text, HEAD)]) for width, text in zip(widths, HEADINGS, strict=True)
    ]
    table.append(w("tr", w("trPr", w("cantSplit"), w("tblHeader")), *heads))
    for number, line in enumerate(form.lines):
        table.append(_row(line, widths, number))
    foot = w("tcPr", w("tcW", w=sum(widths), type="dxa"), w("gridSpan", val=len(widths)))
    marks = [paragraph(text, MISSING) for text in form.mark.split("\n")]
    table.append(w("tr", w("trPr", w("cantSplit")), w("tc", foot, *marks)))
    return table


def _row(line: Line, widths: list[int], number: int) -> Element:
    styles = (CENTRED, TEXT, TEXT, MISSING)
    cells = [
        _cell(width, [paragraph(part, style) for part in text.split("\n")])
        for width, text, style in zip(widths, line.locked, styles, strict=False)
    ]
    return w("tr", *cells, _free(line, widths[-1], number))


def _free(line: Line, width: int, number: int) -> Element:
    """The cell to be filled in: a range that everyone may edit.

    It is never empty: there is no telling where an empty range ends.
    """
    text = line.progress or PROMPT
    content = [paragraph(part, TEXT) for part in text.split("\n")]
    content[0].insert(1, w("permStart", id=number, edGrp="everyone"))
    content[-1].append(w("permEnd", id=number))
    return _cell(width, content, w("shd", val="clear", color="auto", fill=_TINT))


def _cell(width: int, lines: list[Element], shade: Element | None = None) -> Element:
    properties = w("tcPr", w("tcW", w=width, type="dxa"))
    if shade is not None:
        properties.append(shade)
    return w("tc", properties, *lines)
