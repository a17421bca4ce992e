"""Content of a returned form outside its table: nothing that a unit wrote may be lost.

Comments, paragraphs below the table, further tables, text boxes, footnotes and headers answer no
task, but the unit wrote them to be read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zipfile import ZipFile

from progress_report.collect import worded
from progress_report.collect.out.form import Form, without_due
from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.importing.task_changes import difference
from progress_report.office.package import related_parts
from progress_report.office.wordml import W
from progress_report.readers.excel.grids import comments, drawings
from progress_report.readers.excel.workbook import each, open_workbook, part_of
from progress_report.readers.grid import column_name
from progress_report.readers.word.grids import open_document, parse_part
from progress_report.readers.word.text import TBL, TC, TR, P, TextReader, blocks
from progress_report.system.i18n import _
from progress_report.text.excerpt import truncate
from progress_report.text.prose import without_whitespace
from progress_report.text.width import printable

_NOTES = {
    "comments": ("comment", "commentReference"),
    "footnotes": ("footnote", "footnoteReference"),
    "endnotes": ("endnote", "endnoteReference"),
}
"""Kinds of notes in a Word file: the element of a note, and its reference in the text."""
_SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")
_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|K\d\d[+-]\d{3}|\d+|.)', re.DOTALL)
"""Codes in Excel's headers and footers: font, colour and size, page numbers, dates."""
_PAGE_NUMBER = re.compile(r"(?:[\W\d_第页共张]|pages?|of)*", re.IGNORECASE)
_HEADER = re.compile(r"word/(?:header|footer)\d*\.xml")
_PREFIX_LENGTH = 6
"""Length of the beginning, in characters, that identifies a changed text of the form."""
_OUTSIDE, _MARGIN = "outside-table", "in-margin"
"""Names of diagnostics; the latter is of comments, headers and footers."""
_MAX_DELETED_WIDTH, _MAX_EXTRA_WIDTH = 60, 400  # widths of excerpts, in terminal cells


@dataclass(frozen=True, slots=True)
class ExtraText:
    """A text outside the table of a form."""

    text: str
    location: Location
    problem: str = _OUTSIDE  # the name of the diagnostic that reports it
    leads: bool = False  # whether it is where the title and the instructions are: above the table


def diagnostics(
    extra_texts: Sequence[ExtraText], form: Form, location: Location
) -> Iterator[Diagnostic]:
    """Report text that a unit wrote outside the table, and changes to the text above it.

    Unchanged texts of the form are skipped.
    """
    words = {without_whitespace(words): words for words in (form.title, form.instructions(None))}
    by_start = {key[:_PREFIX_LENGTH]: original for key, original in words.items()}
    normalized = {extra: without_whitespace(without_due(extra.text)) for extra in extra_texts}
    originals = {
        extra: by_start.get(text[:_PREFIX_LENGTH], "")
        for extra, text in normalized.items()
        if extra.problem == _OUTSIDE
    }
    missing = [
        original
        for key, original in words.items()
        if not {key, original} & {*normalized.values(), *originals.values()}
    ]
    if len(missing) == len(words) and not any(extra.leads for extra in extra_texts):
        missing = []  # the table alone was copied into another file
    for extra in extra_texts:
        if normalized[extra] in words:
            continue
        original = originals.get(extra) or (missing.pop(0) if missing and extra.leads else "")
        if original:
            before, after, _position = difference(original, without_due(extra.text))
            yield worded("changed-text", extra.location, expected=before, found=after)
        else:
            quoted = truncate(" ".join(extra.text.split()), _MAX_EXTRA_WIDTH)
            yield worded(extra.problem, extra.location, text=quoted)
    for original in missing:
        yield worded("deleted-text", location, text=truncate(original, _MAX_DELETED_WIDTH))


def cell_location(path: str, row: int, column: int, sheet: str = "") -> Location:
    """The location of a cell; row and column are 1-based, a Word table has no sheet."""
    cell = _("table row {row}, column {column}").format(row=row, column=column)
    if sheet:
        cell = f"{printable(sheet)}!{column_name(column)}{row}"
    return Location(path, row, cell=cell)


def of_workbook(path: str, archive: ZipFile) -> Iterator[ExtraText]:
    """Comments, text boxes, headers and footers of the visible sheets."""
    for name, part in open_workbook(archive).sheets:
        related = related_parts(archive, part)
        for cell, text in comments(archive, related).items():
            yield ExtraText(text, Location(path, cell=f"{printable(name)}!{cell}"), _MARGIN)
        drawn = drawings(archive.read(related["drawing"])) if "drawing" in related else ()
        for row, column, text, _anchor in drawn:
            yield ExtraText(text, cell_location(path, row, column, name))
        for element in each(part_of(archive, part), "headerFooter"):
            for text in dict.fromkeys(child.text or "" for child in element):
                yield _on_every_page(path, _CODES.sub(" ", text))


def of_document(path: str, archive: ZipFile) -> Iterator[ExtraText]:
    """Paragraphs outside tables, comments, notes, headers and footers of a Word file."""
    main, root = open_document(archive)
    if root is None:
        return
    reader = TextReader()
    below = False
    for block in blocks(root, P, TBL):
        if block.tag == TBL:
            below = True
            continue
        cell = _("below the table") if below else _("above the table")
        yield ExtraText(reader.paragraph(block), Location(path, cell=cell), leads=not below)
    related = related_parts(archive, main)
    for kind, (element, reference) in _NOTES.items():
        if related.get(kind) in archive.namelist():
            anchors = _anchors(path, root, reference)
            for note in parse_part(archive, related[kind]).iter(f"{W}{element}"):
                if note.get(f"{W}type") not in _SEPARATORS:
                    location = anchors.get(note.get(f"{W}id", ""), Location(path))
                    problem = _MARGIN if kind == "comments" else _OUTSIDE
                    yield ExtraText(reader.text(note), location, problem)
    for name in sorted(archive.namelist()):
        if _HEADER.fullmatch(name):
            yield _on_every_page(path, reader.text(parse_part(archive, name)))


def _anchors(path: str, root: Any, reference: str) -> dict[str, Location]:
    """The location of the cell or paragraph that each note is attached to, by the note's id."""
    anchors = {}
    for element in root.iter(f"{W}{reference}"):
        location = Location(path, cell=_("outside the table"))
        for row in element.iterancestors(TR):  # the last, outermost row is the form's
            number = 1 + sum(1 for _row in row.itersiblings(TR, preceding=True))
            cells = [*blocks(row, TC)]
            columns = (i for i, cell in enumerate(cells, 1) if element in cell.iterdescendants())
            # 1 if its cell is not read as a cell
            location = cell_location(path, number, next(columns, 1))
        anchors[element.get(f"{W}id", "")] = location
    return anchors


def _on_every_page(path: str, text: str) -> ExtraText:
    """A header or footer; its text is empty if it only numbers the pages."""
    content = "" if _PAGE_NUMBER.fullmatch(text) else text
    return ExtraText(content, Location(path, cell=_("header or footer")), _MARGIN)
