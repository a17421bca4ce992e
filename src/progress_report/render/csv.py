"""The table as CSV (RFC 4180) that Excel and WPS open correctly: UTF-8 with a byte order mark.

Only headings and rows: title and notes are not records. The text of a cell over several rows is in
every row it spans, and a group heading in every field of its record, so that all records have
the same length. Every field is quoted, so that no reader takes another mark for the separator.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from progress_report.domain.config import ReportConfig
from progress_report.domain.table import Table, repeated_cells


def render(table: Table, _config: ReportConfig) -> bytes:
    """Write the table as ``.csv``; a spreadsheet evaluates no text of it: see `guard`."""
    return serialize([guard(field) for field in record] for record in _records(table))


def serialize(records: Iterable[Sequence[str]]) -> bytes:
    """The bytes of a file with these records, by which a file of this program is recognized."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(records)
    return text.getvalue().encode("utf-8-sig")


def _records(table: Table) -> Iterator[list[str]]:
    yield [column.full_heading for column in table.columns]
    for row, cells in zip(table.rows, repeated_cells(table.rows), strict=True):
        for heading in row.headings:
            yield [heading] * len(table.columns)
        yield [cell.text for cell in cells]


# Texts that a spreadsheet would evaluate get an apostrophe in front, as OWASP advises against CSV
# injection. A text that already has apostrophes in front of such a beginning gets one more, so that
# removing one restores it exactly.
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_NUMBER = re.compile(r"'*[+\-－＋]?\d+(?:,\d{3})*(?:\.\d+)?[%％]?")  # a number is not evaluated


def guard(text: str) -> str:
    """The text, with an apostrophe in front if a spreadsheet would evaluate it."""
    return f"'{text}" if _is_formula(text) else text


def unguard(text: str) -> str:
    """The text as it was before `guard`; any other text unchanged."""
    return text[1:] if text.startswith("'") and _is_formula(text) else text


def _is_formula(text: str) -> bool:
    return _FORMULA.match(text) is not None and _NUMBER.fullmatch(text) is None
