"""What a form that came back says outside its table: nothing that a unit wrote may be lost.

A remark at a cell, a paragraph below the table, a second table, a text box, a footnote, a line in
the header: none of it is an answer to any task, and all of it was written to be read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zipfile import ZipFile

from progress_report.collect.out.form import Form, without_due, without_whitespace
from progress_report.domain.diagnostics import Diagnostic, Location, Severity
from progress_report.importing.task_changes import difference
from progress_report.office.package import parse_xml, related_parts
from progress_report.office.wordml import MAIN
from progress_report.readers.excel.sheet import column_name
from progress_report.readers.excel.workbook import each, open_workbook, part_of, string_of
from progress_report.readers.word.grids import open_document, parse_part
from progress_report.readers.word.numbering import Numbering
from progress_report.readers.word.text import TBL, TC, TR, P, TextReader, blocks
from progress_report.system.i18n import _
from progress_report.text.excerpt import truncate
from progress_report.text.width import printable

_W = f"{{{MAIN}}}"
_NOTES = {
    "comments": ("comment", "commentReference"),
    "footnotes": ("footnote", "footnoteReference"),
    "endnotes": ("endnote", "endnoteReference"),
}
"""Parts of a Word file by their kind: the element of one note, and what stands for it in the text.
"""
_SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")
_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|K\d\d[+-]\d{3}|\d+|.)', re.DOTALL)
"""Of Excel's headers and footers: the face, colour and size, page numbers, dates."""
_PAGE_NUMBER = re.compile(r"(?:[\W\d_第页共张]|pages?|of)*", re.IGNORECASE)
"""What says no more than which page this is."""
_LINE = "{http://schemas.openxmlformats.org/drawingml/2006/main}p"
_HEADER = re.compile(r"word/(?:header|footer)\d*\.xml")
_ALIKE = 6
"""Characters at the beginning by which changed words of the form are known."""
_SHOWN, _QUOTED = 60, 400
"""Cells of a terminal: enough for any remark."""


@dataclass(frozen=True, slots=True)
class ExtraText:
    """A text outside the table."""

    text: str
    location: Location
    in_margin: bool = False
    """Whether it is about the form, not part of it: a comment, a header, a footer."""
    leads: bool = False
    """Whether it stands where the title and the instructions do: first above the table."""


def diagnostics(
    extra_texts: Sequence[ExtraText], form: Form, location: Location
) -> Iterator[Diagnostic]:
    """Quote what a unit wrote outside the table, and tell what it did to the words above it.

    Args:
        extra_texts: What stands there; the form's own words, as they are, are passed over.
        form: What the unit was asked.
        location: The file.
    """
    words = {without_whitespace(words): words for words in (form.title, form.instructions(None))}
    normalized = {extra: without_whitespace(without_due(extra.text)) for extra in extra_texts}
    originals = {
        extra: _original_of(words, text)
        for extra, text in normalized.items()
        if not extra.in_margin
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
        yield _changed_text(original, extra) if original else _outside_table(extra)
    for original in missing:
        message = _("the text above the table was deleted: '{text}'").format(
            text=truncate(original, _SHOWN)
        )
        hint = _("the answers are merged; check that nothing else was deleted")
        yield Diagnostic("altered-form", message, location, hint, Severity.WARNING)


def _original_of(words: Mapping[str, str], text: str) -> str:
    """Which words of the form a text was made from, by its beginning; empty if from none."""
    originals = (original for key, original in words.items() if key[:_ALIKE] == text[:_ALIKE])
    return next(originals, "")


def _changed_text(original: str, extra: ExtraText) -> Diagnostic:
    """What was changed in words of the form."""
    text_before, text_after, _position = difference(original, without_due(extra.text))
    message = _("the text above the table was changed: expected '{expected}', found '{found}'")
    hint = _("restore it, or copy the unit's text into a new form")
    return Diagnostic(
        "altered-form", message.format(expected=text_before, found=text_after), extra.location, hint
    )


def _outside_table(extra: ExtraText) -> Diagnostic:
    quoted = truncate(" ".join(extra.text.split()), _QUOTED)
    if extra.in_margin:
        message = _("comment, header or footer, not merged: '{text}'").format(text=quoted)
        hint = _("check whether it needs a reply; the form itself is merged")
        return Diagnostic("beside-form", message, extra.location, hint, Severity.WARNING)
    message = _("text outside the table: '{text}'").format(text=quoted)
    hint = _("move it into the yellow cell of its task, or delete it")
    return Diagnostic("beside-form", message, extra.location, hint)


def cell_location(path: str, row: int, column: int, sheet: str = "") -> Location:
    """A place in a form, 1-based, as its readers name it: of Word there is no sheet."""
    if sheet:
        return Location(path, row, cell=f"{printable(sheet)}!{column_name(column)}{row}")
    cell = _("table row {row}, column {column}").format(row=row, column=column)
    return Location(path, row, cell=cell)


def of_workbook(path: str, archive: ZipFile) -> Iterator[ExtraText]:
    """Comments, text boxes, headers and footers of the visible sheets.

    Raises:
        BadXmlError, NotAWorkbookError, LookupError, ValueError: the file is damaged.
    """
    for name, part in open_workbook(archive).sheets:
        related = related_parts(archive, part)
        for cell, text in _comments(archive, related).items():
            yield ExtraText(text, Location(path, cell=f"{printable(name)}!{cell}"), in_margin=True)
        drawing = parse_xml(archive.read(related["drawing"])) if "drawing" in related else ()
        for anchor in drawing:
            row, column = (
                anchor.findtext(f"{{*}}from/{{*}}{axis}", "0") for axis in ("row", "col")
            )
            lines = ("".join(p.itertext("{*}t", with_tail=False)) for p in anchor.iter(_LINE))
            yield ExtraText(
                "\n".join(lines), cell_location(path, int(row) + 1, int(column) + 1, name)
            )
        for element in each(part_of(archive, part), "headerFooter"):
            for text in dict.fromkeys(child.text or "" for child in element):
                yield _on_every_page(path, _CODES.sub(" ", text))


def _comments(archive: ZipFile, related: Mapping[str, str]) -> dict[str, str]:
    """The texts by their cells, those of a thread one below the other."""
    comments = {}
    for element in each(part_of(archive, related.get("comments")), "comment"):
        for text in element.iterfind("{*}text"):
            comments[element.get("ref", "")] = string_of(text).text
    if "threadedComment" in related:  # what stands above is then a word to older programs
        threads: dict[str, list[str]] = {}
        for comment in parse_xml(archive.read(related["threadedComment"])):
            threads.setdefault(comment.get("ref", ""), []).append(comment.findtext("{*}text", ""))
        comments |= {cell: "\n".join(texts) for cell, texts in threads.items()}
    return comments


def of_document(path: str, archive: ZipFile) -> Iterator[ExtraText]:
    """Paragraphs outside tables, comments, notes, headers and footers of a Word file.

    Raises:
        BadXmlError: the file is damaged.
    """
    main, root = open_document(archive)
    if root is None:
        return
    reader = TextReader(Numbering(None, None), frozenset())
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
            for note in parse_part(archive, related[kind]).iter(f"{_W}{element}"):
                if note.get(f"{_W}type") not in _SEPARATORS:
                    location = anchors.get(note.get(f"{_W}id", ""), Location(path))
                    yield ExtraText(reader.text(note), location, in_margin=kind == "comments")
    for name in sorted(archive.namelist()):
        if _HEADER.fullmatch(name):
            yield _on_every_page(path, reader.text(parse_part(archive, name)))


def _anchors(path: str, root: Any, reference: str) -> dict[str, Location]:
    """By a note's id, the cell or the paragraph that it is attached to."""
    anchors = {}
    for element in root.iter(f"{_W}{reference}"):
        location = Location(path, cell=_("outside the table"))
        for row in element.iterancestors(TR):  # the outermost one is the form's
            number = 1 + sum(1 for _row in row.itersiblings(TR, preceding=True))
            cells = [*blocks(row, TC)]
            columns = (i for i, cell in enumerate(cells, 1) if element in cell.iterdescendants())
            location = cell_location(path, number, next(columns, 1))  # 1: its cell is read as none
        anchors[element.get(f"{_W}id", "")] = location
    return anchors


def _on_every_page(path: str, text: str) -> ExtraText:
    """A header or footer; nothing, if it but numbers the pages."""
    content = "" if _PAGE_NUMBER.fullmatch(text) else text
    return ExtraText(content, Location(path, cell=_("header or footer")), in_margin=True)
