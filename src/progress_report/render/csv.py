"""The table as CSV (RFC 4180) that Excel and WPS open rightly: UTF-8 with a byte order mark.

Only headings and rows: title and notes are no records. A tall cell's text stands in every row it
covers, and a group heading in every field of a record of its own, so all records are equally
long. Every field is quoted, so that no reader takes another mark for the separator.
"""

import csv
import io
from collections.abc import Iterator

from progress_report.domain.config import ReportConfig
from progress_report.domain.table import Table
from progress_report.text.formulas import guard


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
