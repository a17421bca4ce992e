"""Files that units sent back: what they say of themselves, and every line as it now stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zipfile import ZipFile

from progress_report.collect import aside
from progress_report.collect.aside import Aside
from progress_report.collect.form import CODE_LABEL, HEADINGS, UNIT_LABEL, Code, squeezed
from progress_report.collect.word_form import PROMPT
from progress_report.diagnostics import Diagnostic, Location
from progress_report.i18n import _
from progress_report.office.properties import properties, saved_at
from progress_report.readers import excel, word
from progress_report.readers.archive import BadXmlError, neither, open_archive
from progress_report.readers.excel_sheet import Area, Fault, column_name, read_sheet
from progress_report.readers.excel_workbook import NotAWorkbookError, open_workbook, part_of
from progress_report.readers.grid import Grid

FORM_PROPERTY, UNIT_PROPERTY = "ProgressReportForm", "ProgressReportUnit"
"""Properties of a form's file: its code, and the unit's name."""
_HEADINGS = [squeezed(heading) for heading in HEADINGS]
_LAST = len(HEADINGS) - 1
_PICTURES = tuple(
    f"{office}/{kind}/" for office in ("xl", "word") for kind in ("media", "charts", "embeddings")
)


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """A line of a form that came back."""

    cells: tuple[str | Fault, ...]
    """Under `progress_report.collect.form.HEADINGS`, in that order."""
    places: tuple[Location, ...]
    """Where each of them stands."""
    joined: bool = False
    """Whether its last cell is one with that of the line above."""

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
    """Whether the file has pictures, charts or files within, which nobody can read as text."""
    saved: datetime | None
    """When it was last saved, as far as the program that did so says."""
    asides: tuple[Aside, ...] = ()
    """What stands outside the lines, the title and the instructions among it."""
    remarks: tuple[str, ...] = ()
    """What was left out on purpose, such as hidden text: sentences to tell the user."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a sheet or a table: cells by 1-based column, and how a place in it is called."""

    number: int
    cells: dict[int, str | Fault]
    sheet: str = ""
    joined: tuple[range, ...] = ()
    """Columns of merged cells that reach down to it from the row above."""

    @property
    def texts(self) -> dict[str, int]:
        """Each text with the column it stands in: a merged cell's once, in its first."""
        shown = [
            ((text.value or "=…") if isinstance(text, Fault) else text, column)
            for column, text in sorted(self.cells.items(), reverse=True)
        ]
        return dict(reversed(dict(shown).items()))

    def place(self, path: str, column: int) -> Location:
        return aside.place(path, self.number, column, self.sheet)


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
                remarks = [said for grid in grids for said in grid.remarks]
                asides = [*aside.of_document(path, archive)]
            else:
                tables, remarks = _sheets(archive)
                asides = [*aside.of_workbook(path, archive)]
            if found:
                return None, found
            forms = [(rows, heads) for rows in tables for heads in [_heading(rows)] if heads]
            own, saved = properties(archive), saved_at(archive)
        except NotAWorkbookError as error:
            binary = error.kind == "binary"
            return None, [excel.refused(path, error.kind) if binary else neither(path)]
        except (BadXmlError, LookupError, ValueError, ArithmeticError):
            message = _("the file is damaged, or was not copied whole")
            hint = _("copy or download it again; if Word or Excel can open it, save it anew")
            return None, [Diagnostic("not-importable", message, Location(path), hint)]
        pictures = any(name.startswith(_PICTURES) for name in archive.namelist())
    if len(forms) != 1:
        return None, _no_form(path, len(forms), tables, own)
    rows, (at, columns) = forms[0]
    others = [other for other in tables if other and other is not rows]
    for number, other in enumerate(others, start=1):
        if sheet := other[0].sheet:
            remarks.append(_("sheet '{sheet}' was not read").format(sheet=sheet))
        else:
            where = Location(path, cell=_("another table ({number})").format(number=number))
            texts = (str(text) for row in other for text in row.cells.values() if text)
            asides.append(Aside(" ".join(dict.fromkeys(texts)), where))
    above, below = rows[: at + 1], rows[at + 1 :]
    unit, shown, rest = _foot(path, [row for row in below if _is_foot(row)])
    below = [row for row in below if not _is_foot(row)]
    asides += [*_above(path, above, min(columns)), *_beside(path, below, columns), *rest]
    return Returned(
        path,
        Code.find(own.get(FORM_PROPERTY, "")),
        shown,
        unit or own.get(UNIT_PROPERTY, ""),
        tuple(_lines(path, below, columns)),
        pictures,
        saved,
        tuple(dict.fromkeys(one for one in asides if one.text.strip())),
        tuple(dict.fromkeys(remarks)),
    ), []


def _no_form(
    path: str, count: int, tables: Sequence[Sequence[_Row]], own: Mapping[str, str]
) -> list[Diagnostic]:
    """Why a file is not taken for a form: what it has lost of one, if it has a form's code."""
    if count:
        message = _("the file holds {count} forms").format(count=count)
        hint = _("leave one form in each file")
        return [Diagnostic("bad-form", message, Location(path), hint)]
    marks = (text for rows in tables for row in rows for text in row.texts)
    if any(map(Code.find, (own.get(FORM_PROPERTY, ""), *marks))):
        best = max(tables, key=lambda rows: max(map(_headings_in, rows), default=0))
        if found := [*_headings_lost(path, best)]:
            return found
    message = _("this is no form of 'report collect': its row of headings is not there")
    hint = _("take the file that the unit filled in; a table of another shape: 'report import'")
    return [Diagnostic("bad-form", message, Location(path), hint)]


def _sheets(archive: ZipFile) -> tuple[list[list[_Row]], list[str]]:
    """The visible sheets, and what to say of them.

    Hidden rows are read too, for a filter may have hidden them.
    """
    workbook = open_workbook(archive)
    tables, remarks = [], []
    for name, part in workbook.sheets:
        sheet = read_sheet(workbook, part_of(archive, part))
        tall = [area for area in sheet.merged if area.bottom > area.top]
        tables.append(
            [
                _Row(number, cells, name, tuple(_reaching(tall, number)))
                for number, cells in sorted(sheet.cells.items())
            ]
        )
        struck = [place for place in sheet.struck if place[1] in sheet.cells[place[0]]]
        if struck:
            message = _("sheet '{sheet}': text that is struck through was taken in: {cells}")
            cells = _(", ").join(f"{column_name(column)}{row}" for row, column in struck)
            remarks.append(message.format(sheet=name, cells=cells))
    if workbook.hidden:
        message = _("hidden sheets were left out: {sheets}")
        remarks.append(message.format(sheets=_(", ").join(workbook.hidden)))
    return tables, remarks


def _reaching(areas: Sequence[Area], row: int) -> Iterator[range]:
    """The columns of merged cells that reach down to a row."""
    for area in areas:
        if area.top < row <= area.bottom:
            yield range(area.left, area.right + 1)


def _rows(grid: Grid) -> list[_Row]:
    """A table of a Word file."""
    joined: dict[int, list[range]] = {}
    for y, x in grid.reached:
        joined.setdefault(y, []).append(range(x + 1, x + 2))
    return [
        _Row(number, dict(enumerate(texts, start=1)), joined=tuple(joined.get(y, ())))
        for y, (number, texts) in enumerate(zip(grid.numbers, grid.rows, strict=True))
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


def _headings_in(row: _Row) -> int:
    """How many of the headings a row has."""
    return sum(squeezed(text) in _HEADINGS for text in row.texts)


def _headings_lost(path: str, rows: Sequence[_Row]) -> Iterator[Diagnostic]:
    """Of a form: which of its headings were changed, and which columns are missing.

    The row of headings is known by those that are left; without any there is nothing to tell.
    """
    at = max(range(len(rows)), key=lambda index: _headings_in(rows[index]))
    row, texts = rows[at], [(squeezed(text), column) for text, column in rows[at].texts.items()]
    known = {_HEADINGS.index(text): column for text, column in texts if text in _HEADINGS}
    if not known:
        return
    for index, heading in enumerate(HEADINGS):
        if index in known:
            continue
        near = min(known, key=lambda other: abs(other - index))
        column = known[near] + index - near
        here = row.cells.get(column, "")
        here = here.value if isinstance(here, Fault) else here
        filled = any(column in below.cells and not _is_foot(below) for below in rows[at + 1 :])
        if column in known.values() or not (here or filled):
            message = _("the column '{heading}' is missing").format(heading=heading)
            hint = _("put it back, or copy what the unit wrote into a new form")
        else:
            message = _("a heading was changed: '{there}' there, '{here}' here")
            message = message.format(there=heading, here=here)
            hint = _("put it back as it was, or copy what the unit wrote into a new form")
        yield Diagnostic("altered-form", message, row.place(path, max(column, 1)), hint)


def _above(path: str, rows: Sequence[_Row], first: int) -> Iterator[Aside]:
    """What stands above the lines, but for the headings, which are in the last row."""
    for row in rows:
        for text, column in row.texts.items():
            if squeezed(text) not in _HEADINGS:
                leads = row is not rows[-1] and column == first
                yield Aside(text, row.place(path, column), leads=leads)


def _beside(path: str, rows: Sequence[_Row], columns: Sequence[int]) -> Iterator[Aside]:
    """What stands in columns that are not of the form."""
    for row in rows:
        for text, column in row.texts.items():
            if column not in columns:
                yield Aside(text, row.place(path, column))


def _is_foot(row: _Row) -> bool:
    return any(text.startswith((UNIT_LABEL, CODE_LABEL)) for text in row.texts)


def _foot(path: str, rows: Sequence[_Row]) -> tuple[str, Code | None, list[Aside]]:
    """The unit and the code at the foot, and what else was written there."""
    unit, code, asides = "", None, []
    for row in rows:
        for text, column in row.texts.items():
            code = code or Code.find(text)
            rest = []
            for line in text.split("\n"):
                mark, _label, after = line.partition(CODE_LABEL)
                if mark.startswith(UNIT_LABEL):
                    unit = unit or mark.removeprefix(UNIT_LABEL).strip()
                    mark = ""
                rest.append(mark + after.replace(str(code), ""))
            asides.append(Aside("\n".join(rest).strip(), row.place(path, column)))
    return unit, code, asides


def _lines(path: str, rows: Sequence[_Row], columns: Sequence[int]) -> Iterator[ReturnedLine]:
    """The lines of the form."""
    for row in rows:
        cells = [row.cells.get(column, "") for column in columns]
        if isinstance(text := cells[_LAST], str):
            cells[_LAST] = text.replace(PROMPT, "")
        repeated = squeezed(str(cells[0])) == _HEADINGS[0]
        if any(cells) and not repeated:
            places = tuple(row.place(path, column) for column in columns)
            joined = any(columns[_LAST] in reached for reached in row.joined)
            yield ReturnedLine(tuple(cells), places, joined)
