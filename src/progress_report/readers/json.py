"""Read a table from its JSON, the inverse of `progress_report.render.json`, or from a PDF."""

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from progress_report.domain.diagnostics import Diagnostic, Location
from progress_report.domain.period import Period
from progress_report.domain.table import Cell, CellNumber, Column, Origin, Part, Row, Table
from progress_report.domain.table_file import CellForm, RowForm, TableFile
from progress_report.readers import worded
from progress_report.render.formats import VERSION
from progress_report.source.files import MAX_BYTES, decode
from progress_report.source.places import Source
from progress_report.system.i18n import _
from progress_report.system.limits import MAX_JSON_MARKS, MAX_PDF_BYTES, require_at_most

_MIN_FOREIGN = len(TableFile.model_fields) // 2
"""With this many keys missing, the file is not a table of this program."""


def read(path: str, raw: bytes) -> tuple[Table | None, list[Diagnostic]]:
    """Read a table that ``report build --format json`` wrote; origins are as in that project."""
    marks = sum(map(raw.count, (b"[", b"{", b",", b":")))
    require_at_most(MAX_JSON_MARKS, marks, _("JSON values"))
    text, diagnostics = decode(path, raw)
    if diagnostics:
        return None, diagnostics
    try:
        file = TableFile.model_validate_json(text)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=True)
        if problems[0]["type"] == "json_invalid":
            return None, [_not_json(path, text)]
        missing = [problem for problem in problems if problem["type"] == "missing"]
        missing_keys = sum(len(problem["loc"]) == 1 for problem in missing)
        if problems[0]["loc"] == () or missing_keys >= _MIN_FOREIGN:
            return None, [worded("foreign-json", Location(path))]
        return None, [*_invalid_values(_source(path, text), problems)]
    table = to_table(file)
    invalid = [*_invalid_rows(_source(path, text), table.rows, len(table.columns))]
    return (None if invalid else table), invalid


def to_table(file: TableFile) -> Table:
    """The table that a file of valid rows holds."""
    columns = tuple(
        Column(form.heading, form.kind, form.width, form.row_heading, form.over)
        for form in file.columns
    )
    rows = tuple(map(_row, file.rows))
    return Table(file.title, Period.parse(file.period), columns, rows, file.notes)


def _source(path: str, text: str) -> Source:
    """Where diagnostics find their places; in a larger file that would take minutes."""
    return Source(path, text if len(text) <= MAX_BYTES else "{}")


def _row(form: RowForm) -> Row:
    cells = tuple(None if cell is None else _cell(cell) for cell in form.cells)
    headings = (form.heading,) if isinstance(form.heading, str) else form.heading or ()
    return Row(form.docket, cells, headings, form.total)


def _cell(form: CellForm) -> Cell:
    origin = None if form.origin is None else Origin(form.origin.path, form.origin.line)
    parts = tuple(
        Part(Period.parse(part.period), part.unit, part.text, part.docket) for part in form.parts
    )
    number = form.number
    shown = None if number is None else CellNumber(Decimal(number.value), number.pattern)
    return Cell(form.text, origin, form.rowspan, form.missing, parts, form.ended, shown, form.fill)


def _invalid_rows(source: Source, rows: Sequence[Row], width: int) -> Iterator[Diagnostic]:
    """Rows of the wrong width, and cells that overlap others or exceed the table."""
    reach = [0] * width  # for each column, the first row that is not covered yet
    for number, row in enumerate(rows):
        if len(row.cells) != width:
            location, count = source.locate(("rows", number)), len(row.cells)
            yield worded("row-width", location, row=number + 1, count=count, width=width)
            continue
        for column, cell in enumerate(row.cells):
            if (cell is None) != (reach[column] > number) or (
                cell is not None and number + cell.rowspan > len(rows)
            ):
                location = source.locate(("rows", number))
                yield worded("cell-overlap", location, row=number + 1, column=column + 1)
            if cell is not None:
                reach[column] = number + cell.rowspan


def _not_json(path: str, text: str) -> Diagnostic:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        excerpt = error.doc.split("\n")[error.lineno - 1].rstrip("\r")
        return worded("invalid-json", Location(path, error.lineno, error.colno, 1, excerpt))
    except RecursionError:
        return worded("foreign-json", Location(path))
    return worded("invalid-json", Location(path))


def _invalid_values(source: Source, problems: Iterable[Any]) -> Iterator[Diagnostic]:
    for problem in problems:
        path, kind = problem["loc"], problem["type"]
        location = source.locate(path)
        if path == ("version",) and kind == "literal_error":
            yield worded("other-version", location, found=problem["input"], known=VERSION)
        elif kind == "missing":
            yield worded("missing-key", location, key=path[-1])
        else:
            yield worded("bad-value", location, place="/".join(map(str, path)))


def read_pdf(path: str, raw: bytes) -> tuple[Table | None, list[Diagnostic]]:
    """Read the table that a published PDF carries as JSON."""
    import logging  # noqa: PLC0415 - only for a PDF

    from pypdf import PdfReader  # noqa: PLC0415 - as above

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its messages are replaced below
    try:
        # recovering a damaged file can take minutes
        reader = PdfReader(io.BytesIO(raw), strict=True, root_object_recovery_limit=0)
        if reader.is_encrypted:
            return None, [worded("protected-pdf", Location(path))]
        attached = [
            content
            for name, contents in reader.attachments.items()
            if name.lower().endswith(".json")
            for content in contents
        ]
    except Exception:  # noqa: BLE001 - a parser of foreign bytes fails in ways it does not name
        return None, [worded("damaged-pdf", Location(path))]
    if len(attached) != 1 or len(attached[0]) > MAX_PDF_BYTES:
        return None, [worded("pdf-without-data", Location(path))]
    return read(path, attached[0])
