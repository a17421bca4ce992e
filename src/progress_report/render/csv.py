"""The table as CSV (RFC 4180) that Excel and WPS open rightly: UTF-8 with a byte order mark.

Only headings and rows: title and notes are no records. A tall cell's text stands in every row it
covers, and a group heading in every field of a record of its own, so all records are equally
long. Every field is quoted, so that no reader takes another mark for the separator.
"""

import csv
import io
import re
from collections.abc import Iterator

from progress_report.domain.config import ReportConfig
from progress_report.domain.table import Table


def render(table: Table, _config: ReportConfig) -> bytes:
    """Write the table as ``.csv``.

    A text that a spreadsheet would run, such as ``=1+1``, gets an apostrophe in front;
    `progress_report.readers.csv` takes it away again.
    """
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerows([guard(field) for field in record] for record in _records(table))
    return text.getvalue().encode("utf-8-sig")


def _records(table: Table) -> Iterator[list[str]]:
    yield [column.heading for column in table.columns]
    above = [""] * len(table.columns)
    for row in table.rows:
        if row.heading is not None:
            yield [row.heading] * len(table.columns)
        above = [
            old if cell is None else cell.text for old, cell in zip(above, row.cells, strict=True)
        ]
        yield above


# Texts that a spreadsheet would run when it opens the file get one apostrophe in front, as OWASP
# advises against CSV injection. A text that already begins with apostrophes before such a beginning
# gets one more, so that taking one away gives back exactly what was there.
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
"""How a formula begins; with full-width marks too, which Excel takes for half-width ones."""
_NUMBER = re.compile(r"'*[+\-－＋]?\d+(?:,\d{3})*(?:\.\d+)?[%％]?")
"""A number is shown, never run."""


def guard(text: str) -> str:
    """The text, with an apostrophe in front if a spreadsheet would run it."""
    return f"'{text}" if _is_formula(text) else text


def unguard(text: str) -> str:
    """The text as it was before `guard`; any other text unchanged."""
    return text[1:] if text.startswith("'") and _is_formula(text) else text


def _is_formula(text: str) -> bool:
    return _FORMULA.match(text) is not None and _NUMBER.fullmatch(text) is None
