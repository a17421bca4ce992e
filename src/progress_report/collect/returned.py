"""Files that units sent back: what they say of themselves, and every line as it now stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zipfile import ZipFile

from progress_report.cells import printable
from progress_report.collect.form import CODE_LABEL, HEADINGS, UNIT_LABEL, Code, squeezed
from progress_report.collect.word_form import PROMPT
from progress_report.diagnostics import Diagnostic, Location
from progress_report.i18n import _
from progress_report.office.properties import properties, saved_at
from progress_report.readers import word
from progress_report.readers.archive import BadXmlError, open_archive
from progress_report.readers.excel_sheet import Fault, column_name, read_sheet
from progress_report.readers.excel_workbook import NotAWorkbookError, open_workbook, part_of
from progress_report.readers.grid import Grid

FORM_PROPERTY, UNIT_PROPERTY = "ProgressReportForm", "ProgressReportUnit"
"""Properties of a form's file: its code, and the unit's name."""
_HEADINGS = [squeezed(heading) for heading in HEADINGS]
_LAST = len(HEADINGS) - 1
_PICTURES = ("xl/media/", "word/media/")


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """A line of a form that came back."""

    cells: tuple[str | Fault, ...]
    """Under `progress_report.collect.form.HEADINGS`, in that order."""
    places: tuple[Location, ...]
    """Where each of them stands."""

    @property
    def locked(self) -> tuple[str, ...]:
        """All but the one to be filled in; what cannot be read counts as its value."""
        return tuple(cell.value if isinstance(cell, Fault) else cell for cell in self.cells[:_LAST])

    @property
    def filled(self) -> str | Fault:
        """What the unit wrote."""
        return self.cells[_LAST]


@dataclass(frozen=True, slots=True)
class Returned:
    """A file that came back, as it is."""

    path: str
    hidden: Code | None
    """From the file's properties."""
    shown: Code | None
    """From the line at the foot of the form."""
    unit: str
    """From the foot of the form; else from the properties."""
    lines: tuple[ReturnedLine, ...]
    pictures: bool
    """Whether the file has pictures, which nobody can read as text."""
    saved: datetime | None
    """When it was last saved, as far as the program that did so says."""
    remarks: tuple[str, ...] = ()
    """What was left out on purpose, such as hidden text: sentences to tell the user."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a sheet or a table: cells by 1-based column, and how a place in it is called."""

    number: int
    cells: dict[int, str | Fault]
    sheet: str = ""

    def place(self, path: str, column: int) -> Location:
        cell = f"{printable(self.sheet)}!{column_name(column)}{self.number}"
        if not self.sheet:
            cell = _("table row {row}, column {column}").format(row=self.number, column=column)
        return Location(path, self.number, cell=cell)


def read(path: str, raw: bytes) -> tuple[Returned | None, list[Diagnostic]]:
    """Read a file that should be a filled form, Word or Excel by its content.

    Rows may have been sorted, sheets renamed, columns moved, and the table copied into a new
    file; whether texts were changed is not looked at here.

    Args:
        path: The file's name, for messages.
        raw: Its bytes.

    Returns:
        What it holds, None if it is no form; and what is wrong with it.
    """
    archive, found = open_archive(path, raw)
    if archive is None:
        return None, found
    with archive:
        try:
            if any(name.startswith("word/") for name in archive.namelist()):
                grids, found = word.read(path, raw)
                tables = [_rows(grid) for grid in grids]
                remarks = tuple(dict.fromkeys(said for grid in grids for said in grid.remarks))
            else:
                tables, remarks = [*_sheets(archive)], ()
            if found:
                return None, found
            forms = [(rows, heads) for rows in tables for heads in [_heading(rows)] if heads]
            own, saved = properties(archive), saved_at(archive)
        except (BadXmlError, NotAWorkbookError, LookupError, ValueError, ArithmeticError):
            message = _("the file is damaged, or was not copied whole")
            hint = _("copy or download it again; if Word or Excel can open it, save it anew")
            return None, [Diagnostic("not-importable", message, Location(path), hint)]
        pictures = any(name.startswith(_PICTURES) for name in archive.namelist())
    if len(forms) != 1:
        return None, [_no_form(path, len(forms))]
    rows, (at, columns) = forms[0]
    if strays := [*_strays(path, rows[at + 1 :], columns)]:
        return None, strays
    unread = dict.fromkeys(other[0].sheet for other in tables if other and other is not rows)
    remarks = (
        *remarks,
        *(_("sheet '{sheet}' was not read").format(sheet=name) for name in unread if name),
    )
    lines, foot = _lines(path, rows[at + 1 :], columns)
    unit = next((line for line in foot.split("\n") if line.startswith(UNIT_LABEL)), "")
    unit = unit.removeprefix(UNIT_LABEL).partition(CODE_LABEL)[0].strip()
    hidden = Code.find(own.get(FORM_PROPERTY, ""))
    named = unit or own.get(UNIT_PROPERTY, "")
    shown = Code.find(foot)
    return Returned(path, hidden, shown, named, lines, pictures, saved, remarks), []


def _no_form(path: str, count: int) -> Diagnostic:
    if count:
        message = _("the file holds {count} forms").format(count=count)
        hint = _("leave one form in each file")
    else:
        message = _("this is no form of 'report collect': its row of headings is not there")
        hint = _("take the file that the unit filled in; a table of another shape: 'report import'")
    return Diagnostic("bad-form", message, Location(path), hint)


def _sheets(archive: ZipFile) -> Iterator[list[_Row]]:
    """The visible sheets; hidden rows too, for a filter may have hidden them."""
    workbook = open_workbook(archive)
    for name, part in workbook.sheets:
        sheet = read_sheet(workbook, part_of(archive, part))
        yield [_Row(number, cells, name) for number, cells in sorted(sheet.cells.items())]


def _rows(grid: Grid) -> list[_Row]:
    """A table of a Word file."""
    return [
        _Row(number, dict(enumerate(texts, start=1)))
        for number, texts in zip(grid.numbers, grid.rows, strict=True)
    ]


def _heading(rows: Sequence[_Row]) -> tuple[int, list[int]] | None:
    """The index of the row of headings, and the column of each."""
    for index, row in enumerate(rows):
        places = {
            squeezed(text): column for column, text in row.cells.items() if isinstance(text, str)
        }
        if all(heading in places for heading in _HEADINGS):
            return index, [places[heading] for heading in _HEADINGS]
    return None


def _strays(path: str, rows: Sequence[_Row], columns: Sequence[int]) -> Iterator[Diagnostic]:
    """Texts beside the form: who wrote them meant them to be read."""
    for row in rows:
        for column, text in row.cells.items():
            written = text.value if isinstance(text, Fault) else text
            foot = written.startswith((UNIT_LABEL, CODE_LABEL))
            if column not in columns and written.strip() and not foot:
                message = _("this stands beside the form: '{text}'").format(text=written[:40])
                hint = _("move it into the yellow cell of its line, or delete it")
                yield Diagnostic("bad-form", message, row.place(path, column), hint)


def _lines(
    path: str, rows: Sequence[_Row], columns: Sequence[int]
) -> tuple[tuple[ReturnedLine, ...], str]:
    """The lines below the headings, and the text at the foot."""
    lines, foot = [], ""
    for row in rows:
        texts = [text for text in row.cells.values() if isinstance(text, str)]
        mark = [text for text in texts if text.startswith((UNIT_LABEL, CODE_LABEL))]
        if mark:
            foot = "\n".join(filter(None, (foot, *dict.fromkeys(mark))))
            continue
        cells = [row.cells.get(column, "") for column in columns]
        if isinstance(text := cells[_LAST], str):
            cells[_LAST] = text.replace(PROMPT, "")
        repeated = squeezed(str(cells[0])) == _HEADINGS[0]
        if any(cells) and not repeated:
            places = tuple(row.place(path, column) for column in columns)
            lines.append(ReturnedLine(tuple(cells), places))
    return tuple(lines), foot
