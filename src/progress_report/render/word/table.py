"""The table as a Word file: an editable annex by GB/T 9704-2012."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from progress_report.domain.columns import centred_columns
from progress_report.domain.config import ReportConfig
from progress_report.domain.table import DRAFT, Cell, Column, ColumnKind, Row, Table
from progress_report.office.wordml import Element, W, paragraph, w
from progress_report.render.html.page import anchor
from progress_report.render.pdf.layout import likely_split
from progress_report.render.title import title_lines
from progress_report.render.word import styles
from progress_report.render.word.parts import document, text_width


def render(table: Table, config: ReportConfig) -> bytes:
    """Write the table as ``.docx``, the same bytes on any machine; fonts are only named."""
    body = [
        *(paragraph(line, styles.TITLE) for line in title_lines(table, config)),
        table_element(table, config),
        *_below(table, config),
    ]
    return document(body, table.title, config, mark=DRAFT if table.draft else "")


def _below(table: Table, config: ReportConfig) -> Iterator[Element]:
    """The paragraphs below the table; at least the one that Word requires."""
    lines = [(note, styles.NOTE) for note in table.notes]
    lines += [(config.issuer, styles.ISSUER)] if config.issuer else []
    lines += [(config.date, styles.DATE)] if config.date else []
    for text, style in lines or [("", styles.END)]:
        for line in text.split("\n"):
            yield paragraph(line, style)


def table_element(table: Table, config: ReportConfig) -> Element:
    """The table alone, as wide as the text of the sheet."""
    widths = _widths(table.columns, text_width(config.page))
    headings = [column.full_heading for column in table.columns]
    properties = w(
        "tblPr",
        w("tblStyle", val=styles.TABLE),
        w("tblW", w=sum(widths), type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblLook", **_look(table.columns)),
        w("tblCaption", val=table.title),
        w("tblDescription", val="、".join(headings)),
    )
    element = w("tbl", properties, w("tblGrid", *(w("gridCol", w=width) for width in widths)))
    centred = centred_columns(table)
    element.extend(_heading_rows(table, widths, centred))
    split = likely_split(table, config)
    left = [0] * len(widths)  # of each column, how many rows its last cell has still to cover
    for row in table.rows:
        element.extend(_group(heading, widths) for heading in row.headings)
        element.append(_row(row, centred, widths, left, whole=anchor(row.docket) not in split))
    signed = table.notes or config.issuer or config.date
    if signed and table.rows and anchor(table.rows[-1].docket) not in split:
        # so that no signature is alone on a sheet; a style cannot give it to a single row
        for paragraph_properties in element[-1].iter(f"{W}pPr"):
            paragraph_properties.append(w("keepNext"))
    return element


def _heading_rows(table: Table, widths: list[int], centred: Sequence[bool]) -> Iterator[Element]:
    upper = table.upper_headings
    cells = []
    first = 0
    for over, span in upper:
        text = over or table.columns[first].heading
        merge = w("gridSpan", val=span) if over else w("vMerge", val="restart")
        width = sum(widths[first : first + span])
        paragraphs = [paragraph(line, styles.HEAD) for line in text.split("\n")]
        cells.append(_cell(width, paragraphs, merge, centred=centred[first]))
        first += span
    if upper:
        yield w("tr", w("trPr", w("cantSplit"), w("tblHeader")), *cells)
    cells = []
    for column, width, narrow in zip(table.columns, widths, centred, strict=True):
        covered = bool(upper) and not column.over
        lines = [] if covered else column.heading.split("\n")
        paragraphs = [paragraph(line, styles.HEAD) for line in lines or [""]]
        merge = w("vMerge") if covered else None
        cells.append(_cell(width, paragraphs, merge, centred=narrow))
    yield w("tr", w("trPr", w("cantSplit"), w("tblHeader")), *cells)


def _look(columns: tuple[Column, ...]) -> dict[str, str | float]:
    """The parts of the table that are headings, for screen readers above all."""
    first_column = columns[0].row_heading or columns[0].kind is ColumnKind.NUMBER
    return {
        "val": f"{0x0620 | (0x0080 if first_column else 0):04X}",
        "firstRow": 1,
        "lastRow": 0,
        "firstColumn": int(first_column),
        "lastColumn": 0,
        "noHBand": 1,
        "noVBand": 1,
    }


def _widths(columns: tuple[Column, ...], total: int) -> list[int]:
    """The widths of the columns in twips; rounded so that they add up to the total."""
    edges = [0]
    shares = 0.0
    for column in columns:
        shares += column.width
        edges.append(round(total * shares / 100))
    return [right - left for left, right in pairwise(edges)]


def _group(heading: str, widths: list[int]) -> Element:
    properties = w("tcPr", w("tcW", w=sum(widths), type="dxa"), w("gridSpan", val=len(widths)))
    lines = [paragraph(line, styles.GROUP) for line in heading.split("\n")]
    return w("tr", w("trPr", w("cantSplit")), w("tc", properties, *lines))


def _row(
    row: Row, centred: Sequence[bool], widths: list[int], left: list[int], *, whole: bool
) -> Element:
    element = w("tr")
    if whole:
        element.append(w("trPr", w("cantSplit")))
    for index, (narrow, width, cell) in enumerate(zip(centred, widths, row.cells, strict=True)):
        fill = ""
        if cell is not None:
            left[index], fill = cell.rowspan, cell.fill
            merge = w("vMerge", val="restart") if cell.rowspan > 1 else None
            lines = _paragraphs(cell, centred=narrow)
        else:
            merge = w("vMerge") if left[index] > 0 else None
            lines = [paragraph("", styles.TEXT)]
        left[index] -= 1
        element.append(_cell(width, lines, merge, fill, centred=narrow))
    return element


def _paragraphs(cell: Cell, *, centred: bool) -> list[Element]:
    texts = cell.paragraphs
    if cell.missing:
        style = styles.MISSING
    elif centred:
        style = styles.CENTRED
    else:
        style = styles.INDENTED if len(texts) > 1 else styles.TEXT
    paragraphs = [paragraph(text, style) for text in texts]
    if cell.missing and centred:
        for element in paragraphs:
            element[0].append(w("jc", val="center"))
    return paragraphs


def _cell(
    width: int, lines: list[Element], merge: Element | None = None, fill: str = "", *, centred: bool
) -> Element:
    """A cell; with the properties that a paragraph style cannot set."""
    properties = w("tcPr", w("tcW", w=width, type="dxa"))
    if merge is not None:
        properties.append(merge)
    if fill:
        properties.append(w("shd", val="clear", color="auto", fill=fill.removeprefix("#")))
    if centred:  # narrow columns have no side margins
        properties.append(w("tcMar", w("left", w=0, type="dxa"), w("right", w=0, type="dxa")))
    return w("tc", properties, *lines)
