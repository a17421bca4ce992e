"""What belongs to a sheet of an Excel workbook and stands in parts of its own."""

from collections.abc import Iterator, Mapping
from zipfile import ZipFile

from progress_report.office.package import parse_xml, related_parts, relations
from progress_report.readers.excel.sheet import Sheet, area_of
from progress_report.readers.excel.workbook import each, part_of, string_of
from progress_report.system.i18n import _
from progress_report.text.excerpt import truncate

_MAX_EXCERPT = 40
_LINE = "{http://schemas.openxmlformats.org/drawingml/2006/main}p"


def attach(sheet: Sheet, archive: ZipFile, part: str) -> None:
    """Add warnings on comments, text boxes and pictures, and the filters of tables, to a sheet."""
    related = related_parts(archive, part)
    for reference, text in comments(archive, related).items():
        area = area_of(reference)
        message = _("a comment of the cell was not read: '{text}'")
        sheet.warnings.append((area.top, area.left, message.format(text=_excerpt(text))))
    if related.get("drawing") in archive.namelist():
        sheet.warnings += _drawn(archive.read(related["drawing"]))
    for _id, kind, target in relations(archive, part):
        if kind == "table" and target in archive.namelist():
            for table in parse_xml(archive.read(target)).iterfind("{*}autoFilter"):
                sheet.add_filter(table)
    sheet.show_filtered()


def comments(archive: ZipFile, related: Mapping[str, str]) -> dict[str, str]:
    """Comments by cell reference; the comments of a thread are joined by line feeds."""
    texts = {}
    for element in each(part_of(archive, related.get("comments")), "comment"):
        for text in element.iterfind("{*}text"):
            texts[element.get("ref", "")] = string_of(text).text
    if "threadedComment" in related:  # the plain comment is then a notice for older programs
        threads: dict[str, list[str]] = {}
        for comment in parse_xml(archive.read(related["threadedComment"])):
            threads.setdefault(comment.get("ref", ""), []).append(comment.findtext("{*}text", ""))
        texts |= {cell: "\n".join(thread) for cell, thread in threads.items()}
    return texts


def _drawn(raw: bytes) -> Iterator[tuple[int, int, str]]:
    """Row, column and a sentence for each text box, picture and object that lies on cells."""
    for anchor in parse_xml(raw):
        row, column = (anchor.findtext(f"{{*}}from/{{*}}{axis}", "0") for axis in ("row", "col"))
        lines = ("".join(line.itertext("{*}t", with_tail=False)) for line in anchor.iter(_LINE))
        if text := "\n".join(filter(None, lines)):
            message = _("the text of a text box on the cell was not read: '{text}'")
            yield int(row) + 1, int(column) + 1, message.format(text=_excerpt(text))
        elif next(anchor.iter("{*}pic"), None) is not None:
            yield int(row) + 1, int(column) + 1, _("a picture on the cell was not read")
        elif next(anchor.iter("{*}graphicFrame"), None) is not None:
            yield (
                int(row) + 1,
                int(column) + 1,
                _("an embedded object, such as a chart, was not read"),
            )


def _excerpt(text: str) -> str:
    return truncate(" ".join(text.split()), _MAX_EXCERPT)
