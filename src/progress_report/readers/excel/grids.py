"""Excel workbooks (.xlsx and its kin, ISO/IEC 29500-1): each visible sheet as a grid of texts.

The XML is read directly, a row at a time: what a person sees on a sheet needs at once what the
libraries for it offer only apart (values of formulas, merged cells, hidden rows) or not at all
(dates as numbers, numbers as they are shown). Links to other files are never followed.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any
from zipfile import ZipFile

from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.office import package
from progress_report.readers import worded
from progress_report.readers.excel.sheet import Area, Fault, Sheet, area_of, read_sheet
from progress_report.readers.excel.workbook import (
    NotAWorkbookError,
    Workbook,
    each,
    open_workbook,
    part_of,
    string_of,
)
from progress_report.readers.grid import CellWarning, Grid, column_name
from progress_report.system.i18n import _
from progress_report.system.limits import MAX_CELLS, require_at_most
from progress_report.text.excerpt import join_truncated, truncate

_MAX_LISTED = 10  # names in one remark


def read(path: str, raw: bytes) -> tuple[list[Grid], list[Diagnostic]]:
    """Read each visible sheet that holds text.

    Texts are those a person sees: number formats are applied, formulas stand for their saved
    results, merged cells are filled; hidden sheets, rows and columns are left out, which a
    remark says. Rows and columns that hold nothing are left out silently.
    """
    archive, found = package.open_package(path, raw)
    if archive is None:
        return [], found
    grids: list[Grid] = []
    problems: list[Diagnostic] = []
    places = 0
    with archive:
        try:
            workbook = open_workbook(archive)
            for name, part in workbook.sheets:
                sheet = read_sheet(workbook, part_of(archive, part), name)
                attach(sheet, archive, part)
                grid, found = grid_of(path, name, sheet)
                problems += found
                if grid is not None:
                    grids.append(grid)
                    places += len(grid.rows) * len(grid.columns)
                    require_at_most(MAX_CELLS, places, _("cells"))
        except NotAWorkbookError as error:
            return [], [refused(path, error.kind)]
        except (LookupError, ValueError, ArithmeticError):
            return [], [package.damaged(path)]
    if not grids and not problems:
        problems.append(worded("no-sheet", Location(path)))
    return _named(grids, workbook), problems


def refused(path: str, kind: str) -> Diagnostic:
    """What to say of an archive, by the kind of `NotAWorkbookError`."""
    return worded("binary-workbook" if kind == "binary" else "no-workbook", Location(path))


def _named(grids: Sequence[Grid], workbook: Workbook) -> list[Grid]:
    """The name of an only sheet is a title, too. Each tells of hidden sheets."""
    notes: tuple[str, ...] = ()
    if workbook.hidden:
        notes = (worded.sentence("hidden-sheets", sheets=_listed(workbook.hidden)),)
    titles = [grid.title if len(grids) > 1 else grid.name for grid in grids]
    return [
        replace(grid, title=title, exact=workbook.is_own, notes=(*notes, *grid.notes))
        for grid, title in zip(grids, titles, strict=True)
    ]


def _listed(names: Sequence[str]) -> str:
    return join_truncated(names, _MAX_LISTED, _(", "))


def grid_of(path: str, name: str, sheet: Sheet) -> tuple[Grid | None, list[Diagnostic]]:
    """A sheet as a grid, None if it shows no text; and what is wrong."""
    areas = uncover(sheet)
    shown = [
        (row, column)
        for row, cells in sheet.cells.items()
        for column in cells
        if not sheet.hides(row, column)
    ]
    rows, columns = sorted({row for row, _ in shown}), sorted({column for _, column in shown})
    hidden = [row for row in sheet.cells if sheet.hidden_rows[row] and sheet.cells[row]]
    if not rows:
        return None, []
    if len(rows) * len(columns) > MAX_CELLS:
        spans = worded(
            "sparse-sheet", Location(path), sheet=name, rows=len(rows), columns=len(columns)
        )
        return None, [spans]
    places = [[sheet.cells[row].get(column, "") for column in columns] for row in rows]
    faults = {
        (y, x): _fault(path, name, rows[y], columns[x], cell)
        for y, cells in enumerate(places)
        for x, cell in enumerate(cells)
        if isinstance(cell, Fault)
    }
    continued, across = _fill(places, rows, columns, areas)
    return Grid(
        name,
        tuple(tuple("" if isinstance(cell, Fault) else cell for cell in row) for row in places),
        tuple(rows),
        notes=tuple(_notes(name, sheet)),
        columns=tuple(columns),
        continued=frozenset(continued),
        across=frozenset(across),
        below_hidden=frozenset(bisect_left(rows, row) for row in hidden),
        hidden_columns=_hidden_columns(sheet, rows, areas),
        unreadable=frozenset(
            (y, x)
            for y, row in enumerate(places if faults else ())
            for x, cell in enumerate(row)
            if isinstance(cell, Fault)
        ),
        faults=faults,
        warnings=tuple(
            CellWarning(bisect_left(rows, row), bisect_left(columns, column), message)
            for row, column, message in sheet.warnings
            if row in sheet.cells and not sheet.hides(row, column) and column in columns
        ),
    ), []


def uncover(sheet: Sheet) -> list[Area]:
    """Merged areas from their first visible cell, to which their text is moved.

    What lies under an area does not show, and is removed from the sheet.
    """
    areas = []
    rows = sorted(sheet.cells)
    visits = 0
    for area in sheet.merged:
        own = sheet.cells.get(area.top, {}).get(area.left)
        below = rows[slice(*_span(rows, area.top, area.bottom))]
        visits += len(below)
        if visits > MAX_CELLS:
            raise ValueError("merged cells overlap")
        for row in below:
            cells = sheet.cells[row]
            if area.right - area.left < len(cells):
                for column in range(area.left, area.right + 1):
                    cells.pop(column, None)
            else:
                for column in [c for c in cells if area.left <= c <= area.right]:
                    del cells[column]
        top = sheet.hidden_rows.find(0, area.top, area.bottom + 1)
        left = sheet.hidden_columns.find(0, area.left, area.right + 1)
        if top < 0 or left < 0:
            top, left = area.top, area.left
        if own is not None:
            sheet.cells.setdefault(top, {})[left] = own
            areas.append(Area(top, left, area.bottom, area.right))
    return areas


def _hidden_columns(
    sheet: Sheet, rows: Sequence[int], areas: Sequence[Area]
) -> dict[int, tuple[str, ...]]:
    """See `Grid.hidden_columns`; of so large a sheet that it must be refused nothing."""
    columns = sorted({c for row in rows for c in sheet.cells[row] if sheet.hidden_columns[c]})
    if (budget := MAX_CELLS - len(columns) * len(rows)) < 0:
        return {}
    texts = {column: [_text(sheet, row, column) for row in rows] for column in columns}
    for area in areas:
        first, end = _span(columns, area.left, area.right)
        covered = range(*_span(rows, area.top, area.bottom))
        budget -= (end - first) * len(covered)
        for column, row in product(columns[first:end] if budget >= 0 else (), covered):
            texts[column][row] = _text(sheet, area.top, area.left)
    return {column: (*listed,) for column, listed in texts.items()}


def _text(sheet: Sheet, row: int, column: int) -> str:
    """The text of a cell, hidden or not; empty if it is unknown."""
    text = sheet.cells[row].get(column, "")
    return text if isinstance(text, str) else ""


def _fill(
    places: list[list[str | Fault]],
    rows: Sequence[int],
    columns: Sequence[int],
    areas: Sequence[Area],
) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Put the text of each merged area into every place it covers.

    Returns the places below the first row of an area, and those behind its first column.
    """
    left_over = len(rows) * len(columns)
    continued: set[tuple[int, int]] = set()
    beyond: set[tuple[int, int]] = set()
    for area in areas:
        down = range(*_span(rows, area.top, area.bottom))
        across = range(*_span(columns, area.left, area.right))
        left_over -= len(down) * len(across)
        if left_over < 0:
            raise ValueError("merged cells overlap")
        if down and across:
            text = places[down[0]][across[0]]
            for row in down:
                places[row][across[0] : across[-1] + 1] = [text] * len(across)
            continued.update(product(down[1:], across))
            beyond.update(product(down, across[1:]))
    return continued, beyond


def _span(numbers: Sequence[int], first: int, last: int) -> tuple[int, int]:
    """Of sorted numbers, the slice from ``first`` to ``last``."""
    return bisect_left(numbers, first), bisect_right(numbers, last)


def _fault(path: str, sheet: str, row: int, column: int, fault: Fault) -> Diagnostic:
    cell = f"{sheet}!{column_name(column)}{row}"
    return worded(fault.kind, Location(path, row, column, cell=cell), value=fault.value)


def _notes(name: str, sheet: Sheet) -> Iterator[str]:
    hidden = sorted(row for row in sheet.cells if sheet.hidden_rows[row] and sheet.cells[row])
    filtered = [row for row in sorted(sheet.filtered_rows) if sheet.cells.get(row)]
    for note, numbers in (("sheet-hidden-rows", hidden), ("filtered-rows", filtered)):
        if numbers:
            yield worded.sentence(note, sheet=name, rows=_listed(_runs(numbers, str)))
    used = {column for cells in sheet.cells.values() for column in cells}
    if hidden := sorted(column for column in used if sheet.hidden_columns[column]):
        columns = _listed(_runs(hidden, column_name))
        yield worded.sentence("hidden-columns", sheet=name, columns=columns)
    for note, places in (("struck-cells", sheet.struck), ("unknown-formats", sheet.unformatted)):
        cells = [
            f"{column_name(column)}{row}"
            for row, column in sorted(places)
            if column in sheet.cells[row] and not sheet.hides(row, column)
        ]
        if cells:
            yield worded.sentence(note, sheet=name, cells=_listed(cells))


def _runs(numbers: Sequence[int], name: Callable[[int], str]) -> list[str]:
    """Sorted numbers with runs drawn together: 5, 7–9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [name(run[0]) if len(run) == 1 else f"{name(run[0])}–{name(run[-1])}" for run in runs]


_MAX_EXCERPT = 40
_LINE = "{http://schemas.openxmlformats.org/drawingml/2006/main}p"


def attach(sheet: Sheet, archive: ZipFile, part: str) -> None:
    """Add warnings on comments, text boxes and pictures, and the filters of tables, to a sheet."""
    related = package.related_parts(archive, part)
    for reference, text in comments(archive, related).items():
        area = area_of(reference)
        message = worded.sentence("comment", text=_excerpt(text))
        sheet.warnings.append((area.top, area.left, message))
    if related.get("drawing") in archive.namelist():
        sheet.warnings += _drawn(archive.read(related["drawing"]))
    for _id, kind, target in package.relations(archive, part):
        if kind == "table" and target in archive.namelist():
            for table in package.parse_xml(archive.read(target)).iterfind("{*}autoFilter"):
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
        for comment in package.parse_xml(archive.read(related["threadedComment"])):
            threads.setdefault(comment.get("ref", ""), []).append(comment.findtext("{*}text", ""))
        texts |= {cell: "\n".join(thread) for cell, thread in threads.items()}
    return texts


def drawings(raw: bytes) -> Iterator[tuple[int, int, str, Any]]:
    """1-based row and column, text and element of each drawing that lies on cells of a sheet."""
    for anchor in package.parse_xml(raw):
        row, column = (anchor.findtext(f"{{*}}from/{{*}}{axis}", "0") for axis in ("row", "col"))
        lines = ("".join(line.itertext("{*}t", with_tail=False)) for line in anchor.iter(_LINE))
        yield int(row) + 1, int(column) + 1, "\n".join(lines), anchor


def _drawn(raw: bytes) -> Iterator[tuple[int, int, str]]:
    """Row, column and a sentence for each text box, picture and object that lies on cells."""
    for row, column, text, anchor in drawings(raw):
        if text.strip("\n"):
            yield row, column, worded.sentence("text-box", text=_excerpt(text))
        elif next(anchor.iter("{*}pic"), None) is not None:
            yield row, column, _("a picture on the cell was not read")
        elif next(anchor.iter("{*}graphicFrame"), None) is not None:
            yield row, column, _("an embedded object, such as a chart, was not read")


def _excerpt(text: str) -> str:
    return truncate(" ".join(text.split()), _MAX_EXCERPT)
