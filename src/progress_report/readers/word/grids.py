"""The tables of a Word file (ISO/IEC 29500, transitional or strict)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any
from zipfile import ZipFile

from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.office.package import BadXmlError, open_package, parse_xml, related_parts
from progress_report.office.wordml import MAIN, VAL, W
from progress_report.readers import worded
from progress_report.readers.grid import LONGEST_TITLE, NEAR, CellWarning, Grid, title_among
from progress_report.readers.word.text import (
    ALT_CHUNK,
    PICTURES,
    TBL,
    TC,
    TR,
    P,
    TextReader,
    blocks,
    is_on,
)
from progress_report.render.word.styles import TABLE
from progress_report.system.i18n import _
from progress_report.system.limits import MAX_CELLS, MAX_NESTED_TABLES, require_at_most

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""What stands in it, stands in the ``Choice`` before it too."""
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_OWN_STYLE = f"{W}tblPr/{W}tblStyle[@{W}val='{TABLE}']"
_WHOLE = re.compile("[0-9]{1,9}")
_MOST_COLUMNS = 63 * 4  # Word allows 63; other programs and broken files have more


def read(path: str, raw: bytes, *, text_alone: bool = False) -> tuple[list[Grid], list[Diagnostic]]:
    """Read every table of a document, in its order; a table in a cell is text of that cell.

    A table that only lays out the page is none: the tables in its cells are read in its stead.
    Nothing outside the file is ever fetched. With ``text_alone`` a document may hold no table.
    """
    archive, found = open_package(path, raw)
    if archive is None:
        return [], found
    try:
        main, root = open_document(archive)
        if root is None:
            return [], [worded("no-document", Location(path))]
        grids = _Document(archive, main, root).grids()
        pictures = next(root.iter(ALT_CHUNK, *PICTURES), None) is not None
        return grids, [] if grids or (text_alone and not pictures) else [_no_table(path, root)]
    except (BadXmlError, RecursionError):
        return [], [worded("bad-document", Location(path))]


def _no_table(path: str, root: Any) -> Diagnostic:
    name = "document-without-table"
    if next(root.iter(ALT_CHUNK), None) is not None:
        name = "embedded-file"
    elif next(root.iter(*PICTURES), None) is not None:
        name = "picture-alone"
    return worded(name, Location(path))


def open_document(archive: ZipFile) -> tuple[str, Any | None]:
    """The name of a document's main part, and its root; None if it is no document."""
    main = related_parts(archive, "").get("officeDocument", "word/document.xml")
    root = parse_part(archive, main) if main in archive.namelist() else None
    return main, root if root is not None and root.tag == f"{W}document" else None


def parse_part(archive: ZipFile, name: str) -> Any:
    """The root of a part; its names are transitional, be the file strict."""
    return parse_xml(archive.read(name).replace(_STRICT, MAIN.encode()))


@dataclass(slots=True)
class _WordTable:
    numbers: list[int] = field(default_factory=list)
    rows: list[dict[int, str]] = field(default_factory=list)
    """Texts, by the grid column their cells begin in; where the last one ends, an empty text."""
    width: int = 0
    continued: list[set[int]] = field(default_factory=list)
    """For each row, the columns of cells that go on from the row above."""
    hidden_rows: list[int] = field(default_factory=list)
    below_hidden: set[int] = field(default_factory=set)
    exact: bool = False  # whether it has the style of this program's tables
    struck: list[int] = field(default_factory=list)
    """Numbers of the rows with text that is struck through."""
    warnings: list[CellWarning] = field(default_factory=list)
    """By the grid column that a cell begins in."""
    tracked: bool = False

    @property
    def begins(self) -> list[int]:
        """The grid columns in which a cell of any row begins."""
        return sorted({column for cells in self.rows for column in cells} - {self.width})


class _Document:
    def __init__(self, archive: ZipFile, main: str, root: Any) -> None:
        related = related_parts(archive, main)
        names = archive.namelist()
        parts = {
            kind: parse_part(archive, related[kind])
            for kind in ("numbering", "styles")
            if related.get(kind) in names
        }
        self.root = root
        self.reader = TextReader(parts.get("numbering"), parts.get("styles"))

    def grids(self) -> list[Grid]:
        above: list[str] = []
        found: list[tuple[_WordTable, str, list[str]]] = []
        for block in chain(_laid_out(self.root), _in_boxes(self.root)):
            if block.tag == P:
                above += self.reader.paragraph(block).split("\n") if len(block) else []
                continue
            self.reader.hidden = self.reader.tracked = False
            table = self._table(block)
            table.tracked = self.reader.tracked
            if table.width:
                found.append((table, _title(block, above), [*self._notes(table)]))
        places = sum(len(table.rows) * len(table.begins) for table, _title, _notes in found)
        require_at_most(MAX_CELLS, places, _("cells"))
        return [
            _grid(
                table, _("table {number}").format(number=n) if len(found) > 1 else "", title, said
            )
            for n, (table, title, said) in enumerate(found, start=1)
        ]

    def _table(self, element: Any) -> _WordTable:
        table = _WordTable(exact=element.find(_OWN_STYLE) is not None)
        over: dict[int, str] = {}  # texts of the row above, by the column they begin in
        for number, row in enumerate(blocks(element, TR), start=1):
            properties = row.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}ins") is not None:
                self.reader.tracked = True
            if properties is not None and properties.find(f"{W}del") is not None:
                self.reader.tracked = True
                continue
            self.reader.struck = False
            warned = len(table.warnings)
            cells, width, continued = self._row(row, properties, over, table)
            over = cells
            if properties is not None and is_on(properties, f"{W}hidden"):
                del table.warnings[warned:]
                table.hidden_rows.append(number)
                table.below_hidden.add(len(table.rows))
                continue
            if self.reader.struck:
                table.struck.append(number)
            table.numbers.append(number)
            table.rows.append({**cells, width: ""})
            table.continued.append(continued)
            table.width = max(table.width, width)
        return table

    def _row(
        self, row: Any, properties: Any, over: dict[int, str], table: _WordTable
    ) -> tuple[dict[int, str], int, set[int]]:
        """A row's cells by the grid column they begin in, and the column they end before.

        Third, the columns in which a cell of the row above goes on.
        """
        continued = set()
        at = _count(properties, "gridBefore", 0)
        cells = {0: ""} if at else {}
        for cell in blocks(row, TC):
            own = cell.find(f"{W}tcPr")
            if own is not None and own.find(f"{W}cellDel") is not None:
                self.reader.tracked = True
                continue
            if _continues(own, "vMerge") and at in over:
                cells[at] = over[at]
                continued.add(at)
            elif not (_continues(own, "hMerge") and cells):
                cells[at] = self.reader.text(cell)
                table.warnings += [
                    CellWarning(len(table.rows), at, message, beside)
                    for beside in (False, True)
                    for message in dict.fromkeys(
                        self.reader.beside if beside else self.reader.losses
                    )
                ]
            at = min(at + max(1, _count(own, "gridSpan", 1)), _MOST_COLUMNS)
        return cells, at, continued

    def _notes(self, table: _WordTable) -> Iterator[str]:
        if table.hidden_rows:
            yield worded.sentence("hidden-rows", rows=table.hidden_rows)
        if any(next(chunk.iterancestors(TC), None) is None for chunk in self.root.iter(ALT_CHUNK)):
            yield _("another file is embedded in the document, and was not read")
        if self.reader.hidden:
            yield _("hidden text was left out")
        if table.struck:
            yield worded.sentence("struck-rows", rows=table.struck)


def _laid_out(parent: Any, depth: int = 0) -> Iterator[Any]:
    """The paragraphs and tables of a page, those within a layout as if it were not there."""
    require_at_most(MAX_NESTED_TABLES, depth, _("tables within tables"))
    for block in blocks(parent, P, TBL):
        rows = list(blocks(block, TR)) if block.tag == TBL else []
        cells = [list(blocks(row, TC)) for row in rows]
        if rows and _is_layout(cells) and not any(map(_is_left_out, rows)):
            for cell in chain.from_iterable(cells):
                yield from _laid_out(cell, depth + 1)
        else:
            yield block


def _in_boxes(root: Any) -> Iterator[Any]:
    """The tables in text boxes; the text of a box in a cell is text of the cell."""
    for box in root.iter(f"{W}txbxContent"):
        if next(box.iterancestors(TC, _FALLBACK), None) is None:
            yield from blocks(box, TBL)


def _is_layout(rows: list[list[Any]]) -> bool:
    """Whether a table holds others, and no row of it says something in more cells than one."""
    holds = any(next(blocks(cell, TBL), None) is not None for cell in chain.from_iterable(rows))
    return holds and all(sum(map(_says, cells)) <= 1 for cells in rows)


def _is_left_out(row: Any) -> bool:
    properties = f"{W}trPr/{W}"
    return is_on(row, f"{properties}hidden") or row.find(f"{properties}del") is not None


def _says(cell: Any) -> bool:
    return any((text.text or "").strip() for text in cell.iter(f"{W}t"))


def _grid(table: _WordTable, name: str, title: str, notes: list[str]) -> Grid:
    """Each text in every place its cell covers.

    A grid column in which no cell of any row begins is no column to the eye: it goes.
    """
    columns = table.begins
    rows: list[tuple[str, ...]] = []
    continued: set[tuple[int, int]] = set()
    across: set[tuple[int, int]] = set()
    for y, (cells, from_above) in enumerate(zip(table.rows, table.continued, strict=True)):
        begins = [*_begins(cells, columns)]
        rows.append(tuple(cells.get(begin, "") for begin in begins))
        continued |= {(y, x) for x, begin in enumerate(begins) if begin in from_above}
        across |= {(y, x) for x, begin in enumerate(begins) if begin != columns[x]}
    return Grid(
        name,
        tuple(rows),
        tuple(table.numbers),
        title,
        tuple(notes),
        continued=frozenset(continued),
        across=frozenset(across),
        below_hidden=frozenset(table.below_hidden),
        warnings=tuple(
            warning._replace(column=columns.index(warning.column))
            for warning in table.warnings
            if warning.column in columns
        ),
        exact=table.exact,
        tracked_changes=table.tracked,
    )


def _begins(cells: dict[int, str], columns: list[int]) -> Iterator[int]:
    """For each column, the one in which the cell over it begins."""
    begin = -1
    for column in columns:
        begin = column if column in cells else begin
        yield begin


def _title(table: Any, above: list[str]) -> str:
    """The nearest text above that names a period; else the nearest; else the table's caption."""
    near = [text for text in reversed(above[-NEAR:]) if text and len(text) <= LONGEST_TITLE]
    caption = table.find(f"{W}tblPr/{W}tblCaption")
    if caption is not None:
        near.append(caption.get(VAL, "").strip())
    return title_among(near)


def _count(properties: Any, tag: str, otherwise: int) -> int:
    found = None if properties is None else properties.find(f"{W}{tag}")
    text = "" if found is None else found.get(VAL, "")
    return min(int(text), _MOST_COLUMNS) if _WHOLE.fullmatch(text) else otherwise


def _continues(properties: Any, tag: str) -> bool:
    found = None if properties is None else properties.find(f"{W}{tag}")
    return found is not None and found.get(VAL, "continue") == "continue"
