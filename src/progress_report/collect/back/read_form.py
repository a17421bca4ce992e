"""Read the forms that units return: unit, code, lines and extra content."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from io import BytesIO
from typing import NamedTuple

from progress_report.collect import worded
from progress_report.collect.back import extra_content, form_rows
from progress_report.collect.back.extra_content import ExtraText
from progress_report.collect.back.form_rows import FormRow, of_table, of_workbook
from progress_report.collect.out.form import (
    CODE_LABEL,
    FORM_PROPERTY,
    HEADINGS,
    PREVIOUS,
    UNIT_LABEL,
    UNIT_PROPERTY,
    Code,
)
from progress_report.collect.out.word_form import PROMPT
from progress_report.collect.signatures import read_signature
from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.office import package
from progress_report.office.properties import properties, saved_at
from progress_report.readers.decoding import PICTURES
from progress_report.readers.excel import grids as excel
from progress_report.readers.excel.sheet import Fault
from progress_report.readers.excel.workbook import NotAWorkbookError
from progress_report.readers.word import grids as word
from progress_report.system.i18n import _
from progress_report.system.limits import TooLargeError
from progress_report.text.excerpt import join_truncated

_LAST = len(HEADINGS) - 1
_PICTURES = tuple(
    f"{office}/{kind}/"
    for office in ("xl", "word")
    for kind in ("media", "charts", "diagrams", "embeddings", "activeX", "ctrlProps")
)


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """A line of a returned form."""

    cells: tuple[str | Fault, ...]  # in the order of `progress_report.collect.out.form.HEADINGS`
    locations: tuple[Location, ...]
    joined: bool = False  # whether its last cell is merged with that of the line above
    loss: str = ""  # a sentence on what the last cell shows and its text lacks

    @property
    def locked(self) -> tuple[str, ...]:
        """The cells the unit must not change; a cell that cannot be read counts as its value."""
        return tuple(cell.value if isinstance(cell, Fault) else cell for cell in self.cells[:_LAST])

    @property
    def filled(self) -> str | Fault:
        """The unit's answer."""
        return self.cells[_LAST]


@dataclass(frozen=True, slots=True)
class ReturnedForm:
    """The content of a returned form, not yet verified."""

    path: str
    property_code: Code | None  # from the file's properties
    foot_code: Code | None  # from the line at the foot of the form
    unit: str  # from the foot of the form; else from the properties
    lines: tuple[ReturnedLine, ...]
    pictures: bool  # whether the file has pictures, charts, controls or embedded files
    saved: datetime | None  # when it was last saved, according to the file's properties
    extra_texts: tuple[ExtraText, ...] = ()
    """Texts outside the lines, including the title and the instructions."""
    notes: tuple[str, ...] = ()
    """What was left out on purpose, such as hidden text: sentences for the user."""
    signature: dict[str, str] = field(default_factory=dict)
    """What stands behind each label at its end."""


class _FileContents(NamedTuple):
    """The content of a Word or Excel file that may or may not be a form."""

    tables: list[list[FormRow]]  # tables with at least one row
    extra_texts: list[ExtraText]
    notes: list[str]  # how the content was read
    left_out: list[str]  # notes on hidden content that was not read
    properties: dict[str, str]
    saved: datetime | None
    pictures: bool


def read(
    path: str, raw: bytes, headings: Sequence[str] = HEADINGS
) -> tuple[ReturnedForm | None, list[Diagnostic]]:
    """Read a filled-in form; Word or Excel is detected by content.

    Rows may be sorted, sheets renamed, columns moved, and the table copied into a new file. Whether
    texts were changed is not checked here. The layout's headings are given; the customary ones are
    read as well. None if the file is not a form.
    """
    try:
        contents, diagnostics = _contents(path, raw)
    except TooLargeError as error:
        return None, [package.too_large(path, error)]
    if contents is None:
        return None, diagnostics
    found = [form_rows.find_headings(table, headings) for table in contents.tables]
    forms = [(table, heads) for table, heads in zip(contents.tables, found, strict=True) if heads]
    if len(forms) != 1:
        return None, _not_a_form(path, len(forms), contents, headings)
    table, (heading_index, columns) = forms[0]
    notes, extra_texts = contents.notes + contents.left_out, contents.extra_texts
    others = (extra for extra in contents.tables if extra is not table)
    for number, other_table in enumerate(others, start=1):
        if sheet := other_table[0].sheet:
            notes.append(_("sheet '{sheet}' was not read").format(sheet=sheet))
        else:
            location = Location(path, cell=_("another table ({number})").format(number=number))
            texts = (str(text) for row in other_table for text in row.cells.values() if text)
            extra_texts.append(ExtraText(" ".join(dict.fromkeys(texts)), location))
    above, below = table[: heading_index + 1], table[heading_index + 1 :]
    first = min(columns)
    extra_texts += [
        ExtraText(text, row.locate(path, column), leads=row is not above[-1] and column == first)
        for row in above
        for text, column in row.texts.items()
        if form_rows.heading_number(text, headings) is None
    ]
    lines, foot = form_rows.split_foot(below, columns)
    extra_texts += [
        ExtraText(text, row.locate(path, column))
        for row in lines
        for text, column in row.texts.items()
        if column not in columns
    ]
    unit, foot_code, signed, extra_in_foot = _read_foot(path, foot)
    return ReturnedForm(
        path,
        Code.find(contents.properties.get(FORM_PROPERTY, "")),
        foot_code,
        unit or contents.properties.get(UNIT_PROPERTY, ""),
        tuple(_lines(path, lines, columns, headings)),
        contents.pictures,
        contents.saved,
        tuple(dict.fromkeys(e for e in (*extra_texts, *extra_in_foot) if e.text.strip())),
        tuple(dict.fromkeys(notes)),
        signed,
    ), []


def _contents(path: str, raw: bytes) -> tuple[_FileContents | None, list[Diagnostic]]:
    if (other := _other_file(path, raw)) is not None:
        return None, [other]
    archive, diagnostics = package.open_package(path, raw)
    if archive is None:
        return None, diagnostics
    with archive:
        try:
            if any(name.startswith("word/") for name in archive.namelist()):
                grids, diagnostics = word.read(path, raw, text_alone=True)
                tables = [of_table(grid) for grid in grids]
                notes = [note for grid in grids for note in grid.reading_notes]
                left_out = [*dict.fromkeys(note for grid in grids for note in grid.notes)]
                extra_texts = [*extra_content.of_document(path, archive)]
            else:
                tables, notes, left_out = of_workbook(archive)
                extra_texts = [*extra_content.of_workbook(path, archive)]
            file_properties, saved = properties(archive), saved_at(archive)
        except NotAWorkbookError as error:
            binary = error.kind == "binary"
            return None, [excel.refused(path, error.kind) if binary else package.not_office(path)]
        except (LookupError, ValueError, ArithmeticError):
            return None, [package.damaged(path)]
        pictures = any(name.startswith(_PICTURES) for name in archive.namelist())
    if diagnostics:
        return None, diagnostics
    tables = [*filter(None, tables)]
    return _FileContents(tables, extra_texts, notes, left_out, file_properties, saved, pictures), []


def _not_a_form(
    path: str, count: int, contents: _FileContents, headings: Sequence[str]
) -> list[Diagnostic]:
    """Explain why a file is not a form; with a form's code, name the missing headings."""
    if count:
        return [worded("several-forms", Location(path), count=count)]
    marks = (text for table in contents.tables for row in table for text in row.texts)
    code = contents.properties.get(FORM_PROPERTY, "")
    if contents.tables and any(map(Code.find, (code, *marks))):
        best = max(
            contents.tables,
            key=lambda table: max(form_rows.count_headings(row, headings) for row in table),
        )
        if diagnostics := [*form_rows.changed_headings(path, best, headings)]:
            return diagnostics
    name = "hidden-form" if contents.left_out else "no-form"
    return [worded(name, Location(path), left_out=_("; ").join(contents.left_out))]


def _read_foot(
    path: str, rows: Sequence[FormRow]
) -> tuple[str, Code | None, dict[str, str], list[ExtraText]]:
    """The unit, the code and the signature below the lines of a form, and what is extra there."""
    unit, code = "", None
    signed: dict[str, str] = {}
    extra_texts = []
    for row in rows:
        for text, column in row.texts.items():
            if not row.has_mark:
                labelled, remark, is_report = read_signature(text)
                signed = {**labelled, **signed}
                problem = "report-in-signature" if is_report else "beside-signature"
                extra_texts.append(ExtraText(remark, row.locate(path, column), problem))
                continue
            code = code or Code.find(text)
            rest = []
            for line in text.split("\n"):
                mark, _label, after = line.partition(CODE_LABEL)
                if mark.startswith(UNIT_LABEL):
                    unit = unit or mark.removeprefix(UNIT_LABEL).strip()
                    mark = ""
                rest.append(mark + after.replace(str(code), ""))
            extra_texts.append(ExtraText("\n".join(rest).strip(), row.locate(path, column)))
    return unit, code, signed, extra_texts


def _lines(
    path: str, below: Sequence[FormRow], columns: Sequence[int], headings: Sequence[str]
) -> Iterator[ReturnedLine]:
    """The lines of the form; rows that Excel forms use to continue long texts are joined."""
    lines: list[ReturnedLine] = []
    for row, above in zip(below, (None, *below), strict=False):
        joined = [any(column in continued for continued in row.joined) for column in columns]
        cells = [row.cells.get(column, "") for column in columns]
        loss = row.losses.get((row.number, columns[_LAST]), "")
        if isinstance(text := cells[_LAST], str):
            cells[_LAST] = text.replace(PROMPT, "")
        if not any(cells) or form_rows.heading_number(str(cells[0]), headings) == 0:
            continue
        follows = above is not None and row.number == above.number + 1
        filled = [heading for heading, cell in zip(HEADINGS, cells, strict=True) if cell]
        # with the previous text alone, the merged cells of its task were split
        if lines and (joined[0] or (follows and filled == [PREVIOUS])):
            more = [
                "" if is_joined else cell for is_joined, cell in zip(joined, cells, strict=True)
            ]
            cells = [*map(_join_cells, lines[-1].cells, more)]
            loss = lines[-1].loss or loss
            lines[-1] = replace(lines[-1], cells=tuple(cells), loss=loss)
        else:
            locations = tuple(row.locate(path, column) for column in columns)
            lines.append(ReturnedLine(tuple(cells), locations, joined[_LAST], loss))
    yield from lines


def _join_cells(above: str | Fault, more: str | Fault) -> str | Fault:
    if isinstance(above, Fault) or isinstance(more, Fault):
        return above if isinstance(above, Fault) else more
    return "\n".join(filter(None, (above, more)))


_ZIP = (b"PK\3\4", b"PK\5\6")
_ARCHIVES = (b"Rar!\x1a\7", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")
_OFFICE = ("_rels/.rels", "mimetype")
"""Members that mark a file of an office program, OpenDocument included."""
_CONTROLS = re.compile(rb"[\0-\x08\x0b\x0e-\x1f]")
"""Bytes that occur in no text encoding except UTF-16."""
_UTF_8 = 0x800
_MAX_LISTED = 5


def _other_file(path: str, raw: bytes) -> Diagnostic | None:
    """Identify by its content a file that units send instead of the form.

    None if the file may be Word or Excel, or is of an unknown kind.
    """
    name, listed = "", ""
    if raw.startswith(_ZIP):  # first: the members may have any of the signatures below
        if names := _names_within(raw):
            name, listed = "files-in-archive", join_truncated(names, _MAX_LISTED, _(", "))
    elif b"%PDF-" in raw[:1024]:
        name = "pdf"
    elif PICTURES.match(raw):
        name = "picture"
    elif raw.startswith(_ARCHIVES):
        name = "archive"
    elif raw.strip() and not raw.startswith(b"{\\rtf") and not _CONTROLS.search(raw):
        name = "plain-text"
    return worded(name, Location(path), names=listed) if name else None


def _names_within(raw: bytes) -> list[str]:
    """The names in a ZIP archive; none if it is an office file or damaged."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            members = [member for member in archive.infolist() if not member.filename.endswith("/")]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return []
    names = [_member_name(member) for member in members]
    return names if not set(_OFFICE).intersection(names) else []


def _member_name(member: zipfile.ZipInfo) -> str:
    """Decode a name: macOS writes UTF-8 and Chinese Windows GBK, both without the UTF-8 flag."""
    if not member.flag_bits & _UTF_8:
        for encoding in ("utf-8", "gb18030"):
            with suppress(UnicodeError):
                return member.filename.encode("cp437").decode(encoding)
    return member.filename
